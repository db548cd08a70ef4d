"""`make bench`: one line per figure, and 1 if one is below its floor."""

import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from statistics import median

from bench import authentication
from bench.driver import Driven, drive
from bench.figures import Figure
from bench.ground import CLIENTS, Face, Ground, ground
from bench.growth import Grown, grown
from bench.inside import Inside, look_inside
from bench.plain import JOURNAL, NoPgbench, Pgbench, pgbench
from bench.proc import Tree, load
from registry.engine import EngineError
from registry.service.audit import Difference

PAIRS, SECONDS = 5, 3
PARCELS = 64
SMALL, LARGE = 1_000, int(os.environ.get("SCALE") or 100_000)  # registrations, and as many drawn parcels beside them
GROWN = (("filing", 60), ("lien status", 300), ("drawn lien status", 60), ("drawn filing", 30))  # asked in each cell
HELLO = b"GET / HTTP/1.1\r\nHost: register.test\r\n\r\n"
ROW = b"GET /row HTTP/1.1\r\nHost: register.test\r\n\r\n"


@dataclass(frozen=True)
class Cell:
    """One measurement: operations per second, and CPU microseconds per operation in application and database."""

    rate: float
    app: float
    database: float
    driven: Driven | None = None

    def __str__(self) -> str:
        driver = f" driver {self.driven.cpu / len(self.driven.latencies) * 1e6:.0f}" if self.driven else ""
        return f"{self.rate:7.0f}/s  CPU us/op: app {self.app:5.0f} database {self.database:5.0f}{driver}"


class Cells:
    """The cells of one run, each told as it ends."""

    def __init__(self, on: Ground) -> None:
        self._on = on
        self._numbers = iter(range(1, 1000))
        self._per_second = 300  # requests made ready for a second; learned from the cell before

    def plain(self, bench: Pgbench) -> Cell:
        run = partial(bench.run, cell=next(self._numbers), seconds=SECONDS)
        return self._told(f"pgbench {bench.script.stem}", run)

    def filing(self) -> Cell:
        requests = self._on.filings(self._per_second * SECONDS)
        cell = self._told("filing", self._drive(self._on.face, requests, expected=201), app=self._on.face.tree)
        self._per_second = int(2 * cell.rate) + CLIENTS
        return cell

    def lien_status(self) -> Cell:
        requests = self._on.lien_requests(5000 * SECONDS)
        return self._told("lien status", self._drive(self._on.face, requests), app=self._on.face.tree)

    def hello(self) -> Cell:
        return self._bare("hello", HELLO)

    def row(self) -> Cell:
        return self._bare("hello and one row", ROW)

    def _bare(self, name: str, request: bytes) -> Cell:
        requests = [request] * (10_000 * SECONDS)
        return self._told(name, self._drive(self._on.hello, requests), app=self._on.hello.tree)

    def _drive(self, face: Face, requests: list[bytes], *, expected: int = 200) -> Callable[[], Driven]:
        return partial(drive, face.port, requests, clients=CLIENTS, expected=expected, seconds=SECONDS)

    def _told(self, name: str, measured: Callable[[], float | Driven], *, app: Tree | None = None) -> Cell:
        """Run it between two looks at the processes' clocks."""
        trees = (app, self._on.database)
        began, before = time.perf_counter(), [tree.cpu() if tree else 0.0 for tree in trees]
        found = measured()
        spent = [(tree.cpu() if tree else 0.0) - cpu for tree, cpu in zip(trees, before, strict=True)]
        driven = found if isinstance(found, Driven) else None
        rate = found.rate if isinstance(found, Driven) else found
        count = len(driven.latencies) if driven else rate * min(SECONDS, time.perf_counter() - began)
        cell = Cell(rate, spent[0] / count * 1e6, spent[1] / count * 1e6, driven)
        print(f"  {name:22} {cell}", flush=True)
        return cell


def main() -> int:
    pgbench()  # before anything is started
    began = time.monotonic()
    print(f"load {load():.1f} before", flush=True)
    with ground() as on:
        cells = Cells(on)
        figures = [*_filings(on, cells), *_lien_status(cells)]
        _require_whole(on)
        figures += _growth(on)
    print(f"load {load():.1f} after, {time.monotonic() - began:.0f} s")
    for figure in sorted(figures, key=lambda each: each.name):
        print(figure)
    return int(any(figure.missed for figure in figures))


def _filings(on: Ground, cells: Cells) -> list[Figure]:
    plain, bare = on.plain("F"), on.plain("F_without_journal", without=JOURNAL)
    cells.filing()  # the first requests of a server's life are nobody's measure
    pairs = [(cells.plain(plain), cells.filing()) for _ in range(PAIRS)]
    filings = [filing for _, filing in pairs]
    drive(on.face.port, on.drawn(PARCELS), clients=CLIENTS, expected=201)  # as every worker meets some in its life
    memory = on.face.tree.memory()
    in_database = [_saved(cells.plain(plain), cells.plain(bare)) for _ in range(PAIRS)]
    inside = look_inside(on)
    authentication.tell(on.register, on.bank)
    shares = _shares(inside, filings, in_database=in_database)
    return [
        Figure("S1", "HTTP filing / pgbench F", tuple(f.rate / p.rate for p, f in pairs), 0.20, 0.40),
        Figure("S6", "journal's share of a filing's CPU", shares, 0.25, falls=True),
        Figure("S7a", "executes per filing", (inside.executes,), 4, falls=True),
        Figure("S7b", "executes per lien status", (inside.executes_of_lien_status,), 1, falls=True),
        Figure("S8a", "p99/p50 of filing", tuple(map(_tail, filings)), 3,
               falls=True),
        Figure("S8b", "PSS MB of the larger worker", (max(memory),), 65, falls=True),
    ]  # fmt: skip


