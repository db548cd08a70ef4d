"""The name under which somebody signs in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from registry.domain.errors import Fault
from registry.domain.text import Text

_LOGIN = re.compile(r"[a-z][a-z0-9.-]{2,31}")
_LONGEST_TYPED = 64


def normalised(typed: str) -> str:
    """One login, whatever keyboard typed it. What cannot be seen is nothing that anybody meant to type."""
    seen = "".join(filter(str.isprintable, typed[:_LONGEST_TYPED]))
    return unicodedata.normalize("NFKC", seen).strip().casefold()


def login_faults(login: str) -> Iterator[Fault]:
    """What is wrong with a login that is to be given out: one that can be typed anywhere, and read out over a line."""
    if not _LOGIN.fullmatch(login):
        yield Fault(
            "/login",
            "malformed",
            Text(
                "登录名由 3 至 32 个小写字母、数字、点和连字符组成，以字母开头。",
                "A login is 3 to 32 small letters, digits, points and hyphens, and begins with a letter.",
            ),
        )
