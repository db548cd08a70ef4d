"""Who gives what: an asset with its grantors and the consents that go with it, before any lender is named."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from registry.demo import parcels, receipts
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
    """What a lender is offered, and what it is worth in yuan."""

    item: dict[str, Any]
    worth: int
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


def household_offer(dice: Random, county: Region, *, today: date) -> Offer:
    """Contracted land a household gives itself."""
    return _household(dice, a_place(dice, county), today=today)


def goods(dice: Random, county: Region, *, receipt: dict[str, Any], today: date) -> Offer:
    """A receipt, given by somebody of a county; a collective gives it under its members' resolution."""
    who = dice.choice(("cooperative", "cooperative", "farm", "company", "company", "person", "collective"))
    offer = Offer(receipt, receipts.worth(receipt), [])
    return _given_by(dice, who, place=a_place(dice, county, village=EXAMPLE_VILLAGE), offer=offer, today=today)


def given_by_anyone(dice: Random, county: Region, *, item: dict[str, Any], worth: int, today: date) -> Offer:
    """What a household, a farm, a cooperative, a company or a collective gives."""
    who = dice.choice(("person", "person", "farm", "cooperative", "company", "collective"))
    return _given_by(
        dice, who, place=a_place(dice, county, village=EXAMPLE_VILLAGE), offer=Offer(item, worth, []), today=today
    )


def given_by_business(dice: Random, county: Region, *, item: dict[str, Any], worth: int, today: date) -> Offer:
    """What only a farm, a cooperative or a company gives."""
    who = dice.choice(("farm", "cooperative", "company"))
    return _given_by(
        dice, who, place=a_place(dice, county, village=EXAMPLE_VILLAGE), offer=Offer(item, worth, []), today=today
    )


def house(dice: Random, county: Region, *, item: dict[str, Any], worth: int, today: date) -> Offer:
    """A house that its household gives, and the collective's consent to its land."""
    place = a_place(dice, county)
    offer = _given_by(dice, "person", place=place, offer=Offer(item, worth, []), today=today)
    by = f"{place.name}（集体经济组织）"
    return replace(offer, consents=[_consent(dice, ConsentKind.COLLECTIVE_CONSENT, given_by=by, today=today)])


def confirmed(dice: Random, offer: Offer, *, by: str, today: date) -> Offer:
    """The offer, confirmed in most cases by who owes what is given."""
    if dice.random() < _CONSENT_TO_FOLLOW:
        return offer
    consent = _consent(dice, ConsentKind.ACCOUNT_DEBTOR, given_by=by, today=today)
    return replace(offer, consents=[*offer.consents, consent])


def _given_by(dice: Random, who: str, *, place: Place, offer: Offer, today: date) -> Offer:
    """The offer with its grantor; a collective gives under its members' resolution."""
    if who == "person":
        farmer = a_person(dice, place, today=today)
        return replace(offer, grantors=[farmer.as_grantor(GrantorRole.HOLDER, GrantorCategory.FARM_HOUSEHOLD)])
    if who == "collective":
        collective = a_collective(dice, place)
        resolution = _consent(dice, ConsentKind.COLLECTIVE_RESOLUTION, given_by=collective.name, today=today)
        return replace(offer, grantors=[collective.as_grantor()], consents=[resolution])
    make = {"cooperative": a_cooperative, "farm": a_family_farm, "company": a_company}[who]
    return replace(offer, grantors=[make(dice, place).as_grantor()])


def _household(dice: Random, place: Place, *, today: date) -> Offer:
    household, item = a_household(dice, place, today=today), parcels.household_land(dice, place)
    everybody = (household.representative, *household.members)
    role, category = GrantorRole.HOUSEHOLD_REPRESENTATIVE, GrantorCategory.FARM_HOUSEHOLD
    members = [member.as_grantor(GrantorRole.HOUSEHOLD_MEMBER) for member in household.members]
    names = "、".join(person.name for person in everybody)
    consents = [
        _consent(dice, ConsentKind.FAMILY_CONSENT, given_by=names, today=today),
        _filed_with_the_owner(dice, place, today=today),
    ]
    grantors = [household.representative.as_grantor(role, category), *members]
    return Offer(item, parcels.worth(item), grantors, consents)


def _transferred(dice: Random, place: Place, *, today: date) -> Offer:
    taker = dice.choice((a_cooperative, a_family_farm, a_company))(dice, place)
    contractor = a_person(dice, place, today=today)
    item = parcels.transferred_land(dice, place, today=today)
    value, grantors = parcels.worth(item), [taker.as_grantor()]
    filed = _filed_with_the_owner(dice, place, today=today)
    if dice.random() < _CONSENT_TO_FOLLOW:
        return Offer(item, value, grantors, [filed], [CONTRACTOR_CONSENT.code])
    consent = _consent(dice, ConsentKind.CONTRACTOR_CONSENT, given_by=contractor.name, today=today)
    return Offer(item, value, grantors, [filed, consent])


def _collective(dice: Random, place: Place, *, today: date) -> Offer:
    collective, item = a_collective(dice, place), parcels.collective_land(dice, place, today=today)
    value, grantors = parcels.worth(item), [collective.as_grantor()]
    if dice.random() < _CONSENT_TO_FOLLOW:
        return Offer(item, value, grantors, acknowledged=[MEMBERS_RESOLUTION.code])
    resolution = _consent(dice, ConsentKind.COLLECTIVE_RESOLUTION, given_by=collective.name, today=today)
    return Offer(item, value, grantors, [resolution])


def _filed_with_the_owner(dice: Random, place: Place, *, today: date) -> dict[str, Any]:
    return _consent(dice, ConsentKind.OWNER_FILING, given_by=f"{place.name}（发包方）", today=today)


def _consent(dice: Random, kind: ConsentKind, *, given_by: str, today: date) -> dict[str, Any]:
    given_on = today - timedelta(days=dice.randint(3, 40))
    return {
        "kind": str(kind),
        "collateral": [0],
        "given_by": given_by,
        "given_on": given_on.isoformat(),
        "document": f"TY-{given_on:%Y%m%d}-{dice.randint(1, 999):03d}",
    }
