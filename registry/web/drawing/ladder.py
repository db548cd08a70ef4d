"""Who stands where on one asset, as a picture: the order of entry in this register on the left, the reckoned order of
payment on the right, and a line from each to each. The two are never merged (design.md section 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from registry.domain.text import Text
from registry.web.drawing.svg import element, fitted, picture, said, text

_WIDE, _STEP, _TOP, _BAND = 360, 58, 34, 30
_LEFT, _RIGHT, _START, _END = 20, 338, 42, 260  # where the circles stand, and from where to where a rung reaches
_ENTERED, _RECKONED = Text("登记次序", "entered"), Text("推算清偿顺序", "reckoned order")
_IN_EFFECT, _WAITING = Text("查封（生效）", "seizure in effect"), Text("轮候查封", "seizure waiting")
A_PERSON = Text("自然人（不显示姓名）", "a person, not named")


def drawn(
    liens: Sequence[Mapping[str, Any]], seizures: Sequence[Mapping[str, Any]], *, name: str, language: str
) -> Markup:
    """The ladder of one asset, from the liens and seizures of a lien status."""
    top = _TOP + _BAND * len(seizures)
    order = sorted(range(len(liens)), key=lambda place: (liens[place]["priority"]["position"], place))

    def middle(place: int) -> int:
        return top + _STEP * place + 21

    return picture(
        name,
        text(said(_ENTERED, language), (2, 14), class_="label"),
        text(said(_RECKONED, language), (_WIDE - 2, 14), class_="label", text_anchor="end"),
        *(_band(each, place, language=language) for place, each in enumerate(seizures)),
        *(
            _rung(lien, (middle(place), middle(order.index(place))), language=language)
            for place, lien in enumerate(liens)
        ),
        title=said(Text("权利次序图", "Who stands where"), language),
        described=_described(liens, seizures, language=language),
        size=(_WIDE, top + _STEP * len(liens)),
    )


def _band(seizure: Mapping[str, Any], place: int, *, language: str) -> Markup:
    """A seizure stands across all rungs, in its place in the queue."""
    at, waits = _TOP + _BAND * place - 8, seizure["position"] > 0
    measure = said(_WAITING if waits else _IN_EFFECT, language)
    return element(
        "g",
        element("rect", x=0, y=at, width=_WIDE, height=_BAND - 6, rx=3),
        text(fitted(f"{measure} · {seizure['court']}", width=_WIDE - 20, height=13), (10, at + 17)),
        class_="seizure waiting" if waits else "seizure",
    )


def _rung(lien: Mapping[str, Any], heights: tuple[int, int], *, language: str) -> Markup:
    """A lien with both its places; ``heights`` are the middles of the rung and of its place in the order of payment."""
    here, there = heights
    creditor = fitted(lien["secured_creditor"] or said(A_PERSON, language), width=_END - _START - 16, height=13)
    return element(
        "g",
        element("path", d=f"M{_END} {here}C{_END + 34} {here} {_RIGHT - 48} {there} {_RIGHT - 14} {there}"),
        element("rect", x=_START, y=here - 21, width=_END - _START, height=42, rx=4),
        text(creditor, (_START + 8, here - 3), class_="creditor"),
        text(lien["registration"], (_START + 8, here + 13), class_="number"),
        *_place(lien["rank"], (_LEFT, here), class_="rank"),
        *_place(lien["priority"]["position"], (_RIGHT, there), class_="position"),
        class_="rung own" if lien["own"] else "rung",
    )


def _place(number: int, at: tuple[int, int], *, class_: str) -> tuple[Markup, Markup]:
    x, y = at
    circle = element("circle", cx=x, cy=y, r=14, class_=class_)
    return circle, text(str(number), (x, y + 5), text_anchor="middle", class_=f"of-{class_}")


def _described(liens: Sequence[Mapping[str, Any]], seizures: Sequence[Any], *, language: str) -> str:
    queue = [said(Text(f"查封 {len(seizures)} 项", f"seizures: {len(seizures)}"), language)] if seizures else []
    return "; ".join((*queue, *(_told(each, language=language) for each in liens)))


def _told(lien: Mapping[str, Any], *, language: str) -> str:
    rank, position = lien["rank"], lien["priority"]["position"]
    places = Text(f"登记次序 {rank}，推算清偿顺序 {position}", f"entered {rank}, reckoned {position}")
    return f"{lien['secured_creditor'] or said(A_PERSON, language)}: {said(places, language)}"
