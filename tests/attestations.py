"""Builders of what keepers and insurers attest (see ``samples``): dull defaults, no clock."""

from dataclasses import replace

from registry.domain.collateral import Statement
from registry.domain.collateral.warehouse_receipt import Keeper, Lot
from registry.domain.filings import Attest
from registry.domain.measures import Quantity
from registry.domain.party import InstitutionType
from registry.domain.registration import Attestation, Ledger
from tests.acts import act_ground, by
from tests.samples import (
    TODAY,
    a_draft,
    a_filing,
    a_policy,
    a_receipt,
    a_registration_state,
    a_standing,
    a_uscc,
    decided,
    entered,
)

KEEPER = replace(
    a_standing(kind=InstitutionType.KEEPER, role="keeper"), institution="inst_keeper", identifier="91500112MA60ABCD5W"
)
INSURER = replace(
    a_standing(kind=InstitutionType.INSURER, role="insurer"),
    institution="inst_insurer",
    identifier="91500000MA6DEM065Q",
)
OTHER_KEEPER = Keeper(name="另一示例仓储", uscc=a_uscc("91500112"))
LOT = Lot(warehouse="一号库", slot="A-03", lot="2026-稻-07")


def tonnes(value):
    return Quantity.parse(str(value), "t")


def stored(value=100, **changes):
    """A receipt of so many tonnes in one lot."""
    return a_receipt(**({"lot": LOT, "quantity": tonnes(value)} | changes))


def an_attestation(asset, statement=Statement.CONFIRMED, **changes):
    return Attest(**({"asset": asset, "statement": statement, "stated_on": TODAY} | changes))


def a_split(receipt, *into, **changes):
    return an_attestation(receipt, Statement.SPLIT, into=into, **changes)


def a_ledger(asset, *, pledged, capacity=None, number=1):
    """Of what an asset takes of."""
    (key,) = (each for each in asset.asset_keys() if each.takes)
    return Ledger(key=key.key, measure=key.takes.measure, number=number, pledged=pledged, capacity=capacity)


def of_tonnes(receipt, *, pledged, capacity=None, number=1):
    grams = None if capacity is None else capacity * 10**6
    return a_ledger(receipt, pledged=pledged * 10**6, capacity=grams, number=number)


def attesting(*held, standing=KEEPER, **changes):
    """What a keeper's statement finds."""
    states = {each.registration: a_registration_state(each.registration) for each in held}
    return act_ground(*held, standing=standing, **({"states": states} | changes))


def attested(filing, ground=None):
    """The decision on a keeper's statement."""
    ground = ground or attesting()
    return decided(filing, ground, by=by(ground.standing))


def said(filing, ground=None):
    """The statement as it stands on its asset."""
    ground = ground or attesting()
    made = attested(filing, ground).decided
    (became,) = made.assets
    return Attestation(
        id=became.id,
        act=made.number,
        institution=ground.standing.institution,
        asset=filing.asset,
        keys=became.keys,
        recorded_from=ground.at,
        statement=filing.statement,
    )


def grams(ledgers):
    """Pledged and capacity of each, in tonnes."""
    return [(each.pledged / 10**6, each.capacity and each.capacity / 10**6) for each in ledgers]


ATTESTATIONS = (
    an_attestation(stored(), quantity=tonnes(150), document_number="证 1"),
    an_attestation(stored(), Statement.DELIVERED, quantity=tonnes(10)),
    a_split(stored(100), stored(60), stored(40)),
    an_attestation(a_policy(), Statement.REFUSED),
)


def one_of_each_attestation():
    """A draft of a count, and of a split that carries a lien."""
    receipt = stored(100)
    lien = entered(a_filing(receipt))
    counted = an_attestation(receipt, quantity=tonnes(150), document_number="证 1")
    yield a_draft(counted, attesting(lien), by=by(KEEPER))
    yield a_draft(a_split(receipt, stored(60), stored(40)), attesting(lien), by=by(KEEPER))
