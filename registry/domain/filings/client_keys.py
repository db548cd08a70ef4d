"""The keys of institutions' systems, and what each system may file: entries like any other.

Why: a filing counts only under a key whose enrolment precedes it in the same journal, so that who could have filed is
as provable as what was filed. A system's first key, and one after all were lost, comes with its institution's sealed
letter and two administrators; later ones under a key it has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from registry.domain.allowance import Allowance
from registry.domain.errors import (
    AlreadyEnrolled,
    Fault,
    InvalidParticulars,
    NotPermitted,
    StaleVersion,
    UnknownRegistration,
)
from registry.domain.filings.base import Decision, Filing
from registry.domain.ids import Fresh
from registry.domain.lifecycle import Verb
from registry.domain.party import Standing
from registry.domain.registration import Ground
from registry.domain.text import Text

_DIGEST = re.compile(r"[0-9a-f]{64}")
_NO_LETTER = Text("须填写机构盖章函件的 SHA-256。", "The SHA-256 of the institution's sealed letter is needed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolKey(Filing):
    """A system of an institution may sign with this key from this entry on. ``jwk`` is public (RFC 7517).

    ``possession`` shows that whoever asks has the private half; ``letter`` is the digest of the institution's sealed
    letter. A later key has in its place the ``request`` that the old one signed: it holds nothing personal, and what it
    says of the new key must be there to see for as long as the signature is."""

    verb: ClassVar[Verb] = Verb.ENROL_KEY
    certified: ClassVar[bool] = False

    institution: str
    client: str
    role: str
    key_id: str
    jwk: Mapping[str, Any]
    possession: str | None = None
    letter: str | None = None
    allowance: Allowance | None = None
    request: bytes | None = None

    def locks(self) -> tuple[str, ...]:
        return (f"client/v1:{self.client}", f"client_key/v1:{self.key_id}")

    def faults(self) -> tuple[Fault, ...]:
        return tuple(self._faults())

    def _faults(self) -> Iterator[Fault]:
        if self.possession is None:
            text = Text("须附持有私钥的证明。", "Proof that the private half is held is needed.")
            yield Fault("/possession", "missing", text)
        yield from letter_faults(self.letter)

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:  # noqa: ARG002
        if ground.enrolled:
            raise AlreadyEnrolled(self.key_id)
        if ground.standing is not None:
            self._require_own(ground.standing)
        elif faults := tuple(self._missing(ground)):
            raise InvalidParticulars(*faults)
        return Decision(decided={})

    def _require_own(self, own: Standing) -> None:
        if (self.client, self.institution, self.role) != (own.client, own.institution, own.role) or self.allowance:
            raise NotPermitted("a client enrols keys of its own, and allows itself nothing")

    def _missing(self, ground: Ground) -> Iterator[Fault]:
        """What administrators must say: of a new client, what it may file; of one there is, nothing but the key."""
        on_record = ground.client
        if self.letter is None:
            yield Fault("/letter", "missing", _NO_LETTER)
        if on_record is None and self.allowance is None:
            yield Fault("/allowance", "missing", Text("须列明获准办理的事项。", "What it may file is to be listed."))
        if on_record is not None and self.allowance is not None:
            text = Text("该系统已有获准事项，请另行变更。", "The client has an allowance; it is changed by itself.")
            yield Fault("/allowance", "not_allowed_here", text)
        if on_record is not None and (on_record.institution, on_record.role) != (self.institution, self.role):
            text = Text("该系统标识属于另一机构。", "The client is another institution's.")
            yield Fault("/client", "not_its_own", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeKey(Filing):
    """Nothing is filed under the key from this entry on; what was filed before stands."""

    verb: ClassVar[Verb] = Verb.REVOKE_KEY
    certified: ClassVar[bool] = False

    key_id: str
    reason: str

    def locks(self) -> tuple[str, ...]:
        return (f"client_key/v1:{self.key_id}",)

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:  # noqa: ARG002
        own, holder = ground.standing, ground.client
        if not ground.enrolled or (own is not None and (holder is None or holder.client != own.client)):
            raise UnknownRegistration(self.key_id)
        return Decision(decided={})


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitClient(Filing):
    """What a client may file from this entry on, in place of what it might. ``version`` counts up from one, so that an
    approval given once is not entered again later."""

    verb: ClassVar[Verb] = Verb.LIMIT_CLIENT
    certified: ClassVar[bool] = False

    client: str
    version: int
    allowance: Allowance
    letter: str

    def locks(self) -> tuple[str, ...]:
        return (f"client/v1:{self.client}",)

    def faults(self) -> tuple[Fault, ...]:
        return tuple(letter_faults(self.letter))

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:  # noqa: ARG002
        if ground.client is None:
            raise UnknownRegistration(self.client)
        if self.version != ground.client.allowed + 1:
            raise StaleVersion(ground.client.allowed)
        return Decision(decided={})


def letter_faults(letter: str | None) -> Iterator[Fault]:
    """What is wrong with a digest of a letter, where there is one."""
    if letter is not None and not _DIGEST.fullmatch(letter):
        yield Fault(
            "/letter", "not_a_digest", Text("应为 SHA-256 的 64 位十六进制。", "64 hexadecimal digits (SHA-256).")
        )
