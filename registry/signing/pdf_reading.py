"""A signed PDF judged: one signature, over every byte of the file, by a key the trust file lists for paper.

Other readers call a document valid that somebody has written more into since; poppler says no more than that not all of
it is signed. Here anything the signature does not cover is a refusal, and so is a signature spelled in another way than
the one it is written in: nobody may keep a place in the file where he can write unseen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from asn1crypto import cms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import (
    extract_tst_data_iter,
    message_imprint_checker,
    validate_sig_integrity,
    validate_tst_signed_data,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from registry.signing.errors import BadSignature, Reason, malformed
from registry.signing.keys import KeyState
from registry.signing.trust import Trust
from registry.signing.x509 import key_of

_LARGEST = 1024 * 1024
_SHA256 = cms.DigestAlgorithm({"algorithm": "sha256"})
_DATA = cms.ContentInfo({"content_type": "data"})


@dataclass(frozen=True, slots=True)
class SignedPdf:
    """What a PDF holds whose signature is good: the files attached to it, what draws the objects its pages show by
    name, and how the trust file calls the key."""

    attached: Mapping[str, bytes]
    drawn: Mapping[str, bytes]
    state: KeyState


def read_pdf(data: bytes, trust: Trust) -> SignedPdf:
    """The signed contents of a PDF. Raises BadSignature: MALFORMED for what is no PDF or not signed at all."""
    if len(data) > _LARGEST:
        raise malformed("larger than any certificate")
    try:
        return _read(data, trust)
    except (PdfError, SignatureValidationError) as fault:
        raise BadSignature(Reason.SIGNATURE_MISMATCH, "a document whose signature does not hold") from fault
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, OSError) as fault:
        raise malformed(
            "a document that cannot be read"
        ) from fault  # pyHanko tells these apart for none of its callers


def _read(data: bytes, trust: Trust) -> SignedPdf:
    reader = PdfFileReader(BytesIO(data), strict=True)
    found = list(reader.embedded_signatures)
    if not found:
        raise malformed("a document without a signature")
    if len(found) != 1:
        raise BadSignature(Reason.UNEXPECTED_COMPONENT, "more than one signature")
    (embedded,) = found
    _require_whole(data, embedded)
    state = _require_known(embedded, trust)
    _require_intact(embedded)
    return SignedPdf(_attached(reader), _drawn(reader), state)


def _require_whole(data: bytes, embedded: EmbeddedPdfSignature) -> None:
    """Every byte is signed but those of the signature itself, and these have one spelling: nothing was added."""
    start, first, second, rest = (int(each) for each in embedded.byte_range)
    der = cms.ContentInfo.load(embedded.pkcs7_content).dump(force=True)  # a length that takes in the padding is another
    spelled = b"<" + der.hex().upper().encode().ljust(len(embedded.pkcs7_content) * 2, b"0") + b">"
    if start != 0 or second + rest != len(data) or data[first:second] != spelled:
        raise BadSignature(Reason.SIGNATURE_MISMATCH, "something in the document is not signed")


def _require_known(embedded: EmbeddedPdfSignature, trust: Trust) -> KeyState:
    public = key_of(embedded.signer_cert.dump())
    known = None if public is None else trust.paper_key(public.key_id)
    if known is None:
        raise BadSignature(Reason.UNKNOWN_KEY, "not signed by a key for paper that the trust file lists")
    if known[1] is KeyState.REVOKED:
        raise BadSignature(Reason.REVOKED_KEY)
    return known[1]


def _require_plain(embedded: EmbeddedPdfSignature) -> None:
    """What CMS leaves unsigned around a signature (RFC 5652 section 5.1) says what our own signer says there."""
    signed, info, certificate = embedded.signed_data, embedded.signer_info, embedded.signer_cert
    by = cms.IssuerAndSerialNumber({"issuer": certificate.issuer, "serial_number": certificate.serial_number})
    found = (
        signed["version"].native,
        signed["digest_algorithms"].dump(),
        signed["encap_content_info"].dump(),
        info["version"].native,
        info["digest_algorithm"].dump(),
        info["sid"].chosen.dump(),
    )
    if found != ("v1", cms.DigestAlgorithms([_SHA256]).dump(), _DATA.dump(), "v1", _SHA256.dump(), by.dump()):
        raise BadSignature(Reason.SIGNATURE_MISMATCH, "a signature with something else around it")


def _require_intact(embedded: EmbeddedPdfSignature) -> None:
    _require_plain(embedded)
    intact, valid = validate_sig_integrity(
        embedded.signer_info,
        embedded.signer_cert,
        expected_content_type="data",
        actual_digest=embedded.compute_digest(),
    )
    if not (intact and valid):
        raise BadSignature(Reason.SIGNATURE_MISMATCH)
    for token in extract_tst_data_iter(embedded.signer_info, signed=False):
        _require_stamped(embedded, token)


def _require_stamped(embedded: EmbeddedPdfSignature, token: cms.SignedData) -> None:
    """The time stamp is one of this signature. Whether to believe its authority is for whoever reads it."""
    nobody = ValidationContext(trust_roots=[], allow_fetching=False)
    found = asyncio.run(validate_tst_signed_data(token, nobody, message_imprint_checker(embedded.signer_info)))
    if not (found["intact"] and found["valid"]):
        raise BadSignature(Reason.SIGNATURE_MISMATCH, "the time stamp is not one of this signature")


def _attached(reader: PdfFileReader) -> dict[str, bytes]:
    names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    return {str(names[at]): bytes(names[at + 1]["/EF"]["/F"].data) for at in range(0, len(names), 2)}


def _drawn(reader: PdfFileReader) -> dict[str, bytes]:
    """What draws each named object of the pages; one name, one object."""
    found: dict[str, bytes] = {}
    pages = reader.root["/Pages"]["/Kids"]
    for at in range(len(pages)):  # an index resolves what is written elsewhere, a loop does not
        objects = pages[at]["/Resources"].get("/XObject", {})
        for name in objects:
            each = objects[name]
            if isinstance(each, generic.StreamObject) and found.setdefault(str(name), bytes(each.data)) != each.data:
                raise malformed("two objects of one name")
    return found
