"""Flask's hello under the register's own server: what the server and the socket cost before the register begins. And a
hello that asks the database for one row over the register's own pool: what no view over a database can go below."""

import sys
from typing import Any

import sqlalchemy as sa
from flask import Flask

from registry.cli.serve import Server, options
from registry.store import Store

_ROW = sa.text("SELECT until FROM settled")


class Hello(Server):
    def __init__(self, address: str, workers: int, *, threads: int, database: str) -> None:
        super().__init__(None, options(address, workers, threads=threads))  # type: ignore[arg-type]
        self._threads, self._database = threads, database

    def load(self) -> Any:
        store = Store(self._database, pool_size=self._threads)
        app = Flask("hello")
        app.add_url_rule("/", "hello", lambda: {"hello": "world"})
        app.add_url_rule("/row", "row", lambda: _row(store))
        return app


def _row(store: Store) -> dict[str, str]:
    with store.reading() as connection:
        ((until,),) = (row.values() for row in connection.ask(_ROW))
    return {"until": until.isoformat()}


if __name__ == "__main__":
    address, workers, threads, database = sys.argv[1:]
    Hello(address, int(workers), threads=int(threads), database=database).run()
