"""The register's own keys: a folder outside the database, one encrypted file per key and an index without secrets.

A process opens the ring for the uses it needs and holds no other private key: `serve` cannot sign the log, and the
`worker` cannot sign certificates. The worker's keys, of the log and of the status lists, lie in a folder of their own
under a passphrase of their own, so that whoever takes over the one has not the other. The index says which key is
current; what a key signed stays verifiable when the key is retired. Whether a stranger should believe the ring is not
said here but in the trust file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from registry.signing.errors import BadSignature, KeyRingError, Reason
from registry.signing.key_files import check_folder, make_folder
from registry.signing.keys import (
    PUBLISHED_USES,
    SECRET_USES,
    WORKER_USES,
    KeyState,
    PrivateKey,
    PublicKey,
    RingKey,
    RingListing,
    Use,
    algorithm_of,
)
from registry.signing.ring_files import (
    APART,
    add_key,
    chain_of,
    derived_secret,
    not_apart,
    opens_the_service,
    read_own,
    require_passphrase,
)  # fmt: skip
from registry.signing.ring_index import locked, read_index, write_index
from registry.signing.ring_secrets import prepared_key
from registry.signing.x509 import read_chain, request, write_chain

__all__ = [
    "KeyRing", "KeyState", "Use", "certify", "create_ring", "make_log_key", "name_log", "open_ring", "request_for",
    "revoke", "rotate",
]  # fmt: skip


class KeyRing:
    """An opened ring: everybody's public keys, and the private ones of the uses it was opened for."""

    def __init__(
        self,
        listing: RingListing,
        *,
        signers: Mapping[Use, PrivateKey],
        secrets: Mapping[str, bytes],
        chain: tuple[bytes, ...] = (),
    ) -> None:
        self._listing = listing
        self._signers = signers
        self._secrets = secrets
        self.chain = chain  # of the current key for paper, if the ring was opened for it: its certificate first
        self._keys = {key.kid: key for key in listing.keys}
        self._public = {key.kid: PublicKey.from_jwk(key.jwk) for key in listing.keys if key.use not in SECRET_USES}
        self._current = {key.use: key for key in listing.keys if key.state is KeyState.CURRENT}

    @property
    def issuer(self) -> str:
        return self._listing.issuer

    @property
    def origin(self) -> str:
        return self._listing.origin

    @property
    def log(self) -> str:
        """The origin of the log in force. It is the register's own until a log had to be begun anew."""
        return self._listing.log

    @property
    def livemode(self) -> bool:
        return self._listing.livemode

    def listing(self) -> RingListing:
        """Every key with its use and state, oldest first; no secret."""
        return self._listing

    def require_new(self, log: str) -> None:
        """Refuse a name for a log begun anew that a log has borne already: whoever kept one of its checkpoints would
        take the new one for a fork."""
        if log in (*self._listing.former, self._listing.log):
            raise _borne_before(log)

    def require(self, *, issuer: str, origin: str, livemode: bool) -> None:
        """Refuse to go on with a ring made for another register, or for the other mode of this one."""
        if (issuer, origin, livemode) != (self.issuer, self.origin, self.livemode):
            raise KeyRingError(
                f"The ring belongs to {self.issuer} ({self.origin}, livemode {self.livemode}), not to this register.",
                zh=f"该密钥环属于 {self.issuer}（{self.origin}，livemode {self.livemode}），不属于本登记系统。",
            )

    def current(self, use: Use) -> RingKey:
        try:
            return self._current[use]
        except KeyError:
            raise _no_key(use) from None

    def public(self, kid: str) -> PublicKey:
        """The public key of this thumbprint, whatever its use and state. Secrets have none."""
        try:
            return self._public[kid]
        except KeyError:
            raise BadSignature(Reason.UNKNOWN_KEY) from None

    def key_of(self, use: Use, *, revoked: bool = False) -> Callable[[str], PublicKey]:
        """A look-up that knows only keys of this use which are not revoked: what a verifier needs. With ``revoked``
        those too, for who holds what they signed against the journal."""

        def key_of(kid: str) -> PublicKey:
            public = self.public(kid)
            if self._keys[kid].use is not use:
                raise BadSignature(Reason.WRONG_KEY_USE, f"made by a key for {self._keys[kid].use}")
            if self._keys[kid].state is KeyState.REVOKED and not revoked:
                raise BadSignature(Reason.REVOKED_KEY)
            return public

        return key_of

    def signer(self, use: Use) -> PrivateKey:
        """The current key of a use, if the ring was opened for it."""
        try:
            return self._signers[use]
        except KeyError:
            raise _not_opened(use) from None

    def has(self, use: Use) -> bool:
        """Whether there is a current key of a use, which a ring from before that use has not."""
        return use in self._current

    def secret(self, use: Use, kid: str | None = None) -> bytes:
        """The 32 bytes of a secret, the current one unless a kid names a former one."""
        wanted = self.current(use).kid if kid is None else kid
        if wanted in self._secrets and self._keys[wanted].use is use:
            return self._secrets[wanted]
        raise _not_opened(use)

    def other_secrets(self, use: Use) -> tuple[bytes, ...]:
        """The secrets of a use beside the current one, the newest first."""
        current = self.current(use).kid
        others = [key.kid for key in reversed(self._listing.keys) if key.use is use and key.kid != current]
        return tuple(self._secrets[kid] for kid in others if kid in self._secrets)

    def unsigning(self) -> tuple[RingListing, Mapping[str, bytes]]:
        """What a process of our own is handed that verifies and opens, and signs nothing: the listing, the secrets."""
        return self._listing, self._secrets

    def jwks(self) -> dict[str, Any]:
        """The published keys as a JWK set (RFC 7517), each with its use and state in this register.

        Plain JOSE users find keys here. Trust comes from the trust file, never from this set.
        """
        return {
            "keys": [
                {
                    **key.jwk,
                    "kid": key.kid,
                    "alg": algorithm_of(key.use).jose,
                    "registry_use": str(key.use),
                    "state": str(key.state),
                }
                for key in self._listing.keys
                if key.use in PUBLISHED_USES
            ]
        }

    def __repr__(self) -> str:
        return f"KeyRing({self.issuer}, {self.origin})"


