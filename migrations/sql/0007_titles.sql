ALTER TABLE encumbrance ADD COLUMN contests TEXT;
