"""Cursor lists: the cursor names the last row seen, so that rows entered meanwhile shift nothing (RFC 8288 links)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from registry.api.answering import answer
from registry.domain import canon
from registry.domain.errors import Fault, InvalidParticulars
from registry.domain.text import Text
from registry.schemas.answers import Answer


def page(rows: Sequence[Mapping[str, Any]], *, limit: int, key: str, render: Callable[[Any], Answer]) -> Response:
    """A page of rows that were asked for with one more than the limit."""
    shown, more = rows[:limit], len(rows) > limit
    body: Answer = {"data": [render(row) for row in shown], "has_more": more, "next_cursor": None}
    if not more:
        return answer(body)
    body["next_cursor"] = canon.b64(str(shown[-1][key]).encode())
    query = {**request.args.to_dict(), "cursor": body["next_cursor"]}
    return answer(body, Link=f'<{request.path}?{urlencode(query)}>; rel="next"')


def after(cursor: str) -> str:
    """What a cursor names."""
    try:
        named = canon.unb64(cursor).decode("ascii")
    except (canon.NotCanonical, UnicodeDecodeError):
        named = ""
    if not named.isalnum():
        raise bad_cursor()
    return named


def bad_cursor() -> InvalidParticulars:
    return InvalidParticulars(Fault("/cursor", "bad_cursor", Text("游标无效。", "Not a cursor of this list.")))
