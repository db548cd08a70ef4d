CREATE TABLE draft (
    id TEXT NOT NULL,
    institution TEXT NOT NULL,
    verb TEXT NOT NULL,
    target TEXT NOT NULL,
    based_on INTEGER,
    behalf TEXT,
    paper_sha256 TEXT,
    paper_number TEXT,
    maker TEXT NOT NULL,
    exceeds TEXT,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    written_at TIMESTAMP WITH TIME ZONE NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    second TEXT,
    entry TEXT,
    key_id TEXT,
    sealed BYTEA,
    CONSTRAINT pk_draft PRIMARY KEY (id),
    CONSTRAINT ck_draft_state_known CHECK (state IN ('written', 'waiting', 'entered', 'returned', 'withdrawn', 'expired')),
    CONSTRAINT ck_draft_exceeds_known CHECK (exceeds IN ('verb', 'ceiling')),
    CONSTRAINT ck_draft_two_are_two CHECK (second <> maker),
    CONSTRAINT ck_draft_entered_as_an_entry CHECK ((state = 'entered') = (entry IS NOT NULL)),
    CONSTRAINT ck_draft_seen_by_a_second CHECK (state NOT IN ('entered', 'returned') OR second IS NOT NULL),
    CONSTRAINT ck_draft_over_and_forgotten CHECK (state NOT IN ('entered', 'withdrawn') OR sealed IS NULL),
    CONSTRAINT ck_draft_sealed_under_a_key CHECK ((key_id IS NULL) = (sealed IS NULL)),
    CONSTRAINT ck_draft_digest_of_a_paper CHECK (paper_sha256 ~ '^[0-9a-f]{64}$')
);
CREATE INDEX ix_draft_institution_id ON draft (institution, id);
CREATE INDEX ix_draft_expires_at ON draft (expires_at) WHERE sealed IS NOT NULL;
CREATE TABLE draft_step (
    draft TEXT NOT NULL,
    version INTEGER NOT NULL,
    institution TEXT NOT NULL,
    state TEXT NOT NULL,
    by TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_draft_step PRIMARY KEY (draft, version),
    CONSTRAINT ck_draft_step_state_known CHECK (state IN ('written', 'waiting', 'entered', 'returned', 'withdrawn', 'expired'))
);

-- Up to which amount somebody enters in this role what another drafted; without one, any.
ALTER TABLE person_role ADD COLUMN ceiling_minor BIGINT, ADD COLUMN currency TEXT;
ALTER TABLE person_role ADD CONSTRAINT ck_person_role_ceiling_is_money
    CHECK ((ceiling_minor IS NULL) = (currency IS NULL) AND ceiling_minor >= 0);

-- Whose it is and who made it never change; what has ended does not change at all, but that its body is forgotten.
CREATE FUNCTION only_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.institution, NEW.maker, NEW.written_at) IS DISTINCT FROM (OLD.id, OLD.institution, OLD.maker, OLD.written_at)
        OR OLD.state IN ('entered', 'withdrawn')
        OR NOT (NEW.version = OLD.version + 1 OR (
            NEW.sealed IS NULL AND (to_jsonb(NEW) - 'sealed' - 'key_id') = (to_jsonb(OLD) - 'sealed' - 'key_id')))
    THEN
        RAISE EXCEPTION 'a draft changes step by step, until it has ended' USING ERRCODE = 'RG001';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER open_only BEFORE UPDATE ON draft FOR EACH ROW EXECUTE FUNCTION only_open();
CREATE TRIGGER append_only BEFORE DELETE ON draft FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON draft_step FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON draft FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON draft_step FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Row by row, each institution's drafts are its own: which it is, says a setting of the transaction. Without one there
-- are none. Nowhere else: a filing must see what every lender has entered.
ALTER TABLE draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE draft_step ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON draft TO registry_app USING (institution = current_setting('registry.institution', true));
CREATE POLICY own ON draft_step TO registry_app USING (institution = current_setting('registry.institution', true));
CREATE POLICY audited ON draft FOR SELECT TO registry_auditor USING (true);
CREATE POLICY audited ON draft_step FOR SELECT TO registry_auditor USING (true);
CREATE POLICY forgotten ON draft TO registry_sequencer USING (true);

GRANT SELECT, INSERT, UPDATE (verb, target, based_on, behalf, paper_sha256, paper_number, state, version, changed_at,
    expires_at, second, entry, key_id, sealed) ON draft TO registry_app;
GRANT SELECT, INSERT ON draft_step TO registry_app;
-- The worker forgets what nobody will enter any more, unread.
GRANT SELECT (expires_at, key_id, sealed), UPDATE (key_id, sealed) ON draft TO registry_sequencer;
-- Who did what with them and when, but not what they say.
GRANT SELECT (id, institution, verb, maker, exceeds, state, version, written_at, changed_at, expires_at, second, entry)
    ON draft TO registry_auditor;
GRANT SELECT ON draft_step TO registry_auditor;
