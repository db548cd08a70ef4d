"""How much one asker may ask for, kept over all workers of a host; what is too much is answered 429 with Retry-After.

Counted are the address, before anything of a request is believed or read, and the client and its institution, once it
is known who asks. Signing in is counted by address a second time, against a quota of its own, and so is what a person
asks about himself; who is shown a person's values is counted by client against the same. Every answer that was counted
says how far its asker is from his nearest limit (draft-ietf-httpapi-ratelimit-headers-11: RateLimit-Policy, RateLimit).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address, ip_network

from flask import Flask, Response, g, request

from registry.api.body import LARGEST
from registry.api.counts import Counts
from registry.domain.access import Permission
from registry.domain.errors import LargeFilingUnderWay, TooManyRequests
from registry.domain.quota import WINDOW_SECONDS, Left, Quota, seconds_until, weight, window_end

LARGE_BODY = 64 * 1024
"""Bytes. One item is never so much: even with an outline of 2,000 positions it stays below."""

_UNCOUNTED = ("/healthz", "/metrics")  # who watches must see most when there is too much
_SHOWING = frozenset({Permission.TOKEN, Permission.SIGN_IN})  # by what a system or a person shows who it is
_UNKNOWN_SIZE = LARGE_BODY + 1  # of a body that comes in chunks: it is only known when it has been read


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotas:
    """The configured quotas, by whom they are of."""

    address: int
    sign_in: int
    client: int
    institution: int
    personal: int


class Limits:
    """The quotas of one register on one host."""

    def __init__(
        self, counts: Counts, quotas: Quotas, *, proxies: int = 0, now: Callable[[], float] = time.monotonic
    ) -> None:
        """``proxies``: how many of our own stand before the service, each of which appends to X-Forwarded-For."""
        self._counts = counts
        self._address = Quota("address", quotas.address)
        self._sign_in = Quota("sign_in", quotas.sign_in)
        self._client = Quota("client", quotas.client)
        self._institution = Quota("institution", quotas.institution)
        self._personal = Quota("personal", quotas.personal)
        self._proxies = proxies
        self._now = now

    def arrived(self, *, signs_in: bool = False, personal: bool = False) -> None:
        """Count a request by its address. Raises TooManyRequests."""
        quotas = [self._address]
        quotas += [self._sign_in] if signs_in else []
        quotas += [self._personal] if personal else []
        self._take(dict.fromkeys(quotas, self.address()))

    def admit(self, *, client: str, institution: str, personal: bool = False) -> None:
        """Count a request of which it is known by now whose it is. Raises TooManyRequests."""
        own = {self._personal: client} if personal else {}
        self._take({self._client: client, self._institution: institution, **own})

    @contextmanager
    def one_large(self, whose: str) -> Iterator[None]:
        """Raise LargeFilingUnderWay while another large request of the same asker is under way on this host: he never
        holds more than one thread with them, whatever he sends."""
        if self.size() <= LARGE_BODY:
            yield
            return
        with self._counts.alone(f"large {whose}") as alone:
            if not alone:
                raise LargeFilingUnderWay
            yield

    def address(self) -> str:
        """Where the request comes from, as far as our own proxies vouch for it."""
        named = request.environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if self._proxies else []
        at = named[-self._proxies] if len(named) >= self._proxies > 0 else ""
        return _known(at.strip()) or _known(request.remote_addr or "") or "unknown"

    def size(self) -> int:
        told = request.content_length
        if told is None:
            return _UNKNOWN_SIZE if "HTTP_TRANSFER_ENCODING" in request.environ else 0
        return told

    def _take(self, askers: Mapping[Quota, str]) -> None:
        at = self._now()
        until = window_end(at)
        names = [f"{quota.name} {asker}" for quota, asker in askers.items()]
        # Of what is larger nothing is read: whoever only says so uses up no more of what his neighbours share with him.
        found = self._counts.add(names, until=until, now=int(at), weight=weight(min(self.size(), LARGEST)))
        seconds = seconds_until(until, at)
        left = [Left(quota, taken, seconds) for quota, taken in zip(askers, found, strict=True)]
        g.left = g.get("left", []) + left
        if exceeded := [each.quota.name for each in left if each.exceeded]:
            raise TooManyRequests(exceeded, retry_after=seconds)


@lru_cache(maxsize=4096)
def _known(text: str) -> str | None:
    """An address as it is counted: an IPv6 network of 64 bits is one asker's, who may use any address in it."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return str(address) if address.version == 4 else str(ip_network((address, 64), strict=False))  # noqa: PLR2004


def install(app: Flask, limits: Limits) -> None:
    """Count every request of this application, and say on every answer what is left."""

    @app.before_request
    def begin() -> None:
        if request.path not in _UNCOUNTED:
            view = app.view_functions.get(request.endpoint or "")
            shows = request.method == "POST" and getattr(view, "right", None) in _SHOWING
            asked = request.method == "POST" and getattr(view, "right", None) is Permission.SUBJECT_REPORT
            limits.arrived(signs_in=shows, personal=asked)

    @app.after_request
    def end(response: Response) -> Response:
        if left := g.get("left"):
            nearest = max(left, key=lambda each: each.share)
            response.headers["RateLimit-Policy"] = _policy(tuple(each.quota for each in left))
            response.headers["RateLimit"] = f'"{nearest.quota.name}";r={nearest.remaining};t={nearest.seconds}'
        return response


@lru_cache(maxsize=16)  # as many as there are ways to be asked
def _policy(quotas: tuple[Quota, ...]) -> str:
    return ", ".join(f'"{quota.name}";q={quota.most};w={WINDOW_SECONDS}' for quota in quotas)
