"""Encodings, and how a document is refused."""

import base64
import hashlib
import json

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

P = 2**255 - 19
SMALL = {
    0, 1, P - 1,
    int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
    int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
}  # fmt: skip


class Refused(Exception):
    """The verdict and its reason."""

    @property
    def said(self):
        return self.args


UNREADABLE = Refused("unreadable", "not_a_certificate")


def invalid(reason):
    return Refused("invalid", reason)


def need(condition, fault=UNREADABLE):
    if not condition:
        raise fault


def b64u(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64u(text):
    try:
        data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except ValueError:
        raise UNREADABLE from None
    need(b64u(data) == text)
    return data


def unb64(text):
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        raise UNREADABLE from None
    need(base64.b64encode(data).decode() == text)
    return data


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def parsed(data):
    """JSON with each name once."""

    def once(pairs):
        need(len(dict(pairs)) == len(pairs))
        return dict(pairs)

    try:
        return json.loads(data.decode(), object_pairs_hook=once)
    except (ValueError, RecursionError):
        raise UNREADABLE from None


def whole_numbers(value):
    if isinstance(value, dict):
        return all(name.isascii() and whole_numbers(each) for name, each in value.items())
    if isinstance(value, list):
        return all(map(whole_numbers, value))
    return not isinstance(value, float) and (not isinstance(value, int) or abs(value) < 1 << 53)


def canonical_object(data):
    value = parsed(data)
    need(isinstance(value, dict) and whole_numbers(value) and canonical(value) == data)
    return value


def signed(key, signature, *, message):
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def ed25519(raw):
    y = int.from_bytes(raw, "little") & ((1 << 255) - 1)
    need(len(raw) == 32 and y < P and y not in SMALL)
    return Ed25519PublicKey.from_public_bytes(raw)
