"""What a request may be made of. Whatever two programs on the way could read differently is read in one way, or not at
all; whatever is to be opened by a path, a header or a size does not open."""

import gzip
import io
import zlib

import pytest
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser

from registry.cli.serve import Server, options
from tests.api.problem import is_problem, refused
from tests.properties.hostile import nothing_entered
from tests.register import ORIGIN, today
from tests.samples import a_body

PATH = "/v1/registrations"
OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")


class TestAVerb:
    @pytest.mark.parametrize("header", OVERRIDES)
    @pytest.mark.parametrize("verb", ["POST", "DELETE", "PUT"])
    def test_is_the_one_of_the_request_line(self, bank, header, verb):
        """A question stays a question, whatever a header calls it."""
        token = bank.token()
        with nothing_entered(bank):
            answer = bank.anonymous("GET", PATH, headers={"Authorization": f"Bearer {token}", header: verb})
            assert answer.status_code == 200

    @pytest.mark.parametrize("query", ["_method=DELETE", "_method=POST", "method=POST"])
    def test_is_not_told_in_the_address(self, bank, query):
        headers = {"Authorization": f"Bearer {bank.token()}"}
        refused(bank.anonymous("GET", f"{PATH}?{query}", headers=headers), 422, code="invalid_particulars")

    @pytest.mark.parametrize("verb", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "BREW", "DEBUG"])
    def test_that_a_route_does_not_take_does_nothing(self, bank, verb):
        number = "CQ202611220000012353"
        for path in (PATH, f"{PATH}/{number}", f"/v1/certificates/{number}-1", "/v1/lien-status"):
            assert is_problem(bank.anonymous(verb, path))["code"] in ("method_not_allowed", "unauthenticated")

    @pytest.mark.parametrize("path", [PATH, "/v1/lien-status", "/v1/access-events", "/v1/certificates/x-1"])
    def test_that_shows_only_headers_shows_no_more_than_the_body_would(self, bank, path):
        assert bank.anonymous("HEAD", path).status_code == bank.anonymous("GET", path).status_code

    def test_options_lets_no_other_page_in(self, bank):
        """No CORS: a page of somebody else's is told nothing, and its browser then sends nothing."""
        asked = {"Origin": "https://evil.test", "Access-Control-Request-Method": "POST"}
        for path in (PATH, "/oauth/token", "/v1/verifications"):
            for method in ("OPTIONS", "GET", "POST"):
                answer = bank.anonymous(method, path, headers=asked)
                assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


class TestAHost:
    @pytest.mark.parametrize(
        "headers",
        [{"Host": "evil.test"}, {"X-Forwarded-Host": "evil.test"}, {"X-Host": "evil.test"}, {"Forwarded": "host=evil.test"},
         {"X-Forwarded-Proto": "evil"}, {"X-Original-URL": "/v1/access-events"}, {"X-Rewrite-URL": "/v1/access-events"},
         {"X-Forwarded-Prefix": "//evil.test"}, {"X-Forwarded-Server": "evil.test"}, {"X-Forwarded-Port": "666"}],
        ids=str,
    )  # fmt: skip
    def test_of_somebody_else_stands_in_no_answer(self, bank, made, headers):
        """No link, no location and no token is made for where a header says we are."""
        code = made["certificate"]["check_code"]
        asked = (
            bank.anonymous("GET", f"/v1/certificates/{made['certificate']['number']}?code={code}", headers=headers),
            bank.anonymous("GET", "/docs/openapi.json", headers=headers),
            bank.anonymous("GET", "/sign-in", headers=headers),
            bank.anonymous("GET", "/account", headers=headers),
            bank.anonymous("GET", "/verify", headers=headers),
        )
        for answer in asked:
            assert answer.status_code in (200, 303, 400)
            assert "evil.test" not in f"{answer.headers}{answer.text}"

    def test_tells_no_other_address_than_the_proxy_s(self, bank):
        """Without a proxy of ours nobody's word is taken for where he comes from; see tests/api/test_limits.py."""
        refused(bank.anonymous("GET", "/metrics", headers={"X-Forwarded-For": "127.0.0.1"}), 404)


