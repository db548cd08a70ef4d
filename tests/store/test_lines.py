"""Connections that are kept to be asked: none that is dead, busy or out of date answers anybody."""

import pytest

from registry.domain.asking import by_asset
from registry.domain.errors import Unavailable
from registry.store import Store, connection
from registry.store.reads import lien_status
from tests.samples import a_receipt

PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT s.until%%'"


@pytest.fixture
def store(register):
    store = register.store_as("registry_app")
    yield store
    store.close()


def asked(store: Store):
    (held,) = lien_status.on_keys(store, [by_asset(a_receipt())], as_of=None)
    return held


def said(store: Store, statement: str):
    """What the line answers that is asked next."""
    with store.reading() as question:
        return question.line.connection.exec_driver_sql(statement).scalar()


def test_one_line_answers_whoever_asks_one_after_another(store):
    asked(store)
    first = said(store, "SELECT pg_backend_pid()")
    assert asked(store)
    assert said(store, "SELECT pg_backend_pid()") == first
    assert said(store, PREPARED) == 1


def test_a_line_that_died_is_replaced_unseen(store, register):
    asked(store)
    gone = said(store, "SELECT pg_backend_pid()")
    (ended,) = register.rows("SELECT pg_terminate_backend(:pid, 5000) AS ended", pid=gone)
    assert ended["ended"]
    assert asked(store)
    assert said(store, "SELECT pg_backend_pid()") != gone


@pytest.mark.parametrize("lost", ["SELECT pg_terminate_backend(pg_backend_pid())", "DEALLOCATE ALL"])
def test_a_line_that_is_replaced_takes_no_place_any_more(register, monkeypatch, lost):
    """There is one, and its successor has it at once: a question waits for nobody but others' questions."""
    monkeypatch.setattr(connection, "_PATIENCE", 0.1)
    store = Store(register.url(), pool_size=1)
    try:
        asked(store)
        for _ in range(2):
            with store.reading() as question:
                question.line.driver.pgconn.exec_(lost.encode())
            assert asked(store)
    finally:
        store.close()


def test_what_was_prepared_and_thrown_away_is_prepared_anew(store):
    """By a pooler, or by a migration that changed a table's columns."""
    asked(store)
    with store.reading() as question:
        question.line.driver.pgconn.exec_(b"DEALLOCATE ALL")
    assert asked(store)


def test_behind_a_pooler_nothing_is_prepared(register):
    store = Store(register.url(), prepare_threshold=None)
    try:
        assert asked(store)
        assert said(store, PREPARED) == 0
    finally:
        store.close()


def test_whoever_finds_no_line_in_time_is_told_to_come_back(register, monkeypatch):
    monkeypatch.setattr(connection, "_PATIENCE", 0.1)
    store = Store(register.url(), pool_size=1)
    try:
        with store.reading(), pytest.raises(Unavailable):
            asked(store)
        assert asked(store)
    finally:
        store.close()


def test_a_line_is_given_on_without_a_transaction(store):
    with store.reading() as question:
        question.line.connection.exec_driver_sql("SELECT 1")
        line = question.line
    assert not line.connection.in_transaction()


def test_those_in_use_are_counted(store):
    moved = []
    store.watch_pool(moved.append)
    with store.reading():
        assert moved == [1]
    assert moved == [1, -1]
