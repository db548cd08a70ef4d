"""The certificate of the key that signs PDFs (RFC 5280): what readers of PDF ask for beside a key.

Our own verifier believes the key because the trust file lists it, whoever issued the certificate. A new key comes with
one that it issued to itself; in production an authority's takes its place, so that other readers believe it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from registry.signing.errors import KeyRingError
from registry.signing.key_files import read_closed, write_whole
from registry.signing.keys import PublicKey

_FOR = timedelta(days=3650)
_LONGEST_NAME = 64  # RFC 5280 appendix A, ub-common-name


def self_issued(key: EllipticCurvePrivateKey, *, issuer: str, at: datetime) -> bytes:
    """A certificate the key issues to itself, in PEM, good for ten years."""
    name = _name(issuer)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(at + _FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_USAGE, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    return made.public_bytes(Encoding.PEM)


def request(key: EllipticCurvePrivateKey, *, issuer: str) -> bytes:
    """What an authority is sent to certify the key (RFC 2986), in PEM."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(_name(issuer))
    return builder.add_extension(_USAGE, critical=True).sign(key, SHA256()).public_bytes(Encoding.PEM)


def read_chain(path: Path, *, kid: str) -> tuple[bytes, ...]:
    """The certificate of the key and those above it, in DER, as a file of the ring holds them."""
    return _checked(read_closed(path), kid=kid)


def write_chain(path: Path, pem: bytes, *, kid: str) -> None:
    """Put a chain in place of the one that is there, if its first certificate is the key's."""
    _checked(pem, kid=kid)
    write_whole(path, pem, replace=True)


def key_of(certificate: bytes) -> PublicKey | None:
    """The key a certificate in DER is of, if it is one of P-256."""
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
    except ValueError:
        return None
    return PublicKey(key) if isinstance(key, EllipticCurvePublicKey) and key.curve.name == "secp256r1" else None


def _checked(pem: bytes, *, kid: str) -> tuple[bytes, ...]:
    try:
        chain: Sequence[x509.Certificate] = x509.load_pem_x509_certificates(pem)
    except ValueError:
        chain = ()
    found = tuple(each.public_bytes(Encoding.DER) for each in chain)
    key = key_of(found[0]) if found else None
    if key is None or key.key_id != kid:
        raise KeyRingError(f"The certificate is not one of the key {kid}.", zh=f"证书不是密钥 {kid} 的证书。")
    return found


def _name(issuer: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer[:_LONGEST_NAME])])


_USAGE = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)
