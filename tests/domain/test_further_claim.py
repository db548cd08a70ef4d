"""A further claim is the same creditor's, on what he has already, and stands at the end of every line it joins."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from registry.domain import canon
from registry.domain.claim import Consent, ConsentKind, Document, MainClaim
from registry.domain.collateral import TransferRestriction
from registry.domain.conflict import in_line
from registry.domain.errors import (
    AcknowledgementRequired,
    CollateralAlreadyPledged,
    InvalidParticulars,
    ProhibitedByLaw,
    RegistrationEnded,
    UnknownRegistration,
)
from registry.domain.filings import FurtherOn
from registry.domain.identifiers import Scheme, citizen_id_check_character
from registry.domain.lifecycle import Status
from registry.domain.measures import Money
from registry.domain.party import InstitutionType
from registry.domain.projection import rows
from tests.acts import a_seizure, a_transfer, moved, seized
from tests.api.problem import is_bilingual
from tests.follow_ups import a_further_claim, a_release, followed, further, two_items
from tests.kinds import a_house, pilot_ground, the_collective
from tests.samples import (
    NOON,
    a_claim,
    a_draft,
    a_filing,
    a_ground,
    a_parcel,
    a_person,
    a_receipt,
    a_statutory_registration,
    an_item,
    another_bank,
    decided,
    entered,
)


def a_rival_behind(*held):
    """Another bank's mortgage of the first asset, entered after these."""
    return entered(a_filing(held[0].asset, secured_creditor=another_bank()), a_ground(*held, bank=another_bank()))


def codes(decision):
    return [(found.code, found.pointer, found.related) for found in decision.decided.findings]


