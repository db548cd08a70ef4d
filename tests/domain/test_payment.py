"""Who would get what, as far as the rows say who is on record and the asker says what is owed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.domain.collateral import Interest
from registry.domain.errors import InvalidParticulars
from registry.domain.measures import Money
from registry.domain.payment import Owed, claim_name, estimate
from tests.domain.burdens import a_burden, a_transfer, agreed, minute, some_terms, told
from tests.movables import a_machine
from tests.samples import a_parcel

PARCEL = a_parcel()


def paid(*burdens, acts=(), owed, proceeds):
    """What each claim is paid where the same is owed under all, or what is said of each in turn."""
    status = told(*burdens, *acts)
    amounts = owed if isinstance(owed, list) else [owed] * len(burdens)
    names = [claim_name(each.registration, each.claim) for each in burdens]
    made = estimate(status, owed=dict(zip(names, amounts, strict=True)), proceeds=proceeds)
    found = {each.claim: each.paid for each in made.distribution.claims}
    assert made.liens == status.liens
    return [found[name] for name in names]


def fault(*burdens, **owed):
    with pytest.raises(InvalidParticulars) as refusal:
        estimate(told(*burdens), owed=owed, proceeds=1)
    (found,) = refusal.value.faults
    return found


class TestTheProceedsOfOneAsset:
    def test_go_by_the_order_of_payment_and_not_by_rank(self):
        first, second = a_burden(PARCEL), a_burden(PARCEL, at=2, terms=some_terms(-60))
        assert paid(first, second, owed=60, proceeds=100) == [40, 60]

    def test_go_pro_rata_where_nothing_was_made_public_and_the_odd_unit_to_the_earlier_entry(self):
        """Not to the smaller number, and not to the row that came first."""
        second, first = a_burden(PARCEL, at=2, registration="CQ1"), a_burden(PARCEL, registration="CQ2")
        assert paid(second, first, owed=10, proceeds=5) == [2, 3]

    def test_keep_what_title_is_kept_for_before_what_was_registered_first(self):
        """民法典第416条."""
        dryer = a_machine()
        kept = some_terms(-1, interest=Interest.RETENTION_OF_TITLE, delivered_at=minute(-2))
        first, seller = a_burden(dryer, terms=some_terms(-60)), a_burden(dryer, at=2, terms=kept)
        assert paid(first, seller, owed=60, proceeds=100) == [40, 60]

    @pytest.mark.parametrize(
        ("sold_on", "expected"),
        [(None, [0, 60]), (minute(0).date() - timedelta(days=3), [0, 60]), (minute(0).date(), [60, 0])],
        ids=["not sold", "sold before it was registered", "sold since"],
    )
    def test_keep_what_followed_the_asset_before_the_price_its_new_owner_owes(self, sold_on, expected):
        """民法典第406条, 第416条; 担保制度解释第57条: the price beats what its own buyer gave, and no former owner."""
        dryer, day = a_machine(), 24 * 60
        kept = some_terms(20, interest=Interest.RETENTION_OF_TITLE, delivered_at=minute(10))
        first, seller = a_burden(dryer, terms=some_terms(-day)), a_burden(dryer, at=20, terms=kept)
        sale = [a_transfer(dryer, at=5, transferred_on=sold_on)] if sold_on else []
        assert paid(first, seller, acts=sale, owed=60, proceeds=60) == expected
        (lien, price) = told(first, seller, *sale).liens
        assert (lien.priority.position, price.priority.position) == ((1, 2) if expected[0] else (2, 1))
        assert ("R-406P" in lien.priority.reasons) is bool(expected[0])

    def test_count_a_sale_from_its_entry_on_and_what_was_given_after_it_as_the_new_owner_s(self):
        dryer = a_machine()
        kept = some_terms(20, interest=Interest.RETENTION_OF_TITLE, delivered_at=minute(10))
        first, seller = a_burden(dryer, terms=some_terms(1)), a_burden(dryer, at=20, terms=kept)
        for sale, since in ((a_transfer(dryer, at=5), True), (a_transfer(dryer, at=0.5), False),
                            (a_transfer(a_machine(), at=5), False), (a_transfer(dryer, at=61), False)):  # fmt: skip
            assert (paid(first, seller, acts=[sale], owed=60, proceeds=60) == [60, 0]) is since

    def test_leave_out_who_did_not_stand(self):
        gone = a_burden(PARCEL, until=9)
        assert paid(a_burden(PARCEL), owed=10, proceeds=9) == [9]
        with pytest.raises(InvalidParticulars):
            paid(a_burden(PARCEL), gone, owed=10, proceeds=9)

    def test_are_left_over_where_less_is_owed(self):
        burden = a_burden(PARCEL)
        made = estimate(told(burden), owed={burden.registration: 4}, proceeds=9)
        assert made.distribution.left_over == (("proceeds", 5),)

    def test_pay_every_claim_of_a_registration_in_its_own_place(self):
        first = a_burden(PARCEL, terms=some_terms(-60))
        rival = a_burden(PARCEL, at=2, terms=some_terms(-50))
        again = replace(first, id="col_again", claim=2, recorded_from=minute(3), terms=some_terms(-40))
        assert paid(first, rival, again, owed=[5, 6, 7], proceeds=13) == [5, 6, 2]


class TestAnAgreement:
    def test_hands_over_what_the_place_was_paid(self):
        """民法典第409条; E7 of the worked vectors."""
        third, second = a_burden(PARCEL, terms=some_terms(-40)), a_burden(PARCEL, at=2, terms=some_terms(-50))
        first = a_burden(PARCEL, at=3, terms=some_terms(-60), agreements=(agreed(third),))
        assert paid(first, second, third, owed=[40, 30, 50], proceeds=80) == [0, 30, 50]

    def test_with_who_does_not_stand_on_the_asset_changes_nothing(self):
        second, elsewhere = a_burden(PARCEL, terms=some_terms(-50)), a_burden(a_parcel())
        first = a_burden(PARCEL, at=2, terms=some_terms(-60), agreements=(agreed(elsewhere),))
        status = told(first, second, elsewhere)
        made = estimate(status, owed={first.registration: 4, second.registration: 4}, proceeds=5)
        assert {each.claim: each.paid for each in made.distribution.claims} == {
            first.registration: 4,
            second.registration: 1,
        }

    @pytest.mark.parametrize(("since", "until", "expected"), [(61, None, [5, 0]), (10, 60, [5, 0]), (10, 61, [0, 5])])
    def test_counts_while_it_stands(self, since, until, expected):
        second = a_burden(PARCEL, terms=some_terms(-50))
        agreement = agreed(second, at=since, until=until)
        first = a_burden(PARCEL, at=2, terms=some_terms(-60), agreements=(agreement,))
        assert paid(first, second, owed=5, proceeds=5) == expected

    def test_lets_several_claims_of_one_registration_go_first_in_the_order_of_their_entry(self):
        """The tenth version's claim is later than the second's, whatever their names sort like."""
        third = a_burden(PARCEL, at=3, terms=some_terms(-40))
        again = replace(third, id="col_2", claim=2, recorded_from=minute(4))
        latest = replace(third, id="col_10", claim=10, recorded_from=minute(5))
        first = a_burden(PARCEL, terms=some_terms(-60), agreements=(agreed(latest, at=6), agreed(again, at=6)))
        assert paid(first, third, again, latest, owed=[5, 0, 9, 9], proceeds=5) == [0, 0, 5, 0]

    def test_made_first_is_carried_out_first(self):
        early, late = a_burden(PARCEL, terms=some_terms(-40)), a_burden(PARCEL, at=2, terms=some_terms(-30))
        first = a_burden(PARCEL, at=3, terms=some_terms(-60), agreements=(agreed(early, at=9), agreed(late, at=8)))
        assert paid(first, early, late, owed=5, proceeds=5) == [0, 0, 5]

    def test_of_two_who_step_back_together_is_carried_out_by_their_entry(self):
        last = a_burden(PARCEL, at=3, terms=some_terms(-40), registration="CQ3")
        given = {"agreements": (agreed(last, at=9),)}
        second = a_burden(PARCEL, at=2, terms=some_terms(-50), registration="CQ1", **given)
        first = a_burden(PARCEL, at=1, terms=some_terms(-60), registration="CQ2", **given)
        assert paid(first, second, last, owed=5, proceeds=10) == [0, 5, 5]


class TestWhatIsOwed:
    def test_goes_by_the_number_and_of_a_further_claim_by_its_version_too(self):
        assert Owed(registration="CQ1", amount=Money(1)).claim == "CQ1"
        assert Owed(registration="CQ1", amount=Money(1), further_claim=3).claim == "CQ1/3"

    def test_is_said_of_every_claim_on_record(self):
        burdens = [a_burden(PARCEL, at=each) for each in range(1, 9)]
        found = fault(*burdens)
        assert (found.pointer, found.code) == ("/owed", "owed_missing")
        named = ", ".join(sorted(each.registration for each in burdens))
        assert found.text.en == f"Say what is owed under: {named}."

    def test_is_said_of_no_other(self):
        found = fault(a_burden(PARCEL, registration="CQ5"), CQ5=1, CQ9=2, CQ8=3)
        assert (found.pointer, found.code) == ("/owed", "not_on_record")
        assert found.text.zh == "下列登记不在该财产上：CQ8, CQ9。"
