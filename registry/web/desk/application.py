"""The paper application: what was typed, as one text that is printed and signed.

Why its digest stands for the signed paper: whoever signs has this very text before him, with the digest beneath it, and
nobody at the counter need scan anything. Typing the text again, or taking it from the desk, gives the same digest; of
another text it is another. What is acknowledged on the page of the check is the filer's to say and no part of it.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator

from registry.domain.text import Text
from registry.web.desk.answers import Answered

TITLE = Text("登记申请书", "Application for registration")


def text_of(name: Text, pages: Iterable[Answered], *, register: str) -> str:
    """The text that is signed: UTF-8, NFC, one line for each answer, each line ended by a line feed."""
    return "".join(f"{line}\n" for line in _lines(name, pages, register=register))


def digest_of(text: str) -> str:
    """SHA-256 of the text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _lines(name: Text, pages: Iterable[Answered], *, register: str) -> Iterator[str]:
    yield _both(TITLE)
    yield f"{register} · {_both(name)}"
    for page in pages:
        yield ""
        yield f"[{_both(page.step.title)}]"
        for each in page.answers:
            yield f"{_both(each.question)}: {_both(each.answer)}"


def _both(text: Text) -> str:
    """In one line whatever was typed: a line of one's own making would pass for an answer."""
    zh, en = (unicodedata.normalize("NFC", " ".join(each.split())) for each in (text.zh, text.en))
    return zh if zh == en else f"{zh} | {en}"