class TestAFurtherClaim:
    def test_stands_behind_its_own_first_claim_and_whoever_came_between(self):
        first = entered(a_filing(a_parcel()))
        rival = a_rival_behind(first)
        decision = decided(a_further_claim(first.registration, first.id), followed(first, rival))
        (item,) = decision.decided.collateral
        assert item.item == first.id
        assert item.entered.ahead == (first.registration, rival.registration)
        assert {key.position for key in item.entered.keys} == {3}
        assert (decision.version, decision.decided.status) == (2, Status.ACTIVE)
        assert ("REG-AHEAD", "/collateral/0", (rival.registration,)) in codes(decision)

    def test_has_whoever_comes_later_behind_each_of_its_claims(self):
        first = entered(a_filing(a_parcel()))
        (second,) = further(a_further_claim(first.registration, first.id), followed(first))
        last = decided(a_filing(first.asset, secured_creditor=another_bank()),
                       a_ground(first, second, bank=another_bank()))  # fmt: skip
        assert last.decided.collateral[0].ahead == (first.registration, first.registration)
        assert in_line((first, second)) == (first.registration, first.registration)

    def test_is_taken_on_an_exclusive_asset_which_stays_given(self):
        first = entered(a_filing(a_receipt()))
        (second,) = further(a_further_claim(first.registration, first.id), followed(first))
        assert [key.exclusive for key in first.keys].count(True) == 1
        assert not any(key.exclusive for key in second.keys)
        with pytest.raises(CollateralAlreadyPledged) as refusal:
            decided(a_filing(first.asset, secured_creditor=another_bank()),
                    a_ground(first, second, bank=another_bank()))  # fmt: skip
        assert refusal.value.numbers == (first.registration,)

    def test_has_instants_of_its_own(self):
        parcel = entered(a_filing(an_item(a_receipt(), delivered_at=NOON - timedelta(days=9))))
        unsaid, said = (
            decided(a_further_claim(parcel.registration, on), followed(parcel)).decided.collateral[0]
            for on in (parcel.id, FurtherOn(id=parcel.id, delivered_at=NOON))
        )
        assert (unsaid.entered.priority.basis, unsaid.terms.delivered_at) == ("none", None)
        assert (said.entered.priority.basis, said.entered.priority.position) == ("delivery", 2)

    def test_has_what_was_agreed_for_it_and_keeps_the_interest_and_the_restriction(self):
        restricted = an_item(a_parcel(), transfer_restriction=TransferRestriction.PROHIBITED)
        first = entered(a_filing(restricted))
        said = {"statutory_registration": a_statutory_registration(NOON), "contract_effective_at": NOON,
                "delivered_at": NOON, "allocated_amount": Money(7)}  # fmt: skip
        filing = a_further_claim(first.registration, FurtherOn(id=first.id, **said))
        (item,) = decided(filing, followed(first)).decided.collateral
        assert item.terms == replace(first.terms, **said)
        assert item.terms.transfer_restriction is TransferRestriction.PROHIBITED

    def test_takes_nothing_more_of_the_lot_and_keeps_nobody_out(self):
        first = entered(a_filing(a_receipt()))
        (item,) = decided(a_further_claim(first.registration, first.id), followed(first)).decided.collateral
        assert any(key.takes for key in first.keys)
        assert not any(key.takes or key.exclusive for key in item.entered.keys)

    def test_on_a_house_stands_under_the_pilot_that_allowed_the_first(self):
        first = entered(a_filing(a_house(), consents=the_collective()), pilot_ground())
        pilots = pilot_ground().pilots
        filing = a_further_claim(first.registration, first.id, consents=the_collective())
        assert decided(filing, replace(followed(first), pilots=pilots)).decided.collateral
        with pytest.raises(ProhibitedByLaw, match=r"R-399\.2"):
            decided(filing, followed(first))

    def test_after_a_seizure_comes_behind_it_knowingly(self):
        first = entered(a_filing(a_parcel()))
        ground = replace(followed(first), seizures=(seized(a_seizure(first.asset)),), at=NOON + timedelta(hours=1))
        with pytest.raises(AcknowledgementRequired) as refusal:
            decided(a_further_claim(first.registration, first.id), ground)
        assert refusal.value.facts == {"acknowledge": ["ACCEPT_SUBJECT_TO_SEIZURE"]}

    def test_says_which_claims_were_secured_before(self):
        first = entered(a_filing(a_parcel()))
        ground = followed(first)
        furthered = decided(a_further_claim(first.registration, first.id), ground).decided
        assert [(claim.version, claim.contract_number) for claim in furthered.claims] == [(1, first.contract_number)]

    def test_leaves_a_row_of_its_own_and_burdens_the_item_once_more(self):
        first = entered(a_filing(a_receipt()))
        draft = a_draft(a_further_claim(first.registration, first.id, client_reference="L-2"), followed(first))
        made = rows(draft.entry, reveal=lambda _: None, hashed=str)
        (claim,), (row,) = made.added["further_claim"], made.added["encumbrance"]
        assert (claim["registration"], claim["version"], claim["client_reference"]) == (first.registration, 2, "L-2")
        assert (row["item"], row["claim"], row["mode"]) == (first.id, 2, "exclusive")
        assert row["id"] != first.id
        assert json.loads(row["asset"]) == canon.plain(first.asset)
        keys = made.added["encumbrance_key"]
        assert {key["encumbrance"] for key in keys} == {row["id"]}
        assert {key["exclusive"] for key in keys} == {False}
        assert [each.table for each in made.closed] == ["registration_version"]

    def test_goes_with_the_item_when_that_is_released(self):
        parcel, receipt = two_items()
        ground = followed(parcel, receipt)
        (again,) = further(a_further_claim(parcel.registration, receipt.id), ground)
        after = followed(parcel, receipt, again, version=2)
        released = decided(a_release(parcel.registration, receipt.id, based_on=2), after).decided
        assert ([each.id for each in released.released], released.left) == ([receipt.id, again.id], 1)

    def test_is_of_its_items_and_cannot_be_released_as_one(self):
        parcel, receipt = two_items()
        (again,) = further(a_further_claim(parcel.registration, receipt.id), followed(parcel, receipt))
        after = followed(parcel, receipt, again, version=2)
        for filing in (a_release, a_further_claim):
            with pytest.raises(InvalidParticulars):
                decided(filing(parcel.registration, again.id, based_on=2), after)


