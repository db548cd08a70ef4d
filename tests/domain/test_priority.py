"""Who is paid before whom, by the instants the law looks at: never by the order of entry here.

The vectors are those of the law page (section 1.2) that need no more than publicity: E1 to E3 and E6. Purchase money,
possessory liens and subordination come with their own filings.
"""

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction

from registry.domain.priority import Stake, reckon
from registry.domain.rules import CATALOGUE
from tests.samples import (
    NOON,
    a_filing,
    a_ground,
    a_parcel,
    a_receipt,
    a_statutory_registration,
    an_electronic_receipt,
    an_item,
    decided,
    entered,
)


def day(number):
    return NOON + timedelta(days=number)


def a_mortgage(*, registered=None):
    declared = a_statutory_registration(registered) if registered else None
    return a_stake(an_item(a_parcel(), statutory_registration=declared))


def a_pledge(*, delivered=None, registered=None):
    declared = a_statutory_registration(registered) if registered else None
    return a_stake(an_item(a_receipt(), delivered_at=delivered, statutory_registration=declared))


def a_pledge_without_paper(*, registered=None):
    declared = a_statutory_registration(registered) if registered else None
    return a_stake(an_item(an_electronic_receipt(), statutory_registration=declared))


def a_stake(item):
    return Stake(item.asset, item.terms)


def paid(proceeds, **claims):
    """What each of the (stake, amount) claims gets: by position, and pro rata where positions are equal."""
    stakes = [stake for stake, _ in claims.values()]
    at = defaultdict(dict)
    for name, (stake, amount) in claims.items():
        place = reckon(stake, [other for other in stakes if other is not stake])
        at[place.position][name] = amount
    left, got = Fraction(proceeds), {}
    for _, equals in sorted(at.items()):
        share = min(Fraction(1), left / sum(equals.values()))
        got |= {name: amount * share for name, amount in equals.items()}
        left -= sum(equals.values()) * share
    return got


class TestTheVectorsOfTheLaw:
    def test_e1_registered_rights_are_paid_in_the_order_of_registration(self):
        a, b = a_mortgage(registered=day(10)), a_mortgage(registered=day(5))
        assert paid(100, A=(a, 60), B=(b, 50)) == {"B": 50, "A": 50}

    def test_e2_unregistered_rights_share_what_the_registered_leave(self):
        a, b, c = a_mortgage(), a_mortgage(registered=day(9)), a_mortgage()
        assert paid(80, A=(a, 60), B=(b, 50), C=(c, 30)) == {"B": 50, "A": 20, "C": 10}

    def test_e3_a_pledge_counts_from_delivery_though_registered_later(self):
        m = a_pledge_without_paper(registered=day(12))
        p = a_pledge(delivered=day(11), registered=day(20))
        assert paid(100, M=(m, 70), P=(p, 70)) == {"P": 70, "M": 30}

    def test_e6_rights_whose_order_cannot_be_told_share_pro_rata(self):
        assert paid(45, A=(a_pledge(), 60), B=(a_pledge(), 30)) == {"A": 30, "B": 15}

    def test_rights_of_one_instant_share_pro_rata_too(self):
        a, b = a_mortgage(registered=day(1)), a_mortgage(registered=day(1))
        assert paid(45, A=(a, 60), B=(b, 30)) == {"A": 30, "B": 15}


class TestTheBasis:
    def test_of_land_is_registration_at_the_legal_registry(self):
        place = reckon(a_mortgage(registered=day(1)), [])
        assert (place.basis, place.instant, place.reasons) == ("statutory_registration", day(1), ("R-414",))

    def test_of_paper_is_delivery_only(self):
        place = reckon(a_pledge(delivered=day(1)), [])
        assert (place.basis, place.instant, place.reasons) == ("delivery", day(1), ("R-415",))
        assert reckon(a_pledge(registered=day(1)), []).basis == "none"

    def test_without_paper_is_registration_only(self):
        item = an_item(an_electronic_receipt(), delivered_at=day(1))
        assert reckon(a_stake(item), []).basis == "none"
        assert reckon(a_pledge_without_paper(registered=day(1)), []).basis == "statutory_registration"

    def test_is_not_a_registration_without_its_instant(self):
        item = an_item(a_parcel(), statutory_registration=a_statutory_registration(None))
        assert reckon(a_stake(item), []).basis == "none"

    def test_of_what_was_declared_is_said_to_be_declared(self):
        assert reckon(a_pledge(delivered=day(1)), []).evidence == "declared"

    def test_of_nothing_is_said_to_be_unknown_with_the_article_that_tells_why(self):
        place = reckon(a_mortgage(), [])
        assert (place.evidence, place.instant, place.reasons) == ("unknown", None, ("R-47",))

    def test_cites_only_rules_of_the_catalogue(self):
        for stake in (a_mortgage(), a_mortgage(registered=day(1)), a_pledge(), a_pledge(delivered=day(1))):
            assert set(reckon(stake, []).reasons) <= set(CATALOGUE)


def test_an_entry_here_is_no_publicity():
    """The first to enter here stays behind the first to register where the law has it registered."""
    parcel = a_parcel()
    first = entered(a_filing(parcel))
    declared = a_statutory_registration(day(-1))

    (item,) = decided(a_filing(an_item(parcel, statutory_registration=declared)), a_ground(first)).decided.collateral

    assert item.ahead == (first.registration,)
    assert item.priority.position == 1


def test_a_right_without_publicity_stands_behind_all_that_have_one():
    others = [a_mortgage(registered=day(1)), a_mortgage(registered=day(2)), a_mortgage()]
    assert reckon(a_mortgage(), others).position == 3
