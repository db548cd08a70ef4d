"""Which outlines are none, and how much ground two share: touching shares nothing."""

import subprocess
import sys

import pytest

from registry.domain.errors import InvalidParticulars
from registry.domain.overlap import Overlap
from registry.geometry import overlaps, require_valid
from tests.parcels import CELL, outline, rectangle, ring

SQUARE = rectangle(wide=10, high=10)  # near 1.07 km2


def shared(one, other):
    """What two outlines share, told from both sides."""
    there, back = (overlaps({"one": a}, {"other": b})["one"].get("other") for a, b in ((one, other), (other, one)))
    assert there == back
    return there


def faults(*rings):
    with pytest.raises(InvalidParticulars) as refusal:
        require_valid({"/collateral/0": outline(rectangle()), "/collateral/3": outline(*rings)})
    return [(fault.pointer, fault.code) for fault in refusal.value.faults]


class TestTwoParcels:
    @pytest.mark.parametrize(
        "other",
        [
            pytest.param(rectangle(10, 0, wide=10, high=10), id="along an edge"),
            pytest.param(rectangle(10, 3, wide=5, high=4), id="along part of an edge"),
            pytest.param(rectangle(10, 10), id="at a corner"),
            pytest.param(ring((10, 5), (12, 4), (12, 6)), id="at a corner in the middle of an edge"),
            pytest.param(rectangle(30, 30), id="nowhere"),
            pytest.param(rectangle(11, 0), id="across a lane"),
        ],
    )
    def test_that_touch_or_do_not_share_nothing(self, other):
        assert shared(outline(SQUARE), outline(other)) is None

    @pytest.mark.parametrize("part", [0.2, 0.3, 0.4, 0.5, 0.9])
    def test_that_touch_along_a_slope_share_nothing(self, part):
        """The corner between them lies on the slope only as nearly as a billionth of a degree can say."""
        slope = ring((0, 0), (7.123457, 3.456789), (0, 3))
        middle = (7.123457 * part, 3.456789 * part)
        assert shared(outline(slope), outline(ring((0, 0), (7, 0), (7.123457, 3.456789), middle))) is None

    def test_share_what_lies_in_both(self):
        found = shared(outline(SQUARE), outline(rectangle(9, 0, wide=10, high=10)))
        assert found.area == outline(rectangle(9, 0, wide=1, high=10)).area
        assert found.smaller == min(outline(SQUARE).area, outline(rectangle(9, 0, wide=10, high=10)).area)

    def test_share_a_sliver_that_does_not_matter(self):
        found = shared(outline(SQUARE), outline(rectangle(9.9999, 0, wide=10, high=1)))
        assert 0 < found.area < 50 * 10_000
        assert not found.matters

    def test_share_nothing_where_the_sliver_is_narrower_than_a_step(self):
        one = outline(ring((0, 20.000001), (0.000001, 19.999999), (0.000001, 20.000001)))
        other = outline(ring((0, 19.999999), (0.000001, 19.999999), (20, 20.000001)))
        assert shared(one, other) is None

    def test_share_nothing_where_the_points_of_two_needles_meet(self):
        needle = outline(ring((0, 10), (19.999999, 20), (20, 20.000001)))
        assert shared(needle, outline(ring((0, 10), (20, 0), (40, 0)))) is None

    def test_share_all_of_one_that_is_inside_the_other(self):
        inside = outline(rectangle(4, 4))
        assert shared(outline(SQUARE), inside) == Overlap(area=inside.area, smaller=inside.area)

    def test_never_share_more_than_the_smaller_is(self):
        """Rounded to whole steps, what is cut off a needle can be a little larger than the needle."""
        needle = ring((0.005991, 0.002174), (0.008787, 0.006163), (0.009749, 0.009083))
        around = ring((-0.007669, 0.007918), (-0.006148, -0.015629), (0.025476, 0.010068))
        found = shared(outline(needle), outline(around))
        assert found.area == found.smaller > outline(needle).area

    def test_are_the_same_ground_however_drawn(self):
        whole = outline(SQUARE)
        assert shared(whole, outline(SQUARE[::-1])) == Overlap(area=whole.area, smaller=whole.area)

    def test_share_nothing_where_one_fills_the_other_s_hole(self):
        hole = rectangle(4, 4)
        assert shared(outline(SQUARE, hole), outline(hole)) is None

    def test_share_what_reaches_out_of_a_hole(self):
        found = shared(outline(SQUARE, rectangle(4, 4)), outline(rectangle(4, 4, wide=3)))
        assert found.area == outline(rectangle(6, 4, wide=1)).area

    def test_share_the_rim_around_a_hole(self):
        hole, around = rectangle(4, 4), rectangle(3, 3, wide=4, high=4)
        found = shared(outline(SQUARE, hole), outline(around))
        assert found.area == pytest.approx(outline(around, hole).area, abs=2)

    def test_share_several_pieces(self):
        comb = ring((0, -5), (10, -5), (10, 5), (8, 5), (8, -1), (2, -1), (2, 5), (0, 5))
        pieces = outline(rectangle(0, 0, wide=2, high=5)).area + outline(rectangle(8, 0, wide=2, high=5)).area
        assert shared(outline(SQUARE), outline(comb)).area == pytest.approx(pieces, abs=2)

    def test_share_ground_across_the_borders_of_cells(self):
        first = rectangle(CELL - 1, CELL - 1)
        found = shared(outline(first), outline(rectangle(CELL, CELL)))
        assert found.area == outline(rectangle(CELL, CELL, wide=1, high=1)).area

    def test_are_all_compared_with_all(self):
        offered = {name: outline(rectangle(x)) for name, x in (("west", 0), ("east", 10))}
        held = {name: outline(rectangle(x)) for name, x in (("a", 1), ("b", 9), ("c", 20))}
        assert {name: set(found) for name, found in overlaps(offered, held).items()} == {"west": {"a"}, "east": {"b"}}
        assert overlaps(offered, {}) == {"west": {}, "east": {}}
        assert overlaps({}, held) == {}


