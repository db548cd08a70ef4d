CREATE TABLE person (
    id TEXT NOT NULL,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    institution TEXT,
    second TEXT,
    recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_by TEXT,
    recorded_until TIMESTAMP WITH TIME ZONE,
    ended_by TEXT,
    CONSTRAINT pk_person PRIMARY KEY (id),
    CONSTRAINT ck_person_ended_by_somebody CHECK ((recorded_until IS NULL) = (ended_by IS NULL)),
    CONSTRAINT ck_person_ends_after_it_begins CHECK (recorded_until >= recorded_from),
    CONSTRAINT uq_person_login UNIQUE (login),
    CONSTRAINT ck_person_two_are_two CHECK (second <> recorded_by)
);
CREATE TABLE person_role (
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_by TEXT,
    recorded_until TIMESTAMP WITH TIME ZONE,
    ended_by TEXT,
    CONSTRAINT pk_person_role PRIMARY KEY (person, role),
    CONSTRAINT ck_person_role_ended_by_somebody CHECK ((recorded_until IS NULL) = (ended_by IS NULL)),
    CONSTRAINT ck_person_role_ends_after_it_begins CHECK (recorded_until >= recorded_from),
    CONSTRAINT ck_person_role_role_known CHECK (role IN ('maker', 'checker', 'clerk', 'registrar', 'auditor', 'system_administrator', 'security_administrator', 'audit_administrator'))
);
CREATE UNIQUE INDEX uq_person_role_one_administrator ON person_role (person) WHERE role IN ('audit_administrator', 'security_administrator', 'system_administrator') AND recorded_until IS NULL;
CREATE TABLE recovery (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_by TEXT,
    recorded_until TIMESTAMP WITH TIME ZONE,
    ended_by TEXT,
    CONSTRAINT pk_recovery PRIMARY KEY (id),
    CONSTRAINT ck_recovery_ended_by_somebody CHECK ((recorded_until IS NULL) = (ended_by IS NULL)),
    CONSTRAINT ck_recovery_ends_after_it_begins CHECK (recorded_until >= recorded_from),
    CONSTRAINT ck_recovery_two_others CHECK (recorded_by IS NOT NULL AND recorded_by <> person AND ended_by <> recorded_by AND ended_by <> person)
);
CREATE INDEX ix_recovery_person ON recovery (person) WHERE recorded_until IS NULL;
CREATE TABLE password (
    person TEXT NOT NULL,
    hash TEXT NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_password PRIMARY KEY (person),
    CONSTRAINT ck_password_hashed CHECK (left(hash, 10) = '$argon2id$')
);
CREATE TABLE second_factor (
    person TEXT NOT NULL,
    key_id TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    used BIGINT NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_second_factor PRIMARY KEY (person)
);
CREATE TABLE invitation (
    person TEXT NOT NULL,
    digest BYTEA NOT NULL,
    key_id TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_invitation PRIMARY KEY (person),
    CONSTRAINT uq_invitation_digest UNIQUE (digest),
    CONSTRAINT ck_invitation_digest_of_a_code CHECK (length(digest) = 32)
);
CREATE TABLE session (
    digest BYTEA NOT NULL,
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    began_at TIMESTAMP WITH TIME ZONE NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_session PRIMARY KEY (digest),
    CONSTRAINT uq_session_id UNIQUE (id),
    CONSTRAINT ck_session_digest_of_a_token CHECK (length(digest) = 32)
);
CREATE INDEX ix_session_person ON session (person);
CREATE TABLE sign_in (
    seq BIGINT GENERATED ALWAYS AS IDENTITY,
    login TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    believed BOOLEAN NOT NULL,
    CONSTRAINT pk_sign_in PRIMARY KEY (seq)
);
CREATE INDEX ix_sign_in_login_seq ON sign_in (login, seq);

-- Who was entered, for what, and who gave whom a new start: it ends once, by somebody, and is never otherwise changed.
CREATE FUNCTION only_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.recorded_until IS NOT NULL OR NEW.recorded_until IS NULL
        OR (to_jsonb(NEW) - 'recorded_until' - 'ended_by') <> (to_jsonb(OLD) - 'recorded_until' - 'ended_by')
    THEN
        RAISE EXCEPTION 'a row of % ends once and never changes', TG_TABLE_NAME USING ERRCODE = 'RG001';
    END IF;
    RETURN NEW;
END
$$;
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['person', 'person_role', 'recovery']
    LOOP
        EXECUTE format('CREATE TRIGGER end_once BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION only_end()', name);
        EXECUTE format('CREATE TRIGGER append_only BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    END LOOP;
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON sign_in FOR EACH ROW EXECUTE FUNCTION refuse_change();
    FOREACH name IN ARRAY ARRAY['person', 'person_role', 'recovery', 'sign_in']
    LOOP
        EXECUTE format('CREATE TRIGGER never_truncated BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    END LOOP;
END
$$;

GRANT SELECT, INSERT, UPDATE (recorded_until, ended_by) ON person, person_role, recovery TO registry_app;
GRANT SELECT, INSERT ON sign_in TO registry_app;
GRANT SELECT, INSERT, DELETE, UPDATE (hash, set_at) ON password TO registry_app;
GRANT SELECT, INSERT, DELETE, UPDATE (key_id, sealed, used, set_at) ON second_factor TO registry_app;
GRANT SELECT, INSERT, DELETE ON invitation TO registry_app;
GRANT SELECT, INSERT, DELETE, UPDATE (seen_at) ON session TO registry_app;
-- What nobody can use any more is dropped beside the answers.
GRANT SELECT (began_at, seen_at), DELETE ON session TO registry_sequencer;
GRANT SELECT (expires_at), DELETE ON invitation TO registry_sequencer;
-- Not what people sign in with: that is for nobody to read.
GRANT SELECT ON person, person_role, recovery, sign_in TO registry_auditor;
