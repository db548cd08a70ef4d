"""Clients that file while things die under them, and what must hold when they are done.

A client does what a lender's system does: it sends a filing under its own key until it gets an answer, however often
the connection breaks or the register says "come again". It is never told of a conflict, for nobody else names its
receipts; if it is, the register has met the client's own earlier attempt and not known it.
"""

import itertools
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import requests
import sqlalchemy as sa

from tests.races.callers import Reply
from tests.samples import a_receipt_body

CLIENTS = 6
PATIENCE = 40.0  # seconds until a filing that is repeated must have its answer
PAUSE = 0.03
AGAIN = {(503, "unavailable"), (409, "filing_in_progress")}
_serial = itertools.count(1)

RECORDED = """
    SELECT i.client, i.key, e.registration, e.verb, c.jws IS NOT NULL AS certified,
           EXISTS (SELECT FROM registration_version v WHERE v.entry = e.id) AS projected,
           EXISTS (SELECT FROM log_queue q WHERE q.seq = e.seq UNION ALL SELECT FROM log_leaf l WHERE l.seq = e.seq)
           AS queued,
           EXISTS (SELECT FROM outbox o WHERE o.seq = e.seq) AS announced
      FROM entry e LEFT JOIN idempotency i ON i.entry = e.id LEFT JOIN certificate c ON c.entry = e.id
     WHERE e.registration IS NOT NULL AND (i.key IS NULL OR i.key LIKE :keys) ORDER BY e.seq"""


def until_answered(bank, make):
    """The answer to a filing, sent again and again under one key. ``make`` signs it anew each time."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            reply = bank.send(make())
            if (reply.status, reply.code if reply.status >= 400 else None) not in AGAIN:
                return reply
        except requests.RequestException:
            reply = None
        if time.monotonic() > deadline:
            raise TimeoutError(f"no answer in {PATIENCE} s, the last was {reply}")
        time.sleep(PAUSE)


@dataclass
class Filing:
    """A filing that was acknowledged, and how to make it again."""

    bank: object
    key: str
    make: object
    reply: Reply


@dataclass
class Load:
    """What the clients have filed; ``violations`` is filled while they run."""

    name: str = field(default_factory=lambda: f"load-{next(_serial)}")  # begins the once-only token of each filing
    filings: list[Filing] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    longest: float = 0.0  # seconds between two acknowledgements: how long the register was away

    def file(self, bank, make, *, key):
        reply = until_answered(bank, make)
        if reply.status != 201:
            self.violations.append(f"{key} was answered {reply}: its own earlier attempt was not known")
            return None
        self.filings.append(Filing(bank, key, make, reply))
        return reply


def a_client(bank, load, *, number, stop):
    """Register; discharge every third; ask every fifth again."""
    for serial in itertools.count():
        if stop.is_set():
            return
        began = time.monotonic()
        body, key = bank.body(a_receipt_body()), f"{load.name}-{number}-{serial}"
        make = partial(bank.registration, body=body, key=key)
        made = load.file(bank, make, key=key)
        if made and serial % 3 == 0:
            load.file(bank, partial(bank.discharge, made.number, key=f"{key}-end"), key=f"{key}-end")
        if made and serial % 5 == 0 and until_answered(bank, make).data != made.data:
            load.violations.append(f"{key} was answered otherwise when it was asked again")
        load.longest = max(load.longest, time.monotonic() - began)


@contextmanager
def under_load(bench):
    """Six clients filing until the block is left; leaving waits for the answers still due."""
    load, stop, faults = Load(), threading.Event(), []

    def client(number):
        try:
            a_client(bench.bank(number), load, number=number, stop=stop)
        except Exception as fault:  # noqa: BLE001  # told below, in the test's own thread
            faults.append(fault)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        stop.set()
        for thread in threads:
            thread.join(2 * PATIENCE)
    assert not faults, faults


def violations(bench, load):
    """Every acknowledged filing is there, once and whole, and a repeat gets its bytes."""
    rows = bench.register.rows(RECORDED, keys=f"{load.name}-%")
    found = [*load.violations, *_not_once_and_whole(rows, load), *_not_repeated(load.filings[-3 * CLIENTS :])]
    found += [str(each) for each in bench.register.audit()]
    print(f"{len(load.filings)} acknowledged, {len(found)} violations, longest wait {load.longest:.1f} s")
    return found


def _not_once_and_whole(rows, load):
    recorded = {}
    for row in rows:
        recorded.setdefault((row["client"], row["key"]), []).append(row["registration"])
        if not all(row[part] for part in ("key", "certified", "projected", "queued", "announced")):
            yield f"half recorded: {row}"
    for filing in load.filings:
        here = recorded.pop((filing.bank.enrolled.client, filing.key), [])
        if here != [filing.reply.body["number"]]:
            yield f"acknowledged {filing.reply.body['number']}, recorded {len(here)} times"
    yield from (f"recorded and never acknowledged: {key}" for key in recorded)


def _not_repeated(filings):
    for filing in filings:
        again = until_answered(filing.bank, filing.make)
        if again.data != filing.reply.data:
            yield f"{filing.key} asked again: {again}, was {filing.reply.body['number']}"


def calm(register):
    """Return when the database answers again and no transaction of the register is open any more."""
    deadline = time.monotonic() + PATIENCE
    query = "SELECT count(*) AS busy FROM pg_stat_activity WHERE usename = 'registry_app' AND state <> 'idle'"
    while time.monotonic() < deadline:
        try:
            if register.rows(query)[0]["busy"] == 0:
                return
        except sa.exc.OperationalError:  # it recovers
            pass
        time.sleep(0.02)
    raise TimeoutError("the database does not come to rest")
