"""County-level regions of Chongqing (GB/T 2260), each code with the days on which it was in force.

Why dated rows: codes end, and two were given again (500110, 500111). A parcel keeps the code of its survey; statistics
follow `successor` to the region of today.

How exact the days are. Only the change of 2025 has a day: 6 November, when the city announced that 江北区 and 渝北区
become 两江新区 (as the press reported it; the new district's offices opened on 25 January 2026). Every other day is of
year precision: the change is put on 1 January of the first year of the new code, though it may have come later in it.
1997-01-01 stands for the municipality's first year; what was before is not told here (nor that 500101 was called 万县区
in that year). Names are the full ones of the public table of codes.

How exact a successor is. It is the region that took most of the land: five towns of 渝北区 went to 北碚区 (500109), and
a roll-up by county code alone counts them with 两江新区. Managing bodies without a code of their own are not regions.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Region:
    """A code in force from `valid_from` until the day before `valid_to`."""

    code: str
    name: str
    valid_from: date
    valid_to: date | None = None
    successor: str | None = None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


_MUNICIPALITY = date(1997, 1, 1)
_LIANGJIANG_ANNOUNCED = date(2025, 11, 6)

_SINCE_1997 = (
    ("500101", "万州区"),
    ("500102", "涪陵区"),
    ("500103", "渝中区"),
    ("500104", "大渡口区"),
    ("500106", "沙坪坝区"),
    ("500107", "九龙坡区"),
    ("500108", "南岸区"),
    ("500109", "北碚区"),
    ("500113", "巴南区"),
    ("500229", "城口县"),
    ("500230", "丰都县"),
    ("500231", "垫江县"),
    ("500233", "忠县"),
    ("500235", "云阳县"),
    ("500236", "奉节县"),
    ("500237", "巫山县"),
    ("500238", "巫溪县"),
    ("500240", "石柱土家族自治县"),
    ("500241", "秀山土家族苗族自治县"),
    ("500242", "酉阳土家族苗族自治县"),
    ("500243", "彭水苗族土家族自治县"),
)

# (year of change, old code, old name, new code, new name): one region became one other.
_RENUMBERED = (
    (2000, "500239", "黔江土家族苗族自治县", "500114", "黔江区"),
    (2001, "500221", "长寿县", "500115", "长寿区"),
    (2006, "500381", "江津市", "500116", "江津区"),
    (2006, "500382", "合川市", "500117", "合川区"),
    (2006, "500383", "永川市", "500118", "永川区"),
    (2006, "500384", "南川市", "500119", "南川区"),
    (2011, "500222", "綦江县", "500110", "綦江区"),
    (2011, "500225", "大足县", "500111", "大足区"),
    (2014, "500227", "璧山县", "500120", "璧山区"),
    (2014, "500224", "铜梁县", "500151", "铜梁区"),
    (2015, "500223", "潼南县", "500152", "潼南区"),
    (2015, "500226", "荣昌县", "500153", "荣昌区"),
    (2016, "500234", "开县", "500154", "开州区"),
    (2016, "500228", "梁平县", "500155", "梁平区"),
    (2016, "500232", "武隆县", "500156", "武隆区"),
)

# Merged into a region that another row brings into being; 万盛 and 双桥 left their codes to it.
_MERGED = (
    Region("500110", "万盛区", _MUNICIPALITY, date(2011, 1, 1), successor="500110"),
    Region("500111", "双桥区", _MUNICIPALITY, date(2011, 1, 1), successor="500111"),
    Region("500105", "江北区", _MUNICIPALITY, _LIANGJIANG_ANNOUNCED, successor="500157"),
    Region("500112", "渝北区", _MUNICIPALITY, _LIANGJIANG_ANNOUNCED, successor="500157"),
    Region("500157", "两江新区", _LIANGJIANG_ANNOUNCED),
)


def _all_rows() -> Iterator[Region]:
    yield from _MERGED
    for code, name in _SINCE_1997:
        yield Region(code, name, _MUNICIPALITY)
    for year, old_code, old_name, new_code, new_name in _RENUMBERED:
        change = date(year, 1, 1)
        yield Region(old_code, old_name, _MUNICIPALITY, change, successor=new_code)
        yield Region(new_code, new_name, change)


REGIONS = tuple(sorted(_all_rows(), key=lambda region: (region.code, region.valid_from)))


def regions_on(day: date) -> tuple[Region, ...]:
    """Every region in force on the day, by code."""
    return tuple(region for region in REGIONS if region.holds_on(day))


def region_at(code: str, day: date) -> Region | None:
    """The region that bore the code on the day."""
    return next((region for region in REGIONS if region.code == code and region.holds_on(day)), None)


def current_successor(code: str, day_of_code: date, *, today: date) -> Region | None:
    """The region of today for a code used on a day; none if no region had borne the code by then.

    A code used after its end still counts: surveys went on writing the old ones, and the ends are of year precision.
    """
    borne = [region for region in REGIONS if region.code == code and region.valid_from <= day_of_code]
    region = borne[-1] if borne else None
    # Ends are strictly later from one row to its successor, so this ends.
    while region is not None and region.valid_to is not None and region.valid_to <= today:
        region = region_at(region.successor, region.valid_to) if region.successor else None
    return region
