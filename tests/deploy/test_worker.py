"""`registry worker` as it runs in earnest: a process of its own, with the log's key and no other."""

import json
import os
import shutil
import signal
import subprocess
import threading
import time
from contextlib import contextmanager

import pytest

from registry.domain.log import Checkpoint, read_checkpoint
from registry.domain.status_list import Standing
from registry.service.authority import WORKING
from registry.signing.keys import Use
from registry.signing.notes import sign_note, unverified_text
from registry.signing.ring import open_ring
from registry.store.reads import log
from registry.store.settled import settled_age
from tests.deploy.serving import COMMAND
from tests.lender import Lender
from tests.register import LOG, LOG_PASSPHRASE, ORIGIN, PASSPHRASE
from tests.samples import a_parcel
from tests.standings import issued, stands


@pytest.fixture(scope="module")
def lender(register):
    return Lender(register)


@pytest.fixture
def environment(register, folder):
    (folder / "log-passphrase").write_text(LOG_PASSPHRASE)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REGISTRY_")}
    return {
        **kept,
        "REGISTRY_DATABASE_URL": register.url("registry_sequencer"),
        "REGISTRY_PUBLIC_ORIGIN": ORIGIN,
        "REGISTRY_KEY_FOLDER": str(register.cluster.keys),
        "REGISTRY_LOG_KEY_PASSPHRASE_FILE": str(folder / "log-passphrase"),
        "REGISTRY_LOG_STATE_FOLDER": str(register.log_state),
    }


@contextmanager
def working(environment):
    """A worker and what it says; ended by the signal an operator would send."""
    said = []
    process = subprocess.Popen([COMMAND, "worker"], env=environment, stderr=subprocess.PIPE, text=True)
    reader = threading.Thread(target=lambda: said.extend(process.stderr), daemon=True)
    reader.start()
    try:
        yield said
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        reader.join(5)
        process.stderr.close()


def until(condition, *, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)


def ahead_of(register):
    """A checkpoint of this log's own key over more entries than the database has."""
    return sign_note(Checkpoint(LOG, 9999, b"x" * 32).text, name=LOG, key=register.cluster.log_ring.signer("log"))


def size(register):
    note = log.checkpoint(register.store)
    return read_checkpoint(unverified_text(note)).size if note else 0


def counted(register):
    return register.rows("SELECT count(*) AS n FROM entry")[0]["n"]


