"""What comes back from the register: an answer, a problem it names, or silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply of the register. ``body`` is what its JSON says, or text, or bytes, by the type of its content;
    ``content`` is what was sent, byte for byte, as a bundle must be kept."""

    status: int
    body: Any
    headers: Mapping[str, str]  # looked up in any case
    content: bytes = b""


class Problem(Exception):
    """The register understood and declined (RFC 9457). ``code`` is stable; the texts are for people."""

    def __init__(self, status: int, body: Any) -> None:
        said: Mapping[str, Any] = body if isinstance(body, dict) else {}
        self.status = status
        self.code = str(said.get("code") or said.get("error") or f"http_{status}")  # RFC 6749 says error
        self.title: Any = said.get("title") or f"HTTP {status}"
        self.detail: Any = said.get("detail") or said.get("error_description")
        self.errors: Sequence[Mapping[str, Any]] = _listed(said.get("errors"))
        self.body = body
        super().__init__("\n  ".join((f"{status} {self.code}: {self.detail or self.title}", *map(_told, self.errors))))


class Unreachable(ConnectionError):
    """No answer came, after every attempt. Whether a filing was made is unknown: send it again under the same key."""

    def __init__(self, message: str, *, idempotency_key: str | None = None) -> None:
        super().__init__(message)
        self.idempotency_key = idempotency_key


def _listed(errors: Any) -> tuple[Mapping[str, Any], ...]:
    return tuple(each for each in errors if isinstance(each, dict)) if isinstance(errors, list) else ()


def _told(error: Mapping[str, Any]) -> str:
    """The place in the body, and what is wrong there in both languages."""
    said = error.get("text")
    texts = said.values() if isinstance(said, dict) else ()
    return " | ".join((f"{error.get('pointer', '')} {error.get('code', '')}", *map(str, texts)))
