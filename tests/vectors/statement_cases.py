"""The published vectors of signed lien statuses, which are no certificates and are judged by a reader of their own."""

from registry.domain import canon, certificate
from registry.domain.log import Checkpoint
from registry.domain.statement import LASTS_SECONDS, LEEWAY_SECONDS, TYPE
from registry.signing.notes import sign_note
from tests.proofs import a_checkpoint
from tests.signing.builders import ORIGIN
from tests.vectors.publisher import CERTIFIED, FORMER, NOW, a_key, compact

ANSWER = CERTIFIED["lien_status"]["contents"]
LEAVES = [b"%032d" % number for number in range(11)]
MADE = int(NOW.timestamp()) - 60
SEVERAL = dict.fromkeys(ANSWER, ...) | {"data": [ANSWER, ANSWER], "as_of": ANSWER["as_of"], "livemode": False}
EARLIER = "2026-11-22T11:53:59.000000+08:00"


def _note(*, key="log current", origin=ORIGIN, leaves=LEAVES):
    return a_checkpoint(leaves, key=a_key(key), origin=origin)


def _naming(origin):
    """Under the name and the key of the log in force, of a tree that is another log's."""
    return sign_note(Checkpoint(origin, len(LEAVES), bytes(32)).text, name=ORIGIN, key=a_key("log current"))


def _signed(*, key="statement current", typ=TYPE, alg="Ed25519", made=MADE, **changes):
    said = {
        **ANSWER,
        "v": 1,
        "iss": "https://registry.example",
        "livemode": False,
        "asked_by": "inst_91500000ma0000015q",
        "iat": made,
        "exp": made + LASTS_SECONDS,
        "nonce": canon.b64(bytes(range(16))),
        "checkpoint": _note(),
    }
    said = {name: value for name, value in (said | changes).items() if value is not ...}
    return compact(canon.dumps(said), key=a_key(key), typ=typ, alg=alg)


def statements():
    good, now = _signed(), int(NOW.timestamp())
    head, body, tail = good.split(".")
    yield "lien-status", good, "valid"
    yield "lien-status-with-a-line-end", f"{good}\n", "valid"
    yield "lien-status-of-several", _signed(**SEVERAL), "valid"
    yield "lien-status-that-is-shorter", _signed(exp=MADE + 61), "valid"
    yield "lien-status-with-a-checkpoint-under-a-retired-log-key", _signed(checkpoint=_note(key="log retired")), "valid"
    yield "lien-status-in-its-last-second", _signed(made=now - LASTS_SECONDS + 1), "valid"
    yield "lien-status-expired", _signed(made=now - LASTS_SECONDS), "genuine", "expired"
    yield "lien-status-a-minute-early", _signed(made=now + LEEWAY_SECONDS), "valid"
    yield "lien-status-too-early", _signed(made=now + LEEWAY_SECONDS + 1), "unproven", "not_yet_valid"
    yield "lien-status-of-an-earlier-instant", _signed(as_of=EARLIER), "genuine", "earlier_instant"
    yield "lien-status-that-lasts-too-long", _signed(exp=MADE + LASTS_SECONDS + 1), "invalid", "lasts_too_long"
    yield "lien-status-that-ends-as-it-begins", _signed(exp=MADE), "invalid", "lasts_too_long"
    yield "lien-status-under-a-retired-key", _signed(key="statement retired"), "invalid", "former_key"
    yield "lien-status-under-a-revoked-key", _signed(key="statement revoked"), "invalid", "former_key"
    yield "lien-status-by-a-key-for-certificates", _signed(key="certificate current"), "invalid", "not_a_statement_key"
    yield "lien-status-by-a-stranger", _signed(key="thief"), "invalid", "not_a_statement_key"
    yield "lien-status-under-another-algorithm", _signed(alg="none"), "invalid", "bad_signature"
    yield "lien-status-altered", f"{head}.{_other(body)}.{tail}", "invalid", "bad_signature"
    yield "lien-status-of-another-register", _signed(iss="https://other.example"), "invalid", "wrong_issuer"
    yield "lien-status-of-another-mode", _signed(livemode=True), "invalid", "wrong_mode"
    for name, token in {
        "cut-short": f"{head}.{body}",
        "without-an-instant": _signed(as_of=...),
        "of-an-instant-without-offset": _signed(as_of="2026-11-22T12:03:59"),
        "of-an-instant-otherwise-written": _signed(as_of="20261122T120359+0800"),
        "of-the-thirtieth-of-february": _signed(as_of="2026-02-30T12:03:59+08:00"),
        "of-another-format": _signed(v=2),
        "that-answers-nothing": _signed(object=...),
        "that-names-nobody": _signed(asked_by=None),
        "whose-end-is-a-text": _signed(exp=str(MADE + LASTS_SECONDS)),
    }.items():
        yield f"lien-status-{name}", token, "unreadable", "not_a_lien_status"
    for name, note in {
        "by-a-stranger": _note(key="thief"),
        "under-a-revoked-log-key": _note(key="log revoked"),
        "of-a-former-log": _note(origin=FORMER),
        "of-an-empty-log": _note(leaves=[]),
        "that-names-another-log": _naming("other.example/log"),
        "that-was-altered": _note().replace("\n11\n", "\n12\n"),
    }.items():
        yield f"lien-status-with-a-checkpoint-{name}", _signed(checkpoint=note), "invalid", "bad_checkpoint"
    yield "lien-status-that-calls-itself-a-certificate", _signed(typ=certificate.TYPE), "invalid", "unknown_key"


def _other(text):
    middle = len(text) // 2
    return f"{text[:middle]}{'A' if text[middle] != 'A' else 'B'}{text[middle + 1 :]}"
