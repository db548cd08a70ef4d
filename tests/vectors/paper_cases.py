"""The published vectors of paper: the texts of printed codes, and pages."""

from registry.domain import canon, certificate
from registry.domain.paper_code import certificate_code, personal_code
from registry.paper.draw import draw
from registry.paper.letters import Letters
from registry.paper.symbols import Codes
from registry.schemas.sheets import sheet
from tests.printed import a_seal
from tests.signing.builders import ISSUER
from tests.vectors.publisher import certified, paper_ring

AT = f"{ISSUER}/v"
GOOD = certified()
OTHER = certified(nonce="AAECAwQFBgcICQoLDA0ODg")
SEARCH = certified("search")


def codes():
    (first,) = certificate_code(GOOD.jws, GOOD.proof(), at=AT)
    (second,) = personal_code(GOOD.disclosures, GOOD.jws)
    (others,) = personal_code(OTHER.disclosures, OTHER.jws)
    one, two, three = _parts(first, 3)
    stranger = certified(key="thief")
    yield "codes", _lines(first, second), "genuine", "no_status"
    yield "codes-in-parts-and-any-order", _lines(second, three, one, two), "genuine", "no_status"
    yield "code-without-the-second", first, "genuine", "no_status"
    yield "code-without-a-proof", *certificate_code(GOOD.jws, None, at=AT), "unproven", "no_proof"
    yield "code-under-a-key-unknown", *certificate_code(stranger.jws, None, at=AT), "invalid", "unknown_key"
    for name, text in {
        "misread": _lines(_misread(first), second),
        "second-misread": _lines(first, _misread(second)),
        "second-of-another-certificate": _lines(first, others),
        "second-alone": second,
        "of-two-certificates": _lines(first, *certificate_code(OTHER.jws, None, at=AT)),
        "with-a-part-missing": _lines(one, three, second),
        "with-a-part-twice": _lines(one, two, two),
        "cut-short": _lines(first[:-1], second),
    }.items():
        yield f"code-{name}", text, "unreadable", "code_misread"


def pages():
    """The pages that are handed over, and what is to be said of them."""
    yield "page", "genuine", "no_status"
    yield "page-under-a-retired-key", "genuine", "of_its_instant"
    yield "page-under-a-retired-key-without-a-proof", "invalid", "key_not_current"
    yield "page-under-a-revoked-key", "invalid", "paper_key"
    yield "page-under-a-key-unknown", "invalid", "paper_key"
    yield "page-with-a-comment-behind", "invalid", "paper_altered"
    yield "page-with-a-digit-altered", "invalid", "paper_altered"
    yield "page-whose-codes-are-of-another", "invalid", "codes_differ"
    yield "page-without-a-signature", "unreadable", "not_a_certificate"


def printed():
    """The name of each page, and its file."""
    page = GOOD.page()
    small = SEARCH.page(disclosures=[])
    yield "page", page
    yield "page-under-a-retired-key", SEARCH.page(key="paper retired")
    yield "page-under-a-retired-key-without-a-proof", SEARCH.page(key="paper retired", proof=None)
    yield "page-under-a-revoked-key", SEARCH.page(key="paper revoked")
    yield "page-under-a-key-unknown", SEARCH.page(key="paper thief")
    yield "page-with-a-comment-behind", small + b"% added\n"
    yield "page-with-a-digit-altered", small.replace(b"/CreationDate (D:2000", b"/CreationDate (D:2001")
    unsigned = _drawn(certified("search", nonce="AAECAwQFBgcICQoLDA0ODg"))
    yield "page-whose-codes-are-of-another", a_seal(paper_ring("paper current")).sign(unsigned)
    yield "page-without-a-signature", unsigned


def _drawn(shown):
    """A page that shows one certificate and holds another."""
    attached = {"jws": SEARCH.jws, "disclosures": [], "proof": SEARCH.proof(), "status": None, "verify_at": AT}
    on_it = Codes(certificate=certificate_code(shown.jws, shown.proof(), at=AT))
    page = sheet(shown.contents, check_code=certificate.check_code(shown.payload))
    return draw(page, on_it, attached=canon.dumps(attached), letters=Letters())


def _lines(*texts):
    return "".join(f"{text}\n" for text in texts)


def _misread(text):
    return text[:-1] + ("1" if text[-1] != "1" else "2")


def _parts(text, many):
    at, mark, digits = text.partition("#")
    size = -(-len(digits) // many)
    return [f"{at}{mark}{each + 1}.{many}.{digits[each * size : (each + 1) * size]}" for each in range(many)]
