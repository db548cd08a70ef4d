"""The catalogue of figures: what each counts, in what, and which of the three sides of inclusive finance it tells of.

The three sides are those of the PBOC's 中国普惠金融指标体系 and of the plan of 2018 for Chongqing, which asks in its
§六(二) for 「可得情况、使用情况、服务质量」; which figure tells of which side is this register's own reading. Amounts
are 登记担保金额: what the filings say the security is for, never a balance of loans.

A *flow* is what happened in a month, a *stock* what stood at its end. A registration is counted once, in the county and
under the kind of its first item; items and areas in their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from registry.domain.text import Text


class Side(StrEnum):
    """Of inclusive finance."""

    USAGE = "usage"
    ACCESS = "access"
    QUALITY = "quality"


SOURCE = Text(
    "三个方面依 2018 年重庆市规划§六(二)「可得情况、使用情况、服务质量」；各指标的归类由本系统自行确定",
    "The three sides are those of the Chongqing plan of 2018, §六(二); which figure tells of which is our own reading",
)

SIDES: Mapping[Side, Text] = {
    Side.USAGE: Text("使用情况", "usage"),
    Side.ACCESS: Text("可得情况", "access"),
    Side.QUALITY: Text("服务质量", "quality"),
}


class Reckoning(StrEnum):
    FLOW = "flow"
    STOCK = "stock"
    DISTINCT = "distinct"  # how many different institutions: never the sum of its parts


RECKONINGS: Mapping[Reckoning, Text] = {
    Reckoning.FLOW: Text("本月发生", "in the month"),
    Reckoning.STOCK: Text("月末时点", "at the month's end"),
    Reckoning.DISTINCT: Text("本月家数", "different ones in the month"),
}


class FigureUnit(StrEnum):
    COUNT = "count"
    CNY = "CNY"
    MU = "mu"


UNITS: Mapping[FigureUnit, Text] = {
    FigureUnit.COUNT: Text("件", "count"),
    FigureUnit.CNY: Text("元", "yuan"),
    FigureUnit.MU: Text("亩", "mu"),
}
STEPS: Mapping[FigureUnit, tuple[int, int]] = {
    FigureUnit.COUNT: (0, 0),
    FigureUnit.CNY: (2, 2),
    FigureUnit.MU: (8, 2),  # a mu is 10000/15 m2: in these steps both units of area are whole
}
"""Digits behind the point of the step a figure is held in, and the least that are shown."""


class By(StrEnum):
    """What figures are grouped by."""

    MONTH = "month"
    COUNTY = "county"
    KIND = "kind"
    INSTITUTION_TYPE = "institution_type"
    INSTITUTION = "institution"
    TERM = "term"
    GRANTOR = "grantor"
    VERB = "verb"
    RULE = "rule"
    PURPOSE = "purpose"


BY: Mapping[By, Text] = {
    By.MONTH: Text("月份", "month"),
    By.COUNTY: Text("区县", "county"),
    By.KIND: Text("担保财产种类", "kind of collateral"),
    By.INSTITUTION_TYPE: Text("机构类型", "type of institution"),
    By.INSTITUTION: Text("机构", "institution"),
    By.TERM: Text("债务期限", "term of the debt"),
    By.GRANTOR: Text("担保人类别", "category of grantor"),
    By.VERB: Text("办理事项", "what was filed"),
    By.RULE: Text("规则", "rule"),
    By.PURPOSE: Text("查询目的", "purpose of the search"),
}


class Term(StrEnum):
    """From the day of registration to the day the debt falls due."""

    WITHIN_1 = "within_1_year"
    WITHIN_3 = "1_to_3_years"
    WITHIN_5 = "3_to_5_years"
    LONGER = "over_5_years"


TERMS: Mapping[Term, Text] = {
    Term.WITHIN_1: Text("一年以内（含）", "up to one year"),
    Term.WITHIN_3: Text("一年至三年（含）", "one to three years"),
    Term.WITHIN_5: Text("三年至五年（含）", "three to five years"),
    Term.LONGER: Text("五年以上", "over five years"),
}
YEARS: Mapping[Term, int] = {Term.WITHIN_1: 1, Term.WITHIN_3: 3, Term.WITHIN_5: 5}

_OF_FILERS = (By.MONTH, By.COUNTY, By.KIND, By.INSTITUTION_TYPE, By.INSTITUTION)
_OF_CLAIMS = (*_OF_FILERS, By.TERM, By.GRANTOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One figure. ``counted`` is the figure that says of how many cases it is made, itself where it counts cases: by
    it small cells are found."""

    code: str
    name: Text
    said: Text
    side: Side
    reckoning: Reckoning = Reckoning.FLOW
    unit: FigureUnit = FigureUnit.COUNT
    by: tuple[By, ...] = _OF_CLAIMS
    counts: str | None = None
    word: str = "件"  # Chinese counts each kind of thing with a word of its own

    @property
    def unit_text(self) -> Text:
        """What stands behind its number; an English count needs nothing."""
        return Text(self.word, "") if self.unit is FigureUnit.COUNT else UNITS[self.unit]

    @property
    def counted(self) -> str:
        return self.counts or self.code


