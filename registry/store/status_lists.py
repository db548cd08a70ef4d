"""All that the worker may do to the lists of how certificates stand: ask what changed, keep them, say what was signed.

``with holding(store) as held: ...`` is one transaction behind the lock that only one writer of the lists has; ``held``
is None while another has it, or while there is no log. Leaving the block commits.

The lists tell of the entries that are in the log, in its order, for that is the one order in which nothing is passed
over: numbers of entries are given before they are committed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from registry.domain.errors import Unavailable
from registry.domain.lifecycle import Status
from registry.store.connection import Store
from registry.store.faults import Again, translated

_BEGIN = sa.text("""
    INSERT INTO status_told ("only", log, place, day) SELECT 1, 0, 0, :day FROM log_tree
     WHERE number = 1 AND NOT EXISTS (SELECT FROM status_told) ON CONFLICT DO NOTHING""")
_LOCK = "SELECT log, place, day FROM status_told FOR UPDATE"
_WAIT = sa.text(_LOCK)
_LOCK_IF_FREE = sa.text(f"{_LOCK} SKIP LOCKED")
_TREE = sa.text("SELECT number, size FROM log_tree ORDER BY number DESC LIMIT 1")
# One probe of the index for each list: which of them there are at all.
_NAMED = """
    WITH RECURSIVE named(number) AS (
        SELECT min(status_list) FROM certificate
         UNION ALL
        SELECT (SELECT min(c.status_list) FROM certificate c WHERE c.status_list > n.number) FROM named n
         WHERE n.number IS NOT NULL)
    SELECT number FROM named WHERE number IS NOT NULL"""
_ALL = sa.text(_NAMED)
_GONE = f"{_NAMED} AND number NOT IN (SELECT number FROM status_list)"
_LOST = sa.text(_GONE)
_AT_REST = sa.text(f"""
    SELECT EXISTS (SELECT FROM status_told s JOIN log_tree t ON t.number = s.log AND t.size = s.place
                    WHERE t.number = (SELECT max(number) FROM log_tree) AND s.day >= :day)
       AND NOT EXISTS (SELECT FROM status_list WHERE changed OR issued_at < :before OR issued_at > :now)
       AND NOT EXISTS ({_GONE})""")
_WAITING = sa.text("SELECT EXISTS (SELECT FROM log_queue WHERE at < clock_timestamp() - :longer)").bindparams(
    sa.bindparam("longer", type_=sa.Interval)
)
_FORMER = sa.text("""
    SELECT EXISTS (SELECT FROM log_queue q WHERE EXISTS (
        SELECT FROM log_leaf l WHERE l.log < :log AND l.seq = q.seq))""")
_TOUCHED = sa.text("""
    SELECT DISTINCT e.registration FROM log_leaf l JOIN entry e ON e.seq = l.seq
     WHERE l.log = :log AND l.place >= :first AND l.place < :end AND e.registration IS NOT NULL""")
_LAPSED = sa.text("""
    SELECT DISTINCT number FROM registration_version
     WHERE status = 'active' AND expires_on >= :since AND expires_on < :until""")
# A registration's newest version that the lists tell of: an entry that is not in the log yet is not seen yet either.
_NEWEST = """
    CROSS JOIN LATERAL (SELECT max(n.version) AS newest FROM entry n JOIN log_leaf l ON l.log = :log AND l.seq = n.seq
                         WHERE n.registration = {number} AND l.place < :end) t
     JOIN registration_version v ON v.number = {number} AND v.version = t.newest"""
_STOOD = "c.status_list AS list, c.status_index AS index, e.version, t.newest, v.status, v.expires_on"
_OF_REGISTRATIONS = sa.text(f"""
    SELECT {_STOOD} FROM unnest(CAST(:numbers AS text[])) r(number) {_NEWEST.format(number="r.number")}
      JOIN entry e ON e.registration = r.number AND e.version <= t.newest
      JOIN certificate c ON c.entry = e.id WHERE c.status_list IS NOT NULL""")
_OF_LIST = sa.text(f"""
    SELECT {_STOOD} FROM certificate c JOIN entry e ON e.id = c.entry {_NEWEST.format(number="e.registration")}
     WHERE c.status_list = :list AND e.version <= t.newest""")
_BITS = sa.text("SELECT number, bits FROM status_list WHERE number = ANY(:lists)")
_KEEP = sa.text("""
    INSERT INTO status_list (number, bits, changed) VALUES (:list, :bits, true)
        ON CONFLICT (number) DO UPDATE SET bits = excluded.bits, changed = true""")
_TOLD = sa.text("UPDATE status_told SET log = :log, place = :place, day = :day")
_DUE = sa.text("""
    SELECT number, bits FROM status_list WHERE changed OR issued_at < :before OR issued_at > :now ORDER BY number""")
_PUBLISH = sa.text("""
    UPDATE status_list SET uri = :uri, token = :token, issued_at = :issued_at, changed = false WHERE number = :list""")


@dataclass(frozen=True, slots=True)
class Told:
    """How far the lists tell: of the leaves of a log before a place, and of what had lapsed on a day."""

    log: int
    place: int
    day: date


@dataclass(frozen=True, slots=True)
class Stood:
    """A certificate's place, its version, and how its registration stands."""

    list: int
    index: int
    version: int
    newest: int
    status: Status
    expires_on: date


