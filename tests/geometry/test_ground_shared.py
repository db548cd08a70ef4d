"""The ground that two parcels share, as an outline that can be drawn."""

from registry.geometry import ground_shared, overlaps
from tests.parcels import outline, rectangle, ring

MINE = outline(rectangle(0, 0, wide=8, high=8))


def test_is_what_lies_in_both_and_as_large_as_it_is_measured():
    other = outline(rectangle(6, 0, wide=8, high=8))
    (ground,) = ground_shared([MINE], {"CQ1": other})["CQ1"]
    assert ground.extent == outline(rectangle(6, 0, wide=2, high=8)).extent
    assert ground.area == overlaps({"": MINE}, {"CQ1": other})[""]["CQ1"].area


def test_may_be_in_several_parts():
    horseshoe = outline(ring((0, 0), (8, 0), (8, 4), (6, 4), (6, 2), (2, 2), (2, 4), (0, 4)))
    parts = ground_shared([horseshoe], {"CQ1": outline(rectangle(0, 3, wide=8, high=8))})["CQ1"]
    assert len(parts) == 2


def test_of_those_that_only_touch_or_lie_apart_there_is_none():
    beside, away = outline(rectangle(8, 0, wide=2, high=8)), outline(rectangle(20, 0))
    assert ground_shared([MINE], {"CQ1": beside, "CQ2": away}) == {}
    assert ground_shared([MINE], {}) == {}
