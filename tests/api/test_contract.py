"""What is published is what is served: the specification, the page of problems and the examples, both ways."""

import json
import re
import subprocess
import sys
from functools import cache

import jsonschema
import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from registry.api.office import EXTENSION
from registry.api.problems import OF_HTTP, STATUS_OF
from registry.app import bare_app, create_app
from registry.cli.spec import FOLDER, openapi, pages, problems
from registry.domain import rules
from registry.domain.collateral import CLASSES
from tests.acts import LIFTING, RELEASE, a_hold_body, a_seizure_body, a_transfer_body
from tests.api import examples
from tests.api.test_bad_bodies import at, leaves, objects, replaced
from tests.kinds import a_greenhouse_body, a_house_body, a_receivable_body, a_ticket_body, an_order_body
from tests.movables import a_crop_body, a_herd_body, a_machine_body, a_stock_body
from tests.register import today
from tests.samples import (
    a_body,
    a_forest_body,
    a_parcel_body,
    a_parcel_code,
    a_policy_body,
    a_receipt_body,
    a_site_body,
)

PATH = "/v1/registrations"
SEVERAL = (  # kinds with a registration and a lien status of their own among the examples
    "inventory", "crop", "livestock", "machinery", "farm_house", "ground_attachment", "receivable", "order", "land_ticket",
)  # fmt: skip
PROBLEM = "application/problem+json"


@cache
def document():
    return yaml.safe_load(openapi())


@cache
def validator(schema):
    """Of one schema, given as JSON, within the published document."""
    whole = {**json.loads(schema), "components": document()["components"]}
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(whole, format_checker=checker)


def complaints(schema, value):
    found = validator(json.dumps(schema)).iter_errors(value)
    return [f"{error.json_path}: {error.message[:200]}" for error in found]


def operation(method, rule):
    path = rule.replace("<", "{").replace(">", "}")
    return document()["paths"][path][method.lower()]


def described(responses, status):
    """The published response of a status; what no route lists by itself is the default problem."""
    found = responses.get(str(status)) or responses["default"]
    return document()["components"]["responses"][found["$ref"].rsplit("/", 1)[1]] if "$ref" in found else found


def body():
    return a_body(today=today())


@pytest.fixture(scope="module")
def exchanged():
    """Every exchange of the module: method, rule, request body, status, content type, answer."""
    return []


@pytest.fixture(scope="module")
def app(register, exchanged):
    from flask import request

    made = create_app(register.settings())

    @made.after_request
    def record(answer):
        if request.url_rule:
            readable = request.mimetype == "application/json" and answer.status_code != 413
            sent = request.get_data(cache=True) if readable else b""
            exchanged.append(
                (
                    request.method,
                    request.url_rule.rule,
                    sent,
                    answer.status_code,
                    answer.content_type,
                    answer.get_data(),
                )
            )
        return answer

    yield made
    made.extensions[EXTENSION].store.close()
    made.extensions[EXTENSION].revocations.close()


