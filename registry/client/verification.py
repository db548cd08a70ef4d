"""Is this certificate the register's, word for word, and does it still stand? Judged here, against a trust file.

The order is fixed: the form, the signature, whose it is, what was disclosed, the proof that the public log holds it,
the signed list of how certificates stand, the checkpoint that was kept. The register can be asked on top. It then gives
the proof and the list that the document lacks, which are checked here like any other, and says what its journal knows;
it never mends what failed here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from registry.client import forms, inclusion
from registry.client.answers import Problem
from registry.client.forms import LARGEST, Bundle, Fails
from registry.client.history import NotCompared, is_one_history
from registry.client.inclusion import NotProven
from registry.client.monitor import Fetch
from registry.client.status import standing
from registry.client.transport import system_clock
from registry.domain import certificate, verdict
from registry.domain.canon import NotCanonical
from registry.domain.disclosure import restored
from registry.domain.log import Checkpoint, read_proof
from registry.domain.status_list import Stale, Standing
from registry.domain.text import Text
from registry.domain.verdict import Because, Check, Verdict
from registry.signing.encoding import parse_canonical_json
from registry.signing.errors import BadSignature, Reason
from registry.signing.jws import ParsedJws, read_compact
from registry.signing.keys import Algorithm, KeyState
from registry.signing.trust import Trust

__all__ = ["LARGEST", "Ask", "Verification", "verify"]

Ask = Callable[[str], Mapping[str, Any]]  # takes the signed text, returns the register's answer

_FORMAT = 1
_MOST_REASONS = 16
_ENDS = {
    Standing.ENDED: verdict.ENDED,
    Standing.OBJECTED: verdict.OBJECTED,
    Standing.SUPERSEDED: verdict.OF_THE_REGISTER["amended"],
}


@dataclass(frozen=True, slots=True)
class Verification:
    """A verdict with its reasons. ``contents`` are signed facts, with what was disclosed put back in its place; there
    are none where the signature is not good, so that nobody reads on. ``checked`` is what was looked at and found good.
    ``checkpoint`` is the state of the log that the proof leads to, ``note`` the same as it was signed: kept, it shows
    later whether the log was rewritten.
    """

    verdict: Verdict
    reasons: tuple[Because, ...] = ()
    contents: Mapping[str, Any] | None = None
    check_code: str | None = None
    checked: tuple[Check, ...] = ()
    checkpoint: Checkpoint | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """A certificate whose signature is good, and the state of the weaker of the keys that signed it."""

    bundle: Bundle
    payload: bytes
    contents: Mapping[str, Any]
    state: KeyState


@dataclass(frozen=True, slots=True)
class _Held:
    """What the reader kept of the log, and the log to hold it against."""

    checkpoint: Checkpoint
    log: Fetch | None


def verify(
    document: str | bytes | Mapping[str, Any],
    *,
    trust: Trust,
    ask: Ask | None = None,
    kept: str | None = None,
    log: Fetch | None = None,
    now: datetime | None = None,
) -> Verification:
    """Judge a compact JWS, a bundle ``{jws, disclosures, proof, status}``, the JSON answer of a registration, a PDF, or
    the texts of the codes that are printed on it, a line each.

    ``ask`` asks the register. ``kept`` is a checkpoint, a signed note, that was kept earlier; a proof that contradicts
    it is ``diverged``. One of another size is compared where ``log`` serves the log's tiles. ``now`` is the reader's
    clock, by default his machine's. Raises BadSignature for a kept note of no log of the trust file.
    """
    held = None if kept is None else _Held(_opened(kept, trust), log)
    try:
        read = _signed(forms.read(document, trust), trust)
        disclosed = _with_disclosures(read)
        answer = _answer(ask, read.bundle.jws)
        read = _completed(read, answer)
        found = _judged(read, trust, held=held, now=now or system_clock(), answer=answer)
    except Fails as failed:
        return Verification(failed.verdict, (failed.because,))
    note = read_proof(read.bundle.proof).note if found.checkpoint and read.bundle.proof else None
    code = certificate.check_code(read.payload)
    return replace(found, contents=disclosed, check_code=code, checked=_before(read) + found.checked, note=note)


def _before(read: _Read) -> tuple[Check, ...]:
    """What was found good before the log is looked at."""
    paper = (Check.PAPER,) if read.bundle.paper is not None else ()
    return (*paper, Check.SIGNATURE, *((Check.DISCLOSURES,) if read.bundle.disclosures else ()))


def _opened(kept: str, trust: Trust) -> Checkpoint:
    try:
        return inclusion.believed(kept, trust)
    except NotProven as wrong:
        raise BadSignature(Reason.UNKNOWN_KEY, f"the checkpoint that was kept: {wrong}") from None


def _signed(bundle: Bundle, trust: Trust) -> _Read:
    parsed = _read_jws(bundle.jws)
    state = _check_signature(parsed, trust)
    contents = _check_contents(parsed, trust)
    weaker = bundle.paper if state is KeyState.CURRENT and bundle.paper is not None else state
    return _Read(bundle, parsed.payload, contents, weaker)


def _read_jws(text: str) -> ParsedJws:
    try:
        return read_compact(text)
    except BadSignature as fault:
        if fault.reason is Reason.MALFORMED:
            raise Fails(Verdict.UNREADABLE, verdict.NOT_A_CERTIFICATE) from None
        raise Fails(Verdict.INVALID, verdict.BAD_SIGNATURE) from None


def _check_signature(parsed: ParsedJws, trust: Trust) -> KeyState:
    """The state of the key that signed this, if the trust file lists it for certificates."""
    if parsed.typ != certificate.TYPE:
        raise Fails(Verdict.INVALID, verdict.WRONG_TYPE)
    known = trust.certificate_key(parsed.kid)
    if known is None:
        raise Fails(Verdict.INVALID, verdict.UNKNOWN_KEY)
    key, state = known
    try:
        key.verify(parsed.signature, parsed.signing_input, alg=Algorithm.ED25519)
    except BadSignature:
        raise Fails(Verdict.INVALID, verdict.BAD_SIGNATURE) from None
    return state


def _check_contents(parsed: ParsedJws, trust: Trust) -> dict[str, Any]:
    try:
        contents = parse_canonical_json(parsed.payload)
    except BadSignature:
        raise Fails(Verdict.UNREADABLE, verdict.NOT_A_CERTIFICATE) from None
    if contents.get("v") != _FORMAT or contents.get("_sd_alg") != "sha-256":
        raise Fails(Verdict.UNREADABLE, verdict.NOT_A_CERTIFICATE)
    if contents.get("iss") != trust.issuer:
        raise Fails(Verdict.INVALID, verdict.WRONG_ISSUER)
    if contents.get("livemode") is not trust.livemode:
        raise Fails(Verdict.INVALID, verdict.WRONG_MODE)
    return contents


def _with_disclosures(read: _Read) -> dict[str, Any]:
    try:
        return restored(read.contents, read.bundle.disclosures)
    except NotCanonical:
        raise Fails(Verdict.INVALID, verdict.BAD_DISCLOSURE) from None


def _answer(ask: Ask | None, jws: str) -> Mapping[str, Any] | None:
    """What the register says. Only the signed text is sent: what was disclosed to the reader stays with him. An empty
    answer is its silence, and None that nobody asked."""
    if ask is None:
        return None
    try:
        return ask(jws)
    except (Problem, OSError):
        return {}


def _completed(read: _Read, answer: Mapping[str, Any] | None) -> _Read:
    """With the register's proof where the document has none, and with its list, which is the newer one."""
    said = answer or {}
    proof, status = (text if isinstance(text := said.get(name), str) else None for name in ("proof", "status_list"))
    bundle = replace(read.bundle, proof=read.bundle.proof or proof, status=status or read.bundle.status)
    return replace(read, bundle=bundle)


