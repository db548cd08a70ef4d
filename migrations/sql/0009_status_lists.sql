ALTER TABLE certificate
    ADD COLUMN status_list INTEGER,
    ADD COLUMN status_index INTEGER,
    ADD CONSTRAINT uq_certificate_status_list_status_index UNIQUE (status_list, status_index),
    ADD CONSTRAINT ck_certificate_placed CHECK ((status_list IS NULL) = (status_index IS NULL)),
    ADD CONSTRAINT ck_certificate_place CHECK (status_index >= 0 AND status_index < 65536 AND status_list >= 0);
