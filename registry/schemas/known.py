"""An asset that stands on record, in the form in which a new filing describes it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from registry.domain.calendar import SHANGHAI
from registry.domain.collateral import Collateral
from registry.domain.measures import Money, Quantity
from registry.domain.outline import STEPS, Outline


def wire_of(asset: Collateral) -> dict[str, Any]:
    """The asset as the API takes it. What is a person's own stands in no row, and so is not among it."""
    return {"kind": asset.kind, **_object(asset)}


def _object(value: Any) -> dict[str, Any]:
    made = {}
    for field in dataclasses.fields(value):
        held, declared = getattr(value, field.name), field.metadata["particular"]
        if held is not None and held != ():
            made[declared.wire or field.name] = _written(held)
    return made


def _written(value: Any) -> Any:
    write = next((write for kind, write in _WRITERS.items() if isinstance(value, kind)), None)
    if write is not None:
        return write(value)
    return _object(value) if dataclasses.is_dataclass(value) else value


def _ring(ring: str) -> list[list[float]]:
    return [[int(step) / STEPS for step in point.split(" ")] for point in ring.split(",")]


_WRITERS: Mapping[type, Callable[[Any], Any]] = {
    Quantity: lambda value: {"value": value.value, "unit": str(value.unit)},
    Money: lambda value: {"amount": value.amount, "currency": str(value.currency)},
    Outline: lambda value: {"type": "Polygon", "coordinates": [_ring(each) for each in value.rings]},
    datetime: lambda value: value.astimezone(SHANGHAI).isoformat(timespec="seconds"),
    date: lambda value: value.isoformat(),
    str: str,
    tuple: lambda value: [_written(each) for each in value],
}
