DO $$
BEGIN
    IF EXISTS (SELECT FROM unmasking) THEN
        RAISE EXCEPTION 'who was shown what, and why, is nowhere else' USING ERRCODE = 'RG001';
    END IF;
END
$$;
REVOKE SELECT (key_id) ON second_factor, invitation FROM registry_eraser;
REVOKE UPDATE (key_id, sealed) ON disclosure FROM registry_eraser;
DROP TRIGGER reseal_only ON disclosure;
CREATE TRIGGER append_only BEFORE UPDATE ON disclosure FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP TABLE inquiry, unmasking;
DROP FUNCTION only_reseal, only_redact_term;
CREATE OR REPLACE FUNCTION only_redact() RETURNS trigger LANGUAGE plpgsql AS $$
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
DROP FUNCTION rehashing;
ALTER TABLE access_event DROP CONSTRAINT ck_access_event_kind_known;
ALTER TABLE access_event ADD CONSTRAINT ck_access_event_kind_known CHECK (kind IN (
    'refused', 'limited', 'code_refused', 'token_issued', 'token_refused', 'institution_enrolled', 'key_enrolled',
    'key_revoked'
));
