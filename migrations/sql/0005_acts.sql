ALTER TABLE entry DROP CONSTRAINT ck_entry_verb_known;
ALTER TABLE entry ADD CONSTRAINT ck_entry_verb_known CHECK (verb IN ('genesis', 'enrol_institution', 'enrol_key', 'revoke_key', 'register', 'further_claim', 'statutory_registration', 'subordination', 'release', 'discharge', 'redact', 'search', 'seize', 'lift_seizure', 'hold', 'release_hold', 'transfer'));
ALTER TABLE encumbrance
    ADD COLUMN act TEXT, ADD COLUMN facts TEXT, ADD COLUMN served_at TIMESTAMP WITH TIME ZONE,
    ALTER COLUMN registration DROP NOT NULL, ALTER COLUMN terms DROP NOT NULL, ALTER COLUMN expires_on DROP NOT NULL;
ALTER TABLE encumbrance
    ADD CONSTRAINT ck_encumbrance_type_known CHECK (type IN ('security', 'seizure', 'hold', 'transfer')),
    ADD CONSTRAINT ck_encumbrance_security_is_of_a_registration
        CHECK ((type = 'security') = (registration IS NOT NULL AND terms IS NOT NULL AND act IS NULL)),
    ADD CONSTRAINT ck_encumbrance_others_are_of_an_act
        CHECK (type = 'security' OR (act IS NOT NULL AND facts IS NOT NULL)),
    ADD CONSTRAINT ck_encumbrance_seizure_was_served CHECK (type <> 'seizure' OR served_at IS NOT NULL),
    ADD CONSTRAINT ck_encumbrance_burden_ends CHECK (type = 'transfer' OR expires_on IS NOT NULL);
CREATE INDEX ix_encumbrance_act ON encumbrance (act) WHERE act IS NOT NULL;
