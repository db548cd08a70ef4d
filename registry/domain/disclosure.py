"""Personal values outside the journal: SD-JWT disclosures (RFC 9901 section 4.2).

Why: entries are kept for ever and a person's data are not. The journal, the log and the certificate carry only the
salted digest; the value can be erased, and every commitment, proof and replay still holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from registry.domain.canon import NotCanonical, b64, unb64
from registry.domain.ids import Fresh

SALT_BYTES = 16  # RFC 9901 section 9.3: at least 128 bits
_HOLDERS = (dict, list)
_SD_NAMES = frozenset({"_sd", "_sd_alg", "..."})
_spelled = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode  # ``json.dumps`` would make one each time


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One value with its name and salt, in the encoding whose digest stands in the journal. Raises NotCanonical for a
    text that is in no such encoding."""

    text: str
    digest: str = field(init=False, repr=False, compare=False)  # kept: it is hidden by, looked up by, bound to, stored

    def __post_init__(self) -> None:
        try:
            text = self.text.encode("ascii")
        except UnicodeEncodeError as fault:
            raise NotCanonical("not a disclosure") from fault
        object.__setattr__(self, "digest", b64(hashlib.sha256(text).digest()))

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
        written = _spelled([b64(self._fresh(SALT_BYTES)), name, value])
        try:
            disclosure = Disclosure(b64(written.encode()))
        except UnicodeEncodeError as fault:
            raise NotCanonical(str(fault)) from fault
        self.disclosures.append(disclosure)
        return disclosure.digest


def digests_in(value: Any) -> list[str]:
    """Every digest that stands for a value in what was written, in order of appearance."""
    if isinstance(value, dict):
        deeper = [each for key, each in value.items() if key != "_sd"]
        return list(value.get("_sd", ())) + _digests_in_any(deeper)
    return _digests_in_any(value) if isinstance(value, list) else []


def _digests_in_any(values: Sequence[Any]) -> list[str]:
    """Most of them are texts and numbers, which hold none."""
    return [digest for each in values if each.__class__ in _HOLDERS for digest in digests_in(each)]


def restored(contents: Mapping[str, Any], texts: Sequence[str]) -> dict[str, Any]:
    """The contents with each disclosed value in the object whose digest it has (RFC 9901 section 7.1). Raises
    NotCanonical for a text that is no disclosure, stands twice, or belongs to no digest."""
    digests = digests_in(contents)
    given = {each.digest: each.read() for each in map(Disclosure, texts)}
    if len(given) != len(texts) or len(set(digests)) != len(digests) or not given.keys() <= set(digests):
        raise NotCanonical("a disclosure that stands twice, or for no digest")
    filled: dict[str, Any] = _filled(contents, given)
    return filled


def _filled(value: Any, given: Mapping[str, tuple[str, Any]]) -> Any:
    if isinstance(value, list):
        return [_filled(each, given) for each in value]
    if not isinstance(value, dict):
        return value
    filled = {name: _filled(each, given) for name, each in value.items() if name != "_sd"}
    return filled | _opened(value.get("_sd", []), given, beside=filled.keys())


def _opened(
    concealed: Sequence[str], given: Mapping[str, tuple[str, Any]], *, beside: Collection[str]
) -> dict[str, Any]:
    """What was given for the digests of one object, and under ``_sd`` the digests that stay closed."""
    opened: dict[str, Any] = {}
    for name, said in (given[digest] for digest in concealed if digest in given):
        if name in opened or name in beside or name in _SD_NAMES:
            raise NotCanonical("a disclosure of what is said already")
        opened[name] = said
    left = [digest for digest in concealed if digest not in given]
    return opened | ({"_sd": left} if left else {})
