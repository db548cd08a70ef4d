"""Canaries: assets, persons and numbers that stand for nobody, so that whoever asks for one was not told of it by a
client of his. He who reads the register through from end to end meets one, and is noted.

What is kept of a canary is keyed hashes of the names by which it could be asked for, under a label that the auditor
sees; the list itself tells nobody what to stay away from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from registry.domain.filings.search import Search
from registry.domain.identifiers import IdentifierFault, parse_certificate_number
from registry.domain.party import Identifier, normal_name

_FORMAT = "registry-canaries/v1"
_LABEL = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_HASH = re.compile(r"[0-9a-f]{64}")


def of_identifier(identifier: Identifier) -> str:
    """How a person is asked for by his number."""
    return f"{identifier.scheme}:{identifier.value}"


def of_person(name: str) -> str:
    """How a person is asked for by his name, as searches compare it."""
    return f"name:{normal_name(name)}"


def of_certificate(number: str) -> tuple[str, ...]:
    """How a registration is asked for by one of its certificates; what is no such number names nothing."""
    try:
        registration, _ = parse_certificate_number(number)
    except (IdentifierFault, ValueError):
        return ()
    return (registration,)


def of_search(asked: Search) -> tuple[str, ...]:
    """Everything by which a search asks."""
    names = list(asked.keys)
    if asked.registration_number:
        names.append(asked.registration_number)
    if asked.grantor_identifier:
        names.append(of_identifier(asked.grantor_identifier))
    if asked.grantor_name:
        names.append(of_person(asked.grantor_name))
    return tuple(names)


@dataclass(frozen=True, slots=True)
class Canaries:
    """Labels by hash, made under the secret with this id."""

    key_id: str
    labels: Mapping[str, str]

    def among(self, names: Iterable[str], *, hashed: Callable[[str, str], str]) -> str | None:
        """The label of the first canary among the names."""
        return next((label for name in names if (label := self.labels.get(hashed("canary", name)))), None)

    def with_names(self, label: str, names: Iterable[str], *, hashed: Callable[[str, str], str]) -> Canaries:
        """The same and one more. Raises ValueError for a label that is none."""
        if not _LABEL.fullmatch(label):
            raise ValueError("a label is 1 to 32 small letters, digits and hyphens")
        return Canaries(self.key_id, {**self.labels, **{hashed("canary", name): label for name in names}})


def spelled(canaries: Canaries) -> str:
    """The list as it stands in its file."""
    lines = [f"{_FORMAT} {canaries.key_id}", *(f"{digest} {label}" for digest, label in canaries.labels.items())]
    return "\n".join(lines) + "\n"


def read(text: str) -> Canaries:
    """The list in a file. Raises ValueError for what is none: a canary that nobody hears is worse than none."""
    head, *lines = text.splitlines() or [""]
    form, _, key_id = head.partition(" ")
    if form != _FORMAT or not key_id:
        raise ValueError("not a list of canaries")
    labels: dict[str, str] = {}
    for line in lines:
        digest, _, label = line.partition(" ")
        if not (_HASH.fullmatch(digest) and _LABEL.fullmatch(label)):
            raise ValueError("a line that is no canary")
        labels[digest] = label
    return Canaries(key_id, labels)
