"""Drafts: one person writes what is to be entered, another has it entered, or hands it back and says why.

Why a draft decides nothing: what stands on the collateral may change until it is entered, so the register judges it
then, behind the lock, like any other filing (``file.Desk``). Who looks at it meanwhile is shown what it would become.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from registry.domain import canon
from registry.domain.access import ROLES_OF
from registry.domain.drafts.approval import Assertion, approved
from registry.domain.drafts.draft import (
    COUNTER,
    STANDS_FOR,
    Act,
    Draft,
    DraftState,
    Seen,
    Wanted,
    after,
    draft_id,
    known_id,
    require_as_seen,
)
from registry.domain.drafts.entering import Entering
from registry.domain.drafts.procedures import Procedure, paper_faults, procedure_of
from registry.domain.drafts.refusals import (
    DraftMoved,
    NotEnrolledHere,
    SecondPersonNeeded,
    UnknownDraft,
)
from registry.domain.entry import Prepared
from registry.domain.errors import Fault, InvalidParticulars, NotPermitted
from registry.domain.evidence import Evidence, EvidenceKind
from registry.domain.filings import Filing, Submitted
from registry.domain.party import Filer, InstitutionType
from registry.domain.people.roles import Person
from registry.domain.text import Text
from registry.service.authority import Authority
from registry.service.file import Desk, Filed
from registry.signing.vault import SealedValue
from registry.store import Store
from registry.store.draft_rows import Change, Kept
from registry.store.drafts import Drafts, changing
from registry.store.reads import clients
from registry.store.reads import drafts as read

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What is sealed of a draft: its body, and why it was handed back."""

    body: bytes
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """Who enters a draft that another made; his passkey's assertion where the evidence is a passkey's."""

    person: Person
    assertion: Assertion | None = None


def whose(person: Person) -> str:
    """Whose drafts a person makes and sees: his institution's, or those of the register's own counter."""
    return person.institution or COUNTER


def write(store: Store, authority: Authority, *, by: Person, wanted: Wanted, at: datetime) -> str:
    """The id of a new draft, which only its maker goes on with. Raises NotPermitted where nobody of his kind files
    the verb, or he does not prepare it."""
    _require_maker(store, by, wanted=wanted)
    draft = Draft(
        id=draft_id(at, os.urandom), institution=whose(by), maker=by.id, wanted=wanted, state=DraftState.WRITTEN,
        version=1, written_at=at, expires_at=at + STANDS_FOR,
    )  # fmt: skip
    with changing(store, institution=draft.institution) as drafts:
        drafts.write(draft, sealed(authority, Contents(body=wanted.body), draft=draft.id))
    return draft.id


def revise(store: Store, authority: Authority, *, by: Person, seen: Seen, wanted: Wanted, at: datetime) -> None:
    """It says something else from now on. Raises as ``write`` does, and UnknownDraft, DraftMoved."""
    _require_maker(store, by, wanted=wanted)
    body = sealed(authority, Contents(body=wanted.body), draft=seen.id)
    with _taken(store, seen, act=Act.REVISE, by=(by.id, whose(by)), at=at) as step:
        step.done(step.drafts.revise(step.change, wanted, sealed=body, until=at + STANDS_FOR))


def submit(store: Store, *, by: Person, seen: Seen, at: datetime) -> None:
    """It waits for a second person. Raises UnknownDraft, DraftMoved, and InvalidParticulars for what is missing of the
    paper behind it."""
    with _taken(store, seen, act=Act.SUBMIT, by=(by.id, whose(by)), at=at) as step:
        procedure = procedure_for(store, step.draft)
        if faults := tuple(paper_faults(step.draft.wanted.paper, by=procedure)):
            raise InvalidParticulars(*faults)
        institution_of(store, step.draft, procedure=procedure)
        step.done(step.drafts.submit(step.change, until=at + STANDS_FOR))


def hand_back(store: Store, authority: Authority, *, by: Person, seen: Seen, reason: str, at: datetime) -> None:
    """Its maker may put it right. Raises UnknownDraft, DraftMoved, SecondPersonNeeded, and InvalidParticulars without a
    reason."""
    if not 0 < len(said := reason.strip()) <= LONGEST_REASON:
        text = Text(
            f"请说明退回原因（不超过 {LONGEST_REASON} 字）。", f"Say why, in at most {LONGEST_REASON} characters."
        )
        raise InvalidParticulars(Fault("/reason", "missing", text))
    with _taken(store, seen, act=Act.HAND_BACK, by=(by.id, whose(by)), at=at) as step:
        _require_second(store, step.draft, by=by)
        contents = replace(_contents(authority, step.kept), reason=said)
        body = sealed(authority, contents, draft=seen.id)
        step.done(step.drafts.hand_back(step.change, sealed=body, until=at + STANDS_FOR))


def withdraw(store: Store, *, by: str, institution: str, seen: Seen, at: datetime) -> None:
    """Nothing comes of it, and what it said is forgotten. ``by`` is its maker, person or client. Raises UnknownDraft,
    DraftMoved."""
    with _taken(store, seen, act=Act.WITHDRAW, by=(by, institution), at=at) as step:
        step.done(step.drafts.withdraw(step.change))