_LISTED = (
    Indicator(
        code="registrations",
        name=Text("新增登记", "New registrations"),
        said=Text("当月登记的件数", "Registrations entered in the month"),
        side=Side.USAGE,
    ),
    Indicator(
        code="claims",
        word="笔",
        name=Text("新增担保债权", "New secured claims"),
        said=Text("当月登记的债权笔数，含追加债权", "Claims entered in the month, further claims among them"),
        side=Side.USAGE,
    ),
    Indicator(
        code="amount",
        name=Text("新增登记担保金额", "Registered amount, new"),
        said=Text(
            "当月登记的债权的担保金额；最高额担保计最高债权额，其余计主债权金额",
            "What the claims entered in the month are for: the maximum where one is agreed, else the principal",
        ),
        side=Side.USAGE,
        unit=FigureUnit.CNY,
        counts="claims",
    ),
    Indicator(
        code="in_force",
        name=Text("有效登记", "Registrations in force"),
        said=Text("月末有效、未届期的登记件数", "Neither discharged nor lapsed at the month's end"),
        side=Side.USAGE,
        reckoning=Reckoning.STOCK,
    ),
    Indicator(
        code="amount_in_force",
        name=Text("有效登记担保金额", "Registered amount in force"),
        said=Text(
            "月末有效登记的担保金额；不是贷款余额",
            "The registered amounts of what is in force at the month's end; no balance of loans",
        ),
        side=Side.USAGE,
        reckoning=Reckoning.STOCK,
        unit=FigureUnit.CNY,
        counts="in_force",
    ),
    Indicator(
        code="items",
        word="项",
        name=Text("新增担保财产", "New items of collateral"),
        said=Text(
            "当月登记的担保财产项数；同一财产多次担保分别计算",
            "Items entered in the month; an asset given twice is counted twice",
        ),
        side=Side.USAGE,
        by=_OF_FILERS,
    ),
    Indicator(
        code="area",
        name=Text("新增担保土地面积", "Area of land, new"),
        said=Text("当月登记的担保财产载明的面积", "The area stated of items entered in the month"),
        side=Side.USAGE,
        unit=FigureUnit.MU,
        by=_OF_FILERS,
        counts="items",
    ),
    Indicator(
        code="items_in_force",
        word="项",
        name=Text("有效担保财产", "Items in force"),
        said=Text("月末有效登记上的担保财产项数", "Items of what is in force at the month's end"),
        side=Side.USAGE,
        reckoning=Reckoning.STOCK,
        by=_OF_FILERS,
    ),
    Indicator(
        code="area_in_force",
        name=Text("有效担保土地面积", "Area of land in force"),
        said=Text("月末有效登记上的担保财产载明的面积", "The area stated of the items in force at the month's end"),
        side=Side.USAGE,
        reckoning=Reckoning.STOCK,
        unit=FigureUnit.MU,
        by=_OF_FILERS,
        counts="items_in_force",
    ),
    Indicator(
        code="lenders",
        word="家",
        name=Text("办理登记的机构", "Institutions that register"),
        said=Text("当月办理新增登记的机构家数", "Different institutions that entered registrations in the month"),
        side=Side.ACCESS,
        reckoning=Reckoning.DISTINCT,
        by=(By.MONTH, By.COUNTY, By.KIND, By.INSTITUTION_TYPE, By.TERM, By.GRANTOR),
        counts="registrations",
    ),
    Indicator(
        code="searches",
        word="份",
        name=Text("查询", "Searches"),
        said=Text("当月出具的查询证明份数", "Search certificates given in the month"),
        side=Side.ACCESS,
        by=(By.MONTH, By.INSTITUTION_TYPE, By.INSTITUTION, By.PURPOSE),
    ),
    Indicator(
        code="filings",
        name=Text("办理事项", "Filings"),
        said=Text("当月记入登记簿的各类事项件数", "Entries of the month, by what was filed"),
        side=Side.ACCESS,
        by=(*_OF_FILERS, By.VERB),
    ),
    Indicator(
        code="discharged",
        name=Text("注销登记", "Discharges"),
        said=Text("当月注销的登记件数", "Registrations discharged in the month"),
        side=Side.QUALITY,
    ),
    Indicator(
        code="lapsed",
        name=Text("已届期未注销", "Lapsed, not discharged"),
        said=Text(
            "月末登记期限已届满而未注销的件数；登记期限届满不等于担保权消灭",
            "Terms that had run out at the month's end without a discharge; the security may live on",
        ),
        side=Side.QUALITY,
        reckoning=Reckoning.STOCK,
    ),
    Indicator(
        code="refused",
        word="次",
        name=Text("因冲突或者违法未予登记", "Refused for a conflict or the law"),
        said=Text(
            "当月未予登记的申请次数，按规则分；重复提交分别计算，试算不计",
            "Filings refused in the month, by rule; sent again is counted again, a rehearsal is not",
        ),
        side=Side.QUALITY,
        by=(*_OF_FILERS, By.RULE),
    ),
    Indicator(
        code="findings",
        word="条",
        name=Text("登记时的提示", "Findings on entry"),
        said=Text("当月新增登记所载的提示，按规则分", "What registrations of the month were entered with, by rule"),
        side=Side.QUALITY,
        by=(*_OF_CLAIMS, By.RULE),
    ),
)

INDICATORS: Mapping[str, Indicator] = {each.code: each for each in _LISTED}
