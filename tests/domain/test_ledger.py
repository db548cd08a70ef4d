"""How much stands as security of a lot, a herd, an order or a policy, and that it is never more than there is."""

import random
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from registry.domain import canon
from registry.domain.errors import InvalidParticulars, ProhibitedByLaw, QuantityExceeded
from registry.domain.ledger import Moves, keys_of, moved, total
from registry.domain.measures import LARGEST, Measure, Money, Quantity, Taken, Unit, amount_of
from registry.domain.projection import rows
from registry.domain.registration import Ledger
from registry.domain.running_totals import discrepancies
from tests.acts import by
from tests.api.problem import is_bilingual
from tests.attestations import KEEPER, LOT, a_ledger, an_attestation, attesting, grams, of_tonnes, stored, tonnes
from tests.follow_ups import a_further_claim, followed, further
from tests.kinds import an_order
from tests.movables import a_float, a_herd, a_keeper, a_lot, a_stock, tagged
from tests.samples import (
    NOON,
    a_discharge,
    a_draft,
    a_filing,
    a_grantor,
    a_ground,
    a_policy,
    a_receipt,
    a_registration_state,
    all_entered,
    an_organization,
    decided,
    entered,
)


def take(steps, part=None):
    return Taken(steps=steps, measure=Measure.WEIGHT, part=part)


def ledgers_of(*assets, ground=None, **changes):
    return decided(a_filing(*assets, **changes), ground).decided.ledgers


class TestATotal:
    @pytest.mark.parametrize(
        ("taken", "expected"),
        [
            ([], 0),
            ([take(5, "a"), take(7, "b")], 12),
            ([take(5, "a"), take(7, "a")], 7),
            ([take(20), take(7, "a")], 20),
            ([take(10), take(7, "a"), take(7, "b")], 14),
            ([take(10), take(12)], 12),
        ],
        ids=["nothing", "parts", "one part twice", "the whole", "parts beyond the whole", "the whole twice"],
    )
    def test_takes_each_part_once_and_the_whole_for_its_parts(self, taken, expected):
        assert total(taken) == expected


class TestWhatAnAssetTakes:
    def test_of_a_lot_is_its_weight_whatever_the_unit(self):
        (kilograms,) = ledgers_of(stored(quantity=Quantity.parse("120000.000", "kg")))
        (weight,) = ledgers_of(stored(120))
        assert (kilograms, kilograms.pledged) == (weight, 120 * 10**6)

    def test_of_a_herd_is_its_heads_by_every_name_of_the_place(self):
        code = "5002331042030100123"
        herd = a_herd(place={"address": "一号猪场", "parcel_code": code}, barn="3", batch="1", head_count=50)
        assert [(each.pledged, each.measure) for each in ledgers_of(herd)] == [(50, Measure.COUNT)] * 2

    @pytest.mark.parametrize("asset", [a_policy(sum_insured=Money(500)), an_order(order_amount=Money(500))])
    def test_of_an_order_or_a_policy_is_money(self, asset):
        assert [(each.pledged, each.measure) for each in ledgers_of(asset)] == [(500, Measure.MONEY)]

    def test_of_a_policy_line_by_line_is_as_much_as_the_lines(self):
        lines = [entered(a_filing(a_policy("PZ-1", line_number=line, sum_insured=Money(500)))) for line in "12"]
        ledger = a_ledger(a_policy("PZ-1"), pledged=1000)
        whole = a_policy("PZ-1", sum_insured=Money(1200))
        assert [each.pledged for each in ledgers_of(whole, ground=a_ground(*lines, ledgers=(ledger,)))] == [1200]

    def test_again_by_a_second_mortgage_of_the_same_goods_is_nothing(self):
        stock = a_stock(storage={"keeper": a_keeper(), "lot": a_lot("L")}, quantity={"value": "50.000", "unit": "t"})
        first = entered(a_filing(stock))
        ledger = of_tonnes(stock, pledged=50)
        assert ledgers_of(stock, ground=a_ground(first, ledgers=(ledger,))) == ()

    def test_by_a_further_claim_is_nothing(self):
        lien = entered(a_filing(stored(50)))
        (again,) = further(a_further_claim(lien.registration, lien.id), followed(lien))
        assert [key.takes for key in keys_of([again])] == [None] * 4
        assert moved(Moves(gone={again.id}), a_ground(lien, again, ledgers=(of_tonnes(lien.asset, pledged=50),))) == ()

    def test_is_nothing_where_no_quantity_is_said(self):
        floats = a_float(storage={"keeper": a_keeper(), "lot": a_lot("L")})
        assert ledgers_of(floats, grantors=(a_grantor(an_organization()),)) == ()

    def test_of_several_lots_is_told_in_the_order_of_their_keys(self):
        told = ledgers_of(*(a_receipt(lot=replace(LOT, lot=name)) for name in ("e", "c", "a", "d", "b")))
        assert [each.key[-1] for each in told] == ["A", "B", "C", "D", "E"]

    def test_of_another_lot_is_left_as_it_stands(self):
        elsewhere = entered(a_filing(a_receipt(lot=replace(LOT, lot="2"))))
        assert grams(ledgers_of(stored(50), ground=a_ground(elsewhere))) == [(50, None)]
        beside = (of_tonnes(elsewhere.asset, pledged=7),)
        assert grams(ledgers_of(stored(50), ground=a_ground(elsewhere, ledgers=beside))) == [(50, None)]

    def test_in_another_measure_is_added_up_apart(self):
        cubic = entered(a_filing(stored(quantity=Quantity.parse("10.000", "m3"))))
        assert grams(ledgers_of(stored(50), ground=a_ground(cubic))) == [(50, None)]

    def test_stands_in_the_entry_and_is_left_out_where_there_is_none(self):
        first, _, third, fourth = canon.plain(entered(a_filing(stored(1))).keys)
        assert third["takes"] == {"steps": 10**6, "measure": "weight", "part": first["key"]}
        assert "takes" not in fourth


