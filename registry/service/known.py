"""Who counted when: clients' keys, people's passkeys, administrators and institutions, as the journal before an entry
shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from registry.domain.party import Filer
from registry.domain.passkeys import Passkey
from registry.domain.people.history import Term
from registry.signing.keys import PublicKey

People = Mapping[str, Sequence[Term]]


@dataclass(frozen=True)
class EnrolledKey:
    """A client's key as the journal had it, on whose behalf it files, and whether it still counted."""

    jwk: Mapping[str, Any]
    live: bool
    by: Filer

    @cached_property
    def public(self) -> PublicKey:
        """Raises BadSignature for a JWK that is no key."""
        return PublicKey.from_jwk(self.jwk)


@dataclass(frozen=True, slots=True)
class KnownAdministrator:
    """A person's name here, and one of his keys."""

    name: str
    public: PublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolledPasskey:
    """A person's passkey as the journal had it, and whether it still counted."""

    passkey: Passkey
    live: bool
    person: str
    institution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """``register`` is the journal's origin; ``administrators`` go by their keys, ``institutions`` are credit codes by
    id; ``client`` tells of one whether it had a key, ``people`` of each what he was and when."""

    register: str
    key: Callable[[str], EnrolledKey | None]
    passkey: Callable[[str], EnrolledPasskey | None]
    client: Callable[[str], bool]
    administrators: Mapping[str, KnownAdministrator]
    institutions: Mapping[str, str]
    people: People
