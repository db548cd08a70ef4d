"""`make bench` is not part of the tests, so that nobody's noise can fail them; that it runs, and what no noise touches, is."""

import pytest

from bench import __main__ as bench
from bench import authentication, ground, inside

FIGURES = ("S1", "S2", "S2b", "S4a", "S4b", "S4c", "S4d", "S6", "S7a", "S7b", "S8a", "S8b")


@pytest.fixture
def said(monkeypatch, capsys):
    """What a bench says that is over in seconds: one pair, few registrations."""
    for module, name, value in (
        (bench, "PAIRS", 1), (bench, "SECONDS", 1), (ground, "SEEDED", 40), (inside, "WARM", 5), (inside, "COUNTED", 10),
        (bench, "SMALL", 20), (bench, "LARGE", 250), (authentication, "ROUNDS", 1), (authentication, "TIMES", 3),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, value)
    bench.main()
    return capsys.readouterr().out


def test_the_bench_prints_every_figure_and_counts_what_is_asked_of_the_database(said):
    figures = {line.split()[0]: line.split()[1] for line in said.splitlines() if line.startswith("S")}
    assert tuple(sorted(figures)) == FIGURES
    assert figures["S7a"] == "3.00", "lock, read, write: whose key it is was asked once"
    assert figures["S7b"] == "1.00"
    assert "% of a filing  all of it: who signed, quotas, right" in said
