"""The draft in which a form is kept from page to page."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from registry.domain.drafts.draft import Draft, Paper, Wanted
from registry.domain.drafts.refusals import UnknownDraft
from registry.domain.errors import Fault, InvalidParticulars
from registry.domain.lifecycle import Verb
from registry.domain.text import Text
from registry.schemas.drafted import filing_of
from registry.service import drafts
from registry.web.desk.answers import Answered, answered
from registry.web.desk.application import digest_of, text_of
from registry.web.desk.counter import Counter
from registry.web.desk.journeys import JOURNEYS, Journey
from registry.web.desk.offers import Offers
from registry.web.typed import Body


@dataclass(frozen=True)
class Kept:
    """A draft that the desk can go on with, and what it says."""

    here: Counter
    draft: Draft

    @cached_property
    def journey(self) -> Journey:
        return JOURNEYS[self.draft.wanted.verb]

    @cached_property
    def body(self) -> Body:
        """What has been typed so far; nothing of a draft that has ended."""
        made: Body = json.loads(self.draft.wanted.body or b"{}")
        return made

    @cached_property
    def offers(self) -> Offers:
        return Offers(self.here, number=number_of(self.draft.wanted), last=self.draft.wanted.behalf)

    @cached_property
    def answers(self) -> tuple[Answered, ...]:
        return answered(self.journey, self.body, offers=self.offers)

    @cached_property
    def application(self) -> str:
        """The text that is printed and signed."""
        return text_of(self.journey.name, self.answers, register=self.here.authority.issuer.name)

    @cached_property
    def digest(self) -> str:
        return digest_of(self.application)

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """What the schema and the filing itself find wrong with it as it stands."""
        try:
            filing_of(self.draft.wanted).check()
        except InvalidParticulars as wrong:
            return wrong.faults
        return ()

    def path(self, page: str) -> str:
        return f"/desk/{self.draft.id}/{page}"

    def revised(self, body: Body, *, paper: Paper | None, version: int) -> Kept:
        """Say something else from now on. What is sent twice changes nothing the second time, so that it is not held
        against whoever pressed twice. Raises DraftMoved, UnknownDraft."""
        wanted = replace(self.draft.wanted, body=written(body), paper=paper)
        # Until a lender is chosen it is the one of last time, who is offered first.
        wanted = replace(wanted, behalf=self.journey.behalf(body, self.offers) or self.draft.wanted.behalf)
        if wanted == self.draft.wanted:
            return self
        seen = replace(self.draft.seen, version=version)
        here = self.here
        drafts.revise(here.store, here.authority, by=here.person(), seen=seen, wanted=wanted, at=here.clock())
        return kept(here, self.draft.id)


def kept(here: Counter, draft: str) -> Kept:
    """Raises UnknownDraft; also for what the desk has no pages for."""
    found = here.opened(draft)
    if found.wanted.verb not in JOURNEYS:
        raise UnknownDraft(draft)
    return Kept(here, found)


def begun(here: Counter, verb: Verb, *, body: Body, number: str | None = None, behalf: str | None = None) -> str:
    """The id of a new draft. ``number`` is the registration it follows up."""
    path, based_on = JOURNEYS[verb].path, None
    if number is not None:
        path, based_on = f"/v1/registrations/{number}/{path}", Offers(here, number=number).seen.version
    wanted = Wanted(verb=verb, target=path, based_on=based_on, body=written(body), behalf=behalf)
    return drafts.write(here.store, here.authority, by=here.person(), wanted=wanted, at=here.clock())


def written(body: Body) -> bytes:
    """As the API would be sent it. In ASCII, so that whatever was typed can be written."""
    return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()


def number_of(wanted: Wanted) -> str | None:
    """The registration that a draft follows up."""
    parts = wanted.target.split("/")
    return parts[3] if len(parts) > 4 and parts[2] == "registrations" else None  # noqa: PLR2004 -- /v1/registrations/{number}/…


def fault(pointer: str, code: str, *, text: Text) -> InvalidParticulars:
    return InvalidParticulars(Fault(pointer, code, text))


def plain(value: Any) -> str:
    return value if isinstance(value, str) else ""
