"""The figures as they are asked for: grouped, filtered, and regions counted with what became of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from registry.domain.errors import Fault, InvalidParticulars
from registry.domain.statistics.indicators import By, Reckoning
from registry.domain.statistics.tabulation import Cell, Question
from registry.domain.text import Text
from registry.store.connection import Store

_COLUMN: Mapping[By, str] = {
    By.COUNTY: "coalesce(CAST(:became AS jsonb) ->> s.region, s.region)",
    By.KIND: "s.kind",
    By.INSTITUTION_TYPE: "coalesce(i.type, '')",
    By.INSTITUTION: "s.institution",
    By.TERM: "s.term",
    By.GRANTOR: "s.grantor",
    By.VERB: "s.detail",
    By.RULE: "s.detail",
    By.PURPOSE: "s.detail",
}
_FROM = "FROM statistic s LEFT JOIN institution i ON i.id = s.institution"
_SUM = "coalesce(sum(s.value) FILTER (WHERE s.measure = :code), 0)"
_VALUE: Mapping[Reckoning, str] = {
    Reckoning.FLOW: _SUM,
    Reckoning.STOCK: _SUM,
    Reckoning.DISTINCT: "count(DISTINCT s.institution) FILTER (WHERE s.value > 0)",
}
_CASES = "coalesce(sum(s.value) FILTER (WHERE s.measure = :counted), 0)"
_MONTHS = sa.text("SELECT month, until, complete FROM statistic_month ORDER BY month")
_TOTALS = sa.text("""
    SELECT s.measure, coalesce(sum(s.value) FILTER (WHERE s.month = :month), 0) AS flow, sum(s.value) AS stock,
           count(DISTINCT s.institution) FILTER (WHERE s.month = :month AND s.value > 0) AS "distinct"
      FROM statistic s WHERE s.month <= :month GROUP BY s.measure""")
_NAMES = sa.text("SELECT id, name FROM institution")
MOST = 20_000
"""Cells that are read for one table."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A month that is counted, and how far."""

    month: date
    until: datetime
    complete: bool


def counted(store: Store) -> tuple[Counted, ...]:
    """Every month there are figures of."""
    with store.reading() as connection:
        return tuple(Counted(**row) for row in connection.execute(_MONTHS).mappings())


def names(store: Store) -> dict[str, str]:
    """What the institutions are called."""
    with store.reading() as connection:
        return {row.id: row.name for row in connection.execute(_NAMES)}


def totals(store: Store, month: date) -> dict[str, dict[Reckoning, int]]:
    """What every figure came to in a month, however it is reckoned."""
    with store.reading() as connection:
        found = connection.execute(_TOTALS, {"month": month}).mappings().all()
    return {row["measure"]: {each: int(row[each]) for each in Reckoning} for row in found}


def cells(store: Store, question: Question, *, became: Mapping[str, str], institution: str | None = None) -> list[Cell]:
    """What is kept of the figure, with the cases each is made of. ``became`` gives for a region's code that of today,
    ``institution`` is the one whose filings alone are meant. Raises InvalidParticulars for more than ``MOST``."""
    query = sa.text(_query(question, of_one=institution is not None))
    asked = {
        "code": question.indicator.code,
        "counted": question.indicator.counted,
        "first": question.first,
        "last": question.last,
        "became": json.dumps(dict(became)),
        "institution": institution,
        **{f"is_{by}": value for by, value in question.filters.items()},
    }
    with store.reading() as connection:
        found = [
            tuple(row) for row in connection.execute(query, {name: asked[name] for name in query.compile().params})
        ]
    if len(found) > MOST:
        text = Text("数据过多，请减少月份或者分组。", "That is too much: ask for fewer months or groups.")
        raise InvalidParticulars(Fault("/by", "too_many_cells", text))
    return [Cell(month, tuple(group), int(value), int(cases)) for month, value, cases, *group in found]


def _query(question: Question, *, of_one: bool) -> str:
    columns = [_COLUMN[each] for each in question.groups]
    reckoning = question.indicator.reckoning
    chosen = [
        "s.measure IN (:code, :counted)",
        "s.month <= :last" if reckoning is Reckoning.STOCK else "s.month BETWEEN :first AND :last",
        *(f"{_COLUMN[by]} = :is_{by}" for by in question.filters),
        *(["s.institution = :institution"] if of_one else []),
    ]
    told = ", ".join(("s.month", _VALUE[reckoning], _CASES, *columns))
    grouped = ", ".join(("s.month", *columns))
    return f"SELECT {told} {_FROM} WHERE {' AND '.join(chosen)} GROUP BY {grouped} LIMIT {MOST + 1}"
