"""A stranger with the published specification and a random generator: 2,000 requests, every answer one the specification
describes and none of them a 5xx. Filings are really signed, or no fuzzing would get past the door; and since hardly any
number drawn from a specification checks, another stranger knows what numbers look like and is mostly served.

REGISTRY_SEED=… repeats a run; the seed is printed with every failure.
"""

import itertools
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
from hypothesis import HealthCheck, Phase, given, note, seed, settings
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
from registry.signing.errors import BadSignature
from registry.signing.http_signature import SignedRequest, sign_request
from registry.signing.tokens import make_assertion
from tests.api.problem import codes, is_problem
from tests.properties.knowing import BY, DISCHARGE, KNOWING, REGISTER, TOLD, held, seized
from tests.properties.strategies import GOOD
from tests.register import ORIGIN, today
from tests.samples import a_body

CASES = 2000
SEED = int(os.environ.get("REGISTRY_SEED") or random.SystemRandom().randrange(10**6))
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
SIGNED = {"Idempotency-Key", "Content-Digest", "Signature-Input", "Signature"}
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
OF_FORM = {"required", "unknown_field", "wrong_type", "null", "number_must_be_string", "wrong_count", "unknown_kind"}
# A request sent again may meet another register, so nothing is shrunk.
QUIET = settings(
    deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=False, phases=[Phase.generate],
    report_multiple_bugs=False,
)  # fmt: skip


# --- what is published ------------------------------------------------------------------------------------------------


@cache
def published():
    return yaml.safe_load((FOLDER / "openapi.yaml").read_text(encoding="utf-8"))


@cache
def operations():
    schema = schemathesis.openapi.from_dict(published())
    return {operation.label: operation for operation in (each.ok() for each in schema.get_all_operations())}


@cache
def form_of(name):
    """The published form, as an independent reader checks it."""
    return jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{name}", **published()})


@cache
def form_of_body(label):
    """The published form of an operation's body, where that is JSON."""
    method, path = label.split(" ")
    content = published()["paths"][path][method.lower()].get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return None
    return form_of(content["application/json"]["schema"]["$ref"].rsplit("/", 1)[1])


def declared(operation):
    return {each.name for each in operation.headers}


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


# --- who sends it -----------------------------------------------------------------------------------------------------


class Stranger:
    """Sends what was generated, byte for byte, with a real token or a real signature where the route asks for one."""

    def __init__(self, app, **tellers):
        self._app, self.tellers, self.bank = app, tellers, tellers["bank"]
        self.made = [self.live(made()) for made in GOOD.values()]
        self.ended = self.live()["number"]
        self.bank.discharge(self.ended)
        self.places = {"seizure": seized(self), "hold": held(self)}
        self.bank.register_under_test.settle()
        self.bank.register_under_test.sequence()
        self.bank.register_under_test.tell()

    def live(self, *items, by="bank"):
        """A registration that stands, as it was answered."""
        answer = self.tellers[by].register(a_body(*items, today=today()) | {"acknowledged": TOLD})
        assert answer.status_code == 201, answer.json
        return answer.json

    def act(self, label, body):
        """What a court or an exchange entered, as it was answered."""
        answer = self.of(label).file(label.removeprefix("POST "), body)
        assert answer.status_code == 201, answer.json
        return answer.json

    def of(self, label):
        """Who asks for the operation."""
        return self.tellers[BY.get(label, "bank")]

    def send(self, case, *, signed):
        prepared = self._prepared(case)
        headers = dict(prepared.headers)
        if signed and SIGNED & declared(case.operation):
            unsigned = {k: v for k, v in headers.items() if k not in SIGNED}
            headers = self._signed(prepared, unsigned, key=self.of(case.operation.label).enrolled.key)
        elif signed and "Authorization" in declared(case.operation):
            headers["Authorization"] = f"Bearer {self.of(case.operation.label).token()}"
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

    def _signed(self, prepared, headers, *, key):
        headers = {"Content-Type": "application/json", **headers, "Idempotency-Key": fresh_key()}
        request = SignedRequest(prepared.method, prepared.url, headers, prepared.body or b"")
        try:
            return headers | sign_request(request, key, at=datetime.now(UTC))  # noqa: TID251
        except BadSignature:  # a version with a letter that no header has: it goes unsigned
            return headers

    def assertion(self):
        return make_assertion(
            self.bank.enrolled.key,
            client_id=self.bank.enrolled.client,
            audience=f"{ORIGIN}/oauth/token",
            at=datetime.now(UTC),  # noqa: TID251
        )


