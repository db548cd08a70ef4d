"""What a keeper or insurer says of his own: recorded whatever stands, and told to both sides."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from registry.domain import canon
from registry.domain.collateral import Statement
from registry.domain.errors import (
    AcknowledgementRequired,
    CollateralAlreadyPledged,
    InvalidParticulars,
    NotTheIssuer,
    ProhibitedByLaw,
)
from registry.domain.lifecycle import Status
from registry.domain.measures import Money, Quantity
from tests.acts import a_seizure, seized
from tests.api.problem import is_bilingual
from tests.attestations import (
    ATTESTATIONS,
    INSURER,
    KEEPER,
    LOT,
    OTHER_KEEPER,
    a_split,
    an_attestation,
    attested,
    attesting,
    grams,
    of_tonnes,
    said,
    stored,
    tonnes,
)
from tests.follow_ups import a_further_claim, followed, further
from tests.movables import a_keeper, a_lot, a_stock
from tests.samples import NOON, TODAY, a_filing, a_ground, a_parcel, a_policy, a_registration_state, decided, entered


def codes(decision):
    return [each.code for each in decision.decided.findings]


def told(faults):
    """Where and what; in both languages."""
    assert all(is_bilingual({"zh": each.text.zh, "en": each.text.en}) for each in faults)
    return [(fault.pointer, fault.code) for fault in faults]


def faults_of(filing):
    return told(filing.faults())


def reissued(receipt, *into):
    return an_attestation(receipt, Statement.REISSUED, into=into)


class TestACount:
    def test_says_what_there_is_from_now_on(self):
        made = attested(an_attestation(stored(), quantity=tonnes(150)))
        assert (grams(made.decided.ledgers), made.registration, made.version) == ([(0, 150)], None, None)

    def test_said_again_changes_nothing(self):
        ground = attesting(ledgers=(of_tonnes(stored(), pledged=0, capacity=150),))
        assert attested(an_attestation(stored(), quantity=tonnes(150)), ground).decided.ledgers == ()

    def test_below_what_is_pledged_is_recorded_and_names_whom_it_concerns(self):
        lien = entered(a_filing(stored(100)))
        ground = attesting(lien, ledgers=(of_tonnes(lien.asset, pledged=100),))
        made = attested(an_attestation(stored(), quantity=tonnes(60)), ground)
        (ledger,) = made.decided.ledgers
        assert (ledger.over, ledger.change, codes(made)) == (True, 0, ["REG-OVERPLEDGED"])
        assert made.decided.findings[0].related == made.decided.assets[0].concerns == (lien.registration,)

    def test_of_a_pledged_receipt_itself_leaves_the_lien_where_it_is(self):
        lien = entered(a_filing(stored(100)))
        ground = attesting(lien, ledgers=(of_tonnes(lien.asset, pledged=100),))
        made = attested(an_attestation(lien.asset, quantity=tonnes(100)), ground)
        assert (made.decided.carried, made.registration, codes(made)) == (None, None, [])
        assert made.decided.assets[0].concerns == (lien.registration,)

    def test_below_what_is_pledged_is_pointed_at_where_it_was_said(self):
        lien, policy = entered(a_filing(stored(100))), entered(a_filing(a_policy(sum_insured=Money(500))))
        counted = attested(an_attestation(stored(), quantity=tonnes(60)), attesting(lien))
        insured = an_attestation(replace(policy.asset, sum_insured=Money(400)))
        for made, pointer in (
            (counted, "/quantity"),
            (attested(insured, attesting(policy, standing=INSURER)), "/asset"),
        ):
            assert [(each.code, each.pointer) for each in made.decided.findings] == [("REG-OVERPLEDGED", pointer)]

    def test_of_what_is_delivered_takes_it_off_and_never_below_nothing(self):
        for weight, left in ((40, 60), (140, 0)):
            ground = attesting(ledgers=(of_tonnes(stored(), pledged=0, capacity=100),))
            filing = an_attestation(stored(), Statement.DELIVERED, quantity=tonnes(weight))
            assert [each.capacity for each in attested(filing, ground).decided.ledgers] == [left * 10**6]

    def test_of_what_is_delivered_out_of_an_uncounted_lot_counts_nothing(self):
        filing = an_attestation(stored(), Statement.DELIVERED, quantity=tonnes(40))
        assert attested(filing).decided.ledgers == ()
        pledged = attesting(entered(a_filing(stored(60))), ledgers=(of_tonnes(stored(), pledged=60),))
        assert attested(filing, pledged).decided.ledgers == ()

    @pytest.mark.parametrize(("line", "known"), [(None, [500]), ("7", [])])
    def test_of_a_policy_is_its_own_sum_and_of_a_line_nothing(self, line, known):
        filing = an_attestation(a_policy(line_number=line, sum_insured=Money(500)))
        ground = attesting(standing=INSURER)
        assert [each.capacity for each in attested(filing, ground).decided.ledgers] == known


class TestWhoseItIs:
    def test_is_asked_of_the_record_and_not_of_the_filing(self):
        with pytest.raises(NotTheIssuer):
            attested(an_attestation(stored(keeper=OTHER_KEEPER)))
        with pytest.raises(NotTheIssuer) as refusal:
            attested(an_attestation(stored()), attesting(standing=INSURER))
        assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [("/asset", "not_the_issuer")]

    def test_is_nobody_s_where_nobody_issues_it(self):
        with pytest.raises(NotTheIssuer):
            attested(an_attestation(a_parcel()))

    def test_is_the_keeper_s_who_holds_the_goods(self):
        stock = a_stock(storage={"keeper": a_keeper(uscc=KEEPER.identifier), "lot": a_lot("L")})
        assert attested(an_attestation(stock, quantity=tonnes(50))).decided.assets
        with pytest.raises(NotTheIssuer):
            attested(an_attestation(a_stock(), quantity=tonnes(50)))

    def test_is_of_a_day_that_has_been(self):
        with pytest.raises(InvalidParticulars) as refusal:
            attested(an_attestation(stored(), stated_on=TODAY + timedelta(days=1)))
        assert told(refusal.value.faults) == [("/stated_on", "in_the_future")]
        assert attested(an_attestation(stored(), stated_on=TODAY)).decided.number.startswith("att_")


class TestAStatement:
    @pytest.mark.parametrize("filing", ATTESTATIONS, ids=lambda each: each.statement)
    def test_as_it_should_be_has_no_fault(self, filing):
        assert faults_of(filing) == []

    @pytest.mark.parametrize(
        ("filing", "expected"),
        [
            (an_attestation(a_parcel()), [("/statement", "statement_not_allowed")]),
            (an_attestation(a_policy(), Statement.SPLIT), [("/statement", "statement_not_allowed")]),
            (an_attestation(stored(), Statement.DELIVERED), [("/quantity", "missing")]),
            (an_attestation(stored(), Statement.REFUSED, quantity=tonnes(1)), [("/quantity", "not_said_here")]),
            (an_attestation(stored(), quantity=Quantity.parse("1", "piece")), [("/quantity/unit", "other_measure")]),
            (an_attestation(a_policy(), quantity=tonnes(1)), [("/quantity/unit", "other_measure")]),
            (an_attestation(stored(), into=(stored(),)), [("/into", "wrong_count")]),
            (a_split(stored(100), stored(100)), [("/into", "wrong_count")]),
            (a_split(stored(100), stored(60), stored(41)), [("/into", "differs_from_the_original")]),
            (a_split(stored(100), stored(60), a_policy()), [("/into", "differs_from_the_original")]),
            (
                a_split(stored(100), stored(60), stored(40, keeper=OTHER_KEEPER)),
                [("/into", "differs_from_the_original")],
            ),
            (
                a_split(stored(100), stored(60, receipt_number="CD-1"), stored(40, receipt_number="CD-1")),
                [("/into/1", "same_asset_twice"), ("/into", "differs_from_the_original")],
            ),
        ],
    )
    def test_that_does_not_fit_says_where(self, filing, expected):
        assert faults_of(filing) == expected

    def test_is_of_a_possible_asset_and_so_is_what_takes_its_place(self):
        wrong = {"stored_from": date(2026, 10, 1), "stored_until": date(2026, 9, 30)}
        (fault,) = stored(**wrong).faults("")
        assert faults_of(an_attestation(stored(**wrong))) == [(f"/asset{fault.pointer}", fault.code)]
        split = a_split(stored(100), stored(60), stored(40, **wrong))
        assert faults_of(split) == [(f"/into/1{fault.pointer}", fault.code)]

    def test_is_of_goods_that_somebody_keeps(self):
        assert faults_of(an_attestation(a_stock(), quantity=tonnes(1))) == [("/statement", "statement_not_allowed")]

    def test_replaces_one_by_one_or_splits_it_into_up_to_a_hundred(self):
        receipt = stored(100)
        assert faults_of(reissued(receipt, stored(100))) == []
        assert faults_of(a_split(receipt, *(stored(1) for _ in range(100)))) == []
        wrong = (reissued(receipt), reissued(receipt, stored(60), stored(40)),
                 a_split(receipt, *(stored(1) for _ in range(100)), stored(1)))  # fmt: skip
        for filing, number in zip(wrong, ("1 至 1", "1 至 1", "2 至 100"), strict=True):
            assert faults_of(filing) == [("/into", "wrong_count")]
            assert number in filing.faults()[0].text.zh
        (fault,) = an_attestation(receipt, into=(stored(100),)).faults()
        assert "0 至 0" in fault.text.zh

    def test_puts_nothing_in_its_own_place_and_no_goods_in_a_receipt_s(self):
        receipt = stored(60)
        assert faults_of(a_split(receipt, stored(30), receipt)) == [
            ("/into/1", "same_asset_twice"), ("/into", "differs_from_the_original"),
        ]  # fmt: skip
        goods = a_stock(
            storage={"keeper": a_keeper(uscc=KEEPER.identifier), "lot": canon.plain(LOT)},
            quantity={"value": "30.000", "unit": "t"},
        )
        assert {key.key for key in goods.asset_keys() if key.takes} == {
            key.key for key in receipt.asset_keys() if key.takes
        }
        assert faults_of(a_split(receipt, stored(30), goods)) == [("/into", "differs_from_the_original")]

    def test_adds_nothing_in_another_measure_to_what_it_splits(self):
        more = a_split(stored(60), stored(30), stored(30), stored(quantity=Quantity.parse("1.000", "m3")))
        assert faults_of(more) == [("/into", "differs_from_the_original")]


class TestAReceiptThatIsDisowned:
    @pytest.mark.parametrize("statement", [Statement.REFUSED, Statement.CANCELLED])
    def test_names_the_liens_on_it_to_its_keeper(self, statement):
        lien = entered(a_filing(stored()))
        made = attested(an_attestation(lien.asset, statement), attesting(lien))
        (found,) = made.decided.findings
        assert (found.code, found.pointer, found.related) == ("REG-ATTESTED", "/asset", (lien.registration,))
        assert codes(attested(an_attestation(stored(), statement))) == [], "nobody to be told"

    def test_leaves_what_is_counted_as_it_is(self):
        ground = attesting(ledgers=(of_tonnes(stored(), pledged=0, capacity=100),))
        assert attested(an_attestation(stored(), Statement.REFUSED), ground).decided.ledgers == ()

    def test_may_be_spoken_of_again(self):
        receipt = stored()
        ended = said(an_attestation(receipt, Statement.CANCELLED))
        ground = attesting(attestations=(ended,), at=NOON + timedelta(hours=1))
        assert attested(an_attestation(receipt, Statement.CANCELLED), ground).decided.assets[0].id.startswith("col_")

    @pytest.mark.parametrize(
        ("statement", "code"), [(Statement.REFUSED, "REG-DISOWNED"), (Statement.CANCELLED, "REG-ENDED")]
    )
    def test_is_not_given_without_being_told(self, statement, code):
        receipt = stored()
        word = said(an_attestation(receipt, statement))
        with pytest.raises((AcknowledgementRequired, ProhibitedByLaw), match=code):
            decided(a_filing(receipt), a_ground(attestations=(word,), at=NOON + timedelta(hours=1)))

    def test_is_given_like_any_other_once_its_keeper_stands_by_it(self):
        receipt = stored()
        word = said(an_attestation(receipt, quantity=tonnes(100)))
        before = replace(said(an_attestation(receipt, Statement.REFUSED)), recorded_from=NOON - timedelta(hours=1))
        for words in ((word,), (word, before)):
            made = decided(a_filing(receipt), a_ground(attestations=words, at=NOON + timedelta(hours=1)))
            assert not {"REG-DISOWNED", "REG-ENDED"} & set(codes(made))
        gone = replace(said(an_attestation(receipt, Statement.CANCELLED)), recorded_from=NOON - timedelta(hours=1))
        ground = attesting(attestations=(gone, word), at=NOON + timedelta(hours=1))
        assert attested(a_split(receipt, stored(60), stored(40)), ground).decided.assets

    def test_locks_what_it_speaks_of_and_what_that_becomes(self):
        parts = (stored(60), stored(40))
        split = a_split(stored(100), *parts)
        expected = [key.key for asset in (split.asset, *parts) for key in asset.asset_keys()]
        assert list(split.locks()) == expected


class TestASplit:
    def test_ends_the_lien_and_goes_on_with_it_on_each_part(self):
        lien = entered(a_filing(stored(100)))
        ground = attesting(lien, ledgers=(of_tonnes(lien.asset, pledged=100),))
        made = attested(a_split(lien.asset, stored(60), stored(40)), ground)
        carried = made.decided.carried
        assert (made.registration, made.version, carried.institution) == (lien.registration, 2, lien.institution)
        assert [each.id for each in carried.released] == [lien.id]
        assert [(each.instead_of, each.terms) for each in carried.collateral] == [(lien.id, lien.terms)] * 2
        assert made.decided.ledgers == ()  # as much as before

    def test_carries_each_claim_in_its_place_and_keeps_the_key_to_the_first(self):
        lien = entered(a_filing(stored(100)))
        (again,) = further(a_further_claim(lien.registration, lien.id), followed(lien))
        made = attested(a_split(lien.asset, stored(60), stored(40)), attesting(lien, again))
        first, second, *_ = made.decided.carried.collateral
        assert (first.item, second.item, second.claim) == (None, first.entered.id, again.claim)
        for held in ("exclusive", "takes"):
            assert [any(getattr(key, held) for key in each.entered.keys) for each in (first, second)] == [True, False]
        assert [each.entered.keys[0].position for each in (first, second)] == [1, 2]

    def test_carries_them_in_the_order_they_were_secured_though_they_came_here_at_one_instant(self):
        lien = entered(a_filing(stored(100)))
        (second,) = further(a_further_claim(lien.registration, lien.id), followed(lien))
        third = replace(second, id="col_third", claim=3)
        held = [replace(each, recorded_from=NOON) for each in (third, second, lien)]
        made = attested(a_split(lien.asset, stored(60), stored(40)), attesting(*held)).decided.carried.collateral
        assert [(each.claim, each.entered.ahead) for each in made] == [
            (None, ()), (2, (lien.registration,)), (3, (lien.registration,) * 2),
        ] * 2  # fmt: skip

    def test_stands_behind_whatever_is_in_the_lot_and_says_nothing_of_it(self):
        lien, beside = entered(a_filing(stored(100))), entered(a_filing(stored(10)))
        (lot,) = (key.key for key in lien.asset.asset_keys() if key.takes)
        ground = attesting(lien, beside, positions={lot: 7})
        first, _ = attested(a_split(lien.asset, stored(60), stored(40)), ground).decided.carried.collateral
        assert {key.key: key.position for key in first.entered.keys}[lot] == 8
        assert (first.entered.ahead, first.entered.linked) == ((), ())

    def test_of_a_lapsed_registration_goes_on_as_lapsed(self):
        lien = entered(a_filing(stored(100)))
        state = a_registration_state(lien.registration, expires_on=TODAY - timedelta(days=1))
        ground = attesting(lien, states={lien.registration: state})
        made = attested(a_split(lien.asset, stored(60), stored(40)), ground)
        assert made.decided.carried.status is Status.LAPSED

    def test_into_what_is_pledged_elsewhere_is_refused(self):
        one, two = stored(60), stored(40)
        lien, other = entered(a_filing(stored(100))), entered(a_filing(two))
        with pytest.raises(CollateralAlreadyPledged) as refusal:
            attested(a_split(lien.asset, one, two), attesting(lien, other))
        assert refusal.value.priors == {"/into/1": (other.registration,)}
        assert refusal.value.rule.code == "REG-EXCLUSIVE"
        with pytest.raises(CollateralAlreadyPledged) as refusal:
            attested(a_split(lien.asset, two, one), attesting(lien, other))
        assert refusal.value.priors == {"/into/0": (other.registration,)}

    def test_waits_while_a_court_holds_the_receipt(self):
        receipt = stored(100)
        seizure = seized(a_seizure(receipt))
        with pytest.raises(ProhibitedByLaw) as refusal:
            attested(a_split(receipt, stored(60), stored(40)), attesting(seizures=(seizure,)))
        assert [fault.pointer for fault in refusal.value.faults] == ["/asset"]
        assert codes(attested(an_attestation(receipt, quantity=tonnes(100)), attesting(seizures=(seizure,)))) == []

    def test_is_made_once(self):
        receipt = stored(100)
        split = a_split(receipt, stored(60), stored(40))
        ground = attesting(attestations=(said(split),), at=NOON + timedelta(hours=1))
        with pytest.raises(InvalidParticulars) as refusal:
            attested(a_split(receipt, stored(60), stored(40)), ground)
        assert told(refusal.value.faults) == [("/asset", "document_ended")]
