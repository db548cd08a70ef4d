"""What holds of every distribution, drawn at random, and that a second one written otherwise (``waterfall_oracle``) comes
to the same.

REGISTRY_SEED=… repeats a run; the seed is printed with every failure.
"""

import os
import random
from collections import Counter
from dataclasses import replace
from functools import wraps

from hypothesis import given, note, seed, settings
from hypothesis import strategies as st

from registry.domain.priority import Renewal, Stake, reckon
from registry.domain.proceeds import Determined, Maximum
from registry.domain.rules import CATALOGUE
from registry.domain.waterfall import waterfall
from tests.domain import waterfall_oracle
from tests.domain.liens import (
    a_claim,
    a_lien,
    a_part,
    a_possessory_lien,
    a_seizure,
    day,
    delivered,
    over_a_receivable,
    purchase_money,
    registered,
    stands_back,
    the_share,
)
from tests.samples import a_parcel, a_policy, a_receipt, a_statutory_registration, an_electronic_receipt, an_item

SEED = int(os.environ.get("REGISTRY_SEED") or random.SystemRandom().randrange(10**6))
DAYS = st.integers(0, 6)
MAYBE = st.none() | DAYS
OWED = st.integers(0, 9)


def drawn(*, examples=100, **strategies):
    def to(test):
        @wraps(test)
        def told(**values):
            note(f"REGISTRY_SEED={SEED}")
            test(**values)

        return seed(SEED)(settings(max_examples=examples, deadline=None)(given(**strategies)(told)))

    return to


def passed(right, number):
    return replace(right, passed_at=None if number is None else day(number))


SECURITIES = st.one_of(
    st.builds(registered, MAYBE),
    st.builds(delivered, MAYBE),
    st.builds(lambda told, entered: over_a_receivable(notified=told, registered=entered), MAYBE, MAYBE),
    st.builds(lambda got, entered: purchase_money(delivered=got, registered=got + entered), DAYS, st.integers(-6, 13)),
)
RIGHTS = st.one_of(
    st.builds(passed, SECURITIES, MAYBE),
    st.builds(a_possessory_lien, MAYBE),
    st.builds(a_seizure, DAYS),
    st.builds(
        lambda own, old, amount: replace(own, renews=Renewal(of=old, amount=amount)), SECURITIES, SECURITIES, OWED
    ),
)
MAXIMA = st.none() | st.builds(
    lambda registered, owed: Maximum(registered=registered, determined=owed and Determined(at=day(1), owed=owed)),
    OWED, st.none() | st.integers(1, 9),
)  # fmt: skip


@st.composite
def sales(draw, parts=("asset",)):
    """Liens over the parts, some securing one claim together, some under one registration, which renews but one loan;
    and the proceeds."""
    count = draw(st.integers(2, 5))
    claims = [a_claim(draw(OWED), f"c{index}") for index in range(count)]
    maxima = {}
    liens = []
    for index in range(count):
        registration, right = f"R{index - draw(st.sampled_from((0, 0, index)))}", draw(RIGHTS)
        if registration in maxima:
            right = replace(right, renews=None)
        maxima.setdefault(registration, draw(MAXIMA))
        liens.append(
            a_lien(
                f"L{index}",
                right,
                claim=claims[index - draw(st.sampled_from((0, 0, index)))],
                registration=registration,
                maximum=maxima[registration],
                part=draw(st.sampled_from(parts)),
            )
        )
    return liens, [a_part(draw(st.integers(0, 25)), name) for name in parts]


AGREEMENTS = st.lists(
    st.builds(
        lambda back, ahead, since: stands_back(f"L{back}", behind=f"L{ahead}", recorded_from=day(since)),
        *[st.integers(0, 4)] * 2, DAYS,
    ),
    max_size=3, unique_by=lambda each: each.recorded_from,
)  # fmt: skip
ANY = st.one_of(sales(), sales(("land", "crop", "shed")))


def amounts(distribution):
    return {(share.lien, share.part): share.amount for share in distribution.shares}


