DO $$
BEGIN
    IF EXISTS (SELECT FROM log_leaf) THEN
        RAISE EXCEPTION 'what was logged is nowhere else' USING ERRCODE = 'RG001';
    END IF;
END
$$;
DROP TABLE log_tree, log_leaf, log_tile;
DROP FUNCTION only_extend;
ALTER TABLE settled DROP COLUMN logged;
ALTER TABLE log_queue RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold);
REVOKE INSERT ON log_queue FROM registry_sequencer;
