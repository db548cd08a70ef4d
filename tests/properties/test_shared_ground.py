"""Whoever shares ground shares a cell: looking among those in one's cells finds what looking among all would find.

REGISTRY_SEED=… repeats a run; the seed is printed with every failure.
"""

import os
import random

import pytest
from hypothesis import Phase, given, note, seed, settings
from hypothesis import strategies as st

from registry.domain import outline as law
from registry.domain.outline import OutlineFault
from registry.geometry import overlaps, require_valid
from tests.parcels import CELL, outline, rectangle, ring

SEED = int(os.environ.get("REGISTRY_SEED") or random.SystemRandom().randrange(10**6))
# Corners fall on the borders of the grid, beside them by the least step there is, and anywhere.
COORDINATE = st.one_of(
    st.integers(0, 4).map(lambda border: border * CELL),
    st.integers(0, 4).map(lambda border: border * CELL + 0.000001),
    st.integers(1, 4).map(lambda border: border * CELL - 0.000001),
    st.integers(0, 80),
    st.decimals(0, 80, places=6).map(float),
)
CORNER = st.tuples(COORDINATE, COORDINATE)
SIZE = st.sampled_from([0.000001, 0.5, 2, CELL, 35])
TRIANGLE = st.tuples(CORNER, CORNER, CORNER).map(lambda corners: ring(*corners))
RECTANGLE = st.builds(lambda corner, wide, high: rectangle(*corner, wide=wide, high=high), CORNER, SIZE, SIZE)
STEPPED = st.builds(  # an L, so that not everything is convex
    lambda corner, a, b: ring(*((corner[0] + x, corner[1] + y) for x, y in
                                ((0, 0), (a + b, 0), (a + b, a), (a, a), (a, a + b), (0, a + b)))),
    CORNER, SIZE, SIZE,
)  # fmt: skip


def parcel(made):
    """The outline, or None where the corners enclose nothing."""
    try:
        return outline(made)
    except OutlineFault:
        return None


PARCELS = st.lists(st.one_of(TRIANGLE, RECTANGLE, STEPPED).map(parcel), min_size=2, max_size=8)


def shared_in_turn(parcels, *, candidates):
    """What each shares with those entered before it, of those that are looked at."""
    found = []
    for place, offered in enumerate(parcels):
        held = {str(earlier): other for earlier, other in enumerate(parcels[:place]) if candidates(offered, other)}
        found.append(overlaps({"": offered}, held)[""])
    return found


def share_a_cell(one, other):
    return not set(one.cells).isdisjoint(other.cells)


def looked_for_in_cells(*, phases=tuple(Phase)):
    """The property, to be run: with the cells as they are, or as they are made to be."""

    @seed(SEED)
    @settings(max_examples=300, deadline=None, database=None, phases=phases)
    @given(PARCELS)
    def finds_as_much_as_looking_everywhere(drawn):
        note(f"REGISTRY_SEED={SEED}")
        parcels = [each for each in drawn if each]
        require_valid({f"/{place}": each for place, each in enumerate(parcels)})
        everywhere = shared_in_turn(parcels, candidates=lambda *_: True)
        assert all(shared.area <= shared.smaller for found in everywhere for shared in found.values())
        assert shared_in_turn(parcels, candidates=share_a_cell) == everywhere, "missed"

    finds_as_much_as_looking_everywhere()


def test_looking_in_one_s_cells_finds_as_much_as_looking_everywhere():
    looked_for_in_cells()


def only_the_first(cells):
    return lambda exterior: cells(exterior)[:1]


def without_the_last_column(cells):
    return lambda exterior: (
        tuple(each for each in cells(exterior) if each[0] < max(x for x, _ in cells(exterior))) or (cells(exterior))
    )


def without_the_last_row(cells):
    return lambda exterior: (
        tuple(each for each in cells(exterior) if each[1] < max(y for _, y in cells(exterior))) or (cells(exterior))
    )


def of_the_corners(_):
    return lambda exterior: tuple({(x // law.CELL, y // law.CELL) for x, y in law._points(exterior)})


@pytest.mark.parametrize("bug", [only_the_first, without_the_last_column, without_the_last_row, of_the_corners])
def test_cells_that_are_forgotten_are_missed(monkeypatch, bug):
    monkeypatch.setattr(law, "_cells", bug(law._cells))
    with pytest.raises(AssertionError, match="missed"):
        looked_for_in_cells(phases=[Phase.generate])
