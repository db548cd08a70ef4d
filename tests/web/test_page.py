"""/verify is one document with one script, from here and nowhere else; and the file that stands alone is what was built."""

import hashlib
import json
import re
from contextlib import closing
from pathlib import Path

import pytest

from registry.api.office import EXTENSION
from registry.app import create_app
from registry.web import program, release
from registry.web.release import Release
from registry.web.tables import tables
from tests.api.problem import refused
from tests.register import ISSUER

TOP = Path(__file__).resolve().parents[2]
VENDOR = program.FOLDER / "vendor"


@pytest.fixture(params=["/verify", "/v"])
def page(request, bank):
    return bank.anonymous("GET", request.param)


def policy(text):
    return {name: set(rest.split()) for name, _, rest in (part.partition(" ") for part in text.split("; "))}


def served_data(text):
    return json.loads(re.search(r'<script type="application/json" id="served">(.*?)</script>', text)[1])


class TestThePage:
    def test_runs_no_script_that_stands_in_it(self, page):
        scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page.text, re.DOTALL)
        assert [(bool(said.strip()), "application/json" in how) for how, said in scripts] == [
            (True, True),
            (False, False),
        ]
        assert not re.search(r"\son\w+=|\sstyle=|<style", page.text)

    def test_is_allowed_nothing_from_elsewhere(self, page):
        assert policy(page.headers["Content-Security-Policy"]) == {
            "default-src": {"'none'"},
            "script-src": {"'self'"},
            "style-src": {"'self'"},
            "img-src": {"'self'", "data:", "blob:"},
            "connect-src": {"'self'"},
            "base-uri": {"'none'"},
            "form-action": {"'none'"},
            "frame-ancestors": {"'none'"},
        }
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["X-Content-Type-Options"] == "nosniff"

    def test_says_who_serves_it(self, page):
        assert served_data(page.text) == {"issuer": ISSUER, "trust": None}
        assert f"本页由 <b>{ISSUER}</b> 自己提供" in page.text
        assert program.digest(program.RELEASED.read_text(encoding="utf-8")) in page.text

    def test_is_sent_again_only_when_it_has_changed(self, bank, page):
        again = bank.anonymous("GET", "/verify", headers={"If-None-Match": page.headers["ETag"]})
        assert again.status_code == 304

    def test_hands_out_the_register_s_trust_file_as_it_stands(self, register, tmp_path):
        note = tmp_path / "trust.note"
        note.write_text("one </script>", encoding="utf-8")
        app = create_app(register.settings(published_trust=note))
        client = app.test_client()
        assert served_data(client.get("/verify").text)["trust"] == "one </script>"
        note.write_text("two", encoding="utf-8")
        assert served_data(client.get("/verify").text)["trust"] == "two"
        note.unlink()
        assert served_data(client.get("/verify").text)["trust"] is None
        app.extensions[EXTENSION].store.close()


class TestItsParts:
    def test_are_kept_for_a_year_under_their_digests(self, bank, page):
        addresses = re.findall(r'(?:href|src)="(/verify/assets/[^"]*)"', page.text)
        assert len(addresses) == 2
        for address in addresses:
            answer = bank.anonymous("GET", address)
            assert hashlib.sha256(answer.data).hexdigest() in address
            assert {"immutable", "max-age=31536000"} <= set(answer.headers["Cache-Control"].split(", "))
            refused(bank.anonymous("GET", address.replace("/assets/", "/assets/0")), 404, code="not_found")

    def test_the_file_is_given_away(self, bank):
        with closing(bank.anonymous("GET", "/verify/verifier.html")) as answer:
            assert answer.data == program.RELEASED.read_bytes()
            assert "attachment" in answer.headers["Content-Disposition"]


