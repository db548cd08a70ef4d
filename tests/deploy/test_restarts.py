"""Restarts under load: nothing that was acknowledged is lost, and nobody is told of a fault that is none."""

import json
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from tests.deploy.serving import Lender, Serving
from tests.races.server import parent_of

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
        time.sleep(0.5)
        act()
        time.sleep(0.3)
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


def shown(serving, line):
    answer = serving.get("/metrics")
    assert answer.status_code == 200, answer.text
    (found,) = [each for each in answer.text.splitlines() if each.startswith(f"{line} ")]
    return float(found.rpartition(" ")[2])


def test_workers_replaced_under_load_are_not_noticed(register, serving, lenders):
    under_load(lenders, serving.replace_workers)
    recorded = accounted(register, lenders)
    repeated = sum(lender.repeated for lender in lenders)
    print(f"{recorded} filings, {repeated} repeated")
    assert repeated == 0, "a worker that was replaced left somebody without an answer"
    assert recorded >= CLIENTS

    filed = 'registry_filings_total{outcome="recorded",verb="register"}'
    assert [shown(serving, filed) for _ in range(4)] == [recorded] * 4, (
        "whichever worker answers, of those that ended too"
    )
    until = time.monotonic() + 10
    while (limit := shown(serving, "registry_database_connections_limit")) != 8:  # those that ended hold none any more
        assert time.monotonic() < until, limit
        time.sleep(0.1)


def test_a_worker_that_only_begins_to_count_spoils_no_answer(serving):
    (counts,) = serving.folder.glob("registry-metrics-*")
    begun = counts / "gauge_livesum_0.db"  # made, and nothing written yet
    begun.touch()
    try:
        assert shown(serving, "registry_database_connections_limit") > 0
    finally:
        begun.unlink()


def test_a_stop_answers_what_is_under_way_and_a_start_goes_on(register, serving, lenders):
    took = []

    def restart():
        code, seconds = serving.stop()
        took.append((code, seconds))
        serving.start()

    under_load(lenders, restart)
    repeated, silent = sum(lender.repeated for lender in lenders), sum(lender.unreachable for lender in lenders)
    print(f"{accounted(register, lenders)} filings, {repeated} repeated, {silent} silent, stop {took[0][1]:.1f} s")
    assert repeated, "nobody came upon the closed door: this showed nothing"
    code, seconds = took[0]
    assert code == 0
    assert seconds < 20, "longer than the graceful timeout: something was killed"


def test_its_processes_share_one_copy_of_what_looks_at_parcels(serving):
    """Loaded before they fork; each would load its own, eighteen megabytes, with the first parcel it meets."""
    processes = (serving.process.pid, *serving.workers())
    assert len(processes) == 3
    for process in processes:
        assert "libgeos" in Path(f"/proc/{process}/maps").read_text(), process


def presses(serving):
    """Each press, with the worker it prints for."""
    workers = serving.workers()
    found = {int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()}
    return {pid: worker for pid in found if (worker := parent_of(pid)) in workers}


def wait_until_gone(pids):
    until = time.monotonic() + 20
    while any(parent_of(pid) for pid in pids):
        assert time.monotonic() < until, pids
        time.sleep(0.02)


def test_a_press_ends_with_its_worker_however_that_ends(serving, lenders):
    filed = lenders[0].client.register(lenders[0].body(), idempotency_key="printed").body
    lenders[0].recorded["printed"] = filed["number"]
    certificate = filed["certificate"]

    def printed():
        address = f"/v1/certificates/{certificate['number']}?code={certificate['check_code']}"
        assert serving.get(address, Accept="application/pdf").content.startswith(b"%PDF-")
        return presses(serving)

    first = printed()
    assert len(first) == 1
    for worker in first.values():
        os.kill(worker, signal.SIGKILL)
    wait_until_gone(first)
    second = printed()
    assert second
    assert serving.stop()[0] == 0
    wait_until_gone(second)
    serving.start()


def test_the_log_is_one_json_object_a_line(serving):
    lines = [json.loads(line) for line in serving.log.read_text().splitlines()]
    assert {"gunicorn.error"} <= {line.get("logger") for line in lines}
    assert any(line["event"] == "request" and line["rule"] == "/v1/registrations" for line in lines)
