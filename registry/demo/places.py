"""Where the demo's people live and farm: the counties are Chongqing's, towns and villages are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from registry.domain.regions import REGIONS, Region, current_successor, regions_on

_TOWNS = (
    "白鹤镇", "石桥镇", "青龙镇", "云台镇", "双河镇", "柏林镇", "龙泉镇", "永丰镇", "大坪镇", "金竹镇", "清溪镇",
)  # fmt: skip
_VILLAGES = (
    "新民村", "大湾村", "柏树村", "红岩村", "双堰村", "高峰村", "长田村", "花园村", "中坝村", "桂花村", "石梁村",
)  # fmt: skip
EXAMPLE_VILLAGE = "示例村"  # where organisations named after their village are, so that nobody's is meant
_GROUPS = "一二三四五六七八九"
_FIRST_TOWN, _FIRST_VILLAGE = 100, 200  # towns are numbered from 100, villages from 200


@dataclass(frozen=True, slots=True)
class Place:
    """A villagers' group. Its number is what issues contracts: the first 14 digits of every code there."""

    county: Region
    town: str
    village: str
    group: str
    issuing_party: str

    @property
    def name(self) -> str:
        return f"{self.county.name}{self.town}{self.village}{self.group}组"


def a_place(dice: Random, county: Region, *, village: str | None = None) -> Place:
    town, other, group = dice.randrange(len(_TOWNS)), dice.randrange(len(_VILLAGES)), dice.randrange(len(_GROUPS))
    number = f"{county.code}{_FIRST_TOWN + town}{_FIRST_VILLAGE + other}{group + 1:02d}"
    return Place(county, _TOWNS[town], village or _VILLAGES[other], _GROUPS[group], number)


def county_at_birth(dice: Random, county: Region, *, born: date, today: date) -> str:
    """The code under which somebody from a county of today was numbered. Codes before the municipality's first year
    are not told here, so those born earlier carry its first.
    """
    day = max(born, min(region.valid_from for region in REGIONS))
    codes = [region.code for region in regions_on(day) if current_successor(region.code, day, today=today) == county]
    return dice.choice(codes or [county.code])
