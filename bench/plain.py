"""pgbench, and the script F: one filing in plain statements, one per table, generated from the real tables.

F is what a filing would be without a register around it. Its rows are two real filings' rows, read back from every
table: what is the same in both stands in the script as it is, what differs is made anew for each transaction. So the
denominator follows the schema, its indexes and its triggers by itself.
"""

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from registry.domain.status_list import PLACES
from registry.engine.binaries import find_binaries
from registry.store import tables

JOURNAL = ("entry", "evidence", "certificate", "disclosure", "log_queue", "outbox")
TABLES = (
    tables.entry, tables.evidence, tables.certificate, tables.disclosure, tables.idempotency, tables.registration,
    tables.registration_version, tables.party, tables.encumbrance, tables.encumbrance_key, tables.quantity,
)  # fmt: skip
_NAME = 100  # longer texts are contents and need not differ
_SERIAL = 12  # digits of the number that tells one transaction's values from another's
Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]

_READS = """\
SELECT k.client, k.role, k.jwk, k.recorded_until, n.id, n.name, n.identifier, n.type FROM client_key k
  JOIN institution n ON n.id = k.institution WHERE k.key_id = {key_id};
INSERT INTO asset_key (key) VALUES {locked} ON CONFLICT (key) DO UPDATE SET key = excluded.key WHERE false;
SELECT entry, fingerprint FROM idempotency WHERE client = {client} AND key = {idempotency};
SELECT e.id, e.registration, e.asset, e.terms, e.recorded_from FROM encumbrance e
  JOIN encumbrance_key k ON k.encumbrance = e.id WHERE k.key IN ({keys}) AND k.live;
SELECT key, max(position), max(recorded_from), max(recorded_until) FROM encumbrance_key WHERE key IN ({keys})
  GROUP BY key;
SELECT clock_timestamp(), nextval('registration_serial'), until FROM settled;
"""
_QUEUE = """\
INSERT INTO log_queue (seq, commitment, statement, at) VALUES (:seq, {commitment}, {statement}, clock_timestamp());
INSERT INTO outbox (seq, topic, entry, at) VALUES (:seq, 'register', {entry}, clock_timestamp());
"""


class NoPgbench(Exception):
    """pgbench is not here."""

    def __str__(self) -> str:
        return (
            "找不到 pgbench：请安装系统软件包 postgresql-contrib，或运行 .ci/bootstrap dev。\n"
            "pgbench was not found: install the system package postgresql-contrib, or run .ci/bootstrap dev."
        )


