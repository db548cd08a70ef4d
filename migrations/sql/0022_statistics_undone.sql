REVOKE SELECT ON registration, further_claim, institution FROM registry_sequencer;
DROP TABLE statistic;
DROP TABLE statistic_month;
DROP TABLE refused_filing;
DROP FUNCTION only_more();
