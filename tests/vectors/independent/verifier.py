"""The steps of a verifier, in their order."""

import json
from dataclasses import dataclass

from tests.vectors.independent.codes import CERTIFICATE, codes
from tests.vectors.independent.encodings import (
    UNREADABLE,
    Refused,
    b64u,
    canonical,
    canonical_object,
    ed25519,
    invalid,
    need,
    parsed,
    sha256,
    signed,
    unb64u,
)
from tests.vectors.independent.log import compared, proven
from tests.vectors.independent.pdf import Altered, NotSigned, UnknownPaperKey, read_pdf
from tests.vectors.independent.tokens import jws, standing

MIB = 1 << 20


@dataclass
class Parts:
    jws: str
    disclosures: tuple = ()
    proof: str | None = None
    status: str | None = None
    paper: str = "current"


def verify(document, *, trust, now, kept=None):
    """The verdict and the list of reasons."""
    try:
        return judged(document, trust, now=now, kept=kept)
    except Refused as refused:
        verdict, reason = refused.said
        return verdict, [reason]


def judged(document, trust, *, now, kept):
    parts = read(document.encode() if isinstance(document, str) else document, trust)
    payload, state = certificate(parts.jws, trust)
    contents = facts(payload, trust)
    disclosed(contents, parts.disclosures)
    checkpoint, why = proven(parts.proof, payload, contents=contents, trust=trust)
    need(checkpoint or {state, parts.paper} == {"current"}, invalid("key_not_current"))
    stands = standing(parts.status, contents, trust=trust, now=now)
    if checkpoint is None:
        return "unproven", [why]
    verdict, reasons = stands
    if kept is not None:
        reasons = reasons + compared(checkpoint, kept, trust=trust)
    return verdict, reasons


def read(data, trust):
    need(len(data) <= MIB, Refused("unreadable", "too_large"))
    if data.startswith(b"%PDF-"):
        return page(data, trust)
    if data.lstrip().startswith((b"http://", b"https://", b"PD1*")):
        return Parts(*codes(data, trust))
    said = data.strip(b" \t\r\n")
    if said.startswith(b"{"):
        return from_json(data)
    return Parts(said.decode("ascii", errors="replace"))


def from_json(data):
    said = parsed(data)
    if "jws" not in said and isinstance(said.get("certificate"), dict):
        return Parts(text(said["certificate"].get("jws")))
    need(said.keys() == {"disclosures", "jws", "proof", "status"} and isinstance(said["disclosures"], list))
    optional = [said[name] if said[name] is None else text(said[name]) for name in ("proof", "status")]
    parts = Parts(text(said["jws"]), tuple(map(text, said["disclosures"])), *optional)
    need(data.removesuffix(b"\n") == canonical(said), Refused("unreadable", "reformatted"))
    return parts


def text(value):
    need(isinstance(value, str))
    return value


def certificate(token, trust):
    """The payload, and the state of the key that signed it."""
    header, payload, signature, message = jws(token)
    need(header["typ"] == CERTIFICATE, invalid("wrong_type"))
    key = trust["keys"].get(header["kid"])
    need(key and key["use"] == "certificate", invalid("unknown_key"))
    need(signed(ed25519(unb64u(key["jwk"]["x"])), signature, message=message), invalid("bad_signature"))
    return payload, key["state"]


def facts(payload, trust):
    contents = canonical_object(payload)
    need(contents.get("v") == 1 and contents.get("_sd_alg") == "sha-256")
    need(contents.get("iss") == trust["issuer"], invalid("wrong_issuer"))
    need(contents.get("livemode") is trust["livemode"], invalid("wrong_mode"))
    return contents


def disclosed(contents, texts):
    fault = invalid("bad_disclosure")
    try:
        given = {b64u(sha256(each.encode("ascii"))): json.loads(unb64u(each)) for each in texts}
    except (Refused, ValueError):
        raise fault from None
    closed = list(digests(contents))
    need(len(given) == len(texts) and len(set(closed)) == len(closed) and given.keys() <= set(closed), fault)
    for said in given.values():
        need(isinstance(said, list) and len(said) == 3 and all(isinstance(each, str) for each in said[:2]), fault)
    for owner in owners(contents):
        names = [given[digest][1] for digest in owner["_sd"] if digest in given]
        need(len(set(names)) == len(names) and not {*names} & {*owner, "_sd_alg", "..."}, fault)


def owners(value):
    if isinstance(value, dict):
        if "_sd" in value:
            yield value
        for each in value.values():
            yield from owners(each)
    elif isinstance(value, list):
        for each in value:
            yield from owners(each)


def digests(contents):
    return (digest for owner in owners(contents) for digest in owner["_sd"])


def page(data, trust):
    try:
        attached, kid = read_pdf(data)
        key = trust["keys"].get(kid, {})
        listed = key.get("use") == "paper" and key["state"] != "revoked"
    except NotSigned:
        raise UNREADABLE from None
    except UnknownPaperKey:
        raise invalid("paper_key") from None
    except Altered:
        raise invalid("paper_altered") from None
    need(listed, invalid("paper_key"))
    inside = canonical_object(attached)
    need(inside.keys() == {"disclosures", "jws", "proof", "status", "verify_at"})
    return Parts(inside["jws"], tuple(inside["disclosures"]), inside["proof"], inside["status"], paper=key["state"])
