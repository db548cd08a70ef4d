"""One transaction per filing: everything it leaves behind is there, or nothing is, and never twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import fields, replace

import psycopg
import pytest
import sqlalchemy as sa

from registry.domain.asking import by_asset
from registry.domain.errors import CollateralAlreadyPledged, FilingInProgress, IdempotencyKeyReused, Unavailable
from registry.domain.filings import Register
from registry.service.file import Desk
from registry.store import Store
from registry.store.connection import RETRIES
from registry.store.reads import lien_status
from tests.lender import Lender, counts
from tests.register import RegisterUnderTest
from tests.samples import a_discharge, a_parcel, a_receipt
from tests.statements import heard

STEPS = ("locked", "read", "decided", "signed", "written")  # then it is committed
LEFT_BY_A_REGISTRATION = {  # of one receipt by one grantor
    "entry": 1, "evidence": 1, "certificate": 1, "disclosure": 4, "registration": 1, "registration_version": 1,
    "party": 2, "encumbrance": 1, "encumbrance_key": 4, "asset_key": 4, "quantity": 1, "idempotency": 1, "log_queue": 1,
    "outbox": 1,
}  # fmt: skip


class Misspoken(Register):
    """A registration with a version that JSON cannot say: it comes back as a list."""

    def decide(self, ground, fresh):
        return replace(super().decide(ground, fresh), version=(1,))


class Stop(Exception):
    """What a failure of any part looks like from here."""


@pytest.fixture(scope="module")
def lender(register: RegisterUnderTest) -> Lender:
    return Lender(register)


@contextmanager
def watched(store: Store) -> Iterator[list[str]]:
    """Every statement that reaches the database, with BEGIN, COMMIT and ROLLBACK."""
    seen: list[str] = []
    listeners: list[tuple[str, Callable]] = [
        ("begin", lambda _: seen.append("BEGIN")),
        ("commit", lambda _: seen.append("COMMIT")),
        ("rollback", lambda _: seen.append("ROLLBACK")),
    ]
    for name, listener in listeners:
        sa.event.listen(store.engine, name, listener)
    with heard(store, seen.append):
        yield seen
    for name, listener in listeners:
        sa.event.remove(store.engine, name, listener)


@contextmanager
def failing(store: Store, state: str, *, times: int, at: str = "new_entry") -> Iterator[list[str]]:
    """The database itself raises the SQLSTATE instead of the statement that has these words, as often as told."""
    raised: list[str] = []

    def replace(statement):
        if at in statement and len(raised) < times:
            raised.append(state)
            return f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$"
        return None

    with heard(store, replace):
        yield raised


def left_by(register: RegisterUnderTest, act: Callable[[], object]) -> dict[str, int]:
    before = counts(register)
    act()
    return {name: n - before[name] for name, n in counts(register).items() if n != before[name]}


def test_an_entry_that_does_not_read_back_is_neither_signed_nor_entered(register, lender):
    filing = lender.registration(a_receipt())
    misspoken = Misspoken(**{each.name: getattr(filing, each.name) for each in fields(filing)})
    seen, before = [], counts(register)
    desk = Desk(register.store, register.authority, watch=seen.append)
    with pytest.raises(RuntimeError, match="does not read back"):
        desk.file(misspoken, lender.submitted())
    assert "signed" not in seen
    assert counts(register) == before


class TestAFiling:
    def test_leaves_everything_it_must(self, register, lender):
        assert left_by(register, lender.register) == LEFT_BY_A_REGISTRATION

    def test_is_one_transaction_of_three_statements(self, register, lender):
        filing, submitted = lender.registration(), lender.submitted()
        with watched(register.store) as seen:
            register.desk.file(filing, submitted)
        assert (seen[0], seen[-1], len(seen)) == ("BEGIN", "COMMIT", 5)
        assert [statement.split()[0] for statement in seen[1:-1]] == ["INSERT", "WITH", "WITH"]

    def test_takes_as_many_however_many_items_it_names(self, register, lender):
        filing, submitted = lender.registration(*(a_receipt() for _ in range(20))), lender.submitted()
        with watched(register.store) as seen:
            register.desk.file(filing, submitted)
        assert len(seen) == 5

    def test_that_follows_up_asks_for_the_keys_as_well(self, register, lender):
        number = lender.register().entry.registration
        submitted = lender.submitted(version=1)
        with watched(register.store) as seen:
            register.desk.file(a_discharge(number), submitted)
        assert (seen[0], seen[-1], len(seen)) == ("BEGIN", "COMMIT", 6)

    def test_is_repeated_from_what_it_left(self, register, lender):
        filing, submitted = lender.registration(), lender.submitted()
        first = register.desk.file(filing, submitted)
        again: list = []
        assert left_by(register, lambda: again.append(register.desk.file(filing, submitted))) == {}
        assert again == [first]

    def test_of_another_text_under_the_same_token_is_refused(self, register, lender):
        lender_token = {"key": "once"}
        register.desk.file(lender.registration(), lender.submitted(b"one", **lender_token))
        with pytest.raises(IdempotencyKeyReused):
            register.desk.file(lender.registration(), lender.submitted(b"another", **lender_token))

    def test_that_is_refused_leaves_nothing(self, register, lender):
        asset = a_receipt()
        lender.register(asset)

        def again():
            with pytest.raises(CollateralAlreadyPledged):
                lender.register(asset)

        assert left_by(register, again) == {}

    def test_rehearsed_leaves_nothing_and_locks_nothing(self, register, lender):
        filing, submitted = lender.registration(), lender.submitted()
        assert left_by(register, lambda: register.desk.rehearse(filing, submitted)) == {}


class TestALienStatus:
    @pytest.mark.parametrize("liens", [0, 1, 3])
    def test_is_one_statement_however_many_assets_and_liens(self, register, lender, liens):
        asset = a_parcel()
        for _ in range(liens):
            lender.register(asset)
        register.settle()
        with watched(register.store) as seen:
            found, other = lien_status.on_keys(register.store, [by_asset(asset), by_asset(a_receipt())], as_of=None)
        assert (len(found.burdens), len(other.burdens)) == (liens, 0)
        assert len(seen) == 1


class TestAFailure:
    @pytest.mark.parametrize("step", STEPS)
    def test_at_any_step_leaves_nothing(self, register, lender, step):
        def stop(reached: str) -> None:
            if reached == step:
                raise Stop(step)

        desk = Desk(register.store, register.authority, watch=stop)
        filing, submitted = lender.registration(), lender.submitted()

        def file():
            with pytest.raises(Stop):
                desk.file(filing, submitted)

        assert left_by(register, file) == {}
        assert left_by(register, lambda: register.desk.file(filing, submitted)) == LEFT_BY_A_REGISTRATION

    def test_after_the_commit_takes_nothing_back(self, register, lender):
        def stop(reached: str) -> None:
            if reached == "committed":
                raise Stop(reached)

        desk = Desk(register.store, register.authority, watch=stop)

        def file():
            with pytest.raises(Stop):
                desk.file(lender.registration(), lender.submitted())

        assert left_by(register, file) == LEFT_BY_A_REGISTRATION

    def test_every_step_is_watched_once(self, register, lender):
        seen: list[str] = []
        Desk(register.store, register.authority, watch=seen.append).file(lender.registration(), lender.submitted())
        assert seen == [*STEPS, "committed"]


class TestWhatIsTriedAgain:
    @pytest.mark.parametrize("state", ["40001", "40P01"])
    @pytest.mark.parametrize("at", ["INSERT INTO asset_key", "WITH held", "new_entry"])
    def test_a_declined_statement_up_to_three_times(self, register, lender, state, at):
        with failing(register.store, state, times=RETRIES, at=at) as raised:
            assert left_by(register, lender.register) == LEFT_BY_A_REGISTRATION
        assert len(raised) == RETRIES == 3

    @pytest.mark.parametrize("state", ["40001", "40P01"])
    def test_and_then_no_more(self, register, lender, state):
        def file():
            with pytest.raises(Unavailable):
                lender.register()

        with failing(register.store, state, times=100) as raised:
            assert left_by(register, file) == {}
        assert len(raised) == 1 + RETRIES

    def test_a_real_deadlock(self, register, lender):
        """Somebody outside takes the last key and asks for the first, which the filing holds by then. His patience
        is the longer, so it is the filing that the database stops."""
        asset = a_receipt()
        first, *_, last = sorted(key.key for key in asset.asset_keys())
        take = sa.text("INSERT INTO asset_key VALUES (:key) ON CONFLICT (key) DO UPDATE SET key = excluded.key")
        seen: list[str] = []
        sa.event.listen(register.store.engine, "rollback", lambda _: seen.append("rollback"))
        url = register.cluster.engine.superuser_url(register.database)
        with sa.create_engine(url, poolclass=sa.pool.NullPool).connect() as other, ThreadPoolExecutor(1) as pool:
            other.exec_driver_sql("SET deadlock_timeout = '20s'")
            other.execute(take, {"key": last})
            filing = pool.submit(lender.register, asset)
            wait_until_blocked(register)
            other.execute(take, {"key": first})
            other.commit()
            assert filing.result().jws
        assert seen

    def test_but_not_a_lock_that_does_not_come(self, register, lender):
        asset = a_receipt()
        key = asset.asset_keys()[0].key
        url = register.cluster.engine.superuser_url(register.database)

        def file():
            with pytest.raises(FilingInProgress):
                lender.register(asset)

        with sa.create_engine(url, poolclass=sa.pool.NullPool).connect() as other:
            other.execute(sa.text("INSERT INTO asset_key VALUES (:key)"), {"key": key})
            assert left_by(register, file) == {}


def wait_until_blocked(register: RegisterUnderTest) -> None:
    blocked = "SELECT 1 FROM pg_stat_activity WHERE usename = 'registry_app' AND wait_event_type = 'Lock'"
    while not register.rows(blocked):
        pass


class TestALostConnection:
    @pytest.mark.parametrize("step", STEPS)
    def test_at_any_step_leaves_exactly_one_entry(self, register, lender, step):
        cut: list[str] = []

        def cut_once(reached: str) -> None:
            if reached == step and not cut:
                cut.append(step)
                terminate(register)

        desk = Desk(register.store, register.authority, watch=cut_once)
        filing, submitted = lender.registration(), lender.submitted()
        assert left_by(register, lambda: desk.file(filing, submitted)) == LEFT_BY_A_REGISTRATION
        assert cut == [step]

    def test_before_the_filing_is_replaced(self, register, lender):
        lender.register()
        terminate(register)
        assert left_by(register, lender.register) == LEFT_BY_A_REGISTRATION

    def test_before_a_read_is_replaced_or_said(self, register, lender):
        asked = [by_asset(a_receipt())]
        terminate(register)
        try:
            lien_status.on_keys(register.store, asked, as_of=None)
        except Unavailable:
            lien_status.on_keys(register.store, asked, as_of=None)

    def test_while_the_commit_is_answered_leaves_exactly_one_entry(self, register, lender, monkeypatch):
        """The database has committed and nobody heard: the second try finds the first one's token."""
        dialect = register.store.engine.dialect
        commit, cut = dialect.do_commit, []

        def unheard(connection):
            commit(connection)
            if not cut:
                cut.append(connection)
                raise psycopg.OperationalError("the connection is lost")

        filing, submitted = lender.registration(), lender.submitted()
        answers: list = []
        with monkeypatch.context() as patched:
            patched.setattr(dialect, "do_commit", unheard)
            left = left_by(register, lambda: answers.append(register.desk.file(filing, submitted)))
        assert left == LEFT_BY_A_REGISTRATION
        assert answers == [register.desk.file(filing, submitted)]
        assert len(cut) == 1


def terminate(register: RegisterUnderTest) -> None:
    """End every session of the role that files, and wait until they are gone."""
    ended = register.rows(
        "SELECT pg_terminate_backend(pid, 5000) AS ended FROM pg_stat_activity"
        " WHERE datname = current_database() AND usename = 'registry_app'"
    )
    assert ended
    assert all(row["ended"] for row in ended)
