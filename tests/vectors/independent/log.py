"""The proof that the log holds a certificate, and the checkpoint that was kept."""

import re
from datetime import UTC, datetime, timedelta

from tests.vectors.independent.encodings import Refused, b64u, canonical, invalid, need, sha256, unb64
from tests.vectors.independent.notes import KIB_64, opened, raw_keys, taken_apart


def proven(proof, payload, *, contents, trust):
    """The checkpoint that the proof leads to; or none, and why."""
    if proof is None:
        return None, "no_proof"
    try:
        index, path, note = taken_apart_proof(proof)
        checkpoint, counts = believed(note, trust)
        if not counts:
            return None, "log_key_revoked"
        leaf = leaf_of(payload, contents)
        need(led_to(sha256(b"\0", leaf), index, size=checkpoint[1], path=path) == checkpoint[2])
    except Refused:
        raise invalid("bad_proof") from None
    return checkpoint, None


def taken_apart_proof(proof):
    need(len(proof) <= KIB_64)
    head, blank, note = proof.partition("\n\n")
    first, *lines = head.split("\n")
    need(blank and first == "c2sp.org/tlog-proof@v1" and lines and lines[0].startswith("index "))
    return number(lines[0][6:]), [hash_of(line) for line in lines[1:]], note


def number(text):
    need(re.fullmatch(r"0|[1-9][0-9]{0,18}", text))
    return int(text)


def hash_of(text):
    data = unb64(text)
    need(len(data) == 32)
    return data


def believed(note, trust):
    """Origin, size and root; and whether a key that still counts signed them."""
    lines = taken_apart(note)[0].split("\n")
    need(len(lines) == 4 and lines[0] in {trust["origin"], *trust.get("former", [])})
    checkpoint = lines[0], number(lines[1]), hash_of(lines[2])
    counting = [(lines[0], raw) for raw in raw_keys(trust, "log", "current", "retired")]
    revoked = [(lines[0], raw) for raw in raw_keys(trust, "log", "revoked")]
    counts = bool(opened(note, counting)[1])
    need(counts or opened(note, revoked)[1])
    return checkpoint, counts


def leaf_of(payload, contents):
    at = datetime.fromisoformat(contents["recorded_at"]) - datetime(1970, 1, 1, tzinfo=UTC)
    said = {"entry": contents["entry"], "statement": b64u(sha256(payload)), "t": at // timedelta(seconds=1), "v": 1}
    return canonical(said)


def led_to(made, index, *, size, path):
    """RFC 9162 section 2.1.3.2."""
    need(0 <= index < size)
    fn, sn = index, size - 1
    for each in path:
        need(sn)
        if fn & 1 or fn == sn:
            made = sha256(b"\1", each, made)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            made = sha256(b"\1", made, each)
        fn, sn = fn >> 1, sn >> 1
    need(sn == 0)
    return made


def compared(checkpoint, kept, *, trust):
    held, counts = believed(kept, trust)
    need(counts)
    if held == checkpoint:
        return []
    need(held[:2] != checkpoint[:2], Refused("diverged", "contradicts_kept"))
    return ["kept_not_compared"]
