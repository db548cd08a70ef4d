"""The pieces of a page: each knows how high it is and how it is drawn, so that a page breaks only between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from registry.domain.text import Text
from registry.paper.letters import Letters
from registry.paper.pen import ACCENT, INK, LEFT, RIGHT, SOFT, TINT, Pen
from registry.paper.sheet import Row, Said, Section
from registry.paper.symbols import QUIET, matrix

MODULE = 0.42 / 25.4 * 72  # points: 0.42 mm, which a phone reads from an ordinary print
_GAP = 16.0
_HALF = (RIGHT - LEFT - _GAP) / 2
_LABEL = 84.0
_SIZE, _LABEL_SIZE, _SMALL = 9.2, 7.8, 5.5
_LEADING, _SMALL_LEADING, _NAME_LEADING = 12.4, 7.2, 9.5
_FLOOR = 22.0  # the least height of a line of facts: a value, and a caption under its name
_HEADING = 25.0
_LEAST_BESIDE = 190.0  # points: narrower, and the words go beneath the symbols
_VERIFY = Text("核验", "Verification")
_COMPARE = Text("请与纸面逐项核对", "Compare with the paper, item by item")
_HOW = Text(
    "扫描第一个码，或将两个码的文字交给独立的核验程序，无须联网即可核对签名；核验程序显示的每一项须与纸面一致。"
    "第二个码不是网址，只含纸面所载个人信息的披露项；缺少它时，纸面上的姓名、号码不受签名保护。",
    "Scan the first code, or give the text of both to a verifier of your own: it checks the signature offline, and "
    "every item it shows must be what is printed. The second code is no address; it opens the personal values printed "
    "here, which without it no signature protects.",
)


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
    lines: tuple[str, ...]
    names: tuple[str, ...]
    captions: tuple[str, ...]

    @property
    def height(self) -> float:
        named = len(self.names) * _NAME_LEADING + len(self.captions) * (_SMALL_LEADING - 0.8)
        return max(len(self.lines) * _LEADING + (_SMALL_LEADING if self.row.gloss else 0) + 4, named + 5)

    def draw(self, pen: Pen, x: float, top: float) -> None:
        y = _stack(pen, x, top - 9.5, lines=self.names, size=_LABEL_SIZE, leading=_NAME_LEADING, soft=True)
        _stack(pen, x, y + 2, lines=self.captions, size=_SMALL, leading=_SMALL_LEADING - 0.8, soft=True)
        y = _stack(pen, x + _LABEL, top - 10, lines=self.lines, size=_SIZE, leading=_LEADING)
        if self.row.gloss:
            pen.write(x + _LABEL, y + 4.6, self.row.gloss, size=_SMALL, ink=SOFT)


class Setter:
    """Sets a sheet's sections as blocks."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    def section(self, section: Section) -> Iterator[Block]:
        yield _heading(section.heading)
        waiting: Row | None = None
        for line in section.lines:
            short = isinstance(line, Row) and self._is_short(line)
            if waiting is not None and isinstance(line, Row) and short and not line.begins:
                yield self._facts(waiting, line)
                waiting = None
                continue
            if waiting is not None:
                yield self._facts(waiting)
            waiting = line if isinstance(line, Row) and short else None
            if waiting is None:
                yield self._facts(line) if isinstance(line, Row) else self._sentence(line)
        if waiting is not None:
            yield self._facts(waiting)

    def _is_short(self, row: Row) -> bool:
        room = _HALF - _LABEL
        return max(self._letters.width(row.value, _SIZE), self._letters.width(row.gloss, _SMALL)) <= room

    def _facts(self, *rows: Row) -> Block:
        """One fact over the whole width, or two side by side."""
        wide = RIGHT - LEFT - _LABEL if not self._is_short(rows[0]) else _HALF - _LABEL
        facts = [self._fact(row, wide) for row in rows]
        height = max(_FLOOR, *(fact.height for fact in facts))

        def draw(pen: Pen, top: float) -> None:
            for column, fact in enumerate(facts):
                fact.draw(pen, LEFT + column * (_HALF + _GAP), top)
            pen.rule(top - height + 1.5, ink=TINT, width=0.8)

        return Block(height, draw)

    def _fact(self, row: Row, wide: float) -> _Fact:
        lines = self._letters.lines(row.value, _SIZE, within=wide)
        names = self._letters.lines(row.label.zh, _LABEL_SIZE, within=_LABEL - 5)
        captions = self._letters.lines(row.label.en, _SMALL, within=_LABEL - 5)
        return _Fact(row, tuple(lines), tuple(names), tuple(captions))

    def _sentence(self, said: Said) -> Block:
        """A sentence of the catalogue, its mark where a fact has its name."""
        wide = RIGHT - LEFT - _LABEL
        zh = self._letters.lines(said.text.zh, _SIZE - 0.6, within=wide)
        en = self._letters.lines(said.text.en, _SMALL + 0.4, within=wide)
        height = len(zh) * (_LEADING - 0.6) + len(en) * _SMALL_LEADING + 5

        def draw(pen: Pen, top: float) -> None:
            pen.write(LEFT, top - 9.5, said.mark, size=_LABEL_SIZE, ink=ACCENT)
            y = _stack(pen, LEFT + _LABEL, top - 9.5, lines=zh, size=_SIZE - 0.6, leading=_LEADING - 0.6)
            y = _stack(pen, LEFT + _LABEL, y + 3.6, lines=en, size=_SMALL + 0.4, leading=_SMALL_LEADING, soft=True)
            pen.rule(top - height + 1.5, ink=TINT, width=0.8)

        return Block(height, draw)

    def codes(self, symbols: Sequence[tuple[str, str]], *, check_code: str) -> Block:
        """How to verify: both codes in as many rows as they need, and beside the last, or beneath, what to do with
        them."""
        rows = _rows(symbols)
        parts = Counter(name.split("-")[1] for name, _ in symbols)
        heights = [max(_side(text) for _, text in row) + 20 for row in rows]
        beside = sum(_side(text) + _GAP for _, text in rows[-1]) - QUIET * MODULE
        fits = RIGHT - LEFT - beside >= _LEAST_BESIDE
        x = LEFT + beside if fits else LEFT
        said = [
            (self._letters.lines(text, size, within=RIGHT - x), size, leading, soft)
            for text, size, leading, soft in (
                (f"{_COMPARE.zh}　校验码 {check_code}", 9.6, 14.0, False),
                (_COMPARE.en, _SMALL + 0.6, 16.0, True),
                (_HOW.zh, 8.2, 12.0, False),
                (_HOW.en, _SMALL + 0.6, 7.6, True),
            )
        ]
        words = sum(len(lines) * leading for lines, _, leading, _ in said) + 8
        above, last = sum(heights[:-1]), heights[-1]

        def draw(pen: Pen, top: float) -> None:
            _heading(_VERIFY).draw(pen, top)
            y = top - _HEADING
            for row, height in zip(rows, heights, strict=True):
                _symbols(pen, y, row, parts=parts)
                y -= height
            y = top - _HEADING - above - 14 - (0 if fits else last)
            for lines, size, leading, soft in said:
                y = _stack(pen, x, y, lines=lines, size=size, leading=leading, soft=soft)

        return Block(_HEADING + above + (max(last, words) if fits else last + words) + 6, draw)


