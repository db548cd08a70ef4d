"""Citizen identity numbers (GB 11643-1999).

The region in front is not checked: it is where the number was issued, by the codes of that day, and many of those codes
are no longer in any table. An unknown region is worth a remark, never a refusal.
"""

from datetime import date

from .fault import FaultCode, Subject
from .folding import DIGITS, coded

_CITIZEN_ID = Subject(zh="公民身份号码（GB 11643-1999）", en="A citizen identity number (GB 11643-1999)")

_LENGTH = 18
# GB 11643-1999, the ISO 7064 MOD 11-2 system: weights 2^(18-i) mod 11, and the check character of each remainder.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"

# A rule of the register: nobody with property to give was born earlier; it catches years mistyped.
EARLIEST_BIRTH = date(1850, 1, 1)


def citizen_id(text: str, *, today: date) -> str:
    """The canonical 18 characters of somebody born between 1850 and `today`."""
    number = coded(text, _CITIZEN_ID, alphabet=DIGITS + "X", shortest=_LENGTH)
    if "X" in number[:17]:
        raise _CITIZEN_ID.fault(
            FaultCode.BAD_CHARACTERS, zh="前17位应为数字", en="has digits in its first 17 positions"
        )
    _require_birth_date(number[6:14], today=today)
    if number[17] != _check_character(number[:17]):
        raise _CITIZEN_ID.fault(
            FaultCode.BAD_CHECK_CHARACTER,
            zh="第18位校验码与前17位不符",
            en="ends with a check character, and this one does not fit the first 17",
        )
    return number


def citizen_id_check_character(first17: str) -> str:
    """The 18th character for the first 17 digits."""
    return _check_character(coded(first17, _CITIZEN_ID, alphabet=DIGITS, shortest=17))


def mask_citizen_id(number: str) -> str:
    """What may be shown of a canonical number: all but the day of birth. Of anything else, nothing is shown."""
    if len(number) != _LENGTH:
        return "*" * _LENGTH
    return f"{number[:6]}{'*' * 8}{number[14:]}"


def _require_birth_date(eight_digits: str, *, today: date) -> None:
    year, month, day = int(eight_digits[:4]), int(eight_digits[4:6]), int(eight_digits[6:])
    try:
        born = date(year, month, day)
    except ValueError:
        raise _CITIZEN_ID.fault(
            FaultCode.BAD_DATE,
            zh="第7至14位应为日历上存在的日期",
            en="carries a date of the calendar in positions 7 to 14",
        ) from None
    if not EARLIEST_BIRTH <= born <= today:
        raise _CITIZEN_ID.fault(
            FaultCode.BAD_DATE,
            zh="的出生日期应在1850年1月1日至今日之间",
            en="carries a date of birth between 1850-01-01 and today",
        )


def _check_character(first17: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]
