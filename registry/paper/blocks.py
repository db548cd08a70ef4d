"""The pieces of a page: each knows how high it is and how it is drawn, so that a page breaks only between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
_LEADING, _SMALL_LEADING = 12.4, 7.2
_FLOOR = 22.0  # the least height of a line of facts: a value, and a caption under its name
_HEADING = 25.0
_VERIFY = Text("核验", "Verification")
_COMPARE = Text("请与纸面逐项核对", "Compare with the paper, item by item")
_HOW = Text(
    "扫描左侧第一个码，或将两个码的文字交给独立的核验程序，无须联网即可核对签名；核验程序显示的每一项须与纸面一致。"
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


class Setter:
    """Sets a sheet's sections as blocks."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    def section(self, section: Section) -> Iterator[Block]:
        yield _heading(section.heading)
        waiting: Row | None = None
        for line in section.lines:
            if isinstance(line, Row) and self._is_short(line):
                if waiting is None:
                    waiting = line
                    continue
                yield self._facts(waiting, line)
                waiting = None
                continue
            if waiting is not None:
                yield self._facts(waiting)
                waiting = None
            yield self._facts(line) if isinstance(line, Row) else self._sentence(line)
        if waiting is not None:
            yield self._facts(waiting)

    def _is_short(self, row: Row) -> bool:
        room = _HALF - _LABEL
        return max(self._letters.width(row.value, _SIZE), self._letters.width(row.gloss, _SMALL)) <= room

    def _facts(self, *rows: Row) -> Block:
        """One fact over the whole width, or two side by side."""
        wide = RIGHT - LEFT - _LABEL if not self._is_short(rows[0]) else _HALF - _LABEL
        set_ = [(row, self._letters.lines(row.value, _SIZE, within=wide)) for row in rows]
        height = max(_FLOOR, *(len(lines) * _LEADING + (_SMALL_LEADING if row.gloss else 0) + 4 for row, lines in set_))

        def draw(pen: Pen, top: float) -> None:
            for column, (row, lines) in enumerate(set_):
                _fact(pen, LEFT + column * (_HALF + _GAP), top, row=row, lines=lines)
            pen.rule(top - height + 1.5, ink=TINT, width=0.8)

        return Block(height, draw)

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
        """How to verify: both codes in as many rows as they need, the check code, and what to do with them."""
        rows = _rows(symbols)
        heights = [max(_side(text) for _, text in row) + 14 for row in rows]
        zh = self._letters.lines(_HOW.zh, 8.0, within=RIGHT - LEFT)
        en = self._letters.lines(_HOW.en, _SMALL + 0.4, within=RIGHT - LEFT)
        words = len(zh) * 11.0 + len(en) * _SMALL_LEADING + 8

        def draw(pen: Pen, top: float) -> None:
            _heading(_VERIFY).draw(pen, top)
            pen.write_left_of(RIGHT, top - 17, f"{_COMPARE.zh}　校验码 {check_code}", size=_LABEL_SIZE, ink=INK)
            y = _stack(pen, LEFT, top - _HEADING - 8, lines=zh, size=8.0, leading=11.0)
            _stack(pen, LEFT, y + 2.5, lines=en, size=_SMALL + 0.4, leading=_SMALL_LEADING, soft=True)
            y = top - _HEADING - words
            for row, height in zip(rows, heights, strict=True):
                _symbols(pen, y, row)
                y -= height

        return Block(_HEADING + words + sum(heights), draw)


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


def _fact(pen: Pen, x: float, top: float, *, row: Row, lines: Sequence[str]) -> None:
    pen.write(x, top - 9.5, row.label.zh, size=_LABEL_SIZE, ink=SOFT)
    pen.write(x, top - 17, row.label.en, size=_SMALL, ink=SOFT)
    y = _stack(pen, x + _LABEL, top - 10, lines=lines, size=_SIZE, leading=_LEADING)
    if row.gloss:
        pen.write(x + _LABEL, y + 4.6, row.gloss, size=_SMALL, ink=SOFT)


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


def _symbols(pen: Pen, top: float, row: Sequence[tuple[str, str]]) -> None:
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
        pen.write(x + QUIET * MODULE, top - side - 6, _CAPTIONS[name.split("-")[1]], size=6.4, ink=SOFT)
        x += side + _GAP


_CAPTIONS = {"certificate": "① 登记证明 signed certificate", "personal": "② 个人信息披露 personal values"}
