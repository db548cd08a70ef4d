"""The pieces of a page: each knows how high it is and how it is drawn, so that a page breaks only between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from registry.domain.text import Text
from registry.paper.letters import Letters
from registry.paper.pen import ACCENT, LEFT, RIGHT, SOFT, TINT, Pen, Point, Style
from registry.paper.sheet import Row, Said, Section
from registry.paper.symbols import QUIET, matrix

MODULE = 0.42 / 25.4 * 72  # points: 0.42 mm, which a phone reads from an ordinary print
_GAP = 16.0
_HALF = (RIGHT - LEFT - _GAP) / 2
_LABEL = 84.0
_FLOOR = 22.0  # the least height of a line of facts: a value, and a caption under its name
_HEADING = 25.0
_LEAST_BESIDE = 190.0  # points: narrower, and the words go beneath the symbols
_VALUE, _GLOSS = Style(9.2, 12.4), Style(5.5, 7.2, SOFT)
_NAME, _CAPTION = Style(7.8, 9.5, SOFT), Style(5.5, 6.4, SOFT)
_SENTENCE, _ENGLISH = Style(8.6, 11.8), Style(5.9, 7.2, SOFT)
_VERIFY = Text("核验", "Verification")
_COMPARE = Text("请与纸面逐项核对", "Compare with the paper, item by item")
_HOW = Text(
    "扫描证明码，或将其文字交给独立的核验程序，无须联网即可核对签名；核验程序显示的每一项须与纸面一致。",
    "Scan the code, or give its text to a verifier of your own: it checks the signature offline, and every item it "
    "shows must be what is printed.",
)
_HOW_WITH_NAMES = Text(
    f"{_HOW.zh}披露码须一并核验：它不是网址，只含纸面所载个人信息的披露项；缺少它时，纸面上的姓名、号码不受签名保护。",
    f"{_HOW.en} Give it the second code too. That is no address; it opens the personal values printed here, which "
    "without it no signature protects.",
)
_CAPTIONS = {
    "certificate": Text("① 证明码", "signed certificate"),
    "personal": Text("② 披露码（非网址）", "personal values"),
}
Symbol = tuple[str, str]
"""The name of a symbol among the page's objects, and its text."""


@dataclass(frozen=True, slots=True)
class Block:
    """``draw`` gets the pen and the upper edge. What ``leads`` never stands last on a page."""

    height: float
    draw: Callable[[Pen, float], None]
    leads: bool = False


@dataclass(frozen=True, slots=True)
class _Fact:
    """A fact with its lines: of the value, of its name, and of the name's English."""

    row: Row
    lines: Sequence[str]
    names: Sequence[str]
    captions: Sequence[str]

    @property
    def height(self) -> float:
        value = len(self.lines) * _VALUE.leading + (_GLOSS.leading if self.row.gloss else 0) + 4
        return max(value, len(self.names) * _NAME.leading + len(self.captions) * _CAPTION.leading + 5)

    def draw(self, pen: Pen, at: Point) -> None:
        x, top = at
        _, y = pen.stack((x, top - 9.5), self.names, style=_NAME)
        pen.stack((x, y + 2), self.captions, style=_CAPTION)
        _, y = pen.stack((x + _LABEL, top - 10), self.lines, style=_VALUE)
        pen.write((x + _LABEL, y + 4.6), self.row.gloss, size=_GLOSS.size, ink=_GLOSS.ink)


