"""The press is a process of its own: it prints what would be printed here, dies alone, and never outlives its worker."""

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from registry.client import Verdict, verify
from registry.domain.errors import Unavailable
from registry.service import press as pressing
from registry.service import press_process
from registry.service.press import MOST_KEPT, Press
from registry.service.press_process import Job, Seat
from registry.service.printing import Printing
from registry.signing.keys import Use
from registry.signing.ring import KeyRing
from tests.printed import a_page
from tests.signing.builders import ISSUER, PASSPHRASE

PATIENCE = 30.0
PAGE = "registry.service.printing"


@pytest.fixture(scope="module")
def page(ring):
    return a_page(ring)


@pytest.fixture(scope="module")
def press(ring):
    """One for all tests that leave it as they found it: to start one takes a second."""
    with closing(Press(ring, origin=ISSUER)) as made:
        yield made


class Hand:
    """The ring's key for paper, and something that happens whenever it is asked to sign: in the middle of a page."""

    def __init__(self, key, meanwhile):
        self._key, self._meanwhile = key, meanwhile

    def sign(self, data):
        self._meanwhile()
        return self._key.sign(data)


@contextmanager
def a_press(ring, *, meanwhile=lambda: None, **settings):
    hand = Hand(ring.signer(Use.PAPER), meanwhile)
    own = KeyRing(ring.listing(), signers={Use.PAPER: hand}, secrets={}, chain=ring.chain)
    with closing(Press(own, origin=ISSUER, **settings)) as made:
        yield made


def printed(press, page, *, number=0):
    """A page that nobody was given before."""
    return press.printed(page.bundle | {"proof": f"{number}" if number else None}, lambda: page.sheet)


def process_of(press):
    return press._process._press._process


