"""Who was what, and when: asked of what was entered long ago."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from registry.domain.people.roles import PersonRole

CLOCKS_DIFFER = timedelta(minutes=5)
"""People come and go by the clock of the machine that answers, entries bear the database's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A role somebody had, at which institution, and for how long."""

    institution: str | None  # None: of the register's own staff
    role: PersonRole
    since: datetime
    until: datetime | None


def stood(terms: Iterable[Term], roles: frozenset[PersonRole], *, institution: str | None, at: datetime) -> bool:
    """Whether somebody with these terms stood at the institution in one of the roles at an instant."""
    return any(
        term.institution == institution
        and term.role in roles
        and term.since - CLOCKS_DIFFER <= at
        and (term.until is None or at <= term.until + CLOCKS_DIFFER)
        for term in terms
    )
