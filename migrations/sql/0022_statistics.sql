CREATE TABLE statistic (
    month DATE NOT NULL,
    measure TEXT NOT NULL,
    region TEXT NOT NULL,
    kind TEXT NOT NULL,
    institution TEXT NOT NULL,
    term TEXT NOT NULL,
    grantor TEXT NOT NULL,
    detail TEXT NOT NULL,
    value NUMERIC NOT NULL,
    CONSTRAINT pk_statistic PRIMARY KEY (month, measure, region, kind, institution, term, grantor, detail),
    CONSTRAINT ck_statistic_measure_known CHECK (measure IN (
        'registrations', 'claims', 'amount', 'in_force', 'amount_in_force', 'items', 'area', 'items_in_force',
        'area_in_force', 'lenders', 'searches', 'filings', 'discharged', 'lapsed', 'refused', 'findings'
    ))
);
CREATE TABLE statistic_month (
    month DATE NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    complete BOOLEAN NOT NULL,
    CONSTRAINT pk_statistic_month PRIMARY KEY (month)
);
CREATE TABLE refused_filing (
    month DATE NOT NULL,
    code TEXT NOT NULL,
    region TEXT NOT NULL,
    kind TEXT NOT NULL,
    institution TEXT NOT NULL,
    times BIGINT NOT NULL,
    CONSTRAINT pk_refused_filing PRIMARY KEY (month, code, region, kind, institution),
    CONSTRAINT ck_refused_filing_came_once CHECK (times > 0)
);

-- Counted upwards and never forgotten: nothing else remembers what was refused.
CREATE FUNCTION only_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.times <= OLD.times OR (to_jsonb(NEW) - 'times') <> (to_jsonb(OLD) - 'times') THEN
        RAISE EXCEPTION 'refused filings are counted upwards' USING ERRCODE = 'RG001';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER upwards BEFORE UPDATE ON refused_filing FOR EACH ROW EXECUTE FUNCTION only_more();
CREATE TRIGGER append_only BEFORE DELETE ON refused_filing FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON refused_filing FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The service counts what it refuses and tells the figures; the worker makes them.
GRANT SELECT, INSERT, UPDATE (times) ON refused_filing TO registry_app;
GRANT SELECT ON refused_filing TO registry_auditor, registry_sequencer;
GRANT SELECT ON statistic, statistic_month TO registry_app, registry_auditor;
GRANT SELECT, INSERT, DELETE ON statistic TO registry_sequencer;
GRANT SELECT, INSERT, UPDATE (until, complete), DELETE ON statistic_month TO registry_sequencer;
GRANT SELECT ON registration, further_claim, institution TO registry_sequencer;
