"""A lender's own key: made by the lender, kept by the lender; the register only ever sees the public half."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from registry.signing.errors import KeyRingError
from registry.signing.key_files import read_key, write_key
from registry.signing.keys import Algorithm, PrivateKey, PublicKey

__all__ = ["ClientKey", "PublicKey", "generate_client_key"]


class ClientKey(PrivateKey):
    """A key with which a client asks for tokens and signs its filings."""

    def save(self, path: Path, *, passphrase: str | None = None) -> None:
        """Write the key as PKCS#8 PEM with mode 0600. An existing file is never overwritten."""
        write_key(path, self._key, passphrase=passphrase)

    @classmethod
    def load(cls, path: Path, *, passphrase: str | None = None) -> ClientKey:
        key = read_key(path, passphrase=passphrase)
        if isinstance(key, X25519PrivateKey):
            raise KeyRingError(f"The key in {path.name} cannot sign.", zh=f"文件 {path.name} 中的密钥不能用于签名。")
        return cls(key)


def generate_client_key(alg: str = Algorithm.ED25519) -> ClientKey:
    """Make a key for `ed25519` or `ecdsa-p256-sha256`; any other name is a ValueError."""
    if Algorithm(alg) is Algorithm.ED25519:
        return ClientKey(Ed25519PrivateKey.generate())
    return ClientKey(ec.generate_private_key(ec.SECP256R1()))
