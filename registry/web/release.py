"""The verifier as this release serves it: each part under the digest of its content, and the worker that keeps them in
the reader's browser for when there is no network.

What is kept is another page than the one that is served: it has no trust file in it. The register's own is its word of
the day, and a copy of it in a cache would be believed for as long as nobody asks again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from registry.web import program

PLACE = "/verify"  # the page, and the scope of its worker: nothing else of the register ever passes through it
WORKER = f"{PLACE}/worker.js"
KEPT = "verify.html"
POLICY = program.policy(
    {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
)

_SOURCE = program.FOLDER.parent / "offline" / "worker.js"


@dataclass(frozen=True, slots=True)
class Part:
    """What the page asks for beside itself."""

    media_type: str
    text: str

    @property
    def digest(self) -> str:
        return program.digest(self.text)


class Release:
    """What is made of the modules once, when it is first asked for. ``issuer`` is whose page it is."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer

    def page(self, *, trust: str | None) -> str:
        """The page as it is served, with the trust file that the register gives out as its own."""
        return self._rendered(issuer=self._issuer, trust=trust)

    def address(self, name: str) -> str:
        """Where a part is served."""
        return _address(name, self.parts[name])

    @cached_property
    def parts(self) -> Mapping[str, Part]:
        """Everything that a page without a network takes, by name: that page, its program and its styles."""
        page = Part("text/html", self._rendered(issuer=self._issuer, trust=None, offline=True))
        return {**self._assets, KEPT: page}

    @property
    def name(self) -> str:
        """What is kept goes by the digest of all of it: each address has that of its content, and beside them stands
        what the page may do."""
        return f"verifier-{program.digest(' '.join((POLICY, *map(self.address, self.parts))))}"

    @cached_property
    def worker(self) -> str:
        """The worker's program. It is another text for every release, by which a browser knows that there is one."""
        held = {
            "CACHE": self.name,
            "PAGE": self.address(KEPT),
            "PARTS": [self.address(name) for name in self._assets],
        }
        given = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in held.items())
        return given + _SOURCE.read_text(encoding="utf-8")

    @cached_property
    def _assets(self) -> Mapping[str, Part]:
        return {name: Part(*asset) for name, asset in program.assets().items()}

    @cached_property
    def _file(self) -> str:
        """The digest of the verifier in one file, as it was released."""
        return program.digest(program.RELEASED.read_text(encoding="utf-8"))

    def _rendered(self, **served: object) -> str:
        addresses = {name: _address(name, part) for name, part in self._assets.items()}
        return program.page(served=served, file=self._file, addresses=addresses, policy=None)


def _address(name: str, part: Part) -> str:
    return f"{PLACE}/assets/{part.digest}/{name}"
