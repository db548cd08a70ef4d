"""Table (a), MACHINERY: maker and serial number, purchase money, and plates that belong to another registry."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from registry.domain.calendar import SHANGHAI
from registry.domain.collateral import AssetKey, Interest, KeyRole, Machinery, Terms
from registry.domain.holidays import LAST_DAY
from registry.domain.priority import Stake, reckon
from tests.acts import EXCHANGE, a_transfer, act_ground, moved
from tests.follow_ups import a_report, followed
from tests.movables import a_machine, a_machine_body, asset
from tests.samples import (
    NOON,
    TODAY,
    a_filing,
    a_ground,
    a_statutory_registration,
    a_unit_code,
    a_uscc,
    an_item,
    decided,
    entered,
)

YEAR = timedelta(days=365)
MAKER = "示例农机制造有限公司"


def codes(item, *held, registered_at=NOON, **terms):
    declared = a_statutory_registration(registered_at) if registered_at else None
    offered = an_item(item, statutory_registration=declared, **terms)
    return [noted.code for noted in decided(a_filing(offered), a_ground(*held)).decided.findings]


class TestItsKeys:
    def test_are_its_makers_numbers_the_plate_and_the_bare_serial_number(self):
        holder = a_uscc()
        machine = a_machine(
            "a-1", engine_number="e1", chassis_number="c 1", plate_number="渝01-12345", holder_uscc=holder
        )
        assert machine.asset_keys() == (
            AssetKey(f"machinery/v1:SERIAL:{MAKER}:A-1", KeyRole.IDENTITY),
            AssetKey(f"machinery/v1:ENGINE:{MAKER}:E1", KeyRole.IDENTITY),
            AssetKey(f"machinery/v1:CHASSIS:{MAKER}:C1", KeyRole.IDENTITY),
            AssetKey("machinery/v1:PLATE:渝01-12345", KeyRole.IDENTITY),
            AssetKey("serial/v1:A-1", KeyRole.SITE),
            AssetKey(f"holder/v1:{holder}", KeyRole.SITE),
        )

    def test_are_searched_by_a_serial_number_or_a_plate(self):
        found = ("serial/v1:LX1204-000117", "machinery/v1:PLATE:LX1204-000117")
        assert Machinery.search_keys(" lx1204 - 000117") == found
        assert Machinery.search_keys("serial/v1:20260117") == ("serial/v1:20260117",)
        assert Machinery.search_keys("machinery/v1:PLATE:渝01-1") == ("machinery/v1:PLATE:渝01-1",)

    @pytest.mark.parametrize("text", ["x", "20260117", "TRACTOR", "烘干机-01", a_unit_code("JD") + "0"])
    def test_are_found_by_nothing_else(self, text):
        assert Machinery.search_keys(text) == ()

    @pytest.mark.parametrize(
        ("change", "same"),
        [
            ({}, True),
            ({"maker": "示例农机 制造有限公司"}, True),
            ({"model": "5HX-16"}, True),
            ({"serial_number": "B-2"}, True),  # by its engine
            ({"serial_number": "B-2", "engine_number": "E-2"}, False),
            ({"maker": "示例农机"}, False),
        ],
    )
    def test_are_one_machine_by_any_of_its_makers_numbers(self, change, same):
        body = a_machine_body("A-1", engine_number="E-1")
        first = entered(a_filing(asset(body)))
        (became,) = decided(a_filing(asset(body | change)), a_ground(first)).decided.collateral
        assert became.ahead == ((first.registration,) if same else ())

    def test_tie_a_machine_to_one_of_another_makers_name(self):
        first = entered(a_filing(a_machine("A-1")))
        assert "REG-SERIAL" in codes(a_machine("A-1", maker="示例农机"), first)


class TestAMachine:
    """interests: mortgage, retention of title, finance lease; plated machines are another registry's."""

    @pytest.mark.parametrize("interest", [Interest.MORTGAGE, Interest.RETENTION_OF_TITLE, Interest.FINANCE_LEASE])
    def test_registered_at_the_legal_registry_has_nothing_to_be_told(self, interest):
        assert codes(a_machine(), interest=interest) == []
        assert codes(a_machine(), interest=interest, registered_at=None) == ["R-403"]

    def test_takes_no_pledge_and_no_floating_mortgage(self):
        for interest in (Interest.PLEDGE, Interest.FLOATING_MORTGAGE):
            (fault,) = a_filing(an_item(a_machine(), interest=interest)).faults()
            assert fault.code == "interest_not_allowed"

    def test_with_a_plate_is_sent_to_the_office_of_the_plate_and_entered_all_the_same(self):
        assert codes(a_machine(plate_number="渝01-12345")) == ["REG-PLATED"]


