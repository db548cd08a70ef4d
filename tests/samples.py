"""Plain builders: every argument has a dull default, so that a test states only what matters.

Numbers are invented, unique within a process and carry right check digits. Nothing here asks a clock.
"""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from registry.domain.admission import decide
from registry.domain.claim import Claim, ClaimKind
from registry.domain.collateral import (
    CollectiveConstructionLand,
    ForestRight,
    InsurancePolicy,
    LandManagementRight,
    StatutoryRegistration,
    Terms,
    WarehouseReceipt,
)
from registry.domain.collateral.collective_construction_land import Acquisition
from registry.domain.collateral.forest_right import ForestCategory
from registry.domain.collateral.insurance_policy import InsuredObject, Insurer, Period
from registry.domain.collateral.land_management_right import Layer
from registry.domain.collateral.warehouse_receipt import Keeper, Lot, ReceiptForm
from registry.domain.entry import prepare
from registry.domain.evidence import Evidence, EvidenceKind
from registry.domain.filings import Discharge, DischargeReason, Purpose, Register, Search, Submitted
from registry.domain.identifiers import (
    Scheme,
    citizen_id_check_character,
    organisation_code_checks,
    uscc_check_character,
)
from registry.domain.lifecycle import Status
from registry.domain.measures import Money, Quantity, Unit
from registry.domain.party import (
    Filer,
    Grantor,
    Identifier,
    InstitutionType,
    Party,
    PartyType,
    SecuredCreditor,
    Standing,
)
from registry.domain.registration import Encumbrance, Ground, Item, RegistrationState, SearchBy

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # twelve o'clock in Chongqing
TODAY = date(2026, 11, 22)
TODAY_NEXT_YEAR = date(2027, 11, 22)

_serial = itertools.count(1)

# --- numbers ----------------------------------------------------------------------------------------------------------


def a_uscc(prefix="91500233"):
    """A new credit code; its organisation code inside checks too. 92…: sole trader, N2…: village, 11…: state organ."""
    body = prefix + f"MA{next(_serial):06d}"
    organisation = next(body + check for check in "0123456789X" if organisation_code_checks(body + check))
    return organisation + uscc_check_character(organisation)


def a_uscc_of_old(prefix="91500233"):
    """A credit code whose organisation code fails its own check, as some carried over from older registers do."""
    body = prefix + f"MA{next(_serial):06d}"
    organisation = next(body + check for check in "0123456789" if not organisation_code_checks(body + check))
    return organisation + uscc_check_character(organisation)


def a_citizen_id(born=None):
    serial = next(_serial)
    born = born or date(1960, 1, 1) + timedelta(days=serial % 20_000)  # still born before today in a long run
    body = f"500233{born:%Y%m%d}{serial % 1000:03d}"
    return body + citizen_id_check_character(body)


def a_parcel_code(county="500233"):
    return f"{county}10420301{next(_serial):05d}"


def a_unit_code(features="JD", serial=None, *, attachment="W00000000"):
    return f"500233104203{features}{serial or next(_serial):05d}{attachment}"


def a_policy_number():
    return f"PZ-2026-{next(_serial):06d}"


def a_receipt_number():
    return f"CD-2026-{next(_serial):06d}"


def counting():
    """A ``Fresh`` that never surprises: the same calls give the same bytes, and no two calls the same ones."""
    calls = itertools.count(1)
    return lambda length: sha256(f"draw {next(calls)}".encode()).digest()[:length]


# --- people -----------------------------------------------------------------------------------------------------------


def a_person(*, name="张三", number=None, address="忠县示例镇示例村一组17号"):
    return Party(
        type=PartyType.NATURAL_PERSON,
        name=name,
        identifier=Identifier(Scheme.CITIZEN_ID, number or a_citizen_id()),
        address=address,
    )


def an_organization(*, name="重庆示例农业有限公司", uscc=None, address=None):
    identifier = Identifier(Scheme.USCC, uscc or a_uscc())
    return Party(type=PartyType.ORGANIZATION, name=name, identifier=identifier, address=address)


def a_sole_trader(*, name="忠县李四粮食经营部", address="忠县示例镇正街3号"):
    return an_organization(name=name, uscc=a_uscc("92500233"), address=address)


def a_village(*, name="忠县示例镇示例村股份经济合作联合社"):
    return an_organization(name=name, uscc=a_uscc("N2500233"))


_BANK_NUMBER = a_uscc("91500000")
_OTHER_BANK_NUMBER = a_uscc("91500000")
THE_FARMER = a_citizen_id()  # gives whatever nobody else is said to give: who gives an asset twice holds it still


