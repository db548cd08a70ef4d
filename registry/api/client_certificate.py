"""The certificate by which a client's connection was made, as the proxy before us saw and verified it (RFC 8705).

Who a client is says its own key, never this certificate; what is held here is that a bearer token is used on
connections of the certificate it was given out on, so that a stolen one opens nothing. The header is believed only
where the settings say that a proxy of ours verifies certificates and writes it over whatever arrives.
"""

from __future__ import annotations

import hashlib
import ssl
from urllib.parse import unquote

from flask import request

from registry.domain.canon import b64
from registry.signing.errors import BadSignature, Reason, malformed

HEADER = "X-Client-Certificate"
_LARGEST = 16 * 1024
_SEQUENCE = b"\x30"  # with which every certificate begins (X.690 section 8.9)


def thumbprint() -> str:
    """The SHA-256 of the certificate (RFC 8705 section 3.1). Raises BadSignature where there is none."""
    escaped = request.headers.get(HEADER, "")
    if not escaped:
        raise BadSignature(Reason.MISSING, "no client certificate")
    if len(escaped) > _LARGEST:
        raise malformed("a certificate that is too large")
    try:
        der = ssl.PEM_cert_to_DER_cert(unquote(escaped, errors="strict").strip())
    except ValueError:
        raise malformed("no certificate in PEM") from None
    if not der.startswith(_SEQUENCE):  # what is no base64 is read as nothing
        raise malformed("no certificate in PEM")
    return b64(hashlib.sha256(der).digest())
