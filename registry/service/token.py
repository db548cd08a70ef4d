"""A client's system proves who it is and gets a bearer token for reading (RFC 7523, RFC 6749 section 4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from registry.domain.access import READS, Role
from registry.service.authority import Authority
from registry.service.signers import Signer, Signers
from registry.signing.errors import BadSignature, Reason
from registry.signing.tokens import issue_access_token, read_assertion
from registry.store.assertions import use_once

LIFETIME_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a client shows: its assertion, and the thumbprint of the certificate on whose connection it does."""

    assertion: str
    certificate: str | None = None


def issue(signers: Signers, authority: Authority, *, asked: Asked, origin: str, at: datetime) -> str:
    """A token for the client that made the assertion, once. Raises BadSignature or KeyRevoked.

    ``origin`` is the register's public address, for which tokens are; assertions are for the endpoint there.
    """
    assertion, audience = asked.assertion, f"{origin}/oauth/token"
    read = read_assertion(assertion, key_of=lambda kid: _signer(signers, kid).public, audience=audience, at=at)
    by = _signer(signers, read.key_id).by
    if by.client != read.client_id:
        raise BadSignature(Reason.UNKNOWN_KEY, "the key is another client's")
    if not use_once(signers.store, client=read.client_id, jti=read.jti, expires_at=read.expires_at):
        raise BadSignature(Reason.STALE, "the assertion was used before")
    return issue_access_token(
        authority.ring,
        audience=origin,
        at=at,
        lifetime_seconds=LIFETIME_SECONDS,
        client_id=by.client,
        institution=by.institution,
        role=by.role,
        certificate=asked.certificate,
        scopes=frozenset(str(permission) for permission in READS[Role(by.role)]),
        key_id=read.key_id,
    )


def _signer(signers: Signers, key_id: str) -> Signer:
    """Asked of the database every time: a key that was revoked gets no token from then on."""
    signer = signers.asked(key_id)
    if signer is None:
        raise BadSignature(Reason.UNKNOWN_KEY)
    return signer
