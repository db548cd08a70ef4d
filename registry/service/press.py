"""Certificates printed when they are asked for: drawn, signed, and kept for the next who asks.

Never on the way of a filing, and in no transaction. What is kept is found by its content, so that a certificate with
its proof, or without the values that were erased, is another page than the one before; it is kept in memory, and the
oldest goes first. The programs it takes are loaded when the first page is asked for, not by every process.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from registry.domain import canon, paper_code
from registry.domain.errors import Unavailable
from registry.paper.sheet import Sheet
from registry.paper.symbols import Codes, svg
from registry.signing.keys import Use
from registry.signing.ring import KeyRing

if TYPE_CHECKING:
    from registry.paper.letters import Letters
    from registry.signing.pdf import PdfSeal

MOST_KEPT = 64


class Press:
    """Prints under the ring's key for paper. ``origin`` is the public address of the register."""

    def __init__(self, ring: KeyRing, *, origin: str, tsa_url: str | None = None, fallback: Path | None = None) -> None:
        self._ring = ring
        self._at = f"{origin}{paper_code.PATH}"
        self._tsa_url = tsa_url
        self._fallback = fallback
        self._tools: tuple[Letters, PdfSeal] | None = None
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._guard = Lock()  # of what is kept
        self._drawing = Lock()  # the letters are one set; what waits for a time stamp holds up nobody

    def printed(self, bundle: Mapping[str, Any], sheet: Callable[[], Sheet]) -> bytes:
        """The signed PDF of a certificate. Raises Unavailable where there is no key for paper, or the authority that is
        configured gives no time stamp."""
        attached = canon.encode({**_parts(bundle), "verify_at": self._at})
        content = hashlib.sha256(attached).digest()
        with self._guard:
            kept = self._kept.get(content)
        if kept is None:
            kept = self._made(bundle, sheet=sheet(), attached=attached)
        with self._guard:
            kept = self._kept.setdefault(content, kept)
            self._kept.move_to_end(content)
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return kept

    def picture(self, bundle: Mapping[str, Any], *, title: str) -> str:
        """The first code of a certificate as SVG; it holds nobody's personal data."""
        return svg(self._codes({**bundle, "disclosures": []}).certificate, title=title)

    def _made(self, bundle: Mapping[str, Any], *, sheet: Sheet, attached: bytes) -> bytes:
        from registry.paper.draw import draw
        from registry.signing.pdf import NoTimeStamp

        with self._drawing:
            letters, seal = self._tools = self._tools or self._fetched()
            drawn = draw(sheet, self._codes(bundle), attached=attached, letters=letters)
        try:
            return seal.sign(drawn)
        except NoTimeStamp as fault:
            raise Unavailable("the time-stamping authority does not answer") from fault

    def _fetched(self) -> tuple[Letters, PdfSeal]:
        from registry.paper.letters import Letters
        from registry.signing.pdf import PdfSeal

        if not self._ring.has(Use.PAPER):
            raise Unavailable("the key ring has no key for paper: registry keys rotate paper")
        return Letters(self._fallback), PdfSeal(self._ring, tsa_url=self._tsa_url)

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
