"""Where two rules of the order meet: whose odd unit it is, what a second place still holds, and who has no part in it."""

from dataclasses import replace

import pytest

from registry.domain.conflict import in_line, same_asset, touching
from registry.domain.overlap import Overlap, Overlapped
from registry.domain.priority import Instant, Instants, Renewal, Right, Tier, Weight, place
from registry.domain.proceeds import Maximum
from tests.domain.burdens import a_burden, minute
from tests.domain.liens import (
    a_claim,
    a_lien,
    a_part,
    a_seizure,
    codes,
    day,
    delivered,
    divided,
    on,
    paid,
    registered,
    stands_back,
    the_share,
)
from tests.samples import a_filing, a_parcel, a_policy, a_receipt, an_electronic_receipt, entered


class TestTheOddUnit:
    def test_goes_to_the_earlier_entry_here_though_its_row_is_later(self):
        """A row begins anew when what it says changes; the entry stays."""
        kept = Right(instants=Instants(registered=on(1), entered=day(1)))
        liens = [a_lien("row of old", recorded_from=day(2)), a_lien("entered of old", kept, recorded_from=day(3))]
        assert paid(liens, 5) == {"row of old": 2, "entered of old": 3}

    def test_goes_by_name_between_two_items_of_one_entry(self):
        liens = [a_lien(name, recorded_from=day(1)) for name in ("b", "a")]
        assert paid(liens, 5) == {"a": 3, "b": 2}


class TestAPlaceKeptByARenewedLoan:
    def test_has_in_a_second_part_what_the_first_did_not_pay(self):
        renewed = registered(50, renews=Renewal(of=registered(1), amount=10))
        claim = a_claim(20)
        liens = [
            *(a_lien(f"new {part}", renewed, claim=claim, registration="R", part=part) for part in ("land", "crop")),
            a_lien("between", registered(20), owed=10, part="crop"),
        ]
        found = paid(liens, a_part(4, "land"), a_part(12, "crop"))
        assert found == {"new land": 4, "new crop": 6, "between": 6}

    def test_gives_the_evidence_where_it_has_no_part(self):
        attested = Right(instants=Instants(registered=Instant(day(1), Weight.ATTESTED)))
        lien = a_lien("new", registered(3, renews=Renewal(of=attested, amount=4)), part="land")
        found = divided([lien], a_part(9, "building", estate="field", since=day(5)), a_part(9, "land", estate="field"))
        assert the_share("new", found, part="building").evidence is Weight.ATTESTED


class TestADistribution:
    def test_is_told_in_one_order_whatever_the_rows_come_in(self):
        liens = [
            a_lien("late", registered(9)),
            a_lien("early"),
            *(a_lien(f"court {each}", a_seizure(each)) for each in (3, 2, 4)),
        ]
        found = divided(liens, 200)
        assert divided(liens[::-1], 200) == found
        assert [each.lien for each in found.shares] == ["early", "court 2", "late", "court 3", "court 4"]
        assert [each.claim for each in found.claims] == ["late", "early", "court 3", "court 2", "court 4"]

    @pytest.mark.parametrize(
        ("twice", "parts", "what"),
        [
            ([a_lien("a"), a_lien("a", claim=a_claim())], [a_part(1)], "a names more than one lien"),
            ([a_lien("a", claim=a_claim(1, "c")), a_lien("b", claim=a_claim(2, "c"))], [a_part(1)], "c names more than one claim"),
            (
                [a_lien(each, registration="R", maximum=Maximum(registered=most)) for each, most in (("a", 1), ("b", 2))],
                [a_part(1)], "R names more than one maximum amount",
            ),
            ([], [a_part(1), a_part(2)], "asset names more than one part"),
        ],
    )  # fmt: skip
    def test_is_refused_where_one_name_means_two_things(self, twice, parts, what):
        with pytest.raises(ValueError, match=f"^{what}$"):
            divided(twice, *parts)


class TestAgreementsMadeTogether:
    @pytest.mark.parametrize("turned", [1, -1])
    def test_are_carried_out_in_the_order_of_those_who_step_back(self, turned):
        """Whatever their names sort like, and whatever order the rows come in."""
        liens = [a_lien(name, registered(number), owed=5) for number, name in enumerate(("b", "a", "last"), start=1)]
        agreements = [stands_back(each, behind="last", recorded_from=day(9)) for each in ("b", "a")]
        assert paid(liens, 10, agreements=agreements[::turned]) == {"b": 0, "a": 5, "last": 5}


class TestARightOverANewBuilding:
    def test_itself_is_not_asked_when_the_building_was_added(self):
        """第417条 speaks of who has a right over the land only; what was given of the building before it stood is his."""
        building = a_part(9, "building", estate="field", since=day(5))
        own = a_lien("own", registered(1), part="building")
        land = a_lien("land", registered(1), part="land")
        assert paid([own], building) == {"own": 9}
        assert codes("land", divided([own, land], building, a_part(1, "land", estate="field")), part="building") == [
            "R-417P"
        ]


class TestThePriceOfTheGoods:
    def test_comes_first_only_where_registration_made_the_right_public(self):
        """民法典第416条 looks at registration: a pledge delivered in time is a pledge."""
        pledge = delivered(3, goods_delivered=on(1))
        pledge = replace(pledge, instants=replace(pledge.instants, registered=on(3)))
        assert place(pledge).tier is Tier.PUBLICISED


class TestTouching:
    def test_is_told_in_the_order_of_entry_and_not_of_the_numbers(self):
        parcel = a_parcel()
        later = replace(entered(a_filing(parcel)), registration="CQ1", recorded_from=minute(2))
        first = replace(entered(a_filing(parcel)), registration="CQ2", recorded_from=minute(1))
        assert touching(parcel, [later, first]).same == (first, later)

    def test_names_a_registration_once_for_all_its_items_and_again_for_a_further_claim(self):
        """Two lines of one policy stand before a lien on the whole."""
        whole = a_policy()
        lines = [a_burden(replace(whole, line_number=each), registration="CQ1") for each in ("1", "2")]
        assert in_line([*lines, replace(lines[0], claim=2)]) == ("CQ1", "CQ1")

    def test_one_notice_may_name_the_receipts_of_two_platforms_and_none_twice(self):
        one = an_electronic_receipt("CD-1", platform="平台甲")
        assert not same_asset(one, replace(one, platform="平台乙"))
        assert same_asset(one, replace(one, platform=None))
        assert not same_asset(one, a_receipt(lot=one.lot))


class TestSharedGround:
    def test_matters_from_the_first_unit_above_a_hundredth(self):
        assert Overlap(area=10_000, smaller=999_999).matters
        assert not Overlap(area=10_000, smaller=1_000_000).matters

    def test_is_not_ahead_unless_it_is_said_to_be(self):
        assert not Overlapped(registration="CQ1", encumbrance="col_1", area=1, smaller=1).ahead
