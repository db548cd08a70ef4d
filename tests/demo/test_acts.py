"""What the demo's court and exchange enter, its keeper and its insurer: the same every time, on what stands, and such as the register enters."""

import json
from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest

from registry.demo.acts import ATTESTATIONS, HOLDS, SEIZURES, TRANSFERS, acts
from registry.demo.filings import plan
from registry.demo.institutions import BY_CLIENT
from registry.domain.calendar import SHANGHAI
from registry.schemas.acts import HoldIn, SeizeIn, TransferIn
from registry.schemas.attestations import AttestationIn
from tests.acts import COURT, EXCHANGE, act_ground, acted
from tests.attestations import INSURER, KEEPER

TODAY = date(2026, 11, 23)
FORMS = {SEIZURES: (SeizeIn, COURT), HOLDS: (HoldIn, EXCHANGE), TRANSFERS: (TransferIn, EXCHANGE)}
ATTESTING = {standing.identifier: standing for standing in (KEEPER, INSURER)}


@pytest.fixture(scope="module")
def filings():
    return plan(today=TODAY)


@pytest.fixture(scope="module")
def planned(filings):
    return acts(filings, today=TODAY)


def test_they_are_the_same_every_time_and_json(filings, planned):
    assert acts(filings, today=TODAY) == planned
    assert json.loads(json.dumps([each.body for each in planned])) == [each.body for each in planned]
    assert len({each.idempotency_key for each in planned}) == len(planned)


def test_there_are_a_few_of_each_and_one_seizure_waits(planned):
    assert Counter(each.path for each in planned) == {SEIZURES: 4, HOLDS: 2, TRANSFERS: 2, ATTESTATIONS: 6}
    seized = Counter(json.dumps(each.body["assets"]) for each in planned if each.path == SEIZURES)
    assert sorted(seized.values()) == [1, 1, 2]
    assert {BY_CLIENT[each.client].role for each in planned} == {"court", "exchange", "keeper", "insurer"}


def test_nothing_that_is_seized_is_held_or_transferred(planned):
    assets = {path: {json.dumps(each.body["assets"]) for each in planned if each.path == path} for path in FORMS}
    assert not assets[SEIZURES] & (assets[HOLDS] | assets[TRANSFERS])
    assert not assets[HOLDS] & assets[TRANSFERS]


def test_none_is_of_what_has_ended(filings, planned):
    ended = {json.dumps(each.body["collateral"]) for each in filings if each.follow_up}
    assert not ended & {json.dumps(each.body.get("assets") or [each.body["asset"]]) for each in planned}


@pytest.mark.parametrize("today", [TODAY, date(2026, 2, 28), date(2028, 2, 29), date(2027, 12, 31), date(2026, 11, 27)])
def test_the_register_enters_them_on_any_day(today):
    noon = datetime.combine(today, time(12), tzinfo=SHANGHAI)
    for each in acts(plan(62, today=today), today=today):
        form, standing = FORMS.get(each.path, (AttestationIn, None))
        filing = form().load(each.body)
        filing.check()
        standing = standing or ATTESTING[filing.asset.issuer]
        assert acted(filing, act_ground(standing=standing, at=noon, settled_until=noon - timedelta(seconds=1))).assets


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_small_plan_has_fewer(count):
    assert len(acts(plan(count, today=TODAY), today=TODAY)) <= 2 * count + 1
