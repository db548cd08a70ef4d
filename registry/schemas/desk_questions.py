"""What is asked at the exchange desk and on the public pages, as it is typed into a form: the same fields, read by the
same rules, as in the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from registry.domain import paper_code
from registry.domain.asking import Asked
from registry.domain.collateral import CLASSES
from registry.domain.errors import InvalidParticulars
from registry.domain.filings import Purpose, ReleaseReason
from registry.schemas.asking import MOST, asked_by_code, asked_by_key
from registry.schemas.fields import Choice, Day, Schema, Words, fault
from registry.schemas.pointers import faults_of

LONGEST_LINE = 512
LONGEST_CODE = 8_192  # of a scanned symbol: the largest holds 7,089 digits (ISO/IEC 18004)

_HOLD = r"hold_[0-9a-f-]{36}"


class Typed(Schema):
    """A form of a page. No program sends one: what is published of the API does not name them."""


class QuestionIn(Typed):
    """Whatever stands in the one box, and why it is asked."""

    asked = Words(required=True, longest=LONGEST_CODE)
    purpose = Choice(Purpose, required=True)


class Lines(ma.fields.Field[list[str]]):
    """One code a line, as it is pasted from a table; empty lines mean nothing."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> list[str]:  # noqa: ARG002
        lines = [line.strip() for line in value.splitlines() if line.strip()]
        if not lines:
            raise fault("blank", zh="请至少填写一个标识。", en="Give at least one code.")
        if len(lines) > MOST:
            raise fault(
                "wrong_count",
                zh=f"一次最多 {MOST} 个，现有 {len(lines)} 个。",
                en=f"At most {MOST} at a time; these are {len(lines)}.",
            )
        return lines


class ManyIn(Typed):
    codes = Lines(required=True)
    purpose = Choice(Purpose, required=True)


class HoldTypedIn(Typed):
    """A hold on an asset that is on record, by its key; the rest as the API takes it."""

    asset = Words(required=True, longest=LONGEST_LINE)
    case_number = Words(required=True, longest=100)
    until = Day(required=True)


class ReleaseTypedIn(Typed):
    hold = Words(required=True, pattern=_HOLD, longest=64)
    reason = Choice(ReleaseReason, required=True)


class LookUpIn(Typed):
    """An asset's code, and the number of its holder's certificate of title."""

    asked = Words(required=True, longest=LONGEST_LINE)
    holders_certificate = Words(required=True, longest=100)


class CodeIn(Typed):
    code = Words(required=True, longest=32)


class NumberIn(CodeIn):
    number = Words(required=True, longest=64)


def typed(schema: Schema, form: Mapping[str, str]) -> dict[str, Any]:
    """What a form says. What was left empty was not given. Raises InvalidParticulars for every field that is wrong."""
    given = {name: form[name] for name in schema.fields if form.get(name, "").strip()}
    try:
        loaded: dict[str, Any] = schema.load(given)
    except ma.ValidationError as wrong:
        raise InvalidParticulars(*faults_of(wrong.messages)) from None
    return loaded


def asset_of(text: str) -> Asked:
    """The asset behind a code, or behind a key as answers and certificates spell it. Raises InvalidParticulars at
    ``/asked``."""
    kind = text.partition("/")[0]
    try:
        _require_one_line(text)
        return asked_by_key(kind, text) if kind in CLASSES else asked_by_code(text)
    except ma.ValidationError as wrong:
        said = next(iter(wrong.messages.values())) if isinstance(wrong.messages, dict) else wrong.messages
        raise InvalidParticulars(*faults_of({"asked": said})) from None


def is_scanned(text: str) -> bool:
    """Whether the text is what a scanner reads of a certificate's printed codes."""
    return text.startswith(("http://", "https://", paper_code.PERSONAL))


def _require_one_line(text: str) -> None:
    if len(text) > LONGEST_LINE:
        raise fault("too_long", zh=f"最多 {LONGEST_LINE} 个字符。", en=f"At most {LONGEST_LINE} characters.")