class TestEveryDistribution:
    @drawn(sale=ANY, agreements=AGREEMENTS, examples=250)
    def test_is_what_the_oracle_comes_to(self, sale, agreements):
        liens, parts = sale
        found = waterfall(liens, parts, at=day(100), agreements=agreements)
        expected = waterfall_oracle.divide(liens, parts, agreements=agreements)
        assert {key: amount for key, amount in amounts(found).items() if amount} == expected

    @drawn(sale=ANY, agreements=AGREEMENTS)
    def test_shares_out_the_proceeds_or_all_that_is_secured_by_them(self, sale, agreements):
        liens, parts = sale
        found = waterfall(liens, parts, at=day(100), agreements=agreements)
        unpaid = {each.claim: each.unpaid for each in found.claims}
        left = dict(found.left_over)
        spent = {}
        for share in found.shares:
            spent[share.part] = spent.get(share.part, 0) + share.amount
        for part in parts:
            assert spent.get(part.name, 0) + left[part.name] == part.proceeds
        for share in found.shares:
            (lien,) = [each for each in liens if each.id == share.lien]
            assert not left[share.part] or share.position is None or not unpaid[lien.claim.id] or lien.maximum

    @drawn(owed=st.lists(OWED, max_size=6), proceeds=st.integers(0, 60), right=RIGHTS)
    def test_sums_to_the_proceeds_or_to_the_claims(self, owed, proceeds, right):
        liens = [a_lien(f"L{index}", registered(index % 3), owed=amount) for index, amount in enumerate(owed)]
        found = waterfall(liens, [a_part(proceeds)], at=day(100))
        assert sum(amounts(found).values()) == min(proceeds, sum(owed))

    @drawn(sale=ANY, agreements=AGREEMENTS)
    def test_gives_nobody_more_than_his_claim(self, sale, agreements):
        liens, parts = sale
        found = waterfall(liens, parts, at=day(100), agreements=agreements)
        owed = {lien.claim.id: lien.claim.owed for lien in liens}
        paid = Counter()
        for share in found.shares:
            assert share.amount >= 0
            paid[share.claim] += share.amount
        assert {each.claim: (each.paid, each.unpaid) for each in found.claims} == {
            name: (paid[name], owed[name] - paid[name]) for name in owed
        }
        assert all(each.unpaid >= 0 for each in found.claims)

    @drawn(sale=ANY, agreements=AGREEMENTS)
    def test_gives_no_registration_more_than_its_maximum(self, sale, agreements):
        liens, parts = sale
        named = {lien.id: lien for lien in liens}
        paid = Counter()
        for share in waterfall(liens, parts, at=day(100), agreements=agreements).shares:
            paid[named[share.lien].registration] += share.amount
        for lien in liens:
            assert not lien.maximum or paid[lien.registration] <= lien.maximum.bound(day(100))

    @drawn(sale=ANY, agreements=AGREEMENTS)
    def test_costs_nobody_anything_by_what_others_agreed(self, sale, agreements):
        liens, parts = sale
        claim_of = {lien.id: lien.claim.id for lien in liens}
        without = waterfall(liens, parts, at=day(100))
        after = {each.claim: each.paid for each in waterfall(liens, parts, at=day(100), agreements=agreements).claims}
        stepped_back = {claim_of.get(each.lien) for each in agreements}
        for each in without.claims:
            assert each.claim in stepped_back or after[each.claim] >= each.paid

    @drawn(sale=ANY, agreements=AGREEMENTS, order=st.randoms())
    def test_does_not_depend_on_the_order_in_which_the_rows_come(self, sale, agreements, order):
        liens, parts = sale
        found = waterfall(liens, parts, at=day(100), agreements=agreements)
        order.shuffle(liens)
        order.shuffle(agreements)
        again = waterfall(liens, parts, at=day(100), agreements=agreements)
        assert amounts(again) == amounts(found)
        assert again.left_over == found.left_over

    @drawn(sale=ANY, agreements=AGREEMENTS)
    def test_gives_reasons_of_the_catalogue_only(self, sale, agreements):
        liens, parts = sale
        for share in waterfall(liens, parts, at=day(100), agreements=agreements).shares:
            assert share.reasons
            assert set(share.reasons) <= set(CATALOGUE)


@st.composite
def histories(draw):
    """Rows as the register writes them: a lien is entered, changed by closing its row and opening another, and ended."""
    rows = []
    for index in range(draw(st.integers(0, 5))):
        instants = sorted(draw(st.sets(st.integers(0, 12), min_size=1, max_size=4)))
        ends = draw(st.booleans())
        for since, until in zip(instants, [*instants[1:], None], strict=True):
            if until is None and ends and len(instants) > 1:
                continue
            rows.append(
                a_lien(
                    f"L{index}",
                    draw(RIGHTS),
                    owed=draw(OWED),
                    recorded_from=day(since),
                    recorded_until=None if until is None else day(until),
                )
            )
    return rows


class TestAnAnswerAsOfAnInstant:
    @drawn(rows=histories(), agreements=AGREEMENTS, proceeds=st.integers(0, 25), number=st.integers(0, 13))
    def test_stays_what_was_answered_then(self, *, rows, agreements, proceeds, number):
        at = day(number)
        then = [
            replace(row, recorded_until=None if row.recorded_until and row.recorded_until > at else row.recorded_until)
            for row in rows
            if row.recorded_from <= at
        ]
        agreed = [each for each in agreements if each.recorded_from <= at]
        answered = waterfall(then, [a_part(proceeds)], at=at, agreements=agreed)
        assert waterfall(rows, [a_part(proceeds)], at=at, agreements=agreements) == answered


@st.composite
def stakes(draw):
    """One asset of a kind, as several filed it."""
    asset, interest = draw(
        st.sampled_from(
            [(a_parcel(), "mortgage"), (a_receipt(), "pledge"), (an_electronic_receipt(), "pledge"),
             (a_policy(), "pledge"), (a_policy(insurer_acknowledged_at=None), "pledge"),
             (a_parcel(), "retention_of_title"), (a_parcel(), "floating_mortgage")]
        )
    )  # fmt: skip
    out = []
    for _ in range(draw(st.integers(1, 5))):
        entered = draw(st.none() | st.integers(0, 14))
        received = draw(MAYBE)
        item = an_item(
            asset,
            interest=interest,
            statutory_registration=None if entered is None else a_statutory_registration(day(entered)),
            delivered_at=None if received is None else day(received),
        )
        out.append(Stake(item.asset, item.terms))
    return out


class TestLienStatusAndDistribution:
    @drawn(filed=stakes())
    def test_never_disagree(self, filed):
        liens = [a_lien(f"L{index}", stake.right) for index, stake in enumerate(filed)]
        found = waterfall(liens, [a_part(100)], at=day(100))
        for index, stake in enumerate(filed):
            told = reckon(stake, [other for other in filed if other is not stake])
            share = the_share(f"L{index}", found)
            assert (share.position, share.evidence) == (told.position, told.evidence)
            assert share.reasons[: len(told.reasons)] == told.reasons


class TestTheOrder:
    @drawn(rights=st.lists(st.builds(passed, SECURITIES, MAYBE) | st.builds(a_seizure, DAYS), min_size=3, max_size=3))
    def test_taken_in_pairs_never_runs_in_a_circle(self, rights):
        one, two, three = rights
        before = waterfall_oracle.before
        assert not (before(one, two) and before(two, three) and before(three, one))