class Setter:
    """Sets a sheet's sections as blocks."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    def section(self, section: Section) -> Iterator[Block]:
        yield _heading(section.heading)
        for rows in self._beside(section.lines):
            yield self._sentence(rows) if isinstance(rows, Said) else self._facts(rows)

    def _beside(self, lines: Sequence[Row | Said]) -> Iterator[Said | tuple[Row, ...]]:
        """Sentences, facts by themselves, and two short facts side by side, unless the second begins something."""
        waiting: Row | None = None
        for line in lines:
            short = isinstance(line, Row) and self._is_short(line)
            if waiting is not None and isinstance(line, Row) and short and not line.begins:
                yield waiting, line
                waiting = None
                continue
            if waiting is not None:
                yield (waiting,)
            waiting = line if isinstance(line, Row) and short else None
            if waiting is None:
                yield (line,) if isinstance(line, Row) else line
        if waiting is not None:
            yield (waiting,)

    def _is_short(self, row: Row) -> bool:
        room = _HALF - _LABEL
        return max(self._letters.width(row.value, _VALUE.size), self._letters.width(row.gloss, _GLOSS.size)) <= room

    def _facts(self, rows: Sequence[Row]) -> Block:
        """One fact over the whole width, or two side by side."""
        wide = _HALF - _LABEL if self._is_short(rows[0]) else RIGHT - LEFT - _LABEL
        facts = [self._fact(row, wide) for row in rows]
        height = max(_FLOOR, *(fact.height for fact in facts))

        def draw(pen: Pen, top: float) -> None:
            for column, fact in enumerate(facts):
                fact.draw(pen, (LEFT + column * (_HALF + _GAP), top))
            pen.rule(top - height + 1.5, ink=TINT, width=0.8)

        return Block(height, draw)

    def _fact(self, row: Row, wide: float) -> _Fact:
        return _Fact(
            row,
            lines=self._lines(row.value, _VALUE, wide=wide),
            names=self._lines(row.label.zh, _NAME, wide=_LABEL - 5),
            captions=self._lines(row.label.en, _CAPTION, wide=_LABEL - 5),
        )

    def _sentence(self, said: Said) -> Block:
        """A sentence of the catalogue, its mark where a fact has its name."""
        zh, en = (
            self._lines(text, style, wide=RIGHT - LEFT - _LABEL)
            for text, style in ((said.text.zh, _SENTENCE), (said.text.en, _ENGLISH))
        )
        height = len(zh) * _SENTENCE.leading + len(en) * _ENGLISH.leading + 5

        def draw(pen: Pen, top: float) -> None:
            pen.write((LEFT, top - 9.5), said.mark, size=_NAME.size, ink=ACCENT)
            x, y = pen.stack((LEFT + _LABEL, top - 9.5), zh, style=_SENTENCE)
            pen.stack((x, y + 3.6), en, style=_ENGLISH)
            pen.rule(top - height + 1.5, ink=TINT, width=0.8)

        return Block(height, draw)

    def codes(self, symbols: Sequence[Symbol], *, check_code: str) -> Iterator[Block]:
        """How to verify: both codes in as many rows as they need, and beside the last, or beneath, what to do with
        them."""
        yield _heading(_VERIFY)
        *rows, last = _rows(symbols)
        parts = Counter(_kind(name) for name, _ in symbols)
        for row in rows:
            yield Block(_height(row), partial(_symbols, row=row, parts=parts))
        beside = sum(_side(text) + _GAP for _, text in last) - QUIET * MODULE
        fits = RIGHT - LEFT - beside >= _LEAST_BESIDE
        x, below = (LEFT + beside, 0.0) if fits else (LEFT, _height(last))
        how = _HOW_WITH_NAMES if parts["personal"] else _HOW
        said = self._told(how, check_code=check_code, wide=RIGHT - x)

        def draw(pen: Pen, top: float) -> None:
            _symbols(pen, top, row=last, parts=parts)
            place = x, top - below - 14
            for lines, style in said:
                place = pen.stack(place, lines, style=style)

        words = sum(len(lines) * style.leading for lines, style in said) + 14
        yield Block(max(_height(last), below + words), draw)

    def _told(self, how: Text, *, check_code: str, wide: float) -> list[tuple[Sequence[str], Style]]:
        """What a reader is to do, and with what to compare."""
        said = (
            (f"{_COMPARE.zh}　校验码 {check_code}", Style(9.6, 14.0)),
            (_COMPARE.en, Style(6.1, 16.0, SOFT)),
            (how.zh, Style(8.2, 12.0)),
            (how.en, Style(6.1, 7.6, SOFT)),
        )
        return [(self._lines(text, style, wide=wide), style) for text, style in said]

    def _lines(self, text: str, style: Style, *, wide: float) -> list[str]:
        return self._letters.lines(text, style.size, within=wide)


def _heading(text: Text) -> Block:
    def draw(pen: Pen, top: float) -> None:
        base = top - 18
        pen.canvas.setFillColorRGB(*TINT)
        pen.canvas.rect(LEFT, base - 5.5, RIGHT - LEFT, 17, stroke=0, fill=1)
        pen.canvas.setFillColorRGB(*ACCENT)
        pen.canvas.rect(LEFT, base - 5.5, 2.4, 17, stroke=0, fill=1)
        pen.write((LEFT + 9, base - 0.5), text.zh, size=10, bold=True)
        after = LEFT + 9 + pen.letters.width(text.zh, 10, bold=True) + 7
        pen.write((after, base - 0.5), text.en, size=6.4, ink=SOFT)

    return Block(_HEADING, draw, leads=True)


def _kind(name: str) -> str:
    return name.split("-")[1]


def _side(text: str) -> float:
    return (len(matrix(text)) + 2 * QUIET) * MODULE


def _rows(symbols: Sequence[Symbol]) -> list[list[Symbol]]:
    rows: list[list[Symbol]] = []
    left = 0.0
    for name, text in symbols:
        wide = _side(text) + _GAP
        if not rows or left + wide > RIGHT - LEFT + _GAP:
            rows.append([])
            left = 0.0
        rows[-1].append((name, text))
        left += wide
    return rows


def _height(row: Sequence[Symbol]) -> float:
    return max(_side(text) for _, text in row) + 20


def _symbols(pen: Pen, top: float, *, row: Sequence[Symbol], parts: Mapping[str, int]) -> None:
    x = LEFT
    for name, text in row:
        side, kind = _side(text), _kind(name)
        pen.canvas.setFillColorRGB(1, 1, 1)  # white under a symbol, whatever the watermark does
        pen.canvas.rect(x, top - side, side, side, stroke=0, fill=1)
        pen.canvas.saveState()
        pen.canvas.translate(x + QUIET * MODULE, top - side + QUIET * MODULE)
        pen.canvas.scale(MODULE, MODULE)
        pen.canvas.doForm(name)
        pen.canvas.restoreState()
        of = f"（{name.rpartition('-')[2]}）" if parts[kind] > 1 else ""
        pen.write((x + QUIET * MODULE, top - side - 5.5), f"{_CAPTIONS[kind].zh}{of}", size=6.8)
        pen.write((x + QUIET * MODULE, top - side - 12.5), _CAPTIONS[kind].en, size=5.5, ink=SOFT)
        x += side + _GAP
