"""The PDF part of the verifier that is written from docs/verifier.md alone."""

import base64
import hashlib
import json
import re
import zlib

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

SEQUENCE, SET, INTEGER, OCTETS, OID, EXPLICIT = 0x30, 0x31, 0x02, 0x04, 0x06, 0xA0
DATA = bytes.fromhex("06092a864886f70d010701")
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
CONTENT_TYPE = bytes.fromhex("06092a864886f70d010903")
MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
SHA_256 = bytes.fromhex("300d06096086480165030402010500")
ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
ONE = bytes.fromhex("020101")


class NotSigned(Exception):
    """No signed PDF of this register."""


class Altered(Exception):
    """Something in it is not what was signed."""


class UnknownPaperKey(Exception):
    """Signed by no key for pages."""


def need(condition, fault=Altered):
    if not condition:
        raise fault


def read_pdf(data):
    """The attached certificate.json and the thumbprint of the key that signed the file to its last byte."""
    ranges = re.findall(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", data)
    need(ranges and len(data) <= 1 << 20, NotSigned)
    need(len(ranges) == 1)
    start, first, second, rest = map(int, ranges[0])
    need(start == 0 and first < second and second + rest == len(data))
    found = re.fullmatch(rb"<((?:[0-9A-F]{2})+)>", data[first:second])
    need(found)
    kid = signer_of(bytes.fromhex(found[1].decode()), data[:first] + data[second:])
    return attached_in(data), kid


def der(tag, content):
    size = len(content)
    if size < 128:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 128 | len(length))) + length + content


def taken(data):
    """The first element of some DER: its tag, its content, and what follows."""
    need(len(data) >= 2)
    size, at = data[1], 2
    if size >= 128:
        at += size & 127
        size = int.from_bytes(data[2:at], "big")
    content = data[at : at + size]
    whole = der(data[0], content)
    need(data.startswith(whole))  # the one spelling of its length
    return data[0], content, data[len(whole) :]


def members(data):
    found = []
    while data:
        tag, content, data = taken(data)
        found.append((tag, content))
    return found


def inside(data, *tags):
    """The content behind elements that hold one another."""
    for tag in tags:
        found, data, rest = taken(data)
        need(found == tag and not rest)
    return data


def signer_of(gap, signed):
    tag, content, rest = taken(gap)
    need(tag == SEQUENCE and not rest.strip(b"\0") and content.startswith(SIGNED_DATA))
    parts = members(inside(content[len(SIGNED_DATA) :], EXPLICIT, SEQUENCE))
    version, algorithms, encapsulated, certificates, infos = parts
    need(der(*version) == ONE and der(*algorithms) == der(SET, SHA_256) and der(*encapsulated) == der(SEQUENCE, DATA))
    need(certificates[0] == EXPLICIT and infos[0] == SET)
    certificate = der(*members(certificates[1])[0])
    version, sid, digest, attributes, algorithm, signature, *_ = members(inside(infos[1], SEQUENCE))
    need(der(*version) == ONE and der(*digest) == SHA_256 and der(*algorithm) == ECDSA_SHA256)
    need(der(*sid) == issuer_and_serial(certificate) and attributes[0] == EXPLICIT and signature[0] == OCTETS)
    values = dict(attribute(content) for _, content in members(attributes[1]))
    need(values.get(CONTENT_TYPE) == DATA)
    need(values.get(MESSAGE_DIGEST) == der(OCTETS, hashlib.sha256(signed).digest()))
    key = x509.load_der_x509_certificate(certificate).public_key()
    need(isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp256r1", UnknownPaperKey)
    try:
        key.verify(signature[1], der(SET, attributes[1]), ec.ECDSA(SHA256()))
    except InvalidSignature:
        raise Altered from None
    return thumbprint(key)


def issuer_and_serial(certificate):
    _version, serial, _algorithm, issuer, *_ = members(tbs(certificate))
    return der(SEQUENCE, der(*issuer) + der(*serial))


def tbs(certificate):
    """What is signed of a certificate (RFC 5280 section 4.1)."""
    return members(inside(certificate, SEQUENCE))[0][1]


def attribute(content):
    kind, values = members(content)
    return der(*kind), values[1]


def thumbprint(key):
    point = key.public_numbers()
    x, y = (base64.urlsafe_b64encode(each.to_bytes(32, "big")).rstrip(b"=").decode() for each in (point.x, point.y))
    said = json.dumps({"crv": "P-256", "kty": "EC", "x": x, "y": y}, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(hashlib.sha256(said).digest()).rstrip(b"=").decode()


def attached_in(data):
    """The one embedded file: every byte is signed, so it is enough to find it."""
    found = re.findall(rb"<<[^>]*?/Type /EmbeddedFile[^>]*>>\s*stream\r?\n", data)
    need(len(found) == 1, NotSigned)
    begin = data.index(found[0]) + len(found[0])
    length = re.search(rb"/Length (\d+)", found[0])
    need(length, NotSigned)
    return zlib.decompress(data[begin : begin + int(length[1])])
