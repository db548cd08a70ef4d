"""What the published vectors are: one good document and one bad one for each check, in the order of the checks."""

import json
from dataclasses import dataclass

from registry.domain import canon
from registry.domain.status_list import Standing
from registry.signing.jws import read_compact
from tests.proofs import a_checkpoint, a_leaf
from tests.signing.builders import ISSUER, ORIGIN
from tests.vectors.paper_cases import codes, pages
from tests.vectors.publisher import EARLY_BY, FORMER, FRESH_FOR, NOW, Certified, a_key, certified, compact, seconds

GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493  # of Ed25519, RFC 8032 section 5.1
GOOD = certified()
OTHER = certified(nonce="AAECAwQFBgcICQoLDA0ODg")
SEARCH = certified("search")


@dataclass(frozen=True, kw_only=True)
class Case:
    """``check`` is the step that the case is about. ``file`` is the suffix of a document that is no text."""

    name: str
    check: str
    document: str | dict
    verdict: str = "valid"
    reasons: tuple[str, ...] = ()
    kept: str | None = None
    now: str = canon.instant(NOW)

    def written(self):
        said = {
            "name": self.name,
            "check": self.check,
            "now": self.now,
            "kept": self.kept,
            "document": self.document,
            "verdict": self.verdict,
            "reasons": list(self.reasons),
        }
        return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def cases():
    for check, group in GROUPS.items():
        for name, document, verdict, *reasons in group():
            given = document if isinstance(document, tuple) else (document,)
            more = {"kept": given[1]} if len(given) == 2 else {}
            yield Case(name=name, check=check, document=given[0], verdict=verdict, reasons=tuple(reasons), **more)


def forms():
    bundle = GOOD.bundle()
    yield "bundle", bundle, "valid"
    yield "bundle-with-a-line-end", f"{bundle}\n", "valid"
    yield "jws", GOOD.jws, "unproven", "no_proof"
    yield "answer", json.dumps({"certificate": {"jws": GOOD.jws}, "number": "x"}), "unproven", "no_proof"
    yield "answer-whose-proof-is-not-taken", _answer_with_more(), "unproven", "no_proof"
    yield "empty", "", "unreadable", "not_a_certificate"
    yield "not-a-certificate", "hello", "unreadable", "not_a_certificate"
    yield "bundle-reformatted", json.dumps(json.loads(bundle), indent=1), "unreadable", "reformatted"
    yield "bundle-in-another-order", _reordered(bundle), "unreadable", "reformatted"
    yield "bundle-that-spells-a-character-out", bundle.replace("index 3", "\\u0069ndex 3"), "unreadable", "reformatted"
    yield "bundle-with-a-fifth-member", GOOD.bundle(note="x"), "unreadable", "not_a_certificate"
    yield "bundle-without-status", _without(bundle, "status"), "unreadable", "not_a_certificate"
    yield "bundle-with-a-name-twice", bundle[:-1] + ',"status":null}', "unreadable", "not_a_certificate"
    yield "bundle-whose-proof-is-a-number", GOOD.bundle(proof=7), "unreadable", "not_a_certificate"


def _answer_with_more():
    return json.dumps({"certificate": json.loads(GOOD.bundle()) | {"number": "x"}})


def _reordered(bundle):
    return json.dumps(dict(reversed(json.loads(bundle).items())), ensure_ascii=False, separators=(",", ":"))


def _without(bundle, member):
    return canon.dumps({name: value for name, value in json.loads(bundle).items() if name != member}).decode()


def signatures():
    head, body, tail = GOOD.jws.split(".")
    yield "signature-of-another-certificate", OTHER.bundle(), "valid"
    yield "payload-altered", GOOD.bundle(jws=f"{head}.{_other(body)}.{tail}"), "invalid", "bad_signature"
    yield "signature-altered", GOOD.bundle(jws=f"{head}.{body}.{_other(tail)}"), "invalid", "bad_signature"
    yield "signature-with-a-greater-s", GOOD.bundle(jws=f"{head}.{body}.{_malleable(tail)}"), "invalid", "bad_signature"
    yield "signature-of-other-unused-bits", GOOD.jws[:-1] + "B", "unreadable", "not_a_certificate"
    yield "signature-missing", f"{head}.{body}.", "unreadable", "not_a_certificate"
    yield "header-alg-none", _headed(alg="none"), "invalid", "bad_signature"
    yield "header-alg-eddsa", _headed(alg="EdDSA"), "invalid", "bad_signature"
    yield "header-brings-a-key", _headed(jwk=a_key("thief").public.jwk), "unreadable", "not_a_certificate"
    yield "type-of-a-status-list", GOOD.bundle(jws=_headed(typ="statuslist+jwt")), "invalid", "wrong_type"
    yield "key-unknown", GOOD.bundle(jws=certified(key="thief").jws), "invalid", "unknown_key"
    yield "key-of-another-use", GOOD.bundle(jws=certified(key="statement current").jws), "invalid", "unknown_key"


