"""Our own numbers: what a clerk reads from paper, and can check without asking anybody.

A registration number is CQ, the day of registration, a serial and two check digits (ISO 7064 MOD 97-10).
A certificate number is the registration's number, a hyphen and the version.
"""

import re
from datetime import date
from functools import lru_cache

from .fault import FaultCode, Subject
from .folding import DIGITS, LETTERS, LONGEST_TYPED, coded
from .mod97 import mod97_check_digits, mod97_valid

_REGISTRATION = Subject(
    zh="登记编号（本系统规则，ISO 7064 MOD 97-10）",
    en="A registration number (rule of this register, ISO 7064 MOD 97-10)",
)
_CERTIFICATE = Subject(zh="登记证明编号（本系统规则）", en="A certificate number (rule of this register)")

_PREFIX = "CQ"
_SERIAL_DIGITS = 8
_SHORTEST = len(_PREFIX) + 8 + _SERIAL_DIGITS + 2
# Serials begin at 1, and outgrow eight digits only by need: padded wider, one registration would have two numbers.
_FORM = re.compile(r"CQ(?P<day>[0-9]{8})(?!0{8}[0-9]{2}$)(?:[0-9]{8}|[1-9][0-9]{8,})[0-9]{2}")
_VERSION = re.compile(r"[1-9][0-9]{0,8}")


def registration_number(day: date, serial: int) -> str:
    """The number of the day's registration with this serial; serials begin at 1 and never run out."""
    if serial < 1:
        message = "serials begin at 1"
        raise ValueError(message)
    body = f"{_PREFIX}{day.isoformat().replace('-', '')}{serial:0{_SERIAL_DIGITS}}"
    return body + mod97_check_digits(body)


def parse_registration_number(text: str) -> str:
    """The canonical number. It is well formed; whether it was ever given out, only the register knows."""
    number = coded(text, _REGISTRATION, alphabet=DIGITS + LETTERS, shortest=_SHORTEST, longest=LONGEST_TYPED)
    form = _FORM.fullmatch(number)
    if form is None:
        raise _REGISTRATION.fault(
            FaultCode.BAD_STRUCTURE,
            zh="由CQ、8位日期、至少8位流水号和2位校验码组成",
            en="consists of CQ, eight digits of a date, a serial of at least eight digits and two check digits",
        )
    if not mod97_valid(number):
        raise _REGISTRATION.fault(
            FaultCode.BAD_CHECK_CHARACTER,
            zh="末2位校验码与前面各位不符",
            en="ends with two check digits, and these do not fit what stands before them",
        )
    _require_calendar_date(form["day"])
    return number


@lru_cache(maxsize=128)  # each certificate asks twice, for what it says and for where it stands
def certificate_number(number: str, version: int) -> str:
    """The number of a registration's certificate in this version; versions begin at 1."""
    if not _VERSION.fullmatch(str(version)):
        message = "versions begin at 1 and have at most nine digits"
        raise ValueError(message)
    return f"{parse_registration_number(number)}-{version}"


def parse_certificate_number(text: str) -> tuple[str, int]:
    """The canonical registration number and the version."""
    code = coded(text, _CERTIFICATE, alphabet=DIGITS + LETTERS + "-", shortest=_SHORTEST + 2, longest=LONGEST_TYPED)
    number, _, version = code.partition("-")
    if not _VERSION.fullmatch(version):
        raise _CERTIFICATE.fault(
            FaultCode.BAD_STRUCTURE,
            zh="由登记编号、连字符和版本号组成",
            en="consists of a registration number, a hyphen and a version",
        )
    return parse_registration_number(number), int(version)


def _require_calendar_date(eight_digits: str) -> None:
    try:
        date(int(eight_digits[:4]), int(eight_digits[4:6]), int(eight_digits[6:]))
    except ValueError:
        raise _REGISTRATION.fault(
            FaultCode.BAD_DATE,
            zh="第3至10位应为日历上存在的日期",
            en="carries a date of the calendar in positions 3 to 10",
        ) from None
