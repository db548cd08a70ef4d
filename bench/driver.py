"""A closed loop of clients on raw sockets: each sends its next request when it has read its last answer.

One thread and one selector, because what the driver spends is taken from those it measures. Requests are whole and
signed before the clock starts.
"""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

PATIENCE = 30.0
_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


class DriverError(Exception):
    """What came back is not what was asked for, so that no figure can be made of it."""


@dataclass
class Driven:
    """What a cell amounted to. Latencies in seconds."""

    seconds: float
    cpu: float  # the driver's own
    latencies: list[float]

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        return sorted(self.latencies)[min(int(share * len(self.latencies)), len(self.latencies) - 1)]


@dataclass
class _Client:
    """One connection, and what is under way on it."""

    connection: socket.socket
    sent_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)

    def send(self, request: bytes) -> None:
        self.received.clear()
        self.sent_at = time.perf_counter()
        self.connection.sendall(request)

    def answered(self, expected: int) -> bool:
        """Whether the whole answer is there. DriverError if it is another than expected."""
        some = self.connection.recv(65536)
        if not some:
            raise DriverError("the server closed a connection")
        self.received += some
        end = self.received.find(_HEAD_END)
        if end < 0:
            return False
        head = bytes(self.received[:end]).lower()
        length = int(head[head.index(_LENGTH) + len(_LENGTH) :].split(b"\r", 1)[0])
        if len(self.received) < end + len(_HEAD_END) + length:
            return False
        if int(head[9:12]) != expected:
            raise DriverError(bytes(self.received).decode(errors="replace"))
        return True


def drive(
    port: int, requests: Sequence[bytes], *, clients: int, expected: int, seconds: float = float("inf")
) -> Driven:
    """Send until the time or the requests are over and read every answer. DriverError unless all are as expected."""
    waiting = iter(requests)
    everyone = [_Client(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)) for _ in range(clients)]
    began, cpu = time.perf_counter(), time.process_time()
    try:
        latencies = list(_closed_loop(everyone, waiting, expected=expected, until=began + seconds))
    finally:
        for client in everyone:
            client.connection.close()
    return Driven(time.perf_counter() - began, time.process_time() - cpu, latencies)


def _closed_loop(everyone: list[_Client], requests: Iterator[bytes], *, expected: int, until: float) -> Iterator[float]:
    """The latency of each answer as it comes."""
    with selectors.DefaultSelector() as selector:
        for client in everyone:
            selector.register(client.connection, selectors.EVENT_READ, client)
            client.send(next(requests))
        busy = len(everyone)
        while busy:
            for client in _ready(selector):
                if not client.answered(expected):
                    continue
                now = time.perf_counter()
                yield now - client.sent_at
                if now < until and (request := next(requests, None)):
                    client.send(request)
                else:
                    busy -= 1


def _ready(selector: selectors.BaseSelector) -> list[_Client]:
    ready = selector.select(PATIENCE)
    if not ready:
        raise DriverError("no answer")
    return [key.data for key, _ in ready]