class TestTheSpecification:
    def test_is_openapi_3_1(self):
        assert document()["openapi"].startswith("3.1")
        OpenAPIV31SpecValidator(document()).validate()

    def test_is_the_one_in_the_repository(self):
        stale = [path.name for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]
        assert stale == [], "run `registry spec`"

    def test_is_the_same_every_time(self):
        made = [sys.executable, "-c", "from registry.cli.spec import openapi; print(openapi(), end='')"]
        for seed in ("1", "2"):
            said = subprocess.run(
                made, capture_output=True, check=True, env={"PYTHONHASHSEED": seed}, cwd=FOLDER.parent
            )
            assert said.stdout.decode() == openapi()

    def test_lists_every_route(self):
        served = {
            (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
            for rule in bare_app().url_map.iter_rules()
            for method in rule.methods - {"HEAD", "OPTIONS"}
        }
        published = {
            (method, path) for path, item in document()["paths"].items() for method in item if method != "parameters"
        }
        assert published == served

    def test_says_of_every_operation_what_it_is_in_both_languages(self):
        for path, item in document()["paths"].items():
            for method in set(item) - {"parameters"}:
                assert " | " in item[method]["summary"], path

    def test_describes_every_problem_as_one(self):
        for item in document()["paths"].values():
            for method in set(item) - {"parameters"}:
                for status in item[method]["responses"]:
                    if status == "default" or int(status) >= 400:
                        assert list(described(item[method]["responses"], status)["content"]) == [PROBLEM]

    def test_names_the_headers_of_a_filing(self):
        needed = {"Idempotency-Key", "Content-Digest", "Signature-Input", "Signature"}
        assert needed == headers_of("post", PATH)
        assert needed | {"If-Match"} == headers_of("post", f"{PATH}/<number>/discharge")
        assert headers_of("get", PATH) == set()
        assert operation("get", PATH)["security"] == [{"bearer": []}]

    def test_lists_the_kinds_that_can_be_asked_about(self):
        (kind,) = [each for each in operation("get", "/v1/lien-status")["parameters"] if each["name"] == "kind"]
        assert kind["schema"]["enum"] == list(CLASSES)

    def test_lists_every_form_of_a_certificate(self):
        content = operation("get", "/v1/certificates/<number>")["responses"]["200"]["content"]
        assert set(content) == {"application/json", "application/jose", "application/pdf", "image/svg+xml"}

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_lists_both_forms_of_a_lien_status(self, method):
        responses = operation(method, "/v1/lien-status")["responses"]
        assert set(responses["200"]["content"]) == {"application/json", "application/jose"}
        assert "406" in responses


def headers_of(method, rule):
    return {each["name"] for each in operation(method, rule).get("parameters", ()) if each["in"] == "header"}


class TestThePageOfProblems:
    def test_has_every_code_and_every_rule(self):
        page = problems()
        for code in {refusal.code for refusal in STATUS_OF} | {kind.code for kind in OF_HTTP.values()}:
            assert f"| `{code}` |" in page
        for rule in rules.CATALOGUE.values():
            assert f"| `{rule.code}` | {rule.article} |" in page
            assert rule.text.en in page
            assert rule.text.zh in page


class TestEveryExchange:
    @pytest.fixture(scope="module")
    @staticmethod
    def played(bank, rival, exchange, court, exchanged):
        """A walk through the main routes, right and wrong."""
        receipt, parcel = body(), a_body(a_parcel_body(), today=today())
        made = bank.register(receipt).json
        bank.register(parcel, query="dry_run=true")
        bank.register(parcel)
        rival.register(parcel)
        for refused in (receipt, {**receipt, "expires_on": "2026-01-01"}, {"bogus": 1}, b"{", b"[]"):
            bank.register(refused) if isinstance(refused, dict) else bank.file(PATH, refused)
        bank.file(PATH, receipt)
        exchange.file(PATH, receipt)
        bank.file(PATH, b"x" * 5_000_000)
        bank.file(PATH, receipt, content_type="text/plain")
        address = f"{PATH}/{made['number']}"
        for path in (PATH, address, f"{address}/history", f"/v1/certificates/{made['number']}-1"):
            bank.get(path)
            exchange.get(path)
            bank.anonymous("GET", path)
        for asked in ({"limit": 1}, {"limit": "x"}, {"page": 2}):
            bank.get(PATH, **asked)
        bank.get(address, as_of="2199-01-01T00:00:00Z")
        bank.get(address, as_of=made["registered_at"])
        bank.get(f"{PATH}/x")
        lien_statuses(exchange, made)
        follow_up(bank, made)
        courts_and_exchanges(court, exchange)
        for path in ("/v1/collateral-kinds", "/v1/enums", "/.well-known/jwks.json", "/healthz", "/readyz"):
            bank.anonymous("GET", path)
        bank.ask_token()
        bank.ask_token("x")
        return exchanged

    def test_was_answered_as_published(self, played):
        for method, rule, _, status, kind, answer in played:
            published = described(operation(method, rule)["responses"], status)
            assert kind in published["content"], (method, rule, status)
            assert (status >= 400) == (kind == PROBLEM)
            found = complaints(published["content"][kind]["schema"], json.loads(answer))
            assert found == [], (method, rule, status, found)

    def test_had_a_status_its_route_lists(self, played):
        statuses = {(method, rule, str(status)) for method, rule, _, status, _, _ in played}
        unlisted = [each for each in statuses if each[2] not in operation(*each[:2])["responses"]]
        assert unlisted == []
        assert {status for _, _, status in statuses} >= {
            "200", "201", "400", "401", "403", "404", "409", "412", "413", "415", "422", "428",
        }  # fmt: skip

    def test_that_was_entered_was_sent_as_published(self, played):
        entered = [each for each in played if each[0] == "POST" and each[2] and each[3] in (200, 201)]
        assert len(entered) >= 5
        for method, rule, sent, *_ in entered:
            schema = operation(method, rule)["requestBody"]["content"]["application/json"]["schema"]
            assert complaints(schema, json.loads(sent)) == []


def lien_statuses(exchange, made):
    (item,) = made["collateral"]
    known = {"kind": item["kind"], "key": item["identity_keys"][0]}
    for asked in (
        known, {**known, "as_of": made["registered_at"]}, {**known, "as_of": "2199-01-01T00:00:00Z"}, {},
        {"kind": "land_management_right", "key": a_parcel_code()},
    ):  # fmt: skip
        exchange.get("/v1/lien-status", **asked)
    exchange.anonymous("GET", "/v1/lien-status")
    several = [{"code": a_parcel_code()}, known, {"asset": a_parcel_body()}]
    for sent in ({"assets": several}, {"assets": [{"code": "x"}]}, {"assets": [], "as_of": "2199-01-01T00:00:00Z"}):
        exchange.post("/v1/lien-status", sent)
    exchange.post("/v1/lien-status", {"assets": several, "as_of": "2199-01-01T00:00:00Z"})
    exchange.anonymous("POST", "/v1/lien-status", json={"assets": several})
    for by in ({"registration_number": made["number"]}, {"asset": known}, {"grantor_name": "无此人"}, {}):
        exchange.post("/v1/searches", {"by": by, "purpose": "trade"})
    exchange.anonymous("POST", "/v1/searches", json={"by": {}})


def follow_up(bank, made):
    address = f"{PATH}/{made['number']}/discharge"
    bank.file(address, {"reason": "waived"})
    bank.discharge(made["number"], version=9)
    bank.discharge(made["number"], query="dry_run=true")
    bank.discharge(made["number"])
    bank.discharge(made["number"])
    searched = bank.post(
        "/v1/searches", {"by": {"registration_number": made["number"]}, "purpose": "own_portfolio"}
    ).json
    bank.get(searched["certificate"]["bundle"])
    for jws in (made["certificate"]["jws"], searched["certificate"]["jws"], "x", ""):
        bank.anonymous("POST", "/v1/verifications", json={"jws": jws})


def courts_and_exchanges(court, exchange):
    parcel = a_parcel_body()
    for query in ("dry_run=true", None):
        exchange.file("/v1/holds", a_hold_body(parcel), query=query)
        exchange.file("/v1/transfers", a_transfer_body(parcel), query=query)
    seized = [court.file("/v1/seizures", a_seizure_body(parcel, **amount)).json["id"] for amount in ({}, AMOUNT)]
    for wrong in (a_seizure_body(parcel, until="2199-01-01"), {"bogus": 1}):
        court.file("/v1/seizures", wrong)
    exchange.file("/v1/seizures", a_seizure_body(parcel))
    exchange.file("/v1/transfers", a_transfer_body(parcel))
    exchange.file("/v1/holds", a_hold_body(parcel))
    status = exchange.post("/v1/lien-status", {"assets": [{"asset": parcel}]}).json["data"][0]
    exchange.post("/v1/lien-status", {"assets": [{"asset": parcel}], "as_of": "2026-01-01T00:00:00Z"})
    ended_twice(exchange, "/v1/holds/{}/release", ids=[status["holds"][0]["id"], "x"], body=RELEASE)
    ended_twice(court, "/v1/seizures/{}/lift", ids=[*seized, "x"], body=LIFTING)
    court.get(f"/v1/certificates/{seized[0]}")


def ended_twice(teller, address, *, ids, body):
    for each in (*ids, *ids):
        teller.file(address.format(each), body)


AMOUNT = {"amount": {"amount": "300000.00", "currency": "CNY"}}
FORM = {"$ref": "#/components/schemas/RegisterIn"}


class TestThePublishedForm:
    """It says no to what the register says no to by form, and yes to what is entered."""

    @pytest.fixture
    def filed(self, bank):
        made = a_body(a_receipt_body(), a_parcel_body(), today=today())
        made["secured_creditor"] = bank.creditor()
        return made

    def test_takes_a_filing(self, filed):
        assert complaints(FORM, filed) == []

    def test_takes_no_leaf_of_another_type(self, filed, bank):
        for path in leaves(filed):
            for wrong in (7, [], {"x": "y"}, None):
                assert complaints(FORM, replaced(filed, path, value=wrong)), (path, wrong)

    def test_takes_no_further_field(self, filed):
        for path in objects(filed):
            made = json.loads(json.dumps(filed))
            at(made, path)["bogus"] = 1
            assert complaints(FORM, made), path

    def test_misses_what_the_register_misses(self, filed, bank):
        for path in leaves(filed):
            made = json.loads(json.dumps(filed))
            del at(made, path[:-1])[path[-1]]
            answer = bank.file(PATH, made, query="dry_run=true").json
            by_form = {"required", "unknown_kind"}
            missing = {error["pointer"] for error in answer.get("errors", ()) if error["code"] in by_form}
            assert bool(complaints(FORM, made)) == bool(missing), (path, answer)

    def test_of_each_kind_is_its_published_schema(self, bank):
        listed = bank.anonymous("GET", "/v1/collateral-kinds").json["data"]
        bodies = (
            a_receipt_body(), a_parcel_body(), a_forest_body(), a_site_body(), a_policy_body(), a_house_body(),
            a_greenhouse_body(), a_receivable_body(), an_order_body(), a_ticket_body(), a_stock_body(), a_crop_body(), a_herd_body(), a_machine_body(),
        )  # fmt: skip
        items = {body["kind"]: body for body in bodies}
        assert {each["kind"] for each in listed} == set(items)
        for kind in listed:
            jsonschema.Draft202012Validator.check_schema(kind["schema"])
            assert list(jsonschema.Draft202012Validator(kind["schema"]).iter_errors(items[kind["kind"]])) == []
            assert list(jsonschema.Draft202012Validator(kind["schema"]).iter_errors({"kind": kind["kind"]})) != []


class TestTheExamples:
    def test_are_answered_as_they_say(self, register, app):
        play, played = examples.Play(register, app), set()
        for path, example in examples.examples():
            answer = play.answer(example)
            assert answer.status_code == example["response"]["status"], (path.name, answer.json)
            assert shape(answer.json) == shape(example["response"]["body"]), path.name
            play.learn(example, answer)
            played.add(example["name"])
        assert played >= {
            "register_receipt", "register_parcel_at_rank_2", "refused_already_pledged", "acknowledgement_required",
            "discharge", "lien_status", "verification", "lien_status_of_several", "search",
            "register_forest", "lien_status_forest", "register_construction_land", "lien_status_construction_land",
            "register_policy", "lien_status_policy", "register_syndicated_loan",
            *(f"{name}_{kind}" for name in ("register", "lien_status") for kind in SEVERAL),
            "seizure", "lien_status_seized", "refused_while_seized", "seizure_lifted", "transfer",
            "further_claim", "statutory_registration", "subordination", "register_two_items", "release",
        }  # fmt: skip

    @pytest.mark.parametrize("path", [path for path, _ in examples.examples()], ids=lambda path: path.stem)
    def test_have_the_published_forms(self, path):
        example = json.loads(path.read_text(encoding="utf-8"))
        request, response = example["request"], example["response"]
        published = operation(request["method"], rule_of(request["path"]))
        if request["body"] is not None:
            assert complaints(published["requestBody"]["content"]["application/json"]["schema"], request["body"]) == []
        kind = "application/json" if response["status"] < 400 else PROBLEM
        content = described(published["responses"], response["status"])["content"][kind]
        assert complaints(content["schema"], response["body"]) == []
        assert path.stem.endswith(example["name"])


def rule_of(path):
    """The route of an example's address."""
    path = re.sub(r"/client-keys/[^/]+/", "/client-keys/<key>/", path)
    return re.sub(r"/CQ\d+/", "/<number>/", re.sub(r"/seiz_[^/]+/", "/<seizure>/", path))


def shape(value):
    """Names and types, without what stands there."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items()}
    if isinstance(value, list):
        return [shape(each) for each in value]
    return type(value).__name__
