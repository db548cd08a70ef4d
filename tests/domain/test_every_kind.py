"""What every kind of collateral says, one beside the other; and what is asked of no kind in particular."""

from dataclasses import replace

import pytest

from registry.domain import canon
from registry.domain.claim import ConsentKind, Document
from registry.domain.collateral import CLASSES, Collateral
from registry.domain.errors import CollateralAlreadyPledged
from registry.domain.identifiers import IdentifierFault, parcel_code
from registry.domain.identifiers.folding import LONGEST_TYPED
from registry.domain.rules import effects, register_rules
from registry.domain.verdict import Verdict
from tests.enrolments import REDACTION
from tests.follow_ups import a_further_claim, a_release
from tests.kinds import a_greenhouse, a_house, a_receivable, a_ticket, an_order, consents
from tests.movables import a_crop, a_herd, a_machine, a_stock
from tests.parcels import outline, rectangle
from tests.samples import (
    TODAY,
    a_filing,
    a_forest,
    a_parcel,
    a_policy,
    a_receipt,
    a_site,
    a_unit_code,
    an_electronic_receipt,
)

EFFECTS = [
    (a_parcel(), effects.LAND_MANAGEMENT_RIGHT),
    (a_forest(), effects.FOREST_RIGHT),
    (a_site(), effects.CONSTRUCTION_LAND),
    (a_house(), effects.FARM_HOUSE),
    (a_ticket(), effects.LAND_TICKET),
    (a_receipt(), effects.PAPER_RECEIPT),
    (an_electronic_receipt(), effects.ELECTRONIC_RECEIPT),
    (a_stock(), effects.INVENTORY),
    (an_order(), effects.RECEIVABLE),
    (a_receivable(), effects.RECEIVABLE),
    (a_crop(), effects.MOVABLES),
    (a_herd(), effects.MOVABLES),
    (a_machine(), effects.MACHINERY),
    (a_policy(), effects.INSURANCE_POLICY),
]


@pytest.mark.parametrize(("asset", "text"), EFFECTS, ids=lambda value: getattr(value, "kind", ""))
def test_every_kind_says_what_its_entry_does_not_do(asset, text):
    assert asset.effect_text is text


def test_every_kind_is_among_them():
    assert {asset.kind for asset, _ in EFFECTS} | {a_greenhouse().kind} == set(CLASSES)


@pytest.mark.parametrize("asset", [a_stock(), a_herd(), a_receipt()], ids=lambda asset: asset.kind)
def test_what_is_of_another_kind_under_its_keys_is_not_told_apart(asset):
    """Who finds one key under two kinds is told of both, rather than of none."""
    assert asset.same_as(a_parcel())


def test_a_policy_that_begins_before_it_ends_has_no_fault():
    assert list(a_policy().faults("")) == []


def test_what_stands_on_no_parcel_that_is_named_is_linked_by_its_unit_alone():
    greenhouse = a_greenhouse(parcel_code=None, unit_code=a_unit_code(attachment="F00010001"))
    assert not any(key.key.startswith("parcel/") for key in greenhouse.asset_keys())


def test_a_building_is_named_by_its_unit_code_in_one_spelling_or_by_words():
    (buildings,) = (each for each in CLASSES[a_site().kind].__dataclass_fields__.values() if each.name == "buildings")
    spelt = buildings.metadata["particular"].normalise
    code = a_unit_code("JB", attachment="F00010001")
    assert spelt(f" {code.lower()} ") == code
    assert spelt("冷库 一座") == "冷库 一座"


def test_whatever_is_drawn_stands_in_the_rows_where_neighbours_are_looked_for():
    """``store/extents`` reads the outline there, of whatever kind it is."""
    drawn = [cls for cls in CLASSES.values() if cls.outline is not Collateral.outline]
    here = outline(rectangle())
    assert len(drawn) == 2
    for asset in (a_parcel(geometry=here), a_forest(geometry=here)):
        assert type(asset) in drawn
        assert canon.plain(asset)["geometry"]["rings"][0] == here.rings[0]


class TestAFiling:
    def test_is_compared_by_the_outlines_of_what_it_offers(self):
        here = outline(rectangle())
        assert a_filing(a_receipt(), a_parcel(geometry=here)).outlines() == {"/collateral/1": here}

    def test_says_nothing_of_what_it_has_no_part_in(self):
        release = a_release("CQ1", "col_1")
        assert (release.number, release.creditor, release.claim, release.givers) == ("CQ1", None, None, ())
        assert (release.erases, release.sought(lambda *_: ""), release.outlines()) == ((), None, {})
        assert (REDACTION.number, REDACTION.erases) == (None, REDACTION.digests)

    def test_may_have_papers_and_consents_about_any_of_its_items(self):
        paper = Document(kind="agreement", reference="1", collateral=(1,), signed_on=TODAY, original_seen_by="赵六")
        consent = replace(consents(ConsentKind.KEEPER)[0], collateral=(1,), given_by="王五")
        first = replace(paper, collateral=(0,))
        assert a_release("CQ1", "a", "b", documents=(first, paper)).faults() == ()
        further = a_further_claim("CQ1", "a", "b", consents=(replace(consent, collateral=(0,)), consent))
        assert further.faults() == ()


def test_an_outline_is_written_as_well_known_text():
    rings = outline(rectangle()).rings
    assert outline(rectangle()).wkt == f"POLYGON(({rings[0]}))"


def test_an_asset_that_is_given_already_is_refused_under_its_rule():
    refusal = CollateralAlreadyPledged({"/collateral/0": ("CQ1",)}, rule=register_rules.EXCLUSIVE)
    assert refusal.rule is register_rules.EXCLUSIVE
    assert CollateralAlreadyPledged({}).rule is None


def test_no_text_is_folded_that_is_far_longer_than_any_identifier():
    with pytest.raises(IdentifierFault) as fault:
        parcel_code("1" * (LONGEST_TYPED + 1))
    assert str(LONGEST_TYPED) in fault.value.en


def test_verdicts_end_a_command_as_the_contract_says():
    assert {str(each): each.exit_code for each in Verdict} == {
        "valid": 0, "genuine": 10, "unproven": 15, "superseded": 20, "diverged": 30, "invalid": 40, "unreadable": 50,
    }  # fmt: skip
