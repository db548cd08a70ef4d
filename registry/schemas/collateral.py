"""Wire forms of collateral, derived: the kind's own fields are the one source of validation and of OpenAPI."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

import marshmallow as ma

from registry.domain.collateral import (
    CLASSES,
    Collateral,
    PriorLease,
    StatutoryRegistration,
    Terms,
    TransferRestriction,
)
from registry.domain.collateral.base import Particular
from registry.domain.filings.register import default_interest
from registry.domain.measures import Money, Quantity
from registry.domain.outline import Outline
from registry.domain.registration import Item
from registry.schemas.fields import (
    MESSAGES,
    Choice,
    Day,
    Instant,
    MoneyIn,
    Part,
    Said,
    Schema,
    Several,
    Truth,
    Whole,
    Words,
    fault,
    quantity_in,
)
from registry.schemas.geometry import PolygonIn


class StatutoryRegistrationIn(Schema):
    registry = Words(required=True)
    number = Words(required=True)
    registered_at = Instant()
    document = Words()

    @ma.post_load
    def to_value(self, data: dict[str, Any], **_: Any) -> StatutoryRegistration:
        return StatutoryRegistration(**data)


class PriorLeaseIn(Schema):
    lessee = Words()
    since = Day(required=True)
    until = Day()
    evidence = Words()

    @ma.post_load
    def to_value(self, data: dict[str, Any], **_: Any) -> PriorLease:
        return PriorLease(**data)


def _field_of(hint: Any, declared: Particular, *, required: bool) -> ma.fields.Field[Any]:
    kind = _present(hint)
    metadata: dict[str, Any] = {"description": f"{declared.zh} | {declared.en}"}
    if declared.example is not None:
        metadata["examples"] = [declared.example]
    options: dict[str, Any] = {"required": required, "metadata": metadata}
    if declared.wire:
        options["data_key"] = declared.wire
    if make := _PLAIN.get(kind):
        return make(declared, options)
    if typing.get_origin(kind) is tuple:
        return Several(_each(kind, declared), most=declared.most, **options)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return Choice(kind, **options)
    if dataclasses.is_dataclass(kind):
        return Part(_schema_of(typing.cast("type", kind))(), **options)
    return _words(declared, **options)


def _each(kind: Any, declared: Particular) -> ma.fields.Field[Any]:
    """One of a list: of an enumeration, or a text."""
    listed = typing.get_args(kind)[0]
    return Choice(listed) if issubclass(listed, StrEnum) else _words(declared)


def _words(declared: Particular, **options: Any) -> Words:
    return Words(longest=declared.longest, read=declared.normalise, **options)


_PLAIN: Mapping[Any, Callable[[Particular, dict[str, Any]], ma.fields.Field[Any]]] = {
    Quantity: lambda declared, options: Part(quantity_in(declared.units), **options),
    Money: lambda _, options: Part(MoneyIn(), **options),
    Outline: lambda _, options: Part(PolygonIn(), **options),
    date: lambda _, options: Day(**options),
    datetime: lambda _, options: Instant(**options),
    bool: lambda _, options: Truth(**options),
    int: lambda declared, options: Whole(largest=declared.largest, **options),
}


def _present(hint: Any) -> Any:
    """What an optional field holds when it is there; of any other field, what it holds."""
    optional = typing.get_origin(hint) in (types.UnionType, typing.Union)
    return next(each for each in typing.get_args(hint) if each is not type(None)) if optional else hint


def _fields_of(cls: type) -> dict[str, ma.fields.Field[Any]]:
    hints = typing.get_type_hints(cls)
    return {
        field.name: _field_of(
            hints[field.name], field.metadata["particular"], required=field.default is dataclasses.MISSING
        )
        for field in dataclasses.fields(cls)
    }


@cache
def _schema_of(cls: type) -> type[Schema]:
    """One form of a part, however many kinds have it: it is published under one name."""

    def to_value(_self: Schema, data: dict[str, Any], **_: Any) -> Any:
        return cls(**data)

    return type(cls.__name__, (Schema,), {**_fields_of(cls), "to_value": ma.post_load(to_value)})


def _item_schema(cls: type[Collateral]) -> Schema:
    terms = {
        "interest": Choice(type(cls.interests[0]), metadata={"description": "担保方式 | kind of security interest"}),
        "statutory_registration": Part(StatutoryRegistrationIn()),
        "transfer_restriction": Choice(TransferRestriction),
        "delivered_at": Instant(),
        "contract_effective_at": Instant(),
        "allocated_amount": Part(MoneyIn()),
        "prior_lease": Part(PriorLeaseIn()),
    }
    kind = Words(required=True, metadata={"enum": [cls.kind], "description": f"{cls.name.zh} | {cls.name.en}"})

    def to_item(_self: Schema, data: dict[str, Any], **_: Any) -> Item:
        del data["kind"]
        agreed = {name: data.pop(name) for name in terms if name in data}
        agreed.setdefault("interest", default_interest(cls.interests))
        return Item(cls(**data), Terms(**agreed))

    attributes = {"kind": kind, **_fields_of(cls), **terms, "to_item": ma.post_load(to_item)}
    schema: Schema = type(f"{cls.__name__}Item", (Schema,), attributes)()
    return schema


ITEMS: Mapping[str, Schema] = {kind: _item_schema(cls) for kind, cls in CLASSES.items()}
"""One wire form per kind: its particulars and what is agreed about it, flat."""


class ItemField(ma.fields.Field[Item]):
    """One asset of any kind, told apart by ``kind``; published as oneOf with a discriminator."""

    default_error_messages = dict(MESSAGES)  # noqa: RUF012  # marshmallow's way

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Item:  # noqa: ARG002
        if not isinstance(value, dict):
            raise fault("wrong_type", zh="应为对象。", en="Must be an object.")
        kind = value.get("kind")
        if not isinstance(kind, str) or kind not in ITEMS:
            known = ", ".join(ITEMS)
            said = Said("unknown_kind", zh=f"种类应为下列之一：{known}。", en=f"The kind must be one of {known}.")
            raise ma.ValidationError({"kind": [said]})
        item: Item = ITEMS[kind].load(value)
        return item
