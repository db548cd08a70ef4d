"""What stands before the service, as it is set up in docs/deployment: what a caller writes himself does not arrive, what
is slow or large waits there, and what is not public is not there."""

import json
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "deployment"
PLAIN, MUTUAL = ((FOLDER / name).read_text(encoding="utf-8") for name in ("nginx.conf", "nginx-mtls.conf"))
YEAR = 'add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;'


def locations(text):
    """The pattern and the lines of each block that hands on to the service."""
    found = re.findall(r"location ~ (\S+) \{\n(.*?)\n        \}", text, re.DOTALL)
    return {pattern: lines for pattern, lines in found if "proxy_pass" in lines}


@pytest.mark.parametrize("text", [PLAIN, MUTUAL], ids=["plain", "mutual"])
class TestEitherProxy:
    def test_writes_over_what_a_caller_says_of_himself(self, text):
        for lines in locations(text).values():
            for name in ("X-Forwarded-For", "X-Forwarded-Proto", "X-Client-Certificate"):
                assert lines.count(f"proxy_set_header {name} ") == 1, name
            assert "proxy_set_header X-Forwarded-For $remote_addr;" in lines, "not appended to what arrived"
            assert "$http_x_" not in lines

    def test_speaks_only_tls_of_today(self, text):
        assert re.findall(r"listen (?!127)(\S.*);", text) == ["443 ssl"]
        assert re.findall(r"ssl_protocols (.*);", text) == ["TLSv1.2 TLSv1.3"]
        (ciphers,) = re.findall(r"ssl_ciphers (.*);", text)
        assert all(
            re.fullmatch(r"ECDHE-\w+-(AES\d+-GCM-SHA\d+|CHACHA20-POLY1305)", each) for each in ciphers.split(":")
        )
        assert "return 301" not in text, "no API is led from http to https: it would have sent its token by then"

    def test_tells_browsers_to_come_back_over_tls(self, text):
        assert text.count(YEAR) == text.count("add_header Retry-After") + text.count("location @no_certificate") + 1
        assert "proxy_hide_header Strict-Transport-Security;" in text, "said once"

    def test_waits_for_what_is_slow_and_takes_nothing_large(self, text):
        for line in ("client_max_body_size 1m;", "client_body_timeout 10s;", "client_header_timeout 10s;"):
            assert line in text
        assert "proxy_request_buffering off" not in text, "a slow body would hold a thread"

    def test_lists_no_folder_and_keeps_no_address(self, text):
        for word in ("autoindex", "root /", "alias ", "stub_status"):
            assert word not in text
        assert "access_log off;" in text
        assert "server_tokens off;" in text
        assert not any(
            re.search(pattern, path) for pattern in locations(text) for path in ("/metrics", "/.git/config", "/nginx")
        )


class TestTheProxyThatVerifiesCertificates:
    def test_verifies_them_against_one_authority_and_its_list_of_revoked_ones(self):
        assert "ssl_client_certificate /run/secrets/client_ca;" in MUTUAL
        assert "ssl_crl /run/secrets/client_crl;" in MUTUAL
        assert "ssl_verify_client optional;" in MUTUAL, "one that does not verify is 400; people come without"
        assert "optional_no_ca" not in MUTUAL
        assert "ssl_verify_client" not in PLAIN

    def test_lets_no_system_in_without_one(self, app):
        """Tokens, questions and filings; what anybody may ask goes without."""
        (guarded, lines), (_, open_) = locations(MUTUAL).items()
        assert lines.index("if ($ssl_client_verify != SUCCESS)") < lines.index("proxy_pass")
        for rule in app.url_map.iter_rules():
            access = app.view_functions[rule.endpoint].access
            if access in ("reads", "files", "changes") or rule.rule == "/oauth/token":
                assert re.search(guarded, rule.rule), rule.rule
            else:
                assert not re.search(guarded, rule.rule), rule.rule
        assert "ssl_client_verify" not in open_

    def test_hands_on_the_one_that_it_saw(self):
        for lines in locations(MUTUAL).values():
            assert "proxy_set_header X-Client-Certificate $ssl_client_escaped_cert;" in lines
        (plain,) = locations(PLAIN).values()
        assert 'proxy_set_header X-Client-Certificate "";' in plain

    def test_forwards_what_the_other_does_and_is_else_the_same(self, app):
        def forwarded(text):
            return {r.rule for r in app.url_map.iter_rules() if any(re.search(p, r.rule) for p in locations(text))}

        assert forwarded(MUTUAL) == forwarded(PLAIN) == {r.rule for r in app.url_map.iter_rules()} - {"/metrics"}
        own = (
            "ssl_client",
            "ssl_verify",
            "ssl_crl",
            "X-Client-Certificate",
            "495",
            "#",
            "return 401",
            "return 496",
            "location",
            "}",
        )
        more = [line.strip() for line in MUTUAL.splitlines() if line not in PLAIN.splitlines()]
        assert [line for line in more if line and not any(word in line for word in own)] == []

    def test_says_so_as_a_problem(self):
        (body,) = re.findall(r"return 401 '(.*)';", MUTUAL)
        assert (json.loads(body)["status"], json.loads(body)["code"]) == (401, "unauthenticated")
