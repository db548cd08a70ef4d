"""Charts are drawn from numbers: as high as they are, told apart in grey too, and harmless whatever they are called."""

import re
import xml.etree.ElementTree as ET

import pytest

from registry.web.charts import MOST_PARTS, Column, Tick, Told, bar, columns, scale, swatch

TOLD = Told(id="c", title="新增登记 <1>", description='各月 & "数字"')
SVG = "{http://www.w3.org/2000/svg}"


def read(drawn):
    """As a browser reads it, which needs no namespace of what stands in a page."""
    return ET.fromstring(str(drawn).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def drawn(*heights, top=10):
    return read(
        columns(
            [Column(f"{place}", parts) for place, parts in enumerate(heights)],
            (Tick(0, "0"), Tick(top, str(top))),
            told=TOLD,
        )
    )


def parts(chart):
    return [each for each in chart.iter(f"{SVG}rect") if each.get("class")]


class TestAChart:
    def test_is_as_high_as_its_numbers(self):
        one, two = parts(drawn((5,), (10,)))
        assert float(two.get("height")) == pytest.approx(2 * float(one.get("height")))
        assert float(two.get("y")) + float(two.get("height")) == pytest.approx(
            float(one.get("y")) + float(one.get("height"))
        )

    def test_stacks_parts_without_a_gap_and_leaves_out_what_is_nothing(self):
        low, high = parts(drawn((4, 0, 6)))
        assert float(high.get("y")) + float(high.get("height")) == pytest.approx(float(low.get("y")), abs=0.11)
        assert (low.get("class"), high.get("class")) == ("p0", "p2")

    def test_hatches_every_other_part_so_that_grey_prints_can_be_read(self):
        chart = drawn(tuple([1] * MOST_PARTS))
        hatched = {each.get("fill") for each in chart.iter(f"{SVG}rect") if each.get("fill")}
        known = {f"url(#{each.get('id')})" for each in chart.iter(f"{SVG}pattern")}
        assert hatched == known == {"url(#c-h1)", "url(#c-h3)", "url(#c-h5)", "url(#c-h6)"}

    def test_says_what_it_is_to_those_who_do_not_see_it(self):
        chart = drawn((1,))
        assert chart.get("role") == "img"
        named = [chart.find(f"{SVG}{each}") for each in ("title", "desc")]
        assert chart.get("aria-labelledby").split() == [each.get("id") for each in named]
        assert [each.text for each in named] == [TOLD.title, TOLD.description]

    def test_is_no_way_in_for_markup(self):
        hostile = '</text><script>alert(1)</script>"'
        chart = columns(
            [Column(hostile, (1,))], (Tick(1, hostile),), told=Told(id="c", title=hostile, description=hostile)
        )
        assert "<script" not in chart
        assert read(chart) is not None

    def test_of_nothing_is_empty(self):
        assert parts(drawn()) == []
        assert parts(drawn((0,), top=0)) == []


class TestAScale:
    @pytest.mark.parametrize("most", [0, 1, 3, 4, 7, 60, 301, 999, 1000, 18_484_000])
    def test_reaches_above_everything_in_steps_people_count_in(self, most):
        marks = scale(most)
        assert marks[0] == 0
        assert most <= marks[-1] <= max(3, 2.5 * most + 1)
        assert re.fullmatch("[125]0*", str(marks[1]))


class TestABar:
    def test_is_its_share_of_the_longest(self):
        widths = [read(bar(value, most=8)).find(f"{SVG}rect").get("width") for value in (8, 4, 0, -2)]
        assert widths == ["100.00", "50.00", "0.00", "0.00"]
        assert read(bar(0, most=0)).find(f"{SVG}rect").get("width") == "0.00"

    def test_is_for_the_eye_alone(self):
        assert read(bar(1, most=1)).get("aria-hidden") == read(swatch(3)).get("aria-hidden") == "true"
