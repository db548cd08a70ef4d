"""From what was typed to what is meant: width and case carry no meaning in any identifier here."""

import unicodedata

from .fault import FaultCode, Subject

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# Far longer than any identifier; compatibility normalisation can lengthen a text eighteenfold, so size is judged first.
LONGEST_TYPED = 256


def fold(text: str, subject: Subject) -> str:
    """Half-width (Unicode NFKC) and without blanks at the ends."""
    if len(text) > LONGEST_TYPED:
        raise subject.fault(
            FaultCode.BAD_LENGTH,
            zh=f"不得超过{LONGEST_TYPED}个字符",
            en=f"cannot be longer than {LONGEST_TYPED} characters",
        )
    # The blanks are named: a bare strip() would also take control characters, and silently.
    return unicodedata.normalize("NFKC", text).strip(" \t\r\n")


def without_blanks(text: str) -> str:
    """Without any space, wide or narrow; tabs and line breaks stay, to be refused."""
    return "".join(character for character in text if unicodedata.category(character) != "Zs")


def coded(text: str, subject: Subject, *, alphabet: str, shortest: int, longest: int | None = None) -> str:
    """Fold to capitals of the alphabet: `shortest` to `longest` of them, exactly `shortest` if no longest is given."""
    folded = fold(text, subject)
    # Before capitals are made: outside ASCII, upper() turns one character into two (ß to SS).
    code = folded.upper() if folded.isascii() else folded
    longest = shortest if longest is None else longest
    if not shortest <= len(code) <= longest:
        span = f"{shortest}" if shortest == longest else f"{shortest}-{longest}"
        raise subject.fault(FaultCode.BAD_LENGTH, zh=f"应为{span}位", en=f"has {span} characters")
    if not set(code) <= set(alphabet):
        raise subject.fault(
            FaultCode.BAD_CHARACTERS, zh="含有不允许的字符", en="contains a character it may not contain"
        )
    return code
