"""Which acts of courts and exchanges are on an asset, in which order, and until when."""

from dataclasses import replace
from datetime import date

from registry.domain.collateral import KeyRole
from registry.domain.queue import acts, in_order, on_asset, parted, queue, trades
from registry.domain.registration import HeldKey
from tests.domain.burdens import a_hold, a_seizure, a_transfer, minute
from tests.samples import TODAY, a_parcel, a_receipt

RECEIPT = a_receipt(platform="一号平台")
TOMORROW = date(2026, 11, 23)


class TestAnAsset:
    def test_holds_its_own_acts_in_the_order_of_entry_and_then_of_their_ids(self):
        third, first = a_seizure(RECEIPT, at=2), a_hold(RECEIPT, at=1)
        second = replace(third, act="seiz_0")
        assert on_asset(RECEIPT, [third, second, first]) == (first, second, third)

    def test_does_not_hold_those_of_another_receipt_of_its_lot(self):
        other = a_receipt(lot=RECEIPT.lot)
        assert on_asset(RECEIPT, [a_seizure(other)]) == ()

    def test_does_not_hold_those_of_another_platform_s_receipt_of_its_number(self):
        assert on_asset(RECEIPT, [a_seizure(replace(RECEIPT, platform="二号平台"))]) == ()

    def test_is_not_what_names_it_as_a_site_only(self):
        named = a_seizure(RECEIPT)
        as_a_site = replace(named, keys=tuple(replace(key, role=KeyRole.SITE) for key in named.keys))
        assert on_asset(RECEIPT, [as_a_site]) == ()

    def test_does_not_hold_those_of_what_its_site_is(self):
        """A herd names the policy it is insured under; a seizure of the policy is none of the herd."""
        policy = next(key.key for key in RECEIPT.asset_keys() if key.role is KeyRole.SITE)
        named = a_seizure(RECEIPT)
        of_the_site = replace(named, keys=(HeldKey(key=policy, role=KeyRole.IDENTITY, position=1),))
        assert on_asset(RECEIPT, [of_the_site]) == ()


class TestTheQueue:
    def test_is_by_service_then_by_entry_then_by_the_id(self):
        first = a_seizure(RECEIPT, at=9, served_at=minute(-9))
        second, third = a_seizure(RECEIPT, at=3, served_at=minute(-1)), a_seizure(RECEIPT, at=4, served_at=minute(-1))
        twin = replace(third, act="seiz_0000")
        assert in_order([third, second, twin, first]) == (first, second, twin, third)
        assert queue(RECEIPT, [third, second, twin, first], day=TODAY) == (first, second, twin, third)

    def test_is_of_those_whose_last_day_has_not_passed(self):
        assert len(queue(RECEIPT, [replace(a_seizure(RECEIPT), until=TODAY)], day=TODAY)) == 1
        assert queue(RECEIPT, [replace(a_seizure(RECEIPT), until=TODAY)], day=TOMORROW) == ()


class TestATrade:
    def test_is_in_progress_to_the_end_of_its_last_day(self):
        hold = replace(a_hold(RECEIPT), until=TODAY)
        assert trades(RECEIPT, [hold], day=TODAY) == (hold,)
        assert trades(RECEIPT, [hold], day=TOMORROW) == ()


class TestWhoHasParted:
    def moved(self, former, holder, *, at=1):
        return a_transfer(RECEIPT, at=at, former=frozenset({former}), holders=frozenset({holder}))

    def test_is_whoever_the_last_transfer_that_names_him_took_it_from(self):
        away, on = self.moved("张三", "李四"), self.moved("李四", "王五", at=2)
        assert parted(RECEIPT, [on, away], of=("张三",)) == (away,)
        assert parted(RECEIPT, [on, away], of=("李四", "张三")) == (away, on)
        assert parted(RECEIPT, [on, away], of=("王五", "赵六")) == ()

    def test_is_nobody_to_whom_it_came_back(self):
        assert parted(RECEIPT, [self.moved("张三", "李四"), self.moved("李四", "张三", at=2)], of=("张三",)) == ()

    def test_is_not_who_stays_a_holder_beside_another(self):
        halved = replace(self.moved("张三", "李四"), holders=frozenset({"张三", "李四"}))
        assert parted(RECEIPT, [halved], of=("张三",)) == ()

    def test_of_another_asset_is_nobody(self):
        assert parted(a_parcel(), [self.moved("张三", "李四")], of=("张三",)) == ()


def test_an_act_on_several_assets_is_named_once():
    seizure = a_seizure(RECEIPT)
    assert acts([seizure, replace(seizure, id="col_again"), a_hold(RECEIPT)])[:1] == (seizure.act,)
    assert len(acts([seizure, replace(seizure, id="col_again")])) == 1
