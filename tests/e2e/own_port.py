"""A port on the loopback that stays ours between one server on it and the next: the system gives free ports to whoever
connects somewhere, and a test that starts a server again would find a stranger there."""

from __future__ import annotations

import socket
from typing import Self


class OwnPort:
    """Held by a socket that does not listen, so that whoever asks while no server runs is refused as on a free one."""

    def __init__(self) -> None:
        self._held = _bound(0)
        self.number: int = self._held.getsockname()[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def listening(self) -> socket.socket:
        """For a server to take over by its descriptor (``fd``), of which it makes a copy of its own."""
        made = _bound(self.number)
        made.listen()
        return made


def _bound(port: int) -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # among sockets of this user that all ask for it
    made.bind(("127.0.0.1", port))
    return made
