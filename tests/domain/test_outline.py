"""A parcel's outline: one spelling for one parcel, cells that miss nothing, and what is no parcel is said to be none."""

import json
from itertools import product

import pytest

from registry.domain import canon
from registry.domain import outline as law
from registry.domain.outline import CELL as STEPS_OF_A_CELL
from registry.domain.outline import MOST_CELLS, MOST_POSITIONS, STEPS, Outline, OutlineFault, drawn
from tests.api.problem import is_bilingual
from tests.parcels import CELL, at, outline, rectangle, ring

SQUARE = rectangle()
HOLE, OTHER_HOLE = rectangle(0.2, 0.2, wide=0.4, high=0.4), rectangle(1.2, 1.2, wide=0.4, high=0.4)


def fault(*rings):
    with pytest.raises(OutlineFault) as found:
        drawn(list(rings))
    assert is_bilingual({"zh": found.value.text.zh, "en": found.value.text.en})
    return found.value.code, found.value.path


def cells(*rings):
    """The cells, counted from the corner of the grid."""
    column, row = 108 * STEPS // STEPS_OF_A_CELL, 30 * STEPS // STEPS_OF_A_CELL
    return {(x - column, y - row) for x, y in outline(*rings).cells}


class TestOneParcel:
    @pytest.mark.parametrize(
        "other",
        [
            pytest.param([*SQUARE[1:], SQUARE[1]], id="begun at another corner"),
            pytest.param(SQUARE[::-1], id="drawn the other way round"),
            pytest.param([each for each in SQUARE for _ in range(2)], id="every corner twice"),
            pytest.param([[x, y + 4e-10] for x, y in SQUARE], id="with more digits than a survey has"),
            pytest.param([[int(x) if x == 108 else x, y] for x, y in SQUARE], id="with whole numbers"),
        ],
    )
    def test_has_one_spelling(self, other):
        assert outline(other) == outline(SQUARE)

    def test_has_one_spelling_with_its_holes(self):
        assert outline(SQUARE, OTHER_HOLE, HOLE[::-1]) == outline(SQUARE, HOLE, OTHER_HOLE[::-1])

    def test_runs_counter_clockwise_and_its_holes_clockwise(self):
        made = outline(SQUARE[::-1], HOLE)
        assert made.rings == (
            ("108000000000 30000000000,108002000000 30000000000,108002000000 30002000000,108000000000 30002000000,"
             "108000000000 30000000000"),
            ("108000200000 30000200000,108000200000 30000600000,108000600000 30000600000,108000600000 30000200000,"
             "108000200000 30000200000"),
        )  # fmt: skip

    def test_is_another_where_one_corner_is_moved_by_a_hair(self):
        moved = [SQUARE[0], [SQUARE[1][0] + 1e-9, SQUARE[1][1]], *SQUARE[2:]]
        assert outline(moved) != outline(SQUARE)

    def test_is_built_again_from_what_the_journal_says_of_it(self):
        made = outline(SQUARE, HOLE)
        written = canon.dumps(made)
        assert canon.build(Outline, canon.loads(written)) == made
        assert b"." not in written

    def test_is_read_from_json_digit_for_digit(self):
        longitudes = {position.split()[0] for position in drawn(json.loads(
            "[[[108.1, 30.1], [108.123456789, 30.1], [108.123456789, 30.2], [108.1, 30.1]]]"
        )).rings[0].split(",")}  # fmt: skip
        assert longitudes == {"108100000000", "108123456789"}


