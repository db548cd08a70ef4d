"""/drafts: what somebody prepared and what waits for him; /drafts/{id}: one of them, and what he may do with it."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from registry.domain.drafts.draft import (
    OF_A_SECOND,
    TRANSITIONS,
    Act,
    Draft,
    DraftState,
    Seen,
    require_as_seen,
    standing,
)
from registry.domain.drafts.procedures import PROCEDURES, Procedure
from registry.domain.drafts.refusals import UnknownDraft
from registry.domain.errors import Refusal
from registry.domain.evidence import EvidenceKind
from registry.domain.lifecycle import Verb
from registry.domain.party import InstitutionType
from registry.domain.people.roles import Person
from registry.schemas.drafted import filing_of
from registry.schemas.drafts import STATES
from registry.schemas.words import ENUMERATIONS
from registry.service import drafts, passkeys
from registry.service.drafts import Second, whose
from registry.service.file import Desk
from registry.service.passkeys import ask_to_sign
from registry.service.people.showing import Shown, vouched
from registry.store.reads import clients
from registry.store.reads import drafts as read
from registry.web.drafts.shown import reading
from registry.web.guards import answered
from registry.web.page import page, see_other
from registry.web.reception import Reception

MOST = 200
SCRIPT = "passkey.js"
NOTICES = frozenset({"submitted", "entered", "returned", "withdrawn"})


def queue(here: Reception) -> Response:
    """What waits for him first; then what he made himself."""
    mine, at = here.person(), here.clock()
    found = read.listing(here.store, institution=whose(mine), limit=MOST, filters={})
    rows = [row | {"stands": standing(DraftState(row["state"]), expires_at=row["expires_at"], at=at)} for row in found]
    seconded = _seconded(mine, drafts.kind_of(here.store, whose(mine)))
    others = [row for row in rows if row["maker"] != mine.id and row["stands"] is DraftState.WAITING]
    return page(
        here,
        "drafts/queue",
        waiting=[row for row in others if row["verb"] in seconded],
        own=[row for row in rows if row["maker"] == mine.id],
        states=STATES,
        verbs=ENUMERATIONS["event"],
    )


def _seconded(person: Person, kind: InstitutionType | None) -> frozenset[Verb]:
    """What he enters when others of his kind have prepared it."""
    return frozenset(verb for (of, verb), each in PROCEDURES.items() if of is kind and person.roles & each.seconds)


def one(here: Reception, desk: Desk, *, draft: str) -> Response:
    return _shown(here, desk, draft=_seen(here, draft))


def submission(here: Reception, desk: Desk, *, draft: str) -> Response:
    """It waits for a second person from now on."""

    def act(found: Draft, mine: Person) -> str:
        drafts.submit(here.store, by=mine, seen=_as_shown(here, found), at=here.clock())
        return "submitted"

    return _done(here, desk, draft=draft, act=act)


def entry(here: Reception, desk: Desk, *, draft: str) -> Response:
    """Whoever enters it shows again who he is: a session that was left open is nobody's second person."""

    def act(found: Draft, mine: Person) -> str:
        require_as_seen(found, _as_shown(here, found), at=here.clock())
        shown = Shown(login=mine.login, password=request.form.get("current", ""), code=request.form.get("code", ""))
        second = Second(person=vouched(here.store, here.authority, shown=shown, at=here.clock()))
        drafts.enter(desk, filing_of(found.wanted), draft=found, second=second, at=here.clock())
        return "entered"

    return _done(here, desk, draft=draft, act=act)


def signature(here: Reception, desk: Desk, *, draft: str) -> Response:
    """What a second person's device is to sign of it: the text that says everything, of the version he has read."""
    found = _seen(here, draft)

    def ask() -> Response:
        visitor, at = here.known(), here.clock()
        require_as_seen(found, _as_shown(here, found), at=at)
        base = drafts.to_be_signed(desk, found, second=visitor.person, at=at)
        asked = ask_to_sign(here.passkeys, visitor, about=found.id, base=base, at=at)
        verb = ENUMERATIONS["event"][found.wanted.verb]
        return page(here, "drafts/sign", script=SCRIPT, options=asked, draft=found, verb=verb)

    return answered(ask, again=lambda refused: _shown(here, desk, draft=_seen(here, draft), refused=refused))


