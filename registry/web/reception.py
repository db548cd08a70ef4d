"""What the pages are served with, and what a browser must show before anything is done for it."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from flask import Response, g, request

from registry.domain.people.session import TOKEN_BYTES, csrf_of
from registry.service.authority import Authority
from registry.service.people.sessions import signed_in
from registry.store import Store
from registry.store.reads.people import SignedIn

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """Store, keys, public address and clock of one process."""

    store: Store
    authority: Authority
    origin: str
    clock: Callable[[], datetime]

    @property
    def has_cover(self) -> bool:
        """Whether the cookie is for encrypted lines alone. Without is a demo on one's own machine, and nothing else:
        anywhere else a browser that is asked over http has no cookie to give away, and nobody signs in."""
        parts = urlsplit(self.origin)
        is_demo = not self.authority.issuer.livemode and parts.scheme == "http" and parts.hostname in _LOOPBACK
        return not is_demo

    @property
    def cookie(self) -> str:
        """With the prefix no neighbour of this host, and no page over http, can plant one (RFC 6265bis)."""
        return "__Host-registry-session" if self.has_cover else "registry-session"

    def token(self) -> str:
        """The token the browser sent; for one that sent none, a new one, which nobody is signed in with."""
        if "token" not in g:
            g.token = request.cookies.get(self.cookie) or secrets.token_urlsafe(TOKEN_BYTES)
        found: str = g.token
        return found

    def visitor(self) -> SignedIn | None:
        """Who is signed in."""
        if "visitor" not in g:
            g.visitor = signed_in(self.store, self.token(), at=self.clock())
        found: SignedIn | None = g.visitor
        return found

    def sent_from_here(self) -> bool:
        """Whether a form was sent by a page of this register. A browser says whose page it was (Origin, RFC 6454; or
        Sec-Fetch-Site), and one that says neither is not believed."""
        if (origin := request.headers.get("Origin")) is not None:
            return origin == self.origin
        return request.headers.get("Sec-Fetch-Site") == "same-origin"

    def sent_with_its_word(self) -> bool:
        """Whether a form carries the word of this browser's own session."""
        return hmac.compare_digest(request.form.get("csrf", "").encode(), csrf_of(self.token()).encode())

    def become(self, token: str) -> None:
        """From here on the request is that of another session."""
        g.token = token
        g.pop("visitor", None)

    def give(self, answer: Response) -> Response:
        """Set the cookie; it goes when the browser is closed, or sooner."""
        answer.set_cookie(self.cookie, self.token(), path="/", secure=self.has_cover, httponly=True, samesite="Lax")
        return answer

    def take_away(self, answer: Response) -> Response:
        answer.delete_cookie(self.cookie, path="/", secure=self.has_cover, httponly=True, samesite="Lax")
        return answer
