"""A signed page: believed to the last byte or not at all, by us and by programs that are not ours."""

import random
import subprocess
import sys
from dataclasses import replace
from io import BytesIO

import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.generic import NullObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko_certvalidator import ValidationContext

from registry.client import Verdict, verify
from registry.domain import canon
from registry.paper.draw import draw
from registry.signing.errors import BadSignature
from registry.signing.keys import KeyState, Use
from registry.signing.pdf import NoTimeStamp
from registry.signing.pdf_reading import read_pdf
from tests.paper.tsa import an_authority
from tests.printed import AT, a_page, a_seal
from tests.samples import a_draft, a_filing, a_grantor, a_parcel, a_person

WANTED = "apt-get install poppler-utils zbar-tools (as root, `make test` does it)"


@pytest.fixture(scope="module")
def page(ring):
    return a_page(ring, a_draft(a_filing(a_parcel(), grantors=(a_grantor(a_person(name="张䶮𬭎")),))))


@pytest.fixture(scope="module")
def pdf(ring, page):
    return page.signed(ring)


def outside(*command, given=b""):
    """What another's program says. A missing one is a failure: a test that is skipped in silence guards nothing."""
    try:
        return subprocess.run(command, input=given, capture_output=True, check=True, timeout=60).stdout.decode()
    except FileNotFoundError:
        pytest.fail(f"no {command[0]}: {WANTED}", pytrace=False)


def codes(found):
    return [each.code for each in found.reasons]


