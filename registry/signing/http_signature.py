"""HTTP message signatures (RFC 9421) in the one profile by which filings are signed.

What a filer signs is the method, the full address, the digest of the body (RFC 9530), its type, the idempotency key
and, where a version is at stake, `If-Match`. The signature base is kept as evidence: it covers the digest, so the
signature can be checked for ever, even when the body has been erased.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from http_sfv.dictionary import Dictionary
from http_sfv.item import InnerList, Item

from registry.signing.encoding import from_base64, to_base64
from registry.signing.errors import BadSignature, Reason, malformed
from registry.signing.keys import Algorithm, PrivateKey, PublicKey

TAG = "registry-filing"
FILING = frozenset({"@method", "@target-uri", "content-digest", "content-type", "idempotency-key"})
CHANGE = FILING | {"if-match"}  # a filing that changes a registration, and says which version of it

_ORDER = ("@method", "@target-uri", "content-digest", "content-type", "idempotency-key", "if-match")
_LABEL = "sig1"
_PARAMETERS = frozenset({"created", "keyid", "alg", "tag"})
_LARGEST_FIELD = 8 * 1024
_SPACES = str.maketrans("", "", " \t")
_FIELD_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?")
_METHOD = re.compile(r"[A-Z]{1,16}")
_TARGET = re.compile(r"https?://[\x21-\x7e]+")
# One member in its serialised form (RFC 8941 section 4.1): quoted names, parameters that are texts or whole numbers.
_KEY = r"[a-z*][a-z0-9_.*-]*"
_QUOTED = r'"[\x20\x21\x23-\x5b\x5d-\x7e]*"'
_NUMBER = r"0|[1-9][0-9]{0,14}"
_ALONE = re.compile(
    rf'(?P<label>{_KEY})=\((?P<names>"[a-z0-9@-]+"(?: "[a-z0-9@-]+")*)\)'
    rf"(?P<parameters>(?:;{_KEY}=(?:{_QUOTED}|{_NUMBER}))+)"
)
_PARAMETER = re.compile(rf";({_KEY})=(?:({_QUOTED})|({_NUMBER}))")
_ONE_SIGNATURE = re.compile(rf"(?P<label>{_KEY})=:(?P<bytes>[A-Za-z0-9+/]+={{0,2}}):")
_BASE_LINE = re.compile(r'"([a-z0-9@_-]+)": (.*)')
_SIGNATURE_PARAMETERS = "@signature-params"


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request as it arrived. `target_uri` is built from the register's configured address, never from a header.

    Header names may come in any case. One name in two spellings is refused: it could hide a second value.
    """

    method: str
    target_uri: str
    headers: Mapping[str, str]
    body: bytes

    def __post_init__(self) -> None:
        lowered = {name.lower(): value for name, value in self.headers.items()}
        if len(lowered) != len(self.headers):
            raise malformed("a header stands twice")
        object.__setattr__(self, "headers", lowered)


@dataclass(frozen=True, slots=True)
class RequestSignature:
    """A signature that was read but not yet believed, with the bytes it was made over."""

    key_id: str
    alg: Algorithm
    created: datetime
    base: bytes
    signature: bytes


def sign_request(
    request: SignedRequest, key: PrivateKey, *, at: datetime, covered: Sequence[str] | None = None
) -> dict[str, str]:
    """The headers to add: Content-Digest, Signature-Input and Signature.

    Unless told otherwise covers what a filing must cover, and `If-Match` if the request has one.
    """
    digest = content_digest(request.body)
    headers = {**request.headers, "content-digest": digest}
    digested = SignedRequest(request.method, request.target_uri, headers, request.body)
    names = [name for name in _ORDER if name in FILING or name in headers] if covered is None else covered
    parameters = InnerList(list(names))
    parameters.params.update(created=int(at.timestamp()), keyid=key.key_id, alg=str(key.algorithm), tag=TAG)
    base = build_base([(name, _component(digested, name)) for name in names], str(parameters))
    return {
        "Content-Digest": digest,
        "Signature-Input": f"{_LABEL}={parameters}",
        "Signature": f"{_LABEL}=:{to_base64(key.sign(base))}:",
    }


