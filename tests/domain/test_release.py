"""A release frees some of the collateral of one registration, and never the last of it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from registry.domain.claim import Document
from registry.domain.errors import InvalidParticulars, RegistrationEnded, StaleVersion, UnknownRegistration
from registry.domain.filings import Released
from registry.domain.lifecycle import Status
from registry.domain.projection import rows
from registry.domain.rows import Closing
from tests.api.problem import is_bilingual
from tests.attestations import of_tonnes, stored
from tests.follow_ups import a_further_claim, a_release, followed, further, two_items
from tests.samples import a_draft, a_filing, a_ground, a_parcel, a_receipt, another_bank, decided, entered

NEW_YEAR = datetime(2028, 1, 1, tzinfo=UTC)  # after the entry has lapsed


def faults_of(filing, ground):
    with pytest.raises(InvalidParticulars) as refusal:
        filing.check()
        decided(filing, ground)
    assert all(is_bilingual({"zh": fault.text.zh, "en": fault.text.en}) for fault in refusal.value.faults)
    return [(fault.pointer, fault.code) for fault in refusal.value.faults]


class TestARelease:
    def test_frees_what_it_names_and_says_how_much_stays(self):
        parcel, receipt = two_items()
        decision = decided(a_release(parcel.registration, receipt.id), followed(parcel, receipt))
        released = decision.decided
        assert released.released == (Released(id=receipt.id, keys=tuple(key.key for key in receipt.keys)),)
        assert (released.left, released.status) == (1, Status.ACTIVE)
        assert (decision.registration, decision.version, released.version) == (parcel.registration, 2, 2)

    def test_closes_the_rows_of_what_went_and_no_others(self):
        parcel, receipt = two_items()
        ground = followed(parcel, receipt, version=4)
        draft = a_draft(a_release(parcel.registration, receipt.id, based_on=4), ground)
        made = rows(draft.entry, reveal=lambda _: None, hashed=str)
        closed = [(each.table, dict(each.named)) for each in made.closed]
        assert closed == [
            ("registration_version", {"number": parcel.registration, "version": 4}),
            ("encumbrance", {"id": receipt.id}),
            *(("encumbrance_key", {"encumbrance": receipt.id, "key": key.key}) for key in receipt.keys),
        ]
        (version,) = made.added["registration_version"]
        assert (version["version"], version["status"], version["expires_on"]) == (5, "active", "2027-12-31")
        assert set(made.added) == {"registration_version"}
        assert isinstance(made.closed[0], Closing)

    def test_frees_with_an_item_what_further_claims_have_on_it(self):
        parcel, receipt = two_items()
        on_both = a_further_claim(parcel.registration, parcel.id, receipt.id)
        further_on_parcel, further_on_receipt = further(on_both, followed(parcel, receipt))
        ground = followed(parcel, receipt, further_on_parcel, further_on_receipt)
        released = decided(a_release(parcel.registration, receipt.id), ground).decided
        assert ([each.id for each in released.released], released.left) == ([receipt.id, further_on_receipt.id], 1)

    def test_gives_back_what_the_item_took_of_the_lot(self):
        parcel, receipt = two_items(a_parcel(), stored(60))
        ground = replace(followed(parcel, receipt), ledgers=(of_tonnes(receipt.asset, pledged=60, capacity=150),))
        (ledger,) = decided(a_release(parcel.registration, receipt.id), ground).decided.ledgers
        assert (ledger.pledged, ledger.capacity, ledger.number) == (0, 150 * 10**6, 2)
        assert decided(a_release(parcel.registration, parcel.id), ground).decided.ledgers == ()

    def test_of_a_lapsed_registration_leaves_it_lapsed_and_stores_no_lapse(self):
        parcel, receipt = two_items()
        filing = a_release(parcel.registration, receipt.id)
        ground = followed(parcel, receipt)
        late = a_ground(parcel, receipt, registration=ground.registration, at=NEW_YEAR)
        draft = a_draft(filing, late)
        assert draft.entry.decided["status"] == "lapsed"
        (version,) = rows(draft.entry, reveal=lambda _: None, hashed=str).added["registration_version"]
        assert version["status"] == "active"

    def test_leaves_the_exclusive_item_to_the_next(self):
        parcel, receipt = two_items()
        freed = decided(a_release(parcel.registration, receipt.id), followed(parcel, receipt)).decided.released
        assert {each.id for each in freed} == {receipt.id}
        after = a_ground(parcel, bank=another_bank(), serial=2)
        filing = a_filing(receipt.asset, secured_creditor=another_bank())
        assert decided(filing, after).decided.collateral[0].ahead == ()


class TestARefusedRelease:
    def test_names_all_that_there_is(self):
        parcel, receipt = two_items()
        filing = a_release(parcel.registration, receipt.id, parcel.id)
        assert faults_of(filing, followed(parcel, receipt)) == [("/collateral", "nothing_left")]

    def test_names_what_is_not_there(self):
        parcel, receipt = two_items()
        another = entered(a_filing(a_receipt()), a_ground(parcel, receipt))
        filing = a_release(parcel.registration, receipt.id, "col_none", another.id)
        found = faults_of(filing, followed(parcel, receipt, another))
        assert found == [("/collateral/1", "no_such_item"), ("/collateral/2", "no_such_item")]

    def test_names_nothing_or_one_thing_twice(self):
        parcel, receipt = two_items()
        ground = followed(parcel, receipt)
        assert faults_of(a_release(parcel.registration), ground) == [("/collateral", "missing")]
        twice = a_release(parcel.registration, receipt.id, receipt.id)
        assert faults_of(twice, ground) == [("/collateral/1", "same_item_twice")]

    def test_has_a_paper_for_another_item_or_without_a_witness(self):
        parcel, receipt = two_items()
        paper = Document(kind="release", reference="R-1", collateral=(1,))
        filing = a_release(parcel.registration, receipt.id, documents=(paper,))
        assert faults_of(filing, followed(parcel, receipt)) == [
            ("/documents/0/collateral", "no_such_item"),
            ("/documents/0/sha256", "neither_digest_nor_witness"),
        ]

    def test_is_somebody_elses_is_stale_or_has_ended(self):
        parcel, receipt = two_items()
        filing = a_release(parcel.registration, receipt.id)
        with pytest.raises(UnknownRegistration):
            decided(filing, followed(parcel, receipt, institution="inst_other"))
        with pytest.raises(StaleVersion):
            decided(filing, followed(parcel, receipt, version=2))
        for version in (1, 2):
            with pytest.raises(RegistrationEnded):
                decided(filing, followed(parcel, receipt, version=version, status=Status.DISCHARGED))
