ALTER TABLE certificate DROP COLUMN status_list, DROP COLUMN status_index;
