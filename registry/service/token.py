"""A client's system proves who it is and gets a bearer token for reading (RFC 7523, RFC 6749 section 4.4)."""

from __future__ import annotations

from datetime import datetime

from registry.domain.access import READS, Role
from registry.domain.errors import KeyRevoked
from registry.service.authority import Authority
from registry.signing.errors import BadSignature, Reason
from registry.signing.keys import PublicKey
from registry.signing.tokens import issue_access_token, read_assertion
from registry.store import Store
from registry.store.assertions import use_once
from registry.store.reads import clients

LIFETIME_SECONDS = 600


def issue(store: Store, authority: Authority, *, assertion: str, audience: str, origin: str, at: datetime) -> str:
    """A token for the client that made the assertion, once. Raises BadSignature or KeyRevoked.

    ``audience`` is the token endpoint's address, ``origin`` the register's public address that tokens are for.
    """
    read = read_assertion(assertion, key_of=lambda kid: _enrolled(store, kid), audience=audience, at=at)
    enrolled = clients.key(store, read.key_id)
    if enrolled is None or enrolled.client != read.client_id:
        raise BadSignature(Reason.UNKNOWN_KEY, "the key is another client's")
    if not use_once(store, client=read.client_id, jti=read.jti, expires_at=read.expires_at):
        raise BadSignature(Reason.STALE, "the assertion was used before")
    return issue_access_token(
        authority.ring,
        audience=origin,
        at=at,
        lifetime_seconds=LIFETIME_SECONDS,
        client_id=enrolled.client,
        institution=enrolled.institution,
        role=enrolled.role,
        scopes=frozenset(str(permission) for permission in READS[Role(enrolled.role)]),
    )


def _enrolled(store: Store, key_id: str) -> PublicKey:
    enrolled = clients.key(store, key_id)
    if enrolled is None:
        raise BadSignature(Reason.UNKNOWN_KEY)
    if not enrolled.live:
        raise KeyRevoked(key_id)
    return PublicKey.from_jwk(enrolled.jwk)