@dataclass(frozen=True)
class Pgbench:
    """A script run by a number of clients against one database."""

    url: sa.URL
    script: Path
    clients: int

    def run(self, *, cell: int, seconds: int) -> float:
        """Transactions per second. ``cell`` makes this run's values differ from every other's."""
        where = ("-h", str(self.url.query["host"]), "-p", str(self.url.query["port"]), "-U", str(self.url.username))
        how = ("-n", "-M", "prepared", "-c", str(self.clients), "-j", "2", "-T", str(seconds))
        names = ("-f", str(self.script), "-D", f"cell={cell}", "-D", "i=0")
        done = subprocess.run(
            [pgbench(), *where, *how, *names, str(self.url.database)],
            env={"PGPASSWORD": str(self.url.password), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        found = re.search(r"^tps = ([0-9.]+)", done.stdout, re.MULTILINE)
        if done.returncode or found is None:
            raise RuntimeError(f"pgbench: {done.stderr[-2000:]}")
        return float(found[1])


def pgbench() -> str:
    """The one beside the server's own programs, else the one on PATH. Raises NoPgbench."""
    beside = find_binaries() / "pgbench"
    found = str(beside) if beside.is_file() else shutil.which("pgbench")
    if found is None:
        raise NoPgbench
    return found


def rows_of(connection: sa.Connection, entry: str) -> dict[str, list[Row]]:
    """Every row an entry left, by table, each value as PostgreSQL writes it."""
    found: dict[str, list[Row]] = {}
    for table in TABLES:
        names = [column.name for column in table.columns if column.computed is None and column.identity is None]
        shown = ", ".join(f'"{name}"::text' for name in names)
        mine = "id" if table is tables.entry else "entry"
        order = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
        query = sa.text(f'SELECT {shown} FROM "{table.name}" WHERE "{mine}" = :entry ORDER BY {order}')
        found[table.name] = [dict(zip(names, row, strict=True)) for row in connection.execute(query, {"entry": entry})]
    return found


def script(one: Rows, other: Rows, *, without: Sequence[str] = ()) -> str:
    """F, from the rows of two filings of the same kind by the same client; ``without`` leaves tables out."""
    made = {name: [_values(*pair) for pair in zip(one[name], other[name], strict=True)] for name in one}
    (entry,), (certificate,) = made["entry"], made["certificate"]
    inserts = [_insert(name, rows) for name, rows in made.items() if rows and name not in without]
    if "log_queue" not in without:
        statement, commitment = certificate["statement"], entry["commitment"]
        inserts.append(_QUEUE.format(commitment=commitment, statement=statement, entry=entry["id"]))
    numbers = ["\\set i :i + 1", "\\set n :cell * 100000000 + :client_id * 1000000 + :i"]
    return "\n".join([*numbers, "BEGIN;", _reads(made), *inserts, "COMMIT;", ""])


def _reads(made: Mapping[str, Sequence[Mapping[str, str]]]) -> str:
    (evidence,), (token,) = made["evidence"], made["idempotency"]
    keys = [row["key"] for row in made["encumbrance_key"]]
    return _READS.format(
        key_id=evidence["key_id"],
        client=token["client"],
        idempotency=token["key"],
        keys=", ".join(keys),
        locked=", ".join(f"({key})" for key in sorted(keys)),
    )


def _insert(table: str, rows: Sequence[Mapping[str, str]]) -> str:
    names = ", ".join(f'"{name}"' for name in rows[0])
    values = ",\n  ".join(f"({', '.join(row.values())})" for row in rows)
    end = " RETURNING seq \\gset" if table == "entry" else ";"
    return f'INSERT INTO "{table}" ({names}) VALUES\n  {values}{end}'


def _values(one: Row, other: Row) -> dict[str, str]:
    return {name: value_of(name, one[name], differs=one[name] != other[name]) for name in one}


def value_of(name: str, value: str | None, *, differs: bool) -> str:
    if value is None or name in _PLACE:
        return "NULL" if value is None else _PLACE[name]
    if not differs or len(value) > _NAME or name in ("position", "ordinal"):
        return literal(value)
    if name.startswith("recorded_") or name in ("at", "registered_at"):
        return "clock_timestamp()"
    if value.startswith("\\x"):
        return f"sha256(convert_to({literal(value[2:14])} || :n::text, 'UTF8'))"
    if name == "digest" or name.endswith("_hash"):  # they fall anywhere in their index, as real ones do
        return f"left(encode(sha256(convert_to({literal(value[:12])} || :n::text, 'UTF8')), 'hex'), {len(value)})"
    return f"{literal(value[:-_SERIAL])} || lpad(:n::text, {_SERIAL}, '0')"


# A place in the status lists that is nobody else's: the register's own filings stand in the first list.
_PLACE: Mapping[str, str] = {
    "status_list": f"(1 + (:n::text)::bigint / {PLACES})::integer",
    "status_index": f"((:n::text)::bigint % {PLACES})::integer",
}


def literal(value: str) -> str:
    """Without a colon: pgbench takes :name for a variable, inside a literal too."""
    return "E'" + "".join(_ESCAPED.get(character, character) for character in value) + "'"


_ESCAPED: Mapping[str, str] = {"'": "''", "\\": "\\\\", ":": "\\x3a"}
