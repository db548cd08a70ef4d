"""A stranger with the published specification and a random generator: 2,000 requests, every answer one the specification
describes and none of them a 5xx. Filings are really signed, or no fuzzing would get past the door.

REGISTRY_SEED=… repeats a run; the seed is printed with every failure.
"""

import os
import random
import string
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from urllib.parse import urlsplit

import jsonschema
import pytest
import requests
import schemathesis
import yaml
from hypothesis import HealthCheck, given, note, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from registry.cli.spec import FOLDER
from registry.signing.http_signature import SignedRequest, sign_request
from tests.api.problem import is_problem
from tests.properties.strategies import registrations
from tests.register import ORIGIN, today
from tests.samples import a_body, a_parcel_body, a_receipt_body

CASES = 2000
SEED = int(os.environ.get("REGISTRY_SEED") or random.SystemRandom().randrange(10**6))
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
SIGNED = {"Idempotency-Key", "Content-Digest", "Signature-Input", "Signature"}
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@cache
def published():
    return yaml.safe_load((FOLDER / "openapi.yaml").read_text(encoding="utf-8"))


@cache
def schema():
    return schemathesis.openapi.from_dict(published())


@cache
def operations():
    return {operation.label: operation for operation in (each.ok() for each in schema().get_all_operations())}


@cache
def problem_schema():
    whole = {"$ref": "#/components/schemas/ProblemOut", "components": published()["components"]}
    return jsonschema.Draft202012Validator(whole)


def weight(operation):
    """How much there is to try: what takes a body has most, what takes nothing has least."""
    if operation.body:
        return 12
    return 5 if operation.query or operation.path_parameters else 1


def runs():
    """Every operation with data that fits and data that does not; what takes nothing can be sent nothing wrong."""
    return [
        (label, mode)
        for label, operation in operations().items()
        for mode in MODES
        if mode is GenerationMode.POSITIVE or weight(operation) > 1
    ]


def share(operation):
    """How many of the cases each run of an operation gets: in all a little more than CASES."""
    weights = sum(weight(operations()[label]) for label, _ in runs())
    return -(-CASES * weight(operation) // weights)


@cache
def counted():
    """How many answers of each status each operation gave."""
    return {label: Counter() for label in operations()}


class Stranger:
    """Sends what was generated, byte for byte, with a real token or a real signature where the route asks for one."""

    def __init__(self, app, bank):
        self._app, self._bank = app, bank
        filed = [bank.register(a_body(item, today=today())) for item in (a_receipt_body(), a_parcel_body())]
        self.known = [answer.json for answer in filed]
        bank.discharge(self.known[0]["number"])
        bank.register_under_test.settle()

    def send(self, case, *, signed):
        prepared = self._prepared(case)
        headers = dict(prepared.headers)
        if signed and SIGNED & declared(case.operation):
            headers = self._signed(prepared, {k: v for k, v in headers.items() if k not in SIGNED})
        elif signed and "Authorization" in declared(case.operation):
            headers["Authorization"] = f"Bearer {self._bank.token()}"
        parts = urlsplit(prepared.url)
        with self._app.test_client() as client:
            return client.open(
                parts.path, method=prepared.method, base_url=ORIGIN, data=prepared.body, headers=headers,
                environ_overrides={"QUERY_STRING": parts.query},
            )  # fmt: skip

    def _prepared(self, case):
        given = case.as_transport_kwargs(base_url=ORIGIN)
        given["headers"] = {name: value for name, value in given["headers"].items() if _sendable(value)}
        prepared = requests.Request(**given).prepare()
        if isinstance(prepared.body, str):
            prepared.body = prepared.body.encode()
        return prepared

    def _signed(self, prepared, headers):
        headers = {"Content-Type": "application/json", **headers, "Idempotency-Key": fresh_key()}
        request = SignedRequest(prepared.method, prepared.url, headers, prepared.body or b"")
        at = datetime.now(UTC)  # noqa: TID251
        return headers | sign_request(request, self._bank.enrolled.key, at=at)


def _sendable(value):
    return isinstance(value, str) and value.isascii() and value.isprintable()


def fresh_key(letters=string.ascii_letters):
    return "".join(random.SystemRandom().choices(letters, k=24))


def declared(operation):
    return {each.name for each in operation.headers}


@pytest.fixture(scope="module")
def stranger(app, bank):
    return Stranger(app, bank)


def fuzzed(operation, mode, *, examples):
    """The decorators of every fuzz test: so many cases of one operation, in an order the seed decides."""
    quiet = settings(
        max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=False
    )  # fmt: skip

    def decorate(check):
        return seed(SEED)(quiet(given(operation.as_strategy(generation_mode=mode), st.integers(0, 9))(check)))

    return decorate


def conforms(case, answer):
    """Every answer is one the specification describes; a problem is always a whole problem document."""
    note(f"REGISTRY_SEED={SEED}")
    counted()[case.operation.label][answer.status_code] += 1
    case.validate_response(answer, checks=CHECKS)
    if answer.status_code >= 400:
        is_problem(answer)
        assert not list(problem_schema().iter_errors(answer.json)), answer.json


@pytest.mark.parametrize(("label", "mode"), runs(), ids=str)
def test_every_answer_is_one_that_is_published(stranger, label, mode):
    operation = operations()[label]
    print(f"REGISTRY_SEED={SEED}")

    @fuzzed(operation, mode, examples=share(operation))
    def check(case, dice):
        if dice < 5 and "number" in case.path_parameters:
            case.path_parameters["number"] = stranger.known[dice % 2]["number"]
        if "If-Match" in case.headers and dice < 8:
            case.headers["If-Match"] = '"1"'
        conforms(case, stranger.send(case, signed=dice < 8))

    check()


def test_a_drawn_registration_with_one_thing_changed_is_answered_as_published(stranger, bank):
    """What follows the forms gets further than what follows the specification: to the rules, and to entries."""
    operation = operations()["POST /v1/registrations"]

    @seed(SEED)
    @settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(drawn=registrations(), case=operation.as_strategy(), dice=st.integers(0, 2))
    def check(*, drawn, case, dice):
        body = drawn | {"secured_creditor": bank.creditor()}
        if dice == 2:
            name = sorted(case.body)[len(str(drawn)) % len(case.body)]
            body[name] = case.body[name]
        case.body = body
        conforms(case, stranger.send(case, signed=True))

    check()
    assert counted()[operation.label][201] >= 5, counted()[operation.label]


def test_there_were_that_many_cases_and_they_got_through_the_door(stranger):
    """A fuzzer that stops at the door, or never starts, is green too."""
    assert sum(sum(each.values()) for each in counted().values()) >= CASES, counted()
    for label, operation in operations().items():
        answers = counted()[label]
        assert answers, label
        assert min(answers) < 300 or 404 in answers or 422 in answers, (label, answers)
        if SIGNED & declared(operation):
            assert answers[401] < sum(answers.values()) / 2, (label, answers)
            assert answers[401] > 0, (label, answers)
    print({label: dict(each) for label, each in counted().items()})
