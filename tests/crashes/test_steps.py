"""A worker process killed at any step of a filing: the retry gets one registration, and every repeat the same bytes."""

import json
from types import SimpleNamespace

import pytest
import requests

from tests.crashes.load import RECORDED, calm, until_answered
from tests.samples import a_parcel_body, a_parcel_code, a_receipt_body

STEPS = ("locked", "read", "decided", "signed", "written", "committed")


def counted(bench):
    return len(bench.register.rows(RECORDED, keys="%"))


def killed_at(bench, step, *, make, bank):
    """Send a filing whose process dies at the step; what its retry and a further repeat get."""
    before = counted(bench)
    bench.server.arm(step)
    with pytest.raises(requests.ConnectionError):
        bank.send(make())
    assert bench.server.armed() == []
    calm(bench.register)
    after = counted(bench)
    assert after - before == (1 if step == "committed" else 0), "half a filing, or none where there should be one"
    first, again = until_answered(bank, make), until_answered(bank, make)
    assert counted(bench) == before + 1
    bench.server.wait_until_whole()  # the master has replaced the worker
    assert until_answered(bank, make).data == first.data == again.data
    return first


@pytest.mark.parametrize("step", STEPS)
def test_a_registration_survives_the_death_of_its_process(bench, step):
    bank, item, key = bench.banks[0], a_receipt_body(), f"killed-{step}"
    body = bank.body(item)
    made = killed_at(bench, step, make=lambda: bank.registration(body=body, key=key), bank=bank)
    assert made.status == 201
    rival = bench.banks[1]
    refused = rival.send(rival.registration(item))
    assert (refused.status, refused.body["prior_registrations"]) == (409, [made.number])


@pytest.mark.parametrize("step", STEPS)
def test_a_discharge_survives_the_death_of_its_process(bench, step):
    bank, item = bench.banks[0], a_receipt_body()
    number = bank.send(bank.registration(item)).number
    ended = killed_at(bench, step, make=lambda: bank.discharge(number, key=f"ended-{step}"), bank=bank)
    assert (ended.status, ended.body["version"]) == (201, 2)
    rival = bench.banks[1]
    assert rival.send(rival.registration(item)).status == 201


def a_release(bank, standing, *, key):
    return bank.release(standing.number, standing.receipt, key=key)


def a_further_claim(bank, standing, *, key):
    return bank.further_claim(standing.number, standing.parcel, key=key)


def a_report(bank, standing, *, key):
    return bank.report(standing.number, standing.parcel, key=key)


def a_subordination(bank, standing, *, key):
    return bank.subordination(standing.number, standing.parcel, behind=standing.behind, key=key)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("follow_up", [a_release, a_further_claim, a_report, a_subordination])
def test_a_follow_up_survives_the_death_of_its_process(bench, follow_up, step):
    bank, rival, code = *bench.banks[:2], a_parcel_code()
    made = bank.send(bank.registration(a_parcel_body(code), a_receipt_body()))
    behind = rival.send(rival.registration(a_parcel_body(code))).number
    parcel, receipt = (item["id"] for item in made.body["collateral"])
    standing = SimpleNamespace(number=made.number, parcel=parcel, receipt=receipt, behind=behind)
    signed = follow_up(bank, standing, key=f"{follow_up.__name__}-{step}")

    def again():
        return bank.signed(signed.path, json.loads(signed.data), key=signed.headers["Idempotency-Key"], if_match='"1"')

    followed = killed_at(bench, step, make=again, bank=bank)
    assert (followed.status, followed.body["version"]) == (201, 2)