class Lists:
    """One transaction on the lists. Made by ``holding``, never elsewhere."""

    def __init__(self, connection: sa.Connection, told: Told, *, log: int, size: int) -> None:
        self._connection = connection
        self.told = told
        self.log = log  # the log in force, and how many leaves it has
        self.size = size

    def waiting(self, *, longer: timedelta) -> bool:
        """Whether an entry has waited for the log for longer than that."""
        return bool(self._connection.execute(_WAITING, {"longer": longer}).scalar_one())

    def behind_the_former(self) -> bool:
        """Whether the log has still to take what a former one had."""
        return bool(self._connection.execute(_FORMER, {"log": self.log}).scalar_one())

    def touched(self, end: int) -> set[str]:
        """The registrations of the entries from where the lists end to a place."""
        asked = {"log": self.told.log, "first": self.told.place, "end": end}
        return set(self._connection.execute(_TOUCHED, asked).scalars())

    def lapsed(self, day: date) -> set[str]:
        """The registrations that may have lapsed between the day the lists tell of and this one; their last day is
        looked for in a table without an index of it, once a day and for as long as it takes."""
        self._take_your_time()
        asked = {"since": self.told.day, "until": day}
        return set(self._connection.execute(_LAPSED, asked).scalars())

    def of_registrations(self, numbers: Collection[str], *, end: int) -> list[Stood]:
        """Every certificate of the registrations with a place, as far as the log goes up to ``end``."""
        asked = {"numbers": list(numbers), "log": self.log, "end": end}
        return [Stood(**row) for row in self._connection.execute(_OF_REGISTRATIONS, asked).mappings()]

    def of_list(self, number: int, *, end: int) -> list[Stood]:
        """Every certificate with a place in the list, as far as the log goes up to ``end``."""
        self._take_your_time()
        asked = {"list": number, "log": self.log, "end": end}
        return [Stood(**row) for row in self._connection.execute(_OF_LIST, asked).mappings()]

    def bits(self, lists: Collection[int]) -> dict[int, bytes]:
        """Those of the lists that are there."""
        found = self._connection.execute(_BITS, {"lists": list(lists)})
        return {row.number: bytes(row.bits) for row in found}

    def keep(self, number: int, bits: bytes) -> None:
        """Store a list whole; it must be signed again."""
        self._connection.execute(_KEEP, {"list": number, "bits": bits})

    def tell(self, told: Told) -> None:
        """From now on the lists tell so far."""
        self._connection.execute(_TOLD, {"log": told.log, "place": told.place, "day": told.day})

    def named(self) -> list[int]:
        """Every list that a certificate names."""
        return list(self._connection.execute(_ALL).scalars())

    def lost(self) -> list[int]:
        """Lists that certificates name and that are not there."""
        return list(self._connection.execute(_LOST).scalars())

    def due(self, before: datetime, *, now: datetime) -> list[tuple[int, bytes]]:
        """Lists that changed since they were signed, or were signed before an instant, or by a clock that was fast."""
        asked = {"before": before, "now": now}
        return [(row.number, bytes(row.bits)) for row in self._connection.execute(_DUE, asked)]

    def publish(self, number: int, token: str, *, uri: str, issued_at: datetime) -> None:
        signed = {"list": number, "token": token, "uri": uri, "issued_at": issued_at}
        self._connection.execute(_PUBLISH, signed)

    def _take_your_time(self) -> None:
        self._connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def at_rest(store: Store, day: date, *, before: datetime, now: datetime) -> bool:
    """Whether the lists tell of everything in the log and of the day, and none is due: asked all the time, and without
    a lock."""
    with store.reading() as connection:
        resting: bool = connection.execute(_AT_REST, {"day": day, "before": before, "now": now}).scalar_one()
    return resting


@contextmanager
def holding(store: Store, day: date, *, wait: bool = False) -> Iterator[Lists | None]:
    """Raises Unavailable where nobody answers; what was begun is then undone. With ``wait``, an operator's turn comes
    when the worker's is over."""
    try:
        with translated(), store.engine.begin() as connection:
            connection.execute(_BEGIN, {"day": day})
            told = connection.execute(_WAIT if wait else _LOCK_IF_FREE).one_or_none()
            tree = connection.execute(_TREE).one_or_none()  # its own statement, after the lock
            yield None if told is None or tree is None else Lists(connection, Told(*told), log=tree[0], size=tree[1])
    except Again as fault:
        raise Unavailable(str(fault)) from None
