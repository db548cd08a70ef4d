ALTER TABLE encumbrance ADD CONSTRAINT nothing_was_inherited CHECK (passed_at IS NULL AND determined_at IS NULL);
ALTER TABLE encumbrance DROP COLUMN passed_at, DROP COLUMN determined_at;
