"""Refusals become problem documents (RFC 9457) here and nowhere else: one table from facts to HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from registry.api.body import MalformedBody
from registry.domain import errors
from registry.domain.errors import Refusal, Unsafe
from registry.domain.people import refusals
from registry.domain.text import Text
from registry.signing.errors import BadSignature, Reason

STATUS_OF: Mapping[type[Refusal], HTTPStatus] = {
    MalformedBody: HTTPStatus.BAD_REQUEST,
    errors.InvalidParticulars: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.ProhibitedByLaw: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.AcknowledgementRequired: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.CollateralAlreadyPledged: HTTPStatus.CONFLICT,
    errors.QuantityExceeded: HTTPStatus.CONFLICT,
    errors.UnknownRegistration: HTTPStatus.NOT_FOUND,
    errors.StaleVersion: HTTPStatus.PRECONDITION_FAILED,
    errors.VersionRequired: HTTPStatus.PRECONDITION_REQUIRED,
    errors.RegistrationEnded: HTTPStatus.CONFLICT,
    errors.ActEnded: HTTPStatus.CONFLICT,
    errors.CreditorIsNotTheFiler: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotTheIssuer: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotPermitted: HTTPStatus.FORBIDDEN,
    errors.NotAllowedToClient: HTTPStatus.FORBIDDEN,
    errors.AboveCeiling: HTTPStatus.FORBIDDEN,
    errors.NotApproved: HTTPStatus.FORBIDDEN,
    errors.KeyNotHeld: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.KeyRevoked: HTTPStatus.UNAUTHORIZED,
    refusals.SignInRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    refusals.InvitationNotValid: HTTPStatus.UNPROCESSABLE_ENTITY,
    refusals.TwoAdministratorsNeeded: HTTPStatus.FORBIDDEN,
    refusals.UnknownPerson: HTTPStatus.NOT_FOUND,
    errors.IdempotencyKeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.FilingInProgress: HTTPStatus.CONFLICT,
    errors.AlreadyEnrolled: HTTPStatus.CONFLICT,
    errors.TooManyFound: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotSettled: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.BeyondTheCalendar: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    errors.LargeFilingUnderWay: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What sort of problem it is: its stable code, and the code in words."""

    code: str
    title: Text


OF_HTTP: Mapping[int, Kind] = {
    400: Kind("bad_request", Text("请求不符合要求", "The request is not as it must be")),
    401: Kind("unauthenticated", Text("须先证明身份", "Show who you are first")),
    403: Kind("not_permitted", Text("无权进行此操作", "You may not do this")),
    404: Kind("not_found", Text("没有这个地址", "There is nothing at this address")),
    405: Kind("method_not_allowed", Text("此地址不支持该方法", "This address does not take that method")),
    406: Kind("not_acceptable", Text("不能提供所要的格式", "Not available in that form")),
    413: Kind("too_large", Text("请求过大", "The request is too large")),
    414: Kind("too_long", Text("地址过长", "The address is too long")),
    415: Kind("unsupported_media_type", Text("须为 application/json", "The body must be application/json")),
    428: Kind("version_required", Text("须携带 If-Match 版本", "If-Match with the version is required")),
    500: Kind("internal_error", Text("系统内部错误，已记录", "Something broke on our side and was recorded")),
}

UNSIGNED: Mapping[Reason, Text] = {
    Reason.MISSING: Text("申请须由申报机构签名（RFC 9421）", "A filing must be signed (RFC 9421)"),
    Reason.STALE: Text("签名已超过五分钟或已用过", "The signature is older than five minutes, or was used before"),
    Reason.DIGEST_MISMATCH: Text("正文与其摘要不符", "The body does not have the digest that was signed"),
    Reason.SIGNATURE_MISMATCH: Text("签名验证不通过", "The signature does not verify"),
    Reason.UNKNOWN_KEY: Text("签名密钥未登记", "The key is not enrolled here"),
    Reason.EXPIRED: Text("令牌已过期", "The token has expired"),
    Reason.WRONG_AUDIENCE: Text("令牌不是给本系统的", "The token is for another audience"),
}
_UNBELIEVED = Text("无法确认身份", "It cannot be told who this is from")
RETRY_AFTER_SECONDS = 2
_PASSING = (errors.Unavailable, errors.FilingInProgress, errors.LargeFilingUnderWay)

_log = structlog.get_logger("registry.api")


def problem(status: int, kind: Kind, *, detail: Text | None = None, **members: Any) -> Response:
    """A problem document in the language asked for; both languages stand in ``text``."""
    detail = detail or kind.title
    g.problem = kind.code  # /metrics counts by it
    chinese = request.accept_languages.best_match(["zh", "en"], default="zh") == "zh"
    body = {
        "type": f"/problems/{kind.code}",
        "title": kind.title.zh if chinese else kind.title.en,
        "status": status,
        "detail": detail.zh if chinese else detail.en,
        "text": {"zh": detail.zh, "en": detail.en},
        "code": kind.code,
        "request_id": g.get("request_id", ""),
        "errors": [],
        **members,
    }
    return Response(json.dumps(body, ensure_ascii=False), status, content_type="application/problem+json")


def of_refusal(refusal: Refusal) -> Response:
    status = STATUS_OF[type(refusal)]
    g.reason, g.refusal = refusal.code, refusal
    members: dict[str, Any] = {
        "errors": [
            {"pointer": fault.pointer, "code": str(fault.code), "text": {"zh": fault.text.zh, "en": fault.text.en}}
            for fault in refusal.faults
        ],
        **refusal.facts,
    }
    if refusal.rule:
        members["rule"] = {
            "code": refusal.rule.code,
            "article": refusal.rule.article,
            "level": str(refusal.rule.level),
            "severity": str(refusal.rule.severity),
        }
    answer = problem(status, Kind(refusal.code, refusal.title), detail=refusal.detail, **members)
    if isinstance(refusal, errors.TooManyRequests):
        answer.headers["Retry-After"] = str(refusal.retry_after)
    elif isinstance(refusal, _PASSING):
        answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _rule() -> str | None:
    """What was asked, without its numbers: a path names registrations, a rule none."""
    return request.url_rule.rule if request.url_rule else None


def of_signature(bad: BadSignature) -> Response:
    """Who cannot be told is 401; the reason is named, never what was signed."""
    g.reason = str(bad.reason)
    _log.warning("not_believed", reason=g.reason, rule=_rule())
    answer = problem(401, OF_HTTP[401], detail=UNSIGNED.get(bad.reason, _UNBELIEVED))
    answer.headers["WWW-Authenticate"] = f'Bearer error="invalid_token", error_description="{bad.reason}"'
    return answer


def of_http(error: HTTPException) -> Response:
    status = error.code or 500
    kind = OF_HTTP.get(status, OF_HTTP[400 if status < 500 else 500])  # noqa: PLR2004
    answer = problem(status, kind)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            answer.headers[name] = value
    return answer


def of_unsafe(unsafe: Unsafe) -> Response:
    """A database that came back as another one, or less safe: nothing is served until somebody has looked."""
    _log.error("unsafe", reason=str(unsafe))
    return of_refusal(errors.Unavailable())


def of_anything(error: Exception) -> Response:
    _log.error("unexpected", kind=type(error).__name__, rule=_rule(), exc_info=error)
    return problem(500, OF_HTTP[500])


def register_problem_handlers(app: Flask) -> None:
    app.register_error_handler(Refusal, of_refusal)
    app.register_error_handler(BadSignature, of_signature)
    app.register_error_handler(Unsafe, of_unsafe)
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(Exception, of_anything)
