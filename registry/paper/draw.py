"""A sheet drawn on A4: Chinese first and large, English small beneath it.

The same sheet and codes give the same bytes, on every day and every machine with the same fonts: nothing here asks a
clock. What a page must not lose stands on each: whose it is, its number, its check code, and that it is a sample.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from registry.domain.text import Text
from registry.paper.letters import BOLD, REGULAR, Letters
from registry.paper.sheet import Row, Said, Section, Sheet
from registry.paper.symbols import QUIET, matrix, operators

ATTACHED = "certificate.json"
SYMBOL = "code-{kind}-{part}"  # the name of a symbol among the page's objects
WIDTH, HEIGHT = 595.276, 841.89  # A4
_LEFT, _RIGHT = 54.0, WIDTH - 54.0
_TOP, _BOTTOM = HEIGHT - 62.0, 74.0
_GAP, _HALF = 14.0, (_RIGHT - _LEFT - 14.0) / 2
_LABEL = 92.0
_VALUE_SIZE, _LABEL_SIZE, _SMALL = 9.4, 8.0, 5.6
_LEADING = 13.2
_MODULE = 0.42 / 25.4 * 72  # points: 0.42 mm, which a phone reads from an ordinary print
_INK, _SOFT, _FAINT, _ACCENT = (0.09, 0.11, 0.14), (0.36, 0.40, 0.44), (0.925, 0.925, 0.93), (0.55, 0.09, 0.10)
_TINT = (0.965, 0.955, 0.935)

rl_config.useA85 = 0  # letters of a subset as they are: a quarter less than in ASCII


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """What the two codes of a page say, each in as many texts as it takes."""

    certificate: tuple[str, ...]
    personal: tuple[str, ...] = ()

    def symbols(self) -> Iterator[tuple[str, str]]:
        """The name each symbol has on the page, and its text."""
        for kind, texts in (("certificate", self.certificate), ("personal", self.personal)):
            for part, text in enumerate(texts, 1):
                yield SYMBOL.format(kind=kind, part=part), text


def draw(sheet: Sheet, codes: Codes, *, attached: bytes, letters: Letters) -> bytes:
    """The PDF of a sheet, unsigned. ``attached`` is what a program reads instead of the page."""
    pages = _Counted(sheet, codes, letters).pages  # once to count the pages, once to number them
    return _Drawing(sheet, codes, letters, attached=attached, of=pages).finished()


class _Counted:
    def __init__(self, sheet: Sheet, codes: Codes, letters: Letters) -> None:
        drawing = _Drawing(sheet, codes, letters, attached=b"", of=0)
        drawing.finished()
        self.pages = drawing.page