def _judged(
    read: _Read, trust: Trust, *, held: _Held | None, now: datetime, answer: Mapping[str, Any] | None
) -> Verification:
    checkpoint, why = _proof(read, trust)
    if checkpoint is None and read.state is not KeyState.CURRENT:
        raise Fails(Verdict.INVALID, verdict.KEY_NOT_CURRENT)
    told, said = ((), None) if answer is None else (_told(answer), answer.get("verdict"))
    if said == Verdict.INVALID:
        # What stands in the log stood in the journal: who denies it now has another history to show.
        return Verification(Verdict.DIVERGED if checkpoint else Verdict.INVALID, told, checkpoint=checkpoint)
    found = _standing(read, trust, now=now)
    if checkpoint is None:
        return Verification(_worse(said) or Verdict.UNPROVEN, (*why, *told))
    history = _history(held, checkpoint)
    if history.verdict is Verdict.DIVERGED:
        return replace(history, checked=(Check.INCLUSION,), checkpoint=checkpoint)
    reasons, later = found.reasons, _worse(said) or _valid(said)
    if later and found.verdict is not Verdict.SUPERSEDED:  # the journal knows later than a list
        found, reasons = replace(found, verdict=later), ()
    checked = (Check.INCLUSION, *found.checked, *history.checked)
    return Verification(found.verdict, (*reasons, *history.reasons, *told), checked=checked, checkpoint=checkpoint)


