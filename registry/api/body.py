"""Reading JSON strictly: what two readers could read differently is refused (RFC 8259 section 4, RFC 7493)."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NoReturn

from flask import Request
from marshmallow import RAISE, Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnsupportedMediaType

from registry.api.pointers import escaped, faults_of
from registry.domain.errors import Fault, InvalidParticulars, Refusal
from registry.domain.text import Text

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


def _require_once(parameters: MultiDict[str, str]) -> None:
    for name, given in parameters.lists():
        if len(given) > 1:
            text = Text("同一参数重复。", "A parameter stands twice.")
            raise InvalidParticulars(Fault(f"/{escaped(name)}", "duplicate_name", text))


class StrictParser(FlaskParser):
    """flask-smorest's parser over our reading; what does not load is InvalidParticulars with a pointer per fault."""

    # A misspelt `dry_run` must not file, nor a misspelt `as_of` answer for today.
    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {  # noqa: RUF012  # webargs's way
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": RAISE,
    }

    def load_json(self, req: Request, schema: Schema) -> Any:  # noqa: ARG002
        if req.mimetype != "application/json":
            raise UnsupportedMediaType
        value = read(req.get_data(cache=True))
        if not isinstance(value, dict):
            raise MalformedBody("not_an_object", Text("正文须为 JSON 对象。", "The body must be a JSON object."))
        return value

    def load_querystring(self, req: Request, schema: Schema) -> Any:  # noqa: ARG002
        if not req.query_string.isascii():
            text = Text("查询参数须为百分号编码。", "A query is percent-encoded.")
            raise InvalidParticulars(Fault("", "not_percent_encoded", text))
        _require_once(req.args)
        return req.args.to_dict()

    def load_form(self, req: Request, schema: Schema) -> Any:
        _require_once(req.form)  # RFC 6749 section 3.2
        return super().load_form(req, schema)

    def handle_error(
        self,
        error: ValidationError,
        req: Request,  # noqa: ARG002
        schema: Schema,  # noqa: ARG002
        **_: Any,
    ) -> NoReturn:
        raise InvalidParticulars(*faults_of(error.messages)) from None