class TestTheRules:
    def test_speak_to_the_further_claim_as_to_the_first(self):
        first = entered(a_filing(a_receipt(stored_until=date(2027, 12, 1))))
        late = a_claim(due_on=date(2030, 1, 1))
        decision = decided(a_further_claim(first.registration, first.id, secured_claim=late), followed(first))
        assert "REG-STORAGE" in [code for code, *_ in codes(decision)]

    def test_do_not_remark_on_what_its_own_registration_has_beside(self):
        receipt = a_receipt()
        mine, beside = two_items(receipt, a_receipt(lot=receipt.lot))
        rival = entered(
            a_filing(a_receipt(lot=receipt.lot), secured_creditor=another_bank()),
            a_ground(mine, beside, bank=another_bank()),
        )
        filing = a_further_claim(mine.registration, mine.id)
        alone, with_a_rival = (decided(filing, followed(*held)) for held in ((mine, beside), (mine, beside, rival)))
        assert "R-59" not in [code for code, *_ in codes(alone)]
        assert ("R-59", "/collateral/0", (rival.registration,)) in codes(with_a_rival)
        assert with_a_rival.decided.collateral[0].entered.linked == (rival.registration,)

    def test_look_at_the_creditors_own_record(self):
        first = entered(a_filing(a_parcel()))
        filing = a_further_claim(first.registration, first.id)
        with pytest.raises(ProhibitedByLaw):
            decided(filing, followed(first, creditor=InstitutionType.ENTERPRISE))
        with pytest.raises(ProhibitedByLaw):
            decided(filing, followed(first, creditor=None, creditor_is_person=True))

    def test_take_consents_for_the_items_named(self):
        first = entered(a_filing(a_parcel()))
        consent = Consent(kind=ConsentKind.OWNER_FILING, collateral=(0,))
        bare, filed = (
            {code for code, *_ in codes(decided(a_further_claim(first.registration, first.id, consents=consents),
                                                followed(first)))}
            for consents in ((), (consent,))
        )  # fmt: skip
        assert bare - filed == {"R-47c"}
        first, other = two_items(a_parcel(), a_parcel())
        filing = a_further_claim(first.registration, first.id, other.id, consents=(consent,))
        told = codes(decided(filing, followed(first, other)))
        assert [pointer for code, pointer, _ in told if code == "R-47c"] == ["/collateral/1"]
        assert "REG-AHEAD" not in {code for code, *_ in told}, "nobody else is there"

    def test_tell_of_a_grantor_who_has_parted_with_the_item_since(self):
        """担保制度解释第37条: whoever gives it again may no longer dispose of it."""
        first, other = (replace(each, givers=frozenset({"甲"})) for each in two_items(a_parcel(), a_parcel()))
        sale = replace(moved(a_transfer(other.asset)), former=frozenset({"甲"}), holders=frozenset({"乙"}))
        ground = replace(followed(first, other), transfers=(sale,), at=NOON + timedelta(hours=1))
        filing = a_further_claim(first.registration, first.id, other.id)
        with pytest.raises(AcknowledgementRequired) as refusal:
            decided(filing, ground)
        assert refusal.value.facts == {"acknowledge": ["R-JS37"]}
        knowing = replace(filing, acknowledged=frozenset({"R-JS37"}))
        assert ("R-JS37", "/collateral/1", (sale.act,)) in codes(decided(knowing, ground))
        back = replace(
            sale, act="trf_back", former=frozenset({"乙"}), holders=frozenset({"甲"}), recorded_from=ground.at
        )
        came_back = replace(ground, transfers=(sale, back), at=NOON + timedelta(hours=2))
        for still_his in (replace(ground, transfers=()), came_back):
            assert "R-JS37" not in {code for code, *_ in codes(decided(filing, still_his))}

    def test_ask_twice_about_the_same_contract(self):
        first = entered(a_filing(a_parcel()))
        same = a_claim(contract_number=first.contract_number)
        filing = a_further_claim(first.registration, first.id, secured_claim=same)
        with pytest.raises(AcknowledgementRequired) as refusal:
            decided(filing, followed(first))
        assert refusal.value.facts == {"acknowledge": ["REG-SIMILAR"]}
        knowing = replace(filing, acknowledged=frozenset({"REG-SIMILAR"}))
        assert decided(knowing, followed(first)).version == 2
        rival, (second,) = (
            a_rival_behind(first),
            further(a_further_claim(first.registration, first.id), followed(first)),
        )
        second = replace(second, contract_number="another", claim=2)
        (similar,) = (
            each for each in codes(decided(knowing, followed(first, rival, second))) if each[0] == "REG-SIMILAR"
        )
        assert similar == ("REG-SIMILAR", "/collateral/0", (first.registration,))


