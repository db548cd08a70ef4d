DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = 'registry_owner'
    LOOP
        EXECUTE format('GRANT SELECT ON %I TO registry_app, registry_auditor, registry_eraser', name);
    END LOOP;
END
$$;
GRANT INSERT ON entry, evidence, certificate, disclosure, register, institution, client_key, registration,
    registration_version, party, encumbrance, encumbrance_key, redaction, idempotency, log_queue, outbox, search
    TO registry_app;
GRANT UPDATE (recorded_until) ON client_key, registration_version, encumbrance, encumbrance_key TO registry_app;
-- ON CONFLICT DO UPDATE asks for the right; no row version is ever written (WHERE false).
GRANT INSERT, UPDATE (key) ON asset_key TO registry_app, registry_eraser;
GRANT INSERT ON assertion TO registry_app;
GRANT USAGE, SELECT ON SEQUENCE registration_serial TO registry_app, registry_eraser;
GRANT SELECT ON SEQUENCE registration_serial TO registry_auditor;

GRANT SELECT, UPDATE ON settled TO registry_sequencer;
GRANT SELECT, DELETE ON log_queue, outbox, assertion TO registry_sequencer;
GRANT SELECT ON entry, certificate, register TO registry_sequencer;

GRANT INSERT ON entry, evidence, certificate, disclosure, register, institution, client_key, registration,
    registration_version, party, encumbrance, encumbrance_key, redaction, idempotency, log_queue, outbox
    TO registry_eraser;
GRANT UPDATE (recorded_until) ON client_key, registration_version, encumbrance, encumbrance_key TO registry_eraser;
GRANT UPDATE (name_hash, identifier_hash) ON party TO registry_eraser;
GRANT DELETE ON disclosure TO registry_eraser;
