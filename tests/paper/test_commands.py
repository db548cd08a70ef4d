"""`registry verify` on paper, and `registry keys` for the key that signs it."""

import json

from registry.signing.ring import Use, open_ring
from tests.printed import a_page, one_of_each
from tests.signing.builders import PASSPHRASE


def verified(typed, file, *, options=(), given=None):
    return typed("verify", file, "--trust", typed.trust, *options, given=given)


def test_a_pdf_is_read_offline_and_told_item_by_item(typed, tmp_path, ring):
    page = a_page(ring)
    (tmp_path / "page.pdf").write_bytes(page.signed(ring))
    said = verified(typed, tmp_path / "page.pdf")
    assert said.exit_code == 15, said.output
    assert "请与纸面逐项核对" in said.output
    for value in (page.sheet.number, page.sheet.check_code, "张三", page.sheet.foot.zh):
        assert value in said.output


def test_an_altered_pdf_is_invalid_and_nothing_of_it_is_told(typed, tmp_path, ring):
    page = a_page(ring)
    (tmp_path / "page.pdf").write_bytes(page.signed(ring) + b"\n")
    said = verified(typed, tmp_path / "page.pdf")
    assert said.exit_code == 40
    assert "PDF 被改动" in said.output
    assert page.sheet.number not in said.output


def test_the_codes_are_read_from_a_scanner(typed, ring):
    page = a_page(ring)
    scanned = "\n".join((*page.codes.certificate, *page.codes.personal)) + "\n"
    said = verified(typed, "-", options=["--json"], given=scanned)
    assert said.exit_code == 15, said.output
    assert json.loads(said.output)["contents"]["grantors"][0]["name"] == "张三"


def test_half_a_code_is_unreadable(typed, ring):
    (text,) = a_page(ring).codes.certificate
    said = verified(typed, "-", given=text[:300])
    assert said.exit_code == 50
    assert "二维码" in said.output


def test_every_kind_of_certificate_is_told(typed, ring):
    for draft in one_of_each():
        page = a_page(ring, draft)
        said = verified(typed, "-", given=page.jws)
        assert said.exit_code == 15, said.output
        assert page.sheet.title.zh in said.output


def test_the_key_for_paper_is_certified_with_two_commands(typed, tmp_path, ring_folder_of_its_own):
    folder = ring_folder_of_its_own
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    asked = typed("keys", "request", "--keys", folder, "--passphrase-file", tmp_path / "passphrase")
    assert asked.exit_code == 0, asked.output
    assert asked.output.startswith("-----BEGIN CERTIFICATE REQUEST-----")
    (file,) = folder.glob("paper-*.crt")
    (tmp_path / "chain.pem").write_bytes(file.read_bytes())
    assert typed("keys", "certify", tmp_path / "chain.pem", "--keys", folder).exit_code == 0
    (tmp_path / "chain.pem").write_bytes(b"x")
    refused = typed("keys", "certify", tmp_path / "chain.pem", "--keys", folder)
    assert refused.exit_code == 1
    assert "not one of the key" in refused.output
    assert open_ring(folder, passphrase=PASSPHRASE, uses=frozenset({Use.PAPER})).chain
