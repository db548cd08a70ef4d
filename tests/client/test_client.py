"""What a lender's system sends: signed over exactly the address that is sent, and twice only where that is harmless."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from registry.client import Client, Problem, Unreachable, ask_register
from registry.client.client import files
from registry.signing.client_keys import generate_client_key
from tests.client.office import Office
from tests.signing.builders import NOON

NUMBER = "CQ202611220000012353"
FILING = {"client_reference": "贷款-1"}


@pytest.fixture(params=["ed25519", "ecdsa-p256-sha256"])
def key(request):
    return generate_client_key(request.param)


@pytest.fixture
def office(key):
    with Office(key) as office:
        yield office


@pytest.fixture
def slept():
    return []


@pytest.fixture
def client(office, key, slept):
    return Client(office.address, "rural-bank", key, sleep=slept.append)


def unavailable(**headers):
    return 503, {name.replace("_", "-"): value for name, value in headers.items()}, {"code": "unavailable"}


def too_many(**headers):
    return 429, {name.replace("_", "-"): value for name, value in headers.items()}, {"code": "too_many_requests"}


class TestReading:
    def test_takes_a_token_once(self, client, office):
        for _ in range(3):
            client.get("/v1/enums")
        assert office.tokens == 1

    def test_renews_the_token_half_a_minute_before_it_ends(self, office, key):
        now = [NOON]
        office.clock = lambda: now[0]
        client = Client(office.address, "rural-bank", key, clock=office.clock)
        tokens = []
        for seconds in (0, 569, 570):
            now[0] = NOON + timedelta(seconds=seconds)
            client.get("/v1/enums")
            tokens.append(office.tokens)
        assert tokens == [1, 1, 2]

    def test_takes_a_new_token_after_one_was_not_accepted(self, client, office):
        client.get("/v1/enums")
        office.next_answers = [(401, {}, {"code": "unauthorized"})]
        with pytest.raises(Problem):
            client.get("/v1/enums")
        client.get("/v1/enums")
        assert office.tokens == 2

    def test_asks_about_several_assets_without_signing(self, client, office):
        assets = [{"code": "5002331042030100123"}, {"kind": "a_kind", "key": "a_kind/v1:x"}]
        assert client.lien_statuses(assets) == assets
        office.next_answers = [unavailable(Retry_After="1")]
        assert client.lien_statuses(assets[:1], as_of=datetime(2026, 11, 22, tzinfo=UTC)) == assets[:1]
        assert json.loads(office.seen[-1].body)["as_of"] == "2026-11-22T00:00:00+00:00"

    def test_asks_for_a_signed_answer_by_its_form(self, client, office):
        client.get("/v1/enums")
        signed = (200, {"Content-Type": "application/jose"}, b"a.b.c")
        office.next_answers = [signed, signed]
        assert client.lien_status("a_kind", "a_key", signed=True).body == "a.b.c"
        assert client.signed_lien_statuses([{"code": "1"}], as_of="2026-11-22T00:00:00Z") == "a.b.c"
        assert json.loads(office.seen[-1].body) == {"assets": [{"code": "1"}], "as_of": "2026-11-22T00:00:00Z"}
        client.lien_status("a_kind", "a_key")
        assert [request.headers["accept"] for request in office.seen[-3:]] == [
            "application/jose", "application/jose", "application/json",
        ]  # fmt: skip

    def test_says_what_is_owed_under_each_claim(self, client, office):
        price = {"amount": "1.00", "currency": "CNY"}
        client.waterfall({"code": "1"}, proceeds=price, owed={"CQ1": price, ("CQ2", None): price, ("CQ2", 3): price})
        assert json.loads(office.seen[-1].body)["owed"] == [
            {"registration": "CQ1", "amount": price},
            {"registration": "CQ2", "amount": price},
            {"registration": "CQ2", "further_claim": 3, "amount": price},
        ]

    def test_searches_once_with_its_purpose(self, client, office):
        at = datetime(2026, 11, 22, tzinfo=UTC)
        asked = client.search({"grantor_name": "张三"}, purpose="lending", reference="甲-1", as_of=at).body["asked"]
        assert asked == {
            "by": {"grantor_name": "张三"}, "purpose": "lending", "reference": "甲-1",
            "as_of": "2026-11-22T00:00:00+00:00",
        }  # fmt: skip
        office.next_answers = [None]
        with pytest.raises(Unreachable):  # it may have been recorded: asking again is the caller's to decide
            client.search({"grantor_name": "张三"}, purpose="lending")

    def test_reads_a_key_from_its_file(self, office, key, tmp_path):
        key.save(tmp_path / "key.pem")
        assert Client(office.address + "/", "rural-bank", tmp_path / "key.pem").get("/v1/enums").status == 200

    def test_asks_with_the_parameters_that_are_set(self, client):
        asked = client.lien_status("a_kind", "a_kind/v1:测 试", as_of=datetime(2026, 11, 22, tzinfo=UTC)).body["asked"]
        assert asked == (
            "/v1/lien-status?kind=a_kind&key=a_kind%2Fv1%3A%E6%B5%8B+%E8%AF%95&as_of=2026-11-22T00%3A00%3A00%2B00%3A00"
        )
        assert client.certificate(f"{NUMBER}-1").body["asked"] == f"/v1/certificates/{NUMBER}-1"
        assert client.certificate("a/b", code="X Y").body["asked"] == "/v1/certificates/a%2Fb?code=X+Y"
        assert client.registration(NUMBER).body["asked"] == f"/v1/registrations/{NUMBER}"
        assert client.history(NUMBER).body["asked"] == f"/v1/registrations/{NUMBER}/history"

    def test_follows_a_list_to_its_end(self, client, office):
        client.get("/v1/enums")
        office.next_answers = [
            (200, {}, {"data": [{"number": 1}, {"number": 2}], "has_more": True, "next_cursor": "c/1"}),
            (200, {}, {"data": [{"number": 3}], "has_more": False, "next_cursor": None}),
        ]
        assert [each["number"] for each in client.registrations(status="active")] == [1, 2, 3]
        assert office.seen[-2].target_uri.endswith("/v1/registrations?status=active")
        assert office.seen[-1].target_uri.endswith("/v1/registrations?status=active&cursor=c%2F1")

    def test_never_leaves_the_register(self, client, office):
        for path in ("https://elsewhere.example/", "v1", "@elsewhere.example", "/v1#x"):
            with pytest.raises(ValueError):
                client.get(path)
        client.get("/v1/enums")
        office.next_answers = [(302, {"Location": "https://elsewhere.example/"}, {})]
        with pytest.raises(Problem) as problem:
            client.get("/v1/enums")
        assert problem.value.status == 302

    def test_ignores_passwords_lying_about(self, client, office, tmp_path, monkeypatch):
        (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\n")
        monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
        client.get("/v1/enums")
        client.verify("a.b.c")
        assert [request.headers.get("authorization") for request in office.seen] == [None, "Bearer token-1", None]


class TestFiling:
    def test_is_signed_over_the_address_that_is_sent(self, client, office):
        client.register(FILING)
        client.register(FILING, dry_run=True)
        client.request("POST", "/v1/registrations/a%2fb%e5/./amendments", body={}, params={"x": "渝 1&?"})
        assert [request.target_uri.removeprefix(office.address) for request in office.seen[1:]] == [
            "/v1/registrations",
            "/v1/registrations?dry_run=true",
            "/v1/registrations/a%2Fb%E5/amendments?x=%E6%B8%9D+1%26%3F",
        ]
        assert json.loads(office.seen[1].body) == FILING

    def test_has_an_idempotency_key_of_its_own_or_the_callers(self, client, office):
        client.register(FILING)
        client.register(FILING)
        client.register(FILING, idempotency_key="LOAN-1")
        first, second, third = (request.headers["idempotency-key"] for request in office.seen[1:])
        assert first != second
        assert third == "LOAN-1"

    def test_of_a_change_names_the_version_read(self, client, office):
        client.discharge(NUMBER, version=2, reason="claim_extinguished", ended_on=date(2026, 11, 22), dry_run=True)
        request = office.seen[-1]
        assert request.target_uri.endswith(f"/v1/registrations/{NUMBER}/discharge?dry_run=true")
        assert request.headers["if-match"] == '"2"'
        assert json.loads(request.body) == {"reason": "claim_extinguished", "ended_on": "2026-11-22"}

    def test_of_courts_exchanges_and_keepers_is_signed_and_goes_where_it_belongs(self, client, office):
        client.seize(FILING)
        client.lift_seizure("seiz_1", document_number="解1")
        client.hold(FILING, dry_run=True)
        client.release_hold("hold/1", reason="completed", idempotency_key="R-1")
        client.transfer(FILING, idempotency_key="T-1")
        client.attest(FILING, idempotency_key="A-1")
        filed = office.seen[1:]
        assert [request.target_uri.removeprefix(office.address) for request in filed] == [
            "/v1/seizures", "/v1/seizures/seiz_1/lift", "/v1/holds?dry_run=true", "/v1/holds/hold%2F1/release",
            "/v1/transfers", "/v1/attestations",
        ]  # fmt: skip
        assert [json.loads(request.body) for request in filed[1:4:2]] == [
            {"document_number": "解1"}, {"reason": "completed"},
        ]  # fmt: skip
        assert [request.headers["idempotency-key"] for request in filed[3:]] == ["R-1", "T-1", "A-1"]

    def test_of_a_release_names_the_items(self, client, office):
        client.release(NUMBER, version=2, collateral=("col_1",), reason="waived", idempotency_key="K")
        request = office.seen[-1]
        assert request.target_uri.endswith(f"/v1/registrations/{NUMBER}/releases")
        assert (request.headers["if-match"], request.headers["idempotency-key"]) == ('"2"', "K")
        assert json.loads(request.body) == {"collateral": ["col_1"], "reason": "waived"}

    def test_of_a_further_claim_says_the_claim_and_the_items(self, client, office):
        said = {"secured_claim": {"kind": "loan"}, "collateral": [{"id": "col_1"}]}
        client.further_claim(NUMBER, said, version=1, client_reference="LOAN-2", dry_run=True)
        request = office.seen[-1]
        assert request.target_uri.endswith(f"/v1/registrations/{NUMBER}/further-claims?dry_run=true")
        assert request.headers["if-match"] == '"1"'
        assert json.loads(request.body) == {**said, "client_reference": "LOAN-2"}

    def test_of_a_statutory_registration_says_where_it_stands(self, client, office):
        said = {"registry": "不动产登记中心", "number": "1"}
        client.statutory_registration(NUMBER, said, version=3, collateral=("col_1",))
        request = office.seen[-1]
        assert request.target_uri.endswith(f"/v1/registrations/{NUMBER}/statutory-registrations")
        assert json.loads(request.body) == {"collateral": ["col_1"], "statutory_registration": said}

    def test_of_a_subordination_names_the_other_registration(self, client, office):
        client.subordinate(NUMBER, behind="CQ2", version=1, collateral=("col_1",), agreed_on=date(2026, 11, 20))
        request = office.seen[-1]
        assert request.target_uri.endswith(f"/v1/registrations/{NUMBER}/subordinations")
        assert json.loads(request.body) == {"behind": "CQ2", "collateral": ["col_1"], "agreed_on": "2026-11-20"}

    def test_under_another_path_is_signed_when_asked_for(self, client, office):
        client.request("POST", "/v1/closings", body={}, sign=True)
        assert "signature" in office.seen[-1].headers

    def test_is_every_post_under_registrations(self):
        assert files("POST", "/v1/registrations")
        assert files("POST", "/v1/registrations/CQ1/discharge?dry_run=true")
        assert files("POST", "/v1/seizures/seiz_1/lift")
        assert files("POST", "/v1/holds")
        assert files("POST", "/v1/transfers")
        assert files("POST", "/v1/attestations")
        assert not files("GET", "/v1/registrations")
        assert not files("POST", "/v1/registrations-of-others")
        assert not files("POST", "/v1/verifications")

    def test_gives_back_the_answer(self, client):
        answer = client.register(FILING)
        assert (answer.status, answer.headers["etag"], answer.body) == (200, '"1"', {"asked": "/v1/registrations"})


class TestAProblem:
    def test_says_what_the_register_said(self, client, office):
        client.get("/v1/enums")
        body = {"code": "prohibited_by_law", "title": "t", "detail": "d", "errors": [{"pointer": "/x"}, "nonsense"]}
        office.next_answers = [(422, {}, body)]
        with pytest.raises(Problem) as raised:
            client.register(FILING)
        problem = raised.value
        assert (problem.status, problem.code, problem.title, problem.detail) == (422, "prohibited_by_law", "t", "d")
        assert (problem.errors, problem.body) == (({"pointer": "/x"},), body)

    def test_of_the_token_endpoint_has_its_code(self, client, office):
        office.next_answers = [(401, {}, {"error": "invalid_client"})]
        with pytest.raises(Problem) as raised:
            client.get("/v1/enums")
        assert raised.value.code == "invalid_client"

    @pytest.mark.parametrize("body", [b"not json", b"[]", b'"x"', b"\xff"])
    def test_is_raised_for_any_answer_that_is_none(self, client, office, body):
        office.next_answers = [(502, {}, body)]
        with pytest.raises(Problem) as raised:
            client.get("/v1/enums")
        assert raised.value.status == 502

    @pytest.mark.parametrize("body", [{}, {"access_token": "t"}, [], {"access_token": "t", "expires_in": "soon"}])
    def test_is_raised_for_a_token_answer_without_token(self, client, office, body):
        office.next_answers = [(200, {}, body)]
        with pytest.raises(Problem) as raised:
            client.get("/v1/enums")
        assert raised.value.code == "bad_answer"


class TestTryingAgain:
    def test_a_filing_goes_under_the_same_key(self, client, office, slept):
        client.get("/v1/enums")
        office.next_answers = [too_many(Retry_After="1"), None, unavailable(Retry_After="60")]
        assert client.register(FILING).status == 200
        sent = office.seen[2:]
        assert len(sent) == 4
        assert len({(request.headers["idempotency-key"], request.body, request.target_uri) for request in sent}) == 1
        assert slept == [1.0, 0.5, 5.0]

    def test_ends_after_three_times(self, client, office, slept):
        client.get("/v1/enums")
        office.next_answers = [unavailable(Retry_After="0")] * 4
        with pytest.raises(Problem) as raised:
            client.register(FILING)
        assert (raised.value.code, len(slept), len(office.seen)) == ("unavailable", 3, 6)

    def test_ends_in_silence_that_names_the_key_to_ask_again_with(self, client, office, slept):
        client.get("/v1/enums")
        office.next_answers = [None] * 4
        with pytest.raises(Unreachable) as raised:
            client.register(FILING, idempotency_key="LOAN-1")
        assert (raised.value.idempotency_key, slept) == ("LOAN-1", [0.25, 0.5, 1.0])

    def test_waits_for_a_date_as_well(self, client, office, slept):
        client.get("/v1/enums")
        office.next_answers = [
            unavailable(Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"),
            unavailable(Retry_After="Wed, 21 Oct 2099 07:28:00 GMT"),
            unavailable(Retry_After="presently"),
        ]
        client.register(FILING)
        assert slept == [0.0, 5.0, 0.25]

    def test_is_not_done_without_a_word_when_to_or_for_another_problem(self, client, office, slept):
        client.get("/v1/enums")
        for answer in (unavailable(), too_many(), (500, {"Retry-After": "1"}, {}), (409, {"Retry-After": "1"}, {})):
            office.next_answers = [answer]
            with pytest.raises(Problem):
                client.register(FILING)
        assert slept == []

    def test_is_not_done_with_what_would_happen_twice(self, client, office, slept):
        client.get("/v1/enums")
        office.next_answers = [None]
        with pytest.raises(Unreachable):
            client.request("POST", "/v1/searches", body={})
        assert slept == []

    def test_is_done_with_a_token_under_a_new_assertion(self, client, office, slept):
        office.next_answers = [unavailable(Retry_After="1")]
        client.get("/v1/enums")
        assertions = {request.body for request in office.seen if request.target_uri.endswith("/oauth/token")}
        assert (len(assertions), slept) == (2, [1.0])

    def test_finds_nobody_where_nobody_listens(self, key):
        slept = []
        client = Client("http://127.0.0.1:1", "rural-bank", key, sleep=slept.append)
        with pytest.raises(Unreachable):
            client.get("/v1/enums")
        assert len(slept) == 3


class TestVerification:
    def test_is_public_and_sends_no_personal_value(self, client, office):
        assert client.verify("a.b.c\n").body["asked"] == {"jws": "a.b.c"}
        assert client.verify({"jws": "a.b.c", "disclosures": ["x"], "proof": None}).body["asked"] == {"jws": "a.b.c"}
        whole = {"jws": "a.b.c", "proof": "p", "status": "s"}
        assert client.verify(whole | {"disclosures": ["x"]}).body["asked"] == whole
        assert client.verify(' {"jws": "a.b.c", "disclosures": ["x"]}').body["asked"] == {"jws": "a.b.c"}
        assert ask_register(office.address)("a.b.c")["verdict"] == "valid"
        assert office.tokens == 0


@pytest.mark.parametrize("address", ["", "registry.example", "ftp://x", "https://x?y", "https://x/#y"])
def test_an_address_that_is_none_is_refused(key, address):
    with pytest.raises(ValueError):
        Client(address, "rural-bank", key)


def test_a_problem_names_every_place_in_both_languages():
    fault = {"pointer": "/until", "code": "seizure_too_long", "text": {"zh": "期限过长。", "en": "Too long."}}
    told = Problem(422, {"code": "invalid_particulars", "detail": "申请内容不符合要求", "errors": [fault, {"code": 7}]})
    assert str(told).splitlines() == [
        "422 invalid_particulars: 申请内容不符合要求",
        "  /until seizure_too_long | 期限过长。 | Too long.",
        "   7",
    ]
