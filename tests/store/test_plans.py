"""What is asked at every filing and every lien status keeps its plan. Planned anew each time, the question behind the lock
cost five times as much."""

import pytest

from registry.domain.asking import by_asset
from registry.store.reads import lien_status
from tests.kinds import a_house
from tests.lender import Lender
from tests.samples import a_parcel, a_receipt

TIMES = 12  # PostgreSQL tries a plan for the very values five times before it compares


@pytest.fixture
def lender(register):
    return Lender(register)


def planned(connection, *, beginning):
    """How often the statement that begins so was run by the kept plan, and how often it was planned for its values."""
    (found,) = connection.exec_driver_sql(
        "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %s", (beginning + "%",)
    ).all()
    return found


def test_the_read_behind_the_lock(register, lender):
    for _ in range(TIMES):
        lender.register()
    with register.store.engine.connect() as connection:
        kept, anew = planned(connection, beginning="WITH held AS")
    assert kept > 0
    assert anew <= 5


def test_what_is_asked_before_the_lock_of_assets_of_several_names(register, lender):
    for _ in range(TIMES):
        lender.register(a_parcel())
    with register.store.engine.connect() as connection:
        kept, anew = planned(connection, beginning="WITH RECURSIVE own AS")
    assert kept > 0
    assert anew <= 5


def test_the_write(register, lender):
    for _ in range(TIMES):
        lender.register()
    with register.store.engine.connect() as connection:
        kept, anew = planned(connection, beginning="WITH new_entry AS")
    assert kept > 0
    assert anew <= 5


@pytest.mark.parametrize(
    ("asset", "ending"),
    [
        (a_receipt(), "unnest($1::TEXT[])))))"),
        (a_parcel(), "RECURSIVE%own AS MATERIALIZED%"),
        (a_house(), "RECURSIVE%FROM name))))"),
    ],
)
def test_the_lien_status(register, asset, ending):
    for _ in range(TIMES):
        lien_status.on_keys(register.store, [by_asset(asset)], as_of=None)
    with register.store.reading() as question:
        kept, anew = planned(question.line.connection, beginning=f"SELECT s.until%{ending} b ON true")
    assert kept > 0
    assert anew <= 5
