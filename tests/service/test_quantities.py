"""The totals that entries decide are not taken on trust: the audit adds them up from the liens, the database refuses."""

import pytest

from registry.domain.errors import QuantityExceeded
from registry.domain.filings import discharge, taking
from registry.domain.party import InstitutionType
from tests.attestations import an_attestation, stored, tonnes
from tests.lender import Keeper, Lender
from tests.register import today


@pytest.fixture
def lying(cluster, request):
    """A register of its own, for what is entered here stands in it."""
    made = cluster.new_register(f"lying_{abs(hash(request.node.name)) % 10**9}")
    yield made
    made.close()


@pytest.fixture
def lender(lying):
    return Lender(lying)


def counted(register, weight):
    """A keeper, and a lot in which so much is attested."""
    keeper = Lender(register, "示例仓储", kind=InstitutionType.KEEPER)
    mine = Keeper(name="示例仓储", uscc=keeper.enrolled.uscc)
    keeper.file(an_attestation(stored(keeper=mine), quantity=tonnes(weight), stated_on=today()))
    return mine


def test_a_discharge_that_frees_no_quantity_is_found(lying, lender, monkeypatch):
    made = lender.register(stored(10))
    assert lying.audit() == []
    monkeypatch.setattr(discharge, "moved", lambda *_: ())
    lender.discharge(made.entry.registration)
    assert [each.what for each in lying.audit()] == ["a row is missing: the liens come to another total since"]


def test_a_registration_that_takes_less_than_it_says_is_found(lying, lender, monkeypatch):
    lender.register(stored(10))
    honest = taking.moved
    monkeypatch.setattr(taking, "moved", lambda moves, ground: honest(moves, ground)[:0])
    lender.register(stored(20))
    assert [each.where.split()[0] for each in lying.audit()] == ["quantity"]


def test_without_its_check_what_exceeds_is_refused_by_the_database_and_leaves_nothing(lying, lender, monkeypatch):
    mine = counted(lying, 100)
    lender.register(stored(60, keeper=mine))
    monkeypatch.setattr(taking.Taking, "require_enough", lambda _: None)
    with pytest.raises(QuantityExceeded):
        lender.register(stored(41, keeper=mine))
    assert lying.audit() == []
    lender.register(stored(40, keeper=mine))


def test_what_is_entered_under_an_old_number_of_a_total_is_refused(lying, lender, monkeypatch):
    """As two filings would that read the same row: the second is told of a conflict, and nothing is lost."""
    lender.register(stored(10))
    with lying.superuser().connect() as connection, pytest.raises(Exception, match="uq_quantity_standing"):
        connection.exec_driver_sql(
            "INSERT INTO quantity (key, measure, number, pledged, change, recorded_from, entry)"
            " SELECT key, measure, number + 1, pledged, change, recorded_from, entry FROM quantity"
        )