def a_bank(*, name="重庆示例农村商业银行", uscc=_BANK_NUMBER):
    """Always the same bank, unless another number is given: most filings of a test are one lender's."""
    return SecuredCreditor(
        type=PartyType.ORGANIZATION,
        name=name,
        identifier=Identifier(Scheme.USCC, uscc),
        financial_institution=True,
    )


def another_bank():
    return a_bank(name="重庆另一示例银行", uscc=_OTHER_BANK_NUMBER)


def a_grantor(party=None, **particulars):
    party = party or a_person(number=THE_FARMER)
    return Grantor(type=party.type, name=party.name, identifier=party.identifier, address=party.address, **particulars)


def a_standing(bank=None, *, kind=InstitutionType.FINANCIAL_INSTITUTION, key_live=True, role="lender"):
    """What the register's records say of the bank that files, and of the key it files with."""
    bank = bank or a_bank()
    number = bank.identifier.value
    return Standing(
        institution=f"inst_{number.lower()}",
        name=bank.name,
        identifier=number,
        type=kind,
        key_live=key_live,
        client="core-banking",
        role=role,
    )


def a_filer(bank=None, *, role="lender"):
    return Filer(institution=a_standing(bank).institution, client="core-banking", role=role)


def some_evidence(**changes):
    given = {"kind": EvidenceKind.HTTP_SIGNATURE, "base": b"signed text", "signature": b"64 bytes", "key_id": "key-1"}
    return Evidence(**(given | changes))


# --- what is given ----------------------------------------------------------------------------------------------------


def a_claim(**changes):
    given = {
        "kind": ClaimKind.LOAN,
        "principal": Money(50_000_000),
        "contract_number": f"HT-2026-{next(_serial)}",
        "contract_effective_on": date(2026, 11, 20),
        "due_on": date(2027, 11, 19),
    }
    return Claim(**(given | changes))


def a_receipt(number=None, **changes):
    """A paper receipt in a lot of its own."""
    serial = next(_serial)
    given = {
        "keeper": Keeper(name="重庆示例仓储有限公司", uscc="91500112MA60ABCD5W"),
        "receipt_number": number or a_receipt_number(),
        "form": ReceiptForm.PAPER,
        "commodity": "稻谷",
        "quantity": Quantity.parse("120.000", "t"),
        "lot": Lot(warehouse="一号库", slot="A-03", lot=f"2026-稻-{serial}"),
        "stored_from": date(2026, 10, 1),
        "stored_until": date(2028, 9, 30),
    }
    return WarehouseReceipt(**(given | changes))


def an_electronic_receipt(number=None, *, platform="示例仓单平台", **changes):
    return a_receipt(number, form=ReceiptForm.ELECTRONIC, platform=platform, **changes)


def a_parcel(code=None, **changes):
    """A household's right in a parcel of its own; the contract follows the parcel's issuing party."""
    code = code or a_parcel_code()
    given = {
        "parcel_code": code,
        "contract_code": f"{code[:14]}0012J",
        "layer": Layer.CONTRACTOR,
        "right_starts_on": date(1998, 10, 1),
        "right_ends_on": date(2058, 9, 30),
        "area": Quantity.parse("12.50", Unit.MU),
        "location": "忠县示例镇示例村一组",
    }
    return LandManagementRight(**(given | changes))


def a_transferred_parcel(code=None, *, contract="LZ-2020-1", **changes):
    given = {"layer": Layer.TRANSFEREE, "transferee_contract_number": contract, "right_starts_on": date(2020, 1, 1)}
    return a_parcel(code, **(given | changes))


def a_forest(unit=None, **changes):
    """Timber with its land, under a unit code of its own."""
    given = {
        "unit_code": unit or a_unit_code("JE", attachment="L00000001"),
        "forest_category": ForestCategory.TIMBER,
        "species": "马尾松",
        "stand_age_years": 18,
        "volume": Quantity.parse("640.000", Unit.CUBIC_METRE),
        "area": Quantity.parse("120.00", Unit.MU),
        "includes_land": True,
        "includes_trees": True,
        "right_ends_on": date(2069, 12, 31),
    }
    return ForestRight(**(given | changes))


def a_certified_forest(certificate="渝忠林证字(2009)第000123号", subcompartment="12", **changes):
    """A forest known by its old certificate only."""
    return replace(a_forest(), unit_code=None, certificate_number=certificate, subcompartment=subcompartment, **changes)


