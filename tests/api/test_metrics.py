"""What a machine may watch, and that nobody else sees it."""

import re

from tests.api.problem import refused
from tests.samples import a_body


def shown(bank):
    answer = bank.anonymous("GET", "/metrics")
    assert answer.status_code == 200
    return answer.text


def value(text, line):
    found = re.search(rf"^{re.escape(line)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_requests_are_counted_by_rule_and_status_and_never_by_path(bank):
    number = bank.register(a_body()).json["number"]
    bank.get(f"/v1/registrations/{number}")
    bank.anonymous("GET", "/no/such/place")
    bank.anonymous("BREW", "/v1/registrations")
    text = shown(bank)

    rule = 'registry_request_seconds_count{method="GET",rule="/v1/registrations/<number>",status="200"}'
    assert value(text, rule) >= 1
    assert value(text, 'registry_request_seconds_count{method="any",rule="none",status="404"}') >= 1
    for private in (number, "/no/such", "BREW", bank.enrolled.name, bank.enrolled.client, bank.enrolled.uscc):
        assert private not in text


def test_filings_are_counted_by_verb_and_outcome(bank):
    lines = [
        f'registry_filings_total{{outcome="{outcome}",verb="register"}}'
        for outcome in ("recorded", "rehearsed", "invalid_particulars")
    ]
    before = [value(shown(bank), line) for line in lines]
    bank.register(a_body())
    bank.register(a_body(), query="dry_run=true")
    bank.register({})
    after = [value(shown(bank), line) for line in lines]
    assert [late - early for early, late in zip(before, after, strict=True)] == [1, 1, 1]


def test_the_pool_the_settled_instant_and_the_queue_are_shown(bank, register):
    bank.register(a_body())
    register.settle()
    text = shown(bank)
    assert value(text, "registry_database_connections_limit") == 4
    assert value(text, "registry_database_connections_in_use") == 0
    assert value(text, "registry_database_up") == 1
    assert 0 < value(text, "registry_settled_age_seconds") < 30
    assert 0 < value(text, "registry_log_queue_age_seconds") < 300


def test_readiness_names_the_same_ages(bank, register):
    bank.register(a_body())
    register.settle()
    ready = bank.anonymous("GET", "/readyz").json
    assert 0 < ready["settled_age_seconds"] < 30
    assert ready["settled_age_seconds"] < ready["log_queue_age_seconds"] < 300


def test_what_came_through_a_proxy_sees_nothing(bank):
    for header in ("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "Via"):
        refused(bank.anonymous("GET", "/metrics", headers={header: "192.0.2.1"}), 404, code="not_found")
