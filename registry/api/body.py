"""Reading JSON strictly: what two readers could read differently is refused (RFC 8259 section 4, RFC 7493)."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from flask import Request
from marshmallow import Schema, ValidationError
from webargs.flaskparser import FlaskParser

from registry.api.pointers import faults_of
from registry.domain.errors import Fault, InvalidParticulars, Refusal, Text

LARGEST = 4 * 1024 * 1024  # a filing of 1,000 items is a quarter of this
_DEEPEST = 32


class MalformedBody(Refusal):
    code = "malformed_body"
    title = Text("请求正文不是规范的 JSON", "The body is not JSON as the register reads it")

    def __init__(self, pointer: str, code: str, text: Text) -> None:
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
        raise MalformedBody("", "not_utf8", Text("正文须为 UTF-8。", "The body must be UTF-8.")) from None
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except RecursionError:
        raise _too_deep() from None
    except ValueError as wrong:
        raise MalformedBody(
            "", "not_json", Text(f"不是 JSON（{_place(wrong)}）。", f"Not JSON ({_place(wrong)}).")
        ) from None
    _check(value, "", depth=0)
    return value


def _place(wrong: ValueError) -> str:
    return f"line {wrong.lineno} column {wrong.colno}" if isinstance(wrong, json.JSONDecodeError) else "number"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        shown = twice.encode("ascii", "backslashreplace").decode()[:64]
        raise MalformedBody(
            f"/{shown}", "duplicate_name", Text("同一对象内名称重复。", "A name stands twice in one object.")
        )
    return made


def _constant(_: str) -> NoReturn:
    raise MalformedBody("", "not_json", Text("不是 JSON：NaN 与 Infinity。", "Not JSON: NaN and Infinity."))


def _too_deep() -> MalformedBody:
    return MalformedBody("", "too_deep", Text(f"嵌套超过 {_DEEPEST} 层。", f"Nested more than {_DEEPEST} levels deep."))


def _check(value: Any, pointer: str, *, depth: int) -> None:
    if depth > _DEEPEST:
        raise _too_deep()
    if isinstance(value, str):
        _check_text(value, pointer)
    elif isinstance(value, dict):
        for name, each in value.items():
            _check_text(name, pointer)
            _check(each, f"{pointer}/{name}", depth=depth + 1)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            _check(each, f"{pointer}/{index}", depth=depth + 1)


def _check_text(text: str, pointer: str) -> None:
    if text.isascii():
        if "\0" in text:
            raise MalformedBody(pointer, "nul_character", Text("不能含 NUL 字符。", "May not contain NUL."))
        return
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise MalformedBody(
            pointer, "lone_surrogate", Text("含孤立代理项或 NUL。", "Contains a lone surrogate or NUL.")
        )


class StrictParser(FlaskParser):
    """flask-smorest's parser over our reading; what does not load is InvalidParticulars with a pointer per fault."""

    def load_json(self, req: Request, schema: Schema) -> Any:  # noqa: ARG002
        value = read(req.get_data(cache=True))
        if not isinstance(value, dict):
            raise MalformedBody("", "not_an_object", Text("正文须为 JSON 对象。", "The body must be a JSON object."))
        return value

    def handle_error(
        self,
        error: ValidationError,
        req: Request,  # noqa: ARG002
        schema: Schema,  # noqa: ARG002
        **_: Any,
    ) -> NoReturn:
        raise InvalidParticulars(*faults_of(error.messages)) from None
