"""The index of a key ring, `ring.json`: which key is for what, since when, and in which file. It holds no secret."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from joserfc.jwk import thumbprint

from registry.signing.encoding import parse_json_object
from registry.signing.errors import BadSignature, KeyRingError
from registry.signing.key_files import read_closed, write_whole
from registry.signing.keys import LATER_USES, SECRET_USES, Algorithm, KeyState, RingKey, RingListing, Use, algorithm_of

_VERSION = 1
_INDEX = "ring.json"
_LOCK = "ring.lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the ring against other writers. Readers need no lock, for the index is replaced as a whole."""
    handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def read_index(folder: Path) -> RingListing:
    """The ring as its index tells it, every entry checked against itself."""
    data = read_closed(folder / _INDEX)
    try:
        index = parse_json_object(data)
        if index["version"] != _VERSION:
            raise ValueError("another version")  # noqa: TRY301 -- one place says what a damaged index means
        keys = tuple(_key_from_json(item) for item in index["keys"])
        log = _text(index.get("log", index["origin"]))
        former = _texts(index.get("former", [] if log == index["origin"] else [index["origin"]]))
        listing = RingListing(
            _text(index["issuer"]), _text(index["origin"]), _flag(index["livemode"]), keys, log, former
        )
        _check_whole(keys)
    except (BadSignature, KeyError, TypeError, ValueError):
        raise KeyRingError(
            f"The index {folder / _INDEX} is damaged or of another version.",
            zh=f"索引 {folder / _INDEX} 已损坏或版本不符。",
        ) from None
    return listing


def write_index(folder: Path, listing: RingListing) -> None:
    index = {
        "version": _VERSION,
        "issuer": listing.issuer,
        "origin": listing.origin,
        **({"log": listing.log, "former": list(listing.former)} if listing.log != listing.origin else {}),
        "livemode": listing.livemode,
        "keys": [_key_to_json(key) for key in listing.keys],
    }
    text = json.dumps(index, ensure_ascii=False, indent=2) + "\n"
    write_whole(folder / _INDEX, text.encode(), replace=True)


def _key_to_json(key: RingKey) -> dict[str, Any]:
    return {
        "use": str(key.use),
        "kid": key.kid,
        "file": key.file,
        "state": str(key.state),
        "created_at": _instant(key.created_at),
        "state_since": _instant(key.state_since),
        "jwk": dict(key.jwk),
    }


def _key_from_json(item: dict[str, Any]) -> RingKey:
    use, file = Use(item["use"]), _text(item["file"])
    jwk = {name: _text(item["jwk"][name]) for name in ("kty", "crv", "x", "y") if name in item["jwk"]}
    if (jwk["kty"], jwk["crv"]) != _kind_of(use) or thumbprint(dict(jwk)) != item["kid"] or Path(file).name != file:
        raise ValueError("an entry contradicts itself")
    return RingKey(
        use=use,
        kid=item["kid"],
        state=KeyState(item["state"]),
        created_at=datetime.fromisoformat(item["created_at"]),
        state_since=datetime.fromisoformat(item["state_since"]),
        jwk=jwk,
        file=file,
    )


def _kind_of(use: Use) -> tuple[str, str]:
    """Key type and curve of a use's keys (RFC 7518, RFC 8037)."""
    if use in SECRET_USES:
        return "OKP", "X25519"
    return ("OKP", "Ed25519") if algorithm_of(use) is Algorithm.ED25519 else ("EC", "P-256")


def _check_whole(keys: tuple[RingKey, ...]) -> None:
    current = [key.use for key in keys if key.state is KeyState.CURRENT]
    without = {*LATER_USES, Use.LOG} - {*current}  # the log's is made with a passphrase of its own
    if sorted((*current, *without)) != sorted(Use) or len({key.kid for key in keys}) != len(keys):
        raise ValueError("not one current key for every use, or one key twice")


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError("a text is missing")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("a list is missing")
    return tuple(map(_text, value))


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false is missing")
    return value
