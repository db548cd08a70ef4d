"""What the specification says of every route beyond its forms: the headers it needs and the problems it declines with.

Both follow from the access a route declares (auth.py) and from its address, so no route lists them."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from apispec import BasePlugin
from flask import Flask
from werkzeug.routing import Rule

from registry.signing.http_signature import CHANGE, FILING, TAG

BEARER = {"type": "http", "scheme": "bearer", "description": "POST /oauth/token (RFC 6749, RFC 7523)"}

_SIGNED = (
    ("Idempotency-Key", "一次性标识；同键同申请得同一答复 | the once-only token: the same key gets the same answer"),
    ("Content-Digest", "sha-256=:…: (RFC 9530)"),
    ("Signature-Input", f'({" ".join(sorted(FILING))}); created, keyid, alg, tag="{TAG}" (RFC 9421)'),
    ("Signature", "申报机构的签名 | the filer's signature (RFC 9421)"),
)
_CHANGING = (("If-Match", f'"版本" | the "version" read; signed too: {" ".join(sorted(CHANGE - FILING))}'),)

_READING = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_FILING = (*_READING, HTTPStatus.CONFLICT)
_CHANGE = (*_FILING, HTTPStatus.PRECONDITION_FAILED, HTTPStatus.PRECONDITION_REQUIRED)
_WITH_BODY = (
    HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)  # fmt: skip


class Published(BasePlugin):
    """apispec asks it about every operation once the views of an application are known."""

    def __init__(self, app: Flask) -> None:
        self._views = app.view_functions

    def operation_helper(
        self,
        path: str | None = None,  # noqa: ARG002  # apispec's signature
        operations: dict[str, Any] | None = None,
        **of_the_route: Any,
    ) -> None:
        rule: Rule = of_the_route["rule"]
        access: str = vars(self._views[rule.endpoint])["access"]
        for operation in (operations or {}).values():
            for status in _problems(access, rule, body="requestBody" in operation):
                operation["responses"].setdefault(str(status.value), status.name)
            if access.startswith("reads"):
                operation["security"] = [{"bearer": []}]
            operation.setdefault("parameters", []).extend(_headers(access))


def _problems(access: str, rule: Rule, *, body: bool) -> Iterator[HTTPStatus]:
    yield from {"files": _FILING, "changes": _CHANGE, "public": ()}.get(access, _READING)
    if body:
        yield from _WITH_BODY
    if rule.arguments:
        yield HTTPStatus.NOT_FOUND
    yield HTTPStatus.SERVICE_UNAVAILABLE


def _headers(access: str) -> Iterator[dict[str, Any]]:
    wanted = {"files": _SIGNED, "changes": (*_SIGNED, *_CHANGING)}.get(access, ())
    for name, description in wanted:
        yield {
            "in": "header",
            "name": name,
            "required": True,
            "schema": {"type": "string"},
            "description": description,
        }
