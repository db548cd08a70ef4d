"""A worker process killed at any step of a filing: the retry gets one registration, and every repeat the same bytes."""

import json

import pytest
import requests

from tests.crashes.load import RECORDED, calm, until_answered
from tests.samples import a_receipt_body

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


def a_release(bank, made, *, key):
    return bank.release(made.number, made.body["collateral"][1]["id"], key=key)


def a_further_claim(bank, made, *, key):
    return bank.further_claim(made.number, made.body["collateral"][0]["id"], key=key)


def a_report(bank, made, *, key):
    return bank.report(made.number, made.body["collateral"][0]["id"], key=key)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("follow_up", [a_release, a_further_claim, a_report])
def test_a_follow_up_survives_the_death_of_its_process(bench, follow_up, step):
    bank = bench.banks[0]
    made = bank.send(bank.registration(a_receipt_body(), a_receipt_body()))
    signed = follow_up(bank, made, key=f"{follow_up.__name__}-{step}")

    def again():
        return bank.signed(signed.path, json.loads(signed.data), key=signed.headers["Idempotency-Key"], if_match='"1"')

    followed = killed_at(bench, step, make=again, bank=bank)
    assert (followed.status, followed.body["version"]) == (201, 2)
