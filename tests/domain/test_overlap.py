"""Ground shared under two codes: it links, it is told, and on that ground the earlier entry of one kind and layer comes
first. What is on the asset itself keeps its own rank."""

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.domain import canon
from registry.domain.asking import Asked, by_asset
from registry.domain.burden import Burden
from registry.domain.collateral import KeyRole, is_cell
from registry.domain.collateral.land_management_right import Layer
from registry.domain.conflict import touching
from registry.domain.lien_status import Flag, status
from registry.domain.measures import Quantity, Unit
from registry.domain.on_record import Register
from registry.domain.overlap import Overlap
from registry.domain.trade_verdict import Reason, Verdict
from tests.parcels import outline, rectangle, stated
from tests.samples import (
    NOON,
    a_certified_forest,
    a_filing,
    a_forest,
    a_ground,
    a_parcel,
    a_transferred_parcel,
    a_unit_code,
    an_item,
    decided,
    entered,
)

HERE = outline(rectangle())
UNIT = a_unit_code("JE", attachment="L00000001")
SQUARE_METRE = 10_000
LARGE = Overlap(area=5_000 * SQUARE_METRE, smaller=40_000 * SQUARE_METRE)


def drawn(make=a_parcel, *args, area=None, **changes):
    """An asset that is drawn, with the area that its outline has."""
    return make(*args, **{"geometry": HERE, "area": area or stated(HERE), **changes})


def ground(*held, **shared):
    """What was read behind the lock, with the ground that the first item shares with these encumbrances."""
    return a_ground(*held, overlaps={"/collateral/0": {each.id: shared["by"] for each in held}} if shared else {})


def entry_of(asset, *held, **shared):
    (item,) = decided(a_filing(asset, acknowledged=frozenset({"R-47b"})), ground(*held, **shared)).decided.collateral
    return item


def findings(asset, *held, **shared):
    filing = a_filing(asset, acknowledged=frozenset({"R-47b"}))
    return {noted.code: noted for noted in decided(filing, ground(*held, **shared)).decided.findings}


def standing(asset):
    return entered(a_filing(asset, acknowledged=frozenset({"R-47b"})))


class TestTwoOfOneFiling:
    def told(self, *assets, by=LARGE):
        shared = {"/collateral/1": {"/collateral/0": by}, "/collateral/0": {"/collateral/1": by}}
        filing = a_filing(*assets, acknowledged=frozenset({"R-47b"}))
        made = decided(filing, a_ground(overlaps=shared)).decided.findings
        return [(noted.code, noted.pointer) for noted in made if noted.code == "REG-OVERLAP-OWN"]

    def test_that_share_ground_are_told_at_the_second(self):
        assert self.told(drawn(), drawn()) == [("REG-OVERLAP-OWN", "/collateral/1")]

    def test_are_not_told_of_a_sliver_nor_of_what_they_say_themselves(self):
        assert self.told(drawn(), drawn(), by=Overlap(area=1, smaller=10**9)) == []
        parcel = drawn()
        assert self.told(parcel, drawn(a_transferred_parcel, parcel_code=parcel.parcel_code)) == []

    def test_are_each_compared_with_the_other_and_not_with_themselves(self):
        forest = drawn(a_certified_forest)
        shared = {"/collateral/0": {"/collateral/0": Overlap(area=HERE.area, smaller=HERE.area)}}
        made = decided(a_filing(forest), a_ground(overlaps=shared)).decided.findings
        assert "REG-OVERLAP-OWN" not in {noted.code for noted in made}


