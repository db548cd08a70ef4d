"""The passkeys of institutions' people: what a second person signs a filing with.

Why an entry: whoever holds the database could put a key of his own beside a checker's name. A passkey counts from the
entry that two administrators approved, and a filing it signed counts because that entry precedes it. An entry names the
person by his id alone: who that is stands in rows that are not for ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from registry.domain.errors import AlreadyEnrolled, Fault, UnknownRegistration
from registry.domain.filings.base import Decision, Filing
from registry.domain.ids import Fresh
from registry.domain.lifecycle import Verb
from registry.domain.passkeys import Passkey, passkey_key
from registry.domain.registration import Ground
from registry.domain.text import Text

_ANOTHER = Text("标识与凭证及公钥不符。", "It is not called by the digest of its credential and key.")
_NOT_SHOWN = Text("须附持有该通行密钥的证明。", "Proof that the passkey is held is needed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolPasskey(Filing):
    """A person of an institution may sign with this passkey from this entry on. ``possession`` is an assertion over the
    text of ``passkeys.Possession``; ``origin`` the page it is for, and no signature made on another counts."""

    verb: ClassVar[Verb] = Verb.ENROL_PASSKEY
    certified: ClassVar[bool] = False

    person: str
    institution: str
    key_id: str
    credential: bytes
    jwk: Mapping[str, Any]
    origin: str
    possession: bytes | None = None

    @property
    def passkey(self) -> Passkey:
        return Passkey(credential=self.credential, jwk=self.jwk, origin=self.origin)

    def locks(self) -> tuple[str, ...]:
        return (passkey_key(self.key_id),)

    def faults(self) -> tuple[Fault, ...]:
        return tuple(self._faults())

    def _faults(self) -> Iterator[Fault]:
        if self.key_id != self.passkey.key_id:
            yield Fault("/key_id", "not_its_name", _ANOTHER)
        if self.possession is None:
            yield Fault("/possession", "missing", _NOT_SHOWN)

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:  # noqa: ARG002
        if ground.enrolled:
            raise AlreadyEnrolled(self.key_id)
        return Decision(decided={})


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokePasskey(Filing):
    """Nothing is entered under the passkey from this entry on; what was entered before stands."""

    verb: ClassVar[Verb] = Verb.REVOKE_PASSKEY
    certified: ClassVar[bool] = False

    key_id: str
    reason: str

    def locks(self) -> tuple[str, ...]:
        return (passkey_key(self.key_id),)

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:  # noqa: ARG002
        if not ground.enrolled:
            raise UnknownRegistration(self.key_id)
        return Decision(decided={})
