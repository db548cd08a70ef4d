"""What broke on our side is told without a word of the inside, and nothing turns on more."""

import pytest

from registry.api import lien_status
from tests.properties.hostile import nothing_entered
from tests.register import Teller, an_app, today
from tests.samples import a_body, a_parcel_code

SECRET = "postgresql://registry_app:hunter2@10.0.0.1 SELECT hash FROM password /keys/access.pem"
INSIDE = ("hunter2", "Traceback", 'File "', "RuntimeError", "SELECT", ".py", "/keys", "psycopg", "werkzeug")


def broken(*_, **__):
    raise RuntimeError(SECRET)


@pytest.mark.parametrize("language", ["zh", "en", "xx"])
def test_an_error_of_ours_says_nothing_of_the_inside(bank, monkeypatch, language):
    monkeypatch.setattr(lien_status, "held_on", broken)
    headers = {"Authorization": f"Bearer {bank.token()}", "Accept-Language": language}
    asked = {"kind": "land_management_right", "key": a_parcel_code()}
    answer = bank.anonymous("GET", "/v1/lien-status", query_string=asked, headers=headers)
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert answer.json["code"] == "internal_error"
    assert answer.json["request_id"] == answer.headers["Request-Id"]
    assert not [word for word in INSIDE if word in f"{answer.text}{answer.headers}"]


def test_an_error_in_a_filing_enters_nothing(bank, app, monkeypatch):
    """It fails closed: what could not be judged is not entered."""
    monkeypatch.setattr(type(app.extensions["registry"].desk), "file", broken)
    with nothing_entered(bank):
        answer = bank.register(a_body(today=today()))
    assert answer.status_code == 500
    assert not [word for word in INSIDE if word in answer.text]


@pytest.mark.parametrize("variable", ["FLASK_DEBUG", "FLASK_ENV", "DEBUG", "WERKZEUG_DEBUG_PIN", "PYTHONBREAKPOINT"])
def test_there_is_no_debug_mode(register, bank, monkeypatch, variable):
    """Whatever the environment says, a fault is a number and not a console."""
    monkeypatch.setenv(variable, "1")
    monkeypatch.setattr(lien_status, "held_on", broken)
    with an_app(register.settings()) as app:
        teller = Teller(register, bank.enrolled, app=app)
        answer = teller.get("/v1/lien-status", settled=False, kind="land_management_right", key=a_parcel_code())
        assert answer.status_code == 500
        assert not [word for word in INSIDE if word in answer.text]
        for path in (
            "/console",
            "/v1?__debugger__=yes&cmd=resource&f=style.css",
            "/debug",
            "/__debug__",
            "/actuator",
            "/.env",
        ):
            assert bank.anonymous("GET", path).status_code == 404


@pytest.mark.parametrize("path", ["/admin", "/phpmyadmin", "/wp-login.php", "/v2/registrations", "/v1", "/v1/", "/v1//registrations",
                                  "/V1/registrations", "/v1/registrations/", "/graphql", "/swagger", "/favicon.ico", "/robots.txt"])  # fmt: skip
def test_what_is_not_there_is_told_in_one_way(bank, path):
    answer = bank.anonymous("GET", path)
    assert answer.status_code == 404
    assert answer.json["code"] == "not_found"
