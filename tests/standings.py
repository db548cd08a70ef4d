"""What the public lists say of certificates, read as a stranger would who trusts the register's key for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from registry.domain import canon
from registry.domain.status_list import TYPE, Packed, Standing, opened
from registry.service.file import Filed
from registry.signing.jws import read_compact, verify_compact
from registry.signing.keys import Use
from registry.store.reads import status_lists
from tests.register import RegisterUnderTest

CLAIMED = "SELECT jws FROM certificate WHERE number = :number"


def claim_of(jws: str) -> dict[str, Any]:
    """Where a certificate says that its standing is published."""
    claim: dict[str, Any] = canon.loads(read_compact(jws).payload)["status"]["status_list"]
    return claim


def list_at(register: RegisterUnderTest, uri: str) -> tuple[dict[str, Any], Packed]:
    """The list that is served at an address: what it claims, and its places."""
    token = status_lists.token(register.store, uri)
    assert token, f"nothing is served at {uri}"
    key_of = register.authority.ring.key_of(Use.STATUS)
    claims: dict[str, Any] = canon.loads(verify_compact(token, key_of=key_of, typ=TYPE))
    return claims, opened(claims, uri=uri)


def stands(register: RegisterUnderTest, filed: Filed) -> Standing:
    """How a certificate stands by the list it names."""
    assert filed.jws
    claim = claim_of(filed.jws)
    return list_at(register, claim["uri"])[1][claim["idx"]]


def issued(register: RegisterUnderTest) -> list[datetime]:
    return [row["issued_at"] for row in register.rows("SELECT issued_at FROM status_list ORDER BY number")]