class TestARefusedFurtherClaim:
    def test_is_on_what_has_lapsed_or_ended(self):
        first = entered(a_filing(a_parcel()))
        filing = a_further_claim(first.registration, first.id)
        late = replace(followed(first), at=datetime(2028, 1, 1, tzinfo=UTC))
        for ground in (late, followed(first, status=Status.DISCHARGED)):
            with pytest.raises(RegistrationEnded):
                decided(filing, ground)

    def test_is_on_somebody_elses(self):
        first = entered(a_filing(a_parcel()))
        with pytest.raises(UnknownRegistration):
            decided(a_further_claim(first.registration, first.id), followed(first, institution="inst_other"))

    def test_allocates_more_than_its_maximum(self):
        first = entered(a_filing(a_parcel()))
        claim = a_claim(maximum_amount=Money(60_000_000))
        on = FurtherOn(id=first.id, allocated_amount=Money(60_000_001))
        with pytest.raises(InvalidParticulars) as refusal:
            decided(a_further_claim(first.registration, on, secured_claim=claim), followed(first))
        assert [fault.pointer for fault in refusal.value.faults] == ["/collateral/0/allocated_amount"]

    def test_names_a_claim_of_another_institutions(self):
        first = entered(a_filing(a_parcel()))
        with pytest.raises(InvalidParticulars) as refusal:
            decided(a_further_claim(first.registration, first.id), replace(followed(first), claim_holder="inst_other"))
        assert [fault.code for fault in refusal.value.faults] == ["unknown_claim"]

    def test_names_somebody_not_yet_born(self):
        body = "50023320990101001"
        person = a_person(number=body + citizen_id_check_character(body))
        assert person.identifier.scheme is Scheme.CITIZEN_ID
        claim = a_claim(main_claim=MainClaim(creditor=person, contract_number="1"))
        first = entered(a_filing(a_parcel()))
        with pytest.raises(InvalidParticulars) as refusal:
            decided(a_further_claim(first.registration, first.id, secured_claim=claim), followed(first))
        assert refusal.value.faults[0].pointer == "/secured_claim/main_claim/creditor/identifier/value"

    def test_has_faults_of_the_claim_the_items_and_the_consents(self):
        filing = a_further_claim(
            "CQ1", "col_1", "col_1",
            secured_claim=a_claim(due_on=date(2020, 1, 1)),
            consents=(Consent(kind=ConsentKind.KEEPER, collateral=(2,)),),
        )  # fmt: skip
        assert [(fault.pointer, fault.code) for fault in filing.faults()] == [
            ("/collateral/1", "same_item_twice"),
            ("/secured_claim/due_on", "due_before_contract"),
            ("/consents/0/collateral", "no_such_item"),
        ]
        assert all(is_bilingual({"zh": fault.text.zh, "en": fault.text.en}) for fault in filing.faults())

    @pytest.mark.parametrize(
        ("named", "wrong"), [((0,), False), ((1,), False), ((0, 1), False), ((2,), True), ((-1,), True), ((0, 2), True)]
    )
    def test_has_consents_for_its_own_items_only(self, named, wrong):
        consents = (Consent(kind=ConsentKind.KEEPER, collateral=named),)
        found = [fault.code for fault in a_further_claim("CQ1", "col_1", "col_2", consents=consents).faults()]
        assert found == (["no_such_item"] if wrong else [])

    def test_has_a_paper_nobody_vouches_for(self):
        filing = a_further_claim("CQ1", "col_1", documents=(Document(kind="agreement", reference="1"),))
        assert [fault.code for fault in filing.faults()] == ["neither_digest_nor_witness"]

    def test_locks_its_claim_too(self):
        claim = a_claim(claim_id="claim_1")
        filing = a_further_claim("CQ1", "col_1", secured_claim=claim)
        assert (filing.claim, filing.locks()) == ("claim_1", ("registration/v1:CQ1", "claim/v1:claim_1"))
        assert a_further_claim("CQ1", "col_1").locks() == ("registration/v1:CQ1",)