class TestWhatIsThere:
    def test_refuses_what_goes_beyond_it(self):
        lien = entered(a_filing(stored(60)))
        ground = a_ground(lien, ledgers=(of_tonnes(lien.asset, pledged=60, capacity=100),))
        with pytest.raises(QuantityExceeded) as refusal:
            decided(a_filing(stored(41)), ground)
        (exceeded,) = refusal.value.exceeded.values()
        assert (exceeded.capacity, exceeded.pledged, exceeded.offered) == ("100.000", "60.000", "41.000")
        assert refusal.value.rule.code == "REG-QUANTITY"
        (fault,) = refusal.value.faults
        assert (fault.code, "60.000" in fault.text.zh, "41.000" in fault.text.en) == ("quantity_exceeded", True, True)
        assert [each["offered"] for each in refusal.value.facts["quantities"]] == ["41.000"]
        assert grams(ledgers_of(stored(40), ground=ground)) == [(100, 100)]

    def test_lets_a_lien_rank_on_what_is_overpledged_and_says_so(self):
        stock = a_stock(storage={"keeper": a_keeper(), "lot": a_lot("L")}, quantity={"value": "50.000", "unit": "t"})
        first = entered(a_filing(stock))
        ground = a_ground(first, ledgers=(of_tonnes(stock, pledged=50, capacity=40),))
        made = decided(a_filing(stock), ground).decided
        assert (made.ledgers, "REG-OVERPLEDGED" in {each.code for each in made.findings}) == ((), True)

    def test_is_counted_to_the_last_piece(self):
        def pieces(count):
            return stored(quantity=Quantity.parse(str(count), "piece"))

        for capacity in (0, 3):
            ground = a_ground(ledgers=(a_ledger(pieces(1), pledged=0, capacity=capacity),))
            if capacity:
                assert [each.pledged for each in ledgers_of(pieces(capacity), ground=ground)] == [capacity]
            with pytest.raises(QuantityExceeded) as refusal:
                decided(a_filing(pieces(capacity + 1)), ground)
            (exceeded,) = refusal.value.exceeded.values()
            assert (exceeded.capacity, exceeded.pledged, exceeded.offered) == (str(capacity), "0", str(capacity + 1))

    def test_is_told_to_be_unknown_only_beside_others_who_take_of_it(self):
        def told(*assets, ground):
            found = decided(a_filing(*assets), ground).decided.findings
            return {each.code: each.related for each in found if each.code in ("REG-CAPACITY", "REG-OVERPLEDGED")}

        lien, elsewhere = entered(a_filing(stored(60))), entered(a_filing(a_receipt(lot=replace(LOT, lot="2"))))
        uncounted, counted = (of_tonnes(lien.asset, pledged=60, capacity=known) for known in (None, 1000))
        for known in ((), (uncounted,)):
            ground = a_ground(lien, elsewhere, ledgers=known)
            assert told(stored(1), ground=ground) == {"REG-CAPACITY": (lien.registration,)}
        assert told(stored(1), ground=a_ground(lien, ledgers=(counted,))) == {}
        assert told(stored(1), ground=a_ground(elsewhere)) == {}
        stock = a_stock(storage={"keeper": a_keeper(), "lot": a_lot("L")}, quantity={"value": "50.000", "unit": "t"})
        assert told(stock, ground=a_ground(entered(a_filing(stock)))) == {}, "the same goods once more"

    def test_in_another_measure_bars_only_who_takes_of_the_same_lot(self):
        other = a_receipt(lot=replace(LOT, lot="2"))
        counted = of_tonnes(stored(), pledged=0, capacity=100)
        cubic = a_receipt(lot=other.lot, quantity=Quantity.parse("10.000", "m3"))
        made = decided(a_filing(stored(50), cubic), a_ground(ledgers=(counted,))).decided
        assert "REG-MEASURE" not in {each.code for each in made.findings}

    def test_is_unknown_until_somebody_attests_it(self):
        lien = entered(a_filing(stored(60)))
        ground = a_ground(lien, ledgers=(of_tonnes(lien.asset, pledged=60),))
        assert grams(ledgers_of(stored(10_000), ground=ground)) == [(10_060, None)]

    def test_counted_in_two_measures_is_compared_in_each(self):
        cubic = stored(quantity=Quantity.parse("10.000", "m3"))
        weight, volume = of_tonnes(stored(), pledged=0, capacity=100), a_ledger(cubic, pledged=0, capacity=10_000)
        assert grams(ledgers_of(stored(50), ground=a_ground(ledgers=(weight, volume)))) == [(50, 100)]
        with pytest.raises(ProhibitedByLaw):
            ledgers_of(cubic, ground=a_ground(ledgers=(weight,)))

    def test_is_known_of_other_lots_too(self):
        lien = entered(a_filing(stored(60)))
        ground = a_ground(lien, ledgers=(of_tonnes(lien.asset, pledged=60, capacity=60),))
        assert grams(ledgers_of(a_receipt(quantity=tonnes(50)), ground=ground)) == [(50, None)]

    def test_is_never_more_than_can_be_written(self):
        most = Quantity(LARGEST, Unit.TONNE)
        lien = entered(a_filing(stored(quantity=most)))
        with pytest.raises(InvalidParticulars) as refusal:
            ledgers_of(stored(1), ground=a_ground(lien))
        (fault,) = refusal.value.faults
        assert (fault.pointer, fault.code) == ("", "quantity_out_of_range")
        assert is_bilingual({"zh": fault.text.zh, "en": fault.text.en})

    @pytest.mark.parametrize(
        ("steps", "measure", "written"),
        [
            (1_500_000, Measure.WEIGHT, ("1.500", "t")),
            (1500, Measure.VOLUME, ("1.500", "m3")),
            (15, Measure.COUNT, ("15", "piece")),
            (150, Measure.MONEY, ("1.50", "CNY")),
        ],
    )
    def test_is_written_as_people_do(self, steps, measure, written):
        assert amount_of(steps, measure) == written


