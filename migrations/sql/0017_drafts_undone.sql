DO $$
BEGIN
    IF EXISTS (SELECT FROM entry e JOIN evidence v ON v.entry = e.id WHERE v.kind IN ('counter', 'court_document'))
        OR EXISTS (SELECT FROM draft) OR EXISTS (SELECT FROM person_role WHERE ceiling_minor IS NOT NULL)
    THEN
        RAISE EXCEPTION 'who drafted, who entered and up to which amount is nowhere else' USING ERRCODE = 'RG001';
    END IF;
END
$$;
ALTER TABLE person_role DROP COLUMN ceiling_minor, DROP COLUMN currency;
DROP TABLE draft, draft_step;
DROP FUNCTION only_open;
