"""SVG as text (SVG 2, W3C). Whatever is shown is escaped here; how it looks stands in the style sheet, for a page may
bring no styles of its own."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape

from registry.domain.text import Text

_NARROW = 0.56  # of the height: how wide a letter or a digit is, where a Chinese character is as wide as high
_CAMELS = frozenset({"viewBox", "patternUnits"})  # SVG spells these so
_FIRST_WIDE = "\u1100"  # from here on characters are as wide as high


def element(name: str, *children: Any, **attributes: Any) -> Markup:
    """An element; names of attributes are written with underscores, ``class`` and the like with one behind."""
    given = Markup("").join(
        Markup(' {}="{}"').format(_name(key), value) for key, value in attributes.items() if value is not None
    )
    inside = Markup("").join(map(escape, children))
    return Markup("<{0}{1}>{2}</{0}>").format(name, given, inside)


def picture(name: str, *children: Any, title: str, described: str, size: tuple[int, int]) -> Markup:
    """A whole picture: what it is called, what it shows in words (SVG 2 section 5.7), and what is drawn."""
    wide, high = size
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", described, id=f"{name}-described"),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"drawn {name.partition('-')[0]}",
        viewBox=f"0 0 {wide} {high}",
        role="img",
        aria_labelledby=f"{name}-title {name}-described",
    )


def text(words: str, at: tuple[float, float], **attributes: Any) -> Markup:
    return element("text", words, x=_short(at[0]), y=_short(at[1]), **attributes)


def said(words: Text, language: str) -> str:
    """The words in the language of the page."""
    return words.en if language == "en" else words.zh


def fitted(words: str, *, width: float, height: float) -> str:
    """As much of a text as has room, with an ellipsis where that is not all of it."""
    if _length(words) * height <= width:
        return words
    taken = ""
    for character in words:
        if _length(taken + character + "…") * height > width:
            break
        taken += character
    return taken + "…"


def _length(words: str) -> float:
    return sum(1 if character >= _FIRST_WIDE else _NARROW for character in words)


def _name(key: str) -> str:
    return key if key in _CAMELS else key.rstrip("_").replace("_", "-")


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
