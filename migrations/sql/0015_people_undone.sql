DO $$
BEGIN
    IF EXISTS (SELECT FROM person) THEN
        RAISE EXCEPTION 'who could do what, and since when, is nowhere else' USING ERRCODE = 'RG001';
    END IF;
END
$$;
DROP TABLE person, person_role, recovery, password, second_factor, invitation, session, sign_in;
DROP FUNCTION only_end;