def _heading(text: Text) -> Block:
    def draw(pen: Pen, top: float) -> None:
        base = top - 18
        pen.canvas.setFillColorRGB(*TINT)
        pen.canvas.rect(LEFT, base - 5.5, RIGHT - LEFT, 17, stroke=0, fill=1)
        pen.canvas.setFillColorRGB(*ACCENT)
        pen.canvas.rect(LEFT, base - 5.5, 2.4, 17, stroke=0, fill=1)
        pen.write(LEFT + 9, base - 0.5, text.zh, size=10, bold=True)
        after = LEFT + 9 + pen.letters.width(text.zh, 10, bold=True) + 7
        pen.write(after, base - 0.5, text.en, size=6.4, ink=SOFT)

    return Block(_HEADING, draw, leads=True)


def _stack(
    pen: Pen, x: float, y: float, *, lines: Sequence[str], size: float, leading: float, soft: bool = False
) -> float:
    """Lines one under another; the place of the next."""
    for line in lines:
        pen.write(x, y, line, size=size, ink=SOFT if soft else INK)
        y -= leading
    return y


def _side(text: str) -> float:
    return (len(matrix(text)) + 2 * QUIET) * MODULE


def _rows(symbols: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    rows: list[list[tuple[str, str]]] = []
    left = 0.0
    for name, text in symbols:
        wide = _side(text) + _GAP
        if not rows or left + wide > RIGHT - LEFT + _GAP:
            rows.append([])
            left = 0.0
        rows[-1].append((name, text))
        left += wide
    return rows


def _symbols(pen: Pen, top: float, row: Sequence[tuple[str, str]], *, parts: Mapping[str, int]) -> None:
    x = LEFT
    for name, text in row:
        side = _side(text)
        pen.canvas.setFillColorRGB(1, 1, 1)  # white under a symbol, whatever the watermark does
        pen.canvas.rect(x, top - side, side, side, stroke=0, fill=1)
        pen.canvas.saveState()
        pen.canvas.translate(x + QUIET * MODULE, top - side + QUIET * MODULE)
        pen.canvas.scale(MODULE, MODULE)
        pen.canvas.doForm(name)
        pen.canvas.restoreState()
        _, kind, part = name.split("-")
        caption = _CAPTIONS[kind]
        of = f"（{part}）" if parts[kind] > 1 else ""
        pen.write(x + QUIET * MODULE, top - side - 5.5, f"{caption.zh}{of}", size=6.8, ink=INK)
        pen.write(x + QUIET * MODULE, top - side - 12.5, caption.en, size=_SMALL, ink=SOFT)
        x += side + _GAP


_CAPTIONS = {
    "certificate": Text("① 证明码", "signed certificate"),
    "personal": Text("② 披露码（非网址）", "personal values"),
}
