"""What every follow-up of a registration has: whose it must be, the version its filer read, the papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from registry.domain.access import reaches
from registry.domain.calendar import day_of
from registry.domain.claim import Document, paper_faults
from registry.domain.errors import Fault, InvalidParticulars, StaleVersion, UnknownRegistration
from registry.domain.filings.base import Filing, registration_key
from registry.domain.lifecycle import Status, after, status_on
from registry.domain.measures import Money
from registry.domain.registration import Encumbrance, Ground, RegistrationState
from registry.domain.text import Text

_NO_SUCH_ITEM = Text("本登记没有此项担保财产，或者已经解除。", "No such item stands in this registration.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """An encumbrance that is no longer live, the keys it frees, and what ends with it: the terms that a later version
    gave it, and the agreements to stand behind others."""

    id: str
    keys: tuple[str, ...]
    terms: int | None = None
    behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What became of the registration: its next version, and how it stands on the day."""

    number: str
    version: int
    status: Status
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp(Filing):
    """A filing on a registration that stands, by the institution whose it is."""

    registration: str
    based_on: int  # the version the filer read: If-Match
    client_reference: str | None = None
    documents: tuple[Document, ...] = ()

    @property
    def number(self) -> str:
        return self.registration

    def locks(self) -> tuple[str, ...]:
        return (registration_key(self.registration),)

    def faults(self) -> tuple[Fault, ...]:
        return tuple(paper_faults(self.documents))

    def at_stake(self, ground: Ground) -> tuple[Money, ...]:
        """All that the registration secures; of another institution's nothing is told, not even by a refusal."""
        state, standing = ground.registration, ground.standing
        if state is None or standing is None or state.institution != standing.institution:
            return ()
        return tuple(claim.maximum_amount or claim.principal for claim in state.claims)

    def reached(self, ground: Ground) -> tuple[RegistrationState, Status]:
        """The registration as it stands, and the status this verb leads it to."""
        state, standing = ground.registration, ground.standing
        if state is None or standing is None:
            raise UnknownRegistration(self.registration)
        if not reaches(standing.role, self.verb, own=state.institution == standing.institution):
            raise UnknownRegistration(self.registration)
        current = status_on(state.status, expires_on=state.expires_on, day=day_of(ground.at))
        status = after(current, self.verb)  # an ended registration says so, whatever version was named
        if state.version != self.based_on:
            raise StaleVersion(state.version)
        return state, status


def held_by(number: str, ground: Ground) -> tuple[Encumbrance, ...]:
    """What a registration burdens now, in order of entry."""
    return tuple(each for each in ground.encumbrances if each.registration == number)


def items_of(held: Iterable[Encumbrance]) -> tuple[Encumbrance, ...]:
    """The items of a registration, each once: what a further claim burdens is one of them."""
    return tuple(each for each in held if each.item is None)


def freed(encumbrance: Encumbrance) -> Released:
    keys = tuple(key.key for key in encumbrance.keys)
    return Released(id=encumbrance.id, keys=keys, terms=encumbrance.terms_version, behind=encumbrance.behind)


def named_faults(collateral: Sequence[str], documents: Sequence[Document]) -> Iterator[Fault]:
    """What is wrong with a list of items whatever the register holds; papers point into it."""
    if not collateral:
        yield Fault("/collateral", "missing", Text("至少填写一项。", "At least one is needed."))
    for index, item in enumerate(collateral):
        if item in collateral[:index]:
            text = Text("同一项担保财产已列明。", "This item is named already.")
            yield Fault(f"/collateral/{index}", "same_item_twice", text)
    for index, paper in enumerate(documents):
        if any(not 0 <= each < len(collateral) for each in paper.collateral):
            text = Text("所指担保财产不在本申请中。", "Names an item that is not in this filing.")
            yield Fault(f"/documents/{index}/collateral", "no_such_item", text)


def named_among(collateral: Sequence[str], held: Sequence[Encumbrance]) -> tuple[Encumbrance, ...]:
    """The encumbrances named, as named. Raises InvalidParticulars for every one that is not among what is held."""
    known = {each.id: each for each in held}
    missing = [index for index, item in enumerate(collateral) if item not in known]
    if missing:
        raise InvalidParticulars(*(Fault(f"/collateral/{index}", "no_such_item", _NO_SUCH_ITEM) for index in missing))
    return tuple(known[item] for item in collateral)
