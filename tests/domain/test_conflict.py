"""One receipt is one receipt however it is written; two things side by side are linked, and no more."""

from dataclasses import replace

import pytest

from registry.domain.collateral import Crop
from registry.domain.collateral.warehouse_receipt import Keeper, Lot
from registry.domain.conflict import numbers, same_asset, touching
from registry.domain.errors import CollateralAlreadyPledged
from tests.movables import a_crop
from tests.samples import (
    NOON,
    a_filing,
    a_ground,
    a_parcel,
    a_parcel_code,
    a_receipt,
    a_transferred_parcel,
    a_unit_code,
    a_uscc,
    an_electronic_receipt,
    decided,
    entered,
)


def touch(asset, *held):
    found = touching(asset, held)
    return found.same, found.linked


class TestTwoReceipts:
    @pytest.mark.parametrize(
        ("before", "now"),
        [
            pytest.param("平台甲", None, id="platform left out later"),
            pytest.param(None, "平台甲", id="platform left out first"),
            pytest.param(None, None, id="no platform at all"),
            pytest.param("平台甲", "平台甲", id="the same platform"),
            pytest.param("Plat", "ＰＬＡＴ ", id="the same platform in other letters"),
        ],
    )
    def test_of_one_number_are_one_receipt(self, before, now):
        first = entered(a_filing(a_receipt("CD-1", platform=before)))
        second = a_receipt("CD-1", platform=now)

        assert touch(second, first) == ((first,), ())
        with pytest.raises(CollateralAlreadyPledged):
            decided(a_filing(second), a_ground(first))

    def test_of_one_number_on_different_platforms_are_two(self):
        first = entered(a_filing(an_electronic_receipt("CD-1", platform="平台甲")))
        second = an_electronic_receipt("CD-1", platform="平台乙")

        assert touch(second, first) == ((), ())
        assert decided(a_filing(second), a_ground(first)).version == 1

    def test_of_different_platforms_both_stand_before_one_without(self):
        first = entered(a_filing(an_electronic_receipt("CD-1", platform="平台甲")))
        second = entered(a_filing(an_electronic_receipt("CD-1", platform="平台乙")), a_ground(first))

        with pytest.raises(CollateralAlreadyPledged) as refusal:
            decided(a_filing(a_receipt("CD-1")), a_ground(first, second))

        assert refusal.value.numbers == (first.registration, second.registration)

    def test_of_one_number_with_different_keepers_are_two(self):
        first = entered(a_filing(a_receipt("CD-1")))
        assert touch(a_receipt("CD-1", keeper=Keeper(name="别家仓储", uscc=a_uscc())), first) == ((), ())

    def test_over_the_goods_of_one_lot_are_linked(self):
        lot = Lot(warehouse="一号库", slot="A-03", lot="2026-稻-07")
        first = entered(a_filing(a_receipt("CD-1", lot=lot)))

        assert touch(a_receipt("CD-2", lot=lot), first) == ((), (first,))
        assert touch(a_receipt("CD-2", lot=replace(lot, slot="A-04")), first) == ((), ())


class TestTwoRightsInAParcel:
    def test_of_one_household_are_one_whatever_contract_is_named(self):
        code = a_parcel_code()
        first = entered(a_filing(a_parcel(code)))
        assert touch(a_parcel(code, contract_code=f"{code[:14]}0099J"), first) == ((first,), ())

    def test_of_different_layers_are_linked(self):
        code = a_parcel_code()
        first = entered(a_filing(a_parcel(code)))
        assert touch(a_transferred_parcel(code), first) == ((), (first,))

    def test_of_two_transfers_are_linked_and_of_one_the_same(self):
        code = a_parcel_code()
        consented = a_filing(a_transferred_parcel(code, contract="LZ-1"), acknowledged=frozenset({"R-47b"}))
        first = entered(consented)

        assert touch(a_transferred_parcel(code, contract="LZ-2"), first) == ((), (first,))
        assert touch(a_transferred_parcel(code, contract="lz-1 "), first) == ((first,), ())

    def test_of_two_codes_meet_in_one_unit(self):
        unit = a_unit_code()
        first = entered(a_filing(a_parcel(unit_code=unit)))
        assert touch(a_parcel(unit_code=unit), first) == ((first,), ())

    def test_of_neighbours_do_not_touch(self):
        assert touch(a_parcel(), entered(a_filing(a_parcel()))) == ((), ())


class TestWhatTouches:
    def test_is_told_in_order_of_entry_whatever_order_it_is_read_in(self):
        parcel = a_parcel()
        first = entered(a_filing(parcel))
        second = entered(a_filing(parcel), a_ground(first))
        third = entered(a_filing(parcel), a_ground(first, second))

        assert touch(parcel, second, third, first)[0] == (first, second, third)

    def test_at_one_instant_is_told_in_order_of_number(self):
        parcel = a_parcel()
        one = replace(entered(a_filing(parcel)), registration="CQ1", recorded_from=NOON)
        two = replace(one, registration="CQ2")
        assert touch(parcel, two, one)[0] == (one, two)

    def test_is_counted_once_per_registration(self):
        lien = entered()
        assert numbers([lien, lien]) == (lien.registration,)

    def test_is_not_told_where_either_kind_calls_the_link_too_wide(self, monkeypatch):
        code = a_parcel_code()
        land, crop = a_parcel(code), a_crop(code)
        on_land, on_crop = entered(a_filing(land)), entered(a_filing(crop))
        assert (touch(land, on_crop), touch(crop, on_land)) == (((), (on_crop,)), ((), (on_land,)))
        monkeypatch.setattr(Crop, "linked_to", lambda _crop, _other: False)
        assert touch(land, on_crop) == touch(crop, on_land) == ((), ())

    def test_is_not_another_kind(self):
        assert not same_asset(a_parcel(), a_receipt())
        assert a_receipt().same_as(a_parcel())  # kinds that share an identity key would be the same
        assert a_parcel().same_as(a_receipt())


def test_rank_follows_from_the_positions_on_a_key():
    parcel = a_parcel()
    first = entered(a_filing(parcel))
    second = entered(a_filing(parcel), a_ground(first))

    (third,) = decided(a_filing(parcel), a_ground(first, second)).decided.collateral

    assert third.ahead == (first.registration, second.registration)
    assert [key.position for key in third.keys] == [3, 3]
