-- Append-only, twice: the roles have no right to change a row, and these triggers stop whoever has.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'RG001';
END
$$;

-- A row of the projection ends once; nothing else about it ever changes.
CREATE FUNCTION only_close() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.recorded_until IS NOT NULL OR NEW.recorded_until IS NULL
        OR (to_jsonb(NEW) - 'recorded_until' - 'live') <> (to_jsonb(OLD) - 'recorded_until' - 'live')
    THEN
        RAISE EXCEPTION 'a row of % is closed once and never changed', TG_TABLE_NAME USING ERRCODE = 'RG001';
    END IF;
    RETURN NEW;
END
$$;

-- Hashes of personal values may only vanish.
CREATE FUNCTION only_redact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'name_hash' - 'identifier_hash') <> (to_jsonb(OLD) - 'name_hash' - 'identifier_hash')
        OR (NEW.name_hash IS DISTINCT FROM OLD.name_hash AND NEW.name_hash IS NOT NULL)
        OR (NEW.identifier_hash IS DISTINCT FROM OLD.identifier_hash AND NEW.identifier_hash IS NOT NULL)
    THEN
        RAISE EXCEPTION 'hashes of a party may only be erased' USING ERRCODE = 'RG001';
    END IF;
    RETURN NEW;
END
$$;

-- A disclosure goes only when an entry says so.
CREATE FUNCTION only_redacted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM redaction WHERE redaction.digest = OLD.digest) THEN
        RAISE EXCEPTION 'no redaction entry names this disclosure' USING ERRCODE = 'RG001';
    END IF;
    RETURN OLD;
END
$$;

-- What was answered as settled stays settled.
CREATE FUNCTION only_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.until < OLD.until THEN
        RAISE EXCEPTION 'the settled instant never goes backwards' USING ERRCODE = 'RG001';
    END IF;
    RETURN NEW;
END
$$;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['entry', 'evidence', 'certificate', 'register', 'institution', 'registration', 'redaction']
    LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['client_key', 'registration_version', 'encumbrance', 'encumbrance_key']
    LOOP
        EXECUTE format('CREATE TRIGGER close_once BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION only_close()', name);
        EXECUTE format('CREATE TRIGGER append_only BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['entry', 'evidence', 'certificate', 'register', 'institution', 'registration', 'redaction',
        'client_key', 'registration_version', 'encumbrance', 'encumbrance_key', 'party', 'disclosure', 'idempotency']
    LOOP
        EXECUTE format('CREATE TRIGGER never_truncated BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    END LOOP;
END
$$;
CREATE TRIGGER redact_only BEFORE UPDATE ON party FOR EACH ROW EXECUTE FUNCTION only_redact();
CREATE TRIGGER append_only BEFORE DELETE ON party FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER redacted_first BEFORE DELETE ON disclosure FOR EACH ROW EXECUTE FUNCTION only_redacted();
CREATE TRIGGER append_only BEFORE UPDATE ON disclosure FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON idempotency FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER forward_only BEFORE UPDATE ON settled FOR EACH ROW EXECUTE FUNCTION only_forward();
