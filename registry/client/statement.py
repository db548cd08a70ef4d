"""Is this lien status the register's, and may it be relied on now? Judged here, against a trust file, asking nobody.

    found = read_statement(token, trust=trust, now=datetime.now(UTC))
    if found.verdict is Verdict.VALID:
        print(found.contents["trade"]["verdict"])

No proof of inclusion stands behind a lien status, for the journal has no entry of it. All it has is the key in force
and its ten minutes; neither is ever stretched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.domain import statement, verdict
from registry.domain.log import Checkpoint, NotOfTheLog, read_checkpoint
from registry.domain.statement import LARGEST, TYPE, NotAStatement, relied_on, require_format
from registry.domain.verdict import Because, Verdict
from registry.signing.encoding import from_base64url, parse_canonical_json
from registry.signing.errors import BadSignature, Reason
from registry.signing.jws import ParsedJws, read_compact
from registry.signing.keys import Algorithm, KeyState
from registry.signing.notes import open_note
from registry.signing.trust import Trust

_BLANK = b" \t\r\n"


@dataclass(frozen=True, slots=True)
class Statement:
    """A verdict with its reasons. ``contents`` are the members of the answer and what is signed beside them;
    ``checkpoint`` is what the log had published last, to be held against one kept elsewhere. There are none where the
    signature does not count, so that nobody reads on.
    """

    verdict: Verdict
    reasons: tuple[Because, ...] = ()
    contents: Mapping[str, Any] | None = None
    checkpoint: Checkpoint | None = None

    @property
    def good_until(self) -> datetime | None:
        """Until when it may be relied on; None where it may not be, now or at all."""
        if self.verdict is not Verdict.VALID or self.contents is None:
            return None
        return statement.second(self.contents["exp"])


class _Fails(Exception):
    """The document failed a check: the verdict, and why."""

    def __init__(self, found: Verdict, why: Because) -> None:
        super().__init__(why.code)
        self.statement = Statement(found, (why,))


def is_statement(document: str | bytes) -> bool:
    """Whether a document calls itself a lien status. Nothing in it is believed for that."""
    try:
        head, _, _ = _text(document).partition(".")
        return parse_canonical_json(from_base64url(head)).get("typ") == TYPE
    except (UnicodeError, BadSignature):
        return False


def read_statement(token: str | bytes, *, trust: Trust, now: datetime) -> Statement:
    """Judge a signed lien status at an instant: `valid` until it runs out, `genuine` from then on, and never more than
    `invalid` under any other key than the trust file's current ones for lien statuses."""
    try:
        parsed = _parsed(token)
        _check_signature(parsed, trust)
        contents = _contents(parsed, trust)
        checkpoint = _checkpoint(contents["checkpoint"], trust)
        found, reasons = relied_on(contents, now=now.timestamp())
    except _Fails as failure:
        return failure.statement
    if found is Verdict.INVALID:
        return Statement(found, reasons)
    return Statement(found, reasons, contents, checkpoint)


def _text(document: str | bytes) -> str:
    data = document.encode() if isinstance(document, str) else document
    return data.strip(_BLANK).decode("ascii")


def _parsed(token: str | bytes) -> ParsedJws:
    try:
        parsed = read_compact(_text(token), largest=LARGEST)
    except (UnicodeError, BadSignature) as fault:
        if isinstance(fault, BadSignature) and fault.reason is not Reason.MALFORMED:
            raise _Fails(Verdict.INVALID, verdict.BAD_SIGNATURE) from None
        raise _Fails(Verdict.UNREADABLE, verdict.NOT_A_LIEN_STATUS) from None
    if parsed.typ != TYPE:
        raise _Fails(Verdict.INVALID, verdict.NOT_A_LIEN_STATUS)
    return parsed


def _check_signature(parsed: ParsedJws, trust: Trust) -> None:
    """Only a key that the trust file lists for lien statuses, and as current: there is no proof that something was
    signed while a former one was still in force."""
    known = trust.statement_key(parsed.kid)
    if known is None:
        raise _Fails(Verdict.INVALID, verdict.STATEMENT_KEY)
    key, state = known
    try:
        key.verify(parsed.signature, parsed.signing_input, alg=Algorithm.ED25519)
    except BadSignature:
        raise _Fails(Verdict.INVALID, verdict.BAD_SIGNATURE) from None
    if state is not KeyState.CURRENT:
        raise _Fails(Verdict.INVALID, verdict.FORMER_KEY)


def _contents(parsed: ParsedJws, trust: Trust) -> dict[str, Any]:
    try:
        contents = parse_canonical_json(parsed.payload)
        require_format(contents)
    except (BadSignature, NotAStatement):
        raise _Fails(Verdict.UNREADABLE, verdict.NOT_A_LIEN_STATUS) from None
    if contents.get("iss") != trust.issuer:
        raise _Fails(Verdict.INVALID, verdict.WRONG_ISSUER)
    if contents.get("livemode") is not trust.livemode:
        raise _Fails(Verdict.INVALID, verdict.WRONG_MODE)
    return contents


def _checkpoint(note: str, trust: Trust) -> Checkpoint:
    """What the log in force had published last. One that has ended publishes nothing, and an empty one vouches for
    nothing."""
    try:
        text, _ = open_note(note, trust.log_verifiers())
        checkpoint = read_checkpoint(text)
    except (BadSignature, NotOfTheLog):
        raise _Fails(Verdict.INVALID, verdict.BAD_CHECKPOINT) from None
    if checkpoint.origin != trust.origin or checkpoint.size == 0:
        raise _Fails(Verdict.INVALID, verdict.BAD_CHECKPOINT)
    return checkpoint
