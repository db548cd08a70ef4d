-- Six roles, so that no one credential can both write the register and rewrite it.
--   owner      owns the tables; nobody logs in as it
--   migrate    logs in to change the schema, by SET ROLE owner
--   app        files and answers: INSERT and SELECT, and closes rows once
--   sequencer  keeps the settled instant and moves the queue into the log
--   auditor    reads everything
--   eraser     erases disclosures, only together with a redaction entry
-- Roles belong to the cluster, the migration to one database of it: hence IF NOT EXISTS by hand.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['registry_owner', 'registry_app', 'registry_sequencer', 'registry_auditor', 'registry_eraser']
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            -- No password: nobody can log in until one is set.
            EXECUTE format('CREATE ROLE %I %s', name, CASE WHEN name = 'registry_owner' THEN 'NOLOGIN' ELSE 'LOGIN' END);
        END IF;
        IF name <> 'registry_owner' THEN
            EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), name);
        END IF;
    END LOOP;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT registry_owner TO %I', current_user);
END
$$;
-- The sequencer must see when the sessions of the writing roles began (pg_stat_activity).
GRANT pg_read_all_stats TO registry_sequencer;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CREATE, USAGE ON SCHEMA public TO registry_owner;
GRANT USAGE ON SCHEMA public TO registry_app, registry_sequencer, registry_auditor, registry_eraser;