def read_signature(request: SignedRequest, *, required: frozenset[str]) -> RequestSignature:
    """Take the filing signature off a request and rebuild its base; nothing is believed yet.

    Covered must be exactly `required`, each once, in any order. The body must have the digest that is covered.
    """
    label, covered = _filing_member(request)
    signature = _signature(request, label)
    _check_covered(covered.names, required)
    created, key_id, alg = _parameters(covered.parameters)
    base = build_base([(name, _component(request, name)) for name in covered.names], covered.text)
    _check_digest(request)
    return RequestSignature(key_id=key_id, alg=alg, created=created, base=base, signature=signature)


def check_signature(
    sig: RequestSignature, key: PublicKey, *, at: datetime, max_age_seconds: int = 300, leeway_seconds: int = 30
) -> None:
    """Return if this key made the signature not long ago; raise BadSignature if not."""
    if key.key_id != sig.key_id:
        raise BadSignature(Reason.UNKNOWN_KEY, "the signature names another key")
    key.verify(sig.signature, sig.base, alg=sig.alg)
    age = (at - sig.created).total_seconds()
    if age > max_age_seconds:
        raise BadSignature(Reason.STALE, "signed too long ago")
    if age < -leeway_seconds:
        raise BadSignature(Reason.NOT_YET_VALID, "signed in the future")


def content_digest(body: bytes) -> str:
    """The Content-Digest field (RFC 9530) of a body."""
    return f"sha-256=:{to_base64(sha256(body).digest())}:"


def build_base(components: Iterable[tuple[str, str]], parameters: str) -> bytes:
    """The signature base (RFC 9421 section 2.5) of components in their order and the serialised parameters."""
    lines = [f'"{name}": {value}' for name, value in components]
    return "\n".join([*lines, f'"{_SIGNATURE_PARAMETERS}": {parameters}']).encode("ascii")


def base_covers(base: bytes) -> Mapping[str, str]:
    """What a stored signature base says was signed: component name to value, parameters last as `@signature-params`.

    The list in the parameters must name the same components in the same order.
    """
    try:
        found = [_BASE_LINE.fullmatch(line) for line in base.decode("ascii").split("\n")]
    except UnicodeDecodeError:
        raise malformed("a signature base is ASCII") from None
    covers = {line[1]: line[2] for line in found if line is not None}
    *names, last = covers or {"": ""}
    listed = "(" + " ".join(f'"{name}"' for name in names) + ")"
    if len(covers) != len(found) or last != _SIGNATURE_PARAMETERS or not covers[last].startswith(listed):
        raise malformed("not a signature base")
    return covers


@dataclass(frozen=True, slots=True)
class _Covered:
    """What a member of Signature-Input covers, its parameters, and both as they stand in the base."""

    names: tuple[str, ...]
    parameters: Mapping[str, Any]
    text: str


def _filing_member(request: SignedRequest) -> tuple[str, _Covered]:
    """The one member of Signature-Input that carries our tag."""
    text = request.headers.get("signature-input", "")
    if not text and "signature" not in request.headers:
        raise BadSignature(Reason.MISSING, "the request is not signed")
    if alone := _alone(text):
        return alone
    ours = [
        (label, member)
        for label, member in _dictionary(request, "signature-input").items()
        if isinstance(member, InnerList) and member.params.get("tag") == TAG
    ]
    if not ours:
        raise BadSignature(Reason.MISSING, f"no signature carries the tag {TAG}")
    if len(ours) > 1:
        raise malformed(f"more than one signature carries the tag {TAG}")
    ((label, member),) = ours
    return label, _Covered(tuple(_plain_names(member)), member.params, str(member))


