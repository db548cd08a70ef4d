"""A person is erased by his number: from every entry that names him, and from nobody else's."""

import pytest

from registry.domain.errors import InvalidParticulars, UnknownRegistration
from registry.domain.filings import Purpose
from registry.domain.party import Identifier, normal_name
from registry.domain.registration import SearchBy
from registry.domain.rules.personal_information_law import ERASURE
from registry.service import erase_subject as erasing
from registry.service import subject_report
from registry.service.erase_subject import erase_subject
from registry.signing.vault import SealedValue
from tests.lender import Lender, store_as
from tests.register import RegisterUnderTest
from tests.samples import a_grantor, a_person, a_receipt


@pytest.fixture(scope="module")
def lender(register: RegisterUnderTest) -> Lender:
    return Lender(register)


@pytest.fixture(scope="module")
def rival(register: RegisterUnderTest) -> Lender:
    return Lender(register, "另一银行")


def erase(register: RegisterUnderTest, identifier: Identifier, *, although_standing: bool = False):
    with store_as(register, "registry_eraser") as store:
        return erase_subject(
            store, register.authority, identifier=identifier, reason="ended", by_rule=ERASURE.code,
            although_standing=although_standing,
        )  # fmt: skip


def said_of(register: RegisterUnderTest, *texts: str) -> list[str]:
    """What any disclosure that is left still says of these."""
    found = []
    for row in register.rows("SELECT digest, key_id, sealed FROM disclosure"):
        opened = register.authority.unseal(row["digest"], SealedValue(row["key_id"], bytes(row["sealed"])))
        name, value = opened.read()
        found += [name for text in texts if text in str(value)]
    return found


def hashed(register: RegisterUnderTest, person) -> list[str]:
    return [
        register.authority.hashed("name", normal_name(person.name)),
        register.authority.hashed("identifier", f"{person.identifier.scheme}:{person.identifier.value}"),
    ]


def found(register: RegisterUnderTest, person) -> int:
    query = """SELECT (SELECT count(*) FROM party WHERE name_hash = ANY(:h) OR identifier_hash = ANY(:h))
                    + (SELECT count(*) FROM inquiry WHERE term = ANY(:h)) AS n"""
    return register.rows(query, h=hashed(register, person))[0]["n"]


class TestAPersonErased:
    @pytest.fixture(scope="class")
    @classmethod
    def gone(cls, register, lender, rival):
        """In two registrations of two banks, ended both, together with somebody who stays, and searched for."""
        person, beside = a_person(name="万俟去也"), a_person(name="万俟留下")
        for bank in (lender, rival):
            made = bank.register(a_receipt(), grantors=(a_grantor(person), a_grantor(beside)))
            bank.discharge(made.entry.registration)
        sought = {"by": SearchBy.GRANTOR_IDENTIFIER, "keys": (), "purpose": Purpose.LENDING}
        lender.search(**sought, grantor_identifier=person.identifier, reference="万俟去也的贷款")
        rival.search(**sought, grantor_identifier=beside.identifier)
        before = found(register, beside)
        redactions = erase(register, person.identifier)
        return person, beside, before, redactions

    def test_is_said_nowhere_and_found_by_nothing(self, register, gone):
        person, *_ = gone
        assert said_of(register, person.name, person.identifier.value) == []
        assert found(register, person) == 0

    def test_leaves_whoever_stands_beside_him(self, register, gone):
        _, beside, before, _ = gone
        assert found(register, beside) == before == 3
        assert set(said_of(register, beside.name)) == {"name"}

    def test_has_left_no_raw_request_that_names_him(self, register, gone):
        *_, redactions = gone
        (redaction,) = redactions
        first = register.rows("SELECT payload::json ->> 'request' AS r FROM entry WHERE verb = 'register'")
        assert {row["r"] for row in first} <= set(redaction.entry.filing["digests"])

    def test_names_the_rule_and_no_person_in_the_journal(self, gone):
        *_, redactions = gone
        assert {each.entry.evidence.rule for each in redactions} == {ERASURE.code}

    def test_leaves_journal_certificates_and_rows_as_they_must_be(self, register, gone):
        assert register.audit() == []

    def test_is_unknown_from_then_on(self, register, gone):
        person, *_ = gone
        with pytest.raises(UnknownRegistration):
            erase(register, person.identifier)
        report = subject_report.of(
            register.store, register.authority, identifier=person.identifier, at=register.settle()
        )
        assert (report.registered, report.looks) == ((), ())


class TestWhatStands:
    def test_is_not_erased_unless_whoever_decides_says_so(self, register, lender):
        person = a_person(name="公冶在册")
        made = lender.register(a_receipt(), grantors=(a_grantor(person),))
        with pytest.raises(InvalidParticulars) as refused:
            erase(register, person.identifier)
        (fault,) = refused.value.faults
        assert (fault.code, made.entry.registration in fault.text.zh) == ("still_registered", True)
        assert found(register, person) == 1
        assert erase(register, person.identifier, although_standing=True)
        assert found(register, person) == 0
        assert register.audit() == []


def test_many_entries_are_several_redactions(register, lender, monkeypatch):
    monkeypatch.setattr(erasing, "MOST", 4)
    person = a_person(name="淳于多次")
    for _ in range(3):
        made = lender.register(a_receipt(), grantors=(a_grantor(person),))
        lender.discharge(made.entry.registration)
    assert len(erase(register, person.identifier)) == 3
    assert found(register, person) == 0
    assert register.audit() == []


def test_nobody_on_record_is_refused(register):
    with pytest.raises(UnknownRegistration):
        erase(register, a_person().identifier)
