"""Twenty threads through two worker processes: one receipt has one pledge, and a parcel's mortgages stand in order."""

import pytest

from tests.races import workloads
from tests.races.bench import run

ROUNDS = 8


@pytest.mark.parametrize(
    "workload",
    [
        workloads.fresh_receipt,
        workloads.known_receipt,
        workloads.lot_known_meanwhile,
        workloads.refused_meanwhile,
        workloads.platform_left_out,
        workloads.released_meanwhile,
        workloads.discharged_twice,
        workloads.released_by_many,
        workloads.added_meanwhile,
        workloads.several_in_any_order,
        workloads.ranked_parcel,
        workloads.read_at_once,
    ],
)
def test_one_wins_and_the_register_agrees(bench, workload):
    assert run(workload, bench, rounds=ROUNDS) == []


def test_whatever_is_mixed_there_are_never_two_pledges_at_once(bench):
    assert run(workloads.everything_mixed, bench, rounds=4) == []


@pytest.mark.parametrize("workload", [workloads.lot_filled, workloads.lot_counted_meanwhile, workloads.split_meanwhile])
def test_no_lot_gives_more_than_it_has_and_no_split_loses_a_lien(bench, workload):
    assert run(workload, bench, rounds=ROUNDS) == []


@pytest.mark.parametrize("workload", [workloads.seized_meanwhile, workloads.lifted_once])
def test_a_seizure_is_before_or_after_every_filing(bench, workload):
    assert run(workload, bench, rounds=ROUNDS) == []
