CREATE TABLE feed (
    number BIGINT GENERATED ALWAYS AS IDENTITY,
    institution TEXT NOT NULL,
    entry TEXT NOT NULL,
    verb TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    registration TEXT,
    act TEXT,
    about TEXT[] NOT NULL,
    contested BOOLEAN NOT NULL,
    CONSTRAINT pk_feed PRIMARY KEY (number),
    CONSTRAINT uq_feed_institution_entry UNIQUE (institution, entry)
);
CREATE INDEX ix_feed_institution_number ON feed (institution, number);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON feed FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON feed FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT ON feed TO registry_app, registry_auditor, registry_eraser;
GRANT SELECT, INSERT ON feed TO registry_sequencer;
GRANT SELECT ON encumbrance, encumbrance_key TO registry_sequencer;
