"""The pages as the demo serves them: on this machine's own address, without cover, for a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from werkzeug.serving import make_server

from tests.e2e.own_port import OwnPort
from tests.people import Clock
from tests.register import RegisterUnderTest, an_app


@contextmanager
def serving(register: RegisterUnderTest, clock: Clock) -> Iterator[str]:
    """The address, while somebody listens there."""
    with OwnPort() as port:
        address = f"http://127.0.0.1:{port.number}"
        with an_app(replace(register.settings(), public_origin=address), clock=clock) as app:
            with port.listening() as taken:
                server = make_server("127.0.0.1", port.number, app, threaded=True, fd=taken.fileno())
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield address
            server.shutdown()
            thread.join()
            server.server_close()
