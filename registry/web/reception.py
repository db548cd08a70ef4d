"""What the pages are served with, and what a browser must show before anything is done for it."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from flask import Response, g, request

from registry.domain.passkeys import origin_for
from registry.domain.people.refusals import SignInRefused
from registry.domain.people.roles import Person
from registry.domain.people.session import TOKEN_BYTES, csrf_of
from registry.service.authority import Authority
from registry.service.canaries import Aviary
from registry.service.passkeys import Place
from registry.service.people.sessions import signed_in
from registry.store import Store
from registry.store.reads.people import SignedIn

_LONGEST_VERSION = 10  # digits
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """Store, keys, public address and clock of one process."""

    store: Store
    authority: Authority
    origin: str
    clock: Callable[[], datetime]
    canaries: Aviary | None = None

    def listen(self, names: Iterable[str]) -> None:
        """Remember the first canary among what is asked for; the answer is made without knowing of it, and what is
        heard is noted behind it, as of a system that asks."""
        if self.canaries and (label := self.canaries.among(names)):
            g.canary = label

    @property
    def has_cover(self) -> bool:
        """Whether the cookie is for encrypted lines alone. Without is a demo on one's own machine, and nothing else:
        anywhere else a browser that is asked over http has no cookie to give away, and nobody signs in."""
        parts = urlsplit(self.origin)
        is_demo = not self.authority.issuer.livemode and parts.scheme == "http" and parts.hostname in _LOOPBACK
        return not is_demo

    @property
    def passkeys(self) -> Place:
        return Place(store=self.store, authority=self.authority, public=self.origin)

    @property
    def own_origins(self) -> frozenset[str]:
        """The pages whose forms are believed. A demo is reached under two names of one's own machine: passkeys are made
        under that which is not a number."""
        other = None if self.has_cover else origin_for(self.origin)
        return frozenset(filter(None, (self.origin, other)))

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

    def known(self) -> SignedIn:
        """The same, behind a guard that lets nobody else in. Raises SignInRefused."""
        if (found := self.visitor()) is None:
            raise SignInRefused
        return found

    def person(self) -> Person:
        """Whose session it is. Raises SignInRefused."""
        return self.known().person

    def sent_from_here(self) -> bool:
        """Whether a form was sent by a page of this register. A browser says whose page it was (Origin, RFC 6454; or
        Sec-Fetch-Site), and one that says neither is not believed."""
        if (origin := request.headers.get("Origin")) is not None:
            return origin in self.own_origins
        return request.headers.get("Sec-Fetch-Site") == "same-origin"

    def sent_with_its_word(self) -> bool:
        """Whether a form carries the word of this browser's own session."""
        return hmac.compare_digest(request.form.get("csrf", "").encode(), csrf_of(self.token()).encode())

    def version_sent(self) -> int:
        """Of a draft, as the page showed it that sent the form; of what no page of ours says, no draft's."""
        sent = request.form.get("version", "")
        return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < _LONGEST_VERSION else 0

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
