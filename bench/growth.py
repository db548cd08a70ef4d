"""Registers of a thousand and of a million registrations, made from two real filings' rows (``plain``): what is told of
a row, its serial or its place, is made anew for each, and the rest follows the schema by itself. Made inside the
database, for a gigabyte sent over a socket measures nothing. Triggers and foreign keys rest meanwhile; constraints and
indexes do not.
"""

import json
import time
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask

from bench.inside import call
from bench.plain import TABLES, Rows, literal, rows_of, value_of
from registry.api.office import EXTENSION
from registry.app import create_app
from registry.domain.collateral import is_cell
from registry.domain.collateral.base import CELLS
from registry.domain.collateral.land_management_right import LandManagementRight
from registry.domain.collateral.warehouse_receipt import WarehouseReceipt
from registry.domain.outline import CELL
from registry.signing.tokens import make_assertion
from tests.parcels import polygon, rectangle, stated_on_the_wire
from tests.races.callers import Caller, Signed
from tests.register import ASSERTION_TYPE, ORIGIN, Cluster, RegisterUnderTest
from tests.samples import a_parcel_body, a_receipt_body

Told = Mapping[str, str]
"""Texts of a row, and the SQL that makes them anew for the n-th of its copies."""

DENSE = 100  # parcels in every cell of the grid that has any: a village's
RECEIPT, PARCEL = "CD", "5002331"  # what their numbers begin with; their serials have twelve digits
_CHUNKS = 20
_ACROSS = 250  # cells from west to east
_NUMBERED = "(n + CAST(:beyond AS int))::text"
_SERIAL = f"lpad({_NUMBERED}, 12, '0')"
_COPIES = "generate_series(CAST(:first AS int), CAST(:last AS int)) AS n"
_BEYOND = 500_000_000  # where the serials of parcels begin
_OF_PARCELS = ("registration", "encumbrance", "encumbrance_key")  # all that is asked of parcels already there
_COLUMN, _ROW = f"(5400 + n / {DENSE} % {_ACROSS})", f"(1500 + n / {DENSE * _ACROSS})"
_WEST = f"({_COLUMN}::bigint * {CELL} + n % 10 * {CELL // 10} + {CELL // 100})"
_SOUTH = f"({_ROW}::bigint * {CELL} + n % {DENSE} / 10 * {CELL // 10} + {CELL // 100})"
_WIDE = CELL * 7 // 100