def _sendable(value):
    return isinstance(value, str) and value.isascii() and value.isprintable()


def is_about_who_asks(case):
    """Whether what was made wrong is the proof itself: then it is sent as it is."""
    return getattr(case.meta.phase.data, "parameter", None) in SIGNED | {"Authorization"}


def fresh_key(letters=string.ascii_letters):
    return "".join(random.SystemRandom().choices(letters, k=24))


@pytest.fixture(scope="module")
def offices(register, app, court, exchange, keeper):
    auditor = register.teller(app, "示例审计", role="auditor")
    return {"court": court, "exchange": exchange, "keeper": keeper, "auditor": auditor}


@pytest.fixture(scope="module")
def stranger(app, bank, rival, offices):
    return Stranger(app, bank=bank, rival=rival, **offices)


# --- what must hold ---------------------------------------------------------------------------------------------------


def conforms(case, answer, *, fits):
    """Every answer is one the specification describes. What it takes has the published form, and what has the form is
    not refused for its form; a problem is always a whole problem document."""
    note(f"REGISTRY_SEED={SEED}")
    case.validate_response(answer, checks=CHECKS)
    form = form_of_body(case.operation.label)
    if answer.status_code < 400:
        assert form is None or form.is_valid(case.body), case.body
        return
    document = is_problem(answer)
    assert form_of("ProblemOut").is_valid(document), document
    assert not fits or form is None or not codes(document) & OF_FORM, document


def fuzzed(label, drawn, *, examples, check):
    """How many answers of each status there were to so many cases, in an order the seed decides. What is done to a case
    goes by turns: a generator that repeats itself would throw the same number again and again."""
    print(f"REGISTRY_SEED={SEED}")
    answers, turns = Counter(), itertools.count()

    @seed(SEED)
    @settings(QUIET, max_examples=examples)
    @given(drawn, st.integers(0, 2**32))  # or there would be no second case of what takes nothing
    def run(case, _):
        answers[check(case, next(turns))] += 1

    run()
    print(label, dict(answers))
    assert sum(answers.values()) >= examples, "so many must really be sent"
    return answers


def test_there_are_that_many_cases_of_both_sorts():
    sent = Counter()
    for label, mode in runs():
        sent[mode] += share(operations()[label])
    assert sum(sent.values()) >= CASES
    assert min(sent[mode] for mode in MODES) >= CASES / 3, sent


@pytest.mark.parametrize(("label", "mode"), runs(), ids=str)
def test_every_answer_is_one_that_is_published(stranger, label, mode):
    operation = operations()[label]
    fits = mode is GenerationMode.POSITIVE

    def check(case, turn):
        if turn % 4 < 2 and "number" in case.path_parameters:
            case.path_parameters["number"] = (stranger.made[0]["number"], stranger.ended)[turn % 2]
        if turn % 4 < 2:
            case.path_parameters |= {name: at for name, at in stranger.places.items() if name in case.path_parameters}
        if turn % 5 and "If-Match" in case.headers:
            case.headers["If-Match"] = '"1"'
        answer = stranger.send(case, signed=turn % 9 and not is_about_who_asks(case))
        conforms(case, answer, fits=fits)
        return answer.status_code

    drawn = operation.as_strategy(generation_mode=mode)
    answers = fuzzed(f"{label} {mode}", drawn, examples=share(operation), check=check)
    if SIGNED & declared(operation):
        assert 0 < answers[401] < sum(answers.values()) / 2, answers


# --- who knows what numbers look like ---------------------------------------------------------------------------------


def test_who_knows_asks_for_everything_there_is():
    assert set(KNOWING) == {label for label, operation in operations().items() if weight(operation) > 1}


@pytest.mark.parametrize("label", KNOWING)
def test_who_knows_what_numbers_look_like_is_mostly_served(stranger, label):
    operation = operations()[label]
    drawn, complete = KNOWING[label]
    media = next(iter(operation.body)).media_type if operation.body else None

    def check(given, _):
        case = operation.Case(media_type=media, **complete(stranger, given))
        answer = stranger.send(case, signed=True)
        conforms(case, answer, fits=True)
        return answer.status_code

    answers = fuzzed(f"{label} knowing", drawn, examples=200 if label == REGISTER else 30, check=check)
    served = sum(times for status, times in answers.items() if status < 300)
    assert served >= sum(answers.values()) * (0.4 if label == REGISTER else 0.9), answers
    if label in (REGISTER, DISCHARGE):
        assert answers[200] > 0 < answers[201], answers
