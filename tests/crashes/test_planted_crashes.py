"""The same blows against a register with a bug planted: each must be noticed, or the clean results prove nothing."""

import itertools
import time
from contextlib import contextmanager

import pytest
import requests

from tests.crashes.load import calm, under_load, until_answered, violations
from tests.crashes.test_kills import APP, all_workers, the_whole_database, wait_for_more
from tests.races.bench import a_bench
from tests.samples import a_receipt_body

BLOWS = 2
_serial = itertools.count(1)


@contextmanager
def planted(cluster, folder, **how):
    register = cluster.new_register(f"planted_{next(_serial)}")
    try:
        with a_bench(register, folder, **how) as bench:
            yield bench
    finally:
        register.close()


def killed_in_the_gap(bench):
    """What a client gets who sends its filing again after the process died between the bug's two commits."""
    bank, key = bench.banks[0], "killed-between"
    body = bank.body(a_receipt_body())
    bench.server.arm("between")
    with pytest.raises(requests.ConnectionError):
        bank.send(bank.registration(body=body, key=key))
    calm(bench.register)
    return until_answered(bank, lambda: bank.registration(body=body, key=key))


def test_an_entry_without_its_rows_is_found_by_the_audit(own_cluster, tmp_path):
    with planted(own_cluster, tmp_path, bug="entry_and_projection_in_two_commits") as bench:
        killed_in_the_gap(bench)
        assert [each for each in bench.register.audit() if each.where.startswith("encumbrance")]


def test_a_token_forgotten_turns_a_client_against_itself(own_cluster, tmp_path):
    with planted(own_cluster, tmp_path, bug="token_in_a_second_commit") as bench:
        assert killed_in_the_gap(bench).code == "collateral_already_pledged"


def lost(bench, blow):
    """Filings that were acknowledged and are gone."""
    with under_load(bench) as load:
        for _ in range(BLOWS):
            time.sleep(0.5)
            before = len(load.filings)
            blow(bench)
            wait_for_more(load, before)
    bench.server.wait_until_whole()
    calm(bench.register)
    return [each for each in violations(bench, load) if "recorded 0 times" in each]


def test_an_answer_before_the_commit_loses_filings(own_cluster, tmp_path):
    """The bug waits a while between answer and commit; with a window of microseconds, kills alone would rarely hit."""
    with planted(own_cluster, tmp_path, bug="answer_before_commit") as bench:
        assert lost(bench, all_workers)


def test_commits_that_do_not_wait_for_the_disk_lose_filings(own_cluster, tmp_path):
    """``synchronous_commit`` off keeps commits in PostgreSQL's memory for a while: SIGKILL of the server shows it.

    It is switched off under the running application, which would not start on it. The server writes its memory out
    every tenth of a second or so by itself; here it is told to take its time. What stays invisible to kill -9 is
    ``fsync`` off: what the operating system has been given survives the death of any process.
    """
    # the sequencer's commits would flush everybody's: it rests here
    with planted(own_cluster, tmp_path, settle_every=3600) as bench:
        with bench.register.superuser().connect() as connection:
            connection.exec_driver_sql("ALTER SYSTEM SET wal_writer_delay = '10s'")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
            connection.exec_driver_sql("ALTER ROLE registry_app SET synchronous_commit = off")
        try:
            bench.register.rows(f"SELECT pg_terminate_backend(pid) {APP}")
            assert lost(bench, the_whole_database)
        finally:
            with bench.register.superuser().connect() as connection:
                connection.exec_driver_sql("ALTER ROLE registry_app RESET synchronous_commit")