@pytest.fixture(scope="module")
def made(bank):
    return bank.register(a_body(today=today())).json


class TestAHeader:
    @pytest.mark.parametrize(
        "text", ["x\r\nX-Evil: 1", "x\nX-Evil: 1", "x\rX-Evil: 1", "x%0d%0aX-Evil:%201", "x\u560d\u560aX-Evil: 1"]
    )
    def test_is_not_begun_by_what_is_typed(self, bank, made, text):
        number = made["certificate"]["number"]
        asked = [
            bank.anonymous("GET", f"/v1/certificates/{number}", query_string={"code": text}),
            bank.anonymous("GET", "/v1/certificates/" + text.replace("\r", "%0d").replace("\n", "%0a")),
            bank.anonymous("GET", "/sign-in", query_string={"next": text, "notice": text}),
            bank.anonymous("GET", "/docs", query_string={"lang": text}),
        ]
        for answer in asked:
            assert "X-Evil" not in answer.headers
            assert not any("\n" in value or "\r" in value for value in answer.headers.values())

    @pytest.mark.parametrize("text", ["a" * 65, "a b", "<script>", "../x", "a;b", "é", "{{7*7}}", ""])
    def test_that_numbers_the_request_is_plain_or_another_one(self, bank, text):
        """It comes back and stands in the log."""
        answer = bank.anonymous("GET", "/v1/enums", headers={"Request-Id": text.encode().decode("latin-1")})
        assert answer.headers["Request-Id"] != text
        assert answer.headers["Request-Id"].isalnum()


@pytest.fixture(scope="module")
def parsed(register):
    """What gunicorn, set up as `registry serve` sets it up, reads off a connection: the requests, or that it ends."""
    server = Server(register.settings(), options("127.0.0.1:0", 1, threads=1))

    def read(data):
        requests = RequestParser(server.cfg, iter([data]), ("127.0.0.1", 1))
        found = []
        try:
            found.extend((request.method, request.path, request.body.read()) for request in requests)
        except (ParseException, OSError, ValueError):
            return [*found, "refused"]
        return found

    return read


HEAD = b"POST /v1/verifications HTTP/1.1\r\nHost: register.test\r\n"
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: register.test\r\n\r\n"


class TestWhereARequestEnds:
    """RFC 9112 section 6.3: what a proxy and we could end at different places is no request."""

    def test_is_where_it_says(self, parsed):
        assert parsed(HEAD + b"Content-Length: 2\r\n\r\n{}") == [("POST", "/v1/verifications", b"{}")]

    @pytest.mark.parametrize(
        "headers",
        [b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", b"Transfer-Encoding: chunked\r\nContent-Length: 60\r\n",
         b"Content-Length: 5\r\nContent-Length: 60\r\n", b"Content-Length: 5, 60\r\n", b"Content-Length: +5\r\n",
         b"Content-Length: 0x5\r\n", b"Content-Length: -1\r\n", b"Content-Length: 5 5\r\n", b"Content-Length: \xb2\r\n",
         b"Transfer-Encoding: xchunked\r\n", b"Transfer-Encoding: chunked, identity\r\n",
         b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", b"Transfer-Encoding : chunked\r\n",
         b"Transfer-Encoding:\x0bchunked\r\n", b"Transfer_Encoding: chunked\r\nContent-Length: x\r\n",
         b" Transfer-Encoding: chunked\r\n", b"X: y\r\n Transfer-Encoding: chunked\r\n", b"X: \x00\r\n", b"X y: z\r\n",
         b"X: a\rTransfer-Encoding: chunked\r\n"],
        ids=repr,
    )  # fmt: skip
    def test_is_in_no_doubt(self, parsed, headers):
        found = parsed(HEAD + headers + b"\r\n0\r\n\r\n" + SMUGGLED)
        assert ("GET", "/smuggled", b"") not in found
        assert found[-1] == "refused"

    @pytest.mark.parametrize(
        "line",
        [b"GET /\x00 HTTP/1.1", b"GET / HTTP/1.1 x", b"GET  / HTTP/1.1", b"G\x00T / HTTP/1.1", b"GET / HTTP/9.9",
         b"GET /" + b"a" * 5000 + b" HTTP/1.1", b"GET / http/1.1", b"<script> / HTTP/1.1"],
        ids=lambda line: repr(line[:20]),
    )  # fmt: skip
    def test_is_asked_for_by_a_plain_line(self, parsed, line):
        assert parsed(line + b"\r\nHost: register.test\r\n\r\n") == ["refused"]

    def test_comes_after_so_many_headers_of_such_a_size(self, parsed):
        many = b"".join(b"X-%d: y\r\n" % each for each in range(200))
        large = b"X: " + b"y" * 20_000 + b"\r\n"
        for headers in (many, large):
            assert parsed(HEAD + headers + b"\r\n") == ["refused"]

    def test_is_waited_for_by_the_proxy_and_not_by_us(self):
        """A slow body is nginx's to wait for: it hands on what is whole (tests/attacks/test_proxy.py)."""
        given = options("127.0.0.1:0", 1, threads=1)
        assert given["worker_class"] == "gthread"
        assert 0 < given["timeout"] <= 30
        assert 0 < given["keepalive"] <= 5
        assert given["limit_request_line"] < 8190


