"""What the legal registry has is the creditor's word here, and from then on the order of payment looks at it."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from registry.domain import canon
from registry.domain.collateral import Terms
from registry.domain.errors import InvalidParticulars, StaleVersion
from registry.domain.lifecycle import Status
from registry.domain.projection import rows
from registry.domain.rows import Closing
from tests.follow_ups import a_further_claim, a_release, a_report, followed, further, two_items
from tests.samples import (
    NOON,
    a_discharge,
    a_draft,
    a_filing,
    a_ground,
    a_parcel,
    a_statutory_registration,
    an_item,
    another_bank,
    decided,
    entered,
)

EARLIER = NOON - timedelta(days=2)


def told(encumbrance, report, *, version):
    """The encumbrance as it stands after a report of it."""
    terms = replace(encumbrance.terms, statutory_registration=report.statutory_registration)
    return replace(encumbrance, terms=terms, terms_version=version)


def folded(filing, ground):
    return rows(a_draft(filing, ground).entry, reveal=lambda _: None, hashed=str)


class TestAReport:
    def test_moves_the_order_of_payment_and_names_the_number(self):
        first = entered(a_filing(a_parcel()))
        item = an_item(first.asset, statutory_registration=a_statutory_registration())
        rival = entered(a_filing(item, secured_creditor=another_bank()), a_ground(first, bank=another_bank()))
        report = a_report(
            first.registration, first.id, statutory_registration=a_statutory_registration(EARLIER, "渝-0")
        )
        (became,) = decided(report, followed(first, rival)).decided.collateral
        assert (became.priority.position, became.priority.basis) == (1, "statutory_registration")
        assert (became.priority.instant, became.priority.evidence) == (EARLIER, "declared")
        assert (became.statutory.number, became.effect) == ("渝-0", "notice")
        later = replace(report, statutory_registration=a_statutory_registration(NOON + timedelta(seconds=1)))
        (behind,) = decided(later, followed(first, rival)).decided.collateral
        assert behind.priority.position == 2

    def test_keeps_everything_else_that_was_agreed(self):
        first = entered(a_filing(an_item(a_parcel(), contract_effective_at=EARLIER)))
        made = folded(a_report(first.registration, first.id), followed(first))
        (row,) = made.added["encumbrance_terms"]
        assert (row["encumbrance"], row["version"], row["recorded_until"]) == (first.id, 2, None)
        terms = canon.build(Terms, json.loads(row["terms"]))
        assert terms == replace(first.terms, statutory_registration=a_statutory_registration())
        assert [each.table for each in made.closed] == ["registration_version"]

    def test_made_again_ends_what_the_first_said(self):
        first = entered(a_filing(a_parcel()))
        once = told(first, a_report(first.registration, first.id), version=2)
        again = a_report(
            first.registration, first.id, based_on=2, statutory_registration=a_statutory_registration(EARLIER)
        )
        ground = followed(once, version=2)
        made = folded(again, ground)
        named = {"encumbrance": first.id, "version": 2}
        assert made.closed[1:] == (Closing("encumbrance_terms", named, canon.instant(ground.at)),)
        assert [row["version"] for row in made.added["encumbrance_terms"]] == [3]

    def test_ends_with_what_it_was_said_of(self):
        parcel, receipt = two_items()
        reported = told(receipt, a_report(parcel.registration, receipt.id), version=2)
        ground = followed(parcel, reported, version=2)
        for filing in (
            a_release(parcel.registration, receipt.id, based_on=2),
            a_discharge(parcel.registration, based_on=2),
        ):
            closed = [dict(each.named) for each in folded(filing, ground).closed if each.table == "encumbrance_terms"]
            assert closed == [{"encumbrance": receipt.id, "version": 2}]

    def test_may_be_of_a_further_claim(self):
        first = entered(a_filing(a_parcel()))
        (second,) = further(a_further_claim(first.registration, first.id), followed(first))
        report = a_report(first.registration, first.id, second.id, based_on=2)
        became = decided(report, followed(first, second, version=2)).decided.collateral
        assert [(each.id, each.priority.position) for each in became] == [(first.id, 1), (second.id, 1)]

    def test_of_a_lapsed_registration_is_taken(self):
        first = entered(a_filing(a_parcel()))
        late = replace(followed(first), at=NOON + timedelta(days=1000))
        assert decided(a_report(first.registration, first.id), late).decided.status is Status.LAPSED


class TestARefusedReport:
    def test_is_of_an_instant_that_has_not_come(self):
        first = entered(a_filing(a_parcel()))
        ground = followed(first)
        late = a_statutory_registration(ground.at + timedelta(microseconds=1))
        with pytest.raises(InvalidParticulars) as refusal:
            decided(a_report(first.registration, first.id, statutory_registration=late), ground)
        assert [fault.code for fault in refusal.value.faults] == ["in_the_future"]
        now = a_statutory_registration(ground.at)
        assert decided(a_report(first.registration, first.id, statutory_registration=now), ground).version == 2

    def test_is_of_what_is_not_there(self):
        first = entered(a_filing(a_parcel()))
        another = entered(a_filing(a_parcel()), a_ground(first))
        for named in ("col_none", another.id):
            with pytest.raises(InvalidParticulars) as refusal:
                decided(a_report(first.registration, named), followed(first, another))
            assert [fault.code for fault in refusal.value.faults] == ["no_such_item"]
        assert [fault.code for fault in a_report("CQ1").faults()] == ["missing"]

    def test_is_stale(self):
        first = entered(a_filing(a_parcel()))
        with pytest.raises(StaleVersion):
            decided(a_report(first.registration, first.id), followed(first, version=2))
