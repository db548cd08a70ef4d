ALTER TABLE registration ADD COLUMN filed_as TEXT, ADD COLUMN claim_id TEXT;
ALTER TABLE registration ADD CONSTRAINT ck_registration_filed_as_known CHECK (filed_as IN ('secured_creditor', 'all_creditors'));
CREATE INDEX ix_registration_claim_id ON registration (claim_id) WHERE claim_id IS NOT NULL;
