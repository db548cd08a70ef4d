"""Two persons behind a filing: judged behind the lock when a draft is entered, and again by the audit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from registry.domain import canon
from registry.domain.disclosure import Disclosure
from registry.domain.drafts.approval import (
    BY_TWO,
    Approved,
    approved,
    content_digest,
    disagreements,
    is_signed_for,
    read_approved,
    vouched,
)
from registry.domain.drafts.draft import DraftState
from registry.domain.drafts.entering import Entering, require_attended, require_within_limit
from registry.domain.drafts.procedures import Procedure, paper_faults, procedures_for
from registry.domain.drafts.refusals import DraftMoved, PasskeyRequired
from registry.domain.entry import Entry
from registry.domain.evidence import Evidence
from registry.domain.filings import Filing, Submitted
from registry.domain.people.history import stood
from registry.domain.registration import Ground
from registry.service.known import Known
from registry.store.draft_rows import Change
from registry.store.register import Register


def attended(
    register: Register, entering: Entering, *, filing: Filing, submitted: Submitted, ground: Ground, origin: str
) -> tuple[Submitted, Ground]:
    """What is handed in, with its evidence, and what stands, with the institution whose filing it becomes. Raises what
    ``require_attended`` does, AboveApprovalLimit, and PasskeyRequired where something else was signed."""
    whose, kind = submitted.by.institution, entering.procedure.evidence
    there = register.attendance(entering, whose=whose)
    ground = replace(ground, standing=require_attended(entering, there))
    require_within_limit(entering, there, at_stake=filing.at_stake(ground))
    if entering.second is None:
        return submitted, ground
    whom: dict[str, Any] = {"register": origin, "institution": whose, "checker": entering.second, "at": ground.at}
    if kind in BY_TWO:
        return replace(submitted, evidence=vouched(approved(entering.draft, **whom), kind)), ground
    if not is_signed_for(submitted.evidence.base, entering.draft, **whom):
        raise PasskeyRequired
    return submitted, ground


def end_draft(register: Register, entering: Entering, *, entry: Entry) -> None:
    """The draft is entered with its entry, or neither is. Raises DraftMoved where another was faster."""
    by = entering.second or ""
    change = Change(seen=entering.draft.seen, by=by, to=DraftState.ENTERED, at=entry.at)
    if not register.enter_draft(change, entry=entry.id):
        raise DraftMoved(DraftState.ENTERED)


def faults(made: Entry, kept: Evidence, *, known: Known, request: Disclosure | None) -> Iterator[str]:
    """What is wrong with the evidence of an entry that was drafted; nothing when two persons stood behind it who could.
    Whether a passkey's signature over the text verifies is asked elsewhere."""
    try:
        said = read_approved(kept.base)
    except canon.NotCanonical:
        yield "what was approved is no filing of a second person's"
        return
    yield from disagreements(said, made, register=known.register)
    if request is not None and said.content_digest != content_digest(canon.unb64(request.read()[1])):
        yield "the body kept is not the body that was approved"
    if kept.kind in BY_TWO and (kept != vouched(said, kept.kind) or said.at != made.at):
        yield "not the two persons who entered it"
    ways = procedures_for(made.by.role, made.verb, evidence=kept.kind)
    if not any(_went(said, made, procedure=each, known=known) for each in ways):
        yield "no two persons stood who could enter it, with the paper that it takes"


def _went(said: Approved, made: Entry, *, procedure: Procedure, known: Known) -> bool:
    """Whether it was entered in this way."""
    institution = None if procedure.at_the_counter else made.by.institution
    checker, maker = known.people.get(said.checker, ()), known.people.get(said.maker, ())
    made_by_one = stood(maker, procedure.makers, institution=institution, at=made.at) or (
        not procedure.at_the_counter and known.client(said.maker)
    )
    seconded = stood(checker, procedure.seconds, institution=institution, at=made.at)
    return made_by_one and seconded and not any(paper_faults(said.paper, by=procedure))