class TestASize:
    @pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "x-gzip", "identity, gzip", "gzip, gzip"])
    def test_that_grows_when_it_is_unpacked_is_never_unpacked(self, bank, coding):
        """No body is decompressed here, so none can grow (RFC 9110 section 8.4)."""
        small = zlib.compress(b"\0" * 3_000_000)
        with nothing_entered(bank):
            answer = bank.file(PATH, small, tamper=lambda headers, data: (headers | {"Content-Encoding": coding}, data))
            refused(answer, 400, code="malformed_body")

    def test_of_a_bomb_is_the_size_it_is_sent_in(self, bank):
        packed = gzip.compress(b"[" * 40_000_000)
        assert len(packed) < 100_000
        with nothing_entered(bank):
            refused(bank.file(PATH, packed), 400, code="malformed_body")

    @pytest.mark.parametrize("path", ["/v1/verifications", "/oauth/token", "/sign-in", "/v1/lien-status"])
    def test_above_the_largest_is_told_before_it_is_read(self, bank, path):
        kind = "application/x-www-form-urlencoded" if path in ("/oauth/token", "/sign-in") else "application/json"
        asked = {"headers": {"Authorization": f"Bearer {bank.token()}", "Origin": ORIGIN}, "content_type": kind}
        size = {"CONTENT_LENGTH": str(2**40)}
        answer = bank.anonymous("POST", path, input_stream=io.BytesIO(b"{}"), environ_overrides=size, **asked)
        assert answer.status_code == 413

    def test_of_a_form_with_a_thousand_fields_is_refused(self, bank):
        for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
            data = b"&".join([b"a=1"] * 5000) if "urlencoded" in kind else part * 3000 + b"--x--"
            answer = bank.anonymous("POST", "/oauth/token", data=data, content_type=kind)
            assert answer.status_code in (413, 422)

    @pytest.mark.parametrize(
        "kind", ["multipart/form-data; boundary=x", "multipart/mixed; boundary=x", "multipart/form-data"]
    )
    def test_is_no_upload(self, bank, kind):
        """Nothing here takes a file: what comes as one is of no type that is read."""
        upload = b'--x\r\nContent-Disposition: form-data; name="f"; filename="../../x.php"\r\n\r\n<?php\r\n--x--'
        with nothing_entered(bank):
            refused(bank.file(PATH, upload, content_type=kind), 415, code="unsupported_media_type")
            headers = {"Authorization": f"Bearer {bank.token()}"}
            answer = bank.anonymous("POST", "/v1/searches", data=upload, content_type=kind, headers=headers)
            refused(answer, 415, code="unsupported_media_type")


