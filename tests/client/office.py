"""A register's front door and nothing behind it: it checks what a client sends with the register's own readers."""

import json
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs

from registry.signing.http_signature import CHANGE, FILING, SignedRequest, check_signature, read_signature
from registry.signing.tokens import read_assertion


class Office:
    """Answers from a script where there is one (``next_answers``), else 200 with what was asked."""

    def __init__(self, key):
        self.key = key
        self.clock = lambda: datetime.now(UTC)  # noqa: TID251
        self.seen, self.tokens, self.next_answers = [], 0, []
        self._jtis = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, request):
        """Status, headers and body for a request; None hangs up."""
        self.seen.append(request)
        if self.next_answers:
            return self.next_answers.pop(0)
        if request.target_uri.endswith("/oauth/token"):
            return self._token(request)
        if request.target_uri.endswith("/v1/verifications"):
            assert "authorization" not in request.headers
            return 200, {}, {"verdict": "valid", "asked": json.loads(request.body)}
        by_itself = "signature" in request.headers and "authorization" not in request.headers  # as curl sends it
        assert by_itself or request.headers["authorization"] == f"Bearer token-{self.tokens}"
        if request.target_uri.endswith("/v1/lien-status"):
            assert "signature" not in request.headers
            return 200, {}, {"data": json.loads(request.body)["assets"]}
        if request.target_uri.endswith(("/v1/searches", "/v1/waterfalls")):
            assert "signature" not in request.headers
            return 201, {}, {"asked": json.loads(request.body)}
        if request.method == "POST":
            self._check_filing(request)
        return 200, {"ETag": '"1"'}, {"asked": request.target_uri.removeprefix(self.address)}

    def _token(self, request):
        assert request.headers["content-type"] == "application/x-www-form-urlencoded"
        form = {name: value for name, (value,) in parse_qs(request.body.decode(), strict_parsing=True).items()}
        assert form.pop("client_assertion_type") == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        assert form.pop("grant_type") == "client_credentials"
        assertion = read_assertion(
            form.pop("client_assertion"),
            key_of=lambda _: self.key.public,
            audience=f"{self.address}/oauth/token",
            at=self.clock(),
        )
        assert (form, assertion.client_id) == ({}, "rural-bank")
        assert assertion.jti not in self._jtis
        self._jtis.add(assertion.jti)
        self.tokens += 1
        said = {"access_token": f"token-{self.tokens}", "token_type": "Bearer", "expires_in": 600}
        return 200, {}, said

    def _check_filing(self, request):
        required = CHANGE if "if-match" in request.headers else FILING
        signature = read_signature(request, required=required)
        check_signature(signature, self.key.public, at=self.clock())
        assert request.headers["content-type"] == "application/json"

    def _handler(office):  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                # The line as it came, so that a signature over another address than the one sent is caught.
                request = SignedRequest(self.command, office.address + self.path, dict(self.headers), body)
                try:
                    answer = office.answer(request)
                except Exception as fault:  # noqa: BLE001 -- the test must hear of it
                    answer = 500, {}, {"code": "test_failed", "detail": repr(fault)}
                if answer is None:
                    self.close_connection = True
                    return
                self._write(answer)

            def _write(self, answer):
                status, headers, body = answer
                kind = "application/json" if status < 400 else "application/problem+json"
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                for name, value in ({"Content-Type": kind, "Content-Length": str(len(data))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = _serve  # noqa: N815

            def log_message(self, *_):
                pass

        return Handler