class TestTheRows:
    def test_follow_each_other_by_number(self):
        lien = entered(a_filing(stored(60)))
        ground = a_ground(lien, ledgers=(of_tonnes(lien.asset, pledged=60, capacity=100, number=4),))
        made = folded(a_draft(a_filing(stored(10)), ground))
        (row,) = made.added["quantity"]
        assert (row["number"], row["pledged"], row["change"], row["capacity"]) == (5, 70 * 10**6, 10**7, 10**8)
        (ended,) = (each for each in made.closed if each.table == "quantity")
        assert ended.named == {"key": row["key"], "measure": "weight", "number": 4}

    def test_are_left_out_where_nothing_changes(self):
        assert "quantity" not in folded(a_draft(a_filing(tagged("150023300000001"), acknowledged=TOLD))).added


TOLD = frozenset({"REG-QUARANTINE"})


def folded(draft):
    return rows(draft.entry, reveal=lambda _: None, hashed=lambda *_: "")


class Lot:
    """A lot as a register keeps it, filing after filing; what must hold is asked of the rows alone."""

    def __init__(self, dice):
        self.dice, self.liens, self.ledgers, self.tables = dice, [], [], {"quantity": [], "encumbrance_key": []}
        self._serial = count(1)

    def ground(self, **changes):
        serial = next(self._serial)
        at = NOON + timedelta(seconds=serial)
        return {"ledgers": tuple(self.ledgers), "at": at, "serial": serial, **changes}

    def pledge(self, receipt):
        ground = a_ground(*self.liens, **self.ground())
        try:
            draft = a_draft(a_filing(receipt), ground)
        except QuantityExceeded:
            return False
        self.liens += all_entered(a_filing(receipt), ground)
        self.enter(draft)
        return True

    def discharge(self, lien):
        state = a_registration_state(lien.registration)
        self.enter(a_draft(a_discharge(lien.registration), a_ground(*self.liens, **self.ground(registration=state))))
        self.liens.remove(lien)

    def count(self, weight):
        filing = an_attestation(stored(1), quantity=tonnes(weight))
        ground = attesting(*self.liens, **self.ground())
        self.enter(a_draft(filing, ground, by=by(KEEPER)))

    def enter(self, draft):
        made = folded(draft)
        for closing in made.closed:
            self.close(closing)
        for name, kept in self.tables.items():
            kept.extend(map(dict, made.added.get(name, ())))
        standing = [row for row in self.tables["quantity"] if row["recorded_until"] is None]
        names = ("key", "number", "pledged", "capacity")
        self.ledgers = [Ledger(measure=Measure(row["measure"]), **{n: row[n] for n in names}) for row in standing]

    def close(self, closing):
        for row in self.tables.get(closing.table, ()):
            if closing.named.items() <= row.items():
                row["recorded_until"] = closing.until


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_filed_no_more_is_added_than_is_there_and_the_totals_add_up(seed):
    lot = Lot(random.Random(seed))
    outcomes = set()
    for _ in range(40):
        what = lot.dice.choice(("pledge", "pledge", "pledge", "discharge", "count"))
        if what == "pledge":
            outcomes.add(lot.pledge(stored(lot.dice.randint(1, 40))))
        elif what == "count":
            lot.count(lot.dice.randint(20, 200))
        elif lot.liens:
            lot.discharge(lot.dice.choice(lot.liens))
        assert list(discrepancies(lot.tables["quantity"], lot.tables["encumbrance_key"])) == []
    for row in lot.tables["quantity"]:
        assert row["capacity"] is None or row["pledged"] <= row["capacity"] or row["change"] <= 0
    assert outcomes == {True, False}, f"seed {seed} refused nothing, or everything"