def wait_until(true):
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def runs(pid):
    """Whether a process is there and does something: who has ended and is not waited for does nothing."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class TestAPage:
    def test_has_the_bytes_it_would_have_here(self, press, page, letters, trust):
        found = printed(press, page)
        assert found.startswith(page.drawn(letters))
        assert verify(found, trust=trust).verdict is Verdict.UNPROVEN

    def test_has_them_after_others_were_printed_too(self, press, page, ring, letters):
        other = a_page(ring, disclosed=False)
        printed(press, other)
        assert printed(press, other).startswith(other.drawn(letters))

    def test_is_given_to_the_next_who_asks(self, press, page):
        assert printed(press, page) is printed(press, page)

    def test_that_says_something_else_is_another(self, press, page, ring):
        closed = a_page(ring, disclosed=False)
        assert printed(press, closed) != printed(press, page)

    def test_that_cannot_be_drawn_is_our_fault_and_not_the_next_ones(self, press, page, ring):
        before = printed(press, page)
        process = process_of(press)
        with pytest.raises(RuntimeError, match=r"AttributeError in .*draw\.py"):
            press.printed({**page.bundle, "proof": "never printed"}, lambda: "no sheet")
        assert printed(press, a_page(ring)) != before
        assert process_of(press) is process


class Torn:
    """A sheet over which something says a name."""

    @property
    def title(self):
        raise ValueError("张三")


def test_a_fault_is_told_without_its_words(ring, page):
    seat = Seat(ring.chain, None, None, idle=0, longest=0)
    said = Printing(seat, sign=ring.signer(Use.PAPER).sign).answer(Job(Torn(), page.codes, b"")).decode()
    assert said.startswith("fValueError in title")
    assert "张三" not in said


def test_so_many_pages_are_kept_and_no_more(ring, page, monkeypatch):
    monkeypatch.setattr(press_process.PressProcess, "page", lambda *_: b"page")
    press = Press(ring, origin=ISSUER)
    for each in range(MOST_KEPT + 5):
        press.printed({**page.bundle, "proof": str(each)}, lambda: page.sheet)
    assert len(press._kept) == MOST_KEPT


class TestThePress:
    def test_starts_with_the_first_page_has_it_signed_and_ends_when_it_is_let_go(self, ring, page):
        signed = []
        with a_press(ring, meanwhile=lambda: signed.append(process_of(press).pid)) as press:
            press.picture(page.bundle, title="1")
            assert press._process._press is None
            printed(press, page)
            assert signed == [process_of(press).pid]
            assert runs(*signed)
        assert not runs(*signed)

    def test_is_told_no_secret_and_inherits_none(self, press, page, monkeypatch):
        printed(press, page)
        pid = process_of(press).pid
        command, environment = (Path(f"/proc/{pid}/{each}").read_bytes() for each in ("cmdline", "environ"))
        assert command.decode().split("\0")[1:] == ["-m", PAGE, ""]
        assert {each.partition(b"=")[0].decode() for each in environment.split(b"\0") if each} <= set(
            press_process._ENVIRONMENT
        )

    def test_inherits_no_connection_and_no_file(self, press, page):
        printed(press, page)
        opened = Path(f"/proc/{process_of(press).pid}/fd")
        assert sorted(int(each.name) for each in opened.iterdir()) == [0, 1, 2]
        assert str((opened / "0").readlink()).startswith("socket:")
        assert str((opened / "1").readlink()) == os.devnull

    def test_that_was_killed_is_replaced_for_the_next_page(self, ring, page):
        with a_press(ring) as press:
            printed(press, page)
            process_of(press).kill()
            printed(press, page, number=2)

    def test_that_is_killed_over_a_page_is_asked_once_more(self, ring, page, trust):
        blows, heard = [signal.SIGKILL], []
        with a_press(
            ring, meanwhile=lambda: blows and process_of(press).send_signal(blows.pop()), alarm=heard.append
        ) as press:
            assert verify(printed(press, page), trust=trust).verdict is Verdict.UNPROVEN
        assert heard == ["returned -9"]

    def test_that_is_killed_over_it_again_gives_up_this_page_and_prints_the_next(self, ring, page):
        blows = [signal.SIGKILL, signal.SIGKILL]
        with a_press(ring, meanwhile=lambda: blows and process_of(press).send_signal(blows.pop())) as press:
            with pytest.raises(Unavailable):
                printed(press, page)
            printed(press, page)

    def test_whose_page_nobody_signed_is_not_asked_for_the_next(self, ring, page, trust):
        """It still waits for a signature, and would take whatever comes for it."""
        faults = [RuntimeError("the key is away")]

        def meanwhile():
            if faults:
                raise faults.pop()

        with a_press(ring, meanwhile=meanwhile) as press:
            with pytest.raises(RuntimeError, match="the key is away"):
                printed(press, page)
            assert verify(printed(press, page), trust=trust).verdict is Verdict.UNPROVEN

    def test_that_hangs_is_ended_and_the_next_page_printed(self, ring, page, monkeypatch):
        with a_press(ring) as press:
            printed(press, page)
            hanging = process_of(press)
            hanging.send_signal(signal.SIGSTOP)
            with monkeypatch.context() as patched:
                patched.setattr(press_process, "PATIENCE", 0.2)
                with pytest.raises(Unavailable):
                    printed(press, page, number=2)
            assert not runs(hanging.pid)
            printed(press, page, number=3)

    def test_ends_itself_when_it_hangs_and_nobody_is_there_to_end_it(self, ring, page, monkeypatch):
        monkeypatch.setattr(pressing, "PATIENCE", 0.5)
        hung, heard = [], []

        def meanwhile():
            if not hung:
                hung.append(process_of(press))
                wait_until(lambda: hung[0].poll() is not None)

        with a_press(ring, meanwhile=meanwhile, alarm=heard.append) as press:
            printed(press, page)
        assert heard == [f"returned {-signal.SIGALRM}"]

    def test_is_replaced_after_so_many_pages(self, ring, page, monkeypatch):
        monkeypatch.setattr(press_process, "LIFE", 2)
        with a_press(ring) as press:
            printed(press, page)
            first = process_of(press)
            printed(press, page, number=2)
            assert first.returncode is not None
            assert press._process._press is None

    def test_goes_when_it_is_asked_for_nothing(self, ring, page, monkeypatch):
        monkeypatch.setattr(pressing, "IDLE", 0.05)
        heard = []
        with a_press(ring, alarm=heard.append) as press:
            printed(press, page)
            wait_until(lambda: process_of(press).poll() == 0)
            printed(press, page, number=2)
        assert heard == []

    def test_lets_so_many_wait_and_no_more(self, ring, page):
        at_work, go_on = threading.Event(), threading.Event()

        def meanwhile():
            at_work.set()
            assert go_on.wait(PATIENCE)

        with a_press(ring, meanwhile=meanwhile) as press:
            got = []
            threads = [
                threading.Thread(target=lambda each=each: got.append(printed(press, page, number=each)))
                for each in (1, 2)
            ]
            threads[0].start()
            assert at_work.wait(PATIENCE)
            threads[1].start()
            wait_until(lambda: press._process._places._value == 0)
            with pytest.raises(Unavailable, match="as many wait"):
                printed(press, page, number=3)
            go_on.set()
            for thread in threads:
                thread.join(PATIENCE)
            assert len(got) == 2
            printed(press, page, number=3)


WORKER = """
import pickle, signal, sys
from pathlib import Path
import registry.app
from registry.service.press import Press
from registry.signing.keys import Use
from registry.signing.ring import KeyRing, open_ring

class Hand:
    pages = 0

    def sign(self, data):
        self.pages += 1
        if self.pages > 1:
            print("signing", flush=True)
            signal.pause()
        return key.sign(data)

ring = open_ring(Path(sys.argv[1]), passphrase=sys.stdin.buffer.readline().strip().decode(), uses=frozenset({Use.PAPER}))
key = ring.signer(Use.PAPER)
own = KeyRing(ring.listing(), signers={Use.PAPER: Hand()}, secrets={}, chain=ring.chain)
press = Press(own, origin=sys.argv[2])
bundle, sheet = pickle.load(sys.stdin.buffer)
press.printed(bundle, lambda: sheet)
print([each for each in ("pyhanko", "pyhanko_certvalidator", "asn1crypto", "reportlab", "PIL") if each in sys.modules])
print(press._process._press._process.pid, flush=True)
press.printed(bundle | {"proof": "another"}, lambda: sheet)
"""


def test_a_worker_that_printed_has_loaded_nothing_of_it_and_killed_over_a_page_leaves_no_press(ring_folder, page):
    command = [sys.executable, "-c", WORKER, str(ring_folder), ISSUER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        worker.stdin.write(f"{PASSPHRASE}\n".encode() + pickle.dumps((page.bundle, page.sheet)))
        worker.stdin.flush()
        loaded, pid, signing = (worker.stdout.readline().decode().strip() for _ in range(3))
        assert (loaded, signing) == ("[]", "signing")
        assert runs(pid)
        worker.kill()
    wait_until(lambda: not runs(pid))
