"""What two administrators may open for an hour when there is no other way, and what becomes of it.

Why two and why a list: a door that one person can open is no door, and one that opens onto everything is asked for
every time. Each opening names what it is for, on whom or what, and the reason; both persons may use it, and nobody
else. It closes by itself. Everybody who administers sees it until the audit administrator, who was not one of the two,
has written down what he found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from registry.domain.errors import Fault, NotPermitted
from registry.domain.people.refusals import NotOpen, TwoAdministratorsNeeded
from registry.domain.people.roles import Person, PersonRole
from registry.domain.text import Text

STANDS_FOR = timedelta(hours=1)
WAITS_FOR = timedelta(days=1)
"""How long what one asks for waits for the second."""
_LONGEST_REASON = 500


class Glass(StrEnum):
    """What can be opened. One line here, one in ``ABOUT``, and whoever guards it asks ``opened``."""

    LIFT_PAUSE = "lift_pause"
    READ_TRAIL = "read_trail"


WORDS: Mapping[Glass, Text] = {
    Glass.LIFT_PAUSE: Text("提前解除登录暂停", "end a pause after failed sign-ins early"),
    Glass.READ_TRAIL: Text("查阅访问审计", "read the audit trail of access"),
}

_LOGIN = re.compile(r"[a-z][a-z0-9.-]{2,31}")
_WHOLE = re.compile(r"\*")
ABOUT: Mapping[Glass, re.Pattern[str]] = {Glass.LIFT_PAUSE: _LOGIN, Glass.READ_TRAIL: _WHOLE}
"""How each names what it is opened on: a login; the whole of it."""
ABOUT_WORDS: Mapping[Glass, Text] = {
    Glass.LIFT_PAUSE: Text("该人员的登录名", "that person's login"),
    Glass.READ_TRAIL: Text("填 *", "write *"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What was asked for, by whom it was opened, and how it ended. Nothing that stands in it ever changes."""

    id: str
    glass: Glass
    about: str
    reason: str
    asked_by: str
    asked_at: datetime
    opened_by: str | None = None
    opened_at: datetime | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None
    note: str | None = None

    @property
    def ends_at(self) -> datetime | None:
        """By itself, or sooner; None of what was never opened."""
        if self.opened_at is None:
            return None
        return min(self.opened_at + STANDS_FOR, self.ended_at or datetime.max.replace(tzinfo=self.opened_at.tzinfo))

    def stands(self, at: datetime) -> bool:
        return self.opened_at is not None and self.ends_at is not None and self.opened_at <= at < self.ends_at

    def waits(self, at: datetime) -> bool:
        """For the second administrator."""
        return self.opened_at is None and at < self.asked_at + WAITS_FOR

    @property
    def is_unreviewed(self) -> bool:
        return self.opened_at is not None and self.reviewed_at is None


def opened(openings: Iterable[Opening], glass: Glass, *, about: str, person: str, at: datetime) -> bool:
    """Whether this stands open at this instant, on this, for one of the two persons who opened it."""
    return any(
        each.glass is glass and each.about == about and person in (each.asked_by, each.opened_by) and each.stands(at)
        for each in openings
    )


def asking_faults(glass: Glass, *, about: str, reason: str) -> Iterator[Fault]:
    """What is wrong with what is asked for."""
    if not ABOUT[glass].fullmatch(about):
        yield Fault(
            "/about", "malformed", Text(f"对象：{ABOUT_WORDS[glass].zh}。", f"On what: {ABOUT_WORDS[glass].en}.")
        )
    if not 0 < len(reason) <= _LONGEST_REASON:
        yield Fault(
            "/reason", "missing", Text("须说明理由，至多 500 字。", "A reason is needed, of at most 500 characters.")
        )


def note_faults(note: str) -> Iterator[Fault]:
    """What is wrong with what was found."""
    if not 0 < len(note) <= _LONGEST_REASON:
        yield Fault(
            "/note", "missing", Text("须写明审查意见，至多 500 字。", "Say what was found, in at most 500 characters.")
        )


def require_asking(by: Person) -> None:
    """That ``by`` may ask for an opening."""
    if not by.is_administrator:
        raise TwoAdministratorsNeeded("only an administrator asks for it")


def require_opening(asked: Opening, *, by: Person, at: datetime) -> None:
    """That ``by`` may open what another asked for."""
    if not by.is_administrator or by.id == asked.asked_by:
        raise TwoAdministratorsNeeded("it takes another administrator than the one who asked")
    if not asked.waits(at):
        raise NotOpen("it was opened already, or asked for more than a day ago")


def require_end(standing: Opening, *, by: Person, at: datetime) -> None:
    """That ``by`` may end what stands open."""
    if not by.is_administrator:
        raise NotPermitted("openings are ended by administrators")
    if not standing.stands(at):
        raise NotOpen("it is not open")


def require_review(over: Opening, *, by: Person, at: datetime) -> None:
    """That ``by`` may review what was opened: an audit administrator who was not one of the two, once it is over."""
    if PersonRole.AUDIT_ADMINISTRATOR not in by.roles or by.id in (over.asked_by, over.opened_by):
        raise NotPermitted("it is reviewed by an audit administrator who was not one of the two")
    if not over.is_unreviewed or over.stands(at):
        raise NotOpen("it stands open still, or was reviewed")