def added_to(pdf):
    """The document with one more revision: somebody wrote into a page, as any editor does."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Resources"][pdf_name("/Added")] = NullObject()
    writer.update_container(page["/Resources"])
    writer.root[pdf_name("/Added")] = NullObject()
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


class TestAPage:
    def test_shows_what_was_signed_with_every_name(self, pdf, trust, page):
        found = verify(pdf, trust=trust)
        assert (found.verdict, codes(found)) == (Verdict.UNPROVEN, ["no_proof"])
        assert found.contents == page.contents
        assert found.contents["grantors"][0]["name"] == "张䶮𬭎"

    def test_is_signed_behind_the_bytes_that_were_drawn(self, pdf, page, letters):
        assert pdf.startswith(page.drawn(letters))

    def test_survives_no_flipped_bit(self, pdf, trust):
        """Everywhere in the signature, and at places drawn anew each time in the rest."""
        seed = random.SystemRandom().randrange(2**32)
        dice, start = random.Random(seed), pdf.index(b"/Contents <")
        length = len(bytes.fromhex(pdf[start + 11 : pdf.index(b">", start)].decode()).rstrip(b"\0")) * 2
        signature = (*range(start, start + 140), *range(start + 140, start + length + 40, 9))
        survivors = []
        for place in (*signature, *(dice.randrange(len(pdf)) for _ in range(150)), 0, len(pdf) - 1):
            changed = bytearray(pdf)
            changed[place] ^= 1 << dice.randrange(7)
            if verify(bytes(changed), trust=trust).verdict not in (Verdict.INVALID, Verdict.UNREADABLE):
                survivors.append(place - start)
        assert survivors == [], f"seed {seed}"

    def test_that_somebody_added_to_is_refused_though_others_call_it_valid(self, pdf, trust, tmp_path):
        for changed in (added_to(pdf), pdf + b"\n", pdf + b"% a comment\n"):
            found = verify(changed, trust=trust)
            assert (found.verdict, codes(found), found.contents) == (Verdict.INVALID, ["paper_altered"], None)
        (tmp_path / "added.pdf").write_bytes(added_to(pdf))
        said = outside("pdfsig", "-nocert", str(tmp_path / "added.pdf"))
        assert "Signature is Valid" in said
        assert "Not total document signed" in said

    def test_that_is_cut_short_or_not_signed_is_never_believed(self, pdf, page, letters, trust):
        unsigned = verify(page.drawn(letters), trust=trust)
        assert (unsigned.verdict, codes(unsigned)) == (Verdict.UNREADABLE, ["not_a_certificate"])
        for document in (b"%PDF-1.7\n", b"%PDF-", pdf[: len(pdf) // 2], pdf[:-10]):
            found = verify(document, trust=trust)
            assert (found.verdict, found.contents) == (Verdict.INVALID, None)

    def test_with_room_for_more_after_the_signature_is_refused(self, pdf, trust):
        """The bytes between the signature and its closing bracket are not signed: they must be zeros."""
        end = pdf.index(b">", pdf.index(b"/Contents <"))
        changed = pdf[: end - 2] + b"41" + pdf[end:]
        assert codes(verify(changed, trust=trust)) == ["paper_altered"]

    def test_is_believed_under_a_key_the_trust_file_lists_for_paper(self, pdf, trust, ring):
        kid = ring.current(Use.PAPER).kid
        others = {each: key for each, key in trust.keys.items() if each != kid}
        unlisted = verify(pdf, trust=replace(trust, keys=others))
        assert (unlisted.verdict, codes(unlisted)) == (Verdict.INVALID, ["paper_key"])
        elsewhere = {**others, kid: replace(trust.keys[kid], use=Use.CERTIFICATE)}
        assert codes(verify(pdf, trust=replace(trust, keys=elsewhere))) == ["paper_key"]

    @pytest.mark.parametrize(
        ("state", "code"), [(KeyState.RETIRED, "key_not_current"), (KeyState.REVOKED, "paper_key")]
    )
    def test_under_a_former_key_proves_nothing(self, pdf, trust, ring, state, code):
        kid = ring.current(Use.PAPER).kid
        keys = {**trust.keys, kid: replace(trust.keys[kid], state=state)}
        found = verify(pdf, trust=replace(trust, keys=keys))
        assert (found.verdict, codes(found), found.contents) == (Verdict.INVALID, [code], None)


class TestAPageByAThiefOfThePaperKey:
    """He can sign a page, and no certificate."""

    def test_with_another_certificates_codes_is_refused(self, ring, trust, page, letters):
        other = a_page(ring)
        attached = canon.encode({**page.bundle, "verify_at": AT})
        swapped = draw(page.sheet, other.codes, attached=attached, letters=letters)
        found = verify(a_seal(ring).sign(swapped), trust=trust)
        assert (found.verdict, codes(found)) == (Verdict.INVALID, ["codes_differ"])

    @pytest.mark.parametrize("one", ["certificate", "personal"])
    def test_with_one_swapped_code_is_refused(self, ring, trust, page, letters, one):
        other = a_page(ring)
        mixed = replace(page.codes, **{one: getattr(other.codes, one)})
        attached = canon.encode({**page.bundle, "verify_at": AT})
        found = verify(a_seal(ring).sign(draw(page.sheet, mixed, attached=attached, letters=letters)), trust=trust)
        assert codes(found) == ["codes_differ"]

    def test_without_the_second_code_is_refused(self, ring, trust, page, letters):
        attached = canon.encode({**page.bundle, "verify_at": AT})
        bare = draw(page.sheet, replace(page.codes, personal=()), attached=attached, letters=letters)
        assert codes(verify(a_seal(ring).sign(bare), trust=trust)) == ["codes_differ"]

    def test_with_an_altered_certificate_is_refused(self, ring, trust, page):
        head, body, tail = page.jws.split(".")
        changed = canon.unb64(body).replace("重庆示例".encode(), "重庆实例".encode())
        forged = replace(page, jws=f"{head}.{canon.b64(changed)}.{tail}", payload=changed)
        assert codes(verify(forged.signed(ring), trust=trust)) == ["bad_signature"]

    @pytest.mark.parametrize(
        "attached", [b"{}", b"[]", b"x", b'{"disclosures":[],"jws":"a.b.c","proof":null,"verify_at":"x"}']
    )
    def test_with_something_else_attached_is_unreadable(self, ring, trust, page, letters, attached):
        document = draw(page.sheet, page.codes, attached=attached, letters=letters)
        assert verify(a_seal(ring).sign(document), trust=trust).verdict is Verdict.UNREADABLE


class TestTheCodesAlone:
    def test_say_what_the_page_says(self, page, trust):
        text = "\n".join((*page.codes.personal, *page.codes.certificate))
        found = verify(text, trust=trust)
        assert (found.verdict, codes(found), found.contents) == (Verdict.UNPROVEN, ["no_proof"], page.contents)

    def test_without_the_second_name_nobody(self, page, trust):
        found = verify("\n".join(page.codes.certificate), trust=trust)
        assert found.verdict is Verdict.UNPROVEN
        assert "name" not in found.contents["grantors"][0]

    def test_of_two_certificates_are_not_read_together(self, ring, page, trust):
        other = a_page(ring)
        found = verify("\n".join((*page.codes.certificate, *other.codes.personal)), trust=trust)
        assert (found.verdict, codes(found)) == (Verdict.UNREADABLE, ["code_misread"])

    def test_misread_by_one_digit_are_unreadable(self, page, trust):
        (text,) = page.codes.certificate
        digit = "1" if text[-5] != "1" else "2"
        assert codes(verify(f"{text[:-5]}{digit}{text[-4:]}", trust=trust)) == ["code_misread"]

    def test_under_a_key_nobody_lists_are_never_believed(self, page, trust):
        found = verify("\n".join(page.codes.certificate), trust=replace(trust, keys={}))
        assert (found.verdict, codes(found)) == (Verdict.INVALID, ["unknown_key"])


class TestOthersPrograms:
    def test_poppler_finds_the_whole_document_signed(self, pdf, tmp_path):
        (tmp_path / "page.pdf").write_bytes(pdf)
        said = outside("pdfsig", "-nocert", str(tmp_path / "page.pdf"))
        assert "Signature is Valid" in said
        assert "Total document signed" in said
        assert "ETSI.CAdES.detached" in said

    def test_pyhanko_finds_it_certified_and_closed_to_changes(self, pdf, ring):
        embedded = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
        anchor = ValidationContext(trust_roots=[x509.Certificate.load(ring.chain[0])], allow_fetching=False)
        status = validate_pdf_signature(embedded, anchor)
        assert status.bottom_line
        assert embedded.docmdp_level is MDPPerm.NO_CHANGES

    def test_zbar_reads_both_codes_off_the_printed_page(self, pdf, page, trust, tmp_path):
        (tmp_path / "page.pdf").write_bytes(pdf)
        outside("pdftoppm", "-r", "200", "-png", str(tmp_path / "page.pdf"), str(tmp_path / "page"))
        pictures = sorted(map(str, tmp_path.glob("page-*.png")))
        read = outside("zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", pictures[-1])
        assert set(read.split()) == {*page.codes.certificate, *page.codes.personal}
        assert verify(read, trust=trust).contents == page.contents


class TestATimeStamp:
    def test_is_asked_for_where_an_authority_is_named_and_holds(self, ring, page, trust):
        with an_authority() as (url, asked):
            pdf = page.signed(ring, tsa_url=url)
        embedded = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
        (stamp,) = extract_tst_data_iter(embedded.signer_info, signed=False)
        assert asked
        assert stamp["encap_content_info"]["content_type"].native == "tst_info"
        assert verify(pdf, trust=trust).verdict is Verdict.UNPROVEN

    def test_of_another_signature_is_refused(self, ring, page, trust):
        with an_authority() as (url, _):
            pdf = page.signed(ring, tsa_url=url)
        token = bytes.fromhex("060b2a864886f70d010910020e").hex().upper().encode()  # id-smime-aa-timeStampToken
        place = pdf.index(token) + 900
        survivors = [
            at
            for at in range(place, place + 2400, 131)
            if verify(pdf[:at] + (b"1" if pdf[at : at + 1] != b"1" else b"2") + pdf[at + 1 :], trust=trust).verdict
            is Verdict.UNPROVEN
        ]
        assert survivors == []

    def test_that_cannot_be_had_is_no_reason_to_issue_less(self, ring, page):
        with an_authority(breaks=True) as (url, _), pytest.raises(NoTimeStamp):
            page.signed(ring, tsa_url=url)
        with pytest.raises(NoTimeStamp):
            page.signed(ring, tsa_url="http://127.0.0.1:9")


def test_a_reader_of_bundles_does_not_load_what_reads_pdfs():
    script = (
        "import sys, registry.client; print([each for each in ('pyhanko', 'reportlab', 'PIL') if each in sys.modules])"
    )
    assert outside(sys.executable, "-c", script).strip() == "[]"


def test_read_pdf_refuses_what_is_larger_than_any(trust):
    with pytest.raises(BadSignature, match="larger"):
        read_pdf(b"%PDF-" + bytes(1024 * 1024), trust)
