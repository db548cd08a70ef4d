"""Codes as QR symbols (ISO/IEC 18004): digits in numeric segments, which hold three digits in ten bits.

A symbol is drawn as one run of plain operators, so that a verifier can say of the page whether it shows this code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import segno

QUIET = 4  # modules left white around a symbol
_BYTES, _NUMERIC = 4, 1  # segno's names of the modes
_TAIL = re.compile(r"(.*?)([0-9]+)", re.DOTALL)

ATTACHED = "certificate.json"  # the name of the bundle inside the PDF
_BEGUN = b"1 0 0 1 0 0 cm  BT /F1 12 Tf 14.4 TL ET\n"  # what reportlab begins every stream with

Matrix = tuple[bytes, ...]  # a row of zeros and ones for each line, top line first


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """What the two codes of a page say, each in as many texts as it takes."""

    certificate: tuple[str, ...]
    personal: tuple[str, ...] = ()

    def symbols(self) -> tuple[tuple[str, str], ...]:
        """The name each symbol has among the page's objects, and its text."""
        kinds = (("certificate", self.certificate), ("personal", self.personal))
        return tuple((f"code-{kind}-{part}", text) for kind, texts in kinds for part, text in enumerate(texts, 1))

    def drawn(self) -> dict[str, bytes]:
        """What draws each symbol, as it stands in the PDF."""
        return {f"/FormXob.{name}": _BEGUN + operators(matrix(text)) for name, text in self.symbols()}


@lru_cache(maxsize=64)
def matrix(text: str) -> Matrix:
    """The symbol of a text that ends in digits, at the highest correction its version has room for."""
    return _made(text)


def _made(text: str) -> Matrix:
    split = _TAIL.fullmatch(text)
    if split is None:
        raise ValueError("a code ends in digits")
    made = segno.make([(split[1], _BYTES), (split[2], _NUMERIC)], error="l", micro=False)  # type: ignore[arg-type]
    return tuple(bytes(line) for line in made.matrix)


def operators(symbol: Matrix) -> bytes:
    """What draws a symbol in PDF, one module a unit, from its lower left corner."""
    top = len(symbol) - 1
    return b"0 g\n" + b"\n".join(b"%d %d %d 1 re" % (x, top - y, width) for x, y, width in _runs(symbol)) + b"\nf"


def svg(texts: Sequence[str], *, title: str) -> str:
    """The symbols of a code side by side, on white, four pixels a module."""
    return _drawn([matrix(text) for text in texts], title=title)


def svg_of_secret(text: str, *, title: str) -> str:
    """A symbol of which nothing is kept once it is drawn."""
    return _drawn([_made(text)], title=title)


def _drawn(symbols: Sequence[Matrix], *, title: str) -> str:
    wide = sum(len(each) + QUIET for each in symbols) + QUIET
    high = max(len(each) for each in symbols) + 2 * QUIET
    paths, left = [], QUIET
    for each in symbols:
        paths += [f"M{left + x} {QUIET + y}h{width}v1h-{width}z" for x, y, width in _runs(each)]
        left += len(each) + QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{4 * wide}" height="{4 * high}" viewBox="0 0 {wide} {high}" '
        f'role="img" shape-rendering="crispEdges"><title>{title}</title><path fill="#fff" d="M0 0h{wide}v{high}H0z"/>'
        f'<path d="{"".join(paths)}"/></svg>\n'
    )


def _runs(symbol: Matrix) -> Iterator[tuple[int, int, int]]:
    """Dark modules that lie side by side: column, line from the top, and how many."""
    for y, line in enumerate(symbol):
        for run in re.finditer(rb"\x01+", line):
            yield run.start(), y, run.end() - run.start()
