"""A signed lien status."""

import re
from datetime import datetime

from tests.vectors.independent.encodings import Refused, canonical_object, ed25519, invalid, need, signed, unb64u
from tests.vectors.independent.log import hash_of, number
from tests.vectors.independent.notes import opened, raw_keys
from tests.vectors.independent.tokens import jws

TYPE = "lien-status+jwt"
LARGEST = 4 << 20
UNREADABLE = Refused("unreadable", "not_a_lien_status")
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)


def is_lien_status(document):
    try:
        return canonical_object(unb64u(document.strip().split(".")[0])).get("typ") == TYPE
    except (Refused, AttributeError):
        return False


def read_lien_status(document, *, trust, now):
    """The verdict and the list of reasons."""
    try:
        said = facts(document.strip(" \t\r\n"), trust)
    except Refused as refused:
        verdict, reason = refused.said
        return verdict, [reason]
    if not 0 < said["exp"] - said["iat"] <= 600:
        return "invalid", ["lasts_too_long"]
    if now.timestamp() < said["iat"] - 60:
        return "unproven", ["not_yet_valid"]
    if now.timestamp() >= said["exp"]:
        return "genuine", ["expired"]
    if instant(said["as_of"]) < said["iat"] - 600:
        return "genuine", ["earlier_instant"]
    return "valid", []


def facts(token, trust):
    try:
        header, payload, signature, message = jws(token, largest=LARGEST)
    except Refused as refused:
        raise (refused if refused.said[0] == "invalid" else UNREADABLE) from None
    key = trust["keys"].get(header["kid"])
    need(key and key["use"] == "statement", invalid("not_a_statement_key"))
    need(signed(ed25519(unb64u(key["jwk"]["x"])), signature, message=message), invalid("bad_signature"))
    need(key["state"] == "current", invalid("former_key"))
    said = members(payload)
    need(said["iss"] == trust["issuer"], invalid("wrong_issuer"))
    need(said["livemode"] is trust["livemode"], invalid("wrong_mode"))
    try:
        checkpoint(said["checkpoint"], trust)
    except Refused:
        raise invalid("bad_checkpoint") from None
    return said


def members(payload):
    try:
        said = canonical_object(payload)
    except Refused:
        raise UNREADABLE from None
    need(said.get("v") == 1, UNREADABLE)
    need(all(isinstance(said.get(name), str) for name in ("asked_by", "nonce", "checkpoint", "as_of")), UNREADABLE)
    need(all(type(said.get(name)) is int for name in ("iat", "exp")), UNREADABLE)
    need(said.get("object") == "lien_status" or isinstance(said.get("data"), list), UNREADABLE)
    instant(said["as_of"])
    return said


def instant(text):
    need(RFC3339.fullmatch(text), UNREADABLE)
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        raise UNREADABLE from None


def checkpoint(note, trust):
    keys = [(trust["origin"], raw) for raw in raw_keys(trust, "log", "current", "retired")]
    text, good = opened(note, keys)
    origin, size, root, rest = text.split("\n")
    need(good and origin == trust["origin"] and number(size) > 0 and hash_of(root) and rest == "")
