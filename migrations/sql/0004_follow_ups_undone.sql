ALTER TABLE entry DROP CONSTRAINT ck_entry_verb_known;
ALTER TABLE entry ADD CONSTRAINT ck_entry_verb_known CHECK (verb IN ('genesis', 'enrol_institution', 'enrol_key', 'revoke_key', 'register', 'discharge', 'redact', 'search'));
DROP TABLE subordination, encumbrance_terms, further_claim;
ALTER TABLE encumbrance DROP COLUMN item, DROP COLUMN claim;
