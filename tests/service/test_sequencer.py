"""The public log holds every entry once, in one history, whatever happens to those who file and those who sequence."""

from __future__ import annotations

import random
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager

import pytest
import sqlalchemy as sa

from registry.domain.errors import Refusal, Unavailable
from registry.domain.log import Checkpoint, read_checkpoint
from registry.service.authority import WORKING
from registry.service.file import Desk
from registry.service.sequencer import Diverged, Kept, Sequencer
from registry.signing.errors import KeyRingError
from registry.signing.notes import sign_note, unverified_text
from registry.signing.ring import name_log, open_ring
from registry.store import Store
from registry.store.reads import log
from tests.lender import Lender, store_as
from tests.register import LOG, LOG_PASSPHRASE, Cluster, RegisterUnderTest

FILERS, FILINGS = 4, 30
LEAVES = "SELECT place, seq, leaf FROM log_leaf WHERE log = (SELECT max(number) FROM log_tree) ORDER BY place"
TILES = "SELECT level, number, data FROM log_tile ORDER BY log, level, number"


class Abandoned(Exception):
    """A filing that is given up after it has written its entry."""


@pytest.fixture(scope="module")
def lender(register: RegisterUnderTest) -> Lender:
    return Lender(register)


@pytest.fixture
def dice() -> random.Random:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    return random.Random(seed)


def size(register: RegisterUnderTest) -> int:
    note = log.checkpoint(register.store)
    return read_checkpoint(unverified_text(note)).size if note else 0


def logged(register: RegisterUnderTest) -> list[int]:
    """The entries in the order of the log, which has no holes."""
    rows = register.rows(LEAVES)
    assert [row["place"] for row in rows] == list(range(len(rows)))
    return [row["seq"] for row in rows]


def entries(register: RegisterUnderTest) -> list[int]:
    return [row["seq"] for row in register.rows("SELECT seq FROM entry ORDER BY seq")]


@contextmanager
def sequencing(register: RegisterUnderTest, *, how_many: int = 1) -> Iterator[list[str]]:
    """So many workers as they run in earnest, but busier; every checkpoint that any of them saw published."""
    stop, seen = threading.Event(), list[str]()

    def work() -> None:
        with store_as(register, "registry_sequencer") as store:
            sequencer = register.sequencer(store)
            while not stop.wait(0.02):
                sequencer.run()
                if note := log.checkpoint(store):
                    seen.append(note)

    with ThreadPoolExecutor(how_many) as pool:
        workers = [pool.submit(work) for _ in range(how_many)]
        try:
            yield seen
        finally:
            stop.set()
            for worker in workers:
                worker.result()


def file_in_disorder(register: RegisterUnderTest, dice: random.Random) -> dict[int, float]:
    """Several file at once; they commit out of order, and some never. When each entry was answered for."""
    answered: dict[str, float] = {}
    pauses = {number: random.Random(dice.random()) for number in range(FILERS)}

    def file(number: int) -> None:
        lender, own = Lender(register, f"示例银行{number}"), pauses[number]

        def watch(step: str) -> None:
            if step == "written":
                time.sleep(own.choice([0, 0, 0.01, 0.1]))
                if own.random() < 0.2:
                    raise Abandoned

        desk = Desk(register.store, register.authority, watch=watch)
        for _ in range(FILINGS):
            try:
                filed = desk.file(lender.registration(), lender.submitted())
            except Abandoned:
                continue
            answered[filed.entry.id] = time.monotonic()

    with ThreadPoolExecutor(FILERS) as pool:
        for done in [pool.submit(file, number) for number in range(FILERS)]:
            done.result()
    seqs = {row["id"]: row["seq"] for row in register.rows("SELECT id, seq FROM entry")}
    return {seqs[each]: at for each, at in answered.items()}


@contextmanager
def a_long_transaction_elsewhere(cluster: Cluster) -> Iterator[None]:
    """In another database of the same server, with a transaction id that holds every horizon back."""
    with (
        cluster.superuser().connect() as connection,
        connection.execution_options(isolation_level="REPEATABLE READ").begin(),
    ):
        connection.exec_driver_sql("SELECT pg_current_xact_id()")
        yield