class TestAType:
    @pytest.mark.parametrize(
        "kind", ["text/plain", "application/x-www-form-urlencoded", "text/json", "application/xml", "application/jsonp",
                 "application/vnd.api+json", "text/html", "application/json+x", ""],
    )  # fmt: skip
    def test_that_a_page_could_send_by_itself_is_not_read_as_json(self, bank, kind):
        """What needs no preflight (Fetch, section 2.2.2) is no filing and no question."""
        headers = {"Authorization": f"Bearer {bank.token()}", "Content-Type": kind}
        for path in ("/v1/searches", "/v1/lien-status", "/v1/waterfalls", "/v1/verifications"):
            refused(bank.anonymous("POST", path, data=b"{}", headers=headers), 415, code="unsupported_media_type")

    @pytest.mark.parametrize("body", [b'{"jws": "a", "jws": "b"}', b'{"jws": "a", "\\u006aws": "b"}', b"{" * 200_000,
                                      b'{"jws": ' + b"[" * 100 + b"]" * 100 + b"}", b'\xef\xbb\xbf{"jws": "a"}',
                                      '{"jws": "a"}'.encode("utf-16"), b'{"jws": "a"}{"jws": "b"}'])  # fmt: skip
    def test_of_json_is_read_in_one_way(self, bank, body):
        answer = bank.anonymous("POST", "/v1/verifications", data=body, content_type="application/json")
        refused(answer, 400, code="malformed_body")

    def test_of_every_answer_is_said_and_not_guessed_at(self, bank, made):
        for path in ("/v1/enums", "/nothing", "/verify", "/docs", "/sign-in", "/problems/x", "/log/checkpoint", "/metrics",
                     f"/v1/certificates/{made['certificate']['number']}", "/.well-known/jwks.json"):  # fmt: skip
            answer = bank.anonymous("GET", path)
            assert answer.headers["X-Content-Type-Options"] == "nosniff", path
            assert answer.headers["Content-Type"], path
            if answer.content_type.startswith("text/"):
                assert "charset=utf-8" in answer.content_type, path


class TestAParameter:
    @pytest.mark.parametrize("path", ["/v1/lien-status?kind=warehouse_receipt&key=a&key=b", f"{PATH}?limit=1&limit=100",
                                      f"{PATH}?status=active&status=lapsed", "/v1/access-events?kind=refused&kind=limited"])  # fmt: skip
    def test_that_stands_twice_is_not_chosen_from(self, bank, path):
        answer = bank.anonymous("GET", path, headers={"Authorization": f"Bearer {bank.token()}"})
        assert answer.status_code in (403, 422)

    @pytest.mark.parametrize(
        "name", ["limit[]", "limit[$gt]", "kind.raw", "LIMIT", "livemode", "institution", "role", "debug"]
    )
    def test_of_a_made_up_name_is_not_passed_over(self, bank, name):
        answer = bank.get(PATH, settled=False, **{name: "1"})
        refused(answer, 422, code="invalid_particulars")


PATHS = (
    "../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "..%252f..%252fetc/passwd",
    "....//....//etc/passwd", "..\\..\\etc\\passwd", "..%5c..%5cetc%5cpasswd", "%c0%ae%c0%ae/etc/passwd", "/etc/passwd",
    "%00", "x%00.css", "..;/etc/passwd", "file:///etc/passwd", "settings.py", ".git/config", "people.css/..%2fpeople.css",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
class TestAPath:
    @pytest.mark.parametrize(
        "room", ["/assets/x/", "/assets/", "/docs/assets/x/", "/docs/assets/", "/verify/assets/x/", "/log/tile/", "/log/",
                 "/log/tile/0/", "/status/", "/problems/", "/.well-known/", "/v1/certificates/"],
    )  # fmt: skip
    def test_leads_to_no_file(self, bank, room, path):
        answer = bank.anonymous("GET", room + path)
        assert answer.status_code in (404, 308, 400, 405), answer.status_code
        for inside in ("root:", "[core]", "from __future__", "REGISTRY_"):
            assert inside not in answer.text
