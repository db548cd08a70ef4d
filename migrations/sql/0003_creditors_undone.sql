ALTER TABLE registration ADD CONSTRAINT says_neither CHECK (filed_as IS NULL AND claim_id IS NULL);
DROP INDEX ix_registration_claim_id;
ALTER TABLE registration DROP COLUMN filed_as, DROP COLUMN claim_id;
