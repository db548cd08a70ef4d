"""Who gives what: an asset with its grantors and the consents that go with it, before any lender is named."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from registry.demo.parcels import collective_land, household_land, transferred_land
from registry.demo.people import a_collective, a_company, a_cooperative, a_family_farm, a_household, a_person
from registry.demo.places import EXAMPLE_VILLAGE, Place, a_place
from registry.domain.claim import ConsentKind
from registry.domain.party import GrantorCategory, GrantorRole
from registry.domain.regions import Region
from registry.domain.rules.collective_economy_law import MEMBERS_RESOLUTION
from registry.domain.rules.contracting_law import CONTRACTOR_CONSENT

_TRANSFERRED, _COLLECTIVE = 0.25, 0.12  # shares of the parcels; the rest is the households'
_CONSENT_TO_FOLLOW = 0.2  # the filer acknowledges that it is missing, and files all the same


@dataclass(frozen=True, slots=True)
class Offer:
    """What a lender is offered. ``county`` is where it lies."""

    item: dict[str, Any]
    grantors: list[dict[str, Any]]
    consents: list[dict[str, Any]] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)


def land(dice: Random, county: Region, *, today: date) -> Offer:
    """Contracted land in a county."""
    share = dice.random()
    if share < _COLLECTIVE:
        return _collective(dice, a_place(dice, county, village=EXAMPLE_VILLAGE), today=today)
    if share < _COLLECTIVE + _TRANSFERRED:
        return _transferred(dice, a_place(dice, county), today=today)
    return _household(dice, a_place(dice, county), today=today)


def owner_of_goods(dice: Random, county: Region, *, today: date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Grantors of a receipt, with the resolution where a collective's goods are given."""
    place = a_place(dice, county, village=EXAMPLE_VILLAGE)
    who = dice.choice(("cooperative", "cooperative", "farm", "company", "company", "person", "collective"))
    if who == "person":
        farmer = a_person(dice, place, today=today)
        return [farmer.as_grantor(GrantorRole.HOLDER, GrantorCategory.FARM_HOUSEHOLD)], []
    if who == "collective":
        collective = a_collective(dice, place)
        return [collective.as_grantor()], [_consent(dice, ConsentKind.COLLECTIVE_RESOLUTION, collective.name, today)]
    make = {"cooperative": a_cooperative, "farm": a_family_farm, "company": a_company}[who]
    return [make(dice, place).as_grantor()], []


def _household(dice: Random, place: Place, *, today: date) -> Offer:
    household = a_household(dice, place, today=today)
    first = household.representative
    role, category = GrantorRole.HOUSEHOLD_REPRESENTATIVE, GrantorCategory.FARM_HOUSEHOLD
    members = [member.as_grantor(GrantorRole.HOUSEHOLD_MEMBER) for member in household.members]
    consents = [
        _consent(dice, ConsentKind.FAMILY_CONSENT, "、".join(p.name for p in (first, *household.members)), today),
        _consent(dice, ConsentKind.OWNER_FILING, f"{place.name}（发包方）", today),
    ]
    return Offer(household_land(dice, place), [first.as_grantor(role, category), *members], consents)


def _transferred(dice: Random, place: Place, *, today: date) -> Offer:
    taker = dice.choice((a_cooperative, a_family_farm, a_company))(dice, place)
    contractor = a_person(dice, place, today=today)
    consents = [_consent(dice, ConsentKind.OWNER_FILING, f"{place.name}（发包方）", today)]
    item, grantors = transferred_land(dice, place, today=today), [taker.as_grantor()]
    if dice.random() < _CONSENT_TO_FOLLOW:
        return Offer(item, grantors, consents, [CONTRACTOR_CONSENT.code])
    return Offer(item, grantors, [*consents, _consent(dice, ConsentKind.CONTRACTOR_CONSENT, contractor.name, today)])


def _collective(dice: Random, place: Place, *, today: date) -> Offer:
    collective = a_collective(dice, place)
    item, grantors = collective_land(dice, place, today=today), [collective.as_grantor()]
    if dice.random() < _CONSENT_TO_FOLLOW:
        return Offer(item, grantors, acknowledged=[MEMBERS_RESOLUTION.code])
    return Offer(item, grantors, [_consent(dice, ConsentKind.COLLECTIVE_RESOLUTION, collective.name, today)])


def _consent(dice: Random, kind: ConsentKind, given_by: str, today: date) -> dict[str, Any]:
    given_on = today - timedelta(days=dice.randint(3, 40))
    return {
        "kind": str(kind),
        "collateral": [0],
        "given_by": given_by,
        "given_on": given_on.isoformat(),
        "document": f"TY-{given_on:%Y%m%d}-{dice.randint(1, 999):03d}",
    }
