"""The press as its process is started, asked and ended by the worker whose pages it prints.

Why a process: what draws and signs a PDF is seventy megabytes of other people's programs that hold the interpreter for
as long as a page takes. A worker that serves filings must neither carry nor wait for them. Each worker has a press of
its own, from the first page on: the socket between the two is private to them and its end is the press's end, however
the worker ended, so that nothing has to be found, locked or cleared away.

The press holds no key, no passphrase and no address of a database. What a signature covers comes back here and is
signed here, by the process that opened the ring. It answers in bytes with a letter before them and is never unpickled:
whatever becomes of it, it says nothing that runs here.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Pipe
from pathlib import Path
from threading import BoundedSemaphore, Lock, Timer

from registry.domain.errors import Unavailable
from registry.paper.sheet import Sheet
from registry.paper.symbols import Codes

PATIENCE = 20.0  # seconds for a page, its turn and a press to print it included; a stop waits no longer for an answer
PLACES = 2  # requests that may be about a page at a time: of a worker's four threads two are left for filings
LIFE = 1000  # pages; then another press, for what others' programs keep for ever is not ours to bound
IDLE = 300.0  # seconds without a page after which a press goes, and its memory with it
_LARGEST = 8 * 1024 * 1024  # bytes of an answer; a verifier reads no PDF as large
_ATTEMPTS = 2  # a press may have gone between two pages; that it goes over this one twice is no accident

TO_SIGN, PRINTED, UNSTAMPED, FAILED = b"s", b"p", b"u", b"f"
"""What an answer begins with: what is to be signed, the page, no time stamp, where it went wrong."""

# What a time stamp's TLS, proxies and the interpreter itself need. The rest stays here: passphrases are in it.
_ENVIRONMENT = (
    "PATH", "PYTHONPATH", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE",
    "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seat:
    """What a press is told when it starts. It passes through the socket, and stands in no argument or environment."""

    chain: tuple[bytes, ...]  # of the key for paper: certificates, which everybody may read
    tsa_url: str | None
    fallback: Path | None
    idle: float
    longest: int  # seconds it may take over a page before it ends itself: who would end it may be gone


@dataclass(frozen=True, slots=True)
class Job:
    """One page to be printed."""

    sheet: Sheet
    codes: Codes
    attached: bytes


class PressProcess:
    """Starts a press when the first page is asked for, and another where one has died, hangs or has printed enough."""

    def __init__(
        self, seat: Seat, *, sign: Callable[[bytes], bytes], alarm: Callable[[str], None] = lambda _: None
    ) -> None:
        """``alarm`` hears of every press that ended before its page was printed."""
        self._seat = seat
        self._sign = sign
        self._alarm = alarm
        self._places = BoundedSemaphore(PLACES)
        self._turn = Lock()
        self._press: _Press | None = None

    def page(self, job: Job) -> bytes:
        """The signed PDF. Raises Unavailable where too many wait, a page takes too long, the press dies over it twice,
        or the authority that is configured gives no time stamp."""
        if not self._places.acquire(blocking=False):
            raise Unavailable("as many wait for the press as may")
        try:
            said = self._in_turn(job, until=time.monotonic() + PATIENCE)
        finally:
            self._places.release()
        kind, content = said[:1], said[1:]
        if kind == UNSTAMPED:
            raise Unavailable("the time-stamping authority does not answer")
        if kind != PRINTED:
            raise RuntimeError(f"the press: {content.decode()}")
        return content

    def close(self) -> None:
        """End the press, if there is one. A page that is under way is printed first."""
        with self._turn:
            self._end()

    def _in_turn(self, job: Job, *, until: float) -> bytes:
        if not self._turn.acquire(timeout=max(0.0, until - time.monotonic())):
            raise Unavailable("the press is at work")
        try:
            for _ in range(_ATTEMPTS):
                if (said := self._attempt(job, until=until)) is not None:
                    return said
            raise Unavailable("the press ended over the page")
        finally:
            self._turn.release()

    def _attempt(self, job: Job, *, until: float) -> bytes | None:
        """What the press says, or None where it died; it is not asked again what it was too slow for."""
        try:
            press = self._started()
            said = press.asked(job, self._seat, sign=self._sign, until=until)
        except (EOFError, OSError):
            self._alarm(f"returned {self._end()}")
            if time.monotonic() >= until:
                raise Unavailable("the press took too long") from None
            return None
        except BaseException:  # whatever went wrong here, it still waits for an answer, and would take another's for it
            self._end()
            raise
        if press.pages >= LIFE:
            self._end()
        return said

    def _started(self) -> _Press:
        if self._press is None or self._press.has_ended:
            self._end()
            self._press = _Press()
        return self._press

    def _end(self) -> int | None:
        """Its exit code. It has nothing to lose: no file, no connection, no state."""
        press, self._press = self._press, None
        return press.end() if press else None


class _Press:
    """One running press."""

    def __init__(self) -> None:
        self.pages = 0
        self._line, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "registry.service.printing"],
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the server, whose end ends this one
            )

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def asked(self, job: Job, seat: Seat, *, sign: Callable[[bytes], bytes], until: float) -> bytes:
        """The last it says of a page. It is killed when its time is over, and raises EOFError or OSError then, as if it
        had died by itself: so no write or read waits any longer, whatever has become of the press."""
        with _killed(self._process, at=until):
            for told in (job,) if self.pages else (seat, job):
                self._line.send(told)
            while (said := self._line.recv_bytes(_LARGEST))[:1] == TO_SIGN:
                self._line.send_bytes(sign(said[1:]))
        self.pages += 1
        return said

    def end(self) -> int:
        self._line.close()
        self._process.kill()
        return self._process.wait()


@contextmanager
def _killed(process: subprocess.Popen[bytes], *, at: float) -> Iterator[None]:
    """Unless the block is left before."""
    timer = Timer(max(0.0, at - time.monotonic()), process.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
