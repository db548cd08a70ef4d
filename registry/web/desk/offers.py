"""What the register itself has to offer where something is chosen: lenders, courts, the items of a registration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from registry.domain.access import ROLES_OF, Role
from registry.domain.collateral import CLASSES
from registry.domain.text import Text
from registry.schemas import standing
from registry.store.reads import clients, counter, registrations
from registry.store.reads.counter import Institution, Whose
from registry.web.desk.counter import Counter
from registry.web.forms import Option

_MOST = 60  # beyond that a list is no help, and no page of six kilobytes


@dataclass(frozen=True)
class Offers:
    """Asked for only as far as a page needs it. ``number`` is the registration that is followed up, ``last`` the credit
    code of the institution that was filed for last."""

    here: Counter
    number: str | None = None
    last: str | None = None

    @cached_property
    def lenders(self) -> tuple[Institution, ...]:
        """His own institution; at the register's counter all lenders, the one of last time first."""
        return tuple(sorted(self._of(Role.LENDER), key=lambda each: each.identifier != self.last))

    @cached_property
    def courts(self) -> tuple[Institution, ...]:
        return tuple(self._of(Role.COURT))

    @cached_property
    def whose(self) -> Whose:
        """Whose the registration is. Raises UnknownRegistration, for another lender's too where a lender asks."""
        return counter.whose(self.here.store, self.number or "")

    @cached_property
    def seen(self) -> registrations.Seen:
        own = self.here.person().institution or self.whose.id
        return registrations.one(self.here.store, self.number or "", institution=own, as_of=None)

    @cached_property
    def items(self) -> tuple[Option, ...]:
        """What the registration is on, by the ids of the items."""
        given = standing.given(self.seen, at=max(self.seen.settled_until, self.seen.recorded_from, self.here.clock()))
        return tuple((item, _described(asset)) for item, asset in given.items())

    def _of(self, role: Role) -> Iterator[Institution]:
        own = self.here.person().institution
        types = [str(kind) for kind, roles in ROLES_OF.items() if role in roles]
        name = clients.name_of(self.here.store, own) if own else None
        for each in counter.institutions(self.here.store, types=types, most=_MOST):
            if name in (None, each.name):
                yield each


def named(institutions: tuple[Institution, ...]) -> tuple[Option, ...]:
    """To be chosen by credit code."""
    return tuple((each.identifier, Text(each.name, each.name)) for each in institutions)


def _described(asset: Mapping[str, Any]) -> Text:
    """An item in a few words: its kind, and the codes that stand in it."""
    cls = CLASSES[asset["kind"]]
    codes = [value for name, value in asset.items() if name.endswith(("_code", "_number")) and isinstance(value, str)]
    told = " ".join(codes[:2])
    return Text(f"{cls.name.zh} {told}".strip(), f"{cls.name.en} {told}".strip())
