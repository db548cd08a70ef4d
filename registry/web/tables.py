"""What the verifier in the browser knows by heart, made from what the register knows: verdicts and reasons, the words
of certificates, the dictionary of the printed codes. `registry spec` writes the tables; a test holds them equal."""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from registry.domain import paper_code, verdict
from registry.domain.collateral import CLASSES, Collateral
from registry.domain.collateral.ground_attachment import GroundAttachment, Nature
from registry.domain.collateral.land_management_right import LandManagementRight
from registry.domain.collateral.warehouse_receipt import ReceiptForm, WarehouseReceipt
from registry.domain.measures import Measure, Money, Quantity, Unit, amount_of
from registry.domain.rules import CATALOGUE, effects
from registry.domain.text import Text
from registry.domain.verdict import Because, Verdict
from registry.schemas.sheets import TITLES, lien_status
from registry.schemas.words import ENUMERATIONS

_MADE = "// Made by `registry spec` from the register's own words; do not edit.\n\n"
_NUMBER = "\0number\0"  # stands for what a sentence is completed with
_MOMENT = "\0moment\0"


def tables() -> Mapping[str, str]:
    """Every table as the text of a module, by its name."""
    return {
        "verdict.js": _module(VERDICTS=_verdicts(), REASONS=_reasons()),
        "known.js": _module(KNOWN=paper_code.KNOWN.decode()),
        "words.js": _module(
            TITLES=_pairs(TITLES),
            WORDS={name: _pairs(words) for name, words in ENUMERATIONS.items()},
            RULES={code: [f"{rule.text.zh}（{rule.article}）", rule.text.en] for code, rule in CATALOGUE.items()},
            KINDS={kind: _kind(cls) for kind, cls in CLASSES.items()},
            SCALES={str(unit): _scale(unit) for unit in Unit},
            MEASURES={str(each): _unit_of(each) for each in Measure},
            NOTICE={
                str(each): _apart(effects.notice_line(each, _NUMBER), _NUMBER) for each in effects.StatutoryRegistry
            },
            UNSEEN=_pair(effects.UNSEEN),
            NOTHING_FOUND=_apart(effects.nothing_found(_MOMENT), _MOMENT),
            FOOT=_pair(effects.FOOT),
            LAPSED=_pair(effects.LAPSED),
            LIEN_STATUS=_pair(lien_status.TITLE),
            GREEN=_pair(lien_status.GREEN),
        ),
    }


def _module(**values: Any) -> str:
    return _MADE + "\n".join(f"export const {name} = {_written(value)};\n" for name, value in values.items())


def _written(value: Any) -> str:
    """One line for each member, so that a change of one shows as one."""
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    lines = (f"  {json.dumps(name)}: {json.dumps(each, ensure_ascii=False)},\n" for name, each in value.items())
    return "{\n" + "".join(lines) + "}"


def _pair(text: Text) -> list[str]:
    return [text.zh, text.en]


def _pairs(texts: Mapping[str, Text]) -> dict[str, list[str]]:
    return {str(code): _pair(text) for code, text in texts.items()}


def _apart(text: Text, at: str) -> list[list[str]]:
    """A sentence in both languages, without what it is completed with."""
    return [text.zh.split(at), text.en.split(at)]


def _verdicts() -> dict[str, list[Any]]:
    return {str(each): [each.label.zh, each.label.en, each.exit_code] for each in Verdict}


def _reasons() -> dict[str, list[str]]:
    named = [each for each in vars(verdict).values() if isinstance(each, Because)]
    return {each.code: _pair(each.text) for each in (*named, *verdict.OF_THE_REGISTER.values(), _OF_THE_PAGE)}


_OF_THE_PAGE = Because(
    "page_not_compared",
    Text(
        "PDF 上印的二维码和时间戳未在浏览器中核验（registry verify 可核验）。",
        "The codes drawn in the PDF, and a time stamp, are not checked in a browser (registry verify does).",
    ),
)


def _kind(cls: type[Collateral]) -> dict[str, Any]:
    return {"name": _pair(cls.name), "particulars": list(_particulars(cls)), "effects": _effects(cls)}


def _particulars(of: type[Any]) -> Iterator[list[Any]]:
    hints = typing.get_type_hints(of)
    for field in dataclasses.fields(of):
        if (declared := field.metadata.get("particular")) is not None:
            yield [field.name, declared.zh, declared.en, _said_as(hints[field.name])]


_SAID_AS: Mapping[Any, str] = {
    Quantity: "quantity", Money: "money", bool: "yes", datetime: "moment", date: "day",
}  # fmt: skip


def _said_as(hint: Any) -> Any:
    """How a value of this type is written: a word for the simple ones, and what is within for the others."""
    present = [each for each in typing.get_args(hint) if each not in (type(None), ...)]
    if present:
        said = _said_as(present[0])
        return {"each": said} if typing.get_origin(hint) in (tuple, frozenset) else said
    return _SAID_AS.get(hint) or _composed(hint)


def _composed(hint: type[Any]) -> Any:
    if issubclass(hint, StrEnum):
        return {"word": _ENUMERATION[frozenset(map(str, hint))]}
    return {"parts": list(_particulars(hint))} if dataclasses.is_dataclass(hint) else "text"


_ENUMERATION: Mapping[frozenset[str], str] = {frozenset(words): name for name, words in ENUMERATIONS.items()}


def _effects(cls: type[Collateral]) -> list[list[Any]]:
    """The effect lines of a kind, each with the particular and the end of its value that make it the one; the last is
    for all else."""
    said = _DECIDED.get(cls)
    if said is None:
        return [["", "", *_pair(object.__new__(cls).effect_text)]]
    (particular, ending), when, otherwise = said
    return [[particular, ending, *_pair(when)], ["", "", *_pair(otherwise)]]


_DECIDED: Mapping[type[Any], tuple[tuple[str, str], Text, Text]] = {
    WarehouseReceipt: (("form", ReceiptForm.ELECTRONIC), effects.ELECTRONIC_RECEIPT, effects.PAPER_RECEIPT),
    GroundAttachment: (("nature", Nature.MOVABLE), effects.MOVABLE_FACILITY, effects.FIXED_ATTACHMENT),
    # GB/T 35958-2018: a contract made with a household ends in J
    LandManagementRight: (("contract_code", "J"), effects.LAND_MANAGEMENT_RIGHT, effects.CERTIFIED_WASTELAND),
}


def _scale(unit: Unit) -> list[int]:
    """Digits behind the point: what is held, and the least that is shown."""
    held = len(Quantity(1, unit).value.partition(".")[2])
    return [held, len(Quantity(10**held, unit).value.partition(".")[2])]


def _unit_of(measure: Measure) -> str:
    return amount_of(0, measure)[1]
