"""A sheet drawn on A4: Chinese first and large, English small beneath it.

The same sheet and codes give the same bytes, on every day and every machine with the same fonts: nothing here asks a
clock. What a page must not lose stands on each: whose it is, its number, its check code, and that it is a sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from registry.domain.text import Text
from registry.paper.blocks import Block, Setter
from registry.paper.letters import Letters
from registry.paper.pen import ACCENT, HEIGHT, LEFT, RIGHT, SOFT, WIDTH, Pen
from registry.paper.sheet import Sheet
from registry.paper.symbols import ATTACHED, Codes, matrix, operators

_FIRST_TOP, _TOP, _BOTTOM = HEIGHT - 168.0, HEIGHT - 66.0, 66.0
_BETWEEN = 5.0  # before a section
_SAMPLE = Text("演示或测试登记，无任何效力", "From a demo or test register: of no effect")

rl_config.useA85 = 0  # streams as they are: a quarter less than in ASCII


def draw(sheet: Sheet, codes: Codes, *, attached: bytes, letters: Letters) -> bytes:
    """The PDF of a sheet, unsigned. ``attached`` is what a program reads instead of the page."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1, lang="zh-CN")
    canvas.setTitle(f"{sheet.title.zh} {sheet.number}")
    canvas.setAuthor(sheet.issuer)
    canvas.setSubject(sheet.title.en)
    canvas.setCreator("registry")
    canvas.setProducer("registry")
    for name, text in codes.symbols():
        side = len(matrix(text))
        canvas.beginForm(name, 0, 0, side, side)
        canvas._code.append(operators(matrix(text)).decode())  # noqa: SLF001 -- plain operators, as a verifier looks for them
        canvas.endForm()
    pen, pages = Pen(canvas, letters), _paged(_blocks(sheet, codes, letters=letters))
    for number, page in enumerate(pages, 1):
        _ground(pen, sheet)
        _head(pen, sheet) if number == 1 else _short_head(pen, sheet)
        _foot(pen, sheet, page=f"第 {number} 页，共 {len(pages)} 页　Page {number} of {len(pages)}")
        top = _FIRST_TOP if number == 1 else _TOP
        for block in page:
            block.draw(pen, top)
            top -= block.height
        canvas.showPage()
    _attach(canvas, attached)
    canvas.save()
    return out.getvalue()


def _blocks(sheet: Sheet, codes: Codes, *, letters: Letters) -> Iterator[Block]:
    setter = Setter(letters)
    for section in sheet.sections:
        yield Block(_BETWEEN, lambda *_: None, leads=True)
        yield from setter.section(section)
    yield Block(_BETWEEN, lambda *_: None, leads=True)
    yield from setter.codes(codes.symbols(), check_code=sheet.check_code)


def _paged(blocks: Iterable[Block]) -> list[list[Block]]:
    """Blocks on pages. What leads goes along with what it leads to."""
    pages: list[list[Block]] = [[]]
    left = _FIRST_TOP - _BOTTOM
    group: list[Block] = []
    for block in blocks:
        group.append(block)
        if block.leads:
            continue
        high = sum(each.height for each in group)
        if high > left and pages[-1]:
            pages.append([])
            left = _TOP - _BOTTOM
        pages[-1] += group
        left -= high
        group = []
    return pages


def _ground(pen: Pen, sheet: Sheet) -> None:
    """The frame, and on what is no real register's a watermark that cannot be overlooked."""
    if not sheet.livemode:
        pen.write_about((WIDTH / 2, HEIGHT - 40), f"{_SAMPLE.zh}　{_SAMPLE.en}", size=6.4, ink=ACCENT)
        for y in (HEIGHT * 0.70, HEIGHT * 0.30):
            pen.across("演示样本　无效力", size=58, turned=32, about=(WIDTH / 2, y))
            pen.across("DEMO · OF NO EFFECT", size=20, turned=32, about=(WIDTH / 2 + 28, y - 46))
    pen.frame(26, width=1.6)
    pen.frame(30, width=0.4)


def _head(pen: Pen, sheet: Sheet) -> None:
    middle = WIDTH / 2
    pen.write_about((middle, HEIGHT - 66), sheet.issuer, size=11.5)
    pen.write_spread((middle, HEIGHT - 103), sheet.title.zh, size=27, apart=7)
    pen.write_about((middle, HEIGHT - 121), sheet.title.en, size=10, ink=SOFT)
    pen.rule(HEIGHT - 133, ink=ACCENT, width=1.6)
    pen.rule(HEIGHT - 135.6, ink=ACCENT, width=0.4)
    pen.write((LEFT, HEIGHT - 150), "证明编号", size=8, ink=SOFT)
    pen.write((LEFT + 38, HEIGHT - 150), sheet.number, size=10.5)
    pen.write((LEFT, HEIGHT - 159), "certificate no.", size=5.5, ink=SOFT)
    code = pen.letters.width(sheet.check_code, 10.5)
    pen.write_up_to((RIGHT, HEIGHT - 150), sheet.check_code, size=10.5)
    pen.write((RIGHT - code - 30, HEIGHT - 150), "校验码", size=8, ink=SOFT)
    pen.write((RIGHT - code - 30, HEIGHT - 159), "check code", size=5.5, ink=SOFT)


def _short_head(pen: Pen, sheet: Sheet) -> None:
    pen.write((LEFT, HEIGHT - 52), f"{sheet.title.zh}　{sheet.number}", size=8.4)
    pen.write_up_to((RIGHT, HEIGHT - 52), f"校验码 {sheet.check_code}", size=8.4)
    pen.rule(HEIGHT - 57.5, ink=ACCENT, width=0.6)


def _foot(pen: Pen, sheet: Sheet, *, page: str) -> None:
    pen.rule(60, ink=ACCENT, width=0.6)
    pen.write((LEFT, 48.5), sheet.foot.zh, size=7.6)
    pen.write((LEFT, 40.5), sheet.foot.en, size=5.5, ink=SOFT)
    pen.write_up_to((RIGHT, 48.5), page, size=7.2, ink=SOFT)


def _attach(canvas: Canvas, content: bytes) -> None:
    """The bundle as an embedded file (ISO 32000-1 section 7.11.4), so that a program need not read the page."""
    document = canvas._doc  # noqa: SLF001 -- reportlab has no attachments of its own
    stream = pdfdoc.PDFStream(pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("EmbeddedFile")}), content)
    stream.filters = [pdfdoc.PDFZCompress]
    file = pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("Filespec"),
            "F": pdfdoc.PDFString(ATTACHED),
            "UF": pdfdoc.PDFString(ATTACHED),
            "EF": pdfdoc.PDFDictionary({"F": document.Reference(stream, "attached")}),
        }
    )
    listed = pdfdoc.PDFArray([pdfdoc.PDFString(ATTACHED), document.Reference(file, "attached-file")])
    document.Catalog.Names = pdfdoc.PDFDictionary({"EmbeddedFiles": pdfdoc.PDFDictionary({"Names": listed})})
