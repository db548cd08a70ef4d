"""What was typed, as the body that the API takes, and back again.

Neither way ever fails: what no filing may say is kept as it was typed, for the schema alone says what is wrong with it,
and whoever typed it wants to see it again.
"""

from __future__ import annotations

import copy
import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from itertools import accumulate
from typing import Any

from werkzeug.datastructures import MultiDict

from registry.domain.measures import Currency
from registry.web.forms import Field, Member, Part, Widget, flat

Body = dict[str, Any]
Typed = MultiDict[str, str]

_DEEPEST = 16
_WAN = "10000"  # what is typed in 万元
_MINUTE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", re.ASCII)
_OF_HERE = ":00+08:00"  # what a clock on a wall in China leaves out
_COUNT = re.compile(r"[0-9]{1,9}")
_AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,9})?")
_TRUTHS: Mapping[str, bool] = {"true": True, "false": False}


def with_typed(body: Body, members: Iterable[Member], *, form: Typed) -> Body:
    """The body with what the form says of these fields, and of the rest what it said before."""
    made = copy.deepcopy(body)
    for each in members:
        put(made, each.name, value=None)
        _take(made, each, form=form)
    return made


def put(body: Body, name: str, *, value: Any) -> None:
    """Set what stands at a place, or with None take it away. What is missing on the way there is made."""
    *way, last = name.split("/")
    at: Any = body
    for step, following in zip(way, [*way, last][1:], strict=True):
        at = _within(at, step, empty=[] if following.isdecimal() else {})
    if value is None:
        _drop(at, last)
    elif isinstance(at, list):
        at[int(last) : int(last) + 1] = [value]
    else:
        at[last] = value


def found(body: Any, name: str) -> Any:
    """What stands at a place; None if nothing does."""
    for step in name.split("/"):
        if isinstance(body, list):
            body = body[int(step)] if step.isdecimal() and int(step) < len(body) else None
        else:
            body = body.get(step) if isinstance(body, dict) else None
    return body


def shown(field: Field, body: Body) -> tuple[str, ...]:
    """What stands in the field: one text, or one for each of a list; of a quantity the value and its unit."""
    value = found(body, field.name)
    if value is None:
        return ()
    if field.of and isinstance(value, list):
        value = [each.get(field.of, "") if isinstance(each, dict) else each for each in value]
    return _SHOWN.get(field.widget, _plain)(value)


def _within(at: Any, step: str, *, empty: Any) -> Any:
    if isinstance(at, list):
        if int(step) >= len(at):
            at.append(empty)
        return at[int(step)]
    if not isinstance(at.get(step), (dict, list)):
        at[step] = empty
    return at[step]


def _drop(at: Any, last: str) -> None:
    if isinstance(at, list):
        del at[int(last) : int(last) + 1]
    else:
        at.pop(last, None)


def _take(body: Body, member: Member, *, form: Typed) -> None:
    if isinstance(member, Part):
        _take_part(body, member, form=form)
    elif (value := _READ.get(member.widget, _line)(member, form)) is not None:
        put(body, member.name, value=value)


def _take_part(body: Body, part: Part, *, form: Typed) -> None:
    """A part that must be there is there though nothing was typed: else it would be missing, and not what is in it."""
    if part.required or any(_typed_at_all(each, form) for each in flat(part.members)):
        put(body, part.name, value={})
        for each in part.members:
            _take(body, each, form=form)


def _typed_at_all(field: Field, form: Typed) -> bool:
    return _READ.get(field.widget, _line)(field, form) is not None


def _line(field: Field, form: Typed) -> str | None:
    text = form.get(field.name, "")
    return text if text.strip() else None


def _instant(field: Field, form: Typed) -> str | None:
    text = _line(field, form)
    return f"{text}{_OF_HERE}" if text and _MINUTE.fullmatch(text) else text


def _count(field: Field, form: Typed) -> int | str | None:
    text = _line(field, form)
    return int(text) if text and _COUNT.fullmatch(text.strip()) else text


def _truth(field: Field, form: Typed) -> bool | str | None:
    text = _line(field, form)
    return _TRUTHS.get(text, text) if text else None


