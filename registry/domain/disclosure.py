"""Personal values outside the journal: SD-JWT disclosures (RFC 9901 section 4.2).

Why: entries are kept for ever and a person's data are not. The journal, the log and the certificate carry only the
salted digest; the value can be erased, and every commitment, proof and replay still holds.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from registry.domain.canon import NotCanonical, b64, unb64
from registry.domain.ids import Fresh

SALT_BYTES = 16  # RFC 9901 section 9.3: at least 128 bits


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One value with its name and salt, in the encoding whose digest stands in the journal."""

    text: str

    @property
    def digest(self) -> str:
        return b64(hashlib.sha256(self.text.encode("ascii")).digest())

    def read(self) -> tuple[str, Any]:
        """Name and value. Raises NotCanonical for anything that is not a disclosure."""
        try:
            said = json.loads(unb64(self.text))
        except (ValueError, RecursionError) as fault:
            raise NotCanonical("not a disclosure") from fault
        match said:
            case [str(), str(name), value]:
                return name, value
        raise NotCanonical("not a disclosure")


class Concealer:
    """Takes values out of what is written and keeps their disclosures, each under a salt of its own."""

    def __init__(self, fresh: Fresh) -> None:
        self._fresh = fresh
        self.disclosures: list[Disclosure] = []

    def hide(self, name: str, value: Any) -> str:
        written = json.dumps([b64(self._fresh(SALT_BYTES)), name, value], ensure_ascii=False)
        try:
            disclosure = Disclosure(b64(written.encode()))
        except UnicodeEncodeError as fault:
            raise NotCanonical(str(fault)) from fault
        self.disclosures.append(disclosure)
        return disclosure.digest


def digests_in(value: Any) -> list[str]:
    """Every digest that stands for a value in what was written, in order of appearance."""
    if isinstance(value, dict):
        own = list(value.get("_sd", ()))
        return own + [digest for key, each in value.items() if key != "_sd" for digest in digests_in(each)]
    if isinstance(value, list):
        return [digest for each in value for digest in digests_in(each)]
    return []
