"""A database session that ends under a filing: the filer gets the answer he would have got, and never a 500."""

import pytest

from tests.register import an_app, today
from tests.samples import a_body, a_receipt_body

END = """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
          WHERE usename = 'registry_app' AND datname = current_database()"""


@pytest.fixture(scope="module")
def fate():
    """The steps at which the filing's session is to end, each once."""
    return []


@pytest.fixture(scope="module")
def app(register, fate):
    def watch(step):
        if step in fate:
            fate.remove(step)
            register.rows(END)

    with an_app(register.settings(), watch=watch) as made:
        yield made


@pytest.mark.parametrize("step", ["locked", "read", "decided", "signed", "written"])
def test_a_filing_is_entered_once(register, bank, fate, step):
    fate.append(step)
    answer = bank.register(a_body(today=today()), key=f"ended-{step}")
    assert (answer.status_code, fate) == (201, [])
    found = register.rows("SELECT e.registration FROM idempotency i JOIN entry e ON e.id = i.entry WHERE i.key = :key",
                          key=f"ended-{step}")  # fmt: skip
    assert found == [{"registration": answer.json["number"]}]


def test_a_refusal_stays_a_refusal(bank, rival, fate):
    body = a_body(a_receipt_body(), today=today())
    assert bank.register(body).status_code == 201
    fate.append("read")
    answer = rival.register(body)
    assert (answer.status_code, answer.json["code"], fate) == (409, "collateral_already_pledged", [])
