"""One asset under two names: who asks or files by one of them is told what stands under the other, once both are tied."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from registry.domain.asking import Asked, by_asset, by_code, by_key
from registry.domain.collateral import CLASSES, KeyRole, Statement
from registry.domain.errors import AcknowledgementRequired, ProhibitedByLaw
from registry.domain.lien_status import Flag
from registry.domain.names import names, names_of, names_under, on_ground, tied
from registry.domain.on_record import Register
from registry.domain.registration import Act, Attestation
from registry.domain.trade_verdict import Reason
from tests.acts import a_hold as a_holding
from tests.acts import a_seizure as a_seizing
from tests.acts import a_transfer as a_sale
from tests.acts import act_ground, acted, held, moved, seized
from tests.domain.burdens import a_burden, a_hold, a_seizure, a_transfer, minute, some_terms, told
from tests.movables import a_crop, a_machine
from tests.parcels import outline, rectangle
from tests.samples import (
    NOON,
    a_certified_forest,
    a_filing,
    a_forest,
    a_ground,
    a_parcel,
    a_receipt,
    a_site,
    a_unit_code,
    another_bank,
    decided,
    entered,
)

UNIT = "500233010001JE00007L00000001"
BY_UNIT, BY_CERTIFICATE = a_forest(UNIT), a_certified_forest()
BY_BOTH = replace(BY_UNIT, certificate_number=BY_CERTIFICATE.certificate_number, subcompartment="12")
UNDER_UNIT, UNDER_CERTIFICATE = map(frozenset, map(names_of, (BY_UNIT, BY_CERTIFICATE)))


def test_names_that_were_given_together_are_one_assets_however_far_the_chain():
    groups = tied([frozenset("ab"), frozenset("cd"), frozenset("e"), frozenset("bc"), frozenset("xy")])
    assert {name: "".join(sorted(group)) for name, group in groups.items()} == {
        **dict.fromkeys("abcd", "abcd"),
        **dict.fromkeys("xy", "xy"),
    }


def test_only_what_each_of_its_names_tells_by_itself_has_several():
    """Two animals of a herd, two lines of a policy, two categories of a stock are not one."""
    assert {kind for kind, known in CLASSES.items() if known.several_names} == {
        "crop", "farm_house", "forest_right", "ground_attachment", "land_management_right", "machinery",
    }  # fmt: skip
    assert names(a_burden(a_receipt())) == frozenset()
    assert names_of(a_site()) == ()
    identity = {key.key for key in BY_BOTH.asset_keys() if key.role is KeyRole.IDENTITY}
    assert (names(a_burden(BY_BOTH)), set(names_of(BY_BOTH))) == (identity, identity)


@pytest.mark.parametrize(
    ("kind", "several"), [(None, True), ("farm_house", True), ("forest_right", True), ("warehouse_receipt", False)]
)
def test_a_code_of_no_one_kind_may_be_one_of_several_names(kind, several):
    assert Asked(kind=kind, keys=()).has_several_names is several


def an_act(asset):
    """What nobody says of a forest, but might of a kind to come."""
    hold = a_hold(asset)
    said = {each.name: getattr(hold, each.name) for each in fields(Act)}
    return Attestation(**said, statement=Statement.CONFIRMED)


class TestAFiling:
    tie = entered(a_filing(BY_BOTH))
    other = replace(entered(a_filing(BY_UNIT)), registration="CQ2", recorded_from=NOON + timedelta(minutes=1))

    def ground(self, *standing, **changes):
        return a_ground(*standing, bank=another_bank(), at=NOON + timedelta(hours=1), **changes)

    def filed(self, asset, ground, **changes):
        return decided(a_filing(asset, secured_creditor=another_bank(), **changes), ground).decided.collateral[0]

    def test_by_one_name_stands_behind_what_was_entered_by_the_other(self):
        tied_now = self.ground(self.tie, self.other)
        assert self.filed(BY_CERTIFICATE, tied_now).ahead == (self.tie.registration, "CQ2")
        assert self.filed(BY_CERTIFICATE, self.ground(self.other)).ahead == ()

    def test_stands_there_still_when_what_tied_the_two_has_ended(self):
        ended = self.ground(self.other, ties=(UNDER_UNIT | UNDER_CERTIFICATE,))
        assert self.filed(BY_CERTIFICATE, ended).ahead == ("CQ2",)

    def test_by_another_holder_contests_the_title_under_every_name(self):
        """民法典第399条第四项."""
        others = replace(self.other, givers=frozenset({"甲"}))
        ground = replace(self.ground(others, ties=(UNDER_UNIT | UNDER_CERTIFICATE,)), grantors=("乙",))
        known = {"acknowledged": frozenset({"REG-TITLE"})}
        assert self.filed(BY_CERTIFICATE, ground, **known).contests == ("CQ2",)

    def test_is_told_of_what_courts_and_exchanges_entered_by_the_other_name(self):
        ties = (UNDER_UNIT | UNDER_CERTIFICATE,)
        seizure, hold = seized(a_seizing(BY_UNIT)), held(a_holding(BY_UNIT))
        with pytest.raises(ProhibitedByLaw, match=r"R-399\.5"):
            self.filed(BY_CERTIFICATE, self.ground(seizures=(seizure,), ties=ties))
        filing = a_filing(BY_CERTIFICATE, secured_creditor=another_bank())
        told_of = decided(filing, self.ground(holds=(hold,), ties=ties)).decided.findings
        assert ("R-HOLD", (hold.act,)) in [(found.code, found.related) for found in told_of]
        sale = replace(moved(a_sale(BY_UNIT)), former=frozenset({"甲"}), holders=frozenset({"乙"}))
        ground = replace(self.ground(transfers=(sale,), ties=ties), grantors=("甲",))
        with pytest.raises(AcknowledgementRequired, match="R-JS37"):
            self.filed(BY_CERTIFICATE, ground)

    def test_of_a_court_waits_behind_the_seizure_under_the_other_name_and_fixes_what_stands_there(self):
        ties = (UNDER_UNIT | UNDER_CERTIFICATE,)
        first = replace(seized(a_seizing(BY_UNIT)), recorded_from=NOON + timedelta(minutes=2))
        maximum = replace(self.other, maximum=True)
        ground = act_ground(maximum, seizures=(first,), ties=ties, at=NOON + timedelta(hours=1))
        made = acted(a_seizing(BY_CERTIFICATE, served_at=NOON), ground)
        assert (made.assets[0].behind, made.assets[0].determined) == ((first.act,), ())
        alone = act_ground(maximum, ties=ties, at=NOON + timedelta(hours=1))
        made = acted(a_seizing(BY_CERTIFICATE, served_at=NOON), alone)
        assert made.assets[0].determined == ("CQ2",)
        over = replace(first, recorded_from=NOON + timedelta(minutes=5), recorded_until=NOON + timedelta(minutes=9))
        fixed = replace(alone, ended=(over,))
        assert acted(a_seizing(BY_CERTIFICATE, served_at=NOON), fixed).assets[0].determined == ()

    @pytest.mark.parametrize(
        ("name", "entered_on"),
        [
            ("seizures", a_seizure), ("holds", a_hold), ("transfers", a_transfer), ("attestations", an_act),
            ("ended", a_hold),
        ],
    )  # fmt: skip
    def test_is_told_of_every_act_under_the_other_name_and_by_every_act_that_ties_it(self, name, entered_on):
        under, both = entered_on(BY_UNIT), entered_on(BY_BOTH)
        known = on_ground(replace(a_ground(), **{name: (under, both)}))
        assert [each.known_by for each in getattr(known, name)] == [UNDER_CERTIFICATE, frozenset()]
        tied_by = on_ground(replace(a_ground(self.other), **{name: (both,)}))
        assert [each.known_by for each in tied_by.encumbrances] == [UNDER_CERTIFICATE]

    def test_names_what_it_goes_by_and_nothing_where_that_is_all(self):
        assert set(a_filing(BY_BOTH, a_receipt()).names) == UNDER_UNIT | UNDER_CERTIFICATE
        assert a_filing(a_receipt()).names == a_seizing(a_receipt()).names == ()
        assert set(a_seizing(BY_UNIT, a_receipt()).names) == UNDER_UNIT

    def test_knows_what_came_to_stand_under_its_names(self):
        ground = self.ground(self.tie, entered(a_filing(a_forest())), entered(a_filing(a_receipt())))
        assert names_under(UNDER_UNIT, ground) == UNDER_UNIT | UNDER_CERTIFICATE
        assert names_under({"another"}, ground) == frozenset()
        hold = held(a_holding(BY_BOTH))
        assert names_under(UNDER_UNIT, self.ground(holds=(hold,))) == UNDER_UNIT | UNDER_CERTIFICATE


class TestAStatus:
    def asked_by(self, *recorded, about=BY_CERTIFICATE, at=60):
        return told(*recorded, about=about if isinstance(about, Asked) else by_asset(about), at=at)

    def test_by_one_name_tells_what_stands_under_the_other_alone(self):
        liens = [a_burden(BY_BOTH, at=1), a_burden(BY_UNIT, at=2), a_burden(BY_CERTIFICATE, at=3)]
        (own,) = UNDER_CERTIFICATE
        for about in (BY_CERTIFICATE, by_key(BY_UNIT.kind, own)):
            found = self.asked_by(*liens, about=about)
            assert [lien.burden.id for lien in found.liens] == [each.id for each in liens]
            assert [(lien.rank, lien.priority.position) for lien in found.liens] == [(1, 1), (2, 1), (3, 1)]
            assert [layer.key for layer in found.layers] == [own], "one right, whatever it was entered as"

    def test_is_tied_from_the_entry_on_that_ties_and_not_before(self):
        first, tie = a_burden(BY_UNIT, at=2), a_burden(BY_BOTH, at=30)
        assert [len(self.asked_by(first, tie, at=at).liens) for at in (29, 30)] == [0, 2]
        before = self.asked_by(first, tie, at=29)
        assert (before.known, [each.registration for each in before.newer]) == (True, [tie.registration])

    def test_is_tied_for_good(self):
        gone = a_burden(BY_BOTH, until=9)
        assert [lien.rank for lien in self.asked_by(gone, a_burden(BY_UNIT, at=2)).liens] == [1]

    @pytest.mark.parametrize("tie", [a_seizure, a_hold, a_transfer])
    def test_is_tied_by_whatever_was_entered_under_both(self, tie):
        assert len(self.asked_by(tie(BY_BOTH), a_burden(BY_UNIT, at=2)).liens) == 1

    def test_lists_what_came_since_under_the_other_name(self):
        later = a_burden(BY_UNIT, at=61)
        found = self.asked_by(a_burden(BY_BOTH), later)
        assert [each.registration for each in found.newer] == [later.registration]
        assert Reason.NEWER_ENTRIES in found.reasons

    def test_stops_a_trade_for_a_seizure_under_the_other_name_and_queues_it(self):
        first, second = a_seizure(BY_UNIT, at=2), a_seizure(BY_CERTIFICATE, at=3)
        lien = a_burden(BY_BOTH, maximum=True)
        found = self.asked_by(lien, second, first)
        assert [(each.seizure.act, each.position) for each in found.seizures] == [(first.act, 0), (second.act, 1)]
        assert Flag.SEIZED in found.flags
        assert found.liens[0].determined_at == minute(2)

    def test_ranks_by_a_transfer_under_the_other_name(self):
        lien, tie = a_burden(BY_CERTIFICATE, at=5, terms=some_terms(-60)), a_burden(BY_BOTH, at=1)
        found = self.asked_by(tie, lien, a_transfer(BY_UNIT, at=9))
        assert all(lien.right.passed_at for lien in found.liens)

    def test_is_not_of_what_is_only_linked_to_it_whatever_names_that_has(self):
        both = a_parcel(unit_code=a_unit_code())
        crop = a_crop(place={"address": "一组", "parcel_code": both.parcel_code, "unit_code": both.unit_code})
        found = self.asked_by(a_burden(both), a_burden(crop), about=both)
        assert [len(found.liens), len(found.linked)] == [1, 1]

    def test_of_another_asset_says_nothing_of_it(self):
        found = self.asked_by(a_burden(BY_BOTH), a_burden(a_forest(a_unit_code("JE", attachment="L00000002"))))
        assert len(found.liens) == 1

    def test_of_a_parcel_by_its_unit_code_tells_what_was_entered_by_the_parcel_s_alone(self):
        bare, unit = a_parcel(), a_unit_code()
        both = replace(bare, unit_code=unit)
        for about in (by_code(unit), by_key(bare.kind, unit)):
            found = told(a_burden(both), a_burden(bare, at=2), about=about)
            assert [lien.rank for lien in found.liens] == [1, 2]
            assert len(found.layers) == 1

    def test_of_a_machine_by_its_plate_tells_what_was_entered_by_its_serial_number_alone(self):
        bare = a_machine()
        plated = replace(bare, plate_number="渝A12345")
        about = by_key(bare.kind, next(key.key for key in plated.asset_keys() if ":PLATE:" in key.key))
        assert len(told(a_burden(plated), a_burden(bare, at=2), about=about).liens) == 2

    def test_lies_where_anybody_drew_it_under_any_of_its_names(self):
        drawn = replace(BY_UNIT, geometry=outline(rectangle()))
        held_there = Register(
            as_of=NOON + timedelta(hours=1),
            asked=by_asset(BY_CERTIFICATE),
            burdens=(a_burden(BY_BOTH), a_burden(drawn)),
        )
        assert held_there.outlines() == (drawn.geometry,)
