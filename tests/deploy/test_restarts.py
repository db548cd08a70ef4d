"""Restarts under load: nothing that was acknowledged is lost, and nobody is told of a fault that is none."""

import json
import threading
import time

import pytest

from tests.deploy.serving import Lender, Serving

CLIENTS = 16


@pytest.fixture(scope="module")
def serving(register, tmp_path_factory):
    with Serving(register, tmp_path_factory.mktemp("serving")) as running:
        yield running


@pytest.fixture(scope="module")
def lenders(register, serving):
    return [Lender(serving, register.enrol(f"示例银行{number}")) for number in range(CLIENTS)]


def under_load(lenders, act):
    ended = threading.Event()
    threads = [threading.Thread(target=lender.file_until, args=(ended,)) for lender in lenders]
    for thread in threads:
        thread.start()
    try:
        time.sleep(1)
        act()
        time.sleep(0.5)
    finally:
        ended.set()
        for thread in threads:
            thread.join(60)
    assert not any(thread.is_alive() for thread in threads)


def accounted(register, lenders):
    """Every acknowledgement stands in the journal, once, and nothing else does."""
    assert [lender.wrong for lender in lenders if lender.wrong] == []
    acknowledged = {number for lender in lenders for number in lender.recorded.values()}
    assert len(acknowledged) == sum(len(lender.recorded) for lender in lenders)
    rows = register.rows("SELECT registration FROM entry WHERE verb = 'register'")
    assert sorted(row["registration"] for row in rows) == sorted(acknowledged)
    return len(acknowledged)


def test_workers_replaced_under_load_are_not_noticed(register, serving, lenders):
    under_load(lenders, serving.replace_workers)
    recorded = accounted(register, lenders)
    unreachable = sum(lender.unreachable for lender in lenders)
    print(f"{recorded} filings, {unreachable} silences")
    assert recorded > 2 * CLIENTS
    assert unreachable == 0, "a worker that was replaced left somebody without an answer"


def test_a_stop_answers_what_is_under_way_and_a_start_goes_on(register, serving, lenders):
    took = []

    def restart():
        code, seconds = serving.stop()
        took.append((code, seconds))
        serving.start()

    under_load(lenders, restart)
    print(f"{accounted(register, lenders)} filings, stopped in {took[0][1]:.1f} s")
    code, seconds = took[0]
    assert code == 0
    assert seconds < 20, "longer than the graceful timeout: something was killed"


def connections(serving):
    lines = serving.get("/metrics").text.splitlines()
    (line,) = [line for line in lines if line.startswith("registry_database_connections_limit ")]
    return float(line.rpartition(" ")[2])


def test_counts_are_summed_over_workers_and_survive_them(serving, lenders):
    def recorded():
        lines = serving.get("/metrics").text.splitlines()
        (line,) = [line for line in lines if line.startswith('registry_filings_total{outcome="recorded"')]
        return float(line.rpartition(" ")[2])

    before = recorded()
    for lender in lenders[:8]:
        lender.file()
    assert [recorded() for _ in range(6)] == [before + 8] * 6  # whichever worker answers
    serving.replace_workers()
    assert recorded() == before + 8
    until = time.monotonic() + 10
    while connections(serving) != 16:  # two workers with eight each: those that ended hold none any more
        assert time.monotonic() < until, connections(serving)
        time.sleep(0.2)


def test_the_log_is_one_json_object_a_line(serving):
    lines = [json.loads(line) for line in serving.log.read_text().splitlines()]
    assert {"gunicorn.error"} <= {line.get("logger") for line in lines}
    assert any(line["event"] == "request" and line["rule"] == "/v1/registrations" for line in lines)
