"""The fields that answers are made of: always there, unless they say that they may be null."""

from __future__ import annotations

from typing import Any

from marshmallow import fields as f


def text(**metadata: Any) -> f.String:
    return f.String(required=True, metadata=metadata)


def maybe(**metadata: Any) -> f.String:
    return f.String(required=True, allow_none=True, metadata=metadata)


def one_of(values: Any) -> f.String:
    return f.String(required=True, metadata={"enum": [str(value) for value in values]})


def instant() -> f.String:
    return text(format="date-time")


def day() -> f.String:
    return text(format="date")


def texts() -> f.List[Any]:
    return f.List(f.String(), required=True)


def flag() -> f.Boolean:
    return f.Boolean(required=True)


def count() -> f.Integer:
    return f.Integer(required=True)
