"""What a page is drawn with: its measures, its inks, and texts put where they belong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from registry.paper.letters import Letters

WIDTH, HEIGHT = 595.276, 841.89  # A4
LEFT, RIGHT = 52.0, WIDTH - 52.0
INK, SOFT, FAINT, ACCENT, TINT = (
    (0.10, 0.12, 0.15),
    (0.38, 0.41, 0.45),
    (0.905, 0.905, 0.915),
    (0.53, 0.10, 0.11),
    (0.972, 0.962, 0.944),
)
Ink = tuple[float, float, float]
Point = tuple[float, float]


class Style(NamedTuple):
    """How lines are set."""

    size: float
    leading: float
    ink: Ink = INK


class Pen:
    """A canvas that knows in which font each character is drawn."""

    def __init__(self, canvas: Canvas, letters: Letters) -> None:
        self.canvas = canvas
        self.letters = letters

    def write(self, at: Point, text: str, *, size: float, ink: Ink = INK, bold: bool = False) -> None:
        x, y = at
        self.canvas.setFillColorRGB(*ink)
        for font, piece in self.letters.runs(text, bold=bold):
            self.canvas.setFont(font, size)
            self.canvas.drawString(x, y, piece)
            x += stringWidth(piece, font, size)

    def write_up_to(self, at: Point, text: str, *, size: float, ink: Ink = INK) -> None:
        x, y = at
        self.write((x - self.letters.width(text, size), y), text, size=size, ink=ink)

    def write_about(self, at: Point, text: str, *, size: float, ink: Ink = INK) -> None:
        x, y = at
        self.write((x - self.letters.width(text, size) / 2, y), text, size=size, ink=ink)

    def write_spread(self, at: Point, text: str, *, size: float, apart: float) -> None:
        """A title: its characters set apart, about the middle of the page."""
        x, y = at
        x -= (self.letters.width(text, size, bold=True) + apart * (len(text) - 1)) / 2
        for character in text:
            self.write((x, y), character, size=size, bold=True)
            x += self.letters.width(character, size, bold=True) + apart

    def stack(self, at: Point, lines: Sequence[str], *, style: Style) -> Point:
        """Lines one under another; the place of the next."""
        x, y = at
        for line in lines:
            self.write((x, y), line, size=style.size, ink=style.ink)
            y -= style.leading
        return x, y

    def rule(self, y: float, *, ink: Ink, width: float, left: float = LEFT, right: float = RIGHT) -> None:
        self.canvas.setStrokeColorRGB(*ink)
        self.canvas.setLineWidth(width)
        self.canvas.line(left, y, right, y)

    def frame(self, inset: float, *, width: float) -> None:
        self.canvas.setStrokeColorRGB(*ACCENT)
        self.canvas.setLineWidth(width)
        self.canvas.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)

    def across(self, text: str, *, size: float, turned: float, about: tuple[float, float]) -> None:
        """A watermark: faint, and under everything that is written."""
        self.canvas.saveState()
        self.canvas.translate(*about)
        self.canvas.rotate(turned)
        self.write_about((0, -size / 3), text, size=size, ink=FAINT)
        self.canvas.restoreState()