class TestOneCodeDrawnTwice:
    """Small, and as large as the rest together; the ground they share is what the smaller one has."""

    SMALL, LARGE = outline(rectangle(wide=1)), outline(rectangle())

    def told(self, first, second, *, shared):
        held, offered = standing(a_forest(UNIT, geometry=first)), a_forest(UNIT, geometry=second)
        by = {"by": Overlap(area=shared, smaller=self.SMALL.area)} if shared else {}
        found = findings(offered, held, **by)
        return found["REG-OUTLINE"].related == (held.registration,) if "REG-OUTLINE" in found else False

    def test_in_one_way_is_no_news(self):
        assert not self.told(self.SMALL, self.SMALL, shared=self.SMALL.area)
        assert not self.told(self.LARGE, self.LARGE, shared=self.LARGE.area)

    def test_larger_or_smaller_than_before_is_told(self):
        assert self.told(self.SMALL, self.LARGE, shared=self.SMALL.area)
        assert self.told(self.LARGE, self.SMALL, shared=self.SMALL.area)

    def test_elsewhere_is_told_though_as_large(self):
        assert self.told(self.SMALL, outline(rectangle(5, wide=1)), shared=0)

    def test_within_what_two_surveys_differ_by_is_no_news(self):
        assert not self.told(self.SMALL, self.SMALL, shared=self.SMALL.area - 50 * SQUARE_METRE)
        assert self.told(self.SMALL, self.SMALL, shared=self.SMALL.area - 50 * SQUARE_METRE - 1)

    @pytest.mark.parametrize(("first", "second"), [(None, HERE), (HERE, None), (None, None)])
    def test_is_told_only_of_two_that_are_drawn(self, first, second):
        assert not self.told(first, second, shared=0)


class TestAnOverlap:
    @pytest.mark.parametrize(
        ("area", "smaller", "matters"),
        [
            (1, 100, False),
            (2, 100, True),
            (50 * SQUARE_METRE, 10**9, False),
            (50 * SQUARE_METRE + 1, 10**9, True),
            (50 * SQUARE_METRE, 50 * SQUARE_METRE, True),
        ],
    )
    def test_matters_above_a_hundredth_of_the_smaller_or_fifty_square_metres(self, area, smaller, matters):
        assert Overlap(area=area, smaller=smaller).matters is matters

    def test_is_a_part_of_the_smaller(self):
        assert Overlap(area=1, smaller=3).share == 3333
        assert Overlap(area=3, smaller=3).share == 10_000


class TestACell:
    def test_is_a_key_of_what_is_drawn(self):
        for asset in (drawn(), drawn(a_forest)):
            (cell,) = (key for key in asset.asset_keys() if is_cell(key.key))
            assert (cell.key, cell.role, cell.exclusive) == ("cell/v1:5400:1500", KeyRole.SITE, False)
        assert not any(is_cell(key.key) for key in (*a_parcel().asset_keys(), *a_forest().asset_keys()))

    def test_shared_is_no_link(self):
        first = standing(drawn())
        found = touching(drawn(), [first])
        assert (found.same, found.linked, found.overlaps) == ((), (), ())

    def test_is_locked(self):
        assert "cell/v1:5400:1500" in a_filing(drawn()).locks()


class TestGroundUnderAnotherCode:
    def test_links_and_is_recorded(self):
        first = standing(drawn())
        item = entry_of(drawn(), first, by=LARGE)
        assert item.linked == (first.registration,)
        (recorded,) = item.overlaps
        assert (recorded.registration, recorded.encumbrance) == (first.registration, first.id)
        assert (recorded.area, recorded.smaller, recorded.ahead) == (LARGE.area, LARGE.smaller, True)

    def test_takes_no_rank_beyond_the_ground_that_is_shared(self):
        item = entry_of(drawn(), standing(drawn()), by=LARGE)
        assert item.ahead == ()
        assert item.priority.position == 1

    def test_is_a_warning_that_names_the_others(self):
        first, second = standing(drawn()), replace(standing(drawn()), registration="CQ2", id="col_2")
        found = findings(drawn(), first, second, by=LARGE)["REG-OVERLAP"]
        assert (found.severity, found.pointer) == ("warning", "/collateral/0")
        assert set(found.related) == {first.registration, "CQ2"}

    def test_that_is_too_little_to_matter_is_nothing(self):
        little = Overlap(area=2 * SQUARE_METRE, smaller=40_000 * SQUARE_METRE)
        first = standing(drawn())
        item = entry_of(drawn(), first, by=little)
        assert (item.linked, item.overlaps) == ((), ())
        assert "REG-OVERLAP" not in findings(drawn(), first, by=little)

    @pytest.mark.parametrize(
        ("offered", "ahead"),
        [
            pytest.param(drawn(), True, id="the same layer"),
            pytest.param(drawn(a_transferred_parcel), False, id="another layer"),
            pytest.param(drawn(a_forest), False, id="another kind"),
        ],
    )
    def test_ranks_behind_a_right_of_the_same_kind_and_layer(self, offered, ahead):
        (recorded,) = entry_of(offered, standing(drawn()), by=LARGE).overlaps
        assert recorded.ahead is ahead

    def test_ranks_forests_and_transfers_among_themselves(self):
        for make in (a_forest, a_transferred_parcel):
            (recorded,) = entry_of(drawn(make), standing(drawn(make)), by=LARGE).overlaps
            assert recorded.ahead

    def test_is_not_told_of_what_is_the_same_asset_or_at_its_site(self):
        code = drawn().parcel_code
        same, beside = standing(drawn(a_parcel, code)), standing(drawn(a_transferred_parcel, code))
        beside = replace(beside, registration="CQ2", id="col_2")
        item = entry_of(drawn(a_parcel, code), same, beside, by=LARGE)
        assert (item.ahead, item.linked, item.overlaps) == ((same.registration,), ("CQ2",), ())

    def test_says_nothing_of_other_links(self):
        unit = a_unit_code()
        code = drawn().parcel_code
        first = standing(a_transferred_parcel(code, unit_code=unit))
        found = findings(drawn(a_parcel, code), first, by=LARGE)
        assert "REG-LAYER" in found
        assert "REG-OVERLAP" not in found

    def test_is_written_with_the_entry_and_absent_where_there_is_none(self):
        first = standing(drawn())
        written = canon.plain(entry_of(drawn(), first, by=LARGE))
        assert written["overlaps"] == [
            {"registration": first.registration, "encumbrance": first.id, "area": LARGE.area,
             "smaller": LARGE.smaller, "ahead": True}
        ]  # fmt: skip
        assert written["measured"] == HERE.area
        assert not {"overlaps", "measured"} & canon.plain(entry_of(a_parcel())).keys()