class TestTheWorker:
    """What it does is tried in a browser: tests/e2e/test_verify_without_a_network.py."""

    @pytest.fixture
    def worker(self, bank):
        return bank.anonymous("GET", "/verify/worker.js")

    def test_is_for_the_page_alone_and_asks_nobody_else(self, worker):
        assert worker.headers["Service-Worker-Allowed"] == "/verify"
        assert policy(worker.headers["Content-Security-Policy"]) == {
            "default-src": {"'none'"},
            "connect-src": {"'self'"},
        }
        assert worker.headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert worker.headers["Cache-Control"] == "no-cache"

    def test_holds_what_the_page_takes_and_the_page_without_a_trust_file(self, bank, page, worker):
        held = re.findall(r'"(/verify/assets/[^"]*)"', worker.text)
        asked_for = re.findall(r'(?:href|src)="(/verify/assets/[^"]*)"', page.text)
        assert sorted(held[1:]) == sorted(asked_for)
        kept = bank.anonymous("GET", held[0])
        assert served_data(kept.text) == {"issuer": ISSUER, "trust": None, "offline": True}
        assert kept.headers["Content-Security-Policy"] == page.headers["Content-Security-Policy"]
        assert hashlib.sha256(kept.data).hexdigest() in held[0]

    @pytest.mark.parametrize("what", ["styles", "program"])
    def test_is_another_for_every_release(self, monkeypatch, worker, what):
        assert Release(ISSUER).worker == worker.text
        monkeypatch.setattr(program, what, lambda: "another")
        other = Release(ISSUER)
        assert other.worker != worker.text
        assert other.name not in worker.text

    def test_is_another_when_the_page_may_do_something_else(self, monkeypatch, worker):
        monkeypatch.setattr(release, "POLICY", "default-src 'none'")
        assert Release(ISSUER).worker != worker.text


class TestTheFile:
    def test_is_what_the_modules_make(self):
        assert program.RELEASED.read_text(encoding="utf-8") == program.released()

    @pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
    def test_has_its_digest_where_readers_look(self, name):
        found = re.findall(r"verifier\.html` SHA-256 `([0-9a-f]{64})`", (TOP / name).read_text(encoding="utf-8"))
        assert found == [hashlib.sha256(program.RELEASED.read_bytes()).hexdigest()]

    def test_may_ask_nobody_anything(self):
        (said,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', program.released())
        rules = policy(said.replace("&#39;", "'"))
        assert rules["default-src"] == {"'none'"}
        assert not {"connect-src", "frame-src", "worker-src"} & rules.keys()
        assert all(each.startswith("'sha256-") for name in ("script-src", "style-src") for each in rules[name])
        assert not re.search(r'(?:src|href)="(?!data:)', program.released().partition("<script")[0])


class TestTheProgram:
    def test_knows_the_register_s_words(self):
        written = {path.name: path.read_text(encoding="utf-8") for path in (program.FOLDER / "tables").iterdir()}
        assert written == tables()

    def test_is_made_of_every_module_there_is(self):
        text = program.program()
        named = [each.relative_to(program.FOLDER) for each in program.FOLDER.rglob("*.js")]
        missing = [
            each for each in named if f"const ${re.sub(r'[^a-z0-9_]', '_', str(each.with_suffix('')))} =" not in text
        ]
        assert missing == []

    def test_reads_nothing_that_it_shows_as_html(self):
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", ours())

    def test_asks_in_one_place_only(self):
        asks = [
            path.name
            for path in modules()
            if re.search(r"\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon", path.read_text(encoding="utf-8"))
        ]
        assert asks == ["asking.js"]

    def test_is_of_small_modules(self):
        long = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
        assert max(long.values()) <= 400

    def test_has_the_vendored_file_as_it_is_pinned(self):
        pinned = dict(line.split()[::-1] for line in (VENDOR / "SHA256SUMS").read_text(encoding="ascii").splitlines())
        found = {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in VENDOR.iterdir()
            if path.name != "SHA256SUMS"
        }
        assert found == pinned
        assert "Permission is hereby granted" in (VENDOR / "noble-ed25519.LICENSE").read_text(encoding="utf-8")

    @pytest.mark.parametrize(
        "text",
        [
            'import x from "./canon.js";\n',
            "export default 1;\n",
            'export * from "./canon.js";\n',
            'import "./canon.js";\n',
        ],
    )
    def test_refuses_a_module_it_would_not_understand(self, tmp_path, monkeypatch, text):
        (tmp_path / "page.js").write_text(text, encoding="utf-8")
        monkeypatch.setattr(program, "FOLDER", tmp_path)
        with pytest.raises(ValueError, match="understood"):
            program.program()


def modules():
    return [path for path in program.FOLDER.rglob("*.js") if path.parent.name not in ("vendor", "tables")]


def ours():
    return "".join(path.read_text(encoding="utf-8") for path in modules())