class TestAnAudit:
    @pytest.fixture
    def kept(self):
        lot = Lot(random.Random(1))
        lot.pledge(stored(10))
        lot.pledge(stored(20))
        lot.discharge(lot.liens[0])
        return lot.tables

    @pytest.mark.parametrize("place", range(3))
    @pytest.mark.parametrize("column", ["pledged", "change", "number"])
    def test_finds_a_total_that_is_not_what_the_liens_come_to(self, kept, place, column):
        kept["quantity"][place][column] += 1
        found = list(discrepancies(kept["quantity"], kept["encumbrance_key"]))
        assert found[0] == (kept["quantity"][place], "number, pledged or change is not what the liens come to")

    def test_takes_the_rows_in_whatever_order(self, kept):
        assert list(discrepancies(reversed(kept["quantity"]), reversed(kept["encumbrance_key"]))) == []

    def test_finds_a_total_that_was_not_freed(self, kept):
        (found,) = discrepancies(kept["quantity"][:2], kept["encumbrance_key"])
        said = "a row is missing: the liens come to another total since"
        assert found == ({"key": kept["quantity"][0]["key"], "measure": "weight", "number": 3}, said)

    def test_finds_a_lien_without_a_total(self, kept):
        (found,) = discrepancies([], kept["encumbrance_key"])
        assert (found[0]["number"], "missing" in found[1]) == (1, True)

    def test_finds_a_total_of_no_lien(self, kept):
        assert list(discrepancies(kept["quantity"], []))
