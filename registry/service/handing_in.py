"""What a client files is entered; or, where it exceeds what the client may, waits for a person of its institution."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime

from registry.domain.drafts.draft import STANDS_FOR, Draft, DraftState, Exceeded, Wanted, draft_id
from registry.domain.drafts.entering import Entering
from registry.domain.drafts.procedures import Procedure, procedure_of
from registry.domain.entry import Prepared
from registry.domain.errors import AboveCeiling, Exceeds, IdempotencyKeyReused
from registry.domain.filings import Filing, Submitted
from registry.service.drafts import Contents, opened, sealed
from registry.service.file import Desk, Filed, UsedForADraft
from registry.store import ConstraintFired
from registry.store.drafts import changing
from registry.store.reads import drafts as read


def handed_in(desk: Desk, filing: Filing, *, submitted: Submitted, wanted: Wanted, at: datetime) -> Filed | Draft:
    """The entry, or the draft it waits as: the same for every repeat. Raises what the filing is refused for, and where
    it would wait but for nobody, what it exceeds."""
    try:
        return desk.file(filing, submitted)
    except UsedForADraft as used:
        return opened(desk.store, desk.authority, draft=used.draft, institution=submitted.by.institution)
    except Exceeds as refused:
        draft = _would_wait(desk, filing, submitted=submitted, wanted=wanted, refused=refused, at=at)
    return _written(desk, draft, submitted=submitted)


def tried(desk: Desk, filing: Filing, *, submitted: Submitted, wanted: Wanted, at: datetime) -> Prepared | Draft:
    """What it would become, entry or draft; nothing is promised, and nothing written. Raises as ``handed_in``."""
    try:
        return desk.rehearse(filing, submitted)
    except Exceeds as refused:
        return _would_wait(desk, filing, submitted=submitted, wanted=wanted, refused=refused, at=at)


def _would_wait(
    desk: Desk, filing: Filing, *, submitted: Submitted, wanted: Wanted, refused: Exceeds, at: datetime
) -> Draft:
    """The draft that a filing which exceeds what its client may waits as; nothing is written. It is rehearsed as it
    would be entered, for what nobody could enter waits for nobody. Raises what the filing is refused for, and
    ``refused`` where there is no second person."""
    by = submitted.by
    procedure = _procedure(desk, submitted, wanted=wanted, refused=refused)
    draft = Draft(
        id=draft_id(at, os.urandom), institution=by.institution, maker=by.client, wanted=wanted,
        state=DraftState.WAITING, version=1, written_at=at, expires_at=at + STANDS_FOR,
        exceeds=Exceeded.CEILING if isinstance(refused, AboveCeiling) else Exceeded.VERB,
    )  # fmt: skip
    desk.rehearse(filing, replace(submitted, entering=Entering(draft=draft, procedure=procedure)))
    return draft


def _procedure(desk: Desk, submitted: Submitted, *, wanted: Wanted, refused: Exceeds) -> Procedure:
    """Raises what was exceeded where nobody stands who could enter it, or where it takes a paper, which no system
    hands in."""
    institution = submitted.by.institution
    procedure = procedure_of(read.type_of(desk.store, institution), wanted.verb)
    if procedure.needs_paper or not read.is_checked(desk.store, institution, roles=sorted(procedure.seconds)):
        raise refused
    return procedure


def _written(desk: Desk, draft: Draft, *, submitted: Submitted) -> Draft:
    key, institution = submitted.idempotency_key or "", draft.institution
    body = sealed(desk.authority, Contents(body=draft.wanted.body), draft=draft.id)
    try:
        with changing(desk.store, institution=institution) as drafts:
            drafts.write(draft, body)
            drafts.remember(draft, key=key, fingerprint=submitted.fingerprint)
    except ConstraintFired:
        found = read.by_token(desk.store, draft.maker, key=key)  # the same request came twice at once
        if found is None or found[1] != submitted.fingerprint:
            raise IdempotencyKeyReused from None
        return opened(desk.store, desk.authority, draft=found[0], institution=institution)
    return draft