def _tail(cell: Cell) -> float:
    assert cell.driven is not None
    middle, tail = (cell.driven.percentile(share) * 1e3 for share in (0.5, 0.99))
    print(f"  filing p50 {middle:.0f} ms, p99 {tail:.0f} ms")
    return tail / middle


def _saved(whole: Cell, bare: Cell) -> float:
    return 1 - bare.database / whole.database


def _shares(inside: Inside, filings: list[Cell], *, in_database: list[float]) -> tuple[float, ...]:
    """Of application and database together, each weighted with what it spends on a filing behind the socket. What the
    socket and the server add to the application is no part of the journal."""
    app, database = (median(part) for part in zip(*((cell.app, cell.database) for cell in filings), strict=True))
    parts = inside.journal + inside.certificate
    print(
        f"  inside: filing {inside.filing:.0f} us, of it journal {inside.journal:.0f}, certificate"
        f" {inside.certificate:.0f}; share of application {inside.share:.2f}, of database {median(in_database):.2f}"
    )
    return tuple((parts + share * database) / (app + database) for share in in_database)


def _lien_status(cells: Cells) -> list[Figure]:
    cells.lien_status()
    rounds = [(cells.hello(), cells.row(), cells.lien_status()) for _ in range(PAIRS)]
    of_hello = tuple(status.rate / hello.rate for hello, _, status in rounds)
    of_row = tuple(status.rate / row.rate for _, row, status in rounds)
    by_cpu = median((row.app + row.database) / (status.app + status.database) for _, row, status in rounds)
    print(f"  one row / lien status by CPU, application and database: {by_cpu:.2f}")
    return [
        Figure("S2", "lien status / Flask hello", of_hello, 0.40, 0.75),
        Figure("S2b", "lien status / Flask hello that asks the database one row", of_row),
    ]


def _audited(on: Ground, *, entries: int) -> list[Difference]:
    """By one process, and by as many as there are cores: what each gets through, and at what cost."""
    found: list[Difference] = []
    for processes in sorted({1, len(os.sched_getaffinity(0))}):
        began, before = time.perf_counter(), os.times()
        found += on.register.audit(processes=processes)
        took, after = time.perf_counter() - began, os.times()
        own = after.user + after.system - before.user - before.system
        others = after.children_user + after.children_system - before.children_user - before.children_system
        print(
            f"  audit by {processes}: {entries / took:.0f} entries/s, CPU us/entry: {own / entries * 1e6:.0f} in the"
            f" process that puts together, {others / entries * 1e6:.0f} in those that look"
        )
    return found


def _growth(on: Ground) -> list[Figure]:
    """The same asked of a small register and of a large one, by turns."""
    with ExitStack() as stack:
        registers = [stack.enter_context(grown(on.register.cluster, scale=scale)) for scale in (SMALL, LARGE)]
        rounds = [tuple(map(_grown_cell, registers)) for _ in range(PAIRS)]
    ratios = zip(*([b / a for a, b in zip(small, large, strict=True)] for small, large in rounds), strict=True)
    made = []
    for letter, (name, _), of_name in zip("abcd", GROWN, ratios, strict=True):
        bound = None if name.startswith("drawn") else 1.15
        made.append(Figure(f"S4{letter}", f"median {name} at {LARGE} / at {SMALL}", tuple(of_name), bound, falls=True))
    return made


def _grown_cell(on: Grown) -> tuple[float, ...]:
    """Milliseconds in the middle of each of GROWN."""
    requests = (on.receipts, on.asked_of_receipts, on.asked_of_parcels, on.drawn)
    methods = ("POST", "GET", "GET", "POST")
    took = tuple(
        on.took(make(count), method=how) for make, how, (_, count) in zip(requests, methods, GROWN, strict=True)
    )
    told = ", ".join(f"{name} {each:.2f}" for (name, _), each in zip(GROWN, took, strict=True))
    print(f"  of {on.scale:9,} registrations, ms in the middle: {told}", flush=True)
    return took


def _require_whole(on: Ground) -> None:
    """A fast register that loses something is none."""
    (counted,) = on.rows(
        "SELECT (SELECT count(*) FROM registration) AS registrations, (SELECT count(*) FROM log_queue) AS queued,"
        " (SELECT count(*) FROM log_leaf) AS logged,"
        " (SELECT count(*) FROM entry) AS entries, (SELECT count(*) FROM entry WHERE verb = 'register') AS filed,"
        " (SELECT count(*) FROM certificate) AS certificates"
    )
    differences = _audited(on, entries=counted["entries"])
    print(f"  {counted}, audit: {len(differences)} differences")
    one_each = {counted[name] for name in ("registrations", "filed", "certificates")}
    if differences or len(one_each) > 1 or counted["queued"] + counted["logged"] != counted["entries"]:
        raise RuntimeError("the register is not whole after the run")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (NoPgbench, EngineError) as missing:
        sys.exit(str(missing))
