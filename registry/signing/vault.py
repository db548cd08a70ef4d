"""Values sealed so that only this register opens them, and hashes by which it finds them again.

Erasing a sealed value erases the person from the register: whatever else commits to it holds only salted digests.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from registry.signing.errors import KeyRingError, SealBroken
from registry.signing.keys import Use
from registry.signing.ring import KeyRing

_FORMAT = b"\x01"
_NONCE_BYTES = 12
_TAG_BYTES = 16


@dataclass(frozen=True, slots=True)
class SealedValue:
    """What may be stored: the key's id, and format byte, nonce, ciphertext and tag in one."""

    key_id: str
    sealed: bytes = field(repr=False)


class Vault:
    """Seals with the ring's disclosure secret and hashes with its search secret."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring
        self._key_id = ring.current(Use.DISCLOSURE).kid
        self._current = AESGCM(ring.secret(Use.DISCLOSURE))
        self._search = ring.secret(Use.SEARCH)
        self._searches = (self._search, *ring.other_secrets(Use.SEARCH))

    @property
    def key_id(self) -> str:
        """The id of the key under which values are sealed now."""
        return self._key_id

    @property
    def hash_key_id(self) -> str:
        """The id of the secret behind `keyed_hash`; hashes under another one do not match and must be made anew."""
        return self._ring.current(Use.SEARCH).kid

    def seal(self, plaintext: bytes, *, bound_to: bytes) -> SealedValue:
        """AES-256-GCM (NIST SP 800-38D) with a random nonce.

        The value opens only where `bound_to` is the same: bound to its row, it cannot be moved to another one.
        Rotate the disclosure key before 2**32 values have been sealed under it.
        """
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return SealedValue(self._key_id, _FORMAT + nonce + self._current.encrypt(nonce, plaintext, bound_to))

    def open(self, value: SealedValue, *, bound_to: bytes) -> bytes:
        """The plaintext, or SealBroken. Values sealed under a retired key open as before."""
        head, rest = value.sealed[:1], value.sealed[1:]
        if head != _FORMAT or len(rest) < _NONCE_BYTES + _TAG_BYTES:
            raise SealBroken("not a sealed value")
        try:
            return self._cipher(value.key_id).decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], bound_to)
        except InvalidTag:
            raise SealBroken("altered, moved, or sealed under another key") from None

    def keyed_hash(self, label: str, value: str) -> str:
        """HMAC-SHA256 (RFC 2104) in hex: equal for equal label and value, and unguessable without the secret."""
        return hmac.digest(self._search, _message(label, value), sha256).hex()

    def keyed_hashes(self, label: str, value: str) -> list[str]:
        """The same under every search secret of the ring, the current one first."""
        message = _message(label, value)
        return [hmac.digest(secret, message, sha256).hex() for secret in self._searches]

    def _cipher(self, key_id: str) -> AESGCM:
        if key_id == self._key_id:
            return self._current
        try:
            return AESGCM(self._ring.secret(Use.DISCLOSURE, key_id))
        except KeyRingError:
            raise SealBroken("sealed under a key this ring does not have") from None


def _message(label: str, value: str) -> bytes:
    name = label.encode()
    return len(name).to_bytes(4, "big") + name + value.encode()
