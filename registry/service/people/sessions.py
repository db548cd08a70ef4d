"""Signing in and out, and who is there meanwhile. What is kept of a session's token is its digest."""

from __future__ import annotations

import secrets
from datetime import datetime

from registry.domain.ids import uuid7
from registry.domain.people.session import TOKEN_BYTES, Session, digest_of
from registry.service.authority import Authority
from registry.service.people.showing import Shown, look, use
from registry.store import Store, sessions
from registry.store.people import People, changing
from registry.store.reads import people as read
from registry.store.reads.people import SignedIn


def sign_in(store: Store, authority: Authority, *, shown: Shown, at: datetime) -> str:
    """The token of a session that begins; always a new one, so that a token somebody planted beforehand is worth
    nothing. Raises SignInRefused."""
    looked = look(store, authority, shown=shown, at=at)
    with changing(store) as people:
        return begin(people, use(people, looked, at=at).id, at=at)


def begin(people: People, person: str, *, at: datetime) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session = Session(id=f"ses_{uuid7(at, secrets.token_bytes)}", person=person, began_at=at, seen_at=at)
    people.begin(session, digest=digest_of(token))
    return token


def signed_in(store: Store, token: str, *, at: datetime) -> SignedIn | None:
    """Who holds this token, while his session stands; that he was there is noted."""
    found = read.signed_in(store, digest_of(token))
    if found is None or not found.session.stands(at):
        return None
    if found.session.is_due(at):
        sessions.note_seen(store, digest_of(token), at=at)
    return found


def sign_out(store: Store, token: str) -> None:
    """Nobody is signed in with this token from now on."""
    sessions.end(store, digest_of(token))
