"""Farmers and their households, farms, cooperatives, companies and collectives. None of them exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from registry.demo.places import Place, county_at_birth
from registry.domain.identifiers import (
    Scheme,
    citizen_id_check_character,
    organisation_code_checks,
    uscc_check_character,
)
from registry.domain.party import GrantorCategory, GrantorRole, PartyType

_FIRST_BIRTH, _LAST_BIRTH = date(1955, 1, 1), date(2004, 12, 31)
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯曹彭曾肖田董袁潘蒋蔡余杜叶程魏苏吕丁任冉向谭秦牟"
_GIVEN_NAMES = (
    "建国", "德福", "志明", "永红", "世平", "光华", "明富", "国强", "兴贵", "昌荣", "家林", "少云", "文斌", "海波",
    "秀英", "桂兰", "素芳", "淑珍", "光碧", "中琼", "显芬", "小红", "春燕", "雪梅", "丽华", "婷", "敏", "磊", "洋",
)  # fmt: skip
_MARKS = ("青禾", "沃野", "丰谷", "金穗", "山泉", "绿源", "田语", "禾盛", "稼穑", "云岭")
_CROPS = ("粮油", "柑橘", "榨菜", "花椒", "中药材", "蔬菜", "李子", "茶叶")
_CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # of GB 32100-2015


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    number: str
    address: str

    def as_grantor(self, role: GrantorRole, category: GrantorCategory | None = None) -> dict[str, Any]:
        """The person in a filing's JSON."""
        told = {
            "type": str(PartyType.NATURAL_PERSON),
            "name": self.name,
            "identifier": {"scheme": str(Scheme.CITIZEN_ID), "value": self.number},
            "address": self.address,
            "role": str(role),
        }
        return told if category is None else told | {"category": str(category)}


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str
    uscc: str
    address: str
    category: GrantorCategory

    def as_grantor(self) -> dict[str, Any]:
        """The organisation in a filing's JSON."""
        return {
            "type": str(PartyType.ORGANIZATION),
            "name": self.name,
            "identifier": {"scheme": str(Scheme.USCC), "value": self.uscc},
            "address": self.address,
            "role": str(GrantorRole.HOLDER),
            "category": str(self.category),
        }


@dataclass(frozen=True, slots=True)
class Household:
    """Who contracted land together: the one who signs for all, and the others."""

    representative: Person
    members: tuple[Person, ...]


def a_person(dice: Random, place: Place, *, today: date, surname: str | None = None) -> Person:
    name = (surname or dice.choice(_SURNAMES)) + dice.choice(_GIVEN_NAMES)
    return Person(name, a_citizen_id(dice, place, today=today), f"{place.name}{dice.randint(1, 120)}号")


def a_household(dice: Random, place: Place, *, today: date) -> Household:
    """One to three people of one house."""
    first = a_person(dice, place, today=today)
    others = [a_person(dice, place, today=today, surname=dice.choice((first.name[0], None))) for _ in range(3)]
    members = tuple(
        Person(each.name, each.number, first.address)
        for each in others[: dice.randint(0, 2)]
        if each.number != first.number
    )
    return Household(first, members)


def a_citizen_id(dice: Random, place: Place, *, today: date) -> str:
    """A number with the county's code of the day of birth and the right check character (GB 11643-1999)."""
    born = _FIRST_BIRTH + timedelta(days=dice.randint(0, (_LAST_BIRTH - _FIRST_BIRTH).days))
    county = county_at_birth(dice, place.county, born=born, today=today)
    first17 = f"{county}{born:%Y%m%d}{dice.randint(1, 999):03d}"
    return first17 + citizen_id_check_character(first17)


def a_credit_code(dice: Random, prefix: str, *, series: str = "MA") -> str:
    """A credit code (GB 32100-2015) whose organisation code inside checks too (GB 11714)."""
    body = f"{prefix}{series}" + "".join(dice.choice(_CODE_CHARACTERS) for _ in range(6))
    first17 = next(body + check for check in "0123456789X" if organisation_code_checks(body + check))
    return first17 + uscc_check_character(first17)


def a_family_farm(dice: Random, place: Place) -> Organisation:
    return _business(dice, place, prefix="92", form="家庭农场", category=GrantorCategory.FAMILY_FARM)


def a_cooperative(dice: Random, place: Place) -> Organisation:
    return _business(dice, place, prefix="93", form="专业合作社", category=GrantorCategory.COOPERATIVE)


def a_company(dice: Random, place: Place) -> Organisation:
    category = dice.choice((GrantorCategory.ENTERPRISE, GrantorCategory.SMALL_ENTERPRISE))
    return _business(dice, place, prefix="91", form="农业开发有限公司", category=category)


def a_collective(dice: Random, place: Place) -> Organisation:
    """A rural collective: of a group (N1), a village (N2) or a town (N3)."""
    town = f"{place.county.name}{place.town}"
    prefix, name = dice.choice(
        (
            ("N1", f"{town}{place.village}{place.group}组经济合作社"),
            ("N2", f"{town}{place.village}股份经济合作联合社"),
            ("N3", f"{town}示例经济联合总社"),
        )
    )
    code = a_credit_code(dice, f"{prefix}{place.county.code}", series="MF")
    return Organisation(name, code, f"{town}正街{dice.randint(1, 90)}号", GrantorCategory.COLLECTIVE)


def _business(dice: Random, place: Place, *, prefix: str, form: str, category: GrantorCategory) -> Organisation:
    """Every name says that it is an example, so that no real business is meant."""
    name = f"{place.county.name}示例{dice.choice(_MARKS)}{dice.choice(_CROPS)}{form}"
    return Organisation(name, a_credit_code(dice, f"{prefix}{place.county.code}"), place.name, category)
