"""marshmallow's nested messages as flat faults with RFC 6901 pointers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from registry.domain.errors import Fault
from registry.domain.text import Text
from registry.schemas.fields import Said

_LOCATIONS = frozenset({"json", "query", "headers", "form"})


def faults_of(messages: Any) -> tuple[Fault, ...]:
    """Every message with its place; webargs' outermost level names the part of the request and is dropped."""
    if isinstance(messages, dict) and set(messages) <= _LOCATIONS:
        return tuple(fault for part in messages.values() for fault in _walk(part, ""))
    return tuple(_walk(messages, ""))


def _walk(messages: Any, pointer: str) -> Iterator[Fault]:
    if isinstance(messages, dict):
        for name, each in messages.items():
            inner = pointer if name == "_schema" else f"{pointer}/{escaped(str(name))}"
            yield from _walk(each, inner)
    elif isinstance(messages, (list, tuple)):
        for each in messages:
            yield from _walk(each, pointer)
    else:
        yield Fault(pointer, *_said(messages))


def _said(message: Any) -> tuple[str, Text]:
    if isinstance(message, Said):
        return message.code, message.text
    return "invalid", Text("值不符合要求。", "The value is not acceptable.")


def escaped(name: str) -> str:
    """RFC 6901 section 3; what a client typed as a name is echoed only if it is plain and short."""
    shown = name if name.isprintable() and len(name) <= 64 else "…"  # noqa: PLR2004
    return shown.replace("~", "~0").replace("/", "~1")