def _headed(**header):
    return compact(GOOD.payload, key=GOOD.key, typ=header.pop("typ", GOOD.typ), **header)


def _other(text):
    middle = len(text) // 2
    return f"{text[:middle]}{'A' if text[middle] != 'A' else 'B'}{text[middle + 1 :]}"


def _malleable(tail):
    """The same signature with the group's order added to S, which RFC 8032 section 5.1.7 refuses."""
    data = canon.unb64(tail)
    greater = int.from_bytes(data[32:], "little") + GROUP_ORDER
    return canon.b64(data[:32] + greater.to_bytes(32, "little"))


def states():
    for state in ("retired", "revoked"):
        found = certified(key=f"certificate {state}")
        yield f"key-{state}-with-a-proof", found.bundle(), "valid"
        yield f"key-{state}-without-a-proof", found.bundle(proof=None), "invalid", "key_not_current"


def facts():
    spaced = Certified(GOOD.payload.replace(b'"v":1', b'"v": 1'), (), GOOD.key)
    floating = Certified(GOOD.payload.replace(b'"version":1', b'"version":1.0'), (), GOOD.key)
    twice = Certified(GOOD.payload.replace(b'"v":1', b'"v":1,"v":1'), (), GOOD.key)
    yield "payload-with-a-member-of-a-later-release", certified(later={"x": [1]}).bundle(), "valid"
    yield "payload-of-another-spelling", spaced.jws, "unreadable", "not_a_certificate"
    yield "payload-with-a-fraction", floating.jws, "unreadable", "not_a_certificate"
    yield "payload-with-a-name-twice", twice.jws, "unreadable", "not_a_certificate"
    yield "format-of-another-version", certified(v=2).jws, "unreadable", "not_a_certificate"
    yield "issuer-is-another", certified(iss="https://other.example").bundle(), "invalid", "wrong_issuer"
    yield "mode-is-another", certified(livemode=True).bundle(), "invalid", "wrong_mode"


def disclosures():
    name, *others = GOOD.disclosures
    forged = canon.b64(canon.unb64(name).replace("张𠮷".encode(), "李𠮷".encode()))
    yield "disclosures-withheld", GOOD.bundle(disclosures=[]), "valid"
    yield "disclosure-of-another-name", GOOD.bundle(disclosures=[forged, *others]), "invalid", "bad_disclosure"
    yield "disclosure-twice", GOOD.bundle(disclosures=[name, name]), "invalid", "bad_disclosure"
    beside = SEARCH.bundle(disclosures=[name], status=None)
    yield "disclosure-beside-another-certificate", beside, "invalid", "bad_disclosure"


def proofs():
    good = GOOD.proof()
    lines = good.split("\n")
    yield "proof-missing", GOOD.bundle(proof=None), "unproven", "no_proof"
    yield "proof-of-the-only-leaf", GOOD.bundle(proof=GOOD.proof(index=0, size=1)), "valid"
    yield "proof-of-the-last-leaf", GOOD.bundle(proof=GOOD.proof(index=10)), "valid"
    yield "proof-of-a-former-log", GOOD.bundle(proof=GOOD.proof(origin=FORMER)), "valid"
    yield "proof-under-a-retired-log-key", GOOD.bundle(proof=GOOD.proof(key=a_key("log retired"))), "valid"
    yield "proof-with-a-signature-of-a-stranger", GOOD.bundle(proof=good + _signature_of_a_stranger()), "valid"
    revoked = GOOD.proof(key=a_key("log revoked"))
    yield "proof-under-a-revoked-log-key", GOOD.bundle(proof=revoked), "unproven", "log_key_revoked"
    for name, proof in {
        "of-another-certificate": OTHER.proof(),
        "of-another-second": GOOD.proof(leaf=a_leaf(GOOD.payload).replace(b'"t":1', b'"t":0')),
        "by-a-stranger": GOOD.proof(key=a_key("thief")),
        "by-a-key-for-certificates": GOOD.proof(key=GOOD.key),
        "of-another-log": GOOD.proof(origin="other.example/log"),
        "at-another-place": good.replace("index 3", "index 4"),
        "of-another-place-spelling": good.replace("index 3", "index 03"),
        "with-a-hash-altered": "\n".join((*lines[:2], _other(lines[2]), *lines[3:])),
        "with-a-hash-too-many": "\n".join((*lines[:3], lines[2], *lines[3:])),
        "with-a-hash-too-few": "\n".join((*lines[:2], *lines[3:])),
        "with-an-empty-hash": "\n".join((*lines[:2], "", *lines[3:])),
        "with-a-root-altered": _with_root_altered(good),
        "of-a-spoilt-signature": _with_spoilt_signature(good),
        "with-a-line-more": good + "\n",
        "without-a-checkpoint": good.partition("\n\n")[0] + "\n",
    }.items():
        yield f"proof-{name}", GOOD.bundle(proof=proof), "invalid", "bad_proof"