class TestEveryEntry:
    def test_is_in_the_log_once_and_soon(self, register: RegisterUnderTest, cluster: Cluster, dice: random.Random):
        placed: dict[int, float] = {}
        stop = threading.Event()

        def watch() -> None:
            while not stop.wait(0.01):
                now = time.monotonic()
                reached = size(register)
                for row in register.rows(f"{LEAVES} OFFSET {len(placed)}"):
                    if row["place"] < reached:
                        placed[row["seq"]] = now

        with a_long_transaction_elsewhere(cluster), sequencing(register), ThreadPoolExecutor(1) as pool:
            watching = pool.submit(watch)
            answered = file_in_disorder(register, dice)
            until = time.monotonic() + 5
            while size(register) < len(entries(register)) and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(0.1)
            stop.set()
            watching.result()
        assert sorted(logged(register)) == entries(register)
        assert not register.rows("SELECT FROM log_queue")
        late = sorted(placed[seq] - at for seq, at in answered.items())
        p99 = late[int(len(late) * 0.99)]
        print(f"{len(late)} filings, lag p50 {late[len(late) // 2]:.3f} s, p99 {p99:.3f} s")
        assert p99 <= 1

    def test_would_be_missed_by_who_remembers_the_last_number(self, cluster: Cluster, dice: random.Random):
        """The obvious sequencer: whatever is numbered above the last one taken. Here it loses what commits late."""
        with closing(cluster.new_register("last_seen")) as planted, ThreadPoolExecutor(1) as pool:
            filing = pool.submit(file_in_disorder, planted, dice)
            taken: list[int] = []
            while not filing.done():
                last = taken[-1] if taken else 0
                rows = planted.rows("SELECT seq FROM log_queue WHERE seq > :last ORDER BY seq", last=last)
                taken += [row["seq"] for row in rows]
                time.sleep(0.01)
            filing.result()
            assert set(entries(planted)) - set(taken) - {max(entries(planted))}


