"""Questions for figures and the answers to them, as JSON and as tables for spreadsheet programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import marshmallow as ma
from marshmallow import fields as f

from registry.domain.calendar import day_of
from registry.domain.collateral import CLASSES
from registry.domain.errors import CollateralAlreadyPledged, QuantityExceeded
from registry.domain.filings import Purpose
from registry.domain.lifecycle import Verb
from registry.domain.measures import format_decimal
from registry.domain.party import GrantorCategory, InstitutionType
from registry.domain.rules import CATALOGUE, Rule
from registry.domain.statistics import months
from registry.domain.statistics.counties import county
from registry.domain.statistics.indicators import (
    BY,
    INDICATORS,
    RECKONINGS,
    SIDES,
    SOURCE,
    STEPS,
    TERMS,
    UNITS,
    By,
    FigureUnit,
    Indicator,
    Term,
)
from registry.domain.statistics.reach import REACHES, Reach
from registry.domain.statistics.tabulation import MOST_BY, REASONS, Line
from registry.domain.text import Text
from registry.schemas.answers import Answer, both, people_time
from registry.schemas.described import flag, maybe, one_of, text, texts
from registry.schemas.fields import Choice, Schema, Words, fault
from registry.schemas.spreadsheet import csv_of
from registry.schemas.words import ENUMERATIONS
from registry.service.statistics import Table
from registry.store.reads.statistics import Counted

_MONTH = r"\d{4}-(0[1-9]|1[0-2])"
_NOT_STATED = Text("未载明", "not stated")
_Kinds = StrEnum("_Kinds", {kind.upper(): kind for kind in CLASSES})  # type: ignore[misc]
_REFUSED = {each.code: each.title for each in (CollateralAlreadyPledged, QuantityExceeded)}

STATISTICS: Mapping[str, Mapping[Any, Text]] = {
    "statistic": {code: each.name for code, each in INDICATORS.items()},
    "statistic_side": SIDES,
    "statistic_reckoning": RECKONINGS,
    "statistic_unit": UNITS,
    "statistic_by": BY,
    "statistic_reach": REACHES,
    "statistic_withheld": REASONS,
    "term_band": TERMS,
}
"""The words of statistics, beside those of ``words.ENUMERATIONS``: of these the verifier in the browser needs none."""


class Month(Words):
    """``YYYY-MM``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(longest=7, pattern=_MONTH, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        month = months.read(super()._deserialize(value, attr, data, **kwargs))
        if month is None:
            raise fault("no_such_month", zh="没有这个月份。", en="There is no such month.")
        return month


class Groups(Words):
    """What to group by, divided by commas."""

    def __init__(self, **kwargs: Any) -> None:
        words = "|".join(By)
        pattern = f"({words})(,({words})){{0,{MOST_BY - 1}}}"
        super().__init__(longest=100, pattern=pattern, metadata={"examples": ["month,county"]}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return tuple(By(each) for each in super()._deserialize(value, attr, data, **kwargs).split(","))


class StatisticQuery(Schema):
    by = Groups(load_default=(By.MONTH,))
    first = Month(data_key="from")
    last = Month(data_key="until")
    scope = Choice(Reach)
    county = Words(pattern=r"\d{6}", longest=6)
    kind = Choice(_Kinds)
    institution_type = Choice(InstitutionType)
    institution = Words(longest=64)
    term = Choice(Term)
    grantor = Choice(GrantorCategory)
    verb = Choice(Verb)
    rule = Words(longest=64)
    purpose = Choice(Purpose)

    @ma.post_load
    def to_filters(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        filters = {By(name): str(value) for name, value in data.items() if name in set(By)}
        first, last = data.get("first", date.min), data.get("last", date.max)
        return {"by": data["by"], "first": first, "last": last, "scope": data.get("scope"), "filters": filters}


class _TextOut(Schema):
    zh = text()
    en = text()


class _MonthOut(Schema):
    month = text(pattern=_MONTH)
    complete = flag()


class StatisticOut(Schema):
    measure = one_of(INDICATORS)
    name = f.Nested(_TextOut(), required=True)
    said = f.Nested(_TextOut(), required=True)
    side = one_of(SIDES)
    reckoning = one_of(RECKONINGS)
    unit = one_of(UNITS)
    by = f.List(f.String(metadata={"enum": [str(each) for each in By]}), required=True)
    address = text()


class StatisticListOut(Schema):
    data = f.List(f.Nested(StatisticOut()), required=True)
    source = f.Nested(_TextOut(), required=True)
    scopes = f.List(f.String(metadata={"enum": [str(each) for each in Reach]}), required=True)
    months = f.List(f.Nested(_MonthOut()), required=True)
    as_of = maybe(format="date-time")
    fewest = f.Integer(required=True)


class _GroupOut(Schema):
    code = text()
    text = f.Nested(_TextOut(), required=True)


class _LineOut(Schema):
    month = maybe(pattern=_MONTH)
    group = f.Dict(keys=f.String(), values=f.Nested(_GroupOut()), required=True)
    value = maybe(pattern=r"-?\d+(\.\d+)?")
    withheld = f.String(required=True, allow_none=True, metadata={"enum": [*map(str, REASONS), None]})
    partly_withheld = flag()


class StatisticTableOut(Schema):
    measure = one_of(INDICATORS)
    name = f.Nested(_TextOut(), required=True)
    said = f.Nested(_TextOut(), required=True)
    side = one_of(SIDES)
    reckoning = one_of(RECKONINGS)
    unit = one_of(UNITS)
    by = texts()
    scope = one_of(Reach)
    fewest = f.Integer(required=True, allow_none=True)
    months = f.List(f.Nested(_MonthOut()), required=True)
    as_of = maybe(format="date-time")
    data = f.List(f.Nested(_LineOut()), required=True)


def indicator(of: Indicator) -> Answer:
    return {
        "measure": of.code,
        "name": both(of.name),
        "said": both(of.said),
        "side": str(of.side),
        "reckoning": str(of.reckoning),
        "unit": str(of.unit),
    }


def listed(of: Indicator) -> Answer:
    return indicator(of) | {"by": [str(each) for each in of.by], "address": f"/v1/statistics/{of.code}"}


def catalogue() -> Answer:
    """Every figure there is, and where the three sides come from."""
    return {"data": [listed(each) for each in INDICATORS.values()], "source": both(SOURCE)}


def month(of: Counted) -> Answer:
    return {"month": months.written(of.month), "complete": of.complete}


def table(of: Table) -> Answer:
    return indicator(of.question.indicator) | {
        "by": [str(each) for each in of.question.by],
        "scope": str(of.reach),
        "fewest": of.fewest,
        "months": [month(each) for each in of.months],
        "as_of": people_time(of.as_of) if of.as_of else None,
        "data": [_line(each, of) for each in of.lines],
    }


def _line(line: Line, of: Table) -> Answer:
    return {
        "month": months.written(line.month) if line.month else None,
        "group": {str(by): {"code": code, "text": both(worded(by, code, of=of))} for by, code in line.group.items()},
        "value": figure(line.value, of.question.indicator.unit),
        "withheld": str(line.withheld) if line.withheld else None,
        "partly_withheld": line.partial,
    }


def spreadsheet(of: Table) -> bytes:
    """The table as CSV: for every group its code and its name."""
    unit = of.question.indicator.unit_text
    head = [_both(BY[By.MONTH])] if By.MONTH in of.question.by else []
    for by in of.question.groups:
        head += [f"{_both(BY[by])} code", f"{_both(BY[by])}"]
    head += [
        f"{_both(of.question.indicator.name)}（{_both(unit)}）",
        "未公布 withheld",
        "部分月份未公布 partly withheld",
    ]
    return csv_of(head, (list(_cells(line, of)) for line in of.lines))


def _cells(line: Line, of: Table) -> Iterator[str]:
    if line.month:
        yield months.written(line.month)
    for by, code in line.group.items():
        yield code
        yield _both(worded(by, code, of=of))
    yield figure(line.value, of.question.indicator.unit) or ""
    yield _both(REASONS[line.withheld]) if line.withheld else ""
    yield "是 yes" if line.partial else ""


def _both(of: Text) -> str:
    return of.zh if of.en in ("", of.zh) else f"{of.zh} {of.en}"


def figure(steps: int | None, unit: FigureUnit) -> str | None:
    """As a decimal; an area in whole hundredths of a mu, to which areas are written."""
    if steps is None:
        return None
    digits, shown = STEPS[unit]
    if digits > shown:
        steps, digits = _rounded(steps, 10 ** (digits - shown)), shown
    sign = "-" if steps < 0 else ""
    return sign + format_decimal(abs(steps), digits=digits, shown=shown)


def _rounded(steps: int, divisor: int) -> int:
    """Half away from nothing, as people round."""
    whole = (abs(steps) * 2 + divisor) // (2 * divisor)
    return whole if steps >= 0 else -whole


def _cited(rule: Rule) -> Text:
    """Its code and its article, which has no other name."""
    return Text(f"{rule.code} {rule.article}", f"{rule.code} {rule.article}")


_WORDS: Mapping[By, Mapping[str, Text]] = {
    By.KIND: {kind: cls.name for kind, cls in CLASSES.items()},
    By.INSTITUTION_TYPE: ENUMERATIONS["institution_type"],
    By.TERM: {str(term): said for term, said in TERMS.items()},
    By.GRANTOR: ENUMERATIONS["grantor_category"],
    By.VERB: ENUMERATIONS["event"],
    By.RULE: {**_REFUSED, **{code: _cited(rule) for code, rule in CATALOGUE.items()}},
    By.PURPOSE: ENUMERATIONS["purpose"],
}


def worded(by: By, code: str, *, of: Table) -> Text:
    """What a group is called."""
    if not code:
        return _NOT_STATED
    if by is By.COUNTY:
        return county(code, day_of(of.as_of)) if of.as_of else Text(code, code)
    if by is By.INSTITUTION:
        return Text(of.names.get(code, code), of.names.get(code, code))
    return _WORDS[by].get(code, Text(code, code))
