"""Who stands behind whom by agreement: recorded as it was agreed; rank stays, and who did not consent is named."""

import json
from dataclasses import replace

import pytest

from registry.domain import canon
from registry.domain.claim import Document
from registry.domain.errors import InvalidParticulars, UnknownRegistration
from registry.domain.filings import CreditorConsent
from registry.domain.projection import rows
from tests.api.problem import is_bilingual
from tests.follow_ups import a_further_claim, a_release, a_subordination, followed, further, two_items
from tests.samples import (
    a_discharge,
    a_draft,
    a_filing,
    a_ground,
    a_parcel,
    another_bank,
    decided,
    entered,
)


def three_on_one_parcel():
    parcel, held = a_parcel(), []
    for _ in range(3):
        held.append(entered(a_filing(parcel), a_ground(*held)))
    return tuple(held)


def codes(filing, ground):
    with pytest.raises(InvalidParticulars) as refusal:
        filing.check()
        decided(filing, ground)
    assert all(is_bilingual({"zh": fault.text.zh, "en": fault.text.en}) for fault in refusal.value.faults)
    return [(fault.pointer, fault.code) for fault in refusal.value.faults]


def folded(filing, ground):
    return rows(a_draft(filing, ground).entry, reveal=lambda _: None, hashed=str)


class TestASubordination:
    def test_names_what_it_stands_behind_and_who_has_not_consented(self):
        first, second, third = three_on_one_parcel()
        filing = a_subordination(first.registration, first.id, behind=third.registration)
        decision = decided(filing, followed(first, second, third))
        became = decision.decided
        (item,) = became.collateral
        assert (decision.registration, decision.version, became.version) == (first.registration, 2, 2)
        assert (became.behind, item.behind) == (third.registration, (third.id,))
        assert (item.consented, item.without_consent) == ((), (second.registration,))
        (found,) = became.findings
        assert (found.code, found.pointer, found.related) == ("R-409C", "/collateral/0", (second.registration,))

    def test_says_who_has_consented_of_those_who_are_there(self):
        first, second, third = three_on_one_parcel()
        consents = tuple(
            CreditorConsent(registration=number) for number in (second.registration, third.registration, "CQ0")
        )
        filing = a_subordination(first.registration, first.id, behind=third.registration, consents=consents)
        became = decided(filing, followed(first, second, third)).decided
        assert became.collateral[0].consented == (second.registration, third.registration)
        assert (became.collateral[0].without_consent, became.findings) == ((), ())

    def test_changes_no_position(self):
        first, second, third = three_on_one_parcel()
        filing = a_subordination(first.registration, first.id, behind=third.registration)
        ground = followed(first, second, third)
        made = folded(filing, ground)
        assert set(made.added) == {"registration_version", "subordination"}
        assert [each.table for each in made.closed] == ["registration_version"]
        (row,) = made.added["subordination"]
        assert (row["encumbrance"], row["behind"], row["registration"]) == (first.id, third.id, third.registration)
        assert (row["version"], json.loads(row["consented"]), row["recorded_until"]) == (2, [], None)

    def test_is_behind_each_claim_of_the_other(self):
        parcel = a_parcel()
        first = entered(a_filing(parcel))
        other = entered(a_filing(parcel), a_ground(first))
        (again,) = further(a_further_claim(other.registration, other.id), followed(other, first))
        filing = a_subordination(first.registration, first.id, behind=other.registration)
        became = decided(filing, followed(first, other, again)).decided
        assert became.collateral[0].behind == (other.id, again.id)
        then = replace(first, behind=(other.id,))
        assert decided(filing, followed(then, other, again)).decided.collateral[0].behind == (again.id,)

    def test_ends_with_the_encumbrance_that_gave_way(self):
        parcel, receipt = two_items()
        rival = entered(
            a_filing(parcel.asset, secured_creditor=another_bank()), a_ground(parcel, receipt, bank=another_bank())
        )
        gave_way = replace(parcel, behind=(rival.id,))
        ground = followed(gave_way, receipt, rival, version=2)
        for filing in (
            a_release(parcel.registration, parcel.id, based_on=2),
            a_discharge(parcel.registration, based_on=2),
        ):
            ended = [each for each in folded(filing, ground).closed if each.table == "subordination"]
            assert [dict(each.named) for each in ended] == [{"encumbrance": parcel.id, "behind": rival.id}]
            assert ended[0].until == canon.instant(ground.at)


class TestARefusedSubordination:
    def test_is_behind_what_has_nothing_on_the_item(self):
        parcel, receipt = two_items()
        rival = entered(
            a_filing(parcel.asset, secured_creditor=another_bank()), a_ground(parcel, receipt, bank=another_bank())
        )
        ground = followed(parcel, receipt, rival)
        filing = a_subordination(parcel.registration, parcel.id, receipt.id, behind=rival.registration)
        assert codes(filing, ground) == [("/collateral/1", "nothing_to_stand_behind")]
        unknown = a_subordination(parcel.registration, parcel.id, behind="CQ1")
        assert codes(unknown, ground) == [("/collateral/0", "nothing_to_stand_behind")]

    def test_is_agreed_already(self):
        first, second, third = three_on_one_parcel()
        filing = a_subordination(first.registration, first.id, behind=third.registration)
        ground = followed(replace(first, behind=(third.id,)), second, third)
        assert codes(filing, ground) == [("/collateral/0", "already_behind")]

    def test_has_a_paper_for_an_item_that_is_not_there_or_without_a_witness(self):
        first, second, _ = three_on_one_parcel()
        paper = Document(kind="agreement", reference="1", collateral=(1,))
        filing = a_subordination(first.registration, first.id, behind=second.registration, documents=(paper,))
        assert codes(filing, followed(first, second)) == [
            ("/documents/0/collateral", "no_such_item"),
            ("/documents/0/sha256", "neither_digest_nor_witness"),
        ]

    def test_is_behind_itself_or_names_nothing(self):
        first, *_ = three_on_one_parcel()
        own = a_subordination(first.registration, behind=first.registration)
        assert codes(own, followed(first)) == [("/behind", "own_registration"), ("/collateral", "missing")]

    def test_is_of_what_is_not_its_own(self):
        first, second, _ = three_on_one_parcel()
        stolen = a_subordination(first.registration, second.id, behind=second.registration)
        assert codes(stolen, followed(first, second)) == [("/collateral/0", "no_such_item")]
        filing = a_subordination(first.registration, first.id, behind=second.registration)
        with pytest.raises(UnknownRegistration):
            decided(filing, followed(first, second, institution="inst_other"))
