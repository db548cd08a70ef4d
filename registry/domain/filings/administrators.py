"""The register's administrators: persons by the name they have here, each with keys of his own.

Why: what decides who can file needs two of them (`domain.administration`). Their names are handles, not persons' names,
for the journal keeps them for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from registry.domain.errors import AlreadyEnrolled, Fault, InvalidParticulars, UnknownRegistration
from registry.domain.filings.base import Decision, Filing
from registry.domain.ids import Fresh
from registry.domain.lifecycle import Verb
from registry.domain.registration import Ground
from registry.domain.text import Text

PERSONS = 2
_TOO_FEW = Text(
    "管理员须为两人以上，各持自己的密钥。", "There are two administrators or more, each with a key of his own."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Administrator:
    """A person and a key of his. ``jwk`` is public (RFC 7517), ``key_id`` its thumbprint (RFC 7638)."""

    name: str
    key_id: str
    jwk: Mapping[str, Any]


def too_few(administrators: Iterable[Administrator]) -> Iterator[Fault]:
    """What is wrong with the first ones, if any are named: one alone could approve nothing."""
    named = tuple(administrators)
    persons = {each.name for each in named}
    if named and (len(persons) < PERSONS or len({each.key_id for each in named}) < len(named)):
        yield Fault("/administrators", "too_few_administrators", _TOO_FEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolAdministrators(Filing):
    """These keys count from now on. The first ones of a register that was begun without any are nobody's to approve."""

    verb: ClassVar[Verb] = Verb.ENROL_ADMINISTRATORS
    certified: ClassVar[bool] = False

    administrators: tuple[Administrator, ...]

    def locks(self) -> tuple[str, ...]:
        return (ALL, *(f"administrator/v1:{each.key_id}" for each in self.administrators))

    def faults(self) -> tuple[Fault, ...]:
        nobody = Fault("/administrators", "missing", Text("至少填写一项。", "At least one is needed."))
        return () if self.administrators else (nobody,)

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:  # noqa: ARG002
        if ground.enrolled:
            raise AlreadyEnrolled
        if not ground.administrators and (faults := tuple(too_few(self.administrators))):
            raise InvalidParticulars(*faults)
        return Decision(decided={})


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeAdministrator(Filing):
    """A key of an administrator counts no more. Two persons remain, or nothing could be approved ever again."""

    verb: ClassVar[Verb] = Verb.REVOKE_ADMINISTRATOR
    certified: ClassVar[bool] = False

    key_id: str
    reason: str

    def locks(self) -> tuple[str, ...]:
        return (ALL, f"administrator/v1:{self.key_id}")

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:  # noqa: ARG002
        if self.key_id not in ground.administrators:
            raise UnknownRegistration(self.key_id)
        left = {name for key, name in ground.administrators.items() if key != self.key_id}
        if len(left) < PERSONS:
            raise InvalidParticulars(Fault("/key_id", "too_few_administrators", _TOO_FEW))
        return Decision(decided={})


ALL = "administrators/v1:"
"""What concerns how many there are waits for each other."""
