"""Fields that say what is wrong in Chinese and English, with a stable code, and never repeat what was typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Self

import marshmallow as ma

from registry.domain.identifiers import IdentifierFault, Scheme, normalise
from registry.domain.measures import Currency, MeasureFault, Money, Quantity, Unit
from registry.domain.share import FORM, share
from registry.domain.text import Text

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:[Zz]|[+-]\d{2}:\d{2})")
# Named, as in identifiers.folding: a bare strip() would also take control characters, and silently.
_BLANKS = "\t\r\n" + "".join(chr(code) for code in range(0x3001) if unicodedata.category(chr(code)) == "Zs")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # controls, invisible formats, surrogates, separators of lines
DECIMAL = r"^(0|[1-9][0-9]{0,14})(\.[0-9]{1,9})?$"


class Said(str):
    """A message with its code and both languages. marshmallow formats messages; this one stays what it is."""

    __slots__ = ("code", "text")
    code: str
    text: Text

    def __new__(cls, code: str, *, zh: str, en: str) -> Self:
        said = super().__new__(cls, en)
        said.code, said.text = code, Text(zh, en)
        return said

    def format(self, *_: object, **__: object) -> Said:
        return self

    def __deepcopy__(self, _: object) -> Said:
        return self  # immutable; flask-smorest copies what it documents


MESSAGES: Mapping[str, Said] = {
    "required": Said("required", zh="必填。", en="This field is required."),
    "null": Said("null", zh="不能为 null；不填请省略。", en="May not be null; leave it out instead."),
    "validator_failed": Said("invalid", zh="值不符合要求。", en="The value is not acceptable."),
    "unknown": Said("unknown_field", zh="没有这个字段。", en="There is no such field."),
    "type": Said("wrong_type", zh="应为对象。", en="Must be an object."),
}


class Schema(ma.Schema):
    """Unknown fields are refused, with their pointer."""

    error_messages = {"unknown": MESSAGES["unknown"], "type": MESSAGES["type"]}  # noqa: RUF012  # marshmallow's way


_Messages = dict[str, str | list[Any] | dict[Any, Any]]


def _messages(**own: Said) -> _Messages:
    return {**{name: MESSAGES[name] for name in ("required", "null", "validator_failed")}, **own}


def fault(code: str, *, zh: str, en: str) -> ma.ValidationError:
    return ma.ValidationError([Said(code, zh=zh, en=en)])


def _require_seen(text: str) -> None:
    if any(unicodedata.category(character) in _UNSEEN for character in text):
        raise fault(
            "control_character", zh="不能含控制或不可见字符。", en="May not contain control or invisible characters."
        )


class Words(ma.fields.String):
    """Text in NFC without control characters, of bounded length, optionally normalised by its standard. Blanks at the
    ends mean nothing; length and form are judged as sent, too, for that is what the published form judges."""

    default_error_messages = _messages(
        invalid=Said("wrong_type", zh="应为字符串。", en="Must be a string."),
        invalid_utf8=Said("wrong_type", zh="应为 UTF-8 字符串。", en="Must be a UTF-8 string."),
    )

    def __init__(
        self, *, longest: int = 200, read: Callable[[str], str] | None = None, pattern: str | None = None, **kwargs: Any
    ) -> None:
        kwargs["metadata"] = {"minLength": 1, "maxLength": longest, **kwargs.get("metadata", {})}
        if pattern:
            kwargs["metadata"]["pattern"] = pattern
        super().__init__(**kwargs)
        self._longest, self._read, self._pattern = longest, read, re.compile(pattern) if pattern else None

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        sent = super()._deserialize(value, attr, data, **kwargs) or ""
        text = unicodedata.normalize("NFC", sent).strip(_BLANKS)
        if not text:
            raise fault("blank", zh="不能为空。", en="May not be blank.")
        if max(len(sent), len(text)) > self._longest:
            raise fault("too_long", zh=f"最多 {self._longest} 个字符。", en=f"At most {self._longest} characters.")
        if not text.isascii() or not text.isprintable():
            _require_seen(text)
        if self._pattern and not self._pattern.fullmatch(sent):
            raise fault("bad_format", zh="格式不符。", en="Does not have the required form.")
        return self._standard(text)

    def _standard(self, text: str) -> str:
        if self._read is None:
            return text
        try:
            return self._read(text)
        except IdentifierFault as wrong:
            raise fault(wrong.code, zh=wrong.zh, en=wrong.en) from None


class Share(Words):
    """A share of a whole as an exact fraction, brought to lowest terms."""

    def __init__(self, **kwargs: Any) -> None:
        metadata = {"pattern": FORM, "examples": ["1/3"], **kwargs.get("metadata", {})}
        super().__init__(longest=13, **{**kwargs, "metadata": metadata})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        super()._deserialize(value, attr, data, **kwargs)
        return self._standard(value)  # as it was sent: the published pattern knows no blanks around it

    def _standard(self, text: str) -> str:
        try:
            return share(text)
        except MeasureFault as wrong:
            raise fault("bad_share", zh=wrong.zh, en=wrong.en) from None


class Day(ma.fields.Field[date]):
    """A calendar day, ``YYYY-MM-DD`` and nothing else."""

    default_error_messages = _messages()

    def __init__(self, **kwargs: Any) -> None:
        kwargs["metadata"] = {"type": "string", "format": "date", **kwargs.get("metadata", {})}
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> date:  # noqa: ARG002
        if not isinstance(value, str) or not _DAY.fullmatch(value) or not value.isascii():
            raise fault("bad_date", zh="应为 YYYY-MM-DD。", en="Must be a day written YYYY-MM-DD.")
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise fault("no_such_date", zh="没有这一天。", en="There is no such day.") from None
        if not date(1900, 1, 1) <= day <= date(2200, 12, 31):
            raise fault(
                "date_out_of_range", zh="日期应在 1900 年至 2200 年之间。", en="Must lie between 1900 and 2200."
            )
        return day


class Instant(ma.fields.Field[datetime]):
    """An instant with its offset (RFC 3339)."""

    default_error_messages = _messages()

    def __init__(self, **kwargs: Any) -> None:
        kwargs["metadata"] = {"type": "string", "format": "date-time", **kwargs.get("metadata", {})}
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> datetime:  # noqa: ARG002
        if not isinstance(value, str) or not value.isascii() or not _INSTANT.fullmatch(value):
            raise fault(
                "bad_instant", zh="应为带时区的 RFC 3339 时间。", en="Must be an RFC 3339 instant with its offset."
            )
        try:
            at = datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            raise fault("no_such_instant", zh="没有这个时间。", en="There is no such instant.") from None
        if not datetime(1900, 1, 1, tzinfo=UTC) <= at <= datetime(2200, 1, 1, tzinfo=UTC):
            raise fault(
                "date_out_of_range", zh="日期应在 1900 年至 2200 年之间。", en="Must lie between 1900 and 2200."
            )
        return at


class Choice(ma.fields.Field[StrEnum]):
    """One of an enumeration; all are listed, with their texts, in /v1/enums."""

    default_error_messages = _messages()

    def __init__(self, choices: type[StrEnum], *, among: tuple[StrEnum, ...] | None = None, **kwargs: Any) -> None:
        self._choices = {str(choice): choice for choice in (among or tuple(choices))}
        metadata = {"type": "string", "enum": list(self._choices), **kwargs.get("metadata", {})}
        super().__init__(**{**kwargs, "metadata": metadata})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> StrEnum:  # noqa: ARG002
        if not isinstance(value, str) or value not in self._choices:
            known = ", ".join(self._choices)
            raise fault("not_in_enumeration", zh=f"应为下列之一：{known}。", en=f"Must be one of {known}.")
        return self._choices[value]


class Truth(ma.fields.Field[bool]):
    """true or false, not a word for it."""

    default_error_messages = _messages()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "metadata": {"type": "boolean", **kwargs.get("metadata", {})}})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> bool:  # noqa: ARG002
        if not isinstance(value, bool):
            raise fault("wrong_type", zh="应为 true 或 false。", en="Must be true or false.")
        return value


class Many(ma.fields.List[Any]):
    """A list of bounded length."""

    default_error_messages = _messages(invalid=Said("wrong_type", zh="应为数组。", en="Must be a list."))

    def __init__(self, inner: Any, *, least: int = 0, most: int = 1000, **kwargs: Any) -> None:
        metadata = {"minItems": least, "maxItems": most, **kwargs.get("metadata", {})}
        super().__init__(inner, **{**kwargs, "metadata": metadata})
        self._least, self._most = least, most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if isinstance(value, list) and not self._least <= len(value) <= self._most:
            raise fault(
                "wrong_count",
                zh=f"应有 {self._least} 至 {self._most} 项。",
                en=f"Must have {self._least} to {self._most} items.",
            )
        return super()._deserialize(value, attr, data, **kwargs)


class Several(Many):
    """A list of texts, held as a tuple: what is entered never changes."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return tuple(super()._deserialize(value, attr, data, **kwargs))


