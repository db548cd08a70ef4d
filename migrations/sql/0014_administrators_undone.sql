-- Refused where anybody was entered by two persons: what shows it would be lost.
ALTER TABLE administrator ADD CONSTRAINT ck_administrator_nobody CHECK (false);
ALTER TABLE client_allowance ADD CONSTRAINT ck_client_allowance_of_nobody CHECK (false);
ALTER TABLE entry DROP CONSTRAINT ck_entry_verb_known;
ALTER TABLE entry ADD CONSTRAINT ck_entry_verb_known CHECK (verb IN ('genesis', 'enrol_institution', 'enrol_key', 'revoke_key', 'register', 'further_claim', 'statutory_registration', 'subordination', 'release', 'discharge', 'redact', 'search', 'seize', 'lift_seizure', 'hold', 'release_hold', 'transfer', 'attest'));
ALTER TABLE evidence DROP CONSTRAINT ck_evidence_kind_known, DROP COLUMN approvals;
ALTER TABLE evidence ADD CONSTRAINT ck_evidence_kind_known CHECK (kind IN ('http_signature', 'passkey', 'counter', 'court_document', 'job'));
ALTER TABLE institution DROP CONSTRAINT ck_institution_licence_is_whole;
ALTER TABLE institution
    DROP COLUMN licence_number, DROP COLUMN licence_authority, DROP COLUMN licence_from, DROP COLUMN licence_until;
DROP TABLE administrator;
DROP TABLE key_revocation;
DROP TABLE client_allowance;
