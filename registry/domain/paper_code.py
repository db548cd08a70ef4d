"""The two codes of a printed certificate, so that it can be verified from the page alone.

The first is a URL whose fragment holds the signed certificate and its proof; a browser never sends a fragment, and it
holds nobody's personal data. The second is no URL, lest a scanner open it: the disclosures of exactly the personal
values that are printed, without which a genuine code would verify under another name.

Both are bytes written as decimal digits, which a QR code packs more tightly than letters. They carry a digest of
themselves: a text that differs by one character is no code at all, whatever a lenient decompressor makes of it.
What does not fit one symbol is printed in several, each a text that names its place.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from registry.domain import canon
from registry.domain.certificate import TYPE, statement

PERSONAL = "PD1*"  # what the second code begins with; the star makes it no URL's scheme
PATH = "/v"
MOST_DIGITS = 2400  # of one symbol: version 25 at the lowest correction, 47 mm at 0.4 mm a module
MOST_PARTS = 99  # more than the largest certificate takes
_CERTIFICATE, _PERSONAL = b"\x01", b"\x02"
_HINT = _CHECK = 4  # bytes
_SIGNATURE = 64
_BLOCK, _LARGEST = 7, 256 * 1024
_WIDTHS = (0, 3, 5, 8, 10, 13, 15, 17)  # digits that hold so many bytes, and no fewer would
_PART = r"(?:([1-9]\d?)\.([1-9]\d?)\.)?(\d{3,5000})"
_FIRST = re.compile(r"(https?://[^#\s]{1,200}" + PATH + ")#" + _PART, re.ASCII)
_SECOND = re.compile(re.escape(PERSONAL) + _PART, re.ASCII)

# What the text of most certificates is made of, so that it need not be printed. Part of the format: never changed.
KNOWN = (
    '"further_claim""statutory_registration""subordination""discharge""release""search""seizure""hold""transfer"'
    '"_sd":["citizen_id","value":"["","name",""]["","identifier",{"scheme":"citizen_id","value":"["","address","重庆市'
    '省县镇乡村组号"]"contact""lessee""principal":{"currency":"CNY","minor":0000000}"maximum_amount":{"currency":"CNY",'
    '"minor":"right_ends_on":"2058-09-30","right_starts_on":"1998-10-01"},"effect":{"entry":"notice","statutory":'
    '{"effect":"third_party","registry":"real_estate_registry"}},"stored_from":"2026-10-01","stored_until":"'
    '"keeper":{"name":"重庆仓储有限公司","uscc":"91500"},"kind":"warehouse_receipt","lot":{"lot":"2026-","slot":"'
    '","warehouse":"号库"},"quantity":{"steps":000000,"unit":"t"},"receipt_number":"CD-2026-000'
    '"certificate_number":"geometry_digest":"measured":"overlaps":"commodity":"稻谷","form":"paper","unit_code":"'
    '"kind":"land_management_right","layer":"contractor","location":"县镇村","parcel_code":"500233104203010'
    '{"_sd_alg":"sha-256","as_of":"2026-11-2T00:00:00.000000Z","catalogue":"2026-11-25.1","collateral":[{"ahead":['
    '"CQ2026],"asset":{"area":{"steps":0000,"unit":"mu"},"contract_code":"500233104203010'
    'J","effect":{"entry":"notice","statutory":{"effect":"none","registry":"movables_and_rights_registry"}},'
    '"id":"col_01a20-7","identity_keys":["warehouse_receipt/v1:91500::CD-2026-"land_management_right/v1:5002331:'
    'CONTRACTOR"],"interest":"pledge","mortgage","priority":{"basis":"none","delivery","statutory_registration",'
    '"evidence":"declared","unknown","position":1,"reasons":["R-47"R-441"R-415"]},"rank":1}],"entry":"'
    '","evidence":"http_signature","expires_on":"2027-12-31","filer":"inst_91500000m","findings":[{"code":"REG-",'
    '"count":1,"severity":"warning"},{"code":"R-24","count":1,"severity":"info"}],"grantors":[{"_sd":["'
    '"],"role":"holder","share":"1/2","type":"natural_person"}],"iss":"农村产权担保登记系统（演示 ","kind":'
    '"registration","livemode":false,"nonce":"","number":"CQ2026112-1","recorded_at":"2026-11-2T00:00:00.000000Z",'
    '"registration":"CQ2026112","secured_claim":{"contract_effective_on":"2026-11-20","contract_number":"HT-2026-'
    '","due_on":"2027-11-19","kind":"loan","principal":{"currency":"CNY","minor":50000000}},"secured_creditor":'
    '{"financial_institution":true,"identifier":{"scheme":"uscc","value":"91500000},"name":"重庆农村商业银行","type":'
    '"organization"},"status":"active","supersedes":"CQ2026112-1","v":1,"version":1}'
).encode()


class NotACode(ValueError):
    """A text that is none of the codes a certificate is printed with, or one that lacks a part."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What the codes of one page say. ``at`` is where the first one leads; nobody has to go there."""

    jws: str
    proof: str | None
    disclosures: tuple[str, ...]
    at: str


def certificate_code(jws: str, proof: str | None, *, at: str) -> tuple[str, ...]:
    """The first code: one text, or as many as it takes. ``at`` is the public address of the verification page."""
    head, body, tail = jws.split(".")
    kid = str(canon.loads(canon.unb64(head))["kid"])
    told = canon.unb64(body) + (b"" if proof is None else b"\0" + proof.encode())
    packed = _sealed(_CERTIFICATE + canon.unb64(kid)[:_HINT] + canon.unb64(tail), told)
    if _certificate(packed, (kid,)) != (jws, proof):
        raise ValueError("a certificate whose text does not come back")
    return _texts(f"{at}#", packed)


