"""Signed notes, and the trust file."""

import re

from tests.vectors.independent.encodings import (
    b64u,
    canonical,
    canonical_object,
    ed25519,
    need,
    sha256,
    signed,
    unb64,
    unb64u,
)

KIB_64 = 64 << 10


def key_id(name, raw):
    return sha256(name.encode(), b"\n\x01", raw)[:4]


def taken_apart(note):
    """The text of a note, and its signatures by name and key id."""
    need(len(note) <= KIB_64)
    before, blank, after = note.rpartition("\n\n")
    text, lines = before + "\n", after.split("\n")
    need(blank and lines.pop() == "" and 1 <= len(lines) <= 64)
    need(all(character >= " " or character == "\n" for character in text))
    found = {}
    for line in lines:
        match = re.fullmatch(r"\u2014 ([^\s+]+) (\S+)", line)
        need(match)
        data = unb64(match[2])
        need((match[1], data[:4]) not in found)
        found[match[1], data[:4]] = data[4:]
    return text, found


def opened(note, keys):
    """The text, and which of the keys, given as pairs of name and raw key, signed it."""
    text, signatures = taken_apart(note)
    known = {(name, key_id(name, raw)): (name, raw) for name, raw in keys}
    good = set()
    for key in known.keys() & signatures.keys():
        need(signed(ed25519(known[key][1]), signatures[key], message=text.encode()))
        good.add(known[key])
    return text, good


def open_trust(note):
    """The first trust file of a register."""
    text, _ = taken_apart(note)
    heading, line, rest = text.split("\n")
    need(heading == "registry-trust/v1" and rest == "")
    trust = canonical_object(line.encode())
    officers = [root_key(root) for root in trust["roots"]]
    need(len({name for name, _ in officers}) == len({raw for _, raw in officers}) == len(officers))
    need(len(opened(note, officers)[1]) >= trust["threshold"] >= 1)
    keys = {}
    for key in trust["keys"]:
        need(key["kid"] == b64u(sha256(canonical(key["jwk"]))) and key["kid"] not in keys)
        keys[key["kid"]] = key
    return trust | {"keys": keys}


def root_key(vkey):
    name, identity, encoded = vkey.split("+", 2)
    data = unb64(encoded)
    need(data[:1] == b"\x01" and key_id(name, data[1:]).hex() == identity)
    return name, data[1:]


def raw_keys(trust, use, *states):
    return [unb64u(key["jwk"]["x"]) for key in trust["keys"].values() if key["use"] == use and key["state"] in states]