def create_ring(folder: Path, *, passphrase: str, issuer: str, origin: str, livemode: bool, at: datetime) -> None:
    """Make a ring with one current key for every use but the worker's, whose passphrase is another's to know. A folder
    that holds a ring is never touched."""
    make_folder(folder)
    with locked(folder):
        if (folder / "ring.json").exists():
            raise KeyRingError(f"The folder {folder} holds a key ring already.", zh=f"目录 {folder} 中已有密钥环。")
        keys = tuple(
            add_key(folder, use, passphrase=passphrase, issuer=issuer, at=at) for use in Use if use not in WORKER_USES
        )
        write_index(folder, RingListing(issuer, origin, livemode, keys, log=origin))


def make_log_key(folder: Path, *, passphrase: str, at: datetime) -> RingKey:
    """Give a ring the key that signs its log, under a passphrase that opens nothing else. Returns it."""
    check_folder(folder)
    with locked(folder):
        listing = read_index(folder)
        if any(key.use is Use.LOG for key in listing.keys):
            raise KeyRingError(
                "The ring has a key for the log already; rotate it.", zh="密钥环中已有日志密钥；如需更换请轮换。"
            )
        if opens_the_service(folder, listing.keys, passphrase=passphrase):
            raise not_apart()
        make_folder(folder / APART)
        added = add_key(folder, Use.LOG, passphrase=passphrase, issuer=listing.issuer, at=at)
        write_index(folder, replace(listing, keys=(*listing.keys, added)))
    return added


def name_log(folder: Path, origin: str) -> None:
    """The log that is signed from now on bears this name: for a log begun anew, never for any other reason. The name it
    bore is kept, for what it proved is still to be believed. Done twice, it is done once."""
    check_folder(folder)
    with locked(folder):
        listing = read_index(folder)
        if origin in listing.former:
            raise _borne_before(origin)
        if origin != listing.log:
            write_index(folder, replace(listing, log=origin, former=(*listing.former, listing.log)))


def open_ring(folder: Path, *, passphrase: str, uses: frozenset[Use]) -> KeyRing:
    """Open the ring for these uses. Other private keys are not even read.

    Former signing keys stay closed, for nothing is signed with them again; former secrets are opened, for what
    they sealed must still open.
    """
    check_folder(folder)
    listing = read_index(folder)
    signers: dict[Use, PrivateKey] = {}
    secrets: dict[str, bytes] = {}
    chain: tuple[bytes, ...] = ()
    for key in listing.keys:
        if key.use not in uses or (key.use not in SECRET_USES and key.state is not KeyState.CURRENT):
            continue
        stored = read_own(folder, key, passphrase=passphrase)
        if isinstance(stored, X25519PrivateKey):
            secrets[key.kid] = derived_secret(stored, key.use)
        else:
            signers[key.use] = PrivateKey(stored)
            chain = read_chain(chain_of(folder, key), kid=key.kid) if key.use is Use.PAPER else chain
    return KeyRing(listing, signers=signers, secrets=secrets, chain=chain)


