"""Two filings on one forest at once, by one name and by both: they wait for each other, and neither overlooks the other."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest

from registry.domain.errors import FilingInProgress
from registry.service.file import Desk
from tests.lender import Lender
from tests.samples import a_certified_forest, a_forest
from tests.service.test_file import wait_until_blocked

WAIT = 20
_serial = itertools.count(1)


@pytest.fixture(scope="module")
def lender(register):
    return Lender(register)


@pytest.fixture
def names():
    """A forest by its unit, by both names, and by its certificate."""
    unit, certificate, subcompartment = a_forest(), "渝忠林证字(2009)第000777号", str(next(_serial))
    both = replace(unit, certificate_number=certificate, subcompartment=subcompartment)
    return unit, both, a_certified_forest(certificate, subcompartment)


class Held:
    """A desk at which a filing stays with its locks, uncommitted, until it is let go."""

    def __init__(self, register):
        self.written, self.let_go = Event(), Event()
        self.desk = Desk(register.store, register.authority, watch=self._watch)

    def _watch(self, step):
        if step == "written":
            self.written.set()
            assert self.let_go.wait(WAIT)


@pytest.fixture
def filed_beside(register, lender):
    """Hands in one that stays uncommitted, then another; says what became of the other once the first is let go."""

    def both(first, other):
        held = Held(register)
        with ThreadPoolExecutor(2) as pool:
            one = pool.submit(held.desk.file, lender.registration(first), lender.submitted())
            assert held.written.wait(WAIT)
            two = pool.submit(register.desk.file, lender.registration(other), lender.submitted())
            wait_until_blocked(register)
            held.let_go.set()
            one.result(WAIT)
            return two.result(WAIT)

    return both


def test_one_that_ties_the_names_in_between_is_not_overlooked(lender, filed_beside, names):
    by_unit, by_both, by_certificate = names
    other = lender.register(by_unit).entry.registration
    with pytest.raises(FilingInProgress):
        filed_beside(by_both, by_certificate)
    (item,) = lender.register(by_certificate).entry.decided["collateral"]
    assert other in item["ahead"]


def test_one_by_the_other_name_of_what_is_tied_already_is_waited_for(lender, filed_beside, names):
    by_unit, by_both, by_certificate = names
    lender.register(by_both)
    (item,) = filed_beside(by_unit, by_certificate).entry.decided["collateral"]
    assert len(item["ahead"]) == 2


def test_of_what_goes_by_no_other_name_there_is_no_more_to_lock(register, lender):
    forest = a_forest()
    for attempt in register.store.attempts():
        with attempt as opened:
            known = opened.known(None, names=lender.registration(forest).names)
    assert (known.held, known.ties, known.names) == (frozenset(), (), frozenset())