def a_site(unit=None, **changes):
    """Granted land for business, with a building on it."""
    given = {
        "unit_code": unit or a_unit_code("JB"),
        "acquisition": Acquisition.GRANTED,
        "buildings": ("冷库一座",),
        "right_ends_on": date(2066, 6, 30),
        "area": Quantity.parse("3200.00", Unit.SQUARE_METRE),
        "notice_to_owner_on": date(2026, 11, 1),
    }
    return CollectiveConstructionLand(**(given | changes))


def a_policy(number=None, *, insured=None, period=None, **changes):
    """A policy over nothing that has a code, acknowledged by its insurer."""
    given = {
        "insurer": Insurer(name="重庆示例农业保险有限公司", uscc="91500000MA6DEM065Q"),
        "policy_number": number or a_policy_number(),
        "insured_object": insured or InsuredObject(description="柑橘120亩"),
        "period": period or Period(starts_on=date(2026, 10, 1), ends_on=date(2028, 9, 30)),
        "sum_insured": Money(30_000_000),
        "insurer_acknowledged_at": NOON,
    }
    return InsurancePolicy(**(given | changes))


def an_item(asset=None, **terms):
    """The asset under the first interest its kind takes."""
    asset = asset or a_receipt()
    return Item(asset, Terms(**({"interest": asset.interests[0]} | terms)))


def a_statutory_registration(registered_at=NOON, number="渝-2026-1"):
    return StatutoryRegistration(registry="不动产登记中心", number=number, registered_at=registered_at)


# --- filings ----------------------------------------------------------------------------------------------------------


def a_filing(*items, **changes):
    """A registration of the items (or bare assets) by the usual bank, against one farmer's grant."""
    collateral = tuple(each if isinstance(each, Item) else an_item(each) for each in items or (a_receipt(),))
    given = {
        "secured_creditor": a_bank(),
        "grantors": (a_grantor(),),
        "secured_claim": a_claim(),
        "collateral": collateral,
        "expires_on": date(2027, 12, 31),
    }
    return Register(**(given | changes))


def a_discharge(number, **changes):
    given = {"registration": number, "based_on": 1, "reason": DischargeReason.CLAIM_EXTINGUISHED}
    return Discharge(**(given | changes))


def a_search(**changes):
    given = {"by": SearchBy.ASSET, "purpose": Purpose.LENDING, "keys": ("parcel/v1:5002331042030100123",)}
    return Search(**(given | changes))


def a_ground(*held, bank=None, **changes):
    """What was read behind the lock at noon: these encumbrances, and positions that follow from them."""
    positions = {}
    for key in (key for encumbrance in held for key in encumbrance.keys):
        positions[key.key] = max(positions.get(key.key, 0), key.position)
    given = {
        "at": NOON + timedelta(minutes=len(held)),
        "settled_until": NOON - timedelta(seconds=1),
        "last_instant": max((each.recorded_from for each in held), default=None),
        "serial": len(held) + 1,
        "standing": a_standing(bank),
        "encumbrances": held,
        "positions": positions,
    }
    return Ground(**(given | changes))


def a_registration_state(number, **changes):
    given = {
        "number": number,
        "institution": a_standing().institution,
        "version": 1,
        "status": Status.ACTIVE,
        "expires_on": date(2027, 12, 31),
        "registered_at": NOON,
    }
    return RegistrationState(**(given | changes))


def decided(filing, ground=None, *, by=None):
    """The filing's decision, made the way every filing is."""
    ground = ground or a_ground()
    return decide(filing, ground, by=by or a_filer(), fresh=counting())


def all_entered(filing, ground=None):
    """The encumbrances that a filing becomes."""
    ground = ground or a_ground()
    decision = decided(filing, ground)
    return tuple(
        Encumbrance(
            id=became.id,
            registration=decision.registration,
            institution=ground.standing.institution,
            contract_number=filing.secured_claim.contract_number,
            asset=item.asset,
            terms=item.terms,
            keys=became.keys,
            recorded_from=ground.at,
            expires_on=filing.expires_on,
            maximum=filing.secured_claim.maximum_amount is not None,
        )
        for item, became in zip(filing.collateral, decision.decided.collateral, strict=True)
    )


def entered(filing=None, ground=None):
    """The encumbrance that a filing of one item becomes."""
    (encumbrance,) = all_entered(filing or a_filing(), ground)
    return encumbrance


def a_draft(filing=None, ground=None, *, by=None, request=b'{"as": "sent"}', fresh=None):
    """The entry a filing becomes, with its disclosures."""
    filing, ground, by, fresh = filing or a_filing(), ground or a_ground(), by or a_filer(), fresh or counting()
    decision = decide(filing, ground, by=by, fresh=fresh)
    submitted = Submitted(by=by, evidence=some_evidence(), request=request)
    return prepare(filing, decision, submitted=submitted, at=ground.at, fresh=fresh)


