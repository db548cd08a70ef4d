"""Who files and who reads: nobody is taken at his word."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from registry.api.office import EXTENSION
from registry.domain import canon
from registry.domain.allowance import Allowance
from registry.domain.lifecycle import Verb
from registry.process import clock as now
from registry.signing.client_keys import generate_client_key
from registry.signing.http_signature import FILING, SignedRequest, sign_request
from registry.signing.keys import Use
from registry.signing.tokens import issue_access_token, make_assertion
from tests.api.problem import codes, refused
from tests.register import ASSERTION_TYPE, ORIGIN, Teller, an_app, today
from tests.samples import a_body, a_parcel_code
from tests.statements import heard

PATH = "/v1/registrations"
TOKEN = f"{ORIGIN}/oauth/token"


def body():
    return a_body(today=today())


def without(*names):
    """A tampering that takes headers away."""
    return lambda headers, data: ({name: value for name, value in headers.items() if name not in names}, data)


def replacing(**changes):
    """A tampering that puts other values in place of headers; names with underscores."""
    named = {name.replace("_", "-"): value for name, value in changes.items()}
    return lambda headers, data: (headers | named, data)


def entries(register):
    return register.rows("SELECT count(*) FROM entry")[0]["count"]


@pytest.fixture
def unchanged(register):
    """Whatever the test files, nothing of it is entered."""
    before = entries(register)
    yield
    assert entries(register) == before


@pytest.mark.usefixtures("unchanged")
class TestAFilingIsNotBelieved:
    def test_without_a_signature(self, bank):
        unsigned = without("Signature", "Signature-Input", "Content-Digest")
        answer = bank.register(body(), tamper=unsigned)
        document = refused(answer, 401, code="unauthenticated")
        assert "RFC 9421" in document["text"]["en"]
        assert answer.headers["WWW-Authenticate"]

    @pytest.mark.parametrize("header", ["Signature", "Signature-Input", "Content-Digest", "Content-Type"])
    def test_without_a_header_that_is_signed(self, bank, header):
        refused(bank.register(body(), tamper=without(header)), 401, code="unauthenticated")

    def test_with_a_bearer_token_alone(self, bank):
        def borne(headers, data):
            return {**without("Signature")(headers, data)[0], "Authorization": f"Bearer {bank.token()}"}, data

        refused(bank.register(body(), tamper=borne), 401, code="unauthenticated")

    def test_after_five_minutes(self, bank):
        refused(bank.register(body(), at=now() - timedelta(minutes=6)), 401, code="unauthenticated")

    def test_from_the_future(self, bank):
        refused(bank.register(body(), at=now() + timedelta(minutes=2)), 401, code="unauthenticated")

    def test_with_a_signature_of_something_else(self, bank):
        def torn(headers, data):
            head, text = headers["Signature"].split("=:", 1)
            return headers | {"Signature": f"{head}=:{'B' if text[0] == 'A' else 'A'}{text[1:]}"}, data

        refused(bank.register(body(), tamper=torn), 401, code="unauthenticated")

    def test_with_another_body(self, bank):
        def swapped(headers, data):
            return headers, data.replace(b"500000.00", b"900000.00")

        refused(bank.register(body(), tamper=swapped), 401, code="unauthenticated")

    def test_with_another_body_and_its_digest(self, bank):
        def swapped(headers, data):
            other = data.replace(b"500000.00", b"900000.00")
            request = SignedRequest("POST", ORIGIN + PATH, headers, other)
            digest = sign_request(request, bank.enrolled.key, at=now())["Content-Digest"]
            return headers | {"Content-Digest": digest}, other

        refused(bank.register(body(), tamper=swapped), 401, code="unauthenticated")

    @pytest.mark.parametrize(
        "changes",
        [
            {"Idempotency_Key": "another"},
            {"Content_Type": "application/json; charset=utf-8"},
            {"Content_Digest": "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"},
        ],
    )
    def test_with_another_value_of_what_is_signed(self, bank, changes):
        refused(bank.register(body(), tamper=replacing(**changes)), 401, code="unauthenticated")

    @pytest.mark.parametrize(
        ("signed", "sent"),
        [
            ("dry_run=true", ""),
            ("", "dry_run=true"),
            ("dry_run=false", "dry_run=true"),
            ("dry_run=true", "dry_run=true?"),
        ],
    )
    def test_at_another_address_than_was_signed(self, bank, signed, sent):
        refused(bank.register(body(), query=signed, sent_query=sent), 401, code="unauthenticated")

    def test_for_another_path_than_was_signed(self, bank, app):
        def signed_elsewhere(headers, data):
            request = SignedRequest("POST", f"{ORIGIN}{PATH}/x", {**headers}, data)
            return headers | sign_request(request, bank.enrolled.key, at=now()), data

        refused(bank.register(body(), tamper=signed_elsewhere), 401, code="unauthenticated")

    def test_of_another_host(self, bank):
        def signed_elsewhere(headers, data):
            request = SignedRequest("POST", f"http://evil.test{PATH}", {**headers}, data)
            return headers | sign_request(request, bank.enrolled.key, at=now()) | {"Host": "evil.test"}, data

        refused(bank.register(body(), tamper=signed_elsewhere), 401, code="unauthenticated")

    @pytest.mark.parametrize("left_out", sorted(FILING))
    def test_that_covers_less_than_it_must(self, bank, left_out):
        def signed_less(headers, data):
            covered = sorted(FILING - {left_out})
            request = SignedRequest("POST", ORIGIN + PATH, without("Signature")(headers, data)[0], data)
            return headers | sign_request(request, bank.enrolled.key, at=now(), covered=covered), data

        refused(bank.register(body(), tamper=signed_less), 401, code="unauthenticated")

    def test_under_a_key_nobody_enrolled(self, bank):
        def signed_by_a_stranger(headers, data):
            request = SignedRequest("POST", ORIGIN + PATH, headers, data)
            return headers | sign_request(request, generate_client_key(), at=now()), data

        refused(bank.register(body(), tamper=signed_by_a_stranger), 401, code="unauthenticated")

    def test_with_the_bearer_of_another_client(self, bank, rival):
        borne = replacing(Authorization=f"Bearer {rival.token()}")
        refused(bank.register(body(), tamper=borne), 401, code="unauthenticated")

    @pytest.mark.parametrize("header", ["Signature", "Signature-Input", "Content-Digest"])
    @pytest.mark.parametrize("text", ["", "x", "sig1=()", "sig1=:AA==:", "é", "a" * 9000, "sig1=1, sig1=2"])
    def test_with_headers_that_are_none(self, bank, header, text):
        refused(bank.register(body(), tamper=replacing(**{header: text})), 401, code="unauthenticated")


@pytest.fixture(scope="module")
def former(register, app):
    """A bank whose key has been revoked since it registered something."""
    teller = register.teller(app, "旧银行")
    teller.filed = body()
    assert teller.register(teller.filed, key="before").status_code == 201
    register.revoke(teller.enrolled)
    return teller


class TestARevokedKey:
    def test_files_nothing(self, former, register):
        before = entries(register)
        (standing,) = register.rows(
            "SELECT number FROM registration WHERE institution = :i", i=former.enrolled.institution
        )
        refused(former.register(body()), 401, code="key_revoked")
        refused(former.discharge(standing["number"]), 401, code="key_revoked")
        refused(former.register(body(), query="dry_run=true"), 401, code="key_revoked")
        assert entries(register) == before

    def test_is_not_told_again_what_it_filed(self, former):
        refused(former.register(former.filed, key="before"), 401, code="key_revoked")

    def test_is_known_to_be_revoked_from_the_first_refusal_on(self, former, app):
        """Whoever holds a revoked key must not be able to make others wait for his locks."""
        refused(former.register(body()), 401, code="key_revoked")
        seen = []
        with heard(app.extensions[EXTENSION].store, seen.append):
            refused(former.register(body()), 401, code="key_revoked")
        assert not [statement for statement in seen if "INSERT" in statement]

    def test_gets_no_token(self, former):
        refused(former.ask_token(), 401, code="key_revoked")


class TestAFiling:
    def test_may_bring_its_own_bearer(self, bank):
        borne = replacing(Authorization=f"Bearer {bank.token()}")
        assert bank.register(body(), tamper=borne).status_code == 201

    def test_changes_the_version_that_was_signed(self, bank, register):
        number = bank.register(body()).json["number"]
        refused(bank.discharge(number, version=2, tamper=replacing(If_Match='"1"')), 401, code="unauthenticated")
        refused(bank.discharge(number, version=1, tamper=without("If-Match")), 428, code="version_required")
        assert bank.discharge(number).status_code == 201

    def test_is_signed_with_its_address_as_it_is_sent(self, bank):
        """RFC 9421 section 2.2.2: encoded, though the server hands it on decoded."""
        answer = bank.file(f"{PATH}/%E5%8F%B7%20x/discharge", {"reason": "waived"}, if_match='"1"')
        refused(answer, 404, code="unknown_registration")

    def test_is_refused_to_roles_that_do_not_file(self, exchange, register):
        before = entries(register)
        filed = body() | {"secured_creditor": exchange.creditor()}
        refused(exchange.file(PATH, filed), 403, code="not_permitted")
        refused(exchange.file(PATH, filed, query="dry_run=true"), 403, code="not_permitted")
        assert entries(register) == before

    def test_is_signed_with_either_algorithm(self, register, app):
        enrolled = register.enrol("曲线银行")
        p256 = generate_client_key("ecdsa-p256-sha256")
        other = replace(enrolled, client=f"{enrolled.client}-2", key=p256)
        register.administer(register.key_of(other, allowance=Allowance(verbs=frozenset({Verb.REGISTER}))))
        assert Teller(register, other, app=app).register(body()).status_code == 201


class TestAnIdempotencyKey:
    @pytest.mark.parametrize("tamper", [without("Idempotency-Key"), replacing(Idempotency_Key="")])
    def test_is_required(self, bank, tamper):
        document = refused(bank.register(body(), tamper=tamper), 422, at="/headers/Idempotency-Key")
        assert codes(document) == {"idempotency_key_required"}

    @pytest.mark.parametrize("key", ["x" * 129, "a\tb"])
    def test_is_short_and_plain(self, bank, key):
        refused(bank.register(body(), tamper=replacing(Idempotency_Key=key)), 422, at="/headers/Idempotency-Key")

    def test_gets_the_same_bytes_for_the_same_filing(self, bank, register):
        filed = body()
        first = bank.register(filed, key="the-same")
        before = entries(register)
        again = bank.register(filed, key="the-same")
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.data == again.data
        assert [again.headers[name] for name in ("ETag", "Location")] == [
            first.headers[n] for n in ("ETag", "Location")
        ]
        assert entries(register) == before

    def test_gets_the_same_bytes_even_when_the_registration_has_ended(self, bank):
        filed = body()
        first = bank.register(filed, key="ended-since")
        ended = bank.discharge(first.json["number"], key="ended-too")
        assert bank.register(filed, key="ended-since").data == first.data
        assert bank.discharge(first.json["number"], key="ended-too").data == ended.data

    def test_belongs_to_one_filing(self, bank, register):
        filed = body()
        number = bank.register(filed, key="taken").json["number"]
        before = entries(register)
        changed = filed | {"client_reference": "another"}
        refused(bank.register(changed, key="taken"), 422, code="idempotency_key_reused")
        refused(bank.discharge(number, key="taken"), 422, code="idempotency_key_reused")
        assert entries(register) == before

    def test_belongs_to_one_client(self, bank, rival):
        assert bank.register(body(), key="anybodys").status_code == 201
        assert rival.register(body(), key="anybodys").status_code == 201

    def test_is_judged_afresh_after_a_refusal(self, bank):
        filed = body()
        refused(bank.register(filed | {"expires_on": "2026-01-01"}, key="second-try"), 422)
        assert bank.register(filed, key="second-try").status_code == 201

    def test_of_two_copies_under_way_gets_both_the_same_answer(self, bank, register):
        filed, before = body(), entries(register)
        answers = at_once(lambda _: bank.register(filed, key="in-a-hurry"), 6)
        assert {answer.status_code for answer in answers} == {201}, [answer.json for answer in answers]
        assert len({answer.data for answer in answers}) == 1
        assert entries(register) == before + 1

    def test_of_two_filings_under_way_is_one_of_theirs(self, bank, register):
        filings, before = [body(), body()], entries(register)
        answers = at_once(lambda turn: bank.register(filings[turn], key="one-of-two"), 2)
        assert sorted(answer.status_code for answer in answers) == [201, 422], [answer.json for answer in answers]
        assert entries(register) == before + 1

    def test_of_two_discharges_under_way_gets_both_the_same_answer(self, bank):
        number = bank.register(body()).json["number"]
        answers = at_once(lambda _: bank.discharge(number, key="end-it"), 4)
        assert {answer.status_code for answer in answers} == {201}, [answer.json for answer in answers]
        assert len({answer.data for answer in answers}) == 1


def at_once(act, times):
    barrier = Barrier(times)

    def run(turn):
        barrier.wait()
        return act(turn)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


class TestATokenIsNotBelieved:
    def ask(self, bank, token):
        return bank.anonymous("GET", PATH, headers={"Authorization": f"Bearer {token}"})

    def made(self, register, **changes):
        enrolled = {
            "client_id": "anybody", "institution": "inst", "role": "lender",
            "scopes": frozenset({"registration:read", "lien_status:read", "certificate:read"}),
            "key_id": "thumbprint",
        }  # fmt: skip
        given = {"audience": ORIGIN, "at": now()} | enrolled | changes
        return issue_access_token(register.authority.ring, **given)

    def test_the_made_one_is_believed(self, bank, register):
        assert self.ask(bank, self.made(register)).status_code == 200

    @pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer x", "Bearer a.b.c", "Bearer é"])
    def test_that_is_none(self, bank, header):
        refused(bank.anonymous("GET", PATH, headers={"Authorization": header}), 401, code="unauthenticated")
        refused(bank.anonymous("GET", PATH), 401, code="unauthenticated")

    def test_that_has_expired(self, bank, register):
        refused(self.ask(bank, self.made(register, at=now() - timedelta(seconds=601))), 401, code="unauthenticated")

    def test_that_is_for_another_audience(self, bank, register):
        refused(self.ask(bank, self.made(register, audience="http://other.test")), 401, code="unauthenticated")

    def test_that_another_key_signed(self, bank, register):
        head, claims, _ = self.made(register).split(".")
        signature = canon.b64(generate_client_key().sign(f"{head}.{claims}".encode()))
        refused(self.ask(bank, f"{head}.{claims}.{signature}"), 401, code="unauthenticated")

    def test_whose_claims_were_changed(self, bank, register):
        head, claims, signature = self.made(register).split(".")
        changed = json.loads(canon.unb64(claims)) | {"institution": bank.enrolled.institution}
        refused(self.ask(bank, f"{head}.{canon.b64(canon.dumps(changed))}.{signature}"), 401, code="unauthenticated")

    @pytest.mark.parametrize("alg", ["none", "HS256", "EdDSA", "RS256"])
    def test_whose_header_names_another_algorithm(self, bank, register, alg):
        head, claims, signature = self.made(register).split(".")
        changed = canon.b64(canon.dumps(json.loads(canon.unb64(head)) | {"alg": alg}))
        for signed in (signature, "", canon.b64(b"0" * 32)):
            refused(self.ask(bank, f"{changed}.{claims}.{signed}"), 401, code="unauthenticated")

    def test_that_is_a_certificate(self, bank):
        certificate = bank.register(body()).json["certificate"]["jws"]
        refused(self.ask(bank, certificate), 401, code="unauthenticated")

    def test_that_the_client_signed_itself(self, bank):
        assertion = make_assertion(bank.enrolled.key, client_id=bank.enrolled.client, audience=ORIGIN, at=now())
        refused(self.ask(bank, assertion), 401, code="unauthenticated")


class TestAnAssertion:
    def assertion(self, bank, **changes):
        given = {"client_id": bank.enrolled.client, "audience": TOKEN, "at": now()} | changes
        return make_assertion(changes.pop("key", bank.enrolled.key), **{k: v for k, v in given.items() if k != "key"})

    def signed(self, bank, claims, *, header=None):
        """An assertion of any claims under the bank's own key."""
        key = bank.enrolled.key
        head = {"alg": key.algorithm.jose, "kid": key.key_id, "typ": "JWT"} | (header or {})
        parts = [canon.b64(json.dumps(part).encode()) for part in (head, claims)]
        signature = key.sign(".".join(parts).encode())
        return ".".join([*parts, canon.b64(signature)])

    def claims(self, bank, **changes):
        at, client = int(time.time()), bank.enrolled.client
        return {"iss": client, "sub": client, "aud": TOKEN, "iat": at, "exp": at + 60, "jti": f"{at}"} | changes

    def test_gets_a_token_once(self, bank):
        assertion = self.assertion(bank)
        first = bank.ask_token(assertion)
        assert (first.status_code, first.json["token_type"], first.json["expires_in"]) == (200, "Bearer", 600)
        assert first.headers["Cache-Control"] == "no-store"
        refused(bank.ask_token(assertion), 401, code="unauthenticated")

    def test_gets_a_token_once_whichever_worker_is_asked_and_after_a_restart(self, bank, register):
        assertion = self.assertion(bank)
        assert bank.ask_token(assertion).status_code == 200
        with an_app(register.settings()) as another:
            refused(Teller(register, bank.enrolled, app=another).ask_token(assertion), 401, code="unauthenticated")

    def test_gets_one_token_of_many_asked_for_at_once(self, bank):
        assertion = self.assertion(bank)
        answers = at_once(lambda _: bank.ask_token(assertion), 4)
        assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]

    @pytest.mark.parametrize(
        "changes",
        [
            {"audience": ORIGIN},
            {"audience": "http://other.test/oauth/token"},
            {"at": now() - timedelta(minutes=10)},
            {"at": now() + timedelta(minutes=10)},
            {"lifetime_seconds": 86400},
            {"client_id": "somebody-else"},
            {"key": generate_client_key()},
        ],
    )
    def test_is_for_this_register_now_and_by_its_client(self, bank, changes):
        refused(bank.ask_token(self.assertion(bank, **changes)), 401, code="unauthenticated")

    def test_is_no_rivals(self, bank, rival):
        borrowed = make_assertion(rival.enrolled.key, client_id=bank.enrolled.client, audience=TOKEN, at=now())
        refused(bank.ask_token(borrowed), 401, code="unauthenticated")

    @pytest.mark.parametrize("name", ["\x00", "a\x00b", "\ud800", "", " " * 300, 7, None, ["x"]])
    def test_with_names_that_are_none_is_not_believed(self, bank, name):
        refused(bank.ask_token(self.signed(bank, self.claims(bank, jti=name))), 401, code="unauthenticated")
        refused(bank.ask_token(self.signed(bank, self.claims(bank, sub=name, iss=name))), 401, code="unauthenticated")
        refused(bank.ask_token(self.signed(bank, self.claims(bank), header={"kid": name})), 401, code="unauthenticated")

    @pytest.mark.parametrize(
        "header", [{"alg": "none"}, {"alg": "HS256"}, {"typ": "at+jwt"}, {"crit": ["x"]}, {"alg": 7}]
    )
    def test_with_another_header_is_not_believed(self, bank, header):
        refused(bank.ask_token(self.signed(bank, self.claims(bank), header=header)), 401, code="unauthenticated")

    @pytest.mark.parametrize("exp", ["soon", 1e400, -1, 10**30, None, True])
    def test_expires_at_an_instant(self, bank, exp):
        refused(bank.ask_token(self.signed(bank, self.claims(bank, exp=exp))), 401, code="unauthenticated")

    @pytest.mark.parametrize("text", ["x", "a.b.c", "..", "é", "e30.e30.e30", "x" * 8000])
    def test_is_a_signed_text(self, bank, text):
        refused(bank.ask_token(text), 401, code="unauthenticated")

    @pytest.mark.parametrize(
        ("form", "at"),
        [
            ({}, "/grant_type"),
            ({"grant_type": "password"}, "/grant_type"),
            ({"grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE}, "/client_assertion"),
            ({"grant_type": "client_credentials", "client_assertion_type": "x"}, "/client_assertion_type"),
        ],
    )
    def test_comes_in_the_form_of_its_grant(self, bank, form, at):
        refused(bank.anonymous("POST", "/oauth/token", data=form), 422, code="invalid_particulars", at=at)


class TestReading:
    def test_is_refused_to_roles_that_may_not(self, exchange, bank):
        number = bank.register(body()).json["number"]
        for path in (PATH, f"{PATH}/{number}", f"{PATH}/{number}/history"):
            refused(exchange.get(path), 403, code="not_permitted")

    def test_lien_status_is_open_to_the_exchange(self, exchange):
        asked = {"kind": "land_management_right", "key": a_parcel_code()}
        assert exchange.get("/v1/lien-status", **asked).status_code == 200

    def test_every_route_declares_who_may(self, app):
        routes = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
        undeclared = [rule.rule for rule in routes if not hasattr(app.view_functions[rule.endpoint], "access")]
        assert len(routes) > 10
        assert undeclared == []

    def test_every_route_that_is_not_public_refuses_a_stranger(self, app, bank):
        for rule in app.url_map.iter_rules():
            if app.view_functions[rule.endpoint].access in ("public", "session"):  # pages: tests/web/people
                continue
            path = rule.rule.replace("<number>", "CQ202611220000012353")
            for method in rule.methods - {"HEAD", "OPTIONS"}:
                refused(bank.anonymous(method, path, json={}), 401, code="unauthenticated")

    def test_the_published_keys_hold_no_secret(self, bank):
        keys = bank.anonymous("GET", "/.well-known/jwks.json").json["keys"]
        assert keys
        published = {Use.CERTIFICATE, Use.STATEMENT, Use.LOG, Use.PAPER, Use.STATUS}
        assert {key["registry_use"] for key in keys} == published
        assert all("d" not in key for key in keys)
