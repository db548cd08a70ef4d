"""PDFs signed as PAdES (ETSI EN 319 142-1): baseline B-B, and B-T where a time-stamping authority is named.

The signature certifies the document and permits no change at all (DocMDP, ISO 32000-1 section 12.8.2.2). It is made on
P-256, for readers of PDF know no Ed25519.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from asn1crypto import algos
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError as PdfSigningError
from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import HTTPTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore
from requests import RequestException

from registry.signing.errors import SigningError

FIELD = "registry"
_HALF = 32
_ROOM = 16 * 1024  # for the signature, its certificates and a time stamp; fixed, so that nothing is signed twice
_WAIT = 5  # seconds for a time stamp


class NoTimeStamp(SigningError):
    """The authority that is configured did not answer; a certificate is not issued with less than was promised."""


class PdfSeal:
    """The ring's key for paper at work. ``sign`` makes its signatures, wherever the key is; ``chain`` is its
    certificate and those above it."""

    def __init__(self, sign: Callable[[bytes], bytes], chain: tuple[bytes, ...], *, tsa_url: str | None = None) -> None:
        self._signer = _RingSigner(sign, chain)
        self._stamper: TimeStamper | None = _stamper(tsa_url)

    def sign(self, document: bytes) -> bytes:
        """The document with a signature behind it. Raises NoTimeStamp."""
        said = PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        )
        out = BytesIO()
        signer = PdfSigner(said, self._signer, timestamper=self._stamper, new_field_spec=SigFieldSpec(FIELD))
        try:
            signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(document)), bytes_reserved=_ROOM, output=out)
        except (PdfSigningError, TimestampRequestError, RequestException, OSError) as fault:
            if self._stamper is None:
                raise
            raise NoTimeStamp("no time stamp from the authority that is configured") from fault
        return out.getvalue()


def _stamper(url: str | None) -> TimeStamper | None:
    return None if url is None else HTTPTimeStamper(url, https=url.startswith("https:"), timeout=_WAIT)


class _RingSigner(CmsSigner):
    """What pyHanko asks of a key, answered by one of ours: a file today, a security module tomorrow."""

    def __init__(self, sign: Callable[[bytes], bytes], chain: tuple[bytes, ...]) -> None:
        certificate, *above = (asn1.Certificate.load(each) for each in chain)
        registry = SimpleCertificateStore()
        registry.register_multiple(above)
        super().__init__(
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            signing_cert=certificate,
            cert_registry=registry,
        )
        self._sign = sign

    async def async_sign_raw(self, data: bytes, *_: Any, **__: Any) -> bytes:
        raw = self._sign(data)
        return encode_dss_signature(int.from_bytes(raw[:_HALF], "big"), int.from_bytes(raw[_HALF:], "big"))
