"""The page itself: the same every time, whole, and a sample wherever the register is one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from registry.client import verify
from registry.paper.blocks import Block
from registry.paper.draw import _paged, draw
from registry.paper.letters import BOLD, FONTS, REGULAR, Letters, _face
from registry.paper.sheet import Row
from registry.paper.symbols import Codes, matrix
from registry.schemas.sheets import TITLES
from registry.schemas.words import ENUMERATIONS
from registry.signing.pdf_reading import read_pdf
from tests.printed import a_page, one_of_each
from tests.samples import a_draft, a_filing, a_grantor, a_parcel, a_person, a_receipt
from tests.whole import a_whole_filing

FALLBACK = Path(__file__).with_name("fallback.ttf")
ANEW = """
import sys
from tests.paper.test_draw import a_plain_page
sys.stdout.buffer.write(a_plain_page())
"""


def a_plain_page():
    from tests.paper.plain import SHEET

    return draw(SHEET, Codes(certificate=("https://registry.example/v#123",)), attached=b"{}", letters=Letters())


def read(pdf, how="-layout"):
    """What a reader copies from it."""
    return subprocess.run(["pdftotext", how, "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def squeezed(text):
    return "".join(text.split())


class TestADrawing:
    def test_is_the_same_bytes_every_time(self, ring, letters):
        page = a_page(ring)
        assert page.drawn(letters) == page.drawn(Letters())

    def test_is_the_same_bytes_in_another_process_on_another_day(self):
        top = Path(__file__).parents[2]
        made = {
            subprocess.run(
                [sys.executable, "-c", ANEW], cwd=top, capture_output=True, check=True, timeout=60,
                env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(top)},
            ).stdout
            for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
        }  # fmt: skip
        assert made == {a_plain_page()}

    def test_can_be_copied_to_the_last_fact(self, ring, letters):
        for draft in (a_draft(), a_draft(a_whole_filing())):
            page = a_page(ring, draft)
            text = squeezed(read(page.drawn(letters)))
            for section in page.sheet.sections:
                for line in section.lines:
                    if isinstance(line, Row) and len(line.value) < 20:
                        assert squeezed(line.value) in text, line

    def test_carries_number_check_code_and_foot_on_every_page(self, ring, letters):
        page = a_page(ring, a_draft(a_filing(*(a_receipt() for _ in range(8)))))
        pages = read(page.drawn(letters)).split("\f")[:-1]
        assert len(pages) > 3
        for number, text in enumerate(pages, 1):
            assert page.sheet.number in text
            assert page.sheet.check_code in text
            assert page.sheet.foot.zh in text
            assert f"第 {number} 页，共 {len(pages)} 页" in text

    @pytest.mark.parametrize("livemode", [False, True])
    def test_of_a_test_register_is_a_sample_on_every_page(self, ring, letters, livemode):
        page = a_page(ring, a_draft(a_filing(*(a_receipt() for _ in range(4)))), livemode=livemode)
        pages = read(page.drawn(letters), "-raw").split("\f")[:-1]
        assert [("无任何效力" in text) for text in pages] == [not livemode] * len(pages)

    def test_of_every_kind_is_drawn(self, ring, letters):
        for draft in one_of_each():
            page = a_page(ring, draft)
            assert page.sheet.number in read(page.drawn(letters))


class TestManyParties:
    def test_take_as_many_symbols_as_they_need_and_all_of_them_are_on_a_page(self, ring, trust, letters):
        people = tuple(a_grantor(a_person(name=f"户主{each}")) for each in range(150))
        page = a_page(ring, a_draft(a_filing(grantors=people)))
        names = [name for name, _ in page.codes.symbols()]
        assert len(names) > 12
        signed = page.signed(ring)
        assert {name.removeprefix("/FormXob.") for name in read_pdf(signed, trust).drawn} == set(names)
        assert verify(signed, trust=trust).contents == page.contents
        assert verify("\n".join(text for _, text in page.codes.symbols()), trust=trust).contents == page.contents


class TestRareNames:
    def test_are_drawn_and_copied_as_they_are(self, ring, letters):
        name = "张䶮𬭎㛃"
        page = a_page(ring, a_draft(a_filing(a_parcel(), grantors=(a_grantor(a_person(name=name)),))))
        assert name in read(page.drawn(letters))

    def test_beyond_the_letters_are_told_by_their_code_point(self, ring, letters):
        page = a_page(ring, a_draft(a_filing(grantors=(a_grantor(a_person(name="𠮷田")),))))
        assert "〔U+20BB7〕田" in read(page.drawn(letters))

    def test_come_from_the_fallback_font_where_there_is_one(self, ring):
        page = a_page(ring, a_draft(a_filing(grantors=(a_grantor(a_person(name="𠮷田")),))))
        assert "𠮷田" in squeezed(read(page.drawn(Letters(FALLBACK))))

    def test_that_are_very_long_stay_on_the_page(self, ring, letters):
        name = "忠县" * 60
        page = a_page(ring, a_draft(a_filing(grantors=(a_grantor(a_person(name=name)),))))
        assert squeezed(read(page.drawn(letters))).count("忠县") >= 60


class TestTheLetters:
    def test_have_every_standard_character_and_all_our_words(self):
        face = _face(REGULAR, FONTS / f"{REGULAR}.ttf")
        listed = (FONTS / "characters.txt").read_text(encoding="utf-8").split()
        words = "".join(text.zh for words in ENUMERATIONS.values() for text in words.values())
        assert [each for each in "".join(listed) + words if ord(each) not in face] == []
        assert len("".join(listed)) > 8105

    def test_have_every_title_in_bold(self):
        face = _face(BOLD, FONTS / f"{BOLD}.ttf")
        assert {each for title in TITLES.values() for each in title.zh if ord(each) not in face} == set()

    def test_break_lines_between_characters_and_not_before_a_full_stop(self, letters):
        lines = letters.lines("甲乙丙丁，戊己庚辛。", 10, within=40)
        assert "".join(lines) == "甲乙丙丁，戊己庚辛。"
        assert all(line[0] not in "，。" for line in lines)
        assert all(letters.width(line, 10) <= 50 for line in lines)

    def test_break_no_word_that_fits_and_cut_one_that_does_not(self, letters):
        assert letters.lines("the register says", 10, within=60) == ["the register", "says"]
        assert len(letters.lines("x" * 400, 10, within=100)) > 10

    def test_begin_no_line_with_a_closing_bracket_and_end_none_with_an_opening_one(self, letters):
        lines = letters.lines("甲乙丙（丁戊）己庚（辛壬）癸" * 4, 10, within=43)
        assert all(not line.endswith("（") and not line.startswith("）") for line in lines)


class TestPages:
    def test_never_end_with_a_heading(self):
        heading, fact = Block(25, print, leads=True), Block(500, print)
        assert _paged([fact, heading, fact]) == [[fact], [heading, fact]]

    def test_hold_what_fits(self):
        fact = Block(100, print)
        assert [len(page) for page in _paged([fact] * 20)] == [6, 7, 7]


def test_a_symbol_is_one_matrix_for_one_text():
    text = "https://registry.example/v#" + "0123456789" * 40
    assert matrix(text) == matrix(text)
    assert len(matrix(text)) < len(matrix(text.replace("0123456789", "abcdefghi9")))  # digits pack tighter


def test_a_code_without_digits_is_none():
    with pytest.raises(ValueError, match="digits"):
        matrix("https://registry.example/v#")