def _alone(text: str) -> tuple[str, _Covered] | None:
    """The member of a field that holds only one, written as signers write it: nearly every filing's, and there a
    pattern says the same as the parser in a tenth of the time. Anything else is the parser's to read or refuse."""
    found = _ALONE.fullmatch(text) if len(text) <= _LARGEST_FIELD else None
    if found is None:
        return None
    written = _PARAMETER.findall(found["parameters"])
    parameters = {name: int(digits) if digits else quoted[1:-1] for name, quoted, digits in written}
    if len(parameters) < len(written) or parameters.get("tag") != TAG:
        return None
    names = tuple(found["names"].replace('"', "").split(" "))
    return found["label"], _Covered(names, parameters, f"({found['names']}){found['parameters']}")


def _signature(request: SignedRequest, label: str) -> bytes:
    text = request.headers.get("signature", "")
    if (found := _ONE_SIGNATURE.fullmatch(text)) and found["label"] == label:
        return from_base64(found["bytes"])
    item = _dictionary(request, "signature").get(label)
    if not isinstance(item, Item) or not isinstance(item.value, bytes) or item.params:
        raise malformed("the signature is not a byte sequence")
    return item.value


def _dictionary(request: SignedRequest, name: str) -> Dictionary:
    """A dictionary field (RFC 8941). Spaces apart it must be in its serialised form, for parsers keep the last of
    two equal names and would hide the first.
    """
    text = request.headers.get(name, "")
    if not text or len(text) > _LARGEST_FIELD:
        raise malformed(f"{name} is missing or too long")
    fields = Dictionary()
    try:
        fields.parse(text.encode("ascii"))
        again = str(fields)
    except (ValueError, UnicodeEncodeError):
        raise malformed(f"{name} is not a structured field") from None
    if again.translate(_SPACES) != text.translate(_SPACES):
        raise malformed(f"{name} is not in its serialised form")
    return fields


def _plain_names(covered: InnerList) -> Iterator[str]:
    for item in covered:
        if type(item.value) is not str or item.params:
            raise malformed("a covered component must be a plain name")
        yield item.value


def _check_covered(names: Sequence[str], required: frozenset[str]) -> None:
    if len(set(names)) != len(names):
        raise malformed("a component is covered twice")
    if missing := required - set(names):
        raise BadSignature(Reason.MISSING_COMPONENT, f"not covered: {', '.join(sorted(missing))}")
    if set(names) - required:
        raise BadSignature(Reason.UNEXPECTED_COMPONENT, "something is covered that this request must not cover")


def _parameters(parameters: Mapping[str, Any]) -> tuple[datetime, str, Algorithm]:
    if parameters.keys() != _PARAMETERS:
        raise malformed("the parameters are created, keyid, alg and tag")
    created, key_id, alg = parameters["created"], parameters["keyid"], parameters["alg"]
    if type(created) is not int or type(key_id) is not str or type(alg) is not str or not key_id:
        raise malformed("a parameter of the wrong type")
    try:
        return datetime.fromtimestamp(created, tz=UTC), key_id, Algorithm(alg)
    except (OverflowError, OSError):
        raise malformed("created is no instant") from None
    except ValueError:
        raise BadSignature(Reason.WRONG_ALGORITHM, "ed25519 or ecdsa-p256-sha256 is needed") from None


def _component(request: SignedRequest, name: str) -> str:
    """The value of a component (RFC 9421 section 2), with nothing in it that could pass for another line."""
    if name == "@method":
        value, form = request.method, _METHOD
    elif name == "@target-uri":
        value, form = request.target_uri, _TARGET
    elif name in request.headers:
        value, form = request.headers[name].strip(" \t"), _FIELD_VALUE
    else:
        raise BadSignature(Reason.MISSING_COMPONENT, f"the request has no {name}")
    if len(value) > _LARGEST_FIELD or form.fullmatch(value) is None:
        raise malformed(f"{name} cannot be signed as it stands")
    return value


def _check_digest(request: SignedRequest) -> None:
    stated = request.headers["content-digest"].strip(" \t")
    if not stated.startswith("sha-256=:"):
        raise malformed("Content-Digest is one sha-256")
    if stated != content_digest(request.body):
        raise BadSignature(Reason.DIGEST_MISMATCH, "the body is not the one that was signed")
