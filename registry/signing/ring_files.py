"""The files of a key ring: where the key of a use lies, and that it is the one the index names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc.jwk import thumbprint

from registry.signing.encoding import to_base64url
from registry.signing.errors import KeyRingError
from registry.signing.key_files import StoredKey, read_key, write_key
from registry.signing.keys import SECRET_USES, WORKER_USES, Algorithm, KeyState, PublicKey, RingKey, Use, algorithm_of
from registry.signing.x509 import self_issued, write_chain

_SECRET_BYTES = 32
APART = "log"  # the folder of the worker's private keys, which the service's machine need not have


def place(folder: Path, use: Use) -> Path:
    return folder / APART if use in WORKER_USES else folder


def chain_of(folder: Path, key: RingKey) -> Path:
    return folder / f"{key.use}-{key.kid}.crt"


def add_key(folder: Path, use: Use, *, passphrase: str, issuer: str, at: datetime) -> RingKey:
    key = _generated(use)
    jwk = _public_jwk(key)
    kid = thumbprint(dict(jwk))
    file = f"{use}-{kid}.pem"
    write_key(place(folder, use) / file, key, passphrase=passphrase)
    made = RingKey(use, kid, KeyState.CURRENT, created_at=at, state_since=at, jwk=jwk, file=file)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        write_chain(chain_of(folder, made), self_issued(key, issuer=issuer, at=at), kid=kid)
    return made


def read_own(folder: Path, key: RingKey, *, passphrase: str) -> StoredKey:
    """The private key of an entry of the index, proven to be that entry's."""
    stored: StoredKey = read_key(place(folder, key.use) / key.file, passphrase=passphrase)
    if dict(_public_jwk(stored)) != dict(key.jwk):
        raise KeyRingError(
            f"The key file {key.file} is not the one the index names.", zh=f"密钥文件 {key.file} 与索引不符。"
        )
    return stored


def require_passphrase(folder: Path, current: Mapping[Use, RingKey], *, use: Use, passphrase: str) -> None:
    """That whoever replaces the key of a use knows the passphrase of the key, or, where its file is lost, of one beside
    it. Where none is left of the worker's keys, it must not be the service's."""
    where = place(folder, use)
    beside = [key for key in current.values() if place(folder, key.use) == where and (where / key.file).exists()]
    if beside:
        read_own(folder, next((key for key in beside if key.use is use), beside[0]), passphrase=passphrase)
    elif where == folder:
        raise KeyRingError(
            "Not one key file of the ring is there: restore it from its backup.",
            zh="密钥环中没有任何密钥文件：请从备份恢复。",
        )
    elif opens_the_service(folder, current.values(), passphrase=passphrase):
        raise not_apart()


def opens_the_service(folder: Path, keys: Iterable[RingKey], *, passphrase: str) -> bool:
    """Whether the passphrase is that of the service's keys. They have one, so the first that is there tells."""
    files = (folder / key.file for key in keys if place(folder, key.use) == folder)
    first = next((file for file in files if file.exists()), None)
    try:
        return first is not None and bool(read_key(first, passphrase=passphrase))
    except KeyRingError:
        return False


def derived_secret(key: X25519PrivateKey, use: Use) -> bytes:
    """HKDF-SHA256 (RFC 5869) of the container's bytes; the use is part of the derivation.

    Secrets lie in an X25519 container only so that one file format and one passphrase rule serve for all.
    """
    info = f"registry/secret/v1/{use}".encode()
    return HKDF(algorithm=SHA256(), length=_SECRET_BYTES, salt=None, info=info).derive(key.private_bytes_raw())


def _generated(use: Use) -> StoredKey:
    if use in SECRET_USES:
        return X25519PrivateKey.generate()
    if algorithm_of(use) is Algorithm.ED25519:
        return Ed25519PrivateKey.generate()
    return ec.generate_private_key(ec.SECP256R1())


def _public_jwk(key: StoredKey) -> dict[str, str]:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return PublicKey(key.public_key()).jwk
    curve = "Ed25519" if isinstance(key, Ed25519PrivateKey) else "X25519"
    return {"kty": "OKP", "crv": curve, "x": to_base64url(key.public_key().public_bytes_raw())}


def not_apart() -> KeyRingError:
    return KeyRingError(
        "The log's key needs a passphrase of its own, which the service does not know.",
        zh="日志密钥须有独立的口令，不得与服务所用口令相同。",
    )
