"""Whose register it is, and who may file, are entries like any other."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from registry.domain.errors import (
    AlreadyEnrolled,
    InvalidParticulars,
    KeyNotHeld,
    NotPermitted,
    StaleVersion,
    UnknownRegistration,
)
from registry.domain.filings import EnrolAdministrators, Filing, Redact, RevokeAdministrator
from registry.domain.filings.enrolment import LICENSED
from registry.domain.party import InstitutionType
from tests.enrolments import (
    ADMINISTRATORS,
    ALLOWANCE,
    DISMISSAL,
    EACH,
    GENESIS,
    GENESIS_OF_TWO,
    INSTITUTION,
    KEY,
    LICENCE,
    LIMIT,
    ON_RECORD,
    ONE,
    OTHER,
    OWN_KEY,
    PERSONS,
    REDACTION,
    REVOCATION,
    THIRD,
)
from tests.samples import NOON, a_filer, a_ground, a_standing, counting, decided

BY_THE_REGISTER = a_filer(role="register")


def ground(**changes):
    """What stands when the register itself files."""
    return a_ground(standing=None, **changes)


def entered(filing, **changes):
    return decided(filing, ground(**changes), by=BY_THE_REGISTER)


def declined(act, refusal=InvalidParticulars):
    """Pointer and code of everything it is refused for."""
    with pytest.raises(refusal) as refused:
        act()
    return {(fault.pointer, str(fault.code)) for fault in refused.value.faults}


@pytest.mark.parametrize("filing", [GENESIS, ADMINISTRATORS, INSTITUTION, KEY], ids=lambda filing: filing.verb)
class TestWhatIsEnrolled:
    def test_is_enrolled_once(self, filing):
        assert entered(filing).registration is None

    def test_is_refused_a_second_time(self, filing):
        with pytest.raises(AlreadyEnrolled):
            entered(filing, enrolled=True)


class TestTheLocks:
    @pytest.mark.parametrize(
        ("filing", "keys"),
        [
            (GENESIS, ("genesis/v1:",)),
            (ADMINISTRATORS, ("administrators/v1:", "administrator/v1:key of a", "administrator/v1:key of b")),
            (DISMISSAL, ("administrators/v1:", "administrator/v1:key of a")),
            (INSTITUTION, ("institution/v1:91",)),
            (KEY, ("client/v1:c", "client_key/v1:k")),
            (REVOCATION, ("client_key/v1:k",)),
            (LIMIT, ("client/v1:c",)),
            (REDACTION, ("disclosure/v1:d1", "disclosure/v1:d2")),
        ],
        ids=lambda value: getattr(value, "verb", ""),
    )
    def test_name_what_may_be_there_once(self, filing, keys):
        assert filing.locks() == keys

    def test_of_a_key_and_of_its_revocation_meet(self):
        assert set(KEY.locks()) & set(REVOCATION.locks())

    def test_of_a_client_s_key_and_of_what_it_may_file_meet(self):
        assert set(KEY.locks()) & set(LIMIT.locks())


class TestTheFirstKey:
    def test_is_well_said(self):
        KEY.check()

    def test_comes_with_a_proof_that_it_is_held(self):
        assert declined(replace(KEY, possession=None).check) == {("/possession", "missing")}

    def test_that_is_not_shown_to_be_held_is_told_where(self):
        assert [fault.pointer for fault in KeyNotHeld().faults] == ["/possession"]

    @pytest.mark.parametrize("letter", ["", "a" * 63, "A" * 64, "g" * 64, "a" * 65])
    def test_comes_with_the_digest_of_a_letter(self, letter):
        assert declined(replace(KEY, letter=letter).check) == {("/letter", "not_a_digest")}

    def test_of_no_letter_is_refused(self):
        assert declined(lambda: entered(replace(KEY, letter=None))) == {("/letter", "missing")}

    def test_says_what_its_client_may_file(self):
        assert declined(lambda: entered(replace(KEY, allowance=None))) == {("/allowance", "missing")}

    def test_after_all_were_lost_leaves_what_its_client_may_file(self):
        assert entered(replace(KEY, allowance=None), client=ON_RECORD)
        assert declined(lambda: entered(KEY, client=ON_RECORD)) == {("/allowance", "not_allowed_here")}

    @pytest.mark.parametrize("changes", [{"institution": "another"}, {"role": "court"}])
    def test_is_not_another_institutions_client_s(self, changes):
        taken = replace(ON_RECORD, **changes)
        assert declined(lambda: entered(replace(KEY, allowance=None), client=taken)) == {("/client", "not_its_own")}


class TestAClientsOwnKey:
    OWN = replace(OWN_KEY, client=a_standing().client, institution=a_standing().institution)

    def test_is_enrolled_under_another_of_its_own(self):
        assert decided(self.OWN).decided == {}

    @pytest.mark.parametrize("changes", [{"client": "x"}, {"institution": "x"}, {"role": "court"}])
    def test_is_nobody_elses(self, changes):
        with pytest.raises(NotPermitted):
            decided(replace(self.OWN, **changes))

    def test_allows_itself_nothing(self):
        with pytest.raises(NotPermitted):
            decided(replace(self.OWN, allowance=ALLOWANCE))

    def test_is_revoked_by_the_client_and_by_no_other(self):
        own = replace(ON_RECORD, client=a_standing().client)
        assert decided(REVOCATION, a_ground(enrolled=True, client=own)).decided == {}
        for another in (ON_RECORD, None):
            with pytest.raises(UnknownRegistration):
                decided(REVOCATION, a_ground(enrolled=True, client=another))


class TestARevocation:
    def test_ends_an_enrolled_key(self):
        assert entered(REVOCATION, enrolled=True).version is None

    def test_of_no_key_is_refused(self):
        with pytest.raises(UnknownRegistration):
            entered(REVOCATION)


class TestWhatAClientMayFile:
    def test_is_said_anew_in_turn(self):
        assert entered(LIMIT, client=ON_RECORD).decided == {}

    @pytest.mark.parametrize("version", [1, 3])
    def test_is_not_said_twice_by_one_approval(self, version):
        with pytest.raises(StaleVersion):
            entered(replace(LIMIT, version=version), client=ON_RECORD)

    def test_is_said_of_a_client_that_is_known(self):
        with pytest.raises(UnknownRegistration):
            entered(LIMIT)

    def test_rests_on_a_letter(self):
        LIMIT.check()
        assert declined(replace(LIMIT, letter="x").check) == {("/letter", "not_a_digest")}


class TestAnInstitution:
    def test_gets_an_id_of_its_own(self):
        fresh = counting()
        one, other = (INSTITUTION.decide(ground(), fresh).decided["institution"] for _ in range(2))
        assert one.startswith("inst_")
        assert one != other

    @pytest.mark.parametrize("kind", InstitutionType)
    def test_shows_its_licence_where_its_type_has_one(self, kind):
        faults = replace(INSTITUTION, type=kind, licence=None).faults()
        assert [fault.pointer for fault in faults] == (["/licence"] if kind in LICENSED else [])

    def test_has_a_licence_that_ends_after_it_begins(self):
        backwards = replace(LICENCE, valid_until=LICENCE.valid_from - timedelta(days=1))
        licensed = replace(INSTITUTION, licence=backwards)
        assert declined(licensed.check) == {("/licence/valid_until", "ends_before_it_begins")}
        replace(INSTITUTION, licence=replace(LICENCE, valid_until=LICENCE.valid_from)).check()

    def test_has_a_licence_that_has_not_run_out(self):
        today = date(2026, 11, 22)
        assert NOON.date() == today
        lasting = replace(INSTITUTION, licence=replace(LICENCE, valid_until=today))
        assert entered(lasting).decided["institution"]
        ended = replace(INSTITUTION, licence=replace(LICENCE, valid_until=today - timedelta(days=1)))
        assert declined(lambda: entered(ended)) == {("/licence/valid_until", "expired")}

    def test_may_have_a_licence_without_an_end(self):
        lasting = replace(INSTITUTION, licence=replace(LICENCE, valid_until=None))
        lasting.check()
        assert entered(lasting)


class TestTheAdministrators:
    def test_are_named_at_the_beginning_or_not_at_all(self):
        GENESIS.check()
        GENESIS_OF_TWO.check()
        assert declined(replace(GENESIS, administrators=(ONE,)).check) == {
            ("/administrators", "too_few_administrators")
        }

    def test_that_come_first_are_two_persons_with_a_key_each(self):
        twice = (ONE, replace(OTHER, name=ONE.name))
        shared = (ONE, replace(OTHER, key_id=ONE.key_id))
        for named in ((ONE,), twice, shared):
            first = EnrolAdministrators(administrators=named)
            assert declined(lambda: entered(first)) == {("/administrators", "too_few_administrators")}  # noqa: B023

    def test_that_come_later_may_be_one(self):
        assert entered(EnrolAdministrators(administrators=(THIRD,)), administrators=PERSONS)

    def test_are_somebody(self):
        assert declined(EnrolAdministrators(administrators=()).check) == {("/administrators", "missing")}
        ADMINISTRATORS.check()

    def test_are_never_fewer_than_two(self):
        assert entered(DISMISSAL, administrators=PERSONS)
        pair = {ONE.key_id: ONE.name, OTHER.key_id: OTHER.name}
        assert declined(lambda: entered(DISMISSAL, administrators=pair)) == {("/key_id", "too_few_administrators")}
        with_another_key = pair | {"spare": ONE.name}
        assert entered(DISMISSAL, administrators=with_another_key)

    def test_that_are_none_cannot_go(self):
        with pytest.raises(UnknownRegistration):
            entered(RevokeAdministrator(key_id="nobody", reason="left"), administrators=PERSONS)


def test_a_redaction_of_nothing_is_refused():
    assert declined(Redact(digests=(), reason="asked").check) == {("/digests", "missing")}
    assert REDACTION.faults() == ()


def test_a_redaction_is_decided_without_asking_what_it_erases():
    assert decided(REDACTION, by=BY_THE_REGISTER).decided == {}


def test_none_of_them_gets_a_certificate():
    assert not any(filing.certified for filing, _ in EACH)


def test_a_filing_without_a_verb_of_its_own_says_nothing():
    bare = Filing()
    bare.check()
    assert bare.number is None
    assert bare.at_stake(a_ground()) == ()
    with pytest.raises(NotImplementedError):
        bare.locks()
    with pytest.raises(NotImplementedError):
        bare.decide(a_ground(), counting())
