"""The JWS, and the status list, which is one."""

import re
import zlib

from tests.vectors.independent.encodings import (
    UNREADABLE,
    Refused,
    canonical_object,
    ed25519,
    invalid,
    need,
    signed,
    unb64u,
)
from tests.vectors.independent.notes import KIB_64

STATUS = "statuslist+jwt"


def jws(token):
    """Header, payload, signature and what is signed."""
    need(len(token) <= KIB_64 and re.fullmatch(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}", token))
    head, body, tail = token.split(".")
    header = canonical_object(unb64u(head))
    need(header.keys() == {"alg", "kid", "typ"} and all(isinstance(each, str) for each in header.values()))
    payload, signature = unb64u(body), unb64u(tail)
    need(header["alg"] == "Ed25519", invalid("bad_signature"))
    return header, payload, signature, f"{head}.{body}".encode()


STANDINGS = [("valid", []), ("superseded", ["ended"]), ("superseded", ["objected"]), ("superseded", ["amended"])]


def standing(token, contents, *, trust, now):
    claim = contents.get("status")
    if token is None:
        return "genuine", ["no_status" if claim or "registration" in contents else "of_its_instant"]
    need(claim, invalid("bad_status"))
    try:
        said, state = status_list(token, trust)
        index, uri = claim["status_list"]["idx"], claim["status_list"]["uri"]
        need(said["sub"] == uri and said["status_list"]["bits"] == 2 and 0 <= index < 65536)
        bits = unpacked(unb64u(said["status_list"]["lst"]), limit=16384)
        need(len(bits) == 16384)
    except (Refused, KeyError, TypeError):
        raise invalid("bad_status") from None
    if not said["iat"] - 60 <= now.timestamp() < said["exp"] or state != "current":
        return "genuine", ["status_stale"]
    return STANDINGS[bits[index // 4] >> 2 * (index % 4) & 3]


def status_list(token, trust):
    header, payload, signature, message = jws(token)
    key = trust["keys"].get(header["kid"])
    need(header["typ"] == STATUS and key and key["use"] == "status")
    need(signed(ed25519(unb64u(key["jwk"]["x"])), signature, message=message))
    return canonical_object(payload), key["state"]


def unpacked(data, *, limit):
    """What a stream unpacks to, if it is no more than the limit and nothing stands behind it."""
    stream = zlib.decompressobj()
    try:
        found = stream.decompress(data, limit + 1)
    except zlib.error:
        raise UNREADABLE from None
    need(stream.eof and not stream.unused_data and len(found) <= limit)
    return found
