"""Receivables and orders: one debt under its contract, its invoice or its line, and an order of payment of their own."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from registry.domain import canon, projection
from registry.domain.claim import ConsentKind
from registry.domain.collateral import AssetKey, Collateral, Interest, KeyRole, Order, Receivable
from registry.domain.collateral.insurance_policy import Insurer
from registry.domain.collateral.inventory import Storage
from registry.domain.collateral.receivable import Origin, Stage
from registry.domain.collateral.trade import Assignability, Trader
from registry.domain.errors import AcknowledgementRequired
from registry.domain.measures import Money
from tests.kinds import (
    BUYER,
    SELLER,
    a_receivable,
    a_trader,
    an_order,
    codes,
    consents,
    faults,
    findings,
)
from tests.movables import a_keeper, a_lot, a_stock
from tests.samples import (
    NOON,
    a_draft,
    a_filing,
    a_forest,
    a_ground,
    a_parcel,
    a_policy,
    a_receipt,
    a_statutory_registration,
    an_item,
    decided,
    entered,
)

CONFIRMED = consents(ConsentKind.ACCOUNT_DEBTOR)
A_PERSON = Trader(name="诸葛识字")


def ahead(asset, *held):
    (item,) = decided(a_filing(asset), a_ground(*held)).decided.collateral
    return item.ahead


def met(asset):
    """The asset, entered, with the registration that met it."""
    first = entered(a_filing(asset))
    return first, a_ground(first)


class TestTheKeysOfAReceivable:
    """RECEIVABLE: (creditor, debtor, contract/invoice)."""

    def test_are_contract_and_invoice_together_and_each_alone(self):
        assert a_receivable("GX-1", invoice_number="26502000000012345678").asset_keys() == (
            AssetKey(f"receivable/v1:{SELLER}:{BUYER}:GX-1:26502000000012345678", KeyRole.IDENTITY),
            AssetKey(f"debt/v1:{SELLER}:{BUYER}:GX-1", KeyRole.IDENTITY),
            AssetKey(f"invoice/v1:{SELLER}:{BUYER}:26502000000012345678", KeyRole.IDENTITY),
            AssetKey(f"trade/v1:{SELLER}:{BUYER}:GX-1", KeyRole.SITE),
        )

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            (("C", None), ("C", None), True),
            (("C", None), ("C", "1"), True),
            (("C", "1"), ("C", None), True),
            (("C", "1"), ("Ｃ ", "１"), True),
            (("C", "1"), (None, "1"), True),
            (("C", "1"), ("C", "2"), False),
            (("C", "1"), ("D", None), False),
            (("C", None), (None, "1"), False),
        ],
    )
    def test_make_a_contract_meet_its_invoices_and_keep_invoices_apart(self, one, other, same):
        first, second = (
            replace(a_receivable(), contract_number=contract, invoice_number=invoice)
            for contract, invoice in (one, other)
        )
        held = entered(a_filing(first))
        assert ahead(second, held) == ((held.registration,) if same else ())

    def test_are_told_apart_by_either_party(self):
        held = entered(a_filing(a_receivable("GX-1")))
        assert ahead(a_receivable("GX-1", debtor=a_trader("91350100M000100Y43")), held) == ()
        assert ahead(a_receivable("GX-1", creditor=A_PERSON), held) == ()

    def test_are_searched_as_they_meet(self):
        both, debt, invoice, _ = (key.key for key in a_receivable("GX-1", invoice_number="7").asset_keys())
        whole, *_ = (key.key for key in a_receivable("GX-1").asset_keys())
        assert Receivable.search_keys(both) == (invoice, whole)
        assert Receivable.search_keys(whole) == Receivable.search_keys(debt) == (debt,)
        assert Receivable.search_keys(invoice) == (invoice,)

    @pytest.mark.parametrize("text", ["GX-1", "debt/v1:1", "receivable/v1:1:2", "order/v1:1:2:3:4"])
    def test_are_found_by_nothing_else(self, text):
        assert Receivable.search_keys(text) == ()


class TestTheKeysOfAnOrder:
    """ORDER: (seller, buyer, contract no, line)."""

    def test_are_the_line_the_whole_and_what_fills_it(self):
        receipt = a_receipt()
        order = an_order("DD-1", line_number="2", filled_from=Storage(keeper=receipt.keeper, lot=receipt.lot))
        assert order.asset_keys() == (
            AssetKey(f"order/v1:{SELLER}:{BUYER}:DD-1:2", KeyRole.IDENTITY),
            AssetKey(f"purchase/v1:{SELLER}:{BUYER}:DD-1", KeyRole.IDENTITY, takes=order.asset_keys()[1].takes),
            AssetKey(f"trade/v1:{SELLER}:{BUYER}:DD-1", KeyRole.SITE),
            replace(receipt.asset_keys()[2], takes=None),
        )

    @pytest.mark.parametrize(
        ("one", "other", "same"), [("7", "7", True), ("7", "8", False), (None, "7", True), ("7", None, True)]
    )
    def test_make_the_whole_meet_its_lines_and_keep_lines_apart(self, one, other, same):
        held = entered(a_filing(an_order("DD-1", line_number=one)))
        assert ahead(an_order("DD-1", line_number=other), held) == ((held.registration,) if same else ())

    def test_are_searched_as_they_meet(self):
        line, either, _ = (key.key for key in an_order("DD-1", line_number="7").asset_keys())
        whole, *_ = (key.key for key in an_order("DD-1").asset_keys())
        assert Order.search_keys(line) == (line, whole)
        assert Order.search_keys(whole) == Order.search_keys(either) == (either,)
        assert Order.search_keys("DD-1") == Order.search_keys("order/v1:1") == ()


class TestAParty:
    def test_that_is_a_person_is_in_no_key_and_by_no_name_in_the_entry(self):
        asset = a_receivable("GX-1", creditor=A_PERSON)
        payload = a_draft(a_filing(asset)).entry.payload().decode()
        assert asset.asset_keys()[0].key == f"receivable/v1::{BUYER}:GX-1:"
        assert A_PERSON.name not in payload
        assert asset.debtor.name in payload

    def test_that_is_a_person_leaves_a_row_that_reads_back_without_him(self):
        drafted = a_draft(a_filing(a_receivable("GX-1", creditor=A_PERSON)))
        rows = projection.rows(drafted.entry, reveal=lambda _: None, hashed=lambda *_: "")
        (encumbrance,) = rows.added["encumbrance"]
        read = canon.build(Collateral, canon.loads(encumbrance["asset"].encode()))
        assert (read.creditor.name, read.asset_keys()) == (None, a_receivable("GX-1", creditor=A_PERSON).asset_keys())

    @pytest.mark.parametrize("asset", [a_receivable(debtor=A_PERSON), an_order(seller=A_PERSON)])
    def test_may_be_a_person_where_the_other_is_none(self, asset):
        assert faults(asset) == []

    def test_is_an_organisation_on_one_side_at_least(self):
        assert faults(a_receivable(creditor=A_PERSON, debtor=A_PERSON)) == [("missing_identity", "/debtor/uscc")]
        assert faults(an_order(seller=A_PERSON, buyer=A_PERSON)) == [("missing_identity", "/buyer/uscc")]

    def test_has_a_name(self):
        nameless = a_trader(name=None)
        assert faults(a_receivable(creditor=nameless)) == [("missing", "/creditor/name")]
        assert faults(an_order(buyer=nameless)) == [("missing", "/buyer/name")]

    def test_gives_the_region(self):
        assert (a_receivable().region, a_receivable(creditor=A_PERSON).region) == ("500231", "500000")
        assert (an_order().region, a_receivable(parcel_code="5002331042030100123").region) == ("500231", "500233")


class TestTheirLinks:
    """RECEIVABLE: order, factoring, policy proceeds. ORDER: receivable born of it, inventory to fill it."""

    RECEIPT = a_receipt()
    STORED = Storage(keeper=RECEIPT.keeper, lot=RECEIPT.lot)
    INSURED = a_policy("PZ-2026-9")

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (an_order("DD-1"), a_receivable("DD-1")),
            (a_receivable("C", invoice_number="1"), a_receivable("C", invoice_number="2")),
            (an_order("DD-1", line_number="1"), an_order("DD-1", line_number="2")),
            (an_order(filled_from=STORED), RECEIPT),
            (
                a_receivable(
                    "PZ-2026-9",
                    origin=Origin.INSURANCE_MONEY,
                    debtor=a_trader(INSURED.insurer.uscc, INSURED.insurer.name),
                ),
                INSURED,
            ),
            (
                a_receivable(origin=Origin.LAND_TRANSFER_FEE, parcel_code="5002331042030100123"),
                a_parcel("5002331042030100123"),
            ),
            (
                a_receivable(origin=Origin.COMPENSATION, unit_code="500233010001JE00007L00000001"),
                a_forest("500233010001JE00007L00000001"),
            ),
        ],
        ids=["order", "invoice", "line", "receipt", "policy", "parcel", "forest"],
    )
    def test_are_told_from_both_sides(self, one, other):
        for first, second in ((one, other), (other, one)):
            held, ground = met(first)
            (item,) = decided(a_filing(second), ground).decided.collateral
            assert (item.ahead, item.linked) == ((), (held.registration,))
            assert "REG-TRADE" in codes(second, ground)

    def test_reach_stock_of_the_lot_that_is_to_fill_the_order(self):
        stock = a_stock(storage={"keeper": a_keeper(), "lot": a_lot()})
        order = an_order(filled_from=stock.storage)
        assert "REG-TRADE" in codes(order, met(stock)[1])
        told = codes(stock, met(order)[1])
        assert "REG-TRADE" in told
        assert "R-59" not in told

    def test_to_another_insurers_policy_are_none(self):
        other = a_policy("PZ-2026-9", insurer=Insurer(name="另一示例保险", uscc="91350100M000100Y43"))
        claimed = a_receivable(
            "PZ-2026-9", origin=Origin.INSURANCE_MONEY, debtor=a_trader(self.INSURED.insurer.uscc, "保险人")
        )
        assert "REG-TRADE" not in codes(claimed, met(other)[1])


class TestAClaim:
    @pytest.mark.parametrize("asset", [a_receivable(), an_order()], ids=["receivable", "order"])
    def test_that_its_debtor_confirmed_is_entered_without_a_word(self, asset):
        assert findings(asset, consents=CONFIRMED) == []

    @pytest.mark.parametrize("asset", [a_receivable(), an_order()], ids=["receivable", "order"])
    def test_that_nobody_confirmed_is_warned(self, asset):
        assert findings(asset) == [("R-61", "")]

    @pytest.mark.parametrize("make", [a_receivable, an_order])
    def test_that_may_not_change_hands_by_law_must_be_acknowledged(self, make):
        """ORDER, RECEIVABLE: non-assignable by law or nature."""
        barred = make(assignability=Assignability.BARRED_BY_LAW)
        with pytest.raises(AcknowledgementRequired) as needed:
            decided(a_filing(barred))
        assert [(each.code, each.pointer) for each in needed.value.faults] == [("R-545", "/collateral/0/assignability")]
        assert codes(barred, acknowledged=frozenset({"R-545"}), consents=CONFIRMED) == {"R-545"}

    @pytest.mark.parametrize("make", [a_receivable, an_order])
    def test_that_the_parties_barred_is_warned(self, make):
        barred = make(assignability=Assignability.BARRED_BY_AGREEMENT)
        assert findings(barred, consents=CONFIRMED) == [("R-545A", "/assignability")]

    def test_that_is_a_bill_must_be_acknowledged(self):
        """RECEIVABLE: bill-based."""
        with pytest.raises(AcknowledgementRequired) as needed:
            decided(a_filing(a_receivable(evidenced_by_bill=True)))
        assert [fault.code for fault in needed.value.faults] == ["R-DC-BILL"]

    def test_to_come_needs_its_account(self):
        """RECEIVABLE: special account."""
        found = findings(a_receivable(stage=Stage.FUTURE), consents=CONFIRMED)
        assert found == [("R-61A", "/special_account")]
        assert findings(a_receivable(stage=Stage.FUTURE, special_account=True), consents=CONFIRMED) == []
        assert findings(an_order(special_account=None), consents=CONFIRMED) == found

    @pytest.mark.parametrize("asset", [a_receivable(), an_order()], ids=["receivable", "order"])
    @pytest.mark.parametrize(("minor", "over"), [(60_000_001, True), (60_000_000, False)])
    def test_is_allocated_no_more_than_its_own_amount(self, asset, minor, over):
        """ORDER: ≤ order amount. RECEIVABLE: ≤ face."""
        allocated = findings(asset, terms={"allocated_amount": Money(minor)}, consents=CONFIRMED)
        assert allocated == ([("REG-FACE", "/allocated_amount")] if over else [])

    @pytest.mark.parametrize(("day", "early"), [(date(2027, 11, 18), True), (date(2027, 11, 19), False)])
    def test_payable_before_the_loan_is_remarked_on(self, day, early):
        for asset in (a_receivable(payable_on=day), an_order(deliver_on=day)):
            assert ("REG-PAID-BEFORE" in codes(asset)) is early

    @pytest.mark.parametrize("make", [a_receivable, an_order])
    @pytest.mark.parametrize(
        ("interest", "code"),
        [(Interest.PLEDGE, "R-445A"), (Interest.FACTORING, "R-768A"), (Interest.ASSIGNMENT, "R-768A")],
    )
    def test_without_its_registration_is_told_what_that_does(self, make, interest, code):
        noted = decided(a_filing(an_item(make(), interest=interest))).decided.findings
        assert {"R-445A", "R-768A"} & {each.code for each in noted} == {code}

    def test_needs_a_contract_or_an_invoice(self):
        nameless = replace(a_receivable(), contract_number=None)
        assert faults(nameless) == [("missing_identity", "/contract_number")]


class TestItsPriority:
    """768: registered before unregistered; registered by time; else by notice that reached the debtor."""

    def priority(self, asset, *held, registered=None):
        terms = {"statutory_registration": a_statutory_registration(registered)} if registered else {}
        (item,) = decided(a_filing(an_item(asset, **terms)), a_ground(*held)).decided.collateral
        return item.priority

    @pytest.mark.parametrize(
        ("make", "noticed"), [(a_receivable, "debtor_notified_at"), (an_order, "buyer_notified_at")]
    )
    def test_is_by_registration_then_by_notice_then_together(self, make, noticed):
        def told(at):
            return make("X-1", **{noticed: at})

        first = entered(a_filing(told(NOON)))
        late = self.priority(told(NOON + timedelta(days=1)), first)
        assert (late.position, late.basis, late.reasons) == (2, "debtor_notified", ("R-768",))
        registered = self.priority(make("X-1"), first, registered=NOON + timedelta(days=9))
        assert (registered.position, registered.basis) == (1, "statutory_registration")
        nothing = self.priority(make("X-1"), first)
        assert (nothing.position, nothing.basis, nothing.reasons) == (2, "none", ("R-768A",))
