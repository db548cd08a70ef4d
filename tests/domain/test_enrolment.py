"""Whose register it is, and whose keys count, are entries like any other."""

import pytest

from registry.domain.errors import AlreadyEnrolled, InvalidParticulars, UnknownRegistration
from registry.domain.filings import EnrolInstitution, EnrolKey, Filing, Genesis, Redact, RevokeKey
from registry.domain.party import InstitutionType
from tests.samples import a_filer, a_ground, counting, decided

INSTITUTION = EnrolInstitution(name="示例银行", identifier="91", type=InstitutionType.FINANCIAL_INSTITUTION)
KEY = EnrolKey(institution="i", client="c", role="lender", key_id="k", jwk={})
GENESIS = Genesis(issuer="示例", origin="log.example", livemode=False)
REVOCATION = RevokeKey(key_id="k", reason="lost")
REDACTION = Redact(digests=("d1", "d2"), reason="asked")
BY_THE_REGISTER = a_filer(role="register")


@pytest.mark.parametrize("filing", [GENESIS, INSTITUTION, KEY], ids=lambda filing: filing.verb)
class TestWhatIsEnrolled:
    def test_is_enrolled_once(self, filing):
        assert decided(filing, a_ground(), by=BY_THE_REGISTER).registration is None

    def test_is_refused_a_second_time(self, filing):
        with pytest.raises(AlreadyEnrolled):
            decided(filing, a_ground(enrolled=True), by=BY_THE_REGISTER)


class TestTheLocks:
    @pytest.mark.parametrize(
        ("filing", "keys"),
        [
            (GENESIS, ("genesis/v1:",)),
            (INSTITUTION, ("institution/v1:91",)),
            (KEY, ("client/v1:c", "client_key/v1:k")),
            (REVOCATION, ("client_key/v1:k",)),
            (REDACTION, ("disclosure/v1:d1", "disclosure/v1:d2")),
        ],
        ids=lambda value: getattr(value, "verb", ""),
    )
    def test_name_what_may_be_there_once(self, filing, keys):
        assert filing.locks() == keys

    def test_of_a_key_and_of_its_revocation_meet(self):
        assert set(KEY.locks()) & set(REVOCATION.locks())


class TestARevocation:
    def test_ends_an_enrolled_key(self):
        assert decided(REVOCATION, a_ground(enrolled=True), by=BY_THE_REGISTER).version is None

    def test_of_no_key_is_refused(self):
        with pytest.raises(UnknownRegistration):
            decided(REVOCATION, a_ground(), by=BY_THE_REGISTER)


def test_an_institution_gets_an_id_of_its_own():
    fresh = counting()
    one, other = (INSTITUTION.decide(a_ground(), fresh).decided["institution"] for _ in range(2))
    assert one.startswith("inst_")
    assert one != other


def test_a_redaction_of_nothing_is_refused():
    with pytest.raises(InvalidParticulars) as refusal:
        Redact(digests=(), reason="asked").check()
    assert [(fault.code, fault.pointer) for fault in refusal.value.faults] == [("missing", "/digests")]
    assert REDACTION.faults() == ()


def test_a_redaction_is_decided_without_asking_what_it_erases():
    assert decided(REDACTION, by=BY_THE_REGISTER).decided == {}


def test_none_of_them_gets_a_certificate():
    assert not any(filing.certified for filing in (GENESIS, INSTITUTION, KEY, REVOCATION, REDACTION))


def test_a_filing_without_a_verb_of_its_own_says_nothing():
    bare = Filing()
    bare.check()
    assert bare.number is None
    with pytest.raises(NotImplementedError):
        bare.locks()
    with pytest.raises(NotImplementedError):
        bare.decide(a_ground(), counting())
