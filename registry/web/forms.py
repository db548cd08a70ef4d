"""Forms made from the wire schemas: which fields there are, how each is typed, and what it is called.

The schema stays the one source of what may be filed. A field is called in the form by its JSON pointer without the
first slash (RFC 6901), so that whatever is found wrong with what was filed finds the field by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Union

import marshmallow as ma

from registry.domain.text import Text
from registry.schemas import fields as wire
from registry.schemas.words import ENUMERATIONS
from registry.web.labels import label

Option = tuple[str, Text]


class Widget(StrEnum):
    """How a field is typed."""

    TEXT = "text"
    DAY = "day"
    INSTANT = "instant"
    WHOLE = "whole"
    MONEY = "money"
    QUANTITY = "quantity"
    CHOICE = "choice"
    TRUTH = "truth"
    LINES = "lines"  # one text a line
    TICKS = "ticks"
    DRAWN = "drawn"  # GeoJSON as another program wrote it


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that is typed."""

    name: str
    label: Text
    widget: Widget
    required: bool = False
    options: tuple[Option, ...] = ()
    example: str = ""
    longest: int | None = None
    of: str = ""  # of ticks: what each code is called in an object of its own

    @property
    def anchor(self) -> str:
        """The id of what the cursor goes into."""
        return f"{self.name}{_INNER.get(self.widget, '')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What belongs together: all of it is left out, or none."""

    name: str
    label: Text
    required: bool
    members: tuple[Field | Part, ...]


Member = Union[Field, Part]  # noqa: UP007 -- names a class that stands below its use
_INNER: Mapping[Widget, str] = {Widget.MONEY: "/amount", Widget.QUANTITY: "/value"}


def members_of(schema: ma.Schema, at: str, *, without: Iterable[str] = ()) -> tuple[Member, ...]:
    """What is typed into the form of a schema whose value stands ``at`` this place. Lists of objects are left to the
    page, which knows how many there are."""
    left_out = frozenset(without)
    made = (
        _member(schema, name, at=at)
        for name, field in schema.fields.items()
        if name not in left_out and not (isinstance(field, wire.Many) and isinstance(field.inner, ma.fields.Nested))
    )
    return tuple(each for each in made if each is not None)


def flat(members: Iterable[Member]) -> Iterator[Field]:
    """Every field, in the order in which they stand."""
    for each in members:
        if isinstance(each, Part):
            yield from flat(each.members)
        else:
            yield each


def words_of(codes: Iterable[str]) -> tuple[Option, ...]:
    """Codes with what people call them: the words of the narrowest enumeration that has them all."""
    wanted = list(codes)
    words = min((each for each in ENUMERATIONS.values() if each.keys() >= set(wanted)), key=len)
    return tuple((code, words[code]) for code in wanted)


def _member(schema: ma.Schema, name: str, *, at: str) -> Member | None:
    field = schema.fields[name]
    make = next((make for kind, make in _MADE if isinstance(field, kind)), None)
    if make is None:
        return None
    place = f"{at}/{field.data_key or name}".lstrip("/")
    return make(field, _Named(place, _called(schema, name), required=field.required))


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    label: Text
    required: bool

    def field(self, widget: Widget, **rest: Any) -> Field:
        return Field(name=self.name, label=self.label, required=self.required, widget=widget, **rest)


def _called(schema: ma.Schema, name: str) -> Text:
    """What a kind says of its own field, or what such fields are called."""
    described = schema.fields[name].metadata.get("description", "")
    zh, apart, en = described.partition(" | ")
    return Text(zh, en) if apart else label(type(schema).__name__, name)


def _example(field: ma.fields.Field[Any]) -> str:
    shown = next(iter(field.metadata.get("examples", ())), "")
    return "" if isinstance(shown, (bool, list)) else str(shown)


def _text(field: Any, named: _Named) -> Field:
    return named.field(Widget.TEXT, example=_example(field), longest=field.metadata["maxLength"])


def _choice(field: Any, named: _Named) -> Field:
    return named.field(Widget.CHOICE, options=words_of(field.metadata["enum"]))


def _list(field: Any, named: _Named) -> Field | None:
    if isinstance(field.inner, wire.Choice):
        return named.field(Widget.TICKS, options=words_of(field.inner.metadata["enum"]))
    return named.field(Widget.LINES) if isinstance(field.inner, wire.Words) else None


def _nested(field: Any, named: _Named) -> Member:
    """Amounts, quantities and outlines are typed into one field; other objects are a part."""
    schema = field.schema
    made = _WHOLE.get(frozenset(schema.fields))
    if made is not None:
        options = words_of(schema.fields["unit"].metadata["enum"]) if "unit" in schema.fields else ()
        return named.field(made, options=options)
    return Part(name=named.name, label=named.label, required=named.required, members=members_of(schema, named.name))


_WHOLE: Mapping[frozenset[str], Widget] = {
    frozenset({"amount", "currency"}): Widget.MONEY,
    frozenset({"value", "unit"}): Widget.QUANTITY,
    frozenset({"type", "coordinates"}): Widget.DRAWN,
}
_MADE: tuple[tuple[type, Callable[[Any, _Named], Member | None]], ...] = (
    (wire.Words, _text),
    (wire.Choice, _choice),
    (wire.Day, lambda field, named: named.field(Widget.DAY, example=_example(field))),
    (wire.Instant, lambda _, named: named.field(Widget.INSTANT)),
    (wire.Truth, lambda _, named: named.field(Widget.TRUTH)),
    (wire.Whole, lambda field, named: named.field(Widget.WHOLE, example=_example(field))),
    (wire.Many, _list),
    (ma.fields.Nested, _nested),
)