def _signature_of_a_stranger():
    return GOOD.proof(key=a_key("witness")).splitlines()[-1] + "\n"


def _with_root_altered(proof):
    head, blank, note = proof.partition("\n\n")
    origin, size, root, *rest = note.split("\n")
    return head + blank + "\n".join((origin, size, _other(root), *rest))


def _with_spoilt_signature(proof):
    return proof[:-40] + _other(proof[-40:-3]) + proof[-3:]


def checkpoints():
    leaves = [b"%032d" % number for number in range(11)]
    same = GOOD.proof().partition("\n\n")[2]
    forked, smaller = (a_checkpoint(some, key=a_key("log current"), origin=ORIGIN) for some in (leaves, leaves[:7]))
    yield "kept-is-the-same", (GOOD.bundle(), same), "valid"
    yield "kept-is-contradicted", (GOOD.bundle(), forked), "diverged", "contradicts_kept"
    yield "kept-is-of-another-size", (GOOD.bundle(), smaller), "valid", "kept_not_compared"


def lists():
    ended = GOOD.status(Standing.ENDED)
    yield "status-missing", GOOD.bundle(status=None), "genuine", "no_status"
    yield "status-ended", GOOD.bundle(status=ended), "superseded", "ended"
    yield "status-objected", GOOD.bundle(status=GOOD.status(Standing.OBJECTED)), "superseded", "objected"
    yield "status-superseded", GOOD.bundle(status=GOOD.status(Standing.SUPERSEDED)), "superseded", "amended"
    yield "status-in-its-last-second", GOOD.bundle(status=GOOD.status(at=seconds(FRESH_FOR - 1))), "valid"
    yield "status-expired", GOOD.bundle(status=GOOD.status(at=seconds(FRESH_FOR))), "genuine", "status_stale"
    yield "status-a-minute-early", GOOD.bundle(status=GOOD.status(at=seconds(-EARLY_BY))), "valid"
    yield "status-too-early", GOOD.bundle(status=GOOD.status(at=seconds(-EARLY_BY - 1))), "genuine", "status_stale"
    for state in ("retired", "revoked"):
        found = GOOD.status(key=a_key(f"status {state}"))
        yield f"status-under-a-{state}-key", GOOD.bundle(status=found), "genuine", "status_stale"
    empty = GOOD.status(status_list={"bits": 2, "lst": ""})
    for name, token in {
        "by-a-key-for-certificates": GOOD.status(key=GOOD.key),
        "by-a-stranger": GOOD.status(key=a_key("thief")),
        "of-another-type": GOOD.status(typ="jwt"),
        "of-another-list": GOOD.status(sub=f"{ISSUER}/status/4"),
        "of-other-bits": GOOD.status(status_list=_packed(GOOD.status()) | {"bits": 1}),
        "cut-short": GOOD.status(status_list=_packed(GOOD.status(), size=16_000)),
        "too-long": GOOD.status(status_list=_packed(GOOD.status(), size=16_400)),
        "that-does-not-unpack": empty,
        "altered": _other(ended),
    }.items():
        yield f"status-{name}", GOOD.bundle(status=token), "invalid", "bad_status"
    unproven = GOOD.bundle(proof=None, status=_other(ended))
    yield "status-altered-without-a-proof", unproven, "invalid", "bad_status"
    yield "status-of-its-instant", SEARCH.bundle(status=None), "genuine", "of_its_instant"
    yield "status-beside-what-names-none", SEARCH.bundle(status=GOOD.status()), "invalid", "bad_status"
    before = certified(without=("status",))
    yield "status-of-before-there-were-lists", before.bundle(status=None), "genuine", "no_status"


def _packed(token, *, size=16_384):
    """The list of a token, its bytes cut or filled up to a size."""
    import zlib

    said = canon.loads(read_compact(token).payload)["status_list"]
    data = zlib.decompress(canon.unb64(said["lst"]))[:size].ljust(size, b"\0")
    return said | {"lst": canon.b64(zlib.compress(data, 9))}


GROUPS = {
    "form": forms,
    "signature": signatures,
    "key state": states,
    "contents": facts,
    "disclosures": disclosures,
    "proof": proofs,
    "kept checkpoint": checkpoints,
    "status list": lists,
    "printed codes": codes,
    "page": lambda: ((name, {"file": f"{name}.pdf"}, *said) for name, *said in pages()),
}
