"""No entry at or before the settled instant can appear later: an answer given stands for ever."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

import pytest
import sqlalchemy as sa

from registry.domain.collateral import WarehouseReceipt
from registry.domain.errors import CollateralAlreadyPledged, FilingInProgress, Unavailable
from registry.jobs import settle as job
from registry.service.file import Desk
from registry.store import Store
from registry.store.reads.readiness import unsafe
from registry.store.settled import settle
from tests.lender import Lender, store_as
from tests.register import Cluster, RegisterUnderTest
from tests.samples import a_receipt

WRONG = sa.text("UPDATE settled SET until = clock_timestamp() WHERE until < clock_timestamp()")
FILERS, FILINGS = 4, 12
Settle = Callable[[Store], object]


def settle_wrongly(store: Store) -> None:
    """The obvious one, blind to what is still under way."""
    with store.reading() as connection:
        connection.execute(WRONG)


ASKED = sa.text("SELECT s.until, ARRAY(SELECT id FROM entry WHERE at <= s.until) AS entries FROM settled s")
AGAIN = sa.text("SELECT ARRAY(SELECT id FROM entry WHERE at <= :until)")


@dataclass
class Answers:
    """What was answered, in one statement as every answer is: the settled instant, and every entry up to it."""

    store: Store
    given: list[tuple[datetime, list[str]]] = field(default_factory=list)
    told: threading.Condition = field(default_factory=threading.Condition)

    def ask(self) -> None:
        with self.store.reading() as connection:
            row = connection.execute(ASKED).one()
        with self.told:
            self.given.append((row.until, row.entries))
            self.told.notify_all()

    def wait_for_another(self) -> None:
        with self.told:
            known = len(self.given)
            assert self.told.wait_for(lambda: len(self.given) > known, timeout=8)

    def contradicted(self) -> list[datetime]:
        return [as_of for as_of, entries in self.given if set(self._now(as_of)) != set(entries)]

    def _now(self, until: datetime) -> list[str]:
        with self.store.reading() as connection:
            found: list[str] = connection.execute(AGAIN, {"until": until}).scalar_one()
        return found


@pytest.fixture(scope="module")
def lender(register: RegisterUnderTest) -> Lender:
    return Lender(register)


@pytest.fixture
def sequencer(register: RegisterUnderTest) -> Iterator[Store]:
    with store_as(register, "registry_sequencer") as store:
        yield store


@contextmanager
def under_way(register: RegisterUnderTest, lender: Lender) -> Iterator[None]:
    """A filing that has written its entry and not yet committed, for as long as the block lasts."""
    written, go = threading.Event(), threading.Event()

    def wait(step: str) -> None:
        if step == "written":
            written.set()
            assert go.wait(8)

    desk = Desk(register.store, register.authority, watch=wait)
    with ThreadPoolExecutor(1) as one:
        filing = one.submit(desk.file, lender.registration(), lender.submitted())
        assert written.wait(8)
        try:
            yield
        finally:
            go.set()
        filing.result()


def contradicted_meanwhile(register: RegisterUnderTest, settled_by: Settle) -> list[datetime]:
    """An answer is asked for while one filing is under way; the instants at which it no longer holds afterwards."""
    lender = Lender(register)
    with store_as(register, "registry_sequencer") as store:
        answers = Answers(store)
        with under_way(register, lender):
            settled_by(store)
            answers.ask()
        return answers.contradicted()


class TestAnAnswer:
    def test_is_not_contradicted_by_a_filing_that_was_under_way(self, register: RegisterUnderTest):
        assert contradicted_meanwhile(register, settle) == []

    def test_would_be_if_the_clock_alone_were_asked(self, cluster: Cluster):
        with closing(cluster.new_register("settled_wrongly")) as planted:
            assert contradicted_meanwhile(planted, settle_wrongly)

    def test_holds_while_many_file_at_once(self, register: RegisterUnderTest):
        assert race(register, settle, seed=random.randrange(2**32)) == []

    def test_would_not_if_the_clock_alone_were_asked_while_many_file(self, cluster: Cluster):
        with closing(cluster.new_register("raced_wrongly")) as planted:
            assert race(planted, settle_wrongly, seed=random.randrange(2**32))


def race(register: RegisterUnderTest, settled_by: Settle, *, seed: int) -> list[datetime]:
    """Threads file, some refused on the way, while one settles and asks without a pause. Every other filing, drawn by
    lot, commits only once another answer has been given: overlap is made, not hoped for."""
    print(f"seed {seed}")
    done = threading.Event()
    with store_as(register, "registry_sequencer") as store, ThreadPoolExecutor(FILERS + 1) as pool:
        answers = Answers(store)
        lenders = [_lender(register, answers, seed=seed + number) for number in range(FILERS)]
        asking = pool.submit(_settle_and_ask, answers, settled_by, done=done)
        try:
            for filing in [pool.submit(_file, lender, work) for lender, work in zip(lenders, _work(seed), strict=True)]:
                filing.result()
        finally:
            done.set()
        asking.result()
        assert len(answers.given) > FILINGS / 2
        return answers.contradicted()


def _lender(register: RegisterUnderTest, answers: Answers, *, seed: int) -> Lender:
    dice = random.Random(seed)

    def linger(step: str) -> None:
        if step == "written" and dice.random() < 0.5:
            answers.wait_for_another()

    return Lender(register, f"银行{seed}", desk=Desk(register.store, register.authority, watch=linger))


def _work(seed: int) -> list[list[WarehouseReceipt]]:
    dice = random.Random(seed)
    assets = [a_receipt() for _ in range(FILERS * FILINGS // 2)]
    return [[dice.choice(assets) for _ in range(FILINGS)] for _ in range(FILERS)]


def _file(lender: Lender, assets: list[WarehouseReceipt]) -> None:
    for asset in assets:
        with suppress(CollateralAlreadyPledged, FilingInProgress, Unavailable):  # part of the traffic
            lender.register(asset)


def _settle_and_ask(answers: Answers, settled_by: Settle, *, done: threading.Event) -> None:
    while not done.is_set():
        settled_by(answers.store)
        answers.ask()


class TestTheSettledInstant:
    def test_never_goes_backwards(self, register, sequencer, lender):
        seen = [settle(sequencer)]
        with under_way(register, lender):
            seen += [settle(sequencer) for _ in range(5)]
        seen += [settle(sequencer) for _ in range(5)]
        assert seen == sorted(seen)

    def test_follows_the_clock_where_nothing_is_under_way(self, register, sequencer):
        (before,) = register.rows("SELECT clock_timestamp() AS at")
        assert job.run(sequencer, before["at"]) >= before["at"]

    @pytest.mark.parametrize("role", ["registry_app", "registry_eraser"])
    def test_waits_for_an_open_transaction_of_a_writing_role(self, register, sequencer, role):
        with sa.create_engine(register.url(role), poolclass=sa.pool.NullPool).connect() as connection:
            began = connection.scalar(sa.text("SELECT now()"))
            held = [settle(sequencer) for _ in range(3)]
            connection.rollback()
        assert max(held) <= began
        assert settle(sequencer) > began

    @pytest.mark.parametrize("role", ["registry_auditor", "registry_sequencer"])
    def test_waits_for_no_one_who_cannot_write(self, register, sequencer, role):
        with sa.create_engine(register.url(role), poolclass=sa.pool.NullPool).connect() as connection:
            began = connection.scalar(sa.text("SELECT now()"))
            assert settle(sequencer) > began

    def test_waits_for_no_transaction_in_another_database(self, cluster: Cluster, sequencer):
        cluster.new_database("another_register")
        url = cluster.url("registry_app", "another_register")
        with sa.create_engine(url, poolclass=sa.pool.NullPool).connect() as connection:
            began = connection.scalar(sa.text("SELECT now()"))
            assert settle(sequencer) > began

    def test_moves_for_no_role_but_the_sequencer(self, register):
        for role in ("registry_app", "registry_auditor", "registry_eraser"):
            with store_as(register, role) as store, pytest.raises(RuntimeError, match="42501"):
                settle_wrongly(store)


class TestASessionNobodySees:
    def test_may_not_file(self, cluster: Cluster):
        """Where sessions hide when they began, nothing holds the settled instant back: the register does not start."""
        with closing(cluster.new_register("unseen")) as register:
            with register.superuser().connect() as connection:
                connection.exec_driver_sql("ALTER ROLE registry_app IN DATABASE unseen SET track_activities = off")
            with store_as(register, "registry_app") as store:
                assert unsafe(store, livemode=False) == ["track_activities is off"]


class TestAClockThatSteppedBack:
    def test_enters_nothing_until_it_has_caught_up(self, cluster: Cluster):
        with closing(cluster.new_register("clock_back")) as register:
            lender = Lender(register)
            with register.superuser().connect() as connection:
                connection.exec_driver_sql("UPDATE settled SET until = clock_timestamp() + interval '1 hour'")

            before = register.rows("SELECT count(*) FROM entry")
            with pytest.raises(Unavailable):
                lender.register()
            with pytest.raises(Unavailable):
                register.enrol("又一银行")
            assert register.rows("SELECT count(*) FROM entry") == before
            assert register.audit() == []
