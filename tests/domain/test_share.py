"""A share is an exact fraction, written in one way; what others leave of the whole is exact too."""

from fractions import Fraction

import pytest

from registry.domain.measures import MeasureFault
from registry.domain.share import left_of_the_whole, share, written


@pytest.mark.parametrize(
    ("typed", "held"),
    [("1/3", "1/3"), ("2/6", "1/3"), ("50/100", "1/2"), ("1/1", "1/1"), ("7/7", "1/1"), ("999999/999999", "1/1")],
)
def test_a_share_is_held_in_lowest_terms(typed, held):
    assert share(typed) == held


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1",
        "50%",
        "0.5",
        "0/1",
        "1/0",
        "-1/2",
        "1/-2",
        "1 / 2",
        "01/2",
        "1/2/3",
        "１/２",
        "3/2",
        "1/1000000",
        "1/2\n",
    ],
)
def test_anything_else_is_no_share(typed):
    with pytest.raises(MeasureFault) as fault:
        share(typed)
    assert fault.value.zh
    assert fault.value.en


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        ((), Fraction(1)),
        (("1/3", "1/3"), Fraction(1, 3)),
        (("1/3", "1/3", "1/3"), Fraction(0)),
        (("1/2", "2/3"), Fraction(-1, 6)),
    ],
)
def test_what_is_left_is_exact(taken, left):
    assert left_of_the_whole(taken) == left


def test_what_is_left_is_written_like_any_share():
    assert written(left_of_the_whole(("1/3",))) == "2/3"
    assert written(left_of_the_whole(())) == "1/1"
