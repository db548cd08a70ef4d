"""What a verifier is handed beside a certificate: its place in a small log, and the list in which it stands."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

from registry.domain import canon, certificate, merkle
from registry.domain.log import Checkpoint, Proof, leaf_of
from registry.domain.status_list import TYPE, Packed, Standing, claims
from registry.signing.jws import sign_compact
from registry.signing.keys import Signer, Use
from registry.signing.notes import sign_note


def a_leaf(payload: bytes) -> bytes:
    said = canon.loads(payload)
    at = datetime.fromisoformat(said["recorded_at"])
    return leaf_of(at, commitment=canon.unb64(said["entry"]), statement=certificate.statement(payload)).data()


def a_checkpoint(leaves: list[bytes], *, key: Signer, origin: str) -> str:
    root = merkle.root(len(leaves), _hash_of(leaves))
    return sign_note(Checkpoint(origin, len(leaves), root).text, name=origin, key=key)


def a_proof(
    payload: bytes, *, key: Signer, origin: str, index: int = 3, size: int = 11, leaf: bytes | None = None
) -> str:
    """That the certificate stands at a place among others, under a checkpoint of the log's key."""
    leaves = [sha256(b"leaf %d" % n).digest() for n in range(size)]
    leaves[index] = leaf or a_leaf(payload)
    path = tuple(merkle.range_hash(each, _hash_of(leaves)) for each in merkle.inclusion(index, size))
    return Proof(index, path, a_checkpoint(leaves, key=key, origin=origin)).text


def a_status_list(
    contents: dict[str, Any], standing: Standing = Standing.VALID, *, ring: Any, at: datetime, uri: str | None = None
) -> str:
    """The list that a certificate names, in which it stands so."""
    claim, packed = contents["status"]["status_list"], Packed()
    packed[claim["idx"]] = standing
    said = claims(packed, uri=uri or claim["uri"], issued_at=int(at.timestamp()))
    return sign_compact(ring, canon.dumps(said), use=Use.STATUS, typ=TYPE)


def _hash_of(leaves: list[bytes]) -> merkle.HashOf:
    hashes = [merkle.leaf_hash(each) for each in leaves]

    def hash_of(node: merkle.Node) -> bytes:
        begin = node.number << node.level
        return merkle.whole(hashes[begin : begin + (1 << node.level)])

    return hash_of
