"""What somebody wrote into a filing is text wherever it comes out, and nothing that he wrote is ever fetched."""

import ast
import json
import re
import socket
import sys

import pytest

from registry.domain import canon
from registry.domain.errors import Unsafe
from registry.schemas.spreadsheet import plain
from registry.settings import from_environment
from tests.architecture.tree import ROOT, files, tree
from tests.register import today
from tests.samples import a_body, a_receipt_body

PATH = "/v1/registrations"
SCRIPTS = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'-alert(1)-'", "<svg onload=alert(1)>", "</title><b>",
    "javascript:alert(1)", "{{7*7}}", "${7*7}", "%{7*7}", "<!--#exec cmd=id-->", "]]><x>", "&lt;b&gt;", "<a href=//evil.test>",
    "@import 'evil'", "\\u003cscript\\u003e", "=cmd|'/C calc'!A1", "{0.__class__}", "%s%n", "<b>粗</b>", "<font size=900>",
)  # fmt: skip


def a_filing_that_says(text):
    """The text in every place of a filing that takes free text."""
    receipt = a_receipt_body(commodity=text, lot={"warehouse": text, "slot": text, "lot": f"{text}{id(text)}"})
    body = a_body(receipt, today=today()) | {"client_reference": text}
    body["grantors"][0] |= {"name": text, "address": text}
    body["secured_claim"] |= {"contract_number": text}
    return body


@pytest.mark.parametrize("text", SCRIPTS)
class TestAScript:
    def test_is_text_in_every_answer_and_on_every_page(self, bank, text):
        made = bank.register(a_filing_that_says(text))
        assert made.status_code == 201, made.json
        number = made.json["number"]
        for path in ("", "/history", "/priority"):
            self.is_data(bank.get(f"{PATH}/{number}{path}"))
        self.is_data(
            bank.get("/v1/lien-status", kind="warehouse_receipt", key=made.json["collateral"][0]["identity_keys"][0])
        )
        self.is_data(made)
        picture = self.pictured(bank, made)
        assert not re.search(r"<script|onload|onerror|javascript:|<a |<image|<foreignObject|href", picture.text)
        assert "default-src 'none'" in picture.headers["Content-Security-Policy"]

    def is_data(self, answer):
        """Read as JSON by whoever reads it, even by a browser that is led to it."""
        assert answer.content_type == "application/json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        json.loads(answer.text)

    def pictured(self, bank, made):
        headers = {"Authorization": f"Bearer {bank.token()}", "Accept": "image/svg+xml"}
        answer = bank.anonymous("GET", f"/v1/certificates/{made.json['certificate']['number']}", headers=headers)
        assert answer.status_code == 200
        return answer


ACTS = rb"/(JS|JavaScript|Launch|OpenAction|AA|URI|SubmitForm|GoToR|GoToE|ImportData|RichMedia|Rendition|XFA)\b"


def test_a_page_on_which_every_word_is_a_script_does_nothing_when_it_is_opened(bank):
    """ISO 32000-1 section 12.6: no object of it is an action, and none is hidden in a stream."""
    made = bank.register(a_filing_that_says("".join(SCRIPTS)[:45]))
    headers = {"Authorization": f"Bearer {bank.token()}", "Accept": "application/pdf"}
    assert made.status_code == 201, made.json
    answer = bank.anonymous("GET", f"/v1/certificates/{made.json['certificate']['number']}", headers=headers)
    assert answer.status_code == 200, answer.json
    objects = re.sub(rb"stream\r?\n.*?endstream", b"", answer.data, flags=re.DOTALL)
    assert b"/Page" in objects
    assert b"/ObjStm" not in objects
    assert re.findall(ACTS, objects) == []
    assert answer.headers["Content-Disposition"] == f'inline; filename="{made.json["certificate"]["number"]}.pdf"'


CALLED: list[str] = []
LISTENING = {"on": False}


def _hear(event, arguments):
    if LISTENING["on"] and event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"):
        CALLED.append(f"{event} {arguments[1:] if event == 'socket.connect' else arguments}")


@pytest.fixture
def calls():
    """Whatever this process asks of any network while the test runs; PostgreSQL's own library is heard of elsewhere."""
    if not CALLED:
        sys.addaudithook(_hear)
        CALLED.append("heard")
    del CALLED[1:]
    LISTENING["on"] = True
    yield lambda: CALLED[1:]
    LISTENING["on"] = False


