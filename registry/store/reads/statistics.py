"""The figures as they are asked for: grouped, filtered, and regions counted with what became of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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
_MONTHS = sa.text("SELECT month, until, complete FROM statistic_month ORDER BY month")
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


def cells(store: Store, question: Question, *, became: Mapping[str, str], institution: str | None = None) -> list[Cell]:
    """What is kept of the figure, with the cases each is made of. ``became`` gives for a region's code that of today,
    ``institution`` is the one whose filings alone are meant. Raises InvalidParticulars for more than ``MOST``."""
    indicator = question.indicator
    columns = [_COLUMN[each] for each in question.groups]
    asked: dict[str, Any] = {"first": question.first, "last": question.last, "became": json.dumps(dict(became))}
    asked |= {f"is_{by}": value for by, value in question.filters.items()}
    chosen = [f"{_COLUMN[by]} = :is_{by}" for by in question.filters if by is not By.MONTH]
    chosen.append("s.month <= :last" if indicator.reckoning is Reckoning.STOCK else "s.month BETWEEN :first AND :last")
    if institution is not None:
        chosen.append("s.institution = :institution")
        asked["institution"] = institution
    query = sa.text(_query(question, columns, chosen))
    measured = {"code": indicator.code, "counted": indicator.counted}
    given = {name: each for name, each in (asked | measured).items() if name in query.compile().params}
    with store.reading() as connection:
        found = [tuple(row) for row in connection.execute(query, given)]
    if len(found) > MOST:
        text = Text("数据过多，请减少月份或者分组。", "That is too much: ask for fewer months or groups.")
        raise InvalidParticulars(Fault("/by", "too_many_cells", text))
    return [Cell(month, tuple(group), int(value), int(cases)) for month, value, cases, *group in found]


def _query(question: Question, columns: Sequence[str], chosen: Sequence[str]) -> str:
    grouped = "".join(f", {column}" for column in columns)
    value = "coalesce(sum(s.value) FILTER (WHERE s.measure = :code), 0)"
    if question.indicator.reckoning is Reckoning.DISTINCT:
        value = "count(DISTINCT s.institution) FILTER (WHERE s.value > 0)"
    cases = "coalesce(sum(s.value) FILTER (WHERE s.measure = :counted), 0)"
    measured = "s.measure = :counted" if ":code" not in value else "s.measure IN (:code, :counted)"
    places = ", ".join(str(place) for place in (1, *range(4, 4 + len(columns))))
    return (
        f"SELECT s.month, {value}, {cases}{grouped} {_FROM}"
        f" WHERE {measured} AND {' AND '.join(chosen)} GROUP BY {places} LIMIT {MOST + 1}"
    )
