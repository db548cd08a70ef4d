"""ISO 7064 MOD 97-10: two check digits over digits and letters, catching every single wrong digit.

LEI (ISO 17442) and our own numbers end in them.
"""

from .fault import FaultCode, Subject
from .folding import DIGITS, LETTERS

_PROTECTED = Subject(zh="带校验位的编号（ISO 7064 MOD 97-10）", en="A number with check digits (ISO 7064 MOD 97-10)")
_ALPHABET = DIGITS + LETTERS
_CHECK_DIGITS = 2


def mod97_check_digits(text: str) -> str:
    """The two digits to append. The text is capitals A to Z (A=10 to Z=35) and digits, at least one."""
    if not _is_protectable(text):
        raise _PROTECTED.fault(
            FaultCode.BAD_CHARACTERS, zh="只含大写字母与数字", en="consists of capital letters and digits"
        )
    return f"{98 - _remainder(text + '00'):02}"


def mod97_valid(text: str) -> bool:
    """Whether the text ends in the two digits `mod97_check_digits` gives for the rest.

    Stricter than "the remainder is 1": 00, 01 and 99 pass that too, in place of 97, 98 and 02, and a number must have
    one spelling.
    """
    body, digits = text[:-_CHECK_DIGITS], text[-_CHECK_DIGITS:]
    return _is_protectable(body) and mod97_check_digits(body) == digits


def _is_protectable(text: str) -> bool:
    return bool(text) and set(text) <= set(_ALPHABET)


def _remainder(text: str) -> int:
    # Character by character: Python refuses to make one integer of a very long text.
    remainder = 0
    for character in text:
        value = _ALPHABET.index(character)
        remainder = (remainder * (10 if character in DIGITS else 100) + value) % 97
    return remainder
