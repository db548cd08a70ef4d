"""The forms in which a certificate is handed over: a JWS, a bundle, an answer, a PDF, the texts of printed codes.

They are read here, and believed nowhere: what comes out are the parts that a verifier judges. A bundle has exactly its
four members and one spelling, the bytes in which the register hands it out, so that no changed character in it passes;
of an answer, which says much besides, nothing but the JWS is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.client import paper
from registry.domain import verdict
from registry.domain.verdict import Because, Verdict
from registry.signing.encoding import canonical_json, parse_json_object
from registry.signing.errors import BadSignature
from registry.signing.keys import KeyState
from registry.signing.trust import Trust

LARGEST = 1024 * 1024
_BUNDLE = frozenset({"jws", "disclosures", "proof", "status"})


class Fails(Exception):
    """The document failed a check: the verdict, and why."""

    def __init__(self, found: Verdict, why: Because) -> None:
        super().__init__(why.code)
        self.verdict = found
        self.because = why


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is judged. ``paper`` is the state of the key that signed the PDF it came in, if it came in one."""

    jws: str
    disclosures: tuple[str, ...] = ()
    proof: str | None = None
    status: str | None = None
    paper: KeyState | None = None


def read(document: str | bytes | Mapping[str, Any], trust: Trust) -> Bundle:
    """``document`` is a text, its bytes, or a bundle as the SDK gives it. Raises Fails for what cannot be read, and for
    a PDF that is not to be believed."""
    try:
        data = _bytes(document)
        if len(data) > LARGEST:
            raise Fails(Verdict.UNREADABLE, verdict.TOO_LARGE)
        if paper.is_pdf(data) or paper.is_codes(data):
            return _from_paper(data, trust)
        said = data.strip(b" \t\r\n")
        return _from_json(data) if said.startswith(b"{") else Bundle(said.decode("ascii"))
    except (UnicodeError, BadSignature):
        raise Fails(Verdict.UNREADABLE, verdict.NOT_A_CERTIFICATE) from None


def _bytes(document: str | bytes | Mapping[str, Any]) -> bytes:
    if isinstance(document, Mapping):
        return canonical_json(document)
    return document.encode() if isinstance(document, str) else document


def _from_paper(data: bytes, trust: Trust) -> Bundle:
    """What a page says of itself. A code shows no more than a bundle would; a PDF must be whole besides."""
    try:
        found = paper.from_pdf(data, trust) if paper.is_pdf(data) else paper.from_codes(data, trust)
    except paper.NotPaper as fault:
        raise Fails(fault.verdict, fault.because) from None
    return Bundle(found.jws, found.disclosures, found.proof, paper=found.state)


def _from_json(data: bytes) -> Bundle:
    said = parse_json_object(data)
    answer = said.get("certificate")
    if "jws" not in said and isinstance(answer, dict):
        return Bundle(_text(answer.get("jws")))
    if said.keys() != _BUNDLE or not isinstance(said["disclosures"], list):
        raise Fails(Verdict.UNREADABLE, verdict.NOT_A_CERTIFICATE)
    disclosures = tuple(map(_text, said["disclosures"]))
    found = Bundle(_text(said["jws"]), disclosures, _text_or_none(said["proof"]), _text_or_none(said["status"]))
    if data.removesuffix(b"\n") != canonical_json(said):
        raise Fails(Verdict.UNREADABLE, verdict.REFORMATTED)
    return found


def _text_or_none(value: Any) -> str | None:
    return None if value is None else _text(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Fails(Verdict.UNREADABLE, verdict.NOT_A_CERTIFICATE)
    return value
