"""Certificates printed when they are asked for: drawn, signed, and kept for the next who asks.

Never on the way of a filing, and in no transaction. What is kept is found by its content, so that a certificate with
its proof, or without the values that were erased, is another page than the one before; it is kept in memory, and the
oldest goes first. The programs it takes are loaded by a process of their own (``press_process``), never by this one.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from math import ceil
from pathlib import Path
from threading import Lock
from typing import Any

from registry.domain import canon, paper_code
from registry.domain.errors import Unavailable
from registry.paper.sheet import Sheet
from registry.paper.symbols import Codes, svg
from registry.service.press_process import IDLE, PATIENCE, Job, PressProcess, Seat
from registry.signing.keys import Use
from registry.signing.ring import KeyRing

MOST_KEPT = 16  # a hundred kilobytes each: for who asks twice, not for ever


class Press:
    """Prints under the ring's key for paper. ``origin`` is the public address of the register; ``alarm`` hears of
    every process that ended before its page was printed."""

    def __init__(
        self,
        ring: KeyRing,
        *,
        origin: str,
        tsa_url: str | None = None,
        fallback: Path | None = None,
        alarm: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._at = f"{origin}{paper_code.PATH}"
        self._process: PressProcess | None = None
        if ring.has(Use.PAPER):
            seat = Seat(ring.chain, tsa_url, fallback, idle=IDLE, longest=ceil(PATIENCE))
            self._process = PressProcess(seat, sign=ring.signer(Use.PAPER).sign, alarm=alarm)
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._guard = Lock()

    def printed(self, bundle: Mapping[str, Any], sheet: Callable[[], Sheet], *, code: str = "") -> bytes:
        """The signed PDF of a certificate; with a ``code`` the copy of whoever has that, which is a page of its own.
        Raises Unavailable where there is no key for paper, or as ``PressProcess`` does."""
        content = hashlib.sha256(code.encode() + self._attached(bundle)).digest()
        with self._guard:
            kept = self._kept.get(content)
        if kept is None:
            kept = self._asked().page(self.job(bundle, sheet()))
        with self._guard:
            kept = self._kept.setdefault(content, kept)
            self._kept.move_to_end(content)
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return kept

    def job(self, bundle: Mapping[str, Any], sheet: Sheet) -> Job:
        """All there is to a page; whoever prints it need know nothing else."""
        return Job(sheet, self._codes(bundle), self._attached(bundle))

    def picture(self, bundle: Mapping[str, Any], *, title: str) -> str:
        """The first code of a certificate as SVG; it holds nobody's personal data."""
        return svg(self._codes({**bundle, "disclosures": []}).certificate, title=title)

    def close(self) -> None:
        """Let the process go that prints, if one was started."""
        if self._process:
            self._process.close()

    def _asked(self) -> PressProcess:
        if self._process is None:
            raise Unavailable("the key ring has no key for paper: registry keys rotate paper")
        return self._process

    def _attached(self, bundle: Mapping[str, Any]) -> bytes:
        return canon.encode({**_parts(bundle), "verify_at": self._at})

    def _codes(self, bundle: Mapping[str, Any]) -> Codes:
        jws, disclosures = bundle["jws"], bundle["disclosures"]
        return Codes(
            certificate=paper_code.certificate_code(jws, bundle["proof"], at=self._at),
            personal=paper_code.personal_code(disclosures, jws),
        )


def _parts(bundle: Mapping[str, Any]) -> dict[str, Any]:
    """The bundle without the list in which the certificate stands: that is good for ten minutes, and a page for ever.
    With it every page would be another than the one printed a minute ago."""
    return {**{name: bundle[name] for name in ("jws", "disclosures", "proof")}, "status": None}