def rotate(folder: Path, use: Use, *, passphrase: str, at: datetime) -> RingKey:
    """Make a new current key for a use and retire the former, which stays in the ring. Returns the new one. A ring
    from before there was such a use has no former one.

    The former key must open with the same passphrase, so that the service's keys never have two, nor the worker's.
    Where its file is lost, another key of its folder must: a lost key is replaced by the same hand as any other.
    """
    check_folder(folder)
    with locked(folder):
        listing = read_index(folder)
        current = {key.use: key for key in listing.keys if key.state is KeyState.CURRENT}
        first = Use.LOG if use in WORKER_USES else Use.CERTIFICATE
        if first not in current:
            raise _no_key(first)
        require_passphrase(folder, current, use=use, passphrase=passphrase)
        prepared = prepared_key(listing, use)
        added = (
            replace(prepared, state=KeyState.CURRENT, state_since=at)
            if prepared
            else add_key(folder, use, passphrase=passphrase, issuer=listing.issuer, at=at)
        )
        others = (_retired(key, use, at=at) for key in listing.keys if key is not prepared)
        write_index(folder, replace(listing, keys=(*others, added)))
    return added


def request_for(folder: Path, *, passphrase: str) -> bytes:
    """What an authority is sent to certify the current key for paper, in PEM."""
    listing = read_index(folder)
    stored = read_own(folder, _paper_key(listing), passphrase=passphrase)
    assert isinstance(stored, ec.EllipticCurvePrivateKey)
    return request(stored, issuer=listing.issuer)


def certify(folder: Path, pem: bytes) -> RingKey:
    """Put an authority's certificate, and those above it, in place of the one the key for paper issued to itself."""
    check_folder(folder)
    with locked(folder):
        key = _paper_key(read_index(folder))
        write_chain(chain_of(folder, key), pem, kid=key.kid)
    return key


def revoke(folder: Path, kid: str, *, at: datetime) -> RingKey:
    """Mark a former key as not to be believed any more. The current one must be rotated out first.

    Needs no passphrase: on the day a key is stolen, whoever is at hand must be able to do it.
    """
    check_folder(folder)
    with locked(folder):
        listing = read_index(folder)
        key = _former(listing, kid)
        revoked = replace(key, state=KeyState.REVOKED, state_since=at) if key.state is KeyState.RETIRED else key
        kept = tuple(revoked if other.kid == kid else other for other in listing.keys)
        write_index(folder, replace(listing, keys=kept))
    return revoked


def _former(listing: RingListing, kid: str) -> RingKey:
    """The key of this name, if it is one that can be revoked."""
    key = next((key for key in listing.keys if key.kid == kid), None)
    if key is None:
        raise KeyRingError(f"The ring has no key {kid}.", zh=f"密钥环中没有密钥 {kid}。")
    if key.use in SECRET_USES:
        raise KeyRingError(
            "A secret is not revoked; what it sealed must be sealed anew.",
            zh="加密用的秘密不能吊销，其加密的内容须重新加密。",
        )
    if key.state is KeyState.CURRENT:
        raise KeyRingError("The current key of a use is rotated first, then revoked.", zh="现用密钥须先轮换，再吊销。")
    return key


def _retired(key: RingKey, use: Use, *, at: datetime) -> RingKey:
    former = key.use is use and key.state is KeyState.CURRENT
    return replace(key, state=KeyState.RETIRED, state_since=at) if former else key


def _paper_key(listing: RingListing) -> RingKey:
    key = next((key for key in listing.keys if key.use is Use.PAPER and key.state is KeyState.CURRENT), None)
    if key is None:
        raise KeyRingError(
            "The ring has no key for paper yet: registry keys rotate paper.",
            zh="密钥环尚无纸面证明密钥：请运行 registry keys rotate paper。",
        )
    return key


def _borne_before(log: str) -> KeyRingError:
    return KeyRingError(f"{log} was a log's name before and never comes back.", zh=f"{log} 曾是日志的名称，不得再用。")


def _no_key(use: Use) -> KeyRingError:
    if use is Use.LOG:
        return KeyRingError(
            "The ring has no key for the log yet: registry keys log.", zh="密钥环中尚无日志密钥：registry keys log。"
        )
    return KeyRingError(
        f"The ring has no key for {use} yet: registry keys rotate {use}.",
        zh=f"密钥环中尚无用途为 {use} 的密钥：registry keys rotate {use}。",
    )


def _not_opened(use: Use) -> KeyRingError:
    return KeyRingError(f"This process was not given the key for {use}.", zh=f"本进程未获得用途为 {use} 的密钥。")
