DROP TABLE status_list, status_told;
REVOKE SELECT ON registration_version FROM registry_sequencer;
