"""In which letters a page is set: Noto Serif SC, of which a part is shipped (fonts/README.md).

Every character of the national table of standard characters (通用规范汉字表) is in it, the rare ones of names too. What
is not is drawn from the fallback font an operator may name, else as its code point between brackets: a reader sees
exactly which character it is, and never an empty box.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics, ttfonts

FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD = "NotoSerifSC-Regular", "NotoSerifSC-Bold"
_OPENING, _CLOSING = "（《〈「『〔【“‘([", "，。、；：？！）》〉」』〕】”’%…,.;:!?)]"
_MOST = 4  # characters that may move to the next line with an opening bracket


def _unicode_map(name: str, subset: list[int]) -> str:
    """What text a reader copies. reportlab writes code points above U+FFFF as they are; PDF wants UTF-16 (ISO 32000-1
    section 9.10.3), and rare names would come out as other characters."""
    head = (
        f"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n<< /Registry ({name})\n"
        f"/Ordering ({name})\n/Supplement 0\n>> def\n/CMapName /{name} def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <{len(subset) - 1:02X}>\nendcodespacerange\n"
    )
    lines = [f"<{place:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for place, code in enumerate(subset)]
    many = f"{len(subset)} beginbfchar\n" + "\n".join(lines) + "\nendbfchar\n"
    return f"{head}{many}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"


ttfonts.makeToUnicodeCMap = _unicode_map


class Letters:
    """The fonts of a page, and what a text looks like in them."""

    def __init__(self, fallback: Path | None = None) -> None:
        self._faces = {name: _face(name, FONTS / f"{name}.ttf") for name in (REGULAR, BOLD)}
        self._fallback = None if fallback is None else f"Fallback-{fallback.stem}"
        if fallback is not None and self._fallback is not None:
            self._faces[self._fallback] = _face(self._fallback, fallback)

    def runs(self, text: str, *, bold: bool = False) -> list[tuple[str, str]]:
        """A text as pieces, each in one font."""
        shown = "".join(each if self._font_of(each, bold=bold) else f"〔U+{ord(each):04X}〕" for each in text)
        return [
            (name or REGULAR, "".join(piece))
            for name, piece in groupby(shown, key=lambda each: self._font_of(each, bold=bold))
        ]

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        return sum(float(pdfmetrics.stringWidth(piece, name, size)) for name, piece in self.runs(text, bold=bold))

    def lines(self, text: str, size: float, *, within: float) -> list[str]:
        """A text broken to a width: between Chinese characters and at spaces, no closing mark at the head of a line
        and no opening one at its end; a word that is too long is cut."""
        found, line, width = [], "", 0.0
        for character in text:
            step = self.width(character, size)
            if line and width + step > within and character not in _CLOSING and character != " ":
                kept, line = _broken(line, character)
                found.append(kept.rstrip())
                width = self.width(line, size)
            line += character
            width += step
        return [*found, line]

    def _font_of(self, character: str, *, bold: bool) -> str | None:
        order = (BOLD, REGULAR, self._fallback) if bold else (REGULAR, self._fallback)
        return next((name for name in order if name and ord(character) in self._faces[name]), None)


def _broken(line: str, following: str) -> tuple[str, str]:
    """What stays on the line, and what goes on with the next character."""
    place = len(line)
    if _is_latin(following):
        word = place
        while word and _is_latin(line[word - 1]):
            word -= 1
        place = word or place
    while place > 1 and place > len(line) - _MOST and line[place - 1] in _OPENING:
        place -= 1
    return line[:place], line[place:]


def _is_latin(character: str) -> bool:
    return character.isascii() and not character.isspace() and character not in "/-:_、，"


@lru_cache(maxsize=8)
def _face(name: str, path: Path) -> frozenset[int]:
    """Load a font, once a process; what it can draw."""
    font = ttfonts.TTFont(name, str(path))
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)
