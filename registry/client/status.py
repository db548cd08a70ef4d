"""How a certificate stands now, from the signed list it names: the list is fetched whole, and who serves it is not told
which place in it is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from registry.client.transport import Transport, prepare
from registry.domain.status_list import MEDIA_TYPE, PLACES, TYPE, Stale, Standing, read
from registry.signing.encoding import parse_canonical_json
from registry.signing.errors import BadSignature, Reason, malformed
from registry.signing.jws import read_compact, verify_compact
from registry.signing.keys import KeyState, PublicKey
from registry.signing.trust import Trust

__all__ = ["Stale", "fetch_status", "standing"]


def standing(token: str, *, claim: Mapping[str, Any], trust: Trust, now: datetime) -> Standing:
    """What a status list says at the place a certificate claims. ``claim`` is the certificate's ``status``.

    Raises Stale for a list that was good once and is not of now: by its time, or because the key that signed it is not
    the trust file's current one, and tells nothing of now. Raises BadSignature for whatever else is not the list
    claimed.
    """
    index, uri = _place(claim)
    payload = verify_compact(token, key_of=_listed(trust), typ=TYPE)
    try:
        stands = read(parse_canonical_json(payload), uri=uri, now=int(now.timestamp()))[index]
    except Stale:
        raise
    except ValueError as fault:
        raise malformed(str(fault)) from None
    if trust.keys[read_compact(token).kid].state is not KeyState.CURRENT:
        raise Stale("signed with a former key")
    return stands


def fetch_status(*, timeout: float = 10) -> Callable[[str], str]:
    """How to fetch a list: public, without a key of one's own. Takes the ``uri`` that a certificate claims and returns
    the token; raises Problem for a list that is not there, Unreachable for silence."""
    transport = Transport(timeout=timeout)

    def fetch(uri: str) -> str:
        if not uri.startswith(("https://", "http://")):
            raise ValueError("the address of a status list begins with https://")
        answer = transport.send(lambda: prepare("GET", uri, headers={"Accept": MEDIA_TYPE}), repeatable=True)
        return answer.body if isinstance(answer.body, str) else ""

    return fetch


def _place(claim: Mapping[str, Any]) -> tuple[int, str]:
    """Where a certificate says its standing is published (draft-ietf-oauth-status-list section 6.1)."""
    listed = claim.get("status_list")
    index, uri = (listed.get("idx"), listed.get("uri")) if isinstance(listed, Mapping) else (None, None)
    if type(index) is not int or not 0 <= index < PLACES or not isinstance(uri, str):
        raise malformed("not a place in a status list")
    return index, uri


def _listed(trust: Trust) -> Callable[[str], PublicKey]:
    def key_of(kid: str) -> PublicKey:
        known = trust.status_key(kid)
        if known is None:
            raise BadSignature(Reason.UNKNOWN_KEY)
        return known[0]

    return key_of