class Whole(ma.fields.Field[int]):
    """A whole number from 0, as a JSON number: counts of years and the like, never amounts. ``18.0`` is one, as in JSON
    Schema (2020-12 section 6.1.1) and for the many writers that know no other numbers."""

    default_error_messages = _messages()

    def __init__(self, *, largest: int, **kwargs: Any) -> None:
        metadata = {"type": "integer", "minimum": 0, "maximum": largest, **kwargs.get("metadata", {})}
        super().__init__(**{**kwargs, "metadata": metadata})
        self._largest = largest

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> int:  # noqa: ARG002
        if not _is_whole(value) or not 0 <= value <= self._largest:
            raise fault(
                "wrong_type",
                zh=f"应为 0 至 {self._largest} 的整数。",
                en=f"Must be a whole number from 0 to {self._largest}.",
            )
        return int(value)


def _is_whole(value: Any) -> bool:
    return value.is_integer() if isinstance(value, float) else isinstance(value, int) and not isinstance(value, bool)


class Index(Whole):
    """The place of an item in ``collateral``, from 0."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(largest=999, **kwargs)


class Part(ma.fields.Nested):
    """An object inside an object."""

    default_error_messages = _messages(type=MESSAGES["type"])


class _DecimalField(ma.fields.Field[str]):
    """A decimal as a string: a JSON number has lost digits before anyone can count them."""

    default_error_messages = _messages()

    def __init__(self, **kwargs: Any) -> None:
        metadata = {"type": "string", "pattern": DECIMAL, "examples": ["500000.00"]}
        super().__init__(**{**kwargs, "metadata": metadata})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> str:  # noqa: ARG002
        if not isinstance(value, str):
            raise fault(
                "number_must_be_string",
                zh="金额与数量须为十进制字符串。",
                en="Amounts are decimal strings, not JSON numbers.",
            )
        return value


class MoneyIn(Schema):
    amount = _DecimalField(required=True)
    currency = Choice(Currency, required=True)

    @ma.post_load
    def to_money(self, data: dict[str, Any], **_: Any) -> Money:
        try:
            return Money.parse(data["amount"], data["currency"])
        except MeasureFault as wrong:
            raise ma.ValidationError({"amount": [Said("bad_amount", zh=wrong.zh, en=wrong.en)]}) from None


@cache
def quantity_in(units: tuple[Unit, ...]) -> Schema:
    """The wire form of a quantity in one of these units."""
    fields = {"value": _DecimalField(required=True), "unit": Choice(Unit, among=units, required=True)}
    name = "Quantity" + "".join(str(unit).capitalize() for unit in units)
    schema: Schema = type(name, (_QuantityIn,), dict(fields))()
    return schema


class _QuantityIn(Schema):
    @ma.post_load
    def to_quantity(self, data: dict[str, Any], **_: Any) -> Quantity:
        try:
            return Quantity.parse(data["value"], data["unit"])
        except MeasureFault as wrong:
            raise ma.ValidationError({"value": [Said("bad_quantity", zh=wrong.zh, en=wrong.en)]}) from None


def identifier(scheme: Scheme, value: str) -> str:
    """Normalise a party's number. Days of birth are checked against today where today is known: at entry."""
    try:
        return normalise(scheme, value, today=date.max)
    except IdentifierFault as wrong:
        raise ma.ValidationError({"value": [Said(wrong.code, zh=wrong.zh, en=wrong.en)]}) from None
