"""Numbers that others print on documents and things: certificates of title and of forests, receipts, policies,
machines, ear tags."""

import re
import unicodedata

from .fault import FaultCode, Subject
from .folding import DIGITS, coded, fold, without_blanks

_TITLE = Subject(zh="不动产权证书号或不动产登记证明号", en="A certificate of title number")
_RECEIPT = Subject(
    zh="仓单编号（民法典第909条，本系统格式规则）",
    en="A warehouse receipt number (Civil Code 909, rule of this register)",
)

_FOREST = Subject(zh="林权证号（本系统格式规则）", en="A forest right certificate number (rule of this register)")
_SUBCOMPARTMENT = Subject(zh="小班号（本系统格式规则）", en="A forest subcompartment number (rule of this register)")
_HOUSE = Subject(zh="房屋权属证书号（本系统格式规则）", en="A house certificate number (rule of this register)")
_FACILITY = Subject(zh="设施权属凭证号或设施码（本系统格式规则）", en="A facility's number (rule of this register)")
_CONTRACT = Subject(zh="合同或订单编号（本系统格式规则）", en="A contract or order number (rule of this register)")
_INVOICE = Subject(zh="发票号码（本系统格式规则）", en="An invoice number (rule of this register)")
_TICKET = Subject(zh="地票证书编号（本系统格式规则）", en="A land ticket number (rule of this register)")
_POLICY = Subject(zh="保险单号（本系统格式规则）", en="A policy number (rule of this register)")

_MACHINE = Subject(zh="机具编号（本系统格式规则）", en="A machine's number (rule of this register)")
_EAR_TAG = Subject(zh="畜禽标识编码（本系统格式规则）", en="An ear tag (rule of this register)")

_ROUND_BRACKETS = str.maketrans("〔〕", "()")
# 权 is a title, 证明 is what a mortgagee is given. The office's name is Chinese characters, whatever the office.
_TITLE_FORM = re.compile(r"渝\([0-9]{4}\)[\u3400-\u9fff]{1,30}不动产(?:权|证明)第[0-9]{7,9}号")

_LONGEST = 64
# Blank to the eye, yet letters or symbols to Unicode: the Hangul fillers and the empty Braille cell.
_LOOKS_BLANK = "\u115f\u1160\u2800"


def certificate_of_title(text: str) -> str:
    """The canonical number, with ASCII digits and brackets and no blanks: `渝(2018)渝北区不动产权第000123456号`.

    Older certificates (房地证, 林权证) have no such form and do not come here (`forest_certificate` does).
    """
    number = without_blanks(fold(text, _TITLE).translate(_ROUND_BRACKETS))
    if not _TITLE_FORM.fullmatch(number):
        raise _TITLE.fault(
            FaultCode.BAD_STRUCTURE,
            zh="应形如渝(年份)区县不动产权第…号，号码为7至9位数字",
            en="reads 渝(year)county不动产权第…号, with a serial of seven to nine digits",
        )
    return number


def warehouse_receipt_part(text: str) -> str:
    """One typed part of a receipt's key, so that width, case and blanks never make two keys of one receipt.

    No national form exists (Civil Code 909 lists what a receipt says, not how it is numbered), so nothing is asked but
    that it can be seen: an invisible character would let one receipt be pledged twice under two keys.
    """
    return _seen(text, _RECEIPT)


def forest_certificate(text: str) -> str:
    """A certificate's number of any age, 林权证 or 不动产权证, with ASCII brackets and no blanks.

    The old certificates have no one form in Chongqing, so nothing is asked but that every character can be seen.
    """
    return _seen(text.translate(_ROUND_BRACKETS), _FOREST)


def house_certificate(text: str) -> str:
    """A house's certificate of any age, 房地证 or 不动产权证, with ASCII brackets and no blanks."""
    return _seen(text.translate(_ROUND_BRACKETS), _HOUSE)


def subcompartment(text: str) -> str:
    """The number of a subcompartment (小班) within its certificate."""
    return _seen(text, _SUBCOMPARTMENT)


def policy_number_part(text: str) -> str:
    """A policy's number, or a line's within it: no national form exists, so width, case and blanks alone are folded."""
    return _seen(text, _POLICY)


def facility_number(text: str) -> str:
    """The number of a facility's certificate, or what its own two-dimensional code says."""
    return _seen(text, _FACILITY)


def trade_number_part(text: str) -> str:
    """The number of a contract between two parties, or of a line of an order under it."""
    return _seen(text, _CONTRACT)


def invoice_number(text: str) -> str:
    """An invoice's number. The forms of several generations are in use and none has a check digit we know."""
    return _seen(text, _INVOICE)


def land_ticket_number(text: str) -> str:
    """The number of a land ticket's certificate (地票证书编号), given out by the exchange."""
    return _seen(text.translate(_ROUND_BRACKETS), _TICKET)


def machine_number(text: str) -> str:
    """What a maker or an office marks a machine with: serial, engine, chassis or plate. No form is common to them."""
    return _seen(text, _MACHINE)


def ear_tag(text: str) -> str:
    """Fifteen digits: species 1, county 6, serial 8. What the first seven say is not judged here, for the ministry's
    order that gives them their meaning was not before us."""
    return coded(text, _EAR_TAG, alphabet=DIGITS, shortest=15)


def _seen(text: str, subject: Subject) -> str:
    # Normalised again, because capitals and closed gaps can bring together what composes to one character.
    part = unicodedata.normalize("NFKC", without_blanks(fold(text, subject).upper()))
    if not 1 <= len(part) <= _LONGEST:
        raise subject.fault(FaultCode.BAD_LENGTH, zh=f"应为1-{_LONGEST}个字符", en=f"has 1-{_LONGEST} characters")
    if any(_is_unseen(character) for character in part):
        raise subject.fault(
            FaultCode.BAD_CHARACTERS,
            zh="不得含控制字符、不可见字符或组合符号",
            en="contains no control character, invisible character or combining mark",
        )
    return part


def _is_unseen(character: str) -> bool:
    # C: control, format, surrogate, private, unassigned; M: combining marks; Z: line and paragraph separators.
    return character in _LOOKS_BLANK or unicodedata.category(character)[0] in "CMZ"
