"""Plain builders: every argument has a dull default, so that a test states only what matters."""

from datetime import UTC, datetime

from registry.signing.client_keys import generate_client_key
from registry.signing.http_signature import SignedRequest, sign_request

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
PASSPHRASE = "correct horse battery staple"
LOG_PASSPHRASE = "another horse, another staple"
ISSUER = "https://registry.example"
ORIGIN = "registry.example/log"
BODY = '{"client_reference":"贷款-1"}'.encode()


def a_request(*, body=BODY, headers=(), **changed):
    values = {"method": "POST", "target_uri": f"{ISSUER}/v1/registrations", "body": body} | changed
    usual = {"Content-Type": "application/json", "Idempotency-Key": "f3a9-1"}
    return SignedRequest(headers=usual | dict(headers), **values)


def a_signed_request(key=None, *, at=NOON, covered=None, **request):
    plain = a_request(**request)
    added = sign_request(plain, key or generate_client_key(), at=at, covered=covered)
    return with_headers(plain, **added)


def with_headers(request, **headers):
    changed = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    kept = {name: value for name, value in (dict(request.headers) | changed).items() if value is not None}
    return SignedRequest(request.method, request.target_uri, kept, request.body)


def single_character_changes(text, replacements="A_\n\u2014"):
    """Every text that differs by one changed, lost or doubled character."""
    for place, character in enumerate(text):
        for other in (*replacements, chr(ord(character) ^ 1)):
            if other != character:
                yield text[:place] + other + text[place + 1 :]
        yield text[:place] + text[place + 1 :]
        yield text[:place] + character + text[place:]
