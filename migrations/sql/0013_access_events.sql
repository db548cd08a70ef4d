CREATE TABLE access_event (
    id TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    route TEXT,
    address TEXT NOT NULL,
    client TEXT,
    institution TEXT,
    times INTEGER NOT NULL,
    CONSTRAINT pk_access_event PRIMARY KEY (id),
    CONSTRAINT ck_access_event_kind_known CHECK (kind IN (
        'refused', 'limited', 'code_refused', 'token_issued', 'token_refused', 'institution_enrolled', 'key_enrolled',
        'key_revoked'
    )),
    CONSTRAINT ck_access_event_came_once CHECK (times > 0)
);
CREATE INDEX ix_access_event_at ON access_event (at);

-- Six months at hand, whoever would rather have less.
CREATE FUNCTION only_old() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.at > now() - interval '184 days' THEN
        RAISE EXCEPTION 'access events are kept for at least six months' USING ERRCODE = 'RG001';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE ON access_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER old_only BEFORE DELETE ON access_event FOR EACH ROW EXECUTE FUNCTION only_old();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON access_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The service writes them and answers the auditor; the worker forgets the old ones; nobody else has anything to do here.
GRANT SELECT, INSERT ON access_event TO registry_app;
GRANT SELECT ON access_event TO registry_auditor;
GRANT SELECT, DELETE ON access_event TO registry_sequencer;
