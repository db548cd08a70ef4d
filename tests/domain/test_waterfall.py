"""Who gets what of the proceeds: the worked vectors of the law page (section 1.2), then one rule at a time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from registry.domain.errors import BeyondTheCalendar
from registry.domain.priority import Floating, Instant, Instants, Renewal, Right, Weight
from registry.domain.proceeds import Determined, Maximum, Part, Secured
from registry.domain.rules.contracting_law import CONTRACT_CREATES
from registry.domain.waterfall import pro_rata
from tests.domain.liens import (
    a_claim,
    a_lien,
    a_part,
    a_possessory_lien,
    a_seizure,
    codes,
    day,
    delivered,
    divided,
    on,
    over_a_receivable,
    paid,
    purchase_money,
    registered,
    stands_back,
    the_share,
)

FLOATING = registered(1, floating=Floating())
A_TO_C = stands_back("A", behind="C")
E7 = [a_lien("A", registered(1), owed=40), a_lien("B", registered(2), owed=30), a_lien("C", registered(3), owed=50)]

VECTORS = {
    "E1 | A reg t10 60; B reg t5 50 | 100 | B50 A50": (
        [a_lien("A", registered(10), owed=60), a_lien("B", registered(5), owed=50)], 100, (), {"B": 50, "A": 50},
    ),
    "E2 | A unreg 60; B reg t9 50; C unreg 30 | 80 | B50, A20, C10": (
        [a_lien("A", registered(None), owed=60), a_lien("B", registered(9), owed=50), a_lien("C", registered(None), owed=30)],
        80, (), {"B": 50, "A": 20, "C": 10},
    ),
    "E3 | mortgage M reg t12 70; pledge P delivered t11 (registered t20) 70 | 100 | P70 M30": (
        [
            a_lien("M", registered(12), owed=70),
            a_lien("P", replace(delivered(11), instants=Instants(delivered=on(11), registered=on(20))), owed=70),
        ],
        100, (), {"P": 70, "M": 30},
    ),
    "E4 | floating FC reg d1 100; PMSI goods delivered d50 reg d58 40; lien 5 | 90 | L5 PM40 FC45": (
        [
            a_lien("FC", FLOATING, owed=100),
            a_lien("PM", purchase_money(delivered=50, registered=58), owed=40),
            a_lien("L", a_possessory_lien(), owed=5),
        ],
        90, (), {"L": 5, "PM": 40, "FC": 45},
    ),
    "E5 | as E4 without lien, PMSI reg d61 (late) | 90 | FC90 PM0": (
        [a_lien("FC", FLOATING, owed=100), a_lien("PM", purchase_money(delivered=50, registered=61), owed=40)],
        90, (), {"FC": 90, "PM": 0},
    ),
    "E6 | two receipts on one lot, order indeterminable 60/30 | 45 | 30/15": (
        [a_lien("1", delivered(None), owed=60), a_lien("2", delivered(None), owed=30)], 45, (), {"1": 30, "2": 15},
    ),
    "E7 | A1 40, B2 30, C3 50 | 80 | before A40 B30 C10": (E7, 80, (), {"A": 40, "B": 30, "C": 10}),
    "E7 | A subordinates to C, B did not consent | 80 | after C50 B30 A0": (
        E7, 80, (A_TO_C,), {"C": 50, "B": 30, "A": 0},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("liens", "proceeds", "agreements", "expected"), VECTORS.values(), ids=list(VECTORS))
def test_the_vector(liens, proceeds, agreements, expected):
    found = divided(liens, proceeds, agreements=agreements)
    assert {share.lien: share.amount for share in found.shares} == expected
    assert found.left_over == (("asset", 0),)
    assert {each.claim: each.unpaid for each in found.claims} == {
        lien.claim.id: lien.claim.owed - expected[lien.id] for lien in liens
    }


class TestAShare:
    def test_says_its_position_its_evidence_and_why(self):
        attested = Right(instants=Instants(registered=Instant(day(1), Weight.ATTESTED)))
        found = divided([a_lien("B", registered(2)), a_lien("A", attested), a_lien("C", registered(None))], 100)
        told = [(share.lien, share.position, share.evidence, share.reasons) for share in found.shares]
        assert told == [
            ("A", 1, Weight.ATTESTED, ("R-414",)),
            ("B", 2, Weight.DECLARED, ("R-414",)),
            ("C", 3, Weight.UNKNOWN, ("REG-PRORATA",)),
        ]

    def test_of_an_unpublicised_right_says_what_its_kind_says(self):
        assert codes("A", divided([a_lien("A", registered(None, unpublicised=CONTRACT_CREATES))], 1)) == ["R-47"]

    def test_leaves_what_nobody_is_owed(self):
        found = divided([a_lien("A", owed=60)], 100)
        assert (found.left_over, found.claims[0].unpaid) == ((("asset", 40),), 0)

    def test_of_nothing_is_nothing(self):
        assert paid([a_lien("A"), a_lien("B", registered(None)), a_lien("C", registered(None))], 0) == dict.fromkeys(
            "ABC", 0
        )
        assert divided([], 10).left_over == (("asset", 10),)


class TestOnePlace:
    """Equal instants share pro rata, in whole minor units."""

    def test_is_shared_by_largest_remainder(self):
        liens = [a_lien("A", owed=1), a_lien("B", owed=2), a_lien("C", owed=4)]
        assert paid(liens, 5) == {"A": 1, "B": 1, "C": 3}  # 0.71, 1.43, 2.86

    def test_gives_the_odd_unit_to_the_earlier_entry(self):
        liens = [a_lien("B", owed=10), a_lien("A", owed=10)]
        assert paid(liens, 5) == {"B": 3, "A": 2}
        assert paid(liens[::-1], 5) == {"B": 3, "A": 2}

    def test_goes_by_the_first_entry_of_a_lien_whose_row_was_written_anew(self):
        anew = a_lien("A", replace(registered(1), instants=Instants(registered=on(1), entered=day(-5))), owed=10)
        assert paid([a_lien("B", owed=10), anew], 5) == {"A": 3, "B": 2}

    def test_is_said_to_be_shared_only_where_it_fell_short(self):
        liens = [a_lien("A", owed=10), a_lien("B", owed=10), a_lien("C", registered(9), owed=10)]
        short = divided(liens, 5)
        assert [codes(each, short) for each in "ABC"] == [["R-414", "REG-PRORATA"], ["R-414", "REG-PRORATA"], ["R-414"]]
        assert codes("A", divided(liens, 20)) == ["R-414"]
        assert codes("C", divided(liens, 25)) == ["R-414"]  # short, but shared with nobody

    def test_is_shared_down_to_the_last_unit(self):
        found = divided([a_lien("A", owed=1), a_lien("B", owed=1)], 1)
        assert [(share.amount, share.reasons) for share in found.shares] == [
            (1, ("R-414", "REG-PRORATA")), (0, ("R-414", "REG-PRORATA")),
        ]  # fmt: skip

    def test_is_not_shared_with_who_is_owed_nothing(self):
        liens = [a_lien("A", owed=10), a_lien("B", owed=0)]
        assert [codes(each, divided(liens, 5)) for each in "AB"] == [["R-414"], ["R-414"]]

    @pytest.mark.parametrize(
        ("amount", "weights", "parts"),
        [(10, [1, 1, 1], [4, 3, 3]), (11, [1, 1, 1], [4, 4, 3]), (0, [5, 5], [0, 0]), (7, [0, 3], [0, 7]), (0, [], [])],
    )
    def test_is_divided(self, amount, weights, parts):
        assert pro_rata(amount, weights) == parts


class TestSeveralCreditorsOfOneClaim:
    def test_divide_by_their_shares_what_it_is_paid(self):
        shares = (("X", Fraction(1, 2)), ("Y", Fraction(1, 3)), ("Z", Fraction(1, 6)))
        found = divided([a_lien("A", claim=a_claim(100, "c", creditors=shares))], 61)
        assert found.claims[0].creditors == (("X", 31), ("Y", 20), ("Z", 10))

    def test_hold_the_whole_between_them(self):
        with pytest.raises(ValueError, match="do not make up the whole"):
            Secured(id="c", owed=1, creditors=(("X", Fraction(1, 2)), ("Y", Fraction(1, 3))))

    def test_are_not_listed_where_there_is_one(self):
        assert divided([a_lien("A")], 61).claims[0].creditors == ()


class TestOneClaimSecuredTwice:
    def test_is_paid_once_by_two_registrations_over_one_asset(self):
        claim = a_claim(50, "c")
        liens = [
            a_lien("A", registered(1), claim=claim),
            a_lien("B", registered(2), owed=50),
            a_lien("C", registered(3), claim=claim),
        ]
        found = divided(liens, 120)
        assert {share.lien: share.amount for share in found.shares} == {"A": 50, "B": 50, "C": 0}
        assert found.left_over == (("asset", 20),)
        assert (codes("A", found), codes("B", found)) == (["R-414", "REG-ONCE"], ["R-414"])

    def test_counts_once_where_a_place_is_shared(self):
        claim = a_claim(60, "c")
        liens = [
            a_lien("A", registered(None), claim=claim),
            a_lien("B", registered(None), owed=30),
            a_lien("C", registered(None), claim=claim),
        ]
        assert paid(liens, 45) == {"A": 30, "B": 15, "C": 0}

    def test_goes_to_the_assets_as_they_are_listed(self):
        claim = a_claim(70, "c")
        liens = [
            a_lien("A", registered(1), claim=claim, part="land"),
            a_lien("B", registered(1), claim=claim, part="crop"),
            a_lien("C", registered(2), owed=50, part="crop"),
        ]
        assert paid(liens, a_part(50, "land"), a_part(50, "crop")) == {"A": 50, "B": 20, "C": 30}
        assert paid(liens, a_part(50, "crop"), a_part(50, "land")) == {"A": 20, "B": 50, "C": 0}


class TestAMaximumAmount:
    def a_maximum(self, **changes):
        return Maximum(**({"registered": 40} | changes))

    def test_bounds_the_share_whatever_is_owed(self):
        liens = [a_lien("A", owed=60, maximum=self.a_maximum()), a_lien("B", registered(2), owed=60)]
        found = divided(liens, 100)
        assert (the_share("A", found).amount, the_share("B", found).amount) == (40, 60)
        assert found.claims[0].unpaid == 20
        assert codes("A", found) == ["R-414", "R-420"]

    def test_is_no_claim_to_more_than_is_owed(self):
        assert paid([a_lien("A", owed=30, maximum=self.a_maximum())], 100) == {"A": 30}

    @pytest.mark.parametrize(("agreed", "said"), [(99, True), (39, True), (40, False), (None, False)])
    def test_is_the_registered_figure_whatever_the_contract_says(self, agreed, said):
        found = divided([a_lien("A", maximum=self.a_maximum(agreed=agreed))], 100)
        assert the_share("A", found).amount == 40
        assert ("R-15" in codes("A", found)) is said

    @pytest.mark.parametrize(("by_seizure", "code"), [(False, "R-423D"), (True, "R-CF25")])
    def test_grows_no_more_once_determined(self, by_seizure, code):
        fixed = Determined(at=day(50), owed=25, by_seizure=by_seizure)
        lien = a_lien("A", owed=60, maximum=self.a_maximum(determined=fixed))
        assert (paid([lien], 100, at=day(49)), codes("A", divided([lien], 100, at=day(49)))) == (
            {"A": 40},
            ["R-414", "R-420"],
        )
        assert (paid([lien], 100, at=day(50)), codes("A", divided([lien], 100, at=day(50)))) == (
            {"A": 25},
            ["R-414", "R-420", code],
        )

    def test_determined_above_itself_still_bounds(self):
        found = divided([a_lien("A", maximum=self.a_maximum(determined=Determined(at=day(1), owed=55)))], 100)
        assert (the_share("A", found).amount, codes("A", found)) == (40, ["R-414", "R-420", "R-423D"])

    def test_is_one_for_all_the_assets_of_its_registration(self):
        claim, maximum = a_claim(100, "c"), self.a_maximum()
        liens = [a_lien(each, claim=claim, maximum=maximum, registration="R", part=each) for each in ("land", "crop")]
        assert paid(liens, a_part(30, "land"), a_part(30, "crop")) == {"land": 30, "crop": 10}

    def test_is_each_registrations_own(self):
        claim = a_claim(100, "c")
        liens = [
            a_lien("A", claim=claim, maximum=self.a_maximum()),
            a_lien("B", claim=claim, maximum=Maximum(registered=70)),
        ]
        assert paid(liens, 200) == {"A": 40, "B": 60}


class TestAFloatingCharge:
    @pytest.mark.parametrize(
        ("crystallised", "acquired", "amount", "reasons"),
        [
            (None, 50, 60, ["R-414", "R-411F"]),
            (60, 50, 60, ["R-414", "R-411C"]),
            (60, 70, 0, ["R-411C"]),
            (101, 100, 60, ["R-414", "R-411F"]),
        ],
    )
    def test_covers_what_the_grantor_had_when_it_crystallised(self, crystallised, acquired, amount, reasons):
        floating = Floating(crystallised=on(crystallised), acquired=day(acquired))
        found = divided([a_lien("FC", registered(1, floating=floating))], 100)
        assert (the_share("FC", found).amount, codes("FC", found)) == (amount, reasons)


class TestSeizures:
    def test_are_paid_after_what_was_public_before_them_and_before_all_else(self):
        liens = [
            a_lien("S", a_seizure(5), owed=50),
            a_lien("A", registered(1), owed=50),
            a_lien("B", registered(9), owed=50),
            a_lien("C", registered(None), owed=50),
        ]
        found = divided(liens, 120)
        assert {share.lien: share.amount for share in found.shares} == {"A": 50, "S": 50, "B": 20, "C": 0}
        assert (codes("S", found), codes("C", found)) == (["R-CF24P"], ["REG-PRORATA", "R-54"])
        assert "R-54" not in codes("C", divided([liens[3], liens[1]], 120))

    def test_wait_by_service_and_lapse_when_the_asset_is_disposed_of(self):
        liens = [
            a_lien("late", a_seizure(6), owed=50),
            a_lien("first", a_seizure(5), owed=50),
            a_lien("later", a_seizure(7), owed=50),
        ]
        found = divided(liens, 120)
        assert {share.lien: (share.amount, share.position) for share in found.shares} == {
            "first": (50, 1), "late": (0, None), "later": (0, None),
        }  # fmt: skip
        assert codes("late", found) == ["R-CF26P"]
        assert found.left_over == (("asset", 70),)

    def test_served_at_one_instant_wait_by_rank(self):
        assert paid([a_lien("A", a_seizure(5), owed=50), a_lien("B", a_seizure(5), owed=50)], 120) == {"A": 50, "B": 0}

    def test_move_up_when_the_first_is_lifted_or_its_term_is_over(self):
        last = (day(30) + timedelta(hours=8)).date()
        lifted, ended = a_lien("S", a_seizure(5), recorded_until=day(30)), a_lien("S", a_seizure(5), until=last)
        waiting = a_lien("W", a_seizure(6))
        assert [paid([lifted, waiting], 60, at=at) for at in (day(29), day(30))] == [{"S": 60, "W": 0}, {"W": 60}]
        assert [paid([ended, waiting], 60, at=at) for at in (day(30), day(31))] == [{"S": 60, "W": 0}, {"W": 60}]

    def test_that_do_not_reach_a_new_building_let_the_next_one_have_it(self):
        parts = [a_part(50, "land", estate="plot"), a_part(50, "building", estate="plot", since=day(6))]
        liens = [a_lien("S", a_seizure(5), owed=90, part="land"), a_lien("W", a_seizure(7), owed=90, part="building")]
        assert paid(liens, *parts) == {"S": 50, "W": 50}


class TestAReceivable:
    def test_goes_to_who_registered_then_to_who_told_the_debtor_then_pro_rata(self):
        liens = [
            a_lien("told", over_a_receivable(notified=1), owed=30),
            a_lien("x", over_a_receivable(), owed=20),
            a_lien("registered", over_a_receivable(registered=9), owed=30),
            a_lien("y", over_a_receivable(), owed=40),
        ]
        found = divided(liens, 75)
        assert {share.lien: share.amount for share in found.shares} == {"registered": 30, "told": 30, "x": 5, "y": 10}
        assert codes("told", found) == ["R-768"]


class TestARenewedLoan:
    def liens(self, **changes):
        renewal = Renewal(of=registered(1), amount=40, **changes)
        return [a_lien("new", registered(50, renews=renewal), owed=70), a_lien("between", registered(20), owed=60)]

    def test_is_not_overtaken_up_to_the_old_amount(self):
        found = divided(self.liens(), 110)
        assert {share.lien: share.amount for share in found.shares} == {"new": 50, "between": 60}
        assert (codes("new", found), the_share("new", found).position) == (["R-414", "R-16"], 1)

    def test_says_why_of_each_place_it_is_paid_in(self):
        lien = a_lien("new", registered(50, renews=Renewal(of=delivered(1), amount=40)), owed=70)
        assert codes("new", divided([lien], 40)) == ["R-415", "R-16"]
        assert codes("new", divided([lien], 41)) == ["R-415", "R-16", "R-414"]

    def test_is_not_overtaken_at_all_where_the_juniors_consent(self):
        assert paid(self.liens(juniors_consent=True), 110) == {"new": 70, "between": 40}

    def test_is_overtaken_without_the_grantors_agreement(self):
        assert paid(self.liens(grantor_agrees=False), 110) == {"between": 60, "new": 50}

    def test_keeps_its_old_place_once_over_all_assets(self):
        parts = [a_part(30, "land"), a_part(100, "crop")]
        renewed = registered(50, renews=Renewal(of=registered(1), amount=40))
        claim = a_claim(70, "c")
        liens = [a_lien(f"new-{each}", renewed, claim=claim, registration="R", part=each) for each in ("land", "crop")]
        assert paid([*liens, a_lien("between", registered(20), owed=80, part="crop")], *parts) == {
            "new-land": 30, "new-crop": 20, "between": 80,
        }  # fmt: skip

    def test_shares_a_place_by_what_it_still_claims_there(self):
        renewal = Renewal(of=registered(1), amount=40)
        liens = [
            a_lien("new", registered(50, renews=renewal), owed=70),
            a_lien("equal", registered(1), owed=40),
            a_lien("tail", registered(50), owed=30),
        ]
        assert paid(liens, 40) == {"new": 20, "equal": 20, "tail": 0}
        assert paid(liens, 110) == {"new": 55, "equal": 40, "tail": 15}


class TestAnAgreementOnPriority:
    def test_hands_over_no_more_than_the_place_given_up_is_paid(self):
        assert paid(E7, 60, agreements=[A_TO_C]) == {"A": 0, "B": 20, "C": 40}
        assert paid(E7, 30, agreements=[A_TO_C]) == {"A": 0, "B": 0, "C": 30}

    def test_hands_over_no_more_than_is_owed_to_who_goes_first(self):
        assert paid(E7, 100, agreements=[A_TO_C]) == {"A": 20, "B": 30, "C": 50}

    def test_hands_over_no_more_than_a_maximum_amount_leaves(self):
        liens = [*E7[:2], replace(E7[2], maximum=Maximum(registered=45))]
        assert paid(liens, 80, agreements=[A_TO_C]) == {"A": 5, "B": 30, "C": 45}

    def test_under_one_maximum_amount_moves_within_it(self):
        within = {"registration": "R", "maximum": Maximum(registered=40)}
        liens = [a_lien("A", registered(1), owed=40, **within), a_lien("C", registered(3), owed=50, **within)]
        assert paid(liens, 60, agreements=[A_TO_C]) == {"A": 0, "C": 40}

    def test_is_said_to_both_and_to_nobody_else(self):
        found = divided(E7, 80, agreements=[A_TO_C])
        assert [codes(each, found) for each in "ABC"] == [["R-414", "R-409"], ["R-414"], ["R-414", "R-409"]]
        assert codes("A", divided(E7, 120, agreements=[A_TO_C])) == ["R-414"]  # nothing changed hands

    def test_of_a_creditor_in_between_is_one_more_agreement(self):
        assert paid(E7, 60, agreements=[A_TO_C, stands_back("B", behind="C")]) == {"A": 0, "B": 10, "C": 50}

    def test_counts_from_its_entry_until_it_ends(self):
        agreement = stands_back("A", behind="C", recorded_from=day(10), recorded_until=day(20))
        found = [paid(E7, 80, at=at, agreements=[agreement])["C"] for at in (day(9), day(10), day(19), day(20))]
        assert found == [10, 50, 50, 10]

    def test_made_first_is_served_first(self):
        liens = [
            a_lien("A", registered(1), owed=40),
            a_lien("B", registered(2), owed=30),
            a_lien("C", registered(3), owed=30),
        ]
        one = stands_back("A", behind="C", recorded_from=day(9))
        two = stands_back("A", behind="B", recorded_from=day(8))
        assert paid(liens, 40, agreements=[one, two]) == {"A": 0, "B": 30, "C": 10}

    @pytest.mark.parametrize("agreement", [stands_back("A", behind="X"), stands_back("X", behind="C")])
    def test_with_a_lien_that_does_not_stand_is_nothing(self, agreement):
        assert paid(E7, 80, agreements=[agreement]) == {"A": 40, "B": 30, "C": 10}

    def test_between_two_securities_of_one_claim_is_nothing(self):
        claim = a_claim(50, "c")
        liens = [a_lien("A", registered(1), claim=claim), a_lien("C", registered(3), claim=claim)]
        assert paid(liens, 40, agreements=[A_TO_C]) == {"A": 40, "C": 0}

    def test_reaches_only_assets_that_both_have(self):
        liens = [a_lien("A", registered(1), owed=40, part="land"), a_lien("C", registered(3), owed=50, part="crop")]
        assert paid(liens, a_part(40, "land"), a_part(10, "crop"), agreements=[A_TO_C]) == {"A": 40, "C": 10}

    def test_lets_who_stepped_back_take_what_is_left_elsewhere(self):
        parts = [a_part(40, "land", estate="plot"), a_part(40, "shed", estate="plot", since=day(2))]
        liens = [
            a_lien("C", registered(1), owed=50, part="land"),
            a_lien("A", registered(0), owed=40, part="land"),
            a_lien("A2", registered(5), claim=a_claim(40, "A"), part="shed"),
        ]
        liens[1] = replace(liens[1], claim=liens[2].claim)
        assert paid(liens, *parts) == {"A": 40, "C": 0, "A2": 0}
        assert paid(liens, *parts, agreements=[A_TO_C]) == {"A": 0, "C": 40, "A2": 40}


class TestPurchaseMoneyBeyondTheCalendar:
    DELIVERED = datetime(2026, 12, 25, 4, tzinfo=UTC)

    def lien(self):
        instants = Instants(registered=Instant(self.DELIVERED + timedelta(days=11)))
        return a_lien("PM", Right(instants=instants, goods_delivered=Instant(self.DELIVERED)))

    def test_divides_nothing_that_hangs_on_it(self):
        with pytest.raises(BeyondTheCalendar) as refusal:
            divided([self.lien(), a_lien("FC")], 100)
        assert refusal.value.day > date(2026, 12, 31)

    def test_does_not_matter_where_there_is_nobody_else(self):
        assert paid([self.lien()], 100) == {"PM": 60}
        assert paid([self.lien(), a_lien("A", part="land")], 100, a_part(9, "land")) == {"PM": 60, "A": 9}


class TestWhatCannotBe:
    def test_is_two_things_of_one_name(self):
        for liens, told in (
            ([a_lien("A"), a_lien("A")], "more than one lien"),
            ([a_lien("A", claim=a_claim(1, "c")), a_lien("B", claim=a_claim(2, "c"))], "more than one claim"),
            (
                [a_lien("A", registration="R", maximum=Maximum(registered=9)), a_lien("B", registration="R")],
                "more than one maximum",
            ),
        ):
            with pytest.raises(ValueError, match=told):
                divided(liens, 10)
        with pytest.raises(ValueError, match="more than one part"):
            divided([], 10, 10)

    def test_is_less_than_nothing(self):
        with pytest.raises(ValueError, match="less than nothing is owed"):
            a_claim(-1)
        with pytest.raises(ValueError, match="below nothing"):
            Part(name="asset", proceeds=-1)
