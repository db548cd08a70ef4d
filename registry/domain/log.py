"""What the public log says: leaves, checkpoints (c2sp.org/tlog-checkpoint) and proofs (c2sp.org/tlog-proof@v1).

A leaf holds two digests and a second, nothing else: no kind, party, key or rank. Its reader needs only the certificate,
which says the entry's commitment and the instant, and whose own digest is the statement.
Every text has one spelling: what is read is written again and must be the same bytes, for a reader that passes over a
changed character lets a forger change it.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from registry.domain import canon, merkle
from registry.domain.merkle import HASH_BYTES

PROOF = "c2sp.org/tlog-proof@v1"
LARGEST_PROOF = 64 * 1024
_FORMAT = 1
_MEMBERS = frozenset({"v", "t", "entry", "statement"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"\d{1,19}", re.ASCII)  # whatever reads back as something else is refused where it stands
_INDEX = "index "


class NotOfTheLog(ValueError):
    """A text is not a leaf, a checkpoint or a proof in its only spelling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """An entry of the journal as the public may know it."""

    t: int
    entry: bytes
    statement: bytes | None

    @property
    def instant(self) -> datetime:
        return _EPOCH + timedelta(seconds=self.t)

    def data(self) -> bytes:
        said = {
            "v": _FORMAT,
            "t": self.t,
            "entry": canon.b64(self.entry),
            "statement": None if self.statement is None else canon.b64(self.statement),
        }
        return canon.encode(said)


def leaf_of(at: datetime, *, commitment: bytes, statement: bytes | None) -> Leaf:
    """The leaf of the entry of that instant, commitment and certificate."""
    return Leaf(t=(at - _EPOCH) // timedelta(seconds=1), entry=commitment, statement=statement)


def genesis_leaf(at: datetime, *, former: str) -> Leaf:
    """The first leaf of a log that follows another: it commits to the last checkpoint of the former one."""
    return leaf_of(at, commitment=sha256(b"log-genesis/v1\0" + former.encode()).digest(), statement=None)


def read_leaf(data: bytes) -> Leaf:
    """Raises NotOfTheLog for anything but the bytes of a leaf."""
    try:
        said: Any = canon.parse(data)
        statement = said["statement"]
        leaf = Leaf(
            t=_whole(said["t"]),
            entry=canon.unb64(said["entry"]),
            statement=None if statement is None else canon.unb64(statement),
        )
        digests = (leaf.entry, leaf.entry if leaf.statement is None else leaf.statement)
        if leaf.data() != data or said.keys() != _MEMBERS or any(len(each) != HASH_BYTES for each in digests):
            raise NotOfTheLog("not a leaf in its only spelling")
    except (canon.NotCanonical, KeyError, TypeError, AttributeError):
        raise NotOfTheLog("not a leaf") from None
    return leaf


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Which log, how many leaves, and their root. It counts where the log's key signed it."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"


def read_checkpoint(text: str) -> Checkpoint:
    """The text of a checkpoint, without its signatures. This log writes no extension lines and reads none."""
    try:
        origin, size, root, rest = text.split("\n")
    except ValueError:
        raise NotOfTheLog("not a checkpoint") from None
    found = Checkpoint(origin, _number(size), _hash(root))
    if rest or not origin or found.text != text:
        raise NotOfTheLog("not a checkpoint in its only spelling")
    return found


@dataclass(frozen=True, slots=True)
class Proof:
    """That a leaf stands in the log: where, the way up to the root, and the signed checkpoint that holds the root."""

    index: int
    path: tuple[bytes, ...]
    note: str

    @property
    def text(self) -> str:
        lines = (PROOF, f"{_INDEX}{self.index}", *map(_base64, self.path))
        return "\n".join((*lines, "", self.note))


def read_proof(text: str) -> Proof:
    """A proof in its only spelling. Its note is not judged here, and nothing counts before it is."""
    head, blank, note = text.partition("\n\n")
    first, *lines = head.split("\n")
    if len(text) > LARGEST_PROOF or not blank or first != PROOF or not lines or not lines[0].startswith(_INDEX):
        raise NotOfTheLog("not a proof")
    index, path = lines[0].removeprefix(_INDEX), lines[1:]
    found = Proof(_number(index), tuple(map(_hash, path)), note)
    if found.text != text:
        raise NotOfTheLog("a proof in other than its only spelling")
    return found


def verify_proof(proof: Proof, checkpoint: Checkpoint, *, leaf: bytes) -> None:
    """Return if the leaf stands where the proof says, in the tree of this checkpoint; raise ``merkle.BadProof`` if not.

    ``checkpoint`` is what the proof's note says, once its signature was found good.
    """
    merkle.verify_inclusion(
        merkle.leaf_hash(leaf), index=proof.index, size=checkpoint.size, path=proof.path, expected=checkpoint.root
    )


def _base64(data: bytes) -> str:
    """RFC 4648 section 4, with padding: what the log's specifications write. The journal's own is ``canon.b64``."""
    return base64.b64encode(data).decode()


def _hash(text: str) -> bytes:
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        raise NotOfTheLog("not base64") from None
    if len(data) != HASH_BYTES:
        raise NotOfTheLog("a hash that has not 32 bytes")
    return data


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise NotOfTheLog("not a number")
    return int(text)


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError("not a whole number")
    return value
