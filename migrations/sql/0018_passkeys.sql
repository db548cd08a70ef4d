ALTER TABLE entry DROP CONSTRAINT ck_entry_verb_known;
ALTER TABLE entry ADD CONSTRAINT ck_entry_verb_known CHECK (verb IN ('genesis', 'enrol_administrators', 'revoke_administrator', 'enrol_institution', 'enrol_key', 'revoke_key', 'limit_client', 'enrol_passkey', 'revoke_passkey', 'register', 'further_claim', 'statutory_registration', 'subordination', 'release', 'discharge', 'redact', 'search', 'seize', 'lift_seizure', 'hold', 'release_hold', 'transfer', 'attest'));

CREATE TABLE passkey (
    key_id TEXT NOT NULL,
    person TEXT NOT NULL,
    institution TEXT NOT NULL,
    credential TEXT NOT NULL,
    origin TEXT NOT NULL,
    jwk TEXT NOT NULL,
    recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_until TIMESTAMP WITH TIME ZONE,
    entry TEXT NOT NULL,
    CONSTRAINT pk_passkey PRIMARY KEY (key_id),
    CONSTRAINT uq_passkey_credential UNIQUE (credential),
    CONSTRAINT ck_passkey_ends_after_it_begins CHECK (recorded_until > recorded_from)
);
CREATE INDEX ix_passkey_person ON passkey (person);
CREATE TRIGGER close_once BEFORE UPDATE ON passkey FOR EACH ROW EXECUTE FUNCTION only_close();
CREATE TRIGGER append_only BEFORE DELETE ON passkey FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON passkey FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT ON passkey TO registry_app, registry_auditor, registry_eraser;
GRANT INSERT, UPDATE (recorded_until) ON passkey TO registry_app, registry_eraser;

CREATE TABLE made_passkey (
    key_id TEXT NOT NULL,
    person TEXT NOT NULL,
    label TEXT NOT NULL,
    credential TEXT NOT NULL,
    jwk TEXT NOT NULL,
    origin TEXT NOT NULL,
    possession BYTEA,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_made_passkey PRIMARY KEY (key_id)
);
CREATE INDEX ix_made_passkey_person ON made_passkey (person);
CREATE TABLE passkey_count (
    key_id TEXT NOT NULL,
    count BIGINT NOT NULL,
    CONSTRAINT pk_passkey_count PRIMARY KEY (key_id),
    CONSTRAINT ck_passkey_count_not_below_nothing CHECK (count >= 0)
);
CREATE TABLE ceremony (
    session TEXT NOT NULL,
    purpose TEXT NOT NULL,
    about TEXT NOT NULL,
    base BYTEA NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_ceremony PRIMARY KEY (session, purpose)
);
GRANT SELECT, INSERT, DELETE, UPDATE (possession) ON made_passkey TO registry_app;
GRANT SELECT, INSERT, UPDATE (count) ON passkey_count TO registry_app;
GRANT SELECT, INSERT, DELETE, UPDATE (about, base, expires_at) ON ceremony TO registry_app;
-- What nobody answered is dropped beside the sessions.
GRANT SELECT (expires_at), DELETE ON ceremony TO registry_sequencer;
GRANT SELECT ON made_passkey, passkey_count TO registry_auditor;
