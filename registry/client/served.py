"""What a register serves to everybody below ``/log/``, without a key of one's own."""

from __future__ import annotations

from http import HTTPStatus

from registry.client.answers import Problem
from registry.client.monitor import Fetch, Missing
from registry.client.public import checked_base
from registry.client.transport import Transport, prepare

_ANY = {"Accept": "*/*"}


def log_at(base_url: str) -> Fetch:
    """How to read the log of the register at this address."""
    base, transport = checked_base(base_url), Transport()

    def fetch(path: str) -> bytes:
        try:
            body = transport.send(lambda: prepare("GET", f"{base}/log/{path}", headers=_ANY), repeatable=True).body
        except Problem as problem:
            if problem.status == HTTPStatus.NOT_FOUND:
                raise Missing(path) from None
            raise
        return body.encode() if isinstance(body, str) else bytes(body)

    return fetch
