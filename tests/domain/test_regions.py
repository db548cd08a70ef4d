"""Chongqing's counties change; the codes on old parcels do not."""

from datetime import date
from itertools import pairwise

import pytest

from registry.domain.regions import REGIONS, current_successor, region_at, regions_on

TODAY = date(2026, 11, 22)
BEFORE_LIANGJIANG = date(2025, 11, 5)
LIANGJIANG = date(2025, 11, 6)


def codes_on(day):
    return {region.code for region in regions_on(day)}


class TestTheListOfADay:
    @pytest.mark.parametrize(
        ("day", "count"), [(date(2018, 6, 30), 38), (BEFORE_LIANGJIANG, 38), (LIANGJIANG, 37), (date(2026, 1, 1), 37)]
    )
    def test_has_the_counties_of_that_day(self, day, count):
        assert len(regions_on(day)) == len(codes_on(day)) == count

    def test_changed_in_2025_by_jiangbei_yubei_and_liangjiang_only(self):
        assert codes_on(date(2018, 6, 30)) - codes_on(TODAY) == {"500105", "500112"}
        assert codes_on(TODAY) - codes_on(date(2018, 6, 30)) == {"500157"}

    def test_of_today_is_the_list_of_the_law_page(self):
        districts = [f"5001{n:02}" for n in (1, 2, 3, 4, 6, 7, 8, 9, 10, 11, *range(13, 21), *range(51, 58))]
        counties = [f"500{n}" for n in (229, 230, 231, 233, 235, 236, 237, 238, 240, 241, 242, 243)]
        assert [region.code for region in regions_on(TODAY)] == districts + counties

    def test_is_empty_before_the_municipality(self):
        assert regions_on(date(1996, 12, 31)) == ()

    def test_never_names_a_region_twice(self):
        for year in range(1997, 2027):
            names = [region.name for region in regions_on(date(year, 7, 1))]
            assert len(names) == len(set(names))


class TestACode:
    @pytest.mark.parametrize(
        ("code", "before", "after"), [("500110", "万盛区", "綦江区"), ("500111", "双桥区", "大足区")]
    )
    def test_given_again_means_what_it_meant_on_the_day(self, code, before, after):
        assert region_at(code, date(2010, 12, 31)).name == before
        assert region_at(code, date(2011, 1, 1)).name == after

    def test_ends_on_the_day_its_successor_begins(self):
        assert region_at("500112", BEFORE_LIANGJIANG).name == "渝北区"
        assert region_at("500112", LIANGJIANG) is None
        assert region_at("500157", LIANGJIANG).name == "两江新区"
        assert region_at("500157", BEFORE_LIANGJIANG) is None

    @pytest.mark.parametrize("code", ["", "500999", "510100", "\x00", "５００１０１"])
    def test_that_is_none_has_no_region(self, code):
        assert region_at(code, TODAY) is None
        assert current_successor(code, TODAY, today=TODAY) is None


class TestTheSuccessor:
    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("500105", "500157"),
            ("500112", "500157"),
            ("500221", "500115"),
            ("500222", "500110"),
            ("500223", "500152"),
            ("500224", "500151"),
            ("500225", "500111"),
            ("500226", "500153"),
            ("500227", "500120"),
            ("500228", "500155"),
            ("500232", "500156"),
            ("500234", "500154"),
            ("500239", "500114"),
            ("500381", "500116"),
            ("500382", "500117"),
            ("500383", "500118"),
            ("500384", "500119"),
            ("500110", "500110"),
            ("500233", "500233"),
        ],
    )
    def test_of_an_old_code_is_in_force_today(self, old, new):
        assert current_successor(old, date(1999, 5, 1), today=TODAY).code == new

    def test_is_the_region_itself_while_it_stands(self):
        assert current_successor("500112", date(2019, 3, 1), today=BEFORE_LIANGJIANG).name == "渝北区"
        assert current_successor("500112", date(2019, 3, 1), today=LIANGJIANG).name == "两江新区"

    def test_is_found_for_a_code_written_after_its_end(self):
        assert current_successor("500222", date(2013, 1, 1), today=TODAY).name == "綦江区"

    def test_is_not_found_for_a_code_written_before_its_beginning(self):
        assert current_successor("500157", date(2020, 1, 1), today=TODAY) is None


class TestTheRows:
    def test_that_end_have_a_successor_in_force_that_day_and_others_have_none(self):
        for region in REGIONS:
            if region.valid_to is None:
                assert region.successor is None
            else:
                assert region.valid_from < region.valid_to
                assert region_at(region.successor, region.valid_to) is not None

    def test_of_one_code_never_overlap(self):
        for earlier, later in pairwise(REGIONS):
            if earlier.code == later.code:
                assert earlier.valid_to is not None
                assert earlier.valid_to <= later.valid_from
