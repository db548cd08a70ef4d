"""kill -9 under the load of six clients: what was acknowledged is there afterwards, once, and nobody had to help.

What this cannot show: that a power failure loses nothing. kill -9 leaves the operating system's page cache alone, so a
database with fsync off would pass; that is why the application refuses to start on one. It can show
``synchronous_commit`` off, whose commits wait in PostgreSQL's own memory (test_planted_crashes.py).
"""

import os
import signal
import time

import pytest
import sqlalchemy as sa

from tests.crashes.load import PATIENCE, calm, under_load, violations

BEFORE = 0.8  # seconds of load before each blow
APP = "FROM pg_stat_activity WHERE usename = 'registry_app' AND datname = current_database()"


def all_workers(bench):
    bench.server.kill_workers()


def one_worker(bench):
    os.kill(bench.random.choice(bench.server.workers()), signal.SIGKILL)


def all_backends_terminated(bench):
    assert asked(bench, f"SELECT pg_terminate_backend(pid) {APP}")


def a_backend(bench):
    """PostgreSQL cannot trust its shared memory after that: it ends every session and recovers from its journal."""
    backends = asked(bench, f"SELECT pid {APP} ORDER BY state = 'idle', pid")
    os.kill(backends[0]["pid"], signal.SIGKILL)


def asked(bench, query):
    """What the database says, as soon as it says something: filings under way may still be acknowledged after a blow, so
    that the next one meets it while it recovers."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return bench.register.rows(query)
        except sa.exc.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def the_whole_database(bench):
    """The postmaster dies, and is started again as whoever supervises it would."""
    engine = bench.register.cluster.engine
    os.kill(engine.pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while engine.running and time.monotonic() < deadline:
        time.sleep(0.01)
    engine.start()


@pytest.mark.parametrize("blow", [one_worker, all_workers, all_backends_terminated, a_backend, the_whole_database])
def test_nothing_acknowledged_is_lost_and_nothing_doubled(bench, blow):
    with under_load(bench) as load:
        for _ in range(2):
            time.sleep(BEFORE)
            before = len(load.filings)
            blow(bench)
            wait_for_more(load, before)
    bench.server.wait_until_whole()
    calm(bench.register)
    assert violations(bench, load) == []
    assert len(load.filings) > before > 0, "the load did not reach past the blow"


def wait_for_more(load, before):
    """The register is back when filings are acknowledged again."""
    deadline = time.monotonic() + PATIENCE
    while len(load.filings) <= before + 5 and time.monotonic() < deadline:
        time.sleep(0.02)