def _proof(read: _Read, trust: Trust) -> tuple[Checkpoint | None, tuple[Because, ...]]:
    """The checkpoint that the proof leads to, or why there is none."""
    if read.bundle.proof is None:
        return None, (verdict.NO_PROOF,)
    try:
        return inclusion.proven(read.bundle.proof, read.payload, contents=read.contents, trust=trust), ()
    except NotProven as fault:
        if fault.false:
            raise Fails(Verdict.INVALID, fault.because) from None
        return None, (fault.because,)


def _history(held: _Held | None, checkpoint: Checkpoint) -> Verification:
    """What the checkpoint that was kept says of this one. Two sizes tell nothing of each other without the log."""
    if held is None:
        return Verification(Verdict.GENUINE)
    try:
        one = is_one_history(held.log, held.checkpoint, checkpoint)
    except NotCompared:
        return Verification(Verdict.GENUINE, (verdict.KEPT_NOT_COMPARED,))
    if not one:
        return Verification(Verdict.DIVERGED, (verdict.CONTRADICTS_KEPT,))
    return Verification(Verdict.GENUINE, checked=(Check.HISTORY,))


def _standing(read: _Read, trust: Trust, *, now: datetime) -> Verification:
    """How it stands by the signed list; without one of now, a certificate is genuine and no more."""
    claim, token = read.contents.get("status"), read.bundle.status
    if claim is None:
        if token is not None:
            raise Fails(Verdict.INVALID, verdict.BAD_STATUS)
        instant = "registration" not in read.contents
        why = verdict.OF_THE_REGISTER["of_its_instant"] if instant else verdict.NO_STATUS
        return Verification(Verdict.GENUINE, (why,))
    if token is None:
        return Verification(Verdict.GENUINE, (verdict.NO_STATUS,))
    try:
        stands = standing(token, claim=claim, trust=trust, now=now)
    except Stale:
        return Verification(Verdict.GENUINE, (verdict.STATUS_STALE,))
    except BadSignature:
        raise Fails(Verdict.INVALID, verdict.BAD_STATUS) from None
    if stands is Standing.VALID:
        return Verification(Verdict.VALID, checked=(Check.STANDING,))
    return Verification(Verdict.SUPERSEDED, (_ENDS[stands],), checked=(Check.STANDING,))


def _worse(said: Any) -> Verdict | None:
    """A register that speaks against its own certificate is believed without a proof."""
    return Verdict(said) if said in (Verdict.SUPERSEDED, Verdict.DIVERGED) else None


def _valid(said: Any) -> Verdict | None:
    return Verdict.VALID if said == Verdict.VALID else None


def _told(answer: Mapping[str, Any]) -> tuple[Because, ...]:
    """The register's own reasons, codes all of them. One that this release does not know is shown as it is."""
    if not isinstance(answer.get("verdict"), str):
        return (verdict.REGISTER_SILENT,)
    said = answer.get("reasons")
    codes = [each for each in said if isinstance(each, str)] if isinstance(said, list) else []
    known = (verdict.OF_THE_REGISTER.get(code, Because(code, Text(code, code))) for code in codes[:_MOST_REASONS])
    return (verdict.REGISTER_SAYS, *known)
