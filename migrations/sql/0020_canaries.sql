ALTER TABLE access_event DROP CONSTRAINT ck_access_event_kind_known;
ALTER TABLE access_event ADD CONSTRAINT ck_access_event_kind_known CHECK (kind IN ('refused', 'limited', 'code_refused', 'token_issued', 'token_refused', 'institution_enrolled', 'key_enrolled', 'key_revoked', 'unmasked', 'canary'));
