"""May this second person enter this draft? Judged behind the lock, on who stands there then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from registry.domain.allowance import exceeds
from registry.domain.drafts.draft import COUNTER, Draft, DraftState
from registry.domain.drafts.procedures import Procedure
from registry.domain.drafts.refusals import (
    AboveApprovalLimit,
    DraftMoved,
    MakerGone,
    NotEnrolledHere,
    PasskeyRequired,
    SecondPersonNeeded,
)
from registry.domain.evidence import EvidenceKind
from registry.domain.measures import Money
from registry.domain.party import Standing
from registry.domain.passkeys import passkey_key
from registry.domain.people.roles import PersonRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A person as he stands now: of which institution, in which roles, and in each up to which amount, if to any."""

    institution: str | None  # None: of the register's own staff
    roles: Mapping[PersonRole, Money | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """What was read behind the lock of who stands behind a draft. ``state`` and ``version`` are the draft's, None where
    it is not to be seen; ``key_live`` says whether a client that made it still files."""

    whose: Standing | None = None
    people: Mapping[str, Assignment] = field(default_factory=dict)
    key_live: bool = False
    passkeys: frozenset[str] = frozenset()  # those of the second person's that count, of the one he signed with
    state: DraftState | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entering:
    """A draft on its way into the journal. Without a ``second`` it is only looked at."""

    draft: Draft
    procedure: Procedure
    second: str | None = None
    passkey: str | None = None  # the one he signed with, whose signature was verified

    @property
    def locks(self) -> tuple[str, ...]:
        """What is locked beside the keys of the filing: whoever would revoke the passkey comes before, or after."""
        return (passkey_key(self.passkey),) if self.passkey else ()

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(each for each in (self.draft.maker, self.second) if each)


def require_attended(entering: Entering, there: Attendance) -> Standing:
    """The standing of the institution whose filing it becomes. Raises NotEnrolledHere where there is none; and, where
    somebody would enter it, DraftMoved, MakerGone, SecondPersonNeeded or PasskeyRequired."""
    if there.whose is None or there.whose.role != entering.procedure.role:
        raise NotEnrolledHere
    if entering.second is not None:
        _require_waiting(entering.draft, there)
        _require_maker(entering, there)
        _require_second(entering, there)
    return there.whose


def require_within_limit(entering: Entering, there: Attendance, *, at_stake: Iterable[Money]) -> None:
    """Raise AboveApprovalLimit where the second person has a limit in every role by which he could enter it, and the
    amounts together exceed the highest. One person with a higher limit suffices; two lower ones never do, for two who
    each may not are not one who may."""
    if entering.second is None:
        return
    roles = there.people[entering.second].roles
    limits = [roles[role] for role in roles.keys() & entering.procedure.seconds]
    amounts = tuple(at_stake)
    if all(limit is not None and exceeds(amounts, limit) for limit in limits):
        raise AboveApprovalLimit


def _require_waiting(draft: Draft, there: Attendance) -> None:
    if there.state is not DraftState.WAITING or there.version != draft.version:
        raise DraftMoved(there.state or DraftState.WITHDRAWN)


def _require_maker(entering: Entering, there: Attendance) -> None:
    maker = there.people.get(entering.draft.maker)
    if maker is None and there.key_live:
        return
    if maker is None or not _serves(maker, entering, roles=entering.procedure.makers):
        raise MakerGone


def _require_second(entering: Entering, there: Attendance) -> None:
    second = there.people.get(entering.second or "")
    if entering.second == entering.draft.maker:
        raise SecondPersonNeeded("the maker is never the second person")
    if second is None or not _serves(second, entering, roles=entering.procedure.seconds):
        raise SecondPersonNeeded("no person who stands here and has the role")
    if entering.procedure.evidence is EvidenceKind.PASSKEY and entering.passkey not in there.passkeys:
        raise PasskeyRequired


def _serves(person: Assignment, entering: Entering, *, roles: frozenset[PersonRole]) -> bool:
    return (person.institution or COUNTER) == entering.draft.institution and bool(person.roles.keys() & roles)
