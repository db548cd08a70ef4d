"""Fields of answers, in few words. Keyword arguments are what OpenAPI says of them besides."""

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


def texts(**metadata: Any) -> f.List[Any]:
    return f.List(f.String(), required=True, metadata=metadata)


def flag(**metadata: Any) -> f.Boolean:
    return f.Boolean(required=True, metadata=metadata)


def count(**metadata: Any) -> f.Integer:
    return f.Integer(required=True, metadata=metadata)
