"""A prepared request as a line for a shell, so that somebody else's tool can send what our key has signed."""

from __future__ import annotations

import shlex

from registry.client.transport import Prepared

_CURLS_OWN = ("Content-Length", "User-Agent")


def line(request: Prepared) -> str:
    """The curl command that sends this request, letter for letter: what is signed must arrive as it was signed."""
    # --globoff: brackets and braces in an address are what they are.
    parts = [f"curl -sS --globoff --request {request.method} {shlex.quote(request.url or '')}"]
    parts += [
        f"--header {shlex.quote(f'{name}: {value}')}"
        for name, value in request.headers.items()
        if name not in _CURLS_OWN
    ]
    if request.body is not None:
        body = request.body if isinstance(request.body, str) else request.body.decode()
        parts.append(f"--data-raw {shlex.quote(body)}")
    return " \\\n  ".join(parts)