class TestTwoSequencers:
    def test_write_one_history(self, register: RegisterUnderTest, dice: random.Random):
        with sequencing(register, how_many=3) as seen:
            file_in_disorder(register, dice)
        register.sequence()
        assert sorted(logged(register)) == entries(register)
        heads = {read_checkpoint(unverified_text(note)) for note in seen}
        assert len({head.size for head in heads}) == len(heads) > 5, "one root for every size"
        assert register.audit(checkpoint=max(seen, key=lambda n: read_checkpoint(unverified_text(n)).size)) == []
        for note in seen[:: len(seen) // 10]:
            assert register.audit(checkpoint=note) == []

    def test_take_turns(self, register: RegisterUnderTest, lender: Lender):
        """While one holds the log, another waits for nothing and does nothing."""
        lender.register()
        at_work, go = threading.Event(), threading.Event()

        def watch(step: str) -> None:
            if step == "placed":
                at_work.set()
                assert go.wait(8)

        with ExitStack() as stack, ThreadPoolExecutor(1) as pool:
            first, second = (stack.enter_context(store_as(register, "registry_sequencer")) for _ in range(2))
            running = pool.submit(register.sequencer(first, watch=watch).run)
            assert at_work.wait(8)
            try:
                assert register.sequencer(second).run() == 0
            finally:
                go.set()
            assert running.result() >= 1


def copied(cluster: Cluster, register: RegisterUnderTest, *, name: str) -> RegisterUnderTest:
    """The database as a backup has it, with the worker's folder, which no backup of a database has."""
    register.store.close()
    with cluster.superuser().connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {register.database} OWNER registry_migrate")
        connection.exec_driver_sql(
            f"GRANT CONNECT ON DATABASE {name} TO registry_app, registry_sequencer, registry_auditor"
        )
    restored = RegisterUnderTest(cluster, name)
    shutil.copytree(register.log_state, restored.log_state, dirs_exist_ok=True)
    return restored


@pytest.fixture
def restored(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[RegisterUnderTest]:
    """A register restored to where it was before its last two entries, beside a worker that has published them."""
    name = f"lost_{abs(hash(request.node.name)) % 10**8}"
    with closing(cluster.new_register(name)) as whole:
        lender = Lender(whole)
        lender.register()
        whole.sequence()
        with closing(copied(cluster, whole, name=f"{name}_backup")) as backup:
            for _ in range(2):
                lender.register()
            whole.sequence()
            shutil.copytree(whole.log_state, backup.log_state, dirs_exist_ok=True)
            yield backup


@contextmanager
def sequencer_of(register: RegisterUnderTest) -> Iterator[Sequencer]:
    with store_as(register, "registry_sequencer") as store:
        yield register.sequencer(store)


class TestADatabaseBehindItsLog:
    def test_signs_no_second_history(self, restored: RegisterUnderTest):
        before = log.checkpoint(restored.store)
        lender = Lender(restored, "另一银行")
        for _ in range(6):  # even when it has grown beyond what was published
            lender.register()
            with sequencer_of(restored) as sequencer, pytest.raises(Diverged):
                sequencer.run()
        assert log.checkpoint(restored.store) == before
        assert len(restored.rows("SELECT FROM log_queue")) >= 6

    def test_would_if_nobody_had_kept_the_checkpoint_elsewhere(self, restored: RegisterUnderTest, monkeypatch):
        """The defence is the kept checkpoint: planted out of the way, the same register signs two histories."""
        monkeypatch.setattr(Kept, "note", lambda *_: log.checkpoint(restored.store))
        monkeypatch.setattr(Kept, "keep", lambda *_: None)
        Lender(restored, "另一银行").register()
        kept = next(restored.log_state.iterdir()).read_text()
        assert restored.sequence() > 0
        assert any("checkpoint given" in each.where for each in restored.audit(checkpoint=kept))

    def test_may_be_one_that_was_never_sequenced(self, cluster: Cluster):
        """The backup is from before the first entry was logged: there is no tree that could contradict anything."""
        with closing(cluster.new_register("from_before")) as register:
            note = sign_note(Checkpoint(LOG, 1, b"x" * 32).text, name=LOG, key=cluster.log_ring.signer("log"))
            Kept(register.log_state).keep(LOG, note)
            with pytest.raises(Diverged):
                register.sequence()
            assert register.rows("SELECT FROM log_queue")
            assert not register.rows("SELECT FROM log_leaf")

    def test_is_told_at_once_and_named_by_the_audit(self, restored: RegisterUnderTest):
        with sequencer_of(restored) as sequencer:
            Lender(restored, "另一银行").register()
            with pytest.raises(Diverged, match="behind its own log"):
                sequencer.run()
        kept = next(restored.log_state.iterdir()).read_text()
        (found,) = restored.audit(checkpoint=kept)
        assert found.where == "checkpoint given"

    def test_begins_a_log_anew_whose_first_leaf_commits_to_the_last_word_of_the_former(
        self, restored: RegisterUnderTest, tmp_path
    ):
        kept = next(restored.log_state.iterdir()).read_text()
        keys = shutil.copytree(restored.cluster.keys, tmp_path / "keys")
        anew = f"{LOG}/2"

        def begun(store: Store) -> Sequencer:
            ring = open_ring(keys, passphrase=LOG_PASSPHRASE, uses=WORKING)
            return Sequencer(store, ring, folder=restored.log_state)

        with store_as(restored, "registry_sequencer") as store:
            assert begun(store).restart(anew) == kept
            assert begun(store).restart(anew) == kept, "done twice it is done once"
            name_log(keys, anew)
            begun(store).run()
            begun(store).run()
        rows = restored.rows(LEAVES)
        assert [row["seq"] for row in rows] == [None, *entries(restored)]
        note = log.checkpoint(restored.store)
        assert note.startswith(f"{anew}\n{len(rows)}\n")
        assert restored.rows("SELECT former FROM log_tree WHERE number = 2") == [{"former": kept}]
        assert restored.audit(checkpoint=note) == []
        assert {each.where for each in restored.audit(checkpoint=kept)} == {"checkpoint given"}, (
            "the log it was has ended"
        )
        with restored.superuser().connect() as owner:
            owner.exec_driver_sql("SET session_replication_role = replica")
            owner.exec_driver_sql("UPDATE log_tree SET former = 'something else' WHERE number = 2")
        assert {each.where for each in restored.audit()} == {"log leaf 0"}


class TestAKeptCheckpoint:
    def test_that_is_missing_stops_a_log_that_has_published(self, register: RegisterUnderTest, lender: Lender):
        lender.register()
        register.sequence()
        (kept,) = register.log_state.glob("*.checkpoint")
        note = kept.read_text()
        kept.unlink()
        lender.register()
        with sequencer_of(register) as sequencer:
            with pytest.raises(Diverged, match="no checkpoint is kept"):
                sequencer.run()
            for wrong in (note.replace(note[-20], "A" if note[-20] != "A" else "B"), "", "x\n"):
                with pytest.raises(Diverged, match="not a checkpoint"):
                    sequencer.adopt(wrong)
            sequencer.adopt(note)
            assert sequencer.run() == 1
            with pytest.raises(Diverged, match="a later checkpoint"):
                sequencer.adopt(note)

    def test_may_be_older_than_what_another_worker_published_which_counts_too(
        self, register: RegisterUnderTest, lender: Lender
    ):
        """Two machines, each with a folder of its own: the database says what the other published last."""
        lender.register()
        register.sequence()
        honest = log.checkpoint(register.store)
        head = read_checkpoint(unverified_text(honest))
        signer = register.cluster.log_ring.signer("log")
        lender.register()
        for other in (Checkpoint(LOG, head.size, b"x" * 32), Checkpoint(LOG, head.size + 1000, head.root)):
            note = sign_note(other.text, name=LOG, key=signer)
            with register.superuser().connect() as owner:
                owner.execute(sa.text("UPDATE log_tree SET published = :note"), {"note": note})
            with sequencer_of(register) as sequencer, pytest.raises(Diverged):
                sequencer.run()
            assert log.checkpoint(register.store) == note
        with register.superuser().connect() as owner:
            owner.execute(sa.text("UPDATE log_tree SET published = :note"), {"note": honest})
        assert register.sequence() == 1

    def test_is_ahead_of_what_is_published_and_never_behind(self, register: RegisterUnderTest, lender: Lender):
        steps = list[tuple[str, bool]]()

        def watch(step: str) -> None:
            (kept,) = register.log_state.glob("*.checkpoint")
            steps.append((step, kept.read_text() == log.checkpoint(register.store)))

        lender.register()
        with store_as(register, "registry_sequencer") as store:
            register.sequencer(store, watch=watch).run()
        assert dict(steps)["kept"] is False, "kept before anybody can read it"
        assert dict(steps)["committed"] is True

    def test_that_cannot_be_written_leaves_the_rest_in_the_queue(
        self, register: RegisterUnderTest, lender: Lender, monkeypatch
    ):
        """What was placed and is not published is unseen: the queue grows old behind it, and the fuse blows."""

        def full(*_: object) -> None:
            raise KeyRingError("disk full", zh="磁盘已满")

        lender.register()
        register.sequence()
        monkeypatch.setattr(Kept, "keep", full)
        for _ in range(3):
            lender.register()
            with pytest.raises(KeyRingError):
                register.sequence()
        assert len(register.rows("SELECT FROM log_queue")) == 2
        monkeypatch.undo()
        assert register.sequence() == 2


class TestTiles:
    def test_that_are_lost_are_made_again_byte_for_byte(self, register: RegisterUnderTest, lender: Lender):
        lender.register()
        register.sequence()
        before = register.rows(TILES)
        for harm in ("DELETE FROM log_tile", "UPDATE log_tile SET data = set_byte(data, 0, get_byte(data, 0) # 1)"):
            with register.superuser().connect() as owner:
                owner.exec_driver_sql("SET session_replication_role = replica")
                assert owner.exec_driver_sql(harm).rowcount == len(before)
            with sequencer_of(register) as sequencer:
                assert sequencer.rebuild() == len(before)
                assert sequencer.rebuild() == 0
            assert register.rows(TILES) == before

    def test_on_the_edge_are_made_again_by_who_needs_them(self, register: RegisterUnderTest, lender: Lender):
        with register.superuser().connect() as owner:
            owner.exec_driver_sql("SET session_replication_role = replica")
            owner.exec_driver_sql("DELETE FROM log_tile")
        lender.register()
        assert register.sequence() == 1
        assert register.audit() == []

    def test_are_not_made_of_leaves_that_were_altered(self, register: RegisterUnderTest, lender: Lender):
        altered = "UPDATE log_leaf SET leaf = replace(leaf, '\"v\":1', '\"v\":{}') WHERE place = 3"
        with register.superuser().connect() as owner:
            owner.exec_driver_sql("SET session_replication_role = replica")
            owner.exec_driver_sql(altered.format(2))
            with sequencer_of(register) as sequencer, pytest.raises(Diverged, match="do not make the root"):
                sequencer.rebuild()
            owner.exec_driver_sql("UPDATE log_leaf SET leaf = replace(leaf, '\"v\":2', '\"v\":1') WHERE place = 3")


class TestTheFuse:
    def test_lets_nobody_file_while_an_entry_waits_for_more_than_a_minute(self, cluster: Cluster):
        with closing(cluster.new_register("fuse")) as register:
            lender = Lender(register)
            lender.register()
            self._aged(register, seconds=59)
            lender.register()
            self._aged(register, seconds=61)
            for _ in range(2):
                with pytest.raises(Unavailable, match="waited for the public log"):
                    lender.register()
            assert register.sequence()
            lender.register()

    def test_does_not_look_at_the_queue_while_a_sequencer_is_at_work(self, cluster: Cluster):
        """Whose word is half a minute old at most: no entry waits for more than a minute unseen."""
        with closing(cluster.new_register("fuse_fresh")) as register:
            lender = Lender(register)
            register.sequence()
            with store_as(register, "registry_sequencer") as store:
                register.sequencer(store).run()
            lender.register()
            self._aged(register, seconds=500)
            lender.register()
            with register.superuser().connect() as owner:
                owner.exec_driver_sql("UPDATE settled SET logged = logged - interval '31 seconds'")
            with pytest.raises(Refusal):
                lender.register()

    def _aged(self, register: RegisterUnderTest, *, seconds: int) -> None:
        """As if the sequencer had been away for so long."""
        with register.superuser().connect() as owner:
            owner.exec_driver_sql(
                f"UPDATE log_queue SET at = clock_timestamp() - interval '{seconds} seconds'"
                " WHERE seq = (SELECT min(seq) FROM log_queue)"
            )


def test_nothing_is_signed_before_the_journal_begins(cluster: Cluster):
    cluster.new_database("unbegun")
    register = RegisterUnderTest(cluster, "unbegun")
    assert register.sequence() == 0
    assert log.checkpoint(register.store) is None
    assert not register.rows("SELECT FROM log_tree")
    register.close()


def test_a_ring_for_another_log_signs_nothing(register: RegisterUnderTest, lender: Lender, tmp_path):
    keys = shutil.copytree(register.cluster.keys, tmp_path / "keys")
    name_log(keys, "another.log")
    lender.register()
    with store_as(register, "registry_sequencer") as store:
        sequencer = Sequencer(
            store, open_ring(keys, passphrase=LOG_PASSPHRASE, uses=WORKING), folder=register.log_state
        )
        with pytest.raises(Exception, match=r"another\.log"):
            sequencer.run()