def personal_code(disclosures: Sequence[str], jws: str) -> tuple[str, ...]:
    """The second code, bound to the certificate it stands beside; none where nothing personal is printed."""
    if not disclosures:
        return ()
    told = b"\n".join(canon.unb64(each) for each in disclosures)
    packed = _sealed(_PERSONAL + _bound_to(jws), told)
    if _disclosures(packed, jws) != tuple(disclosures):
        raise ValueError("disclosures whose text does not come back")
    return _texts(PERSONAL, packed)


def unpack(texts: Iterable[str], *, kids: Iterable[str]) -> Printed:
    """What the codes of a page say, in whatever order they were read. ``kids`` are the keys that a certificate may
    name: the code holds the first bytes of one. Raises NotACode."""
    firsts, seconds, places = [], [], set()
    for text in texts:
        if first := _FIRST.fullmatch(text):
            firsts.append(first.groups()[1:])
            places.add(first[1])
        elif second := _SECOND.fullmatch(text):
            seconds.append(second.groups())
        else:
            raise NotACode("none of the two codes")
    if len(places) != 1:
        raise NotACode("not one certificate's first code")
    jws, proof = _certificate(_bytes(_whole(firsts)), kids)
    disclosures = _disclosures(_bytes(_whole(seconds)), jws) if seconds else ()
    return Printed(jws, proof, disclosures, places.pop())


def _texts(prefix: str, packed: bytes) -> tuple[str, ...]:
    digits = _digits(packed)
    if len(digits) <= MOST_DIGITS:
        return (prefix + digits,)
    many = -(-len(digits) // MOST_DIGITS)
    size = -(-len(digits) // many)
    if many > MOST_PARTS:
        raise ValueError("more than a page has room for")
    return tuple(f"{prefix}{each + 1}.{many}.{digits[each * size : (each + 1) * size]}" for each in range(many))


def _whole(parts: Sequence[Sequence[str | None]]) -> str:
    """The digits of a code, its parts in order and none missing or there twice."""
    many = len(parts)
    if many == 1 and parts[0][0] is None:
        return str(parts[0][2])
    found = {str(number): str(digits) for number, _, digits in parts}
    if {of for _, of, _ in parts} != {str(many)} or found.keys() != {str(each + 1) for each in range(many)}:
        raise NotACode("a part of a code is missing")
    return "".join(found[str(each + 1)] for each in range(many))


def _sealed(head: bytes, told: bytes) -> bytes:
    press = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, KNOWN)
    made = head + press.compress(told) + press.flush()
    return made + hashlib.sha256(made).digest()[:_CHECK]


def _opened(packed: bytes, *, head: int) -> bytes:
    made, check = packed[:-_CHECK], packed[-_CHECK:]
    if len(made) <= head or hashlib.sha256(made).digest()[:_CHECK] != check:
        raise NotACode("misread")
    opener = zlib.decompressobj(-15, KNOWN)
    try:
        told = opener.decompress(made[head:], _LARGEST)
    except zlib.error:
        raise NotACode("does not decompress") from None
    if not opener.eof or opener.unused_data:
        raise NotACode("larger than any certificate, or with something behind it")
    return told


def _certificate(packed: bytes, kids: Iterable[str]) -> tuple[str, str | None]:
    head = 1 + _HINT + _SIGNATURE
    told = _opened(packed, head=head)
    hint, signature = packed[1 : 1 + _HINT], packed[1 + _HINT : head]
    if packed[:1] != _CERTIFICATE:
        raise NotACode("of another version")
    kid = next((kid for kid in kids if canon.unb64(kid)[:_HINT] == hint), None)
    if kid is None:
        raise UnknownKey
    header = canon.encode({"alg": "Ed25519", "kid": kid, "typ": TYPE})
    payload, nul, proof = told.partition(b"\0")
    jws = ".".join(canon.b64(part) for part in (header, payload, signature))
    try:
        return jws, proof.decode() if nul else None
    except UnicodeDecodeError:
        raise NotACode("a proof that is no text") from None


def _disclosures(packed: bytes, jws: str) -> tuple[str, ...]:
    told = _opened(packed, head=1 + _HINT)
    if packed[:1] != _PERSONAL or packed[1 : 1 + _HINT] != _bound_to(jws):
        raise NotACode("the second code belongs to another certificate")
    return tuple(canon.b64(each) for each in told.split(b"\n"))


class UnknownKey(NotACode):
    """The code was made under a key that none of those given begins like."""


def _bound_to(jws: str) -> bytes:
    return statement(canon.unb64(jws.split(".")[1]))[:_HINT]


def _digits(data: bytes) -> str:
    blocks = (data[at : at + _BLOCK] for at in range(0, len(data), _BLOCK))
    return "".join(str(int.from_bytes(block, "big")).zfill(_WIDTHS[len(block)]) for block in blocks)


def _bytes(digits: str) -> bytes:
    width = _WIDTHS[_BLOCK]
    return b"".join(_block(digits[at : at + width]) for at in range(0, len(digits), width))


def _block(digits: str) -> bytes:
    if len(digits) not in _WIDTHS:
        raise NotACode("cut short")
    try:
        return int(digits).to_bytes(_WIDTHS.index(len(digits)), "big")
    except OverflowError:
        raise NotACode("no digits of a code") from None