def opened(store: Store, authority: Authority, *, draft: str, institution: str) -> Draft:
    """A draft with what it says, and why it was handed back. Raises UnknownDraft for any of another institution."""
    found = read.one(store, known_id(draft), institution=institution)
    if found is None:
        raise UnknownDraft(draft)
    contents = _contents(authority, found)
    wanted = replace(found.draft.wanted, body=contents.body)
    return replace(found.draft, wanted=wanted, reason=contents.reason)


def rehearsed(desk: Desk, filing: Filing, *, draft: Draft) -> Prepared:
    """What the draft, of which this is the filing, would become now; nothing is promised. Raises what entering it would
    be refused for, whoever did."""
    return desk.rehearse(filing, _submitted(desk, draft))


def to_be_signed(desk: Desk, draft: Draft, *, second: Person, at: datetime) -> bytes:
    """The text that a second person signs with his passkey (``challenge_of`` it is his challenge)."""
    institution = institution_of(desk.store, draft, procedure=procedure_for(desk.store, draft))
    origin = desk.authority.issuer.origin
    return approved(draft, register=origin, institution=institution, checker=second.id, at=at).base()


def enter(desk: Desk, filing: Filing, *, draft: Draft, second: Second, at: datetime) -> Filed:
    """The draft, of which this is the filing, stands in the journal, once. Raises UnknownDraft, DraftMoved, MakerGone,
    SecondPersonNeeded, PasskeyRequired, AboveApprovalLimit, NotEnrolledHere, or what the filing itself is refused for;
    the draft then waits as before."""
    after(draft, Act.ENTER, by=second.person.id, at=at)
    if whose(second.person) != draft.institution:
        raise UnknownDraft(draft.id)
    return desk.file(filing, _submitted(desk, draft, second=second))


def procedure_for(store: Store, draft: Draft) -> Procedure:
    """How drafts like this one are entered."""
    return procedure_of(kind_of(store, draft.institution), draft.wanted.verb)


def institution_of(store: Store, draft: Draft, *, procedure: Procedure) -> str:
    """Whose filing it becomes: the institution's own, or at the counter that of whom the paper names. Raises
    NotEnrolledHere."""
    if draft.institution != COUNTER:
        return draft.institution
    found = clients.institution(store, draft.wanted.behalf or "")
    if found is None or procedure.role not in ROLES_OF[InstitutionType(found[1])]:
        raise NotEnrolledHere
    return found[0]


def sealed(authority: Authority, contents: Contents, *, draft: str) -> SealedValue:
    return authority.enclose(canon.dumps(contents), draft=draft)


def _submitted(desk: Desk, draft: Draft, *, second: Second | None = None) -> Submitted:
    procedure = procedure_for(desk.store, draft)
    institution = institution_of(desk.store, draft, procedure=procedure)
    assertion = second.assertion if second else None
    entering = Entering(
        draft=draft,
        procedure=procedure,
        second=second.person.id if second else None,
        passkey=assertion.key_id if assertion else None,
    )
    return Submitted(
        by=Filer(institution=institution, client=draft.maker, role=str(procedure.role)),
        evidence=_evidence(procedure, assertion),
        request=draft.wanted.body,
        entering=entering,
    )


def _evidence(procedure: Procedure, assertion: Assertion | None) -> Evidence:
    """A passkey's is given; that of two persons is written behind the lock, with the instant it bears."""
    if assertion is None or procedure.evidence is not EvidenceKind.PASSKEY:
        return Evidence(kind=procedure.evidence)
    return Evidence(
        kind=EvidenceKind.PASSKEY, base=assertion.base, signature=assertion.signature, key_id=assertion.key_id
    )


def kind_of(store: Store, institution: str) -> InstitutionType | None:
    """What the institution is whose drafts these are; None for the register's own counter."""
    return None if institution == COUNTER else read.type_of(store, institution)


def _require_maker(store: Store, by: Person, *, wanted: Wanted) -> None:
    procedure = procedure_of(kind_of(store, whose(by)), wanted.verb)
    if not by.roles & procedure.makers:
        raise NotPermitted(f"no maker of {wanted.verb}")


def _require_second(store: Store, draft: Draft, *, by: Person) -> None:
    if not by.roles & procedure_for(store, draft).seconds:
        raise SecondPersonNeeded("without the role")


@dataclass(frozen=True, slots=True)
class _Step:
    """A step with a draft that nobody else takes one with meanwhile."""

    drafts: Drafts
    kept: Kept
    change: Change

    @property
    def draft(self) -> Draft:
        return self.kept.draft

    def done(self, changed: bool) -> None:
        """Raise DraftMoved where the row was not as the step rests on it."""
        if not changed:
            raise DraftMoved(self.draft.state)


@contextmanager
def _taken(store: Store, seen: Seen, *, act: Act, by: tuple[str, str], at: datetime) -> Iterator[_Step]:
    person, institution = by
    with changing(store, institution=institution) as drafts:
        kept = drafts.taken(seen.id)
        if kept is None:
            raise UnknownDraft(seen.id)
        to = after(kept.draft, act, by=person, at=at)
        require_as_seen(kept.draft, seen, at=at)
        yield _Step(drafts, kept, Change(seen=seen, by=person, to=to, at=at))


def _contents(authority: Authority, kept: Kept) -> Contents:
    """Nothing of what has been forgotten."""
    if kept.sealed is None:
        return Contents(body=b"")
    return canon.build(Contents, canon.loads(authority.enclosed(kept.sealed, draft=kept.draft.id)))
