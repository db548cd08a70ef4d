-- Refused where a passkey was enrolled: what shows that it counted would be lost.
ALTER TABLE passkey ADD CONSTRAINT ck_passkey_of_nobody CHECK (false);
DROP TABLE passkey, made_passkey, passkey_count, ceremony;
ALTER TABLE entry DROP CONSTRAINT ck_entry_verb_known;
ALTER TABLE entry ADD CONSTRAINT ck_entry_verb_known CHECK (verb IN ('genesis', 'enrol_administrators', 'revoke_administrator', 'enrol_institution', 'enrol_key', 'revoke_key', 'limit_client', 'register', 'further_claim', 'statutory_registration', 'subordination', 'release', 'discharge', 'redact', 'search', 'seize', 'lift_seizure', 'hold', 'release_hold', 'transfer', 'attest'));
