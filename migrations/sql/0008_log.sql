CREATE TABLE log_tree (
    number INTEGER NOT NULL,
    origin TEXT NOT NULL,
    size BIGINT NOT NULL,
    root BYTEA NOT NULL,
    former TEXT,
    published TEXT,
    CONSTRAINT pk_log_tree PRIMARY KEY (number),
    CONSTRAINT uq_log_tree_origin UNIQUE (origin)
);
CREATE TABLE log_leaf (
    log INTEGER NOT NULL,
    place BIGINT NOT NULL,
    seq BIGINT,
    leaf TEXT NOT NULL,
    CONSTRAINT pk_log_leaf PRIMARY KEY (log, place),
    CONSTRAINT uq_log_leaf_log_seq UNIQUE (log, seq)
);
CREATE TABLE log_tile (
    log INTEGER NOT NULL,
    level SMALLINT NOT NULL,
    number BIGINT NOT NULL,
    data BYTEA NOT NULL,
    CONSTRAINT pk_log_tile PRIMARY KEY (log, level, number)
);
ALTER TABLE settled ADD COLUMN logged TIMESTAMP WITH TIME ZONE;
-- A queue is emptied all day: what is dead in it must not be walked over by every filing.
ALTER TABLE log_queue SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- A log grows; nothing else ever becomes of it.
CREATE FUNCTION only_extend() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root <> OLD.root)
        OR (NEW.number, NEW.origin, NEW.former) IS DISTINCT FROM (OLD.number, OLD.origin, OLD.former)
    THEN
        RAISE EXCEPTION 'a log is only extended' USING ERRCODE = 'RG001';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER extend_only BEFORE UPDATE ON log_tree FOR EACH ROW EXECUTE FUNCTION only_extend();
CREATE TRIGGER append_only BEFORE DELETE ON log_tree FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON log_leaf FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE DELETE ON log_tile FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON log_tree FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON log_leaf FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON log_tile FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT ON log_tree, log_leaf, log_tile TO registry_app, registry_auditor, registry_eraser;
GRANT SELECT, INSERT ON log_leaf TO registry_sequencer;
GRANT SELECT, INSERT, UPDATE (size, root, published) ON log_tree TO registry_sequencer;
GRANT SELECT, INSERT, UPDATE (data) ON log_tile TO registry_sequencer;
GRANT INSERT ON log_queue TO registry_sequencer;
