"""The pictures say what the tables beside them say, escape what they show, and bring no styles of their own."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from registry.web.drawing import ladder, parcel_map, timeline
from registry.web.drawing.svg import fitted
from registry.web.drawing.timeline import Line
from tests.parcels import outline, rectangle, ring

SVG = "{http://www.w3.org/2000/svg}"


def a_lien(rank, position, *, creditor="示例农村商业银行", own=False):
    return {
        "registration": f"CQ2026112200000{rank}2353",
        "rank": rank,
        "secured_creditor": creditor,
        "own": own,
        "priority": {"position": position},
    }


def a_seizure(position):
    return {"court": "重庆示例人民法院", "position": position}


def read(drawing):
    return ET.fromstring(str(drawing))


def texts(drawing):
    return [each.text for each in read(drawing).iter(f"{SVG}text")]


def climbed(liens, seizures=(), *, language="zh"):
    return ladder.drawn(liens, seizures, name="ladder-0", language=language)


class TestTheLadder:
    def test_shows_both_orders_and_leads_from_each_to_each(self):
        drawn = read(climbed([a_lien(1, 2), a_lien(2, 1)]))
        ranks, positions = (
            [each for each in drawn.iter(f"{SVG}circle") if each.get("class") == name] for name in ("rank", "position")
        )
        assert [each.get("cy") for each in ranks] == [each.get("cy") for each in positions][::-1]
        assert len(list(drawn.iter(f"{SVG}path"))) == 2

    def test_of_equals_in_the_order_of_payment_shows_both(self):
        heights = [
            each.get("cy") for each in read(climbed([a_lien(1, 1), a_lien(2, 1)])).iter(f"{SVG}circle")
            if each.get("class") == "position"
        ]  # fmt: skip
        assert len(set(heights)) == 2

    def test_says_in_words_what_it_shows(self):
        described = read(climbed([a_lien(1, 2)], [a_seizure(0)])).find(f"{SVG}desc").text
        assert described == "查封 1 项; 示例农村商业银行: 登记次序 1，推算清偿顺序 2"
        english = read(climbed([a_lien(1, 2)], language="en")).find(f"{SVG}desc").text
        assert english == "示例农村商业银行: entered 1, reckoned 2"

    def test_names_no_person(self):
        assert "自然人（不显示姓名）" in texts(climbed([a_lien(1, 1, creditor=None)]))

    def test_shows_the_queue_of_seizures_above_all(self):
        shown = texts(climbed([a_lien(1, 1)], [a_seizure(0), a_seizure(1)]))
        assert "查封（生效） · 重庆示例人民法院" in shown
        assert "轮候查封 · 重庆示例人民法院" in shown

    @pytest.mark.parametrize("name", ["<script>", '"><b>', "&amp;", "𠀀𠮷", "x" * 500, "示" * 500])
    def test_shows_a_name_as_it_is_and_within_its_rung(self, name):
        drawn = climbed([a_lien(1, 1, creditor=name)])
        shown = next(each.text for each in read(drawn).iter(f"{SVG}text") if each.get("class") == "creditor")
        assert shown == name or (shown.endswith("…") and name.startswith(shown[:-1]) and len(shown) < 30)
        assert "<script>" not in str(drawn)
        assert "style=" not in str(drawn)


class TestTheTimeline:
    LINES = (
        Line("示例银行", "lien", date(2026, 1, 1), date(2027, 1, 1)),
        Line("查封 示例法院", "seizure", date(2026, 7, 1), date(2029, 1, 1)),
    )

    def bars(self, lines, **given):
        drawn = timeline.drawn(lines, as_of=date(2026, 8, 1), newer=(), language="zh", **given)
        return drawn, list(read(drawn).iter(f"{SVG}rect"))

    def test_gives_each_thing_its_length_on_one_scale(self):
        _, (first, second) = self.bars(self.LINES)
        ends = [float(each.get("x")) + float(each.get("width")) for each in (first, second)]
        assert float(first.get("x")) < float(second.get("x")) < ends[0] < ends[1] <= 360

    def test_marks_the_instant_that_is_answered_for_and_what_came_since(self):
        drawn = timeline.drawn(self.LINES, as_of=date(2026, 8, 1), newer=[date(2026, 8, 2)], language="en")
        assert {each.get("class") for each in read(drawn).iter(f"{SVG}path")} == {"now", "newer"}
        assert read(drawn).find(f"{SVG}desc").text.startswith("as of 2026-08-01; 示例银行: 2026-01-01")

    def test_of_a_single_day_can_still_be_seen(self):
        a_day = date(2026, 8, 1)
        _, (bar,) = self.bars([Line("预留", "hold", a_day, a_day)])
        assert float(bar.get("width")) >= 3


class TestTheMap:
    PARCEL = outline(rectangle(0, 0, wide=8, high=4))
    SHARED = outline(rectangle(6, 0, wide=2, high=4))

    def placed(self, path):
        return [tuple(map(float, each.split())) for each in re.findall(r"[ML]([-0-9. ]+)", path)]

    def drawn(self, shared=None):
        return parcel_map.drawn([self.PARCEL], shared or {}, language="zh")

    def paths(self, drawing, name):
        return [each.get("d") for each in read(drawing).iter(f"{SVG}path") if each.get("class") == name]

    def test_has_north_above_and_east_on_the_right_and_a_metre_as_long_either_way(self):
        (path,) = self.paths(self.drawn(), "parcel")
        xs, ys = zip(*self.placed(path), strict=True)
        across, down = max(xs) - min(xs), max(ys) - min(ys)
        assert across / down == pytest.approx(2 * 0.866, rel=0.01)  # a degree of longitude is that much shorter there
        assert self.placed(path)[0] == (min(xs), max(ys))  # its south-western corner

    def test_shows_the_ground_that_is_shared_where_it_lies_with_the_number_of_its_row(self):
        drawing = self.drawn({"CQ1": [self.SHARED]})
        (parcel,), (shared,) = self.paths(drawing, "parcel"), self.paths(drawing, "shared")
        east = max(x for x, _ in self.placed(parcel))
        assert max(x for x, _ in self.placed(shared)) == pytest.approx(east, abs=0.2)
        assert "1" in texts(drawing)

    def test_of_two_who_share_the_same_ground_shows_both_numbers(self):
        drawing = self.drawn({"CQ1": [self.SHARED], "CQ2": [self.SHARED]})
        marks = [each for each in read(drawing).iter(f"{SVG}circle") if each.get("class") == "mark"]
        assert len({(each.get("cx"), each.get("cy")) for each in marks}) == 2

    def test_keeps_its_holes(self):
        holed = outline(rectangle(0, 0, wide=8, high=8), ring((2, 2), (2, 4), (4, 4), (4, 2)))
        (path,) = self.paths(parcel_map.drawn([holed], {}, language="en"), "parcel")
        assert path.count("M") == 2

    def test_of_a_strip_stays_within_its_frame(self):
        strip = outline(ring((0, 0), (60, 0), (60, 0.1), (0, 0.1)))
        (path,) = self.paths(parcel_map.drawn([strip], {}, language="en"), "parcel")
        assert all(0 <= x <= 360 and 0 <= y <= 260 for x, y in self.placed(path))

    def test_has_a_scale_in_round_metres(self):
        assert any(re.fullmatch(r"[125]0+ m", each) for each in texts(self.drawn()))


@pytest.mark.parametrize("text", ["", "a", "示例", "示例农村商业银行股份有限公司忠县支行"])
def test_a_text_is_cut_only_where_it_has_no_room(text):
    assert fitted(text, width=1000, height=13) == text
    assert len(fitted(text, width=26, height=13)) <= 3
