CREATE TABLE inquiry (
    entry TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    institution TEXT NOT NULL,
    "by" TEXT NOT NULL,
    purpose TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    term TEXT,
    CONSTRAINT pk_inquiry PRIMARY KEY (entry, ordinal),
    CONSTRAINT ck_inquiry_by_known CHECK ("by" IN ('asset', 'registration_number', 'grantor_identifier', 'grantor_name')),
    CONSTRAINT ck_inquiry_purpose_known CHECK (purpose IN ('lending', 'trade', 'enforcement', 'own_portfolio', 'supervision', 'other'))
);
CREATE INDEX ix_inquiry_term ON inquiry (term);
CREATE TABLE unmasking (
    id TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    client TEXT NOT NULL,
    institution TEXT NOT NULL,
    role TEXT NOT NULL,
    registration TEXT NOT NULL,
    fields TEXT NOT NULL,
    reason TEXT NOT NULL,
    case_number TEXT,
    address TEXT NOT NULL,
    CONSTRAINT pk_unmasking PRIMARY KEY (id),
    CONSTRAINT ck_unmasking_reason_known CHECK (reason IN ('audit', 'supervision', 'court_order', 'complaint', 'data_subject')),
    CONSTRAINT ck_unmasking_order_has_a_case CHECK (reason <> 'court_order' OR case_number IS NOT NULL)
);
CREATE INDEX ix_unmasking_at ON unmasking (at);
CREATE INDEX ix_unmasking_registration ON unmasking (registration);

ALTER TABLE access_event DROP CONSTRAINT ck_access_event_kind_known;
ALTER TABLE access_event ADD CONSTRAINT ck_access_event_kind_known CHECK (kind IN (
    'refused', 'limited', 'code_refused', 'token_issued', 'token_refused', 'institution_enrolled', 'key_enrolled',
    'key_revoked', 'unmasked'
));

-- What was searched for before. What was asked of a person only the key outside can tell: `registry privacy rehash`.
INSERT INTO inquiry (entry, ordinal, institution, "by", purpose, at, term)
SELECT e.id, t.place - 1, e.said #>> '{by,institution}', e.said #>> '{filing,by}', e.said #>> '{filing,purpose}', e.at, t.term
  FROM (SELECT id, at, CAST(payload AS json) AS said FROM entry WHERE verb = 'search') e,
       LATERAL (SELECT k.term, k.place FROM json_array_elements_text(e.said #> '{filing,keys}') WITH ORDINALITY k (term, place)
                 WHERE e.said #>> '{filing,by}' = 'asset'
                UNION ALL
                SELECT e.said #>> '{filing,registration_number}', 1 WHERE e.said #>> '{filing,by}' <> 'asset') t;

-- Hashes of personal values only vanish; but where their key is replaced they are made anew, by whoever says that this
-- is what he does. Nobody else has the right to touch them, and the audit knows what each must be.
CREATE FUNCTION rehashing() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('registry.rehashing', true), '') = 'on'
$$;
CREATE OR REPLACE FUNCTION only_redact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'name_hash' - 'identifier_hash') <> (to_jsonb(OLD) - 'name_hash' - 'identifier_hash')
        OR (NOT rehashing() AND NEW.name_hash IS DISTINCT FROM OLD.name_hash AND NEW.name_hash IS NOT NULL)
        OR (NOT rehashing() AND NEW.identifier_hash IS DISTINCT FROM OLD.identifier_hash AND NEW.identifier_hash IS NOT NULL)
    THEN
        RAISE EXCEPTION 'hashes of a party may only be erased' USING ERRCODE = 'RG001';
    END IF;
    RETURN NEW;
END
$$;
CREATE FUNCTION only_redact_term() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'term') <> (to_jsonb(OLD) - 'term')
        OR (NOT rehashing() AND NEW.term IS DISTINCT FROM OLD.term AND NEW.term IS NOT NULL)
    THEN
        RAISE EXCEPTION 'what was searched for may only be erased' USING ERRCODE = 'RG001';
    END IF;
    RETURN NEW;
END
$$;
-- The same value under another key: what it stands for, and whose it is, never changes.
CREATE FUNCTION only_reseal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'key_id' - 'sealed') <> (to_jsonb(OLD) - 'key_id' - 'sealed') OR NEW.key_id = OLD.key_id THEN
        RAISE EXCEPTION 'a disclosure is sealed anew under another key, and never changed' USING ERRCODE = 'RG001';
    END IF;
    RETURN NEW;
END
$$;
DROP TRIGGER append_only ON disclosure;
CREATE TRIGGER reseal_only BEFORE UPDATE ON disclosure FOR EACH ROW EXECUTE FUNCTION only_reseal();
CREATE TRIGGER redact_only BEFORE UPDATE ON inquiry FOR EACH ROW EXECUTE FUNCTION only_redact_term();
CREATE TRIGGER append_only BEFORE DELETE ON inquiry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON unmasking FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON inquiry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON unmasking FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON inquiry TO registry_app;
GRANT SELECT ON inquiry TO registry_auditor;
GRANT SELECT, INSERT, UPDATE (term) ON inquiry TO registry_eraser;
GRANT SELECT, INSERT ON unmasking TO registry_app;
GRANT SELECT ON unmasking TO registry_auditor, registry_eraser;
GRANT UPDATE (key_id, sealed) ON disclosure TO registry_eraser;
-- Whether anything people sign in with is still under a key that is to be destroyed; never what it is.
GRANT SELECT (key_id) ON second_factor, invitation TO registry_eraser;
