"""What waits for a second person, and what may become of it: one table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from registry.domain.drafts.refusals import DraftMoved, SecondPersonNeeded, UnknownDraft
from registry.domain.ids import Fresh, uuid7
from registry.domain.lifecycle import Verb

_ID = re.compile(r"dft_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
COUNTER = "register"
"""Whose drafts those of the register's own staff are: no institution is ever called so."""
STANDS_FOR = timedelta(days=30)
"""From its last change on. Each draft keeps the instant at which it expires, so that another term changes none."""


class DraftState(StrEnum):
    WRITTEN = "written"  # its maker is still at it
    WAITING = "waiting"  # for a second person
    ENTERED = "entered"
    RETURNED = "returned"  # by a second person, who said why
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"  # computed from the instant, never recorded


class Act(StrEnum):
    """What is done with a draft."""

    REVISE = "revise"
    SUBMIT = "submit"
    ENTER = "enter"
    HAND_BACK = "hand_back"
    WITHDRAW = "withdraw"


TRANSITIONS: Mapping[tuple[DraftState, Act], DraftState] = {
    (DraftState.WRITTEN, Act.REVISE): DraftState.WRITTEN,
    (DraftState.RETURNED, Act.REVISE): DraftState.WRITTEN,
    (DraftState.WRITTEN, Act.SUBMIT): DraftState.WAITING,
    (DraftState.RETURNED, Act.SUBMIT): DraftState.WAITING,
    (DraftState.WAITING, Act.ENTER): DraftState.ENTERED,
    (DraftState.WAITING, Act.HAND_BACK): DraftState.RETURNED,
    (DraftState.WRITTEN, Act.WITHDRAW): DraftState.WITHDRAWN,
    (DraftState.WAITING, Act.WITHDRAW): DraftState.WITHDRAWN,
    (DraftState.RETURNED, Act.WITHDRAW): DraftState.WITHDRAWN,
}

OF_A_SECOND = frozenset({Act.ENTER, Act.HAND_BACK})
"""What its maker never does; all else is his alone."""


class Exceeded(StrEnum):
    """Why what a system filed waits for a person of its institution."""

    VERB = "verb"  # its allowance does not list it
    CEILING = "ceiling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The paper behind a filing: the digest of its scan in hexadecimal, and its number where it has one."""

    sha256: str
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be entered. ``body`` is the wire form, ``target`` the address it would be sent to, ``behalf`` the
    credit code of the institution it is filed for, where the maker's own is not the one."""

    verb: Verb
    target: str
    body: bytes
    based_on: int | None = None
    behalf: str | None = None
    paper: Paper | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A draft as somebody saw it: what changed since is not overwritten."""

    id: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A filing that waits. ``maker`` is a person or a client of the institution, ``second`` who entered it or handed
    it back. Once it is entered or withdrawn its body is empty: what was entered stands in the journal."""

    id: str
    institution: str
    maker: str
    wanted: Wanted
    state: DraftState
    version: int
    written_at: datetime
    expires_at: datetime
    reason: str | None = None
    second: str | None = None
    entry: str | None = None
    exceeds: Exceeded | None = None

    @property
    def seen(self) -> Seen:
        return Seen(self.id, self.version)

    def state_at(self, at: datetime) -> DraftState:
        return standing(self.state, expires_at=self.expires_at, at=at)


def standing(state: DraftState, *, expires_at: datetime, at: datetime) -> DraftState:
    """What a draft recorded in this state is at an instant: nothing more comes of one that nobody looked after."""
    over = (DraftState.ENTERED, DraftState.WITHDRAWN)
    return DraftState.EXPIRED if state not in over and at >= expires_at else state


def known_id(text: str) -> str:
    """The id. Raises UnknownDraft for what could not be one: it is nobody's."""
    if not _ID.fullmatch(text):
        raise UnknownDraft
    return text


def draft_id(at: datetime, fresh: Fresh) -> str:
    return f"dft_{uuid7(at, fresh)}"


def after(draft: Draft, act: Act, *, by: str, at: datetime) -> DraftState:
    """The state an act leads to. Raises DraftMoved where it leads nowhere, SecondPersonNeeded for a maker who would be
    his own second person, UnknownDraft for whoever would act in a maker's place."""
    if act in OF_A_SECOND and by == draft.maker:
        raise SecondPersonNeeded("the maker is never the second person")
    if act not in OF_A_SECOND and by != draft.maker:
        raise UnknownDraft("somebody else's")
    stands = draft.state_at(at)
    try:
        return TRANSITIONS[stands, act]
    except KeyError:
        raise DraftMoved(stands) from None


def require_as_seen(draft: Draft, seen: Seen, *, at: datetime) -> None:
    """Raise DraftMoved for what has changed since it was looked at."""
    if draft.version != seen.version:
        raise DraftMoved(draft.state_at(at))
