"""A certificate on paper, read back: the PDF as it was issued, and what a scanner makes of its codes."""

from __future__ import annotations

from dataclasses import dataclass

from registry.domain import paper_code, verdict
from registry.domain.canon import NotCanonical
from registry.domain.verdict import Because, Verdict
from registry.paper.symbols import ATTACHED, Codes
from registry.signing.encoding import parse_canonical_json
from registry.signing.errors import BadSignature, Reason
from registry.signing.keys import KeyState, Use
from registry.signing.trust import Trust


class NotPaper(Exception):
    """The page is not to be believed, or not to be read: the verdict, and why."""

    def __init__(self, found: Verdict, why: Because) -> None:
        super().__init__(why.code)
        self.verdict = found
        self.because = why


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What stands on a page for programs, and the state of the key that signed the page, if one did."""

    jws: str
    disclosures: tuple[str, ...]
    proof: str | None
    state: KeyState | None = None


def is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-")


def is_codes(data: bytes) -> bool:
    return data.lstrip().startswith((b"https://", b"http://", paper_code.PERSONAL.encode()))


def from_pdf(data: bytes, trust: Trust) -> OnPaper:
    """The certificate inside a PDF that is signed to the last byte, and whose pages show its codes and no others.
    Raises NotPaper."""
    from registry.signing.pdf_reading import read_pdf  # a verifier of bundles does not wait for it

    try:
        signed = read_pdf(data, trust)
    except BadSignature as fault:
        raise NotPaper(*_REFUSALS.get(fault.reason, (Verdict.INVALID, verdict.PAPER_ALTERED))) from None
    try:
        inside = parse_canonical_json(signed.attached[ATTACHED])
        jws, proof, disclosures = inside["jws"], inside["proof"], tuple(inside["disclosures"])
        codes = codes_of(jws, proof=proof, disclosures=disclosures, at=inside["verify_at"])
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, BadSignature):
        raise NotPaper(Verdict.UNREADABLE, verdict.NOT_A_CERTIFICATE) from None
    if codes.drawn() != signed.drawn:
        raise NotPaper(Verdict.INVALID, verdict.CODES_DIFFER)
    return OnPaper(jws, disclosures, proof, signed.state)


def from_codes(data: bytes, trust: Trust) -> OnPaper:
    """The certificate of the texts of its codes, a line each, in any order. Raises NotPaper."""
    kids = [kid for kid, key in trust.keys.items() if key.use is Use.CERTIFICATE]
    try:
        found = paper_code.unpack(data.decode("ascii").split(), kids=kids)
    except paper_code.UnknownKey:
        raise NotPaper(Verdict.INVALID, verdict.UNKNOWN_KEY) from None
    except (paper_code.NotACode, NotCanonical, UnicodeDecodeError):
        raise NotPaper(Verdict.UNREADABLE, verdict.CODE_MISREAD) from None
    return OnPaper(found.jws, found.disclosures, found.proof)


def codes_of(jws: str, *, proof: str | None, disclosures: tuple[str, ...], at: str) -> Codes:
    """The codes of a certificate's page."""
    return Codes(
        certificate=paper_code.certificate_code(jws, proof, at=at), personal=paper_code.personal_code(disclosures, jws)
    )


_REFUSALS = {
    Reason.MALFORMED: (Verdict.UNREADABLE, verdict.NOT_A_CERTIFICATE),
    Reason.UNKNOWN_KEY: (Verdict.INVALID, verdict.PAPER_KEY),
    Reason.REVOKED_KEY: (Verdict.INVALID, verdict.PAPER_KEY),
}
