ALTER TABLE encumbrance ADD CONSTRAINT nothing_is_contested CHECK (contests IS NULL);
ALTER TABLE encumbrance DROP COLUMN contests;