def ask(environment, *arguments):
    return subprocess.run(
        [COMMAND, *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_what_is_filed_is_published_within_a_second(register, lender, environment):
    with working(environment):
        until(lambda: size(register) == counted(register))
        lags = []
        for _ in range(20):
            began = time.monotonic()
            lender.register()
            until(lambda: size(register) == counted(register))
            lags.append(time.monotonic() - began)
    print(f"from the filing to its checkpoint: {sorted(lags)[10]:.3f} s, at most {max(lags):.3f} s")
    assert sorted(lags)[-2] <= 1


def test_whoever_it_concerns_is_told_of_it(register, lender, environment):
    parcel, rival = a_parcel(), Lender(register, "另一银行")
    first = lender.register(parcel).entry.registration
    second = rival.register(parcel).entry.registration
    with working(environment):
        until(lambda: register.rows("SELECT * FROM outbox") == [])
    (told,) = register.rows("SELECT about, verb FROM feed WHERE registration = :second", second=second)
    assert told == {"about": [first], "verb": "register"}


def test_figures_are_counted_beside_it(register, lender, environment):
    lender.register()
    register.settle()
    with working(environment):
        until(lambda: register.rows("SELECT 1 FROM statistic WHERE measure = 'registrations'"))
        until(lambda: size(register) == counted(register))


def test_what_cannot_be_told_of_is_said_aloud_and_the_log_goes_on(register, lender, environment):
    """As where somebody has altered a row: filings would end in a minute if the log waited for it."""
    parcel = a_parcel()
    lender.register(parcel)
    second = Lender(register, "另一银行").register(parcel).entry.registration
    told = "SELECT 1 FROM feed WHERE registration = :second"
    with altered_assets(register), working(environment) as said:
        until(lambda: any("feeds_stuck" in line for line in said))
        lender.register()
        until(lambda: size(register) == counted(register))
        assert register.rows(told, second=second) == []
    assert not any("parcel_code" in line for line in said), "a row's values are no line of a log"
    with working(environment):
        until(lambda: register.rows(told, second=second) != [])


@contextmanager
def altered_assets(register):
    """Every asset on record is text that nobody can read, and afterwards what it was."""
    with register.superuser().connect() as owner:
        owner.exec_driver_sql("ALTER TABLE encumbrance DISABLE TRIGGER close_once")
        owner.exec_driver_sql("UPDATE encumbrance SET asset = asset || ']'")
        try:
            yield
        finally:
            owner.exec_driver_sql("UPDATE encumbrance SET asset = rtrim(asset, ']')")
            owner.exec_driver_sql("ALTER TABLE encumbrance ENABLE TRIGGER close_once")


def test_how_certificates_stand_is_told_within_seconds(register, lender, environment):
    register.tell()
    made = lender.register()
    with working(environment):
        until(lambda: size(register) == counted(register))
        lender.discharge(str(made.entry.registration))
        began = time.monotonic()
        until(lambda: stands(register, made) is Standing.ENDED)
    print(f"from the discharge to its list: {time.monotonic() - began:.3f} s")


def test_a_ring_without_a_key_for_the_lists_is_said_aloud_and_the_log_goes_on(register, lender, environment, folder):
    """A ring of before there were lists, until the operator gives it the key."""
    keys = shutil.copytree(register.cluster.keys, folder / "keys")
    index = json.loads((keys / "ring.json").read_bytes())
    index["keys"] = [key for key in index["keys"] if key["use"] != "status"]
    (keys / "ring.json").write_text(json.dumps(index))
    environment |= {"REGISTRY_KEY_FOLDER": str(keys)}
    with working(environment) as said:
        lender.register()
        until(lambda: size(register) == counted(register))
        until(lambda: any("status_key_missing" in line for line in said))
    (told,) = [json.loads(line) for line in said if "status_key_missing" in line]
    assert (told["level"], "registry keys rotate status" in told["reason"]) == ("error", True)
    assert ask(environment, "status", "rebuild").returncode == 1
    made = ask(environment, "keys", "rotate", "status")
    assert made.returncode == 0, made.stderr
    assert open_ring(keys, passphrase=LOG_PASSPHRASE, uses=WORKING).signer(Use.STATUS).key_id in made.stdout
    assert ask(environment, "status", "rebuild").returncode == 0


def test_a_diverged_log_tells_nobody_how_certificates_stand(register, lender, environment, folder):
    """A database that has lost an entry may have lost a discharge."""
    lender.register()
    register.sequence()
    register.tell()
    with register.superuser().connect() as owner:
        owner.exec_driver_sql("UPDATE status_list SET changed = true")
    before = issued(register)
    (kept,) = register.log_state.glob("*.checkpoint")
    foreign = folder / "state"
    foreign.mkdir(mode=0o700)
    (foreign / kept.name).write_text(ahead_of(register))
    (foreign / kept.name).chmod(0o600)
    lender.register()
    with working(environment | {"REGISTRY_LOG_STATE_FOLDER": str(foreign)}) as said:
        until(lambda: any("diverged" in line for line in said))
        settled = register.rows("SELECT until FROM settled")
        until(lambda: register.rows("SELECT until FROM settled") != settled)
    assert issued(register) == before
    assert register.rows("SELECT changed FROM status_list") == [{"changed": True}]
    register.sequence()
    assert register.tell() == 1


def test_operators_make_the_lists_again(register, lender, environment):
    lender.register()
    register.sequence()
    register.tell()
    assert "0 lists" in ask(environment, "status", "rebuild").stdout
    with register.superuser().connect() as owner:
        owner.exec_driver_sql("UPDATE status_list SET bits = set_byte(bits, 7, 255)")
    assert "1 lists" in ask(environment, "status", "rebuild").stdout
    register.tell()
    assert register.audit() == []


def test_a_diverged_log_stops_and_the_rest_of_the_work_goes_on(register, lender, environment, folder):
    """The folder of another worker that has published what this database never had."""
    lender.register()
    register.sequence()
    before = log.checkpoint(register.store)
    (kept,) = register.log_state.glob("*.checkpoint")
    foreign = folder / "state"
    foreign.mkdir(mode=0o700)
    (foreign / kept.name).write_text(ahead_of(register))
    (foreign / kept.name).chmod(0o600)
    lender.register()
    with working(environment | {"REGISTRY_LOG_STATE_FOLDER": str(foreign)}) as said:
        until(lambda: any("diverged" in line for line in said))
        store = register.store_as("registry_sequencer")
        until(lambda: settled_age(store) < 1)
        store.close()
    told = [json.loads(line) for line in said if "diverged" in line]
    assert [each["level"] for each in told] == ["error"]
    assert log.checkpoint(register.store) == before
    register.sequence()


def test_check_says_when_an_entry_has_waited_too_long(register, lender, environment):
    register.sequence()
    register.settle()
    assert ask(environment, "worker", "--check").returncode == 0
    lender.register()
    with register.superuser().connect() as owner:
        owner.exec_driver_sql("UPDATE log_queue SET at = at - interval '61 seconds'")
    register.settle()
    done = ask(environment, "worker", "--check")
    assert (done.returncode, "waited" in done.stderr) == (1, True), done.stderr
    with register.superuser().connect() as owner:
        owner.exec_driver_sql("UPDATE log_queue SET at = at + interval '61 seconds'")


@pytest.mark.parametrize(
    "name",
    [
        "REGISTRY_LOG_KEY_PASSPHRASE_FILE",
        "REGISTRY_LOG_STATE_FOLDER",
        "REGISTRY_KEY_FOLDER",
        "REGISTRY_PUBLIC_ORIGIN",
    ],
)
def test_a_worker_without_its_settings_does_not_start(environment, name):
    del environment[name]
    done = ask(environment, "worker")
    assert done.returncode == 1
    assert f"{name.removesuffix('_FILE')} is not set" in done.stderr


def test_a_worker_with_the_services_passphrase_does_not_start(environment, folder):
    (folder / "log-passphrase").write_text(PASSPHRASE)
    done = ask(environment, "worker")
    assert done.returncode == 1
    assert "wrong passphrase" in done.stderr


def test_a_service_that_is_given_the_logs_passphrase_does_not_start(register, environment, folder):
    (folder / "passphrase").write_text(PASSPHRASE)
    both = environment | {
        "REGISTRY_DATABASE_URL": register.url(),
        "REGISTRY_PUBLIC_ORIGIN": "https://register.test",
        "REGISTRY_KEY_PASSPHRASE_FILE": str(folder / "passphrase"),
    }
    done = ask(both, "serve", "--bind", "127.0.0.1:1")
    assert done.returncode == 1
    assert "must not have the log key's passphrase" in done.stderr


def test_operators_commands_say_diverged(register, lender, environment, folder):
    lender.register()
    register.sequence()
    note = log.checkpoint(register.store)
    ahead = folder / "ahead"
    ahead.write_text(ahead_of(register))
    done = ask(environment, "log", "keep", str(ahead))
    assert (done.returncode, "diverged" in done.stderr) == (30, True)
    ahead.write_text(note)
    assert ask(environment, "log", "keep", str(ahead)).returncode == 0
    assert ask(environment, "log", "rebuild").returncode == 0