class TestAnOutline:
    @pytest.mark.parametrize(
        ("rings", "code"),
        [
            pytest.param([ring((0, 0), (2, 2), (2, 0), (0, 3))], "self_intersection", id="a bow tie"),
            pytest.param([ring((0, 0), (4, 0), (4, 4), (2, 0), (0, 4))], "self_intersection", id="it touches itself"),
            pytest.param([ring((0, 0), (4, 0), (6, 0), (4, 0), (4, 4))], "self_intersection", id="a spike"),
            pytest.param([SQUARE, rectangle(20, 20)], "bad_holes", id="a hole elsewhere"),
            pytest.param([SQUARE, rectangle(9, 4, wide=3)], "self_intersection", id="a hole across the edge"),
            pytest.param([SQUARE, rectangle(2, 2), rectangle(3, 3)], "self_intersection", id="holes that cross"),
            pytest.param([SQUARE, rectangle(2, 2, wide=6), rectangle(3, 2.5, high=1)], "bad_holes", id="nested holes"),
            pytest.param([SQUARE, ring((0, 5), (5, 10), (10, 5), (5, 0))], "bad_holes", id="a hole that cuts it apart"),
            pytest.param([SQUARE, SQUARE], "self_intersection", id="a hole as large as it is"),
        ],
    )
    def test_that_is_none_is_named(self, rings, code):
        assert faults(*rings) == [("/collateral/3/geometry/coordinates", code)]

    def test_is_one_with_a_hole_that_touches_it_once(self):
        require_valid({"/x": outline(SQUARE, ring((5, 0), (6, 1), (4, 1)))})

    def test_is_asked_of_none_where_there_is_none(self):
        require_valid({})


def test_a_process_that_meets_no_parcel_does_not_pay_for_shapely():
    said = "import sys, registry.app; print(sorted({'shapely', 'numpy'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
