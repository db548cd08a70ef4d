DROP TABLE access_event;
DROP FUNCTION only_old();
