"""What the specification says of every route beyond its forms: the headers it needs, the problems it declines with, and
how it is asked with curl and the SDK.

Headers and problems follow from the access a route declares (auth.py) and from its address, so no route lists them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from apispec import APISpec, BasePlugin
from flask import Flask
from werkzeug.routing import Rule

from registry.api.samples import samples
from registry.signing.http_signature import CHANGE, FILING, TAG

DESCRIPTION = """\
**读取**凭十分钟有效的访问令牌（`POST /oauth/token`，以本机构的私钥换取）。
**申报**凭对申报本身的签名（RFC 9421）和一次性的 `Idempotency-Key`；变更另须以 `If-Match` 指明所依据的版本。
SDK 与命令行代为办理这一切。申报均可先加 `?dry_run=true` 试算。
金额和数量是十进制字符串。问题以 `application/problem+json` 答复（RFC 9457），其 `code` 稳定不变。
`GET /v1/enums` 列出全部词汇、问题与规则。

示例可在演示登记系统（`make demo`）上原样执行，由测试逐一执行。
`$TOKEN` 取自 `POST /oauth/token` 的示例；`$NUMBER`、`$CODE`、`$JWS` 即登记答复中的
`number`、`certificate.check_code`、`certificate.jws`，`$ITEM`、`$OTHER` 即其中第一项担保财产的 `id`
与 `ahead` 的第一个（同一申请提交两次即有）；`$HOLD`、`$SEIZURE` 即交易预留、查封答复中的 `id`，
`$DRAFT` 即超过上限的申请（`.demo/sample-large.json`）答复中的 `id`。

**Reading** takes a token of ten minutes (`POST /oauth/token`, against your institution's own key); **filing** takes a
signature over the filing itself (RFC 9421) and a once-only `Idempotency-Key`, and a change also names in `If-Match` the
version it is based on. The SDK and the command line do all of it. Money and quantities are decimal strings. Problems
are `application/problem+json` (RFC 9457) and their `code` never changes. `GET /v1/enums` lists every word, problem and
rule. Any filing can be rehearsed first with `?dry_run=true`.

The samples run as they stand against the demo register (`make demo`), and the tests run each of them; `$TOKEN` comes
from the sample of `POST /oauth/token`; `$NUMBER`, `$CODE` and `$JWS` stand in the answer to a registration (`number`,
`certificate.check_code`, `certificate.jws`), and so do `$ITEM` and `$OTHER` (the `id` of its first item, and the first
`ahead` there once the same was filed twice); `$HOLD` and `$SEIZURE` are the `id` of a hold and of a seizure, and
`$DRAFT` that of a filing above the ceiling (`.demo/sample-large.json`).
"""
BEARER = {"type": "http", "scheme": "bearer", "description": "POST /oauth/token (RFC 6749, RFC 7523)"}

_ORDER = ("openapi", "info", "servers", "tags", "paths", "components")

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


def document(spec: APISpec) -> dict[str, Any]:
    """The OpenAPI document, a reader's order outside and the alphabet's among the components."""
    made: dict[str, Any] = json.loads(json.dumps(spec.to_dict()))
    for tag in made["tags"]:
        tag["x-displayName"] = tag.pop("description")  # what readers of OpenAPI documents show in place of its code
    components = {part: dict(sorted(named.items())) for part, named in sorted(made["components"].items())}
    return {name: made[name] for name in _ORDER} | {"components": components}


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
            operation["x-codeSamples"] = samples(rule.endpoint)


def _problems(access: str, rule: Rule, *, body: bool) -> Iterator[HTTPStatus]:
    yield from {"files": _FILING, "changes": _CHANGE, "public": ()}.get(access, _READING)
    if body:
        yield from _WITH_BODY
    if rule.arguments:
        yield HTTPStatus.NOT_FOUND
    yield HTTPStatus.TOO_MANY_REQUESTS
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
