"""/docs is made of pinned files and the published specification, and a browser that reads it is sent nowhere else."""

import re
import tomllib
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from registry.api import docs
from registry.api.samples import DEMO
from registry.cli.spec import openapi
from tests.api.problem import refused
from tests.register import ORIGIN

TOP = Path(__file__).resolve().parents[2]
VENDOR = Path(docs.__file__).parent / "static" / "vendor"
PROGRAM = "scalar-api-reference.js"


@pytest.fixture
def page(bank):
    return bank.anonymous("GET", "/docs")


def policy(answer):
    parts = answer.headers["Content-Security-Policy"].split("; ")
    return {name: set(rest.split()) for name, _, rest in (part.partition(" ") for part in parts)}


class TestTheVendoredFiles:
    def test_are_what_is_pinned(self):
        found = {
            path.name: sha256(path.read_bytes()).hexdigest() for path in VENDOR.iterdir() if path.name != "SHA256SUMS"
        }
        assert found == docs.pinned()
        assert PROGRAM in found

    def test_go_along_when_the_package_is_installed(self):
        declared = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
        given = {
            path
            for package, patterns in declared["package-data"].items()
            for pattern in patterns
            for path in TOP.joinpath(*package.split(".")).glob(pattern)
        }
        kept = {path for path in (TOP / "registry").rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")}
        assert given == kept

    def test_come_with_their_licences(self):
        for program in VENDOR.glob("*.js"):
            assert "Permission is hereby granted" in program.with_suffix(".LICENSE").read_text(encoding="utf-8")


class TestThePage:
    def test_runs_no_script_but_its_own(self, page):
        (nonce,) = policy(page)["script-src"]
        scripts = re.findall(r"<script([^>]*)>", page.text)
        assert len(scripts) == 3
        assert all(f'nonce="{nonce.strip(chr(39)).removeprefix("nonce-")}"' in script for script in scripts)
        assert not re.search(r"\son\w+=", page.text)

    def test_has_a_nonce_that_nobody_has_seen(self, page, bank):
        again = bank.anonymous("GET", "/docs")
        assert policy(page)["script-src"] != policy(again)["script-src"]
        assert page.headers["Cache-Control"] == again.headers["Cache-Control"] == "no-store"

    def test_is_allowed_nothing_from_elsewhere(self, page):
        rules = policy(page)
        assert rules.pop("script-src")
        assert rules == {
            "default-src": {"'none'"},
            "style-src": {"'unsafe-inline'"},
            "img-src": {"'self'", "data:"},
            "connect-src": {"'self'"},
            "base-uri": {"'none'"},
            "form-action": {"'none'"},
            "frame-ancestors": {"'none'"},
        }
        assert "://" not in page.text

    def test_says_without_scripts_where_everything_is(self, page, bank):
        (without,) = re.findall(r"<noscript>(.*?)</noscript>", page.text, re.DOTALL)
        links = re.findall(r'href="([^"]*)"', without)
        assert "/docs/openapi.json" in links
        assert all(bank.anonymous("GET", link).status_code == 200 for link in links)
        guides = re.findall(r"[a-z_]+/[a-z]+\.md", without)
        assert len(guides) == 6
        assert all((TOP / guide).exists() for guide in guides)

    @pytest.mark.parametrize(
        ("asked", "accepted", "language"),
        [
            ("", "", "zh-CN"),
            ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
            ("", "fr", "zh-CN"),
            ("", "en-GB,en;q=0.9", "en"),
            ("?lang=en", "zh-CN", "en"),
            ("?lang=zh", "en", "zh-CN"),
            ("?lang=x", "en", "en"),
        ],
    )
    def test_speaks_the_reader_s_language_and_chinese_first(self, bank, asked, accepted, language):
        text = bank.anonymous("GET", f"/docs{asked}", headers={"Accept-Language": accepted}).text
        assert f'<html lang="{language}">' in text
        assert f'"locale": "{language}"' in text


class TestTheProgram:
    @pytest.fixture
    def address(self, page):
        (found,) = re.findall(r'<script[^>]* src="([^"]*)"', page.text)
        return found

    def test_is_kept_for_a_year_under_its_digest(self, bank, address):
        with closing(bank.anonymous("GET", address)) as answer:
            assert answer.status_code == 200
            assert sha256(answer.data).hexdigest() in address
        assert answer.mimetype == "text/javascript"
        assert "immutable" in answer.headers["Cache-Control"]
        assert "max-age=31536000" in answer.headers["Cache-Control"]

    def test_is_sent_from_its_file_and_never_held(self, app, address):
        with app.test_request_context(address), closing(app.full_dispatch_request()) as answer:
            assert answer.direct_passthrough
            assert not answer.is_sequence

    def test_is_nowhere_else(self, bank, address):
        digest = address.split("/")[3]
        for wrong in (
            f"/docs/assets/{'0' * 64}/{PROGRAM}",
            f"/docs/assets/{digest}/SHA256SUMS",
            f"/docs/assets/{digest}/x",
        ):
            refused(bank.anonymous("GET", wrong), 404, code="not_found")


class TestTheSpecification:
    def test_is_the_committed_one_with_this_register_s_address(self, bank):
        served = bank.anonymous("GET", "/docs/openapi.json")
        assert DEMO not in served.text
        assert served.json == yaml.safe_load(openapi().replace(DEMO, ORIGIN))

    def test_is_sent_again_only_when_it_has_changed(self, bank):
        etag = bank.anonymous("GET", "/docs/openapi.json").headers["ETag"]
        assert bank.anonymous("GET", "/docs/openapi.json", headers={"If-None-Match": etag}).status_code == 304

    def test_shows_every_operation_with_curl_and_the_sdk(self):
        for path, item in yaml.safe_load(openapi())["paths"].items():
            for method in set(item) - {"parameters"}:
                labels = [sample["label"] for sample in item[method].get("x-codeSamples", ())]
                assert labels == ["curl", "Python SDK"], f"registry/api/samples.py has none for {method} {path}"
