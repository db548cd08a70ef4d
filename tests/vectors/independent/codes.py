"""The texts of the printed codes."""

import re
import zlib
from pathlib import Path

from tests.vectors.independent.encodings import UNREADABLE, Refused, b64u, canonical, invalid, need, sha256, unb64u

DICTIONARY = Path(__file__).parents[1].joinpath("published", "codes.dictionary").read_bytes()
CERTIFICATE = "registration-certificate+sd-jwt"

PART = r"(?:([1-9][0-9]?)\.([1-9][0-9]?)\.)?([0-9]+)"
WIDTHS = {3: 1, 5: 2, 8: 3, 10: 4, 13: 5, 15: 6, 17: 7}


def codes(data, trust):
    """The JWS, the disclosures and the proof."""
    misread = Refused("unreadable", "code_misread")
    try:
        need(data.isascii())
        firsts, seconds, places = sorted_out(data.decode().split())
        need(len(places) == 1)
        token, proof = first_code(joined(firsts), trust)
        return token, second_code(joined(seconds), token) if seconds else (), proof
    except Refused as refused:
        raise (refused if refused.said[0] == "invalid" else misread) from None


def sorted_out(texts):
    firsts, seconds, places = [], [], set()
    for each in texts:
        first = re.fullmatch(r"(https?://[^#\s]+/v)#" + PART, each)
        second = re.fullmatch(r"PD1\*" + PART, each)
        need(first or second)
        if first:
            places.add(first[1])
            firsts.append(first.groups()[1:])
        else:
            seconds.append(second.groups())
    return firsts, seconds, places


def joined(parts):
    """The bytes of all parts, less the check behind them."""
    if parts == [(None, None, parts[0][2])]:
        digits = parts[0][2]
    else:
        need({of for _, of, _ in parts} == {str(len(parts))})
        shares = {part: share for part, _, share in parts}
        need(shares.keys() == {str(each + 1) for each in range(len(parts))})
        digits = "".join(shares[str(each + 1)] for each in range(len(parts)))
    data = b"".join(block(digits[at : at + 17]) for at in range(0, len(digits), 17))
    need(len(data) > 4 and sha256(data[:-4])[:4] == data[-4:])
    return data[:-4]


def block(digits):
    size = WIDTHS.get(len(digits), 0)
    need(size and int(digits) < 256**size)
    return int(digits).to_bytes(size, "big")


def first_code(data, trust):
    need(data[:1] == b"\x01" and len(data) > 69)
    told = unpacked(data[69:], limit=256 << 10)
    kids = [kid for kid, key in trust["keys"].items() if key["use"] == "certificate" and unb64u(kid)[:4] == data[1:5]]
    need(kids, invalid("unknown_key"))
    header = canonical({"alg": "Ed25519", "kid": kids[0], "typ": CERTIFICATE})
    payload, nul, proof = told.partition(b"\0")
    try:
        return f"{b64u(header)}.{b64u(payload)}.{b64u(data[5:69])}", proof.decode() if nul else None
    except UnicodeDecodeError:
        raise UNREADABLE from None


def second_code(data, token):
    need(data[:1] == b"\x02" and data[1:5] == sha256(unb64u(token.split(".")[1]))[:4])
    return tuple(map(b64u, unpacked(data[5:], limit=256 << 10).split(b"\n")))


def unpacked(data, *, limit):
    """What a stream unpacks to, if it is no more than the limit and nothing stands behind it."""
    stream = zlib.decompressobj(-15, DICTIONARY)
    try:
        found = stream.decompress(data, limit + 1)
    except zlib.error:
        raise UNREADABLE from None
    need(stream.eof and not stream.unused_data and len(found) <= limit)
    return found