class TestTheAreaStated:
    @pytest.mark.parametrize("make", [a_parcel, a_forest])
    @pytest.mark.parametrize(
        ("steps", "differs"), [(0, False), (150, False), (-150, False), (1200, True), (-1200, True)]
    )
    def test_may_differ_by_its_rounding_and_a_thousandth(self, make, steps, differs):
        area = Quantity(stated(HERE).steps + steps, Unit.MU)
        found = findings(drawn(make, area=area))
        assert ("REG-AREA" in found) is differs
        if differs:
            assert (found["REG-AREA"].severity, found["REG-AREA"].pointer) == ("warning", "/collateral/0/area")

    def test_of_a_certificate_whose_land_is_not_there_is_remarked_on(self):
        """1,506 mu on paper, 1,100 on the ground (law.md section 2.2)."""
        ghost = outline(rectangle(wide=8.56, high=8))
        assert stated(ghost).steps == pytest.approx(1_100 * 10_000, rel=0.01)
        assert "REG-AREA" in findings(drawn(a_forest, geometry=ghost, area=Quantity.parse("1506.00", "mu")))

    def test_is_not_asked_about_where_nothing_is_drawn(self):
        assert "REG-AREA" not in findings(a_parcel(area=Quantity.parse("0.01", "mu")))


def a_burden(lien, **changes):
    given = {
        "id": lien.id, "registration": lien.registration, "institution": lien.institution, "creditor": "示例银行",
        "asset": lien.asset, "terms": lien.terms, "keys": lien.keys, "recorded_from": lien.recorded_from,
        "recorded_until": None, "expires_on": lien.expires_on,
    }  # fmt: skip
    return Burden(**(given | changes))


def asked(asked_about, *burdens, as_of=NOON + timedelta(hours=1), **shared):
    return status(Register(as_of=as_of, asked=asked_about, burdens=burdens, overlaps=shared))


