"""Rows of drafts, what is made of them, and the statements that change them: each step rests on what its statement says
of the row, and is noted down by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from registry.domain.drafts.draft import Draft, DraftState, Exceeded, Paper, Seen, Wanted
from registry.domain.lifecycle import Verb
from registry.signing.vault import SealedValue

COLUMNS = (
    "id, institution, verb, target, based_on, behalf, paper_sha256, paper_number, maker, exceeds, state, version,"
    " written_at, expires_at, second, entry, key_id, sealed"
)
ONE = f"SELECT {COLUMNS} FROM draft WHERE id = :id"
STEP = """
    INSERT INTO draft_step (draft, version, institution, state, by, at)
    SELECT id, version, institution, state, :by, changed_at FROM changed RETURNING version"""
_OF_ITS_MAKER, _OF_A_SECOND = "maker = :by", "maker <> :by AND state = 'waiting'"


def _changes(what: str, *, who: str) -> sa.TextClause:
    return sa.text(f"""
        WITH changed AS (
            UPDATE draft SET state = :state, version = version + 1, changed_at = :at, {what}
             WHERE id = :id AND version = :version AND {who} AND expires_at > :at
               AND state NOT IN ('entered', 'withdrawn')
            RETURNING id, institution, version, state, changed_at) {STEP}""")


REVISE = _changes(
    "verb = :verb, target = :target, based_on = :based_on, behalf = :behalf, paper_sha256 = :paper_sha256,"
    " paper_number = :paper_number, key_id = :key_id, sealed = :sealed, expires_at = :expires_at",
    who=_OF_ITS_MAKER,
)
SUBMIT = _changes("expires_at = :expires_at", who=_OF_ITS_MAKER)
WITHDRAW = _changes("key_id = NULL, sealed = NULL", who=_OF_ITS_MAKER)
HAND_BACK = _changes("second = :by, key_id = :key_id, sealed = :sealed, expires_at = :expires_at", who=_OF_A_SECOND)
ENTER = _changes("second = :by, entry = :entry, key_id = NULL, sealed = NULL", who=_OF_A_SECOND)


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it is kept: its body, and why it was handed back, under seal; nothing once it has ended."""

    draft: Draft
    sealed: SealedValue | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A step somebody takes with a draft as he saw it."""

    seen: Seen
    by: str
    to: DraftState
    at: datetime

    def binds(self) -> dict[str, Any]:
        return {
            "id": self.seen.id, "version": self.seen.version, "by": self.by, "state": str(self.to), "at": self.at,
        }  # fmt: skip


def kept(row: Any) -> Kept:
    paper = Paper(sha256=row["paper_sha256"], number=row["paper_number"]) if row["paper_sha256"] else None
    wanted = Wanted(
        verb=Verb(row["verb"]),
        target=row["target"],
        body=b"",
        based_on=row["based_on"],
        behalf=row["behalf"],
        paper=paper,
    )
    draft = Draft(
        **{name: row[name] for name in ("id", "institution", "maker", "version", "written_at", "expires_at")},
        wanted=wanted,
        state=DraftState(row["state"]),
        second=row["second"],
        entry=row["entry"],
        exceeds=Exceeded(row["exceeds"]) if row["exceeds"] else None,
    )
    sealed = SealedValue(key_id=row["key_id"], sealed=bytes(row["sealed"])) if row["sealed"] else None
    return Kept(draft, sealed)


def binds_of(wanted: Wanted, sealed: SealedValue, *, until: datetime) -> dict[str, Any]:
    paper = wanted.paper
    return {
        "verb": str(wanted.verb), "target": wanted.target, "based_on": wanted.based_on, "behalf": wanted.behalf,
        "paper_sha256": paper.sha256 if paper else None, "paper_number": paper.number if paper else None,
        "key_id": sealed.key_id, "sealed": sealed.sealed, "expires_at": until,
    }  # fmt: skip
