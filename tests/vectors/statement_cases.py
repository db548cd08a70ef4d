"""The published vectors of signed lien statuses, which are no certificates and are judged by a reader of their own."""

from registry.domain import canon, certificate
from registry.domain.statement import LASTS_SECONDS, LEEWAY_SECONDS, TYPE
from tests.proofs import a_checkpoint
from tests.signing.builders import ORIGIN
from tests.vectors.publisher import CERTIFIED, FORMER, NOW, a_key, compact

ANSWER = CERTIFIED["lien_status"]["contents"]
LEAVES = [b"%032d" % number for number in range(11)]
MADE = int(NOW.timestamp()) - 60
EARLIER = "2026-11-22T11:53:59.000000+08:00"


def _note(*, key="log current", origin=ORIGIN, leaves=LEAVES):
    return a_checkpoint(leaves, key=a_key(key), origin=origin)


def _signed(*, key="statement current", typ=TYPE, made=MADE, **changes):
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
    return compact(canon.dumps(said), key=a_key(key), typ=typ)


def statements():
    good, now = _signed(), int(NOW.timestamp())
    head, body, tail = good.split(".")
    yield "lien-status", good, "valid"
    yield "lien-status-with-a-line-end", f"{good}\n", "valid"
    yield "lien-status-in-its-last-second", _signed(made=now - LASTS_SECONDS + 1), "valid"
    yield "lien-status-expired", _signed(made=now - LASTS_SECONDS), "genuine", "expired"
    yield "lien-status-a-minute-early", _signed(made=now + LEEWAY_SECONDS), "valid"
    yield "lien-status-too-early", _signed(made=now + LEEWAY_SECONDS + 1), "unproven", "not_yet_valid"
    yield "lien-status-of-an-earlier-instant", _signed(as_of=EARLIER), "genuine", "earlier_instant"
    yield "lien-status-that-lasts-too-long", _signed(exp=MADE + LASTS_SECONDS + 1), "invalid", "lasts_too_long"
    yield "lien-status-under-a-retired-key", _signed(key="statement retired"), "invalid", "former_key"
    yield "lien-status-under-a-revoked-key", _signed(key="statement revoked"), "invalid", "former_key"
    yield "lien-status-by-a-key-for-certificates", _signed(key="certificate current"), "invalid", "not_a_statement_key"
    yield "lien-status-by-a-stranger", _signed(key="thief"), "invalid", "not_a_statement_key"
    yield "lien-status-altered", f"{head}.{_other(body)}.{tail}", "invalid", "bad_signature"
    yield "lien-status-of-another-register", _signed(iss="https://other.example"), "invalid", "wrong_issuer"
    yield "lien-status-of-another-mode", _signed(livemode=True), "invalid", "wrong_mode"
    yield "lien-status-without-an-instant", _signed(as_of=...), "unreadable", "not_a_lien_status"
    yield "lien-status-of-another-format", _signed(v=2), "unreadable", "not_a_lien_status"
    for name, note in {
        "by-a-stranger": _note(key="thief"),
        "under-a-revoked-log-key": _note(key="log revoked"),
        "of-a-former-log": _note(origin=FORMER),
    }.items():
        yield f"lien-status-with-a-checkpoint-{name}", _signed(checkpoint=note), "invalid", "bad_checkpoint"
    yield "lien-status-that-calls-itself-a-certificate", _signed(typ=certificate.TYPE), "invalid", "unknown_key"


def _other(text):
    middle = len(text) // 2
    return f"{text[:middle]}{'A' if text[middle] != 'A' else 'B'}{text[middle + 1 :]}"
