"""A filing that one person prepares and another enters: what each may, and what is left of it."""

from __future__ import annotations

import pytest

from registry.domain.evidence import EvidenceKind
from registry.domain.party import InstitutionType
from registry.domain.people.roles import PersonRole
from tests.drafts import Counter, earlier
from tests.people import Somebody, Staff
from tests.register import Enrolled, RegisterUnderTest


@pytest.fixture(scope="module")
def counter(register: RegisterUnderTest) -> Counter:
    return Counter(register, Staff(register, earlier()))


@pytest.fixture(scope="module")
def bank(register: RegisterUnderTest) -> Enrolled:
    return register.enrol("示例银行")


@pytest.fixture(scope="module")
def court(register: RegisterUnderTest) -> Enrolled:
    return register.enrol("示例法院", kind=InstitutionType.COURT)


@pytest.fixture(scope="module")
def clerk(counter: Counter) -> Somebody:
    return counter.somebody(PersonRole.CLERK)


@pytest.fixture(scope="module")
def registrar(counter: Counter) -> Somebody:
    return counter.somebody(PersonRole.REGISTRAR)


class TestAtTheCounter:
    def test_what_a_clerk_prepared_a_registrar_enters_in_the_creditors_name(self, counter, bank, clerk, registrar):
        filed = counter.enter(counter.waiting(clerk, counter.wanted(bank)), registrar)
        made = filed.entry
        assert (made.by.institution, made.by.client, made.by.role) == (bank.institution, clerk.person.id, "lender")
        assert made.evidence.kind is EvidenceKind.COUNTER
        assert made.filing["secured_creditor"]["name"] == bank.name

    def test_a_court_s_order_on_paper_is_entered_by_two_registrars(self, counter, court, registrar):
        other = counter.somebody(PersonRole.REGISTRAR)
        filed = counter.enter(counter.waiting(registrar, counter.order(court)), other)
        assert filed.entry.evidence.kind is EvidenceKind.COURT_DOCUMENT
        assert filed.entry.by.institution == court.institution