@dataclass
class Grown:
    """A register of so many registrations, and an application over it."""

    register: RegisterUnderTest
    bank: Caller
    scale: int
    app: Flask

    def receipts(self, count: int) -> list[Signed]:
        return [self.bank.registration(a_receipt_body()) for _ in range(count)]

    def drawn(self, count: int) -> list[Signed]:
        """New parcels that lie over others in the fullest cells."""
        return [self.bank.registration(_a_field(each % 9 * 2 + 1, each // 9 % 9 * 2 + 1)) for each in range(count)]

    def asked_of_receipts(self, count: int) -> list[Signed]:
        key = "warehouse_receipt/v1:91500112MA60ABCD5W::" + RECEIPT + "{:012}"
        return self._lien_status(count, kind=WarehouseReceipt.kind, key=key)

    def asked_of_parcels(self, count: int) -> list[Signed]:
        key = "land_management_right/v1:" + PARCEL + "{:012}:CONTRACTOR"
        return self._lien_status(count, kind=LandManagementRight.kind, key=key, beyond=_BEYOND)

    def _lien_status(self, count: int, *, kind: str, key: str, beyond: int = 0) -> list[Signed]:
        """Of assets here and there in the register."""
        bearer = {"Authorization": f"Bearer {self._token()}"}
        keys = (key.format(beyond + 1 + each * 7919 % self.scale) for each in range(count))
        paths = (f"/v1/lien-status?{urllib.parse.urlencode({'kind': kind, 'key': each})}" for each in keys)
        return [Signed(path, bearer, b"") for path in paths]

    def took(self, requests: Sequence[Signed], *, method: str) -> float:
        """The middle of their times in milliseconds, one after another and without a socket."""
        self.register.sequence_before_the_fuse_blows()  # no worker runs beside it, and the other cells take their time
        times = []
        for each in requests:
            began = time.perf_counter()
            call(self.app, [each], method=method)
            times.append(time.perf_counter() - began)
        return median(times) * 1e3

    def _token(self) -> str:
        enrolled, at = self.bank.enrolled, datetime.now(UTC)  # noqa: TID251
        audience = f"{ORIGIN}/oauth/token"
        made = make_assertion(enrolled.key, client_id=enrolled.client, audience=audience, at=at)
        form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE, "client_assertion": made}
        return str(self.app.test_client().post("/oauth/token", data=form).get_json()["access_token"])


@contextmanager
def grown(cluster: Cluster, *, scale: int) -> Iterator[Grown]:
    """A register of so many receipts and as many drawn parcels."""
    register = cluster.new_register(f"grown_{scale}")
    bank = Caller(None, register.enrol("示例银行"))
    register.close()
    app = create_app(register.settings(log_level="error"))
    made = Grown(register, bank, scale, app)
    try:
        _fill(made, [a_receipt_body() for _ in range(2)], tables=[table.name for table in TABLES])
        _fill(made, [_a_field(0, 0), _a_field(2, 0)], tables=_OF_PARCELS, beyond=_BEYOND)
        with register.superuser().connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
        register.settle()
        yield made
    finally:
        app.extensions[EXTENSION].store.close()
        app.extensions[EXTENSION].revocations.close()


def _a_field(x: int, y: int) -> dict[str, Any]:
    """A drawn parcel of 1.4 thousandths of a degree each way, ten in a row of a cell."""
    shape = polygon(rectangle(x + 0.2, y + 0.2, wide=1.4, high=1.4))
    return a_parcel_body(geometry=shape, area=stated_on_the_wire(shape))


def _fill(made: Grown, items: Sequence[Mapping[str, Any]], *, tables: Sequence[str], beyond: int = 0) -> None:
    """File the two, and copy their rows as often as the scale says."""
    register = made.register
    register.sequence_before_the_fuse_blows()
    call(made.app, [made.bank.registration(item) for item in items])
    last = [
        row["id"] for row in register.rows("SELECT id FROM entry WHERE verb = 'register' ORDER BY seq DESC LIMIT 2")
    ]
    with register.superuser().connect() as connection:
        one, other = (rows_of(connection, entry) for entry in last)
        inserts = _inserts(one, other, told=_told(one), tables=tables)
        connection.exec_driver_sql("SET session_replication_role = replica")
        steps = range(1, made.scale + 1, max(made.scale // _CHUNKS, 1))
        with click.progressbar(steps, label=f"  {made.scale} {tables[0]}") as shown:
            for first in shown:
                end = min(first + steps.step - 1, made.scale)
                for insert in inserts:
                    connection.execute(sa.text(insert), {"first": first, "last": end, "beyond": beyond})


def _told(one: Rows) -> Told:
    """Of a receipt its number; of a parcel its code, its outline and the cell it lies in."""
    (text,) = [row["asset"] for row in one["encumbrance"]]
    asset = json.loads(str(text))
    if "receipt_number" in asset:
        return {asset["receipt_number"]: f"'{RECEIPT}' || {_SERIAL}"}
    (ring,), (cell,) = (
        asset["geometry"]["rings"],
        [row["key"] for row in one["encumbrance_key"] if is_cell(str(row["key"]))],
    )
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    drawn = " || ',' || ".join(f"{_WEST} + {x * _WIDE} || ' ' || {_SOUTH} + {y * _WIDE}" for x, y in corners)
    code = f"'{PARCEL}' || {_SERIAL}"
    return {asset["parcel_code"]: code, ring: drawn, str(cell): f"'{CELLS}' || {_COLUMN} || ':' || {_ROW}"}


def _inserts(one: Rows, other: Rows, *, told: Told, tables: Sequence[str]) -> list[str]:
    made = []
    for table in tables:
        for row, beside in zip(one[table], other[table], strict=True):
            names = ", ".join(f'"{name}"' for name in row)
            values = ", ".join(_value(name, row[name], beside=beside[name], told=told) for name in row)
            made.append(f'INSERT INTO "{table}" ({names}) SELECT {values} FROM {_COPIES}')
    return made


def _value(name: str, value: str | None, *, beside: str | None, told: Told) -> str:
    parts = {part: anew for part, anew in told.items() if value and part in value}
    if not parts:
        return value_of(name, value, differs=value != beside).replace(":n::text", _NUMBERED)
    made = literal(value or "")
    for part, anew in parts.items():
        made = f"replace({made}, {literal(part)}, {anew})"
    return made
