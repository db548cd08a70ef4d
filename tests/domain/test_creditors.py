"""Creditors beside, behind and in place of the one who files; debtors who give nothing; what a claim may say of itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from registry.domain.claim import ClaimKind, Determination, Document
from registry.domain.errors import AcknowledgementRequired, CreditorIsNotTheFiler, InvalidParticulars, ProhibitedByLaw
from registry.domain.filings.base import claim_key
from registry.domain.measures import Money
from registry.domain.party import Capacity, InstitutionType, SecuredCreditor
from registry.domain.registration import Item
from tests.samples import (
    NOON,
    a_bank,
    a_citizen_id,
    a_claim,
    a_discharge,
    a_filing,
    a_grantor,
    a_ground,
    a_parcel,
    a_person,
    a_receipt,
    a_standing,
    a_uscc_of_old,
    an_item,
    an_organization,
    another_bank,
    decided,
)
from tests.whole import (
    CLAIM_ID,
    a_co_creditor,
    a_lease,
    a_main_claim,
    a_maximum,
    a_trustee,
    a_whole_filing,
    an_agents_word,
)

DELIVERED = an_item(a_receipt(), delivered_at=NOON)


def said(*items, ground=None, **changes):
    """Code and pointer of everything that is said to a filing over a delivered receipt."""
    filing = a_filing(*(items or (DELIVERED,)), **changes)
    return [(noted.code, noted.pointer) for noted in decided(filing, ground).decided.findings]


def faults(*items, **changes):
    return [(fault.code, fault.pointer) for fault in a_filing(*(items or (DELIVERED,)), **changes).faults()]


def refused(filing, ground=None):
    with pytest.raises(InvalidParticulars) as refusal:
        decided(filing, ground)
    return [(fault.code, fault.pointer) for fault in refusal.value.faults]


def a_filing_for(creditor, *items, **changes):
    """Filed by the usual bank for another creditor."""
    return a_filing(*(items or (DELIVERED,)), secured_creditor=creditor, filed_as=an_agents_word(), **changes)


def a_lending_person(name="放贷之人"):
    person = a_person(name=name)
    return SecuredCreditor(type=person.type, name=person.name, identifier=person.identifier)


class TestCoCreditors:
    @pytest.mark.parametrize("shares", [(), ("1/3",), ("1/3", "1/3"), ("999998/999999",)])
    def test_leave_the_first_a_share(self, shares):
        assert faults(co_creditors=tuple(map(a_co_creditor, shares))) == []

    @pytest.mark.parametrize("shares", [("1/2", "2/3"), ("1/1", "1/999999")])
    def test_never_have_more_than_the_whole(self, shares):
        others = tuple(map(a_co_creditor, shares))
        assert faults(co_creditors=others) == [("shares_exceed_the_whole", "/co_creditors")]
        assert faults(co_creditors=others, secured_creditor=a_trustee()) == [
            ("shares_exceed_the_whole", "/co_creditors")
        ]  # fmt: skip

    @pytest.mark.parametrize("shares", [("1/1",), ("1/3", "1/3", "1/3")])
    def test_may_have_the_whole_only_beside_one_who_holds_for_others(self, shares):
        others = tuple(map(a_co_creditor, shares))
        assert faults(co_creditors=others) == [("nothing_left_for_the_creditor", "/co_creditors")]
        for_itself = a_trustee(capacity=Capacity.OWN)
        assert faults(co_creditors=others, secured_creditor=for_itself) == [
            ("nothing_left_for_the_creditor", "/co_creditors")
        ]  # fmt: skip
        assert faults(co_creditors=others, secured_creditor=a_trustee()) == []

    def test_are_each_named_once(self):
        other = a_co_creditor("1/6")
        again = faults(co_creditors=(other, other, a_co_creditor("1/6", a_bank())))
        place = "/co_creditors/{}/party/identifier/value"
        assert again == [("same_creditor_twice", place.format(1)), ("same_creditor_twice", place.format(2))]

    def test_share_one_entry_and_one_position(self):
        one = decided(a_filing(DELIVERED, co_creditors=(a_co_creditor(),))).decided
        (item,) = one.collateral
        assert {key.position for key in item.keys} == {1}


class TestWhoHoldsForOthers:
    @pytest.mark.parametrize("capacity", [Capacity.AGENT, Capacity.TRUSTEE])
    def test_is_told_when_he_names_nobody(self, capacity):
        nobody = ("R-4", "/secured_creditor/beneficiaries")
        assert said(secured_creditor=a_trustee(capacity=capacity)) == [nobody]
        assert said(secured_creditor=a_trustee(a_person(), capacity=capacity)) == []
        assert said(secured_creditor=a_trustee(capacity=capacity), co_creditors=(a_co_creditor(),)) == []

    @pytest.mark.parametrize("capacity", [None, Capacity.OWN])
    def test_is_alone_in_having_beneficiaries(self, capacity):
        creditor = a_trustee(a_person(), capacity=capacity)
        expected = [("beneficiaries_without_capacity", "/secured_creditor/beneficiaries")]
        assert faults(secured_creditor=creditor) == expected
        assert said(secured_creditor=replace(creditor, beneficiaries=())) == []


class TestAnAgent:
    def test_files_for_another_and_the_entry_says_that_he_has_not_confirmed(self):
        entered = decided(a_filing_for(another_bank())).decided
        assert [(noted.code, noted.pointer) for noted in entered.findings] == [("REG-AGENT", "/filed_as")]

    def test_says_that_he_is_one(self):
        with pytest.raises(CreditorIsNotTheFiler):
            decided(replace(a_filing_for(another_bank()), filed_as=None))

    def test_is_not_the_creditor_himself(self):
        assert refused(a_filing_for(a_bank())) == [("files_for_itself", "/filed_as")]

    def test_names_the_creditor_whose_record_is_read(self):
        assert a_filing_for(another_bank()).creditor == another_bank().identifier.value
        assert a_filing().creditor is None

    @pytest.mark.parametrize(
        ("record", "code"),
        [(InstitutionType.FINANCIAL_INSTITUTION, None), (InstitutionType.GUARANTEE_COMPANY, "R-47g")],
    )
    def test_takes_land_for_one_whose_record_allows_it(self, record, code):
        enterprise = a_standing(kind=InstitutionType.ENTERPRISE)
        ground = a_ground(standing=enterprise, creditor=record)
        found = [each for each, at in said_of_land(ground) if at == "/secured_creditor"]
        assert found == ([code] if code else [])

    def test_takes_no_land_for_one_whose_record_forbids_it(self):
        with pytest.raises(ProhibitedByLaw, match="R-47a"):
            said_of_land(a_ground(creditor=InstitutionType.ENTERPRISE))

    def test_takes_no_land_for_a_person(self):
        with pytest.raises(ProhibitedByLaw, match="R-47a"):
            said_of_land(a_ground(), creditor=a_lending_person())

    def test_owns_to_it_that_the_creditor_has_no_record(self):
        with pytest.raises(AcknowledgementRequired) as refusal:
            said_of_land(a_ground())
        assert refusal.value.facts == {"acknowledge": ["R-47u"]}
        accepted = said_of_land(a_ground(), acknowledged=frozenset({"R-47u"}))
        assert ("R-47u", "/secured_creditor") in accepted

    def test_does_not_lend_his_own_record(self):
        """The usual bank is a financial institution; that says nothing of whom it files for."""
        with pytest.raises(AcknowledgementRequired, match="R-47u"):
            said_of_land(a_ground(standing=a_standing()))


def said_of_land(ground, *, creditor=None, **changes):
    filing = a_filing_for(creditor or another_bank(), a_parcel(), **changes)
    return [(noted.code, noted.pointer) for noted in decided(filing, ground).decided.findings]


class TestEverybodyNamed:
    BORN = date(2026, 11, 23)
    AT = datetime(2026, 11, 22, 15, 59, tzinfo=UTC)  # a minute before he is born, in Chongqing

    @pytest.mark.parametrize(
        ("named", "at"),
        [
            (lambda one: {"debtors": (a_person(), one)}, "/debtors/1"),
            (lambda one: {"co_creditors": (a_co_creditor("1/2", one),)}, "/co_creditors/0/party"),
            (lambda one: {"secured_creditor": a_trustee(one)}, "/secured_creditor/beneficiaries/0"),
            (
                lambda one: {"secured_claim": a_claim(main_claim=a_main_claim(one))},
                "/secured_claim/main_claim/creditor",
            ),
        ],
    )
    def test_was_born_by_today(self, named, at):
        unborn = a_filing(DELIVERED, **named(a_person(number=a_citizen_id(self.BORN))))
        assert refused(unborn, a_ground(at=self.AT)) == [("bad_date", f"{at}/identifier/value")]
        assert decided(unborn, a_ground(at=self.AT + timedelta(minutes=1))).version == 1

    def test_for_whom_an_agent_files_was_born_too(self):
        creditor = a_lending_person()
        identifier = replace(creditor.identifier, value=a_citizen_id(self.BORN))
        filing = a_filing_for(replace(creditor, identifier=identifier))
        assert refused(filing, a_ground(at=self.AT)) == [("bad_date", "/secured_creditor/identifier/value")]

    def test_by_an_old_organisation_code_gets_a_remark(self):
        old = an_organization(uscc=a_uscc_of_old())
        found = said(debtors=(old,), co_creditors=(a_co_creditor("1/2", old),), grantors=(a_grantor(old),))
        assert found == [
            ("REG-ORGCODE", "/grantors/0/identifier/value"),
            ("REG-ORGCODE", "/debtors/0/identifier/value"),
            ("REG-ORGCODE", "/co_creditors/0/party/identifier/value"),
        ]


class TestAClaim:
    def test_up_to_a_maximum_should_name_its_period(self):
        unbounded = a_maximum(determination=None)
        assert said(secured_claim=unbounded) == [("R-423", "/secured_claim/determination")]
        assert said(secured_claim=a_maximum()) == []

    def test_without_a_maximum_has_no_period(self):
        expected = [("determination_without_maximum", "/secured_claim/maximum_amount")]
        assert faults(secured_claim=a_maximum(maximum_amount=None)) == expected

    @pytest.mark.parametrize(("days", "wrong"), [(-1, True), (0, False), (1, False)])
    def test_has_a_period_that_ends_no_earlier_than_it_begins(self, days, wrong):
        first = date(2026, 11, 1)
        period = Determination(starts_on=first, ends_on=first + timedelta(days=days))
        expected = [("period_ends_before_it_begins", "/secured_claim/determination/until")] if wrong else []
        assert faults(secured_claim=a_maximum(determination=period)) == expected

    def test_of_a_guarantor_should_name_what_was_guaranteed(self):
        recourse = a_claim(kind=ClaimKind.GUARANTEE_RECOURSE)
        assert said(secured_claim=recourse) == [("REG-MAIN-CLAIM", "/secured_claim/main_claim")]
        assert said(secured_claim=replace(recourse, main_claim=a_main_claim())) == []

    def test_that_it_names_is_locked_like_an_asset(self):
        filing = a_filing(DELIVERED, secured_claim=a_claim(claim_id=CLAIM_ID))
        assert filing.locks() == (*a_filing(DELIVERED).locks(), claim_key(CLAIM_ID))
        assert filing.claim == CLAIM_ID

    def test_is_begun_or_joined_by_one_institution_only(self):
        filing = a_filing(DELIVERED, secured_claim=a_claim(claim_id=CLAIM_ID))
        own, foreign = a_standing().institution, a_standing(another_bank()).institution
        assert decided(filing, a_ground(claim_holder=None)).version == 1
        assert decided(filing, a_ground(claim_holder=own)).version == 1
        assert refused(filing, a_ground(claim_holder=foreign)) == [("unknown_claim", "/secured_claim/claim_id")]


class TestAnItem:
    @pytest.mark.parametrize(("minor", "wrong"), [(80_000_000, False), (80_000_001, True)])
    def test_is_allocated_no_more_than_the_maximum(self, minor, wrong):
        item = an_item(a_receipt(), allocated_amount=Money(minor))
        expected = [("allocated_above_maximum", "/collateral/0/allocated_amount")] if wrong else []
        assert faults(item, secured_claim=a_maximum()) == expected
        assert faults(item, secured_claim=a_claim()) == []  # interest may take a claim beyond its principal

    def test_that_is_mortgaged_and_let_already_is_said_to_be(self):
        parcel, receipt = an_item(a_parcel(), prior_lease=a_lease()), replace(DELIVERED.terms, prior_lease=a_lease())
        found = said(Item(DELIVERED.asset, receipt), parcel)
        assert [each for each in found if each[0] == "R-405"] == [("R-405", "/collateral/1/prior_lease")]

    @pytest.mark.parametrize(("until", "wrong"), [(date(2024, 2, 29), True), (date(2024, 3, 1), False), (None, False)])
    def test_is_let_for_a_time_that_can_be(self, until, wrong):
        item = an_item(a_receipt(), prior_lease=a_lease(until=until))
        expected = [("lease_ends_before_it_begins", "/collateral/0/prior_lease/until")] if wrong else []
        assert faults(item) == expected


class TestAPaper:
    BARE = Document(kind="contract", reference="1")
    PLACE = "/documents/1/sha256"

    @pytest.mark.parametrize("shown", [{"sha256": "0" * 64}, {"original_seen_by": "孙七"}])
    def test_has_a_digest_or_a_witness(self, shown):
        good = replace(self.BARE, **shown)
        assert faults(documents=(good,)) == []
        assert faults(documents=(good, self.BARE)) == [("neither_digest_nor_witness", self.PLACE)]

    def test_of_a_discharge_has_one_too(self):
        good = replace(self.BARE, sha256="0" * 64)
        discharge = a_discharge("CQ1", documents=(good, self.BARE))
        assert [(fault.code, fault.pointer) for fault in discharge.faults()] == [
            ("neither_digest_nor_witness", self.PLACE)
        ]
        assert a_discharge("CQ1", documents=(good,)).faults() == ()


def test_a_whole_filing_is_one():
    filing = a_whole_filing()
    assert filing.faults() == ()
    codes = {noted.code for noted in decided(filing).decided.findings}
    assert codes == {"R-24", "R-47c", "R-405"}
