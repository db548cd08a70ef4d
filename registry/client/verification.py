"""Is this certificate the register's, word for word? Judged here, against a trust file, asking nobody.

The register can be asked on top. It decides about what it alone knows, how things stand today; it never mends what
failed here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.client import paper
from registry.client.answers import Problem
from registry.domain import certificate, verdict
from registry.domain.canon import NotCanonical
from registry.domain.disclosure import restored
from registry.domain.text import Text
from registry.domain.verdict import Because, Verdict
from registry.signing.encoding import parse_canonical_json, parse_json_object
from registry.signing.errors import BadSignature, Reason
from registry.signing.jws import ParsedJws, read_compact
from registry.signing.keys import Algorithm, KeyState
from registry.signing.trust import Trust

Ask = Callable[[str], Mapping[str, Any]]  # takes the signed text, returns the register's answer

LARGEST = 1024 * 1024
_FORMAT = 1
_MOST_REASONS = 16
# What the register may turn an unproven certificate into. It cannot prove anything: proofs are checked here.
_REGISTER_DECIDES = frozenset({Verdict.VALID, Verdict.SUPERSEDED, Verdict.INVALID, Verdict.DIVERGED})


@dataclass(frozen=True, slots=True)
class Verification:
    """A verdict with its reasons. ``contents`` are signed facts, with what was disclosed put back in its place; there
    are none where the signature is not good, so that nobody reads on.
    """

    verdict: Verdict
    reasons: tuple[Because, ...] = ()
    contents: Mapping[str, Any] | None = None
    check_code: str | None = None


class _Fails(Exception):
    """The document failed a check: the verdict, and why."""

    def __init__(self, found: Verdict, why: Because) -> None:
        super().__init__(why.code)
        self.verification = Verification(found, (why,))


@dataclass(frozen=True, slots=True)
class _Bundle:
    jws: str
    disclosures: tuple[str, ...] = ()
    proof: str | None = None
    paper: KeyState = KeyState.CURRENT  # of the key that signed the PDF it came in


def verify(document: str | bytes, *, trust: Trust, ask: Ask | None = None) -> Verification:
    """Judge a compact JWS, a bundle ``{jws, disclosures, proof, status}``, the JSON answer of a registration, a PDF, or
    the texts of the codes that are printed on it, a line each."""
    try:
        bundle = _read(document, trust)
        parsed = _read_jws(bundle.jws)
        state = _weaker(_check_signature(parsed, trust), bundle.paper)
        contents = _check_contents(parsed, trust)
        disclosed = _with_disclosures(contents, bundle.disclosures)
        why = _standing(bundle, state)
    except _Fails as failure:
        return failure.verification
    code = certificate.check_code(parsed.payload)
    found, reasons = (Verdict.UNPROVEN, (why,)) if ask is None else _asked(ask, bundle.jws, why=why)
    return Verification(found, reasons, disclosed, code)


def _read(document: str | bytes, trust: Trust) -> _Bundle:
    if len(document) > LARGEST:
        raise _Fails(Verdict.UNREADABLE, verdict.TOO_LARGE)
    try:
        data = document.encode() if isinstance(document, str) else document
        if paper.is_pdf(data) or paper.is_codes(data):
            return _from_paper(data, trust)
        data = data.strip(b" \t\r\n")
        if len(data) > LARGEST:
            raise _Fails(Verdict.UNREADABLE, verdict.TOO_LARGE)
        return _bundle(parse_json_object(data)) if data.startswith(b"{") else _Bundle(data.decode("ascii"))
    except (UnicodeError, BadSignature):
        raise _Fails(Verdict.UNREADABLE, verdict.NOT_A_CERTIFICATE) from None


def _from_paper(data: bytes, trust: Trust) -> _Bundle:
    """What a page says of itself. A code shows no more than a bundle would; a PDF must be whole besides."""
    try:
        found = paper.from_pdf(data, trust) if paper.is_pdf(data) else paper.from_codes(data, trust)
    except paper.NotPaper as fault:
        raise _Fails(fault.verdict, fault.because) from None
    return _Bundle(found.jws, found.disclosures, found.proof, found.state)


def _weaker(one: KeyState, other: KeyState) -> KeyState:
    """A page is no better than the worse of the two keys that signed it."""
    return other if one is KeyState.CURRENT else one


def _bundle(said: Mapping[str, Any]) -> _Bundle:
    """The parts that are judged; all else in the document is unsigned, and nothing is taken from it."""
    answer = said.get("certificate")
    parts = answer if "jws" not in said and isinstance(answer, dict) else said
    jws, disclosures, proof = parts.get("jws"), parts.get("disclosures") or [], parts.get("proof")
    if not (
        isinstance(jws, str)
        and isinstance(disclosures, list)
        and all(isinstance(each, str) for each in disclosures)
        and (proof is None or isinstance(proof, str))
    ):
        raise _Fails(Verdict.UNREADABLE, verdict.NOT_A_CERTIFICATE)
    return _Bundle(jws, tuple(disclosures), proof)


def _read_jws(text: str) -> ParsedJws:
    try:
        return read_compact(text)
    except BadSignature as fault:
        if fault.reason is Reason.MALFORMED:
            raise _Fails(Verdict.UNREADABLE, verdict.NOT_A_CERTIFICATE) from None
        raise _Fails(Verdict.INVALID, verdict.BAD_SIGNATURE) from None


def _check_signature(parsed: ParsedJws, trust: Trust) -> KeyState:
    """The state of the key that signed this, if the trust file lists it for certificates."""
    if parsed.typ != certificate.TYPE:
        raise _Fails(Verdict.INVALID, verdict.WRONG_TYPE)
    known = trust.certificate_key(parsed.kid)
    if known is None:
        raise _Fails(Verdict.INVALID, verdict.UNKNOWN_KEY)
    key, state = known
    try:
        key.verify(parsed.signature, parsed.signing_input, alg=Algorithm.ED25519)
    except BadSignature:
        raise _Fails(Verdict.INVALID, verdict.BAD_SIGNATURE) from None
    return state


def _check_contents(parsed: ParsedJws, trust: Trust) -> dict[str, Any]:
    try:
        contents = parse_canonical_json(parsed.payload)
    except BadSignature:
        raise _Fails(Verdict.UNREADABLE, verdict.NOT_A_CERTIFICATE) from None
    if contents.get("v") != _FORMAT or contents.get("_sd_alg") != "sha-256":
        raise _Fails(Verdict.UNREADABLE, verdict.NOT_A_CERTIFICATE)
    if contents.get("iss") != trust.issuer:
        raise _Fails(Verdict.INVALID, verdict.WRONG_ISSUER)
    if contents.get("livemode") is not trust.livemode:
        raise _Fails(Verdict.INVALID, verdict.WRONG_MODE)
    return contents


def _standing(bundle: _Bundle, state: KeyState) -> Because:
    """Why this is no more than unproven; under a key that is not current, it is nothing.

    Proofs cannot be checked yet, and one that is not checked counts as none: anybody can write a text that looks
    like one, and a thief of a retired key would.
    """
    if state is not KeyState.CURRENT:
        raise _Fails(Verdict.INVALID, verdict.KEY_NOT_CURRENT)
    return verdict.NO_PROOF if bundle.proof is None else verdict.PROOF_NOT_CHECKED


def _with_disclosures(contents: Mapping[str, Any], texts: Sequence[str]) -> dict[str, Any]:
    try:
        return restored(contents, texts)
    except NotCanonical:
        raise _Fails(Verdict.INVALID, verdict.BAD_DISCLOSURE) from None


def _asked(ask: Ask, jws: str, *, why: Because) -> tuple[Verdict, tuple[Because, ...]]:
    """What the register says of a certificate that is good as far as can be seen here. Only the signed text is sent:
    what was disclosed to the reader stays with him.
    """
    try:
        answer = ask(jws)
    except (Problem, OSError):
        return Verdict.UNPROVEN, (why, verdict.REGISTER_SILENT)
    said = answer.get("verdict")
    if not isinstance(said, str) or said not in _REGISTER_DECIDES:
        return Verdict.UNPROVEN, (why, *_reasons(answer))
    return Verdict(said), (verdict.REGISTER_SAYS, *_reasons(answer))


def _reasons(answer: Mapping[str, Any]) -> tuple[Because, ...]:
    """The register's own reasons, codes all of them. One that this release does not know is shown as it is."""
    said = answer.get("reasons")
    codes = [each for each in said if isinstance(each, str)] if isinstance(said, list) else []
    return tuple(verdict.OF_THE_REGISTER.get(code, Because(code, Text(code, code))) for code in codes[:_MOST_REASONS])
