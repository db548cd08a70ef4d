ALTER TABLE entry DROP CONSTRAINT ck_entry_verb_known;
ALTER TABLE entry ADD CONSTRAINT ck_entry_verb_known CHECK (verb IN ('genesis', 'enrol_institution', 'enrol_key', 'revoke_key', 'register', 'further_claim', 'statutory_registration', 'subordination', 'release', 'discharge', 'redact', 'search'));

ALTER TABLE encumbrance ADD COLUMN item TEXT, ADD COLUMN claim INTEGER;

CREATE TABLE further_claim (
    registration TEXT NOT NULL,
    version INTEGER NOT NULL,
    client_reference TEXT,
    contract_number TEXT NOT NULL,
    claim_kind TEXT NOT NULL,
    principal_minor BIGINT NOT NULL,
    maximum_minor BIGINT,
    currency TEXT NOT NULL,
    due_on DATE NOT NULL,
    claim_id TEXT,
    registered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    entry TEXT NOT NULL,
    CONSTRAINT pk_further_claim PRIMARY KEY (registration, version)
);
CREATE INDEX ix_further_claim_claim_id ON further_claim (claim_id) WHERE claim_id IS NOT NULL;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON further_claim FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON further_claim FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT ON further_claim TO registry_app, registry_auditor, registry_eraser;
GRANT INSERT ON further_claim TO registry_app, registry_eraser;

CREATE TABLE encumbrance_terms (
    encumbrance TEXT NOT NULL,
    version INTEGER NOT NULL,
    terms TEXT NOT NULL,
    recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_until TIMESTAMP WITH TIME ZONE,
    entry TEXT NOT NULL,
    CONSTRAINT pk_encumbrance_terms PRIMARY KEY (encumbrance, version),
    CONSTRAINT ck_encumbrance_terms_ends_after_it_begins CHECK (recorded_until > recorded_from)
);
CREATE UNIQUE INDEX uq_encumbrance_terms_standing ON encumbrance_terms (encumbrance) WHERE recorded_until IS NULL;
CREATE TRIGGER close_once BEFORE UPDATE ON encumbrance_terms FOR EACH ROW EXECUTE FUNCTION only_close();
CREATE TRIGGER append_only BEFORE DELETE ON encumbrance_terms FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON encumbrance_terms FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT ON encumbrance_terms TO registry_app, registry_auditor, registry_eraser;
GRANT INSERT, UPDATE (recorded_until) ON encumbrance_terms TO registry_app, registry_eraser;

CREATE TABLE subordination (
    encumbrance TEXT NOT NULL,
    behind TEXT NOT NULL,
    registration TEXT NOT NULL,
    version INTEGER NOT NULL,
    consented TEXT NOT NULL,
    recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_until TIMESTAMP WITH TIME ZONE,
    entry TEXT NOT NULL,
    CONSTRAINT pk_subordination PRIMARY KEY (encumbrance, behind),
    CONSTRAINT ck_subordination_ends_after_it_begins CHECK (recorded_until > recorded_from)
);
CREATE TRIGGER close_once BEFORE UPDATE ON subordination FOR EACH ROW EXECUTE FUNCTION only_close();
CREATE TRIGGER append_only BEFORE DELETE ON subordination FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON subordination FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT ON subordination TO registry_app, registry_auditor, registry_eraser;
GRANT INSERT, UPDATE (recorded_until) ON subordination TO registry_app, registry_eraser;