class TestALienStatus:
    own = standing(drawn())
    rival = replace(standing(drawn()), registration="CQ2", id="rival")
    forest = replace(standing(drawn(a_forest)), registration="CQ3", id="forest")

    def test_lists_what_shares_its_ground_and_tells_how_much(self):
        found = asked(by_asset(self.own.asset), a_burden(self.own), a_burden(self.forest), forest=LARGE)
        assert [each.registration for each in found.linked] == ["CQ3"]
        assert found.overlaps == {"forest": LARGE}
        assert (found.flags, found.reasons) == ((), (Reason.LIENS_ON_RECORD,))

    def test_does_not_list_what_is_merely_in_its_cell(self):
        found = asked(by_asset(self.own.asset), a_burden(self.own), a_burden(self.rival))
        assert (found.linked, found.overlaps, found.flags) == ((), {}, ())
        little = Overlap(area=1, smaller=10**9)
        assert asked(by_asset(self.own.asset), a_burden(self.rival), rival=little).linked == ()

    def test_tells_a_rival_s_lien_as_a_conflict_of_titles(self):
        found = asked(by_asset(self.own.asset), a_burden(self.own), a_burden(self.rival), rival=LARGE)
        assert [each.registration for each in found.linked] == ["CQ2"]
        assert found.flags == (Flag.TITLE_CONFLICT,)
        assert found.verdict is Verdict.LIENS_FOLLOW
        assert found.reasons == (Reason.LIENS_ON_RECORD, Reason.OVERLAPPING_LIENS)

    def test_is_never_nothing_found_where_only_the_rival_s_lien_stands(self):
        discharged = a_burden(self.own, recorded_until=NOON + timedelta(minutes=5))
        found = asked(by_asset(self.own.asset), discharged, a_burden(self.rival), rival=LARGE)
        assert (found.verdict, found.reasons) == (Verdict.LIENS_FOLLOW, (Reason.OVERLAPPING_LIENS,))
        assert found.known
        assert found.liens == ()

    def test_says_so_of_an_asset_it_does_not_know(self):
        found = asked(by_asset(drawn()), a_burden(self.rival), rival=LARGE)
        assert (found.verdict, found.reasons) == (Verdict.STOP, (Reason.UNKNOWN_ASSET, Reason.OVERLAPPING_LIENS))

    def test_forgets_a_rival_whose_lien_is_discharged(self):
        gone = a_burden(self.rival, recorded_until=NOON + timedelta(minutes=5))
        found = asked(by_asset(self.own.asset), a_burden(self.own), gone, rival=LARGE)
        assert (found.linked, found.flags, found.reasons) == ((), (), (Reason.LIENS_ON_RECORD,))

    def test_lists_a_rival_entered_since_as_newer(self):
        found = asked(
            by_asset(self.own.asset), a_burden(self.rival, recorded_from=NOON + timedelta(hours=2)), rival=LARGE
        )
        assert [each.registration for each in found.newer] == ["CQ2"]
        assert found.linked == ()

    def test_knows_the_ground_from_who_has_drawn_it(self):
        plain = replace(self.own.asset, geometry=None)
        registers = [
            Register(as_of=NOON, asked=about, burdens=(a_burden(self.own), a_burden(self.rival)))
            for about in (by_asset(self.own.asset), by_asset(plain), asked_by_key(self.own))
        ]
        assert [register.outlines() for register in registers] == [(HERE,)] * 3
        elsewhere = replace(self.own.asset, geometry=outline(rectangle(9)))
        assert Register(as_of=NOON, asked=by_asset(elsewhere), burdens=(a_burden(self.own),)).outlines() == (
            elsewhere.geometry,
        )

    def test_by_a_code_tells_a_rival_too(self):
        found = asked(asked_by_key(self.own), a_burden(self.own), a_burden(self.rival), rival=LARGE)
        assert (found.flags, [each.registration for each in found.linked]) == ((Flag.TITLE_CONFLICT,), ["CQ2"])

    def test_by_one_identity_is_no_conflict_with_another_layer_of_the_parcel(self):
        layer = drawn(a_transferred_parcel, self.own.asset.parcel_code)
        beside = a_burden(replace(standing(layer), registration="CQ4", id="layer"))
        found = asked(asked_by_key(self.own), a_burden(self.own), beside, layer=LARGE)
        assert (found.flags, found.overlaps) == ((), {})


def asked_by_key(lien):
    return Asked(kind=lien.asset.kind, keys=(lien.keys[0].key,))


def test_rights_compete_within_one_kind_and_layer():
    assert a_parcel().competes_with(a_parcel())
    assert not a_parcel().competes_with(a_parcel(layer=Layer.TRANSFEREE))
    assert not a_parcel().competes_with(a_forest())
    assert not a_forest().competes_with(a_parcel())
    assert a_forest().competes_with(a_forest())
    assert an_item(a_parcel()).asset.outline is None
