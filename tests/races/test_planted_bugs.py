"""Every defence is taken away once, and the same workloads must notice. A bug that passes here means that the clean
results of the other modules prove nothing.

With the lock broken, the database's own constraint still stops the second pledge of a receipt named in the same way, so
there a planted bug shows as answers that name nobody. Where the constraint is dropped as well, pledges are doubled for
good, and the checks must see that too.
"""

import itertools
import re

import pytest

from tests.races import checks, workloads
from tests.races.bench import a_bench, run

ROUNDS = 12
DOUBLED = re.compile(r"two liens at once|registrations were acknowledged")
# Receipts of one lot take of one total, of which no two filings can make the next: a wall of its own.
TOTALS = "DROP INDEX uq_quantity_standing; ALTER TABLE quantity DROP CONSTRAINT pk_quantity"
DROP = f"DROP INDEX uq_encumbrance_key_exclusive; {TOTALS}"
_serial = itertools.count(1)

# The workload that each bug cannot pass. A fresh key is locked by being made, so bugs in locking known keys need one.
LOCK_BUGS = {
    "check_then_insert": workloads.fresh_receipt,
    "lock_skipped": workloads.fresh_receipt,
    "lock_and_check_in_one_statement": workloads.fresh_receipt,
    "no_relock": workloads.known_ticket,
    "repeatable_read": workloads.known_ticket,
}
OTHER_BUGS = {
    "clock_before_lock": workloads.ranked_parcel,
    "idempotency_looked_up_before_lock": workloads.same_request,
    "token_in_a_second_commit": workloads.same_request,
    "entry_and_projection_in_two_commits": workloads.fresh_receipt,
    "answer_before_commit": workloads.read_at_once,
}

FOLLOWING = (workloads.released_by_many, workloads.added_meanwhile)


@pytest.fixture
def planted(cluster, tmp_path):
    """Starts a server with a bug, on a database of its own."""
    opened = []

    def plant(bug):
        register = cluster.new_register(f"planted_{next(_serial)}")
        bench = a_bench(register, tmp_path / "server", bug=bug)
        opened.append((register, bench))
        return bench.__enter__()

    yield plant
    for register, bench in opened:
        bench.__exit__(None, None, None)
        register.close()


@pytest.mark.parametrize("bug", LOCK_BUGS)
def test_a_broken_lock_is_caught(planted, bug):
    bench, workload = planted(bug), LOCK_BUGS[bug]
    found = run(workload, bench, rounds=ROUNDS, until_found=True)
    assert found, f"{bug} was not caught"
    # the second wall: whatever filers were told, no receipt stands twice and the journal accounts for every row
    assert not [each for each in found if DOUBLED.search(each)], found
    assert bench.register.audit() == []

    with bench.register.superuser().connect() as connection:
        connection.exec_driver_sql(DROP)
    found = run(workload, bench, rounds=ROUNDS, until_found=True)
    assert [each for each in found if DOUBLED.search(each)], f"{bug} was not caught without the constraint: {found}"


def test_a_naive_race_is_not_enough(planted):
    """The lesson behind the second workload. If this ever fails, the race on fresh receipts has become a better one."""
    assert run(workloads.fresh_receipt, planted("no_relock"), rounds=3) == []


def test_with_the_lock_skipped_the_constraint_is_only_a_second_wall(planted):
    """It answers 409, if without a name, and never lets one key be pledged twice. But a receipt named with its platform
    and without has two keys that exclude: there, but for the lot's total, only the lock stands between two filers."""
    bench = planted("lock_skipped")
    with bench.register.superuser().connect() as connection:
        connection.exec_driver_sql(TOTALS)
    found = run(workloads.fresh_receipt, bench, rounds=3)
    assert found
    assert [each for each in found if "refused for []" not in each] == []
    found = []
    for _ in range(ROUNDS):  # a refusal without a name may come first; what is looked for is the double pledge
        found += run(workloads.platform_left_out, bench, rounds=ROUNDS, until_found=True)
        if any(DOUBLED.search(each) for each in found):
            break
    assert [each for each in found if DOUBLED.search(each)], found


@pytest.mark.parametrize("bug", ["check_then_insert", "lock_skipped"])
def test_a_seizure_that_nobody_waits_for_is_caught(planted, bug):
    """No constraint stands behind the lock here: what was filed meanwhile stays entered."""
    assert run(workloads.seized_meanwhile, planted(bug), rounds=ROUNDS, until_found=True), f"{bug} was not caught"


@pytest.mark.parametrize("bug", LOCK_BUGS)
def test_a_lot_that_nobody_waits_for_is_caught_and_never_overpledged(planted, bug):
    """Behind the lock stands the ledger itself: of two filings that read one row only one can follow it."""
    bench = planted(bug)
    found = run(workloads.lot_filled, bench, rounds=ROUNDS, until_found=True)
    assert found, f"{bug} was not caught"
    assert not [each for each in found if "pledged of" in each or "total is" in each], found
    assert bench.register.audit() == []


def test_without_the_check_the_database_refuses_what_exceeds(planted):
    """The rule of the domain taken away: the constraint answers 409, and no lot gives more than it has."""
    bench = planted("quantity_unchecked")
    assert run(workloads.lot_filled, bench, rounds=3) == []
    with bench.register.superuser().connect() as connection:
        connection.exec_driver_sql("ALTER TABLE quantity DROP CONSTRAINT ck_quantity_within_capacity")
    assert run(workloads.lot_filled, bench, rounds=ROUNDS, until_found=True)


@pytest.mark.parametrize("workload", FOLLOWING, ids=lambda each: each.__name__)
def test_follow_ups_that_wait_for_nobody_are_caught(planted, workload):
    assert run(workload, planted("lock_skipped"), rounds=ROUNDS, until_found=True)


@pytest.mark.parametrize("bug", OTHER_BUGS)
def test_a_planted_bug_is_caught(planted, bug):
    assert run(OTHER_BUGS[bug], planted(bug), rounds=ROUNDS, until_found=True), f"{bug} was not caught"


def test_the_checks_see_two_liens_that_overlap():
    lien = {"registration": "A", "recorded_from": 1, "recorded_until": 3}
    assert not list(checks.exclusive_at_every_instant([lien, {**lien, "recorded_from": 3, "recorded_until": None}]))
    assert list(checks.exclusive_at_every_instant([lien, {**lien, "recorded_from": 2, "recorded_until": None}]))
