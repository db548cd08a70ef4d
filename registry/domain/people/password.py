"""What a password must be: long, and nothing that is guessed first.

Why no rule about digits and signs: such rules make people write `Chongqing2026!`, which everybody guesses (NIST SP
800-63B). Nor does a password expire: it is changed when there is a reason to.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from registry.domain.errors import Fault
from registry.domain.text import Text

SHORTEST = 12
LONGEST = 128  # characters: no sentence is cut short, and nobody makes us hash a megabyte
_PARTS_THAT_COUNT = 3  # characters: a shorter name is part of half the words there are
# Of the lists of leaked passwords, what is long enough to pass otherwise.
_COMMON_TEXT = """
    123456789012 1234567890123 12345678901234 0123456789012 987654321098 123456789abc 123456789qwe 1234567890qwe
    qwertyuiop123 qwertyuiop12 qwertyuiopas qwertyuiop[] qwertyuiopasdf 1qaz2wsx3edc 1qaz2wsx3edc4rfv qazwsxedcrfv
    1q2w3e4r5t6y q1w2e3r4t5y6 zaq12wsxcde3 asdfghjkl123 asdfghjklzxcvbnm zxcvbnm12345 password1234 password12345
    password123456 password2025 password2026 passw0rd1234 p@ssw0rd1234 p@ssword1234 admin1234567 admin12345678
    administrator administrator1 welcome12345 letmein12345 iloveyou1234 woaini1314520 woaini520131 woaini123456
    5201314520131 1314520131452 abcdefghijkl abcdefghijklm abc123456789 abcd12345678 a1b2c3d4e5f6 a123456789012
    aa1234567890 qq1234567890 wang12345678 zhang1234567 changeme1234 default12345 chongqing2025 chongqing2026
    chongqing1234 chongqing123 chongqing12345 correcthorsebatterystaple trustno1trustno1
"""
_COMMON = frozenset(_COMMON_TEXT.split())


def normalised(password: str) -> str:
    """One spelling for what looks the same, whichever keyboard typed it (Unicode NFKC)."""
    return unicodedata.normalize("NFKC", password)


def password_faults(password: str, *, own: Iterable[str]) -> Iterator[Fault]:
    """What is wrong with a password for somebody whose login, name and institution are ``own``."""
    text = _plain(password)
    if len(text) < SHORTEST:
        said = Text(f"口令至少 {SHORTEST} 个字符。", f"A password has at least {SHORTEST} characters.")
        yield Fault("/password", "too_short", said)
    elif len(text) > LONGEST:
        said = Text(f"口令最多 {LONGEST} 个字符。", f"A password has at most {LONGEST} characters.")
        yield Fault("/password", "too_long", said)
    elif text in _COMMON or _is_repeated(text):
        said = Text("该口令过于常见，容易被猜到。", "This password is among the first that are guessed.")
        yield Fault("/password", "too_common", said)
    if any(part in text for part in map(_plain, own) if len(part) >= _PARTS_THAT_COUNT):
        said = Text(
            "口令不得包含本人的登录名、姓名或者机构名称。",
            "A password does not hold one's own login, name or institution.",
        )
        yield Fault("/password", "holds_own_name", said)


def _plain(text: str) -> str:
    return normalised(text).casefold()


def _is_repeated(text: str) -> bool:
    """One shorter piece over and over."""
    return text in (text + text)[1:-1]
