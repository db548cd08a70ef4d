"""What a filing would become if it were entered now: findings, what stands ahead, and what has to be acknowledged."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from registry.domain.entry import Entry
from registry.domain.errors import Refusal
from registry.domain.ids import uuid7
from registry.domain.rules.base import Severity
from registry.schemas import answers
from registry.schemas.drafted import filing_of
from registry.service import drafts
from registry.store import searches
from registry.web.desk.kept import Kept, written

_ROUNDS = 3  # of codes that come to light only once others are acknowledged


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """As of now; nothing is promised. ``refused`` is why it would not be entered, whatever is acknowledged."""

    findings: tuple[Mapping[str, Any], ...] = ()
    items: tuple[Mapping[str, Any], ...] = ()
    refused: Refusal | None = None

    @property
    def to_acknowledge(self) -> tuple[Mapping[str, Any], ...]:
        """Each rule once."""
        asked = {each["code"]: each for each in self.findings if each["severity"] == Severity.ACKNOWLEDGE}
        return tuple(asked.values())

    @property
    def others(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(each for each in self.findings if each["severity"] != Severity.ACKNOWLEDGE)


def outlook(form: Kept) -> Outlook:
    """Looked at as though whatever must be acknowledged were, so that all there is to say is said at once. It asks
    what stands on the keys, and so is noted as a search."""
    said = form
    refused: Refusal | None = None
    for _ in range(_ROUNDS):
        try:
            return _of(_rehearsed(said))
        except Refusal as declined:
            refused = declined
            codes = set(declined.facts.get("acknowledge", ())) - set(said.body.get("acknowledged", ()))
        if not codes:
            break
        said = _acknowledging(said, codes)
    return Outlook(refused=refused)


def _rehearsed(form: Kept) -> Entry:
    filing, here = filing_of(form.draft.wanted), form.here
    made = drafts.rehearsed(here.desk, filing, draft=form.draft).entry
    number = f"srch_{uuid7(here.clock(), os.urandom)}"
    searches.record(here.store, id=number, client=here.person().id, purpose="dry_run", keys=filing.locks())
    return made


def _acknowledging(form: Kept, codes: set[str]) -> Kept:
    body = {**form.body, "acknowledged": sorted({*form.body.get("acknowledged", ()), *codes})}
    wanted = replace(form.draft.wanted, body=written(body))
    return Kept(form.here, replace(form.draft, wanted=wanted))


def _of(made: Entry) -> Outlook:
    decided = json.loads(made.payload())["decided"]
    items = [each for each in decided.get("collateral", ()) if isinstance(each, dict) and "keys" in each]
    findings = [answers.finding(each) for each in decided.get("findings", ())]
    return Outlook(findings=tuple(findings), items=tuple(map(_item, items)))


def _item(became: Mapping[str, Any]) -> dict[str, Any]:
    """Where it would stand: what is ahead of it, what it comes behind, and what is linked to it."""
    ahead = became.get("ahead", [])
    listed = {name: became.get(name, []) for name in ("seizures", "contests", "linked")}
    return {"rank": len(ahead) + 1, "ahead": ahead, **listed}
