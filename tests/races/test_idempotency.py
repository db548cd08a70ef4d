"""A once-only token under fire: whoever repeats gets the same bytes, whoever sends something else is told."""

import pytest

from tests.races import workloads
from tests.races.bench import run


@pytest.mark.parametrize("workload", [workloads.same_request, workloads.one_key_two_requests])
def test_a_token_is_good_for_one_registration(bench, workload):
    assert run(workload, bench, rounds=10) == []
