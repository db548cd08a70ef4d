CREATE TABLE assertion (
    client TEXT NOT NULL,
    jti TEXT NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_assertion PRIMARY KEY (client, jti)
);
CREATE INDEX ix_assertion_expires_at ON assertion (expires_at);
CREATE TABLE asset_key (
    key TEXT NOT NULL,
    CONSTRAINT pk_asset_key PRIMARY KEY (key)
);
CREATE TABLE certificate (
    number TEXT NOT NULL,
    entry TEXT NOT NULL,
    jws TEXT NOT NULL,
    statement BYTEA NOT NULL,
    CONSTRAINT pk_certificate PRIMARY KEY (number),
    CONSTRAINT uq_certificate_entry UNIQUE (entry),
    CONSTRAINT uq_certificate_statement UNIQUE (statement)
);
CREATE TABLE client_key (
    key_id TEXT NOT NULL,
    client TEXT NOT NULL,
    institution TEXT NOT NULL,
    role TEXT NOT NULL,
    jwk TEXT NOT NULL,
    recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_until TIMESTAMP WITH TIME ZONE,
    entry TEXT NOT NULL,
    CONSTRAINT pk_client_key PRIMARY KEY (key_id),
    CONSTRAINT ck_client_key_ends_after_it_begins CHECK (recorded_until > recorded_from)
);
CREATE INDEX ix_client_key_client ON client_key (client);
CREATE TABLE disclosure (
    digest TEXT NOT NULL,
    entry TEXT NOT NULL,
    key_id TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    CONSTRAINT pk_disclosure PRIMARY KEY (digest)
);
CREATE INDEX ix_disclosure_entry ON disclosure (entry);
CREATE TABLE encumbrance (
    id TEXT NOT NULL,
    registration TEXT NOT NULL,
    institution TEXT NOT NULL,
    type TEXT NOT NULL,
    asset_kind TEXT NOT NULL,
    mode TEXT NOT NULL,
    asset TEXT NOT NULL,
    terms TEXT NOT NULL,
    expires_on DATE NOT NULL,
    region TEXT NOT NULL,
    recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_until TIMESTAMP WITH TIME ZONE,
    entry TEXT NOT NULL,
    CONSTRAINT pk_encumbrance PRIMARY KEY (id),
    CONSTRAINT ck_encumbrance_mode_known CHECK (mode IN ('exclusive', 'ranked')),
    CONSTRAINT ck_encumbrance_ends_after_it_begins CHECK (recorded_until > recorded_from)
);
CREATE INDEX ix_encumbrance_registration ON encumbrance (registration);
CREATE TABLE encumbrance_key (
    encumbrance TEXT NOT NULL,
    key TEXT NOT NULL,
    role TEXT NOT NULL,
    exclusive BOOLEAN NOT NULL,
    position INTEGER NOT NULL,
    recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_until TIMESTAMP WITH TIME ZONE,
    entry TEXT NOT NULL,
    live BOOLEAN GENERATED ALWAYS AS (recorded_until IS NULL) STORED,
    CONSTRAINT pk_encumbrance_key PRIMARY KEY (encumbrance, key),
    CONSTRAINT ck_encumbrance_key_ends_after_it_begins CHECK (recorded_until > recorded_from),
    CONSTRAINT ck_encumbrance_key_role_known CHECK (role IN ('identity', 'site')),
    CONSTRAINT ck_encumbrance_key_position_above_zero CHECK (position > 0)
);
CREATE INDEX ix_encumbrance_key_key ON encumbrance_key (key);
CREATE UNIQUE INDEX uq_encumbrance_key_exclusive ON encumbrance_key (key) WHERE exclusive AND live;
CREATE TABLE entry (
    seq BIGINT GENERATED ALWAYS AS IDENTITY,
    id TEXT NOT NULL,
    verb TEXT NOT NULL,
    registration TEXT,
    version INTEGER,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    payload TEXT NOT NULL,
    commitment BYTEA NOT NULL,
    CONSTRAINT pk_entry PRIMARY KEY (seq),
    CONSTRAINT uq_entry_id UNIQUE (id),
    CONSTRAINT uq_entry_commitment UNIQUE (commitment),
    CONSTRAINT uq_entry_registration_version UNIQUE (registration, version),
    CONSTRAINT ck_entry_verb_known CHECK (verb IN ('genesis', 'enrol_institution', 'enrol_key', 'revoke_key', 'register', 'discharge', 'redact'))
);
CREATE TABLE evidence (
    entry TEXT NOT NULL,
    kind TEXT NOT NULL,
    base BYTEA NOT NULL,
    signature BYTEA NOT NULL,
    key_id TEXT,
    rule TEXT,
    CONSTRAINT pk_evidence PRIMARY KEY (entry),
    CONSTRAINT ck_evidence_kind_known CHECK (kind IN ('http_signature', 'passkey', 'counter', 'court_document', 'job'))
);
CREATE TABLE idempotency (
    client TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    entry TEXT NOT NULL,
    CONSTRAINT pk_idempotency PRIMARY KEY (client, key)
);
CREATE TABLE institution (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    identifier TEXT NOT NULL,
    type TEXT NOT NULL,
    recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_until TIMESTAMP WITH TIME ZONE,
    entry TEXT NOT NULL,
    CONSTRAINT pk_institution PRIMARY KEY (id),
    CONSTRAINT ck_institution_ends_after_it_begins CHECK (recorded_until > recorded_from),
    CONSTRAINT uq_institution_identifier UNIQUE (identifier),
    CONSTRAINT ck_institution_type_known CHECK (type IN ('financial_institution', 'guarantee_company', 'enterprise', 'exchange', 'court', 'keeper', 'insurer', 'auditor', 'regulator'))
);
CREATE TABLE log_queue (
    seq BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    statement BYTEA,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_log_queue PRIMARY KEY (seq)
);
CREATE TABLE outbox (
    seq BIGINT NOT NULL,
    topic TEXT NOT NULL,
    entry TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_outbox PRIMARY KEY (seq)
);
CREATE TABLE party (
    registration TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    part TEXT NOT NULL,
    type TEXT NOT NULL,
    name TEXT,
    identifier TEXT,
    name_hash TEXT,
    identifier_hash TEXT,
    entry TEXT NOT NULL,
    CONSTRAINT pk_party PRIMARY KEY (registration, ordinal),
    CONSTRAINT ck_party_type_known CHECK (type IN ('natural_person', 'organization'))
);
CREATE INDEX ix_party_identifier_hash ON party (identifier_hash);
CREATE INDEX ix_party_name_hash ON party (name_hash);
CREATE TABLE redaction (
    digest TEXT NOT NULL,
    entry TEXT NOT NULL,
    CONSTRAINT pk_redaction PRIMARY KEY (digest)
);
CREATE TABLE register (
    "only" SMALLINT NOT NULL,
    issuer TEXT NOT NULL,
    origin TEXT NOT NULL,
    livemode BOOLEAN NOT NULL,
    entry TEXT NOT NULL,
    CONSTRAINT pk_register PRIMARY KEY ("only"),
    CONSTRAINT ck_register_one_register CHECK ("only" = 1)
);
CREATE TABLE registration (
    number TEXT NOT NULL,
    institution TEXT NOT NULL,
    client_reference TEXT,
    contract_number TEXT NOT NULL,
    claim_kind TEXT NOT NULL,
    principal_minor BIGINT NOT NULL,
    maximum_minor BIGINT,
    currency TEXT NOT NULL,
    due_on DATE NOT NULL,
    registered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    region TEXT NOT NULL,
    entry TEXT NOT NULL,
    CONSTRAINT pk_registration PRIMARY KEY (number)
);
CREATE INDEX ix_registration_institution_number ON registration (institution, number);
CREATE TABLE registration_version (
    number TEXT NOT NULL,
    version INTEGER NOT NULL,
    status TEXT NOT NULL,
    expires_on DATE NOT NULL,
    recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_until TIMESTAMP WITH TIME ZONE,
    entry TEXT NOT NULL,
    CONSTRAINT pk_registration_version PRIMARY KEY (number, version),
    CONSTRAINT ck_registration_version_ends_after_it_begins CHECK (recorded_until > recorded_from),
    CONSTRAINT ck_registration_version_status_known CHECK (status IN ('active', 'lapsed', 'discharged', 'revoked'))
);
CREATE UNIQUE INDEX uq_registration_version_standing ON registration_version (number) WHERE recorded_until IS NULL;
CREATE TABLE search (
    id TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    client TEXT NOT NULL,
    purpose TEXT NOT NULL,
    keys TEXT[] NOT NULL,
    CONSTRAINT pk_search PRIMARY KEY (id)
);
CREATE INDEX ix_search_at ON search (at);
CREATE TABLE settled (
    "only" SMALLINT NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_settled PRIMARY KEY ("only"),
    CONSTRAINT ck_settled_one_row CHECK ("only" = 1)
);
CREATE SEQUENCE registration_serial;
INSERT INTO settled ("only", until) VALUES (1, '2000-01-01T00:00:00Z');
