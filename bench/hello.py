"""Flask's hello under the register's own server: what the server and the socket cost before the register begins."""

import sys
from typing import Any

from flask import Flask

from registry.cli.serve import Server, options


class Hello(Server):
    def __init__(self, address: str, workers: int, *, threads: int) -> None:
        super().__init__(None, options(address, workers, threads=threads))  # type: ignore[arg-type]

    def load(self) -> Any:
        app = Flask("hello")
        app.add_url_rule("/", view_func=lambda: {"hello": "world"})
        return app


if __name__ == "__main__":
    Hello(sys.argv[1], int(sys.argv[2]), threads=int(sys.argv[3])).run()
