DROP TABLE feed;
REVOKE SELECT ON encumbrance, encumbrance_key FROM registry_sequencer;
