"""What only a look inside tells: the journal's share of the application's CPU, and how often the database is asked.

One thread, no socket: the application is called as gunicorn calls it, and every part by its own thread's CPU clock.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from flask import Flask
from werkzeug.test import EnvironBuilder

from bench.ground import Ground, signed_filings
from registry.api.office import EXTENSION
from registry.app import create_app
from registry.domain import certificate, entry
from registry.service import file
from registry.service.authority import Authority
from tests.races.callers import Signed
from tests.statements import heard

WARM, COUNTED = 40, 300
# Everything a filing does because there is a journal: writing the entry and reading it back, committing to it, its
# evidence, sealing what it hides, and certifying it.
JOURNAL = (
    (entry, "prepare"), (entry, "says"), (entry, "commitment"), (entry.Entry, "payload"), (file, "_entry_row"),
    (file, "_evidence_row"), (Authority, "seal"),
)  # fmt: skip
CERTIFICATE = ((certificate, "contents"), (certificate, "statement"), (Authority, "certify"))


@dataclass
class Clock:
    """CPU seconds inside the watched functions; what they call of each other counts once."""

    spent: float = 0.0
    deep: bool = False

    def watched(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def watching(*args: Any, **kwargs: Any) -> Any:
            if self.deep:
                return function(*args, **kwargs)
            self.deep, began = True, time.thread_time()
            try:
                return function(*args, **kwargs)
            finally:
                self.spent += time.thread_time() - began
                self.deep = False

        return watching


@dataclass(frozen=True)
class Inside:
    """CPU microseconds of one filing in the application without the socket, and of its parts; executes per request."""

    filing: float
    journal: float
    certificate: float
    executes: float
    executes_of_lien_status: float

    @property
    def share(self) -> float:
        return (self.journal + self.certificate) / self.filing


def look_inside(ground: Ground) -> Inside:
    app = create_app(ground.register.settings(log_level="error"))
    store = app.extensions[EXTENSION].store
    try:
        call(app, signed_filings(ground.bank, WARM))
        whole = _cpu(app, signed_filings(ground.bank, COUNTED))
        journal, certified = (_inside(app, ground, parts=parts) for parts in (JOURNAL, CERTIFICATE))
        executes = _executes(app, signed_filings(ground.bank, WARM), method="POST")
        return Inside(whole, journal, certified, executes, _executes(app, ground.lien_status(WARM), method="GET"))
    finally:
        store.close()


def _executes(app: Flask, requests: Sequence[Signed], *, method: str) -> float:
    """Statements per request. The first request of all may be answered by statements of its own."""
    seen: list[str] = []
    with heard(app.extensions[EXTENSION].store, seen.append):
        call(app, requests, method=method)
    return len(seen) / len(requests)


def _inside(app: Flask, ground: Ground, *, parts: Sequence[tuple[Any, str]]) -> float:
    clock = Clock()
    filings = signed_filings(ground.bank, COUNTED)
    with _watching(clock, parts):
        call(app, filings)
    return clock.spent / COUNTED * 1e6


@contextmanager
def _watching(clock: Clock, parts: Sequence[tuple[Any, str]]) -> Iterator[None]:
    patches = [patch.object(owner, name, clock.watched(getattr(owner, name))) for owner, name in parts]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()


def _cpu(app: Flask, filings: Sequence[Signed]) -> float:
    began = time.thread_time()
    call(app, filings)
    return (time.thread_time() - began) / len(filings) * 1e6


def call(app: Flask, requests: Sequence[Signed], *, method: str = "POST") -> None:
    for signed in requests:
        builder = EnvironBuilder(signed.path, method=method, headers=signed.headers, data=signed.data)
        status: list[str] = []
        answer = app.wsgi_app(builder.get_environ(), lambda said, *_, status=status: status.append(said))
        body = b"".join(answer)
        if status[0][:2] != "20":
            raise RuntimeError(body.decode())
