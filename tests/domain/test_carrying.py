"""A lien that goes on on another receipt is no younger for it: given before the first passed on, fixed when that was
seized, and in the same order of payment."""

import re
from dataclasses import replace
from datetime import datetime, time, timedelta

from registry.domain.calendar import SHANGHAI
from registry.domain.filings.offered import at_stake
from registry.domain.projection import rows
from registry.domain.registration import Encumbrance
from tests.acts import a_seizure, a_transfer, act_ground, acted, by, moved, seized
from tests.attestations import KEEPER, a_split, attested, attesting, stored
from tests.domain.burdens import a_burden, minute, told
from tests.domain.burdens import a_seizure as a_seizure_of
from tests.domain.burdens import a_transfer as a_transfer_of
from tests.follow_ups import a_further_claim, followed, further
from tests.samples import NOON, a_draft, a_filing, an_item, entered
from tests.whole import a_maximum

SOLD_ON = a_transfer().transferred_on
END_OF_THAT_DAY = datetime.combine(SOLD_ON, time.max, SHANGHAI)


def pledged(days, **changes):
    """The pledge of a receipt that was delivered so many days before noon."""
    return entered(a_filing(an_item(stored(100), delivered_at=NOON - timedelta(days=days)), **changes))


def carried(*held, **ground):
    made = attested(a_split(held[0].asset, stored(60), stored(40)), attesting(*held, **ground))
    return made.decided.carried.collateral


def burdened(item):
    """The lien as it stands on the receipt it was carried to."""
    return Encumbrance(
        id=item.entered.id, registration="CQ1", institution="示例银行", contract_number="1", asset=item.asset,
        terms=item.terms, keys=item.entered.keys, recorded_from=NOON + timedelta(hours=3),
        expires_on=a_filing().expires_on, claim=item.claim, passed_at=item.passed_at, determined_at=item.determined_at,
    )  # fmt: skip


def sold(lien, *, after=1, **changes):
    sale = replace(moved(a_transfer(lien.asset)), recorded_from=lien.recorded_from + timedelta(minutes=after))
    return replace(sale, **changes)


class TestALienThatIsCarried:
    def test_was_given_before_the_transfer_of_what_it_came_from(self):
        """民法典第406条."""
        lien = pledged(9)
        items = carried(lien, transfers=(sold(lien),), at=NOON + timedelta(hours=2))
        assert [item.passed_at for item in items] == [END_OF_THAT_DAY] * 2
        assert all(re.fullmatch(r"col_[0-9a-f-]{36}", item.entered.id) for item in items)
        assert ["R-406P" in item.entered.priority.reasons for item in items] == [True, True]

    def test_is_so_when_what_it_was_carried_to_is_split_again(self):
        lien = pledged(9)
        first, _ = carried(lien, transfers=(sold(lien),), at=NOON + timedelta(hours=2))
        again = attested(
            a_split(first.asset, stored(35), stored(25)), attesting(burdened(first), at=NOON + timedelta(hours=4))
        )
        assert [item.passed_at for item in again.decided.carried.collateral] == [END_OF_THAT_DAY] * 2

    def test_has_passed_on_with_nothing_where_the_receipt_was_not_sold_since(self):
        lien = pledged(9)
        assert [item.passed_at for item in carried(lien)] == [None, None]
        before = sold(lien, after=0)
        assert [item.passed_at for item in carried(lien, transfers=(before,))] == [None, None]

    def test_passes_on_by_a_later_sale_of_its_own_receipt_where_it_had_not_before(self):
        first, _ = map(burdened, carried(pledged(9)))
        ground = attesting(first, transfers=(sold(first),), at=NOON + timedelta(hours=5))
        assert at_stake(first, ground).passed_at == END_OF_THAT_DAY
        known = replace(first, passed_at=NOON)
        assert at_stake(known, ground).passed_at == NOON

    def test_keeps_its_place_in_the_order_of_payment_among_the_claims_of_its_registration(self):
        lien = pledged(9)
        (again,) = further(a_further_claim(lien.registration, lien.id), followed(lien))
        first, second, *_ = carried(lien, again)
        assert [each.entered.priority.position for each in (first, second)] == [1, 2]
        late, soon = (
            replace(each, terms=replace(each.terms, delivered_at=at)) for each, at in ((lien, None), (again, NOON))
        )
        first, second, *_ = carried(late, soon)
        assert [each.entered.priority.position for each in (first, second)] == [2, 1]

    def test_secures_no_more_than_when_a_seizure_that_was_lifted_fixed_it(self):
        """查封规定第25条."""
        lien = replace(pledged(9, secured_claim=a_maximum()), maximum=True)
        over = replace(
            seized(a_seizure(lien.asset)),
            recorded_from=NOON + timedelta(minutes=5),
            recorded_until=NOON + timedelta(minutes=9),
        )
        again = replace(over, recorded_from=NOON + timedelta(minutes=7))
        items = carried(lien, ended=(again, over), at=NOON + timedelta(hours=2))
        plain = replace(lien, maximum=False)
        assert [item.determined_at for item in carried(plain, ended=(over,), at=NOON + timedelta(hours=2))] == [
            None
        ] * 2
        assert [item.determined_at for item in items] == [over.recorded_from] * 2
        other = replace(over, asset=stored(100), keys=())
        assert [item.determined_at for item in carried(lien, ended=(other,), at=NOON + timedelta(hours=2))] == [
            None
        ] * 2
        fixed = replace(burdened(items[0]), maximum=True)
        anew = acted(a_seizure(fixed.asset), act_ground(fixed, at=NOON + timedelta(hours=4)))
        assert anew.assets[0].determined == ()

    def test_has_a_row_that_says_so_and_none_where_there_is_nothing_to_say(self):
        lien = pledged(9)
        for sales, expected in (((sold(lien),), "2026-11-21T15:59:59.999999Z"), ((), None)):
            ground = attesting(lien, transfers=sales, at=NOON + timedelta(hours=2))
            draft = a_draft(a_split(lien.asset, stored(60), stored(40)), ground, by=by(KEEPER))
            liens = rows(draft.entry, reveal=lambda _: None, hashed=str).added["encumbrance"][:2]
            assert [row.get("passed_at") for row in liens] == [expected] * 2


class TestTheStatusOfWhatItWasCarriedTo:
    def test_ranks_it_by_when_the_first_receipt_passed_on(self):
        lien = a_burden(stored(60), passed_at=minute(30), at=40)
        later = a_transfer_of(lien.asset, at=50)
        assert told(lien, later).liens[0].right.passed_at == minute(30)
        assert told(replace(lien, passed_at=None), later).liens[0].right.passed_at is not None

    def test_says_when_its_maximum_was_fixed_on_the_first(self):
        lien = a_burden(stored(60), at=40, maximum=True, determined_at=minute(9))
        assert told(lien).liens[0].determined_at == minute(9)
        assert told(lien, a_seizure_of(lien.asset, at=45)).liens[0].determined_at == minute(9)
