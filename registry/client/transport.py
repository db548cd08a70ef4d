"""One request to the register and its reply: no redirects, no netrc, and again where nothing can happen twice."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import requests

from registry.client.answers import Answer, Problem, Unreachable
from registry.domain.status_list import MEDIA_TYPE

MOST_RETRIES = 3
LONGEST_PAUSE = 5.0
_FIRST_PAUSE = 0.25
_LATER = (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS)  # nothing was recorded
_BROKEN = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)

Clock = Callable[[], datetime]
Prepared = requests.PreparedRequest


def system_clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 -- a lender's machine has no composition root; tests give their own clock


@dataclass(frozen=True, kw_only=True)
class Transport:
    """Sends prepared requests. Whoever asks says whether a request may be repeated when its answer is lost."""

    timeout: float = 10
    clock: Clock = system_clock
    sleep: Callable[[float], None] = time.sleep
    session: requests.Session = field(default_factory=requests.Session)

    def send(self, prepare: Callable[[], Prepared], *, repeatable: bool) -> Answer:
        """The answer, prepared anew for each attempt. Raises Problem for what the register declines, Unreachable for
        silence.
        """
        retries = MOST_RETRIES if repeatable else 0
        for attempt in range(retries + 1):
            last = attempt == retries
            prepared = prepare()
            try:
                reply = self._once(prepared)
            except _BROKEN as fault:
                if last:
                    key = prepared.headers.get("Idempotency-Key")
                    raise Unreachable(f"no answer from {prepared.url}", idempotency_key=key) from fault
                self.sleep(_FIRST_PAUSE * 2**attempt)
                continue
            if last or reply.status_code not in _LATER or "Retry-After" not in reply.headers:
                return _answer(reply)
            self.sleep(_pause(reply.headers["Retry-After"], self.clock()))
        raise AssertionError("the last attempt returns or raises")

    def _once(self, prepared: Prepared) -> requests.Response:
        # Proxies and certificate bundles of the environment hold; a redirect would lead away from what was signed.
        settings = self.session.merge_environment_settings(prepared.url or "", {}, None, None, None)
        return self.session.send(prepared, timeout=self.timeout, allow_redirects=False, **settings)


def prepare(
    method: str,
    url: str,
    *,
    params: Mapping[str, Any] | None = None,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Prepared:
    """A request whose ``url`` is letter for letter what is sent. Not made by the session, which would add a password
    from a netrc file and cookies.
    """
    usual = {"Accept": "application/json", "User-Agent": "registry-client"}
    given = {name: value for name, value in (params or {}).items() if value is not None}
    return requests.Request(method, url, params=given, data=body, headers={**usual, **(headers or {})}).prepare()


def written(body: Any) -> bytes:
    """A body as it is sent: decimals come as strings, so no number is ever rounded."""
    return json.dumps(body, ensure_ascii=False, allow_nan=False).encode()


def _answer(reply: requests.Response) -> Answer:
    body = _read(reply)
    if not HTTPStatus.OK <= reply.status_code < HTTPStatus.MULTIPLE_CHOICES:
        raise Problem(reply.status_code, body)
    return Answer(reply.status_code, body, reply.headers, reply.content)


def _read(reply: requests.Response) -> Any:
    kind = reply.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind == "application/json" or kind.endswith("+json"):
        try:
            return reply.json()
        except ValueError:
            raise Problem(reply.status_code, {"code": "bad_answer", "title": "The answer is not JSON"}) from None
    if kind.startswith("text/") or kind in ("application/jose", MEDIA_TYPE):
        return reply.content.decode("utf-8", errors="replace")
    return reply.content


def _pause(retry_after: str, now: datetime) -> float:
    """Seconds to wait (RFC 9110 section 10.2.3: a number or a date), never more than a caller will bear."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_PAUSE)
    try:
        seconds = (parsedate_to_datetime(text) - now).total_seconds()
    except (ValueError, TypeError):
        return _FIRST_PAUSE
    return min(max(seconds, 0.0), LONGEST_PAUSE)
