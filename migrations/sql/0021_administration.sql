-- What people do stands in the trail of access, beside what systems do.
ALTER TABLE access_event DROP CONSTRAINT ck_access_event_kind_known;
ALTER TABLE access_event ADD COLUMN person TEXT, ADD COLUMN concerning TEXT,
    ADD CONSTRAINT ck_access_event_kind_known CHECK (kind IN ('refused', 'limited', 'code_refused', 'canary', 'token_issued', 'token_refused', 'signed_in', 'sign_in_refused', 'step_up_refused', 'signed_out', 'session_ended', 'password_changed', 'telephone_changed', 'invitation_taken_up', 'person_entered', 'person_invited', 'person_disabled', 'recovery_proposed', 'recovery_confirmed', 'role_proposed', 'role_given', 'role_taken', 'break_glass_asked', 'break_glass_opened', 'break_glass_ended', 'break_glass_reviewed', 'pause_lifted', 'trail_read', 'trail_exported', 'institution_enrolled', 'key_enrolled', 'key_revoked', 'unmasked', 'client_limited', 'administrator_enrolled', 'administrator_revoked'));
CREATE INDEX ix_access_event_person ON access_event (person, at) WHERE person IS NOT NULL;

-- A role that was taken away may be given again, and both stand there. The other index is made anew behind the key, so
-- that of two that a row breaks it is the key that is named, as before.
DROP INDEX uq_person_role_one_administrator;
ALTER TABLE person_role DROP CONSTRAINT pk_person_role, ADD CONSTRAINT pk_person_role PRIMARY KEY (person, role, recorded_from);
CREATE UNIQUE INDEX uq_person_role_one_administrator ON person_role (person) WHERE role IN ('audit_administrator', 'security_administrator', 'system_administrator') AND recorded_until IS NULL;
CREATE UNIQUE INDEX uq_person_role_standing ON person_role (person, role) WHERE recorded_until IS NULL;
CREATE TABLE role_change (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    gives BOOLEAN NOT NULL,
    recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_by TEXT,
    recorded_until TIMESTAMP WITH TIME ZONE,
    ended_by TEXT,
    CONSTRAINT pk_role_change PRIMARY KEY (id),
    CONSTRAINT ck_role_change_ended_by_somebody CHECK ((recorded_until IS NULL) = (ended_by IS NULL)),
    CONSTRAINT ck_role_change_ends_after_it_begins CHECK (recorded_until >= recorded_from),
    CONSTRAINT ck_role_change_role_known CHECK (role IN ('maker', 'checker', 'clerk', 'registrar', 'auditor', 'system_administrator', 'security_administrator', 'audit_administrator')),
    CONSTRAINT ck_role_change_two_others CHECK (recorded_by IS NOT NULL AND recorded_by <> person AND ended_by <> recorded_by AND ended_by <> person)
);
CREATE INDEX ix_role_change_person ON role_change (person) WHERE recorded_until IS NULL;

ALTER TABLE sign_in ADD COLUMN lifted_by TEXT,
    ADD CONSTRAINT ck_sign_in_lifted_is_forgiven CHECK (believed OR lifted_by IS NULL);

CREATE TABLE break_glass (
    id TEXT NOT NULL,
    glass TEXT NOT NULL,
    about TEXT NOT NULL,
    reason TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    opened_by TEXT,
    opened_at TIMESTAMP WITH TIME ZONE,
    ended_by TEXT,
    ended_at TIMESTAMP WITH TIME ZONE,
    reviewed_by TEXT,
    reviewed_at TIMESTAMP WITH TIME ZONE,
    note TEXT,
    CONSTRAINT pk_break_glass PRIMARY KEY (id),
    CONSTRAINT ck_break_glass_opened_at_by_somebody CHECK ((opened_at IS NULL) = (opened_by IS NULL)),
    CONSTRAINT ck_break_glass_ended_at_by_somebody CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CONSTRAINT ck_break_glass_reviewed_at_by_somebody CHECK ((reviewed_at IS NULL) = (reviewed_by IS NULL)),
    CONSTRAINT ck_break_glass_reviewed_with_a_note CHECK ((reviewed_at IS NULL) = (note IS NULL)),
    CONSTRAINT ck_break_glass_two_are_two CHECK (opened_by <> asked_by),
    CONSTRAINT ck_break_glass_reviewed_by_a_third CHECK (reviewed_by <> asked_by AND reviewed_by <> opened_by),
    CONSTRAINT ck_break_glass_opened_first CHECK (opened_at IS NOT NULL OR (ended_at IS NULL AND reviewed_at IS NULL)),
    CONSTRAINT ck_break_glass_in_order CHECK (opened_at >= asked_at AND ended_at >= opened_at)
);
CREATE INDEX ix_break_glass_unreviewed ON break_glass (asked_at) WHERE reviewed_at IS NULL;

-- A column is filled in once: what has been said is not taken back, and nothing is said twice.
CREATE FUNCTION only_fill_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) = to_jsonb(OLD) OR NOT to_jsonb(NEW) @> jsonb_strip_nulls(to_jsonb(OLD)) THEN
        RAISE EXCEPTION 'a row of % is filled in once and never changes', TG_TABLE_NAME USING ERRCODE = 'RG001';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER fill_in_once BEFORE UPDATE ON break_glass FOR EACH ROW EXECUTE FUNCTION only_fill_in();
CREATE TRIGGER end_once BEFORE UPDATE ON role_change FOR EACH ROW EXECUTE FUNCTION only_end();
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['break_glass', 'role_change']
    LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
        EXECUTE format('CREATE TRIGGER never_truncated BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    END LOOP;
END
$$;

GRANT SELECT, INSERT, UPDATE (recorded_until, ended_by) ON role_change TO registry_app;
GRANT SELECT, INSERT, UPDATE (opened_by, opened_at, ended_by, ended_at, reviewed_by, reviewed_at, note) ON break_glass TO registry_app;
GRANT SELECT ON role_change, break_glass TO registry_auditor;