class TestPurchaseMoney:
    """416: registered within ten days of delivery; the day of delivery does not count (201), nor does a last day that
    is a day off (203)."""

    WEDNESDAY = datetime(2026, 11, 4, 15, 59, tzinfo=UTC)  # the last minute of a day in Shanghai

    @pytest.mark.parametrize(("days", "late"), [(0, False), (10, False), (11, True)])
    def test_is_told_when_it_was_registered_too_late(self, days, late):
        delivered = (self.WEDNESDAY - timedelta(days=days)).date()
        bought = a_machine(secures_price=True, delivered_on=delivered.isoformat())
        assert codes(bought, registered_at=self.WEDNESDAY) == (["R-416"] if late else [])

    def test_counts_the_day_of_the_register_not_of_greenwich(self):
        bought = a_machine(secures_price=True, delivered_on="2026-10-25")
        assert codes(bought, registered_at=self.WEDNESDAY) == []
        assert codes(bought, registered_at=self.WEDNESDAY + timedelta(minutes=1)) == ["R-416"]

    def test_is_in_time_on_the_working_day_after_a_weekend(self):
        bought = a_machine(secures_price=True, delivered_on="2026-10-28")  # ten days on is a Saturday
        monday = self.WEDNESDAY + timedelta(days=5)
        assert codes(bought, registered_at=monday) == []
        assert codes(bought, registered_at=monday + timedelta(minutes=1)) == ["R-416"]

    def test_is_told_by_plain_days_beyond_the_calendar(self):
        day = LAST_DAY + timedelta(days=40)
        bought = a_machine(secures_price=True, delivered_on=day.isoformat())
        in_time = datetime.combine(day, time(12), SHANGHAI) + timedelta(days=10)
        assert codes(bought, registered_at=in_time) == []
        assert codes(bought, registered_at=in_time + timedelta(days=1)) == ["R-416"]

    def test_is_the_machine_s_own_word_on_its_delivery(self):
        delivered = datetime(2026, 11, 11, tzinfo=SHANGHAI)
        bought = a_machine(secures_price=True, delivered_on="2026-11-11")
        assert bought.goods_delivered(Terms(interest=Interest.MORTGAGE)) == delivered
        assert a_machine(delivered_on="2026-11-11").goods_delivered(Terms(interest=Interest.MORTGAGE)) is None
        for interest, priced in ((Interest.FINANCE_LEASE, False), (Interest.MORTGAGE, True)):
            silent = a_machine(secures_price=priced)
            assert silent.goods_delivered(Terms(interest=interest, delivered_at=NOON)) == NOON

    def test_goes_before_an_earlier_floating_mortgage_of_everything(self):
        """E3's order, through the whole of a filing."""
        bought = a_machine(secures_price=True, delivered_on="2026-11-18", holder_uscc=a_uscc())
        earlier = Stake(bought, an_item(bought, statutory_registration=a_statutory_registration(NOON - YEAR)).terms)
        price = Stake(bought, an_item(bought, statutory_registration=a_statutory_registration(NOON)).terms)
        silent = replace(bought, secures_price=None)
        assert reckon(price, [Stake(silent, earlier.terms)]).position == 1
        assert reckon(Stake(silent, price.terms), [Stake(silent, earlier.terms)]).position == 2

    def test_goes_behind_what_followed_the_machine_to_its_buyer(self):
        """民法典第406条: in the filing of the price, and in a later report of its registration."""
        bought = a_machine(secures_price=True, delivered_on="2026-11-18", holder_uscc=a_uscc())
        used = replace(bought, secures_price=None)
        earlier = entered(a_filing(an_item(used, statutory_registration=a_statutory_registration(NOON - YEAR))))
        sold = moved(a_transfer(used), act_ground(earlier, standing=EXCHANGE))
        later = {"transfers": (sold,), "at": NOON + timedelta(hours=1)}
        price = an_item(bought, statutory_registration=a_statutory_registration(NOON))
        knowing = a_filing(price, acknowledged=frozenset({"R-JS37"}))
        assert [decided(knowing, a_ground(earlier, **held)).decided.collateral[0].priority.position
                for held in ({}, later)] == [1, 2]  # fmt: skip
        silent = entered(a_filing(an_item(bought)), a_ground(earlier, at=NOON + timedelta(minutes=90)))
        report = a_report(silent.registration, silent.id, statutory_registration=a_statutory_registration(NOON))
        ground = replace(followed(silent, earlier), transfers=(sold,), at=NOON + timedelta(hours=2))
        (told,) = decided(report, ground).decided.collateral
        assert told.priority.position == 2

    def test_is_asked_for_delivery_and_registration(self):
        assert codes(a_machine(secures_price=True)) == ["R-416"]
        undated = a_machine(secures_price=True, delivered_on=TODAY.isoformat())
        assert codes(undated, registered_at=None) == ["R-403", "R-416"]

    def test_is_not_spoken_of_where_nobody_claims_it(self):
        assert codes(a_machine(delivered_on="2020-01-01")) == codes(a_machine(secures_price=False)) == []
