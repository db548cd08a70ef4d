CREATE TABLE status_list (
    number INTEGER NOT NULL,
    bits BYTEA NOT NULL,
    changed BOOLEAN NOT NULL,
    uri TEXT,
    token TEXT,
    issued_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_status_list PRIMARY KEY (number),
    CONSTRAINT uq_status_list_uri UNIQUE (uri),
    CONSTRAINT ck_status_list_signed CHECK (
        (token IS NULL) = (uri IS NULL) AND (token IS NULL) = (issued_at IS NULL) AND (changed OR token IS NOT NULL)
    )
);
CREATE TABLE status_told (
    "only" SMALLINT NOT NULL,
    log INTEGER NOT NULL,
    place BIGINT NOT NULL,
    day DATE NOT NULL,
    CONSTRAINT pk_status_told PRIMARY KEY ("only"),
    CONSTRAINT ck_status_told_one_row CHECK ("only" = 1)
);
-- Packed already: to pack them again takes time and saves nothing.
ALTER TABLE status_list ALTER COLUMN token SET STORAGE EXTERNAL;
-- Rewritten whole every minute: what is dead must not pile up behind a share of few rows.
ALTER TABLE status_list SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);

CREATE TRIGGER append_only BEFORE DELETE ON status_list FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE DELETE ON status_told FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON status_list FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON status_told FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT ON status_list, status_told TO registry_app, registry_auditor, registry_eraser;
GRANT SELECT, INSERT, UPDATE (bits, changed, uri, token, issued_at) ON status_list TO registry_sequencer;
GRANT SELECT, INSERT, UPDATE (log, place, day) ON status_told TO registry_sequencer;
GRANT SELECT ON registration_version TO registry_sequencer;