def signed(here: Reception, desk: Desk, *, draft: str) -> Response:
    """It is entered with the signature of his device, or waits as before."""

    def act(found: Draft, mine: Person) -> str:
        visitor, at = here.known(), here.clock()
        require_as_seen(found, _as_shown(here, found), at=at)
        answer = request.form.get("answer", "")
        assertion = passkeys.signed(here.passkeys, visitor, about=found.id, answer=answer, at=at)
        second = Second(person=mine, assertion=assertion)
        drafts.enter(desk, filing_of(found.wanted), draft=found, second=second, at=at)
        return "entered"

    return _done(here, desk, draft=draft, act=act)


def handing_back(here: Reception, desk: Desk, *, draft: str) -> Response:
    """With what has to be put right."""

    def act(found: Draft, mine: Person) -> str:
        reason = request.form.get("reason", "")
        drafts.hand_back(
            here.store, here.authority, by=mine, seen=_as_shown(here, found), reason=reason, at=here.clock()
        )
        return "returned"

    return _done(here, desk, draft=draft, act=act)


def withdrawal(here: Reception, desk: Desk, *, draft: str) -> Response:
    """Nothing comes of it."""

    def act(found: Draft, mine: Person) -> str:
        drafts.withdraw(here.store, by=mine.id, institution=whose(mine), seen=_as_shown(here, found), at=here.clock())
        return "withdrawn"

    return _done(here, desk, draft=draft, act=act)


def _done(here: Reception, desk: Desk, *, draft: str, act: Any) -> Response:
    found = _seen(here, draft)

    def answer() -> Response:
        return see_other(here, f"/drafts/{found.id}?notice={act(found, here.person())}")

    return answered(answer, again=lambda refused: _shown(here, desk, draft=_seen(here, draft), refused=refused))


def _shown(here: Reception, desk: Desk, *, draft: Draft, refused: Refusal | None = None) -> Response:
    at, notice = here.clock(), request.args.get("notice", "")
    procedure, state = drafts.procedure_for(here.store, draft), draft.state_at(at)
    return page(
        here,
        "drafts/one",
        status=422 if refused else 200,
        refused=refused,
        draft=draft,
        row=read.shown(here.store, draft.id, institution=draft.institution),
        reading=reading(desk, draft) if state is not DraftState.EXPIRED else None,
        state=STATES[state],
        verb=ENUMERATIONS["event"][draft.wanted.verb],
        evidence=ENUMERATIONS["evidence"][procedure.evidence],
        by_passkey=procedure.evidence is EvidenceKind.PASSKEY,
        behalf=_called(here, draft),
        steps=read.steps(here.store, draft.id, institution=draft.institution),
        states=STATES,
        person=here.person(),
        may=_open_to(here.person(), draft, procedure=procedure, state=state),
        notice=notice if notice in NOTICES else "",
    )


def _open_to(person: Person, draft: Draft, *, procedure: Procedure, state: DraftState) -> frozenset[Act]:
    """What he may do with it now."""
    may = {act for of, act in TRANSITIONS if of is state}
    if draft.maker == person.id:
        return frozenset(may - OF_A_SECOND)
    return frozenset(may & OF_A_SECOND) if person.roles & procedure.seconds else frozenset()


def _called(here: Reception, draft: Draft) -> str | None:
    """The institution it is filed for, where that is not the maker's own."""
    found = clients.institution(here.store, draft.wanted.behalf) if draft.wanted.behalf else None
    return clients.name_of(here.store, found[0]) if found else draft.wanted.behalf


def _seen(here: Reception, draft: str) -> Draft:
    """A draft that he made or could enter. Raises UnknownDraft for every other: it names people."""
    mine = here.person()
    found = drafts.opened(here.store, here.authority, draft=draft, institution=whose(mine))
    if not _concerns(mine, found, procedure=drafts.procedure_for(here.store, found)):
        raise UnknownDraft(draft)
    return found


def _concerns(person: Person, draft: Draft, *, procedure: Procedure) -> bool:
    return draft.maker == person.id or bool(person.roles & procedure.seconds)


def _as_shown(here: Reception, draft: Draft) -> Seen:
    return Seen(draft.id, here.version_sent())
