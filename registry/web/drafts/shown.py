"""A draft in plain words: what its certificate would say if it were entered now, with everything that stands ahead."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.domain import canon, certificate, entry
from registry.domain.disclosure import digests_in, restored
from registry.domain.drafts.draft import Draft
from registry.domain.entry import Prepared
from registry.domain.errors import Refusal
from registry.paper.sheet import Section
from registry.schemas.drafted import filing_of, read_body
from registry.schemas.sheets import sheet
from registry.service.drafts import rehearsed
from registry.service.file import Desk


@dataclass(frozen=True, slots=True)
class Reading:
    """What somebody reads before he decides: the sections of the certificate to be, and the registrations that stand
    on the assets of a court's or an exchange's act; or why it could not be entered now, and what was written."""

    sections: tuple[Section, ...] = ()
    precedes: tuple[str, ...] = ()
    refused: Refusal | None = None
    written: str = ""


def reading(desk: Desk, draft: Draft) -> Reading:
    """Of a draft whose body has been forgotten there is nothing to read."""
    if not draft.wanted.body:
        return Reading()
    try:
        prepared = rehearsed(desk, filing_of(draft.wanted), draft=draft)
    except Refusal as refused:
        body = read_body(draft.wanted.body)
        return Reading(refused=refused, written=json.dumps(body, ensure_ascii=False, indent=2))
    decided = prepared.entry.decided.get("assets", ())
    precedes = dict.fromkeys(number for asset in decided for number in asset.get("precedes", ()))
    return Reading(sheet(_contents(desk, prepared), check_code="").sections[1:], precedes=tuple(precedes))


def _contents(desk: Desk, prepared: Prepared) -> Mapping[str, Any]:
    """Of a certificate that nobody signed, with the personal values that it would carry in place."""
    made = prepared.entry
    payload = certificate.contents(
        made, desk.authority.issuer, committed=entry.commitment(made.payload()), nonce=os.urandom(16)
    )
    contents = canon.loads(payload)
    printed = set(digests_in(contents))
    return restored(contents, [each.text for each in prepared.disclosures if each.digest in printed])
