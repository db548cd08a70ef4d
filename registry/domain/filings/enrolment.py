"""Genesis, institutions and the keys of their systems: entries like any other.

Why: a filing counts only under a key whose enrolment precedes it in the same journal, so that who could have filed is
as provable as what was filed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from registry.domain.errors import AlreadyEnrolled, Fault, UnknownRegistration
from registry.domain.filings.base import Decision, Filing
from registry.domain.ids import Fresh, uuid7
from registry.domain.lifecycle import Verb
from registry.domain.party import InstitutionType
from registry.domain.registration import Ground
from registry.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Genesis(Filing):
    """The journal's first entry: whose register this is, and whether what stands in it is real."""

    verb: ClassVar[Verb] = Verb.GENESIS
    certified: ClassVar[bool] = False

    issuer: str
    origin: str
    livemode: bool

    def locks(self) -> tuple[str, ...]:
        return ("genesis/v1:",)

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:  # noqa: ARG002
        if ground.enrolled:
            raise AlreadyEnrolled
        return Decision(decided={})


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolInstitution(Filing):
    verb: ClassVar[Verb] = Verb.ENROL_INSTITUTION
    certified: ClassVar[bool] = False

    name: str
    identifier: str  # USCC, normalised
    type: InstitutionType

    def locks(self) -> tuple[str, ...]:
        return (f"institution/v1:{self.identifier}",)

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:
        if ground.enrolled:
            raise AlreadyEnrolled(self.identifier)
        return Decision(decided={"institution": f"inst_{uuid7(ground.at, fresh)}"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolKey(Filing):
    """A system of an institution may sign with this key from this entry on. ``jwk`` is public (RFC 7517)."""

    verb: ClassVar[Verb] = Verb.ENROL_KEY
    certified: ClassVar[bool] = False

    institution: str
    client: str
    role: str
    key_id: str
    jwk: Mapping[str, Any]

    def locks(self) -> tuple[str, ...]:
        return (f"client/v1:{self.client}", f"client_key/v1:{self.key_id}")

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:  # noqa: ARG002
        if ground.enrolled:
            raise AlreadyEnrolled(self.key_id)
        return Decision(decided={})


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeKey(Filing):
    verb: ClassVar[Verb] = Verb.REVOKE_KEY
    certified: ClassVar[bool] = False

    key_id: str
    reason: str

    def locks(self) -> tuple[str, ...]:
        return (f"client_key/v1:{self.key_id}",)

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:  # noqa: ARG002
        if not ground.enrolled:
            raise UnknownRegistration(self.key_id)
        return Decision(decided={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Redact(Filing):
    """Personal values are erased: their digests stay in the journal, their disclosures go (个人信息保护法第47条)."""

    verb: ClassVar[Verb] = Verb.REDACT
    certified: ClassVar[bool] = False

    digests: tuple[str, ...]
    reason: str

    @property
    def erases(self) -> tuple[str, ...]:
        return self.digests

    def locks(self) -> tuple[str, ...]:
        return tuple(f"disclosure/v1:{digest}" for digest in self.digests)

    def faults(self) -> tuple[Fault, ...]:
        nothing = Fault("/digests", "missing", Text("至少填写一项。", "At least one is needed."))
        return () if self.digests else (nothing,)

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:  # noqa: ARG002
        return Decision(decided={})
