"""Area on the ellipsoid of CGCS2000, beside published figures and an independent implementation."""

import math
from random import Random

import pytest
from geographiclib.geodesic import Geodesic

from registry.domain.ellipsoid import area, below
from registry.domain.outline import STEPS
from tests.parcels import outline, rectangle, ring

# Moritz, Geodetic Reference System 1980 (Journal of Geodesy 74): the ellipsoid of CGCS2000 to a tenth of a millimetre
AUTHALIC_RADIUS = 6_371_007.1810
CGCS2000 = Geodesic(6_378_137.0, 1 / 298.257222101)
SEED = 20261125


def of_geodesics(made):
    """What the ring encloses when its edges are geodesics, in m2."""
    polygon = CGCS2000.Polygon()
    for corner in made[:-1]:
        polygon.AddPoint(corner[1], corner[0])
    return abs(polygon.Compute()[2])


def enclosed(made):
    return outline(made).area / 10_000


class TestTheEllipsoid:
    def test_has_the_surface_that_is_published(self):
        assert 4 * math.pi * below(90) == pytest.approx(4 * math.pi * AUTHALIC_RADIUS**2, rel=1e-10)

    def test_is_the_same_on_both_sides_of_the_equator(self):
        assert below(-30) == pytest.approx(-below(30))
        assert below(0) == 0


class TestAParcel:
    @pytest.mark.parametrize(
        "made",
        [
            pytest.param(rectangle(), id="two hundred metres"),
            pytest.param(rectangle(wide=100, high=100), id="ten kilometres"),
            pytest.param(rectangle(wide=0.3, high=0.4), id="a greenhouse"),
            pytest.param(ring((0, 0), (9, 4), (3, 7)), id="a triangle"),
            pytest.param(ring((0, 0), (0, 30), (1, 30), (1, 0)), id="a strip, drawn clockwise"),
        ],
    )
    def test_is_as_large_as_another_reckons(self, made):
        assert enclosed(made) == pytest.approx(of_geodesics(made), rel=1e-4)

    def test_of_any_shape_is_as_large_as_another_reckons(self):
        dice = Random(SEED)
        for _ in range(50):
            corners = sorted((dice.uniform(0, 20), dice.uniform(0, 20)) for _ in range(3))
            made = ring(*corners)
            assert enclosed(made) == pytest.approx(of_geodesics(made), rel=1e-3), (SEED, corners)

    def test_between_two_parallels_has_the_closed_form(self):
        degree = [[(108 * STEPS, 30 * STEPS), (109 * STEPS, 30 * STEPS), (109 * STEPS, 31 * STEPS),
                   (108 * STEPS, 31 * STEPS), (108 * STEPS, 30 * STEPS)]]  # fmt: skip
        assert area(degree, steps=STEPS) == pytest.approx(math.radians(1) * (below(31) - below(30)) * 10_000, abs=1)

    def test_is_without_its_holes(self):
        whole, hole = rectangle(), rectangle(0.5, 0.5, wide=1, high=1)
        assert outline(whole, hole).area == outline(whole).area - outline(hole).area

    @pytest.mark.parametrize("size", [0.2, 2, 20])
    def test_is_as_large_with_a_corner_in_the_middle_of_an_edge(self, size):
        plain, more = ring((0, 0), (size, size), (0, size)), ring((0, 0), (size / 2, size / 2), (size, size), (0, size))
        assert outline(more).area == pytest.approx(outline(plain).area, abs=1)

    def test_is_as_large_anywhere_between_the_same_parallels(self):
        areas = [outline(rectangle(x / 10)).area for x in range(50)]
        assert max(areas) - min(areas) <= 1

    def test_is_as_large_cut_in_two(self):
        parts = [rectangle(wide=1), rectangle(1, wide=1)]
        assert sum(outline(part).area for part in parts) == pytest.approx(outline(rectangle()).area, abs=1)
