ALTER TABLE entry DROP CONSTRAINT ck_entry_verb_known;
ALTER TABLE entry ADD CONSTRAINT ck_entry_verb_known CHECK (verb IN ('genesis', 'enrol_institution', 'enrol_key', 'revoke_key', 'register', 'further_claim', 'statutory_registration', 'subordination', 'release', 'discharge', 'redact', 'search'));
DROP INDEX ix_encumbrance_act;
ALTER TABLE encumbrance
    DROP CONSTRAINT ck_encumbrance_type_known, DROP CONSTRAINT ck_encumbrance_security_is_of_a_registration,
    DROP CONSTRAINT ck_encumbrance_others_are_of_an_act, DROP CONSTRAINT ck_encumbrance_seizure_was_served,
    DROP CONSTRAINT ck_encumbrance_burden_ends;
ALTER TABLE encumbrance
    ALTER COLUMN registration SET NOT NULL, ALTER COLUMN terms SET NOT NULL, ALTER COLUMN expires_on SET NOT NULL,
    DROP COLUMN act, DROP COLUMN facts, DROP COLUMN served_at;