def _lines(field: Field, form: Typed) -> list[str] | None:
    return [line for line in form.get(field.name, "").splitlines() if line.strip()] or None


def _ticks(field: Field, form: Typed) -> list[Any] | None:
    ticked = form.getlist(field.name)
    return [{field.of: each} for each in ticked] if field.of and ticked else ticked or None


def _decimal(text: str) -> str:
    """Without the commas and blanks people set between digits, and in the digits that are counted with."""
    return re.sub(r"[,\s]", "", unicodedata.normalize("NFKC", text))


def _money(field: Field, form: Typed) -> dict[str, str] | None:
    text = form.get(field.anchor, "")
    if not text.strip():
        return None
    amount = _decimal(text)
    if form.get(f"{field.name}/times") == _WAN and _AMOUNT.fullmatch(amount):
        amount = f"{Decimal(amount).scaleb(4):f}"
    return {"amount": amount, "currency": str(Currency.CNY)}


def _quantity(field: Field, form: Typed) -> dict[str, str] | None:
    text = form.get(field.anchor, "")
    unit = form.get(f"{field.name}/unit", field.options[0][0])
    return {"value": _decimal(text), "unit": unit} if text.strip() else None


def _drawn(field: Field, form: Typed) -> Any:
    text = _line(field, form)
    if text is None or _is_deep(text):
        return text
    try:
        return json.loads(text, parse_constant=_finite, parse_float=_finite)
    except ValueError:
        return text


def _is_deep(text: str) -> bool:
    """Whether objects or lists stand in each other as in no outline: what is nested without end, whoever copies it
    would fall over. Brackets within texts count; there are none in an outline."""
    depths = accumulate({"[": 1, "{": 1, "]": -1, "}": -1}.get(character, 0) for character in text)
    return max(depths, default=0) > _DEEPEST


def _finite(text: str) -> float:
    """Raises ValueError for what JSON has no number for, or only a spelling."""
    if not math.isfinite(number := float(text)):
        raise ValueError(text)
    return number


def _plain(value: Any) -> tuple[str, ...]:
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False),)


def _wall_clock(value: Any) -> tuple[str, ...]:
    (text,) = _plain(value)
    return (text.removesuffix(_OF_HERE),)


def _each(value: Any) -> tuple[str, ...]:
    return tuple(each for one in value for each in _plain(one)) if isinstance(value, list) else _plain(value)


def _of(*names: str) -> Callable[[Any], tuple[str, ...]]:
    def parts(value: Any) -> tuple[str, ...]:
        if not isinstance(value, dict):
            return _plain(value)
        return tuple(each for name in names for each in _plain(value.get(name, "")))

    return parts


_READ: Mapping[Widget, Callable[[Field, Typed], Any]] = {
    Widget.INSTANT: _instant, Widget.WHOLE: _count, Widget.TRUTH: _truth, Widget.LINES: _lines, Widget.TICKS: _ticks,
    Widget.MONEY: _money, Widget.QUANTITY: _quantity, Widget.DRAWN: _drawn,
}  # fmt: skip
_SHOWN: Mapping[Widget, Callable[[Any], tuple[str, ...]]] = {
    Widget.INSTANT: _wall_clock, Widget.LINES: _each, Widget.TICKS: _each,
    Widget.MONEY: _of("amount"), Widget.QUANTITY: _of("value", "unit"),
}  # fmt: skip


def beside(value: Any) -> tuple[str, str] | None:
    """An amount or an area as people say it besides: 万元 beside 元, square metres beside mu and the other way. Of what
    is no such number, ``1e999999`` among them, nothing."""
    size = value.get("amount", value.get("value")) if isinstance(value, dict) else None
    if not isinstance(size, str) or not _AMOUNT.fullmatch(size):
        return None
    if "currency" in value:
        return f"{Decimal(size).scaleb(-4).normalize():f}", "wan"
    return _other_area(Decimal(size), value.get("unit", ""))


def _other_area(size: Decimal, unit: str) -> tuple[str, str] | None:
    """A mu is 10000/15 square metres."""
    other = {"mu": ("m2", Decimal(10_000) / 15), "m2": ("mu", Decimal(15) / 10_000)}.get(unit)
    return (f"{size * other[1]:.2f}", other[0]) if other else None