# --- the wire ---------------------------------------------------------------------------------------------------------


def a_receipt_body(number=None, **changes):
    """One item of a registration's JSON, a paper receipt."""
    serial = next(_serial)
    given = {
        "kind": "warehouse_receipt",
        "interest": "pledge",
        "keeper": {"name": "重庆示例仓储有限公司", "uscc": "91500112MA60ABCD5W"},
        "receipt_number": number or a_receipt_number(),
        "form": "paper",
        "commodity": "稻谷",
        "quantity": {"value": "120.000", "unit": "t"},
        "lot": {"warehouse": "一号库", "slot": "A-03", "lot": f"2026-稻-{serial}"},
        "stored_from": "2026-10-01",
        "stored_until": "2058-09-30",
        "delivered_at": "2026-11-20T10:00:00+08:00",
    }
    return given | changes


def a_parcel_body(code=None, **changes):
    """One item of a registration's JSON, a household's right to manage its land."""
    code = code or a_parcel_code()
    given = {
        "kind": "land_management_right",
        "interest": "mortgage",
        "parcel_code": code,
        "contract_code": f"{code[:14]}0012J",
        "layer": "contractor",
        "right_starts_on": "1998-10-01",
        "right_ends_on": "2058-09-30",
        "area": {"value": "12.50", "unit": "mu"},
        "location": "忠县示例镇示例村一组",
    }
    return given | changes


def a_forest_body(unit=None, **changes):
    """One item of a registration's JSON, timber with its land."""
    given = {
        "kind": "forest_right",
        "interest": "mortgage",
        "unit_code": unit or a_unit_code("JE", attachment="L00000001"),
        "forest_category": "timber",
        "species": "马尾松",
        "stand_age_years": 18,
        "volume": {"value": "640.000", "unit": "m3"},
        "area": {"value": "120.00", "unit": "mu"},
        "includes_land": True,
        "includes_trees": True,
        "right_ends_on": "2069-12-31",
    }
    return given | changes


def a_site_body(unit=None, **changes):
    """One item of a registration's JSON, collective construction land with a building."""
    given = {
        "kind": "collective_construction_land",
        "interest": "mortgage",
        "unit_code": unit or a_unit_code("JB"),
        "acquisition": "granted",
        "buildings": ["冷库一座"],
        "right_ends_on": "2066-06-30",
        "area": {"value": "3200.00", "unit": "m2"},
        "notice_to_owner_on": "2026-11-01",
    }
    return given | changes


def a_policy_body(number=None, **changes):
    """One item of a registration's JSON, a crop policy."""
    given = {
        "kind": "insurance_policy",
        "interest": "pledge",
        "insurer": {"name": "重庆示例农业保险有限公司", "uscc": "91500000MA6DEM065Q"},
        "policy_number": number or a_policy_number(),
        "insured_object": {"description": "柑橘120亩"},
        "period": {"from": "2026-10-01", "until": "2058-09-30"},
        "sum_insured": {"amount": "300000.00", "currency": "CNY"},
        "insurer_acknowledged_at": "2026-11-20T10:00:00+08:00",
    }
    return given | changes


def a_body(*collateral, creditor=None, today=TODAY, **changes):
    """A registration as a lender's system sends it. ``today`` is the day of the register that will answer."""
    creditor = creditor or a_bank()
    given = {
        "client_reference": f"LOAN-2026-{next(_serial):06d}",
        "secured_creditor": {
            "type": "organization",
            "name": creditor.name,
            "identifier": {"scheme": "uscc", "value": creditor.identifier.value},
            "financial_institution": True,
        },
        "grantors": [
            {
                "type": "natural_person",
                "name": "张三",
                "identifier": {"scheme": "citizen_id", "value": THE_FARMER},
                "address": "忠县示例镇示例村一组17号",
                "role": "holder",
                "category": "农户",
            }
        ],
        "secured_claim": {
            "kind": "loan",
            "principal": {"amount": "500000.00", "currency": "CNY"},
            "contract_number": f"HT-2026-{next(_serial)}",
            "contract_effective_on": (today - timedelta(days=2)).isoformat(),
            "due_on": (today + timedelta(days=365)).isoformat(),
        },
        "collateral": list(collateral) or [a_receipt_body()],
        "expires_on": (today + timedelta(days=400)).isoformat(),
    }
    return given | changes
