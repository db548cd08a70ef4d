"""What a page is drawn with: its measures, its inks, and texts put where they belong."""

from __future__ import annotations

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


class Pen:
    """A canvas that knows in which font each character is drawn."""

    def __init__(self, canvas: Canvas, letters: Letters) -> None:
        self.canvas = canvas
        self.letters = letters

    def write(self, x: float, y: float, text: str, *, size: float, ink: Ink = INK, bold: bool = False) -> None:
        self.canvas.setFillColorRGB(*ink)
        for font, piece in self.letters.runs(text, bold=bold):
            self.canvas.setFont(font, size)
            self.canvas.drawString(x, y, piece)
            x += stringWidth(piece, font, size)

    def write_left_of(self, x: float, y: float, text: str, *, size: float, ink: Ink = INK) -> None:
        self.write(x - self.letters.width(text, size), y, text, size=size, ink=ink)

    def write_about(self, x: float, y: float, text: str, *, size: float, ink: Ink = INK) -> None:
        self.write(x - self.letters.width(text, size) / 2, y, text, size=size, ink=ink)

    def write_spread(self, x: float, y: float, text: str, *, size: float, apart: float) -> None:
        """A title: its characters set apart, about the middle of the page."""
        wide = self.letters.width(text, size, bold=True) + apart * (len(text) - 1)
        x -= wide / 2
        for character in text:
            self.write(x, y, character, size=size, bold=True)
            x += self.letters.width(character, size, bold=True) + apart

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
        self.write_about(0, -size / 3, text, size=size, ink=FAINT)
        self.canvas.restoreState()
