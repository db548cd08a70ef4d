ALTER TABLE entry DROP CONSTRAINT ck_entry_verb_known;
ALTER TABLE entry ADD CONSTRAINT ck_entry_verb_known CHECK (verb IN ('genesis', 'enrol_administrators', 'revoke_administrator', 'enrol_institution', 'enrol_key', 'revoke_key', 'limit_client', 'register', 'further_claim', 'statutory_registration', 'subordination', 'release', 'discharge', 'redact', 'search', 'seize', 'lift_seizure', 'hold', 'release_hold', 'transfer', 'attest'));
ALTER TABLE evidence DROP CONSTRAINT ck_evidence_kind_known;
ALTER TABLE evidence ADD COLUMN approvals TEXT,
    ADD CONSTRAINT ck_evidence_kind_known CHECK (kind IN ('http_signature', 'passkey', 'counter', 'court_document', 'job', 'two_person'));

ALTER TABLE institution
    ADD COLUMN licence_number TEXT, ADD COLUMN licence_authority TEXT, ADD COLUMN licence_from DATE,
    ADD COLUMN licence_until DATE;
ALTER TABLE institution
    ADD CONSTRAINT ck_institution_licence_is_whole CHECK (
        (licence_number IS NULL) = (licence_authority IS NULL) AND (licence_number IS NULL) = (licence_from IS NULL)
        AND (licence_until IS NULL OR licence_until >= licence_from)
    );

CREATE TABLE administrator (
    key_id TEXT NOT NULL,
    name TEXT NOT NULL,
    jwk TEXT NOT NULL,
    recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_until TIMESTAMP WITH TIME ZONE,
    entry TEXT NOT NULL,
    CONSTRAINT pk_administrator PRIMARY KEY (key_id),
    CONSTRAINT ck_administrator_ends_after_it_begins CHECK (recorded_until > recorded_from)
);
CREATE TABLE key_revocation (
    key_id TEXT NOT NULL,
    entry TEXT NOT NULL,
    CONSTRAINT pk_key_revocation PRIMARY KEY (key_id)
);
CREATE TABLE client_allowance (
    client TEXT NOT NULL,
    version INTEGER NOT NULL,
    verbs TEXT NOT NULL,
    ceiling_minor BIGINT,
    currency TEXT,
    recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_until TIMESTAMP WITH TIME ZONE,
    entry TEXT NOT NULL,
    CONSTRAINT pk_client_allowance PRIMARY KEY (client, version),
    CONSTRAINT ck_client_allowance_ceiling_is_money
        CHECK ((ceiling_minor IS NULL) = (currency IS NULL) AND ceiling_minor >= 0),
    CONSTRAINT ck_client_allowance_ends_after_it_begins CHECK (recorded_until > recorded_from)
);
CREATE UNIQUE INDEX uq_client_allowance_standing ON client_allowance (client) WHERE recorded_until IS NULL;

-- Keys that were revoked before there was a row for it.
INSERT INTO key_revocation (key_id, entry)
    SELECT CAST(payload AS json)->'filing'->>'key_id', id FROM entry WHERE verb = 'revoke_key' ORDER BY seq;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['administrator', 'client_allowance']
    LOOP
        EXECUTE format('CREATE TRIGGER close_once BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION only_close()', name);
        EXECUTE format('CREATE TRIGGER append_only BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['administrator', 'client_allowance', 'key_revocation']
    LOOP
        EXECUTE format('CREATE TRIGGER never_truncated BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    END LOOP;
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON key_revocation FOR EACH ROW EXECUTE FUNCTION refuse_change();
GRANT SELECT ON administrator, client_allowance, key_revocation TO registry_app, registry_auditor, registry_eraser;
GRANT INSERT ON administrator, client_allowance, key_revocation TO registry_app, registry_eraser;
GRANT UPDATE (recorded_until) ON administrator, client_allowance TO registry_app, registry_eraser;
