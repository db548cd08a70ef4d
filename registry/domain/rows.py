"""What entries are folded into: rows that are added, rows that end, and the parts that many rows have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from registry.domain import canon
from registry.domain.entry import Entry

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Closing:
    """A row that ends with this entry: table, the columns that name it, the instant."""

    table: str
    named: Mapping[str, Any]
    until: str


@dataclass(frozen=True, slots=True)
class Rows:
    """What one entry adds, by table, and what it closes."""

    added: Mapping[str, list[Row]] = field(default_factory=dict)
    closed: tuple[Closing, ...] = ()


def with_ledgers(rows: Rows, entry: Entry) -> Rows:
    """The ledgers as the entry leaves them, each in the place of the one before."""
    names = ("key", "measure", "number", "pledged", "change")
    ledgers = entry.decided["ledgers"]
    added = [pick(each, *names) | {"capacity": each.get("capacity")} | recorded(entry) for each in ledgers]
    ended = (
        Closing("quantity", pick(each, "key", "measure") | {"number": each["number"] - 1}, canon.instant(entry.at))
        for each in ledgers
        if each["number"] > 1
    )
    return Rows({**rows.added, "quantity": added}, (*rows.closed, *ended))


def key_rows(became: Mapping[str, Any], entry: Entry) -> list[Row]:
    return [
        {
            "encumbrance": became["id"],
            "key": key["key"],
            "role": key["role"],
            "exclusive": key.get("exclusive", False),
            "position": key["position"],
            **_taken(key.get("takes")),
        }
        | recorded(entry)
        for key in became["keys"]
    ]


def _taken(takes: Mapping[str, Any] | None) -> Row:
    """Absent where nothing is taken: so it was in every row before there were ledgers."""
    if takes is None:
        return {}
    return {"takes": takes["steps"], "measure": takes["measure"], "part": takes.get("part")}


def recorded(entry: Entry) -> Row:
    return {"recorded_from": canon.instant(entry.at), "recorded_until": None, "entry": entry.id}


def pick(source: Mapping[str, Any], *names: str) -> Row:
    return {name: source[name] for name in names}
