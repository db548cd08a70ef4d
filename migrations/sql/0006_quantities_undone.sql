ALTER TABLE entry DROP CONSTRAINT ck_entry_verb_known;
ALTER TABLE entry ADD CONSTRAINT ck_entry_verb_known CHECK (verb IN ('genesis', 'enrol_institution', 'enrol_key', 'revoke_key', 'register', 'further_claim', 'statutory_registration', 'subordination', 'release', 'discharge', 'redact', 'search', 'seize', 'lift_seizure', 'hold', 'release_hold', 'transfer'));
ALTER TABLE encumbrance DROP CONSTRAINT ck_encumbrance_type_known, DROP CONSTRAINT ck_encumbrance_burden_ends;
ALTER TABLE encumbrance
    ADD CONSTRAINT ck_encumbrance_type_known CHECK (type IN ('security', 'seizure', 'hold', 'transfer')),
    ADD CONSTRAINT ck_encumbrance_burden_ends CHECK (type = 'transfer' OR expires_on IS NOT NULL);
ALTER TABLE encumbrance_key
    ADD CONSTRAINT nothing_is_taken CHECK (takes IS NULL), DROP CONSTRAINT ck_encumbrance_key_part_is_taken,
    DROP CONSTRAINT ck_encumbrance_key_taken_is_measured, DROP CONSTRAINT ck_encumbrance_key_measure_known;
ALTER TABLE encumbrance_key DROP COLUMN takes, DROP COLUMN measure, DROP COLUMN part;
DROP TABLE quantity;
CREATE OR REPLACE FUNCTION only_close() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.recorded_until IS NOT NULL OR NEW.recorded_until IS NULL
        OR (to_jsonb(NEW) - 'recorded_until' - 'live') <> (to_jsonb(OLD) - 'recorded_until' - 'live')
    THEN
        RAISE EXCEPTION 'a row of % is closed once and never changed', TG_TABLE_NAME USING ERRCODE = 'RG001';
    END IF;
    RETURN NEW;
END
$$;
