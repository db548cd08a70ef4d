ALTER TABLE entry DROP CONSTRAINT ck_entry_verb_known;
ALTER TABLE entry ADD CONSTRAINT ck_entry_verb_known CHECK (verb IN ('genesis', 'enrol_institution', 'enrol_key', 'revoke_key', 'register', 'further_claim', 'statutory_registration', 'subordination', 'release', 'discharge', 'redact', 'search', 'seize', 'lift_seizure', 'hold', 'release_hold', 'transfer', 'attest'));

ALTER TABLE encumbrance DROP CONSTRAINT ck_encumbrance_type_known, DROP CONSTRAINT ck_encumbrance_burden_ends;
ALTER TABLE encumbrance
    ADD CONSTRAINT ck_encumbrance_type_known
        CHECK (type IN ('security', 'seizure', 'hold', 'transfer', 'attestation')),
    ADD CONSTRAINT ck_encumbrance_burden_ends CHECK (type IN ('transfer', 'attestation') OR expires_on IS NOT NULL);

ALTER TABLE encumbrance_key ADD COLUMN takes BIGINT, ADD COLUMN measure TEXT, ADD COLUMN part TEXT;
ALTER TABLE encumbrance_key
    ADD CONSTRAINT ck_encumbrance_key_measure_known CHECK (measure IN ('weight', 'volume', 'count', 'money')),
    ADD CONSTRAINT ck_encumbrance_key_taken_is_measured CHECK ((takes IS NULL) = (measure IS NULL) AND takes > 0),
    ADD CONSTRAINT ck_encumbrance_key_part_is_taken CHECK (part IS NULL OR takes IS NOT NULL);

-- What the database computes itself is not there yet when the trigger looks.
CREATE OR REPLACE FUNCTION only_close() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.recorded_until IS NOT NULL OR NEW.recorded_until IS NULL
        OR (to_jsonb(NEW) - 'recorded_until' - 'live' - 'overpledged') <> (to_jsonb(OLD) - 'recorded_until' - 'live' - 'overpledged')
    THEN
        RAISE EXCEPTION 'a row of % is closed once and never changed', TG_TABLE_NAME USING ERRCODE = 'RG001';
    END IF;
    RETURN NEW;
END
$$;

CREATE TABLE quantity (
    key TEXT NOT NULL,
    measure TEXT NOT NULL,
    number INTEGER NOT NULL,
    pledged BIGINT NOT NULL,
    change BIGINT NOT NULL,
    capacity BIGINT,
    overpledged BOOLEAN GENERATED ALWAYS AS (coalesce(pledged > capacity, false)) STORED,
    recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_until TIMESTAMP WITH TIME ZONE,
    entry TEXT NOT NULL,
    CONSTRAINT pk_quantity PRIMARY KEY (key, measure, number),
    CONSTRAINT ck_quantity_measure_known CHECK (measure IN ('weight', 'volume', 'count', 'money')),
    CONSTRAINT ck_quantity_not_below_nothing CHECK (pledged >= 0 AND capacity >= 0),
    CONSTRAINT ck_quantity_within_capacity CHECK (capacity IS NULL OR pledged <= capacity OR change <= 0),
    CONSTRAINT ck_quantity_ends_after_it_begins CHECK (recorded_until > recorded_from)
);
CREATE UNIQUE INDEX uq_quantity_standing ON quantity (key, measure) WHERE recorded_until IS NULL;
CREATE TRIGGER close_once BEFORE UPDATE ON quantity FOR EACH ROW EXECUTE FUNCTION only_close();
CREATE TRIGGER append_only BEFORE DELETE ON quantity FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON quantity FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT ON quantity TO registry_app, registry_auditor, registry_eraser;
GRANT INSERT, UPDATE (recorded_until) ON quantity TO registry_app, registry_eraser;
