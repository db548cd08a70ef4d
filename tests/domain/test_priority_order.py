"""The one key of the order: tier by tier, and where rules taken in pairs would run in a circle."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from registry.domain.collateral import Interest
from registry.domain.errors import BeyondTheCalendar
from registry.domain.priority import (
    Basis,
    Floating,
    Instant,
    Instants,
    Nature,
    Renewal,
    Right,
    Stake,
    Tier,
    Weight,
    place,
    reckon,
    slots,
)
from registry.domain.rules import CATALOGUE
from tests.domain.liens import (
    a_possessory_lien,
    a_seizure,
    day,
    delivered,
    on,
    over_a_receivable,
    purchase_money,
    registered,
)
from tests.samples import a_parcel, a_policy, a_receipt, a_statutory_registration, an_item

LADDERS = {
    "a possessory lien comes first, however late": [a_possessory_lien(90), purchase_money(delivered=1, registered=2), registered(1)],
    "possessory liens go by possession, those of unknown time last": [a_possessory_lien(5), a_possessory_lien(6), a_possessory_lien()],
    "purchase money beats a floating charge registered before it": [purchase_money(delivered=50, registered=58), registered(1, floating=Floating())],
    "purchase money registered before delivery counts too": [purchase_money(delivered=50, registered=40), registered(1)],
    "purchase moneys go by registration, not by delivery": [purchase_money(delivered=9, registered=10), purchase_money(delivered=2, registered=11)],
    "purchase money on its tenth day, a Friday, is in time": [purchase_money(delivered=50, registered=60), registered(1)],
    "purchase money after its tenth day goes by registration": [registered(1), purchase_money(delivered=50, registered=61), registered(62)],
    "purchase money whose last day is a Saturday has until Monday": [purchase_money(delivered=51, registered=63), registered(1)],
    "and not until Tuesday": [registered(1), purchase_money(delivered=51, registered=64)],
    "purchase money nobody registered is not public": [registered(90), purchase_money(delivered=1, registered=None)],
    "registration and delivery are one order": [registered(1), delivered(2), registered(3), delivered(4)],
    "what was never made public comes last": [registered(90), registered(None)],
    "of a receivable, registration comes before notice": [over_a_receivable(registered=9), over_a_receivable(notified=1), over_a_receivable(notified=2), over_a_receivable()],
    "of a receivable, who registered is not held to an earlier notice": [over_a_receivable(registered=3), over_a_receivable(registered=9, notified=1)],
    "a seizure takes its turn by service": [registered(1), a_seizure(5), a_seizure(6), registered(9)],
    "a seizure comes before what was never made public": [a_seizure(90), registered(None)],
    "a seizure whose service is not on record is behind all that is public": [registered(90), a_seizure(), registered(None)],
    "a seizure comes before notice to the debtor": [a_seizure(9), over_a_receivable(notified=1)],
    "no circle of an old floating charge, a seizure and purchase money": [purchase_money(delivered=50, registered=58), registered(1), a_seizure(55)],
    "no circle of a notice, a seizure and a registration": [a_seizure(5), over_a_receivable(registered=9), over_a_receivable(notified=1)],
    "a former owner's mortgage is not beaten by his buyer's purchase money": [registered(40, passed_at=day(50)), purchase_money(delivered=50, registered=58), registered(1)],
    "a former owner's mortgage registered on the day of the sale follows": [registered(50, passed_at=day(50)), registered(1)],
    "a former owner's mortgage registered after the sale takes its turn": [purchase_money(delivered=50, registered=58), registered(1), registered(51, passed_at=day(50))],
    "owners follow one another": [registered(9, passed_at=day(10)), registered(8, passed_at=day(20)), registered(1)],
    "purchase money beats what its own buyer gave, and stays behind an owner before him": [registered(9, passed_at=day(10)), purchase_money(delivered=10, registered=19, passed_at=day(30)), registered(8, passed_at=day(30)), registered(2)],
    "purchase money registered at the instant its buyer sold still beats what he gave": [purchase_money(delivered=10, registered=15, passed_at=day(15)), registered(1, passed_at=day(15))],
    "purchase money of a buyer who sold before it was registered beats nothing": [registered(1), purchase_money(delivered=10, registered=19, passed_at=day(15))],
    "a possessory lien comes before what follows the asset": [a_possessory_lien(60), registered(9, passed_at=day(10))],
}  # fmt: skip


@pytest.mark.parametrize("ladder", LADDERS.values(), ids=list(LADDERS))
def test_the_order(ladder):
    turns = [place(right).turn for right in ladder]
    assert all(one < other for one, other in combinations(turns, 2))


EQUALS = {
    "rights registered at one instant": [registered(3), registered(3)],
    "a registration and a delivery of one instant": [registered(3), delivered(3)],
    "rights never made public, whenever agreed": [
        Right(instants=Instants(contract_effective=on(1))),
        Right(instants=Instants(contract_effective=on(2)), ways=()),
        delivered(None),
    ],
    "rights entered here, which is no publicity": [
        Right(instants=Instants(entered=day(1))),
        Right(instants=Instants(entered=day(2))),
    ],
    "possessory liens of unknown time": [a_possessory_lien(), a_possessory_lien()],
}


@pytest.mark.parametrize("rights", EQUALS.values(), ids=list(EQUALS))
def test_one_place_is_shared_by(rights):
    assert len({place(right).turn for right in rights}) == 1


def test_the_tiers_are_numbered_as_the_law_page_numbers_them():
    assert [tier.value for tier in Tier] == [0, 1, 2, 3]


class TestAPlace:
    @pytest.mark.parametrize(
        ("right", "tier", "basis", "reasons"),
        [
            (a_possessory_lien(1), Tier.POSSESSORY_LIEN, Basis.DELIVERY, ["R-456"]),
            (purchase_money(delivered=50, registered=58), Tier.PURCHASE_MONEY, Basis.REGISTRATION, ["R-416P"]),
            (purchase_money(delivered=50, registered=61), Tier.PUBLICISED, Basis.REGISTRATION, ["R-414", "R-416L"]),
            (purchase_money(delivered=9, registered=12, passed_at=day(10)), Tier.PUBLICISED, Basis.REGISTRATION, ["R-414"]),
            (registered(1), Tier.PUBLICISED, Basis.REGISTRATION, ["R-414"]),
            (registered(1, passed_at=day(2)), Tier.PUBLICISED, Basis.REGISTRATION, ["R-414", "R-406P"]),
            (registered(3, passed_at=day(2)), Tier.PUBLICISED, Basis.REGISTRATION, ["R-414"]),
            (delivered(1), Tier.PUBLICISED, Basis.DELIVERY, ["R-415"]),
            (over_a_receivable(notified=1), Tier.PUBLICISED, Basis.NOTICE, ["R-768"]),
            (a_seizure(1), Tier.PUBLICISED, Basis.SERVICE, ["R-CF24P"]),
            (registered(None), Tier.UNPUBLICISED, Basis.NONE, ["REG-PRORATA"]),
            (registered(None, passed_at=day(2)), Tier.UNPUBLICISED, Basis.NONE, ["REG-PRORATA"]),
        ],
    )  # fmt: skip
    def test_says_its_tier_its_basis_and_why(self, right, tier, basis, reasons):
        found = place(right)
        assert (found.tier, found.basis, list(found.reasons)) == (tier, basis, reasons)
        assert set(reasons) <= set(CATALOGUE)

    def test_cites_the_article_on_registration_only_for_registration(self):
        for ladder in LADDERS.values():
            for found in map(place, ladder):
                assert "R-414" not in found.reasons or found.basis is Basis.REGISTRATION

    def test_delivery_is_nothing_to_purchase_money_made_public_by_other_means(self):
        assert place(replace(delivered(5), goods_delivered=on(4))).tier is Tier.PUBLICISED


class TestTheEvidence:
    def test_is_that_of_the_instant(self):
        attested = Right(instants=Instants(registered=Instant(day(1), Weight.ATTESTED)))
        assert place(attested).evidence is Weight.ATTESTED
        assert place(registered(1)).evidence is Weight.DECLARED
        assert place(registered(None)).evidence is Weight.UNKNOWN

    @pytest.mark.parametrize(
        ("registration", "delivery", "weakest"),
        [
            (Weight.ATTESTED, Weight.DECLARED, Weight.DECLARED),
            (Weight.DECLARED, Weight.ATTESTED, Weight.DECLARED),
            (Weight.ATTESTED, Weight.ATTESTED, Weight.ATTESTED),
        ],
    )
    def test_of_purchase_money_is_the_weaker_of_its_two_instants(self, registration, delivery, weakest):
        instants = Instants(registered=Instant(day(8), registration))
        assert place(Right(instants=instants, goods_delivered=Instant(day(1), delivery))).evidence is weakest

    def test_of_late_purchase_money_is_that_of_its_registration(self):
        instants = Instants(registered=Instant(day(61), Weight.ATTESTED))
        assert place(Right(instants=instants, goods_delivered=on(50))).evidence is Weight.ATTESTED


class TestPurchaseMoneyBeyondTheCalendar:
    DELIVERED = datetime(2026, 12, 25, 4, tzinfo=UTC)

    def registered_after(self, days):
        instants = Instants(registered=Instant(self.DELIVERED + timedelta(days=days)))
        return Right(instants=instants, goods_delivered=Instant(self.DELIVERED))

    def test_is_in_time_within_ten_days_whatever_the_holidays(self):
        assert place(self.registered_after(10)).tier is Tier.PURCHASE_MONEY

    def test_is_listed_by_registration_and_said_to_be_undecided_after_that(self):
        found = place(self.registered_after(11))
        assert (found.tier, found.reasons) == (Tier.PUBLICISED, ("R-414", "REG-CALENDAR"))
        assert found.undecided is not None
        with pytest.raises(BeyondTheCalendar):
            raise BeyondTheCalendar(found.undecided)


class TestARenewedLoan:
    """担保制度解释第16条第二款."""

    OLD = registered(1)

    def renewed(self, amount=40, old=OLD, **changes):
        return registered(50, renews=Renewal(of=old, amount=amount, **changes))

    def where(self, right):
        return [(slot.place.turn, slot.most) for slot in slots(right)]

    def test_keeps_the_old_place_up_to_the_old_amount_and_its_own_above(self):
        assert self.where(self.renewed()) == [(place(self.OLD).turn, 40), (place(registered(50)).turn, None)]
        assert [slot.place.reasons for slot in slots(self.renewed())] == [("R-414", "R-16"), ("R-414",)]

    def test_keeps_it_for_all_where_the_juniors_consent(self):
        right = self.renewed(juniors_consent=True)
        assert self.where(right) == [(place(self.OLD).turn, None)]
        assert slots(right)[0].place.reasons == ("R-414", "R-16", "R-409")

    @pytest.mark.parametrize("missing", ["entered_before_discharge", "grantor_agrees"])
    def test_keeps_nothing_without(self, missing):
        assert self.where(self.renewed(**{missing: False})) == self.where(registered(50))

    def test_of_a_renewed_loan_keeps_both_places_of_that_as_far_as_it_repays_them(self):
        first, second = place(self.OLD).turn, place(registered(50)).turn
        again = replace(self.renewed(100, old=self.renewed(40)), instants=Instants(registered=on(70)))
        assert self.where(again) == [(first, 40), (second, 60), (place(registered(70)).turn, None)]

    def test_of_a_renewed_loan_keeps_both_for_all_where_the_juniors_consent(self):
        again = self.renewed(100, old=self.renewed(40), juniors_consent=True)
        assert self.where(again) == [(place(self.OLD).turn, 40), (place(registered(50)).turn, None)]

    def test_of_a_renewed_loan_keeps_no_more_than_it_repays(self):
        again = replace(self.renewed(30, old=self.renewed(40)), instants=Instants(registered=on(70)))
        assert [most for _, most in self.where(again)] == [30, 0, None]


class TestAFloatingCharge:
    def covers(self, *, crystallised, acquired, at=100):
        acquired = None if acquired is None else day(acquired)
        return Floating(crystallised=on(crystallised), acquired=acquired).covers(day(at))

    def test_covers_what_comes_to_the_grantor_while_it_floats(self):
        assert self.covers(crystallised=None, acquired=50)
        assert self.covers(crystallised=50, acquired=50)

    def test_covers_nothing_that_came_after(self):
        assert not self.covers(crystallised=50, acquired=51)

    def test_floats_until_the_day_it_crystallises(self):
        assert self.covers(crystallised=50, acquired=51, at=49)
        assert not self.covers(crystallised=50, acquired=51, at=50)

    def test_is_taken_to_cover_what_nobody_knows_the_day_of(self):
        assert self.covers(crystallised=50, acquired=None)


class TestWhatWasFiled:
    """A stake is the same right, with the instants that the filing declares."""

    def right(self, asset, **terms):
        item = an_item(asset, **terms)
        return Stake(item.asset, item.terms).right

    def test_keeps_every_instant_apart(self):
        declared = a_statutory_registration(day(3))
        right = self.right(
            a_parcel(), statutory_registration=declared, delivered_at=day(2), contract_effective_at=day(1)
        )
        assert right.instants == Instants(contract_effective=on(1), delivered=on(2), registered=on(3))

    def test_is_made_public_in_the_way_of_its_kind(self):
        declared = a_statutory_registration(day(3))
        paper = self.right(a_receipt(), statutory_registration=declared, delivered_at=day(5))
        assert (paper.ways, paper.published) == ((Basis.DELIVERY,), (Basis.DELIVERY, on(5)))
        assert self.right(a_receipt(), statutory_registration=declared).published is None
        told = self.right(a_policy(insurer_acknowledged_at=day(4)))
        assert told.published == (Basis.NOTICE, on(4))
        assert told.instants.registered is None
        assert self.right(a_policy(), statutory_registration=declared).instants.notified is None

    @pytest.mark.parametrize("interest", [Interest.RETENTION_OF_TITLE, Interest.FINANCE_LEASE])
    def test_secures_the_price_where_the_thing_itself_is_kept(self, interest):
        declared = a_statutory_registration(day(3))
        item = an_item(a_parcel(), interest=interest, statutory_registration=declared, delivered_at=day(2))
        own, rival = (
            Stake(item.asset, item.terms),
            an_item(a_parcel(), statutory_registration=a_statutory_registration(day(1))),
        )
        place_of_it = reckon(own, [Stake(rival.asset, rival.terms)])
        assert (place_of_it.position, place_of_it.basis, place_of_it.reasons) == (
            1,
            "statutory_registration",
            ("R-416P",),
        )

    def test_secures_no_price_otherwise(self):
        assert self.right(a_parcel(), delivered_at=day(2)).goods_delivered is None

    def test_floats_where_it_says_so(self):
        assert self.right(a_parcel(), interest=Interest.FLOATING_MORTGAGE).floating == Floating()
        assert self.right(a_parcel()).floating is None

    def test_is_a_security(self):
        assert self.right(a_parcel()).nature is Nature.SECURITY
