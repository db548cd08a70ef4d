"""Reading JSON strictly: what two readers could read differently is refused (RFC 8259 section 4, RFC 7493)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Literal, NoReturn

from flask import Request
from marshmallow import Schema, ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnsupportedMediaType

from registry.domain.errors import Fault, InvalidParticulars, Refusal
from registry.domain.text import Text
from registry.schemas.pointers import escaped, faults_of

LARGEST = 4 * 1024 * 1024  # a filing of 1,000 items is a quarter of this
_DEEPEST = 32


class MalformedBody(Refusal):
    code = "malformed_body"
    title = Text("请求正文不是规范的 JSON", "The body is not JSON as the register reads it")

    def __init__(self, code: str, text: Text, *, pointer: str = "") -> None:
        super().__init__(code)
        self._fault = Fault(pointer, code, text)

    @property
    def detail(self) -> Text:
        return self._fault.text

    @property
    def faults(self) -> tuple[Fault, ...]:
        return (self._fault,)


def read(data: bytes) -> Any:
    """The value of a JSON text. Raises MalformedBody for duplicate names, NaN, lone surrogates, NUL, depth."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedBody("not_utf8", Text("正文须为 UTF-8。", "The body must be UTF-8.")) from None
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except RecursionError:
        raise _too_deep() from None
    except ValueError as wrong:
        place = _place(wrong)
        raise MalformedBody("not_json", Text(f"不是 JSON（{place}）。", f"Not JSON ({place}).")) from None
    _check(value, "", depth=0)
    return value


def _place(wrong: ValueError) -> str:
    return f"line {wrong.lineno} column {wrong.colno}" if isinstance(wrong, json.JSONDecodeError) else "number"


class _Repeating(dict[str, Any]):
    """An object in which a name stands twice; where it stands is only known when the whole text has been read."""

    name: str


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    repeating = _Repeating(made)
    counted = Counter(name for name, _ in pairs)
    repeating.name = next(name for name, times in counted.items() if times > 1)
    return repeating


def _constant(_: str) -> NoReturn:
    raise MalformedBody("not_json", Text("不是 JSON：NaN 与 Infinity。", "Not JSON: NaN and Infinity."))


def _too_deep() -> MalformedBody:
    return MalformedBody("too_deep", Text(f"嵌套超过 {_DEEPEST} 层。", f"Nested more than {_DEEPEST} levels deep."))


def _check(value: Any, pointer: str, *, depth: int) -> None:
    if depth > _DEEPEST:
        raise _too_deep()
    if isinstance(value, str):
        _check_text(value, pointer)
    elif isinstance(value, dict):
        _check_names(value, pointer)
        for name, each in value.items():
            _check(each, f"{pointer}/{escaped(name)}", depth=depth + 1)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            _check(each, f"{pointer}/{index}", depth=depth + 1)


def _check_names(value: dict[str, Any], pointer: str) -> None:
    for name in value:
        _check_text(name, pointer)
    if isinstance(value, _Repeating):
        raise MalformedBody(
            "duplicate_name",
            Text("同一对象内名称重复。", "A name stands twice in one object."),
            pointer=f"{pointer}/{escaped(value.name)}",
        )


def _check_text(text: str, pointer: str) -> None:
    if text.isascii():
        if "\0" in text:
            raise MalformedBody("nul_character", Text("不能含 NUL 字符。", "May not contain NUL."), pointer=pointer)
        return
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise MalformedBody(
            "lone_surrogate", Text("含孤立代理项或 NUL。", "Contains a lone surrogate or NUL."), pointer=pointer
        )


def given(schema: Schema, asked: Request, *, location: str) -> Any:
    """What the request gives to the schema, from its body, its query or its form. Raises InvalidParticulars with a
    pointer for every fault."""
    try:
        return schema.load(_READ[location](asked), unknown=_UNKNOWN.get(location))
    except ValidationError as wrong:
        raise InvalidParticulars(*faults_of(wrong.messages)) from None


def _json(asked: Request) -> Any:
    if asked.mimetype != "application/json":
        raise UnsupportedMediaType
    value = read(asked.get_data(cache=True))
    if not isinstance(value, dict):
        raise MalformedBody("not_an_object", Text("正文须为 JSON 对象。", "The body must be a JSON object."))
    return value


def _query(asked: Request) -> Any:
    if not asked.query_string.isascii():
        text = Text("查询参数须为百分号编码。", "A query is percent-encoded.")
        raise InvalidParticulars(Fault("", "not_percent_encoded", text))
    return _once(asked.args)


def _form(asked: Request) -> Any:
    return _once(asked.form)  # RFC 6749 section 3.2


def _once(parameters: MultiDict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in parameters.items(multi=True):
        if name in found:
            text = Text("同一参数重复。", "A parameter stands twice.")
            raise InvalidParticulars(Fault(f"/{escaped(name)}", "duplicate_name", text))
        found[name] = value
    return found


_READ: Mapping[str, Callable[[Request], Any]] = {"json": _json, "query": _query, "form": _form}
# A misspelt `dry_run` must not file, nor a misspelt `as_of` answer for today.
_UNKNOWN: Mapping[str, Literal["raise"]] = {"query": "raise"}
