"""Of whose asset an entry is: each is told once, of what is his, and nobody of what only looks like it."""

from dataclasses import replace
from datetime import date

import pytest

from registry.domain.feed import Touch, events
from registry.domain.lifecycle import Verb
from registry.domain.registration import EncumbranceType
from tests.samples import NOON, a_receipt

RECEIPT = a_receipt(platform="P1")
TOUCH = Touch(
    seq=7,
    entry="evt_7",
    verb=Verb.REGISTER,
    at=NOON,
    registration="CQ2",
    act=None,
    asset=RECEIPT,
    institution="inst_bank",
    about="CQ1",
    type=EncumbranceType.SECURITY,
    until=date(2020, 1, 1),
    held=RECEIPT,
    named=False,
    contested=False,
)


def test_an_institution_is_told_once_whatever_it_has_there():
    (event,) = events([TOUCH, replace(TOUCH, about="CQ0"), replace(TOUCH, act="hold_1", contested=True)])
    assert (event.about, event.act, event.contested) == (("CQ0", "CQ1"), "hold_1", True)
    assert (event.entry, event.verb, event.at, event.registration) == ("evt_7", Verb.REGISTER, NOON, "CQ2")


def test_every_institution_is_told_and_in_the_order_of_the_entries():
    later, other = replace(TOUCH, seq=8, entry="evt_8"), replace(TOUCH, institution="inst_rival")
    told = [(each.entry, each.institution) for each in events([later, other, TOUCH])]
    assert told == [("evt_7", "inst_bank"), ("evt_7", "inst_rival"), ("evt_8", "inst_bank")]


def test_another_platform_s_receipt_of_the_same_number_concerns_nobody_unless_a_finding_names_it():
    alike = replace(TOUCH, held=a_receipt(platform="P2"))
    assert events([alike]) == ()
    (event,) = events([replace(alike, named=True)])
    assert not event.contested


def test_security_that_has_lapsed_still_concerns_its_creditor_and_an_attestation_whoever_gave_it():
    assert events([TOUCH])
    assert events([replace(TOUCH, type=EncumbranceType.ATTESTATION, until=None)])


@pytest.mark.parametrize("kind", [EncumbranceType.SEIZURE, EncumbranceType.HOLD])
def test_a_seizure_and_a_hold_do_so_to_the_end_of_their_last_day(kind):
    last = replace(TOUCH, type=kind, until=date(2026, 11, 22))
    assert events([last])
    assert events([replace(last, until=date(2026, 11, 21))]) == ()
    assert events([replace(last, until=None)]) == ()


def test_whoever_entered_a_transfer_is_told_of_nothing_more():
    assert events([replace(TOUCH, type=EncumbranceType.TRANSFER)]) == ()