ADDRESSES = (
    "http://127.0.0.1:1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://0x7f000001/", "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL", "dict://127.0.0.1:11211/", "//evil.test/x", "ldap://evil.test/x", "\\\\evil.test\\x",
)  # fmt: skip


class TestAnAddress:
    def test_that_is_called_would_be_heard_of(self, calls):
        with socket.socket() as tried:
            assert tried.connect_ex(("127.0.0.1", 1)) != 0
        assert len(calls()) == 1

    @pytest.mark.parametrize("text", ADDRESSES)
    def test_in_a_filing_is_fetched_by_nobody(self, bank, calls, text):
        body = a_filing_that_says(text) | {
            "documents": [{"kind": "pledge_contract", "reference": text, "sha256": "0" * 64}]
        }
        answer = bank.register(body)
        assert answer.status_code in (201, 422)
        bank.get(PATH, settled=False, client_reference=text)
        assert calls() == []

    @pytest.mark.parametrize("text", ADDRESSES)
    def test_in_what_is_to_be_verified_is_fetched_by_nobody(self, bank, calls, text):
        """Not the key that a header points to, and not the status list that a certificate names."""
        head = canon.b64(json.dumps({"alg": "Ed25519", "jku": text, "x5u": text, "kid": text, "typ": "x"}).encode())
        claims = canon.b64(json.dumps({"status": {"status_list": {"idx": 0, "uri": text}}, "iss": text}).encode())
        body = {"jws": f"{head}.{claims}.{'A' * 86}", "status": text, "proof": text, "disclosures": [text]}
        answer = bank.anonymous("POST", "/v1/verifications", json=body)
        assert answer.status_code in (200, 422)
        assert bank.ask_token(f"{head}.{claims}.{'A' * 86}").status_code == 401
        assert calls() == []


CALLERS = {
    "registry/client/transport.py": "the SDK, on a lender's machine",
    "registry/signing/pdf.py": "the time-stamp authority that REGISTRY_TSA_URL names",
    "registry/demo/processes.py": "whether the demo on this machine answers",
}
CLIENTS = {
    "requests",
    "urllib.request",
    "http.client",
    "httpx",
    "aiohttp",
    "urllib3",
    "ftplib",
    "smtplib",
    "socketserver",
}


def test_what_can_call_anybody_is_named_here_with_whom():
    """ASVS 13.2.4: an allow-list in the code itself. A module more argues for itself in this list."""
    found = set()
    for path in files("registry"):
        for node in ast.walk(tree(path)):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name in CLIENTS or name.split(".")[0] in CLIENTS or "timestamps" in name for name in names):
                found.add(str(path.relative_to(ROOT)))
    assert found == set(CALLERS)


FORBIDDEN = re.compile(
    r"\beval\(|(?<![\w.])exec\(|\bimport (pickle|marshal|shelve)\b|shell=True|os\.system\(|yaml\.(unsafe_)?load\("
)


def test_nothing_that_was_read_is_ever_run():
    """No text becomes program, no bytes become objects of any class they name (ASVS 1.3.2, 1.5.2)."""
    assert [path for path in files("registry", "wsgi.py") if FORBIDDEN.search(path.read_text(encoding="utf-8"))] == []


def test_the_only_address_that_is_called_comes_from_the_settings():
    given = dict.fromkeys(
        ("REGISTRY_DATABASE_URL", "REGISTRY_PUBLIC_ORIGIN", "REGISTRY_KEY_FOLDER", "REGISTRY_KEY_PASSPHRASE"), "x"
    )
    assert from_environment(given).tsa_url is None
    for bad in ("file:///etc/passwd", "gopher://x", "ftp://x", "x"):
        with pytest.raises(Unsafe):
            from_environment(given | {"REGISTRY_TSA_URL": bad})


def test_every_table_that_is_exported_is_written_where_no_cell_is_a_formula():
    """One module writes tables for spreadsheets, and its cells are never calculated (ASVS 1.2.10); nothing else does."""
    written = re.compile(r"\bimport csv\b|openpyxl|xlsxwriter")
    assert [path.name for path in files("registry") if written.search(path.read_text(encoding="utf-8"))] == [
        "spreadsheet.py"
    ]
    for sign in ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " ="):
        assert plain(f"{sign}HYPERLINK(1)").startswith("'")