class TestNoParcel:
    @pytest.mark.parametrize("coordinates", [None, "x", 7, {}, [], True])
    def test_is_anything_but_rings(self, coordinates):
        with pytest.raises(OutlineFault) as found:
            drawn(coordinates)
        assert (found.value.code, found.value.path) == ("wrong_type", ())

    @pytest.mark.parametrize("bad", [None, "x", 7, {}])
    def test_has_a_ring_that_is_no_list(self, bad):
        assert fault(SQUARE, bad) == ("wrong_type", (1,))

    @pytest.mark.parametrize(
        "position",
        [None, 7, [], [108.0], [108.0, 30.0, 400.0], ["108", "30"], [True, 30.0], [None, 30.0], {"x": 1}, [[108], 30]],
    )
    def test_has_a_position_that_is_none(self, position):
        assert fault([*SQUARE[:2], position, *SQUARE[2:]]) == ("bad_position", (0, 2))

    @pytest.mark.parametrize(
        "position",
        [
            pytest.param([30.0, 108.0], id="latitude first"),
            pytest.param([72.9, 30.0], id="west"),
            pytest.param([136.1, 30.0], id="east"),
            pytest.param([108.0, 2.9], id="south"),
            pytest.param([108.0, 54.1], id="north"),
            pytest.param([float("inf"), 30.0], id="1e999 in JSON"),
            pytest.param([108.0, float("nan")], id="nan"),
            pytest.param([10**4000, 30.0], id="four thousand digits"),
        ],
    )
    def test_lies_outside_china(self, position):
        assert fault([*SQUARE[:2], position, *SQUARE[2:]]) == ("outside_china", (0, 2))

    @pytest.mark.parametrize("number", range(4))
    def test_has_fewer_than_four_positions(self, number):
        assert fault(SQUARE[:number]) == ("too_few_positions", (0,))

    def test_has_a_ring_that_is_not_closed(self):
        assert fault(SQUARE, HOLE[:-1]) == ("ring_not_closed", (1, 3))

    @pytest.mark.parametrize(
        "flat",
        [
            pytest.param(ring((0, 0), (0, 0), (0, 0)), id="a point"),
            pytest.param(ring((0, 0), (1, 1), (2, 2)), id="a line"),
            pytest.param(ring((0, 0), (1, 1), (0, 0), (1, 1)), id="there and back"),
        ],
    )
    def test_encloses_nothing(self, flat):
        assert fault(flat) == ("no_area", (0,))

    def test_has_more_positions_than_a_survey(self):
        corners = [(step / 1000, 0) for step in range(MOST_POSITIONS)]
        assert fault(ring(*corners[:-1], (0, 1))) == ("too_many_positions", ())
        assert len(outline(ring(*corners[:-2], (0, 1))).rings[0].split(",")) == MOST_POSITIONS

    def test_reaches_over_half_a_county(self):
        side = int(MOST_CELLS**0.5) * CELL
        assert len(outline(rectangle(wide=side, high=side)).cells) == MOST_CELLS
        assert fault(rectangle(wide=side, high=side + 1)) == ("too_large", ())
        assert fault([[73.5, 20], [134, 20], [134, 20.001], [73.5, 20]]) == ("too_large", ())
        assert fault([[108, 18], [108.001, 18], [108.001, 50], [108, 18]]) == ("too_large", ())


class TestTheExtent:
    def test_is_the_least_box_around_the_exterior(self):
        crooked = outline(ring((3, 1), (7, 4), (5, 9), (2, 6)), ring((4, 4), (4, 5), (5, 5), (5, 4)))
        steps = STEPS // 1000
        west, south = 108 * STEPS, 30 * STEPS
        assert crooked.extent == ((west + 2 * steps, south + steps), (west + 7 * steps, south + 9 * steps))


class TestTheCells:
    def test_are_one_for_what_lies_in_one(self):
        assert cells(rectangle(1, 1)) == {(0, 0)}

    def test_are_both_where_a_border_is_crossed(self):
        assert cells(rectangle(CELL - 1, 1)) == {(0, 0), (1, 0)}
        assert cells(rectangle(1, CELL - 1)) == {(0, 0), (0, 1)}
        assert cells(rectangle(CELL - 1, CELL - 1)) == set(product((0, 1), (0, 1)))

    def test_are_not_those_beyond_a_border_that_is_touched(self):
        assert cells(rectangle(0, 0, wide=CELL, high=CELL)) == {(0, 0)}

    def test_reach_by_one_step_over_a_border(self):
        assert cells(rectangle(0, 0, wide=CELL + 0.000001)) == {(0, 0), (1, 0)}

    def test_reach_by_less_than_a_step_over_a_border(self):
        flat = ring((CELL / 2, CELL - 0.000001), (CELL / 2, CELL / 2), (CELL * 1.5, CELL + 0.000002))
        assert (0, 1) in cells(flat)

    def test_are_not_counted_of_what_is_far_too_wide(self, monkeypatch):
        """Two thousand edges from border to border of China would take a minute."""
        monkeypatch.setattr(law, "_cells", None)
        assert fault([[73.5, 20], [134, 20], [134, 20.001], [73.5, 20]]) == ("too_large", ())

    def test_are_none_that_a_diagonal_strip_passes_by(self):
        strip = ring((0, 0), (1, 0), (3 * CELL, 3 * CELL - 1), (3 * CELL, 3 * CELL), (3 * CELL - 1, 3 * CELL), (0, 1))
        found = cells(strip)
        assert {(0, 0), (1, 1), (2, 2)} <= found
        assert not found & {(0, 2), (2, 0)}

    def test_are_those_inside_a_large_parcel_too(self):
        assert (1, 1) in cells(rectangle(1, 1, wide=2.5 * CELL, high=2.5 * CELL))

    def test_are_those_of_the_bay_of_a_horseshoe_too(self):
        """More than need be, never less."""
        arms = ring((0, 0), (60, 0), (60, 60), (50, 60), (50, 10), (10, 10), (10, 60), (0, 60))
        assert cells(arms) >= {(0, 0), (0, 1), (0, 2), (1, 0), (2, 0), (2, 1), (2, 2)}

    def test_are_told_of_positions_wherever_they_fall(self):
        assert at(0, 0) == [108.0, 30.0]
        assert cells(ring((CELL, CELL), (CELL, 0), (0, CELL))) == {(0, 0)}
