"""What a day's work leaves behind, of a service and a worker in processes of their own: their logs, the meters, the
public log, PostgreSQL's log and every row beside a person's sealed values. None of it says who anybody is."""

import os
import subprocess
import time
from contextlib import contextmanager

import pytest
import requests
import sqlalchemy as sa

from registry.client import Client, Problem
from registry.domain.log import read_checkpoint
from registry.domain.party import InstitutionType
from registry.service.subject_report import copies
from registry.signing.notes import unverified_text
from tests.deploy.serving import COMMAND, Serving
from tests.register import LOG_PASSPHRASE, ORIGIN, today
from tests.samples import a_body, a_citizen_id, a_parcel_body
from tests.service.test_privacy import every_value, seen_in

NAME, ADDRESS, PHONE = "诸葛无痕", "忠县隐姓镇埋名村八组66号", "13911112222"
PATH = "/v1/registrations"


@pytest.fixture(scope="module")
def secrets():
    return {"name": NAME, "number": a_citizen_id(), "address": ADDRESS, "phone": PHONE}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("left")


@contextmanager
def working(register, folder):
    """A worker, with whatever it says in a file."""
    (folder / "log-passphrase").write_text(LOG_PASSPHRASE)
    ours = {
        "REGISTRY_DATABASE_URL": register.url("registry_sequencer"), "REGISTRY_PUBLIC_ORIGIN": ORIGIN,
        "REGISTRY_KEY_FOLDER": str(register.cluster.keys), "REGISTRY_LOG_STATE_FOLDER": str(register.log_state),
        "REGISTRY_LOG_KEY_PASSPHRASE_FILE": str(folder / "log-passphrase"),
    }  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REGISTRY_")}
    with (folder / "worker.log").open("ab") as said:
        process = subprocess.Popen([COMMAND, "worker"], env=kept | ours, stdout=said, stderr=said)
        try:
            yield
        finally:
            process.terminate()
            assert process.wait(20) == 0


class Day:
    """Everything that is done with somebody's name: filed, refused, repeated, searched, asked, printed, mistyped."""

    def __init__(self, register, serving, *, secrets):
        self.register, self.serving, self.secrets = register, serving, secrets
        self.answers = []
        self.bank, self.enrolled = self.client("示例银行", InstitutionType.FINANCIAL_INSTITUTION)
        self.auditor, _ = self.client("示例审计机构", InstitutionType.AUDITOR)
        self.exchange, _ = self.client("示例交易所", InstitutionType.EXCHANGE)

    def client(self, name, kind):
        made = self.register.enrol(name, kind=kind)
        return Client(self.serving.origin, made.client, made.key), made

    def body(self, **changes):
        creditor = {
            "type": "organization", "name": self.enrolled.name,
            "identifier": {"scheme": "uscc", "value": self.enrolled.uscc},
        }  # fmt: skip
        body = a_body(a_parcel_body(), today=today(), secured_creditor=creditor)
        body["grantors"][0] |= {
            "name": NAME, "identifier": self.number, "address": ADDRESS, "contact": PHONE,
        }  # fmt: skip
        return body | changes

    @property
    def number(self):
        return {"scheme": "citizen_id", "value": self.secrets["number"]}

    def work(self):
        made = self.bank.register(self.body(), idempotency_key="once").body
        self.bank.register(self.body(), dry_run=True)
        self.told(self.bank.register, self.body(expires_on=NAME))
        self.told(self.bank.register, self.body(secured_claim=PHONE))
        self.told(self.bank.register, self.body(), idempotency_key="once")
        self.bank.certificate(made["certificate"]["number"])
        self.bank.paper(made["certificate"]["number"])
        for by in (
            {"grantor_name": NAME},
            {"grantor_identifier": self.number},
            {"registration_number": made["number"]},
        ):
            self.kept(self.exchange.search(by, purpose="trade", reference=PHONE))
        self.auditor.request("POST", "/v1/unmaskings", body={"registration": made["number"], "reason": "audit"})
        self.told(self.auditor.request, "POST", "/v1/unmaskings", body={"registration": NAME, "reason": "audit"})
        ((_, code),) = copies(self.register.store, self.register.authority, number=made["number"])
        shown = {"registration": made["number"], "access_code": code}
        self.kept(self.bank.request("POST", "/v1/subject-reports", body=shown))
        self.told(self.bank.request, "POST", "/v1/subject-reports", body=shown | {"access_code": NAME})
        for path in (
            f"/v1/registrations/{NAME}",
            f"/v1/{PHONE}",
            f"/v1/certificates/{self.secrets['number']}?code={NAME}",
        ):
            self.answers.append(self.serving.get(path, Authorization=f"Bearer {NAME}".encode().decode("latin-1")))
        self.answers.append(requests.post(f"{self.serving.origin}{PATH}", data=f'{{"{NAME}'.encode(), timeout=10))
        self.bank.discharge(made["number"], version=1, reason="waived")

    def told(self, ask, *given, **named):
        with pytest.raises(Problem) as refused:
            ask(*given, **named)
        self.answers.append(refused.value.body)

    def kept(self, answer):
        self.answers.append(answer.body)


def in_the_public_log(register, serving):
    """The checkpoint and every bundle of leaves, once all of it was published."""
    entries = register.rows("SELECT count(*) AS n FROM entry")[0]["n"]
    until = time.monotonic() + 20
    while (size := published(note := serving.get("/log/checkpoint"))) < entries:
        assert time.monotonic() < until, note.text
        time.sleep(0.05)
    return [note.content, *(serving.get(f"/log/tile/{level}/000.p/{size}").content for level in ("entries", "0"))]


def published(note):
    """How many entries the checkpoint is over; none before there is one."""
    return read_checkpoint(unverified_text(note.text)).size if note.status_code == 200 else 0


@pytest.fixture(scope="module")
def left(register, folder, secrets):
    """Name and bytes of everything that was left."""
    with working(register, folder), Serving(register, folder) as serving:
        day = Day(register, serving, secrets=secrets)
        day.work()
        with register.store.reading() as connection, pytest.raises(RuntimeError):
            connection.execute(sa.text(f"SELECT CAST('{NAME}' AS integer)"))  # a fault that quotes its statement
        found = [("the public log", each) for each in in_the_public_log(register, serving)]
        found.append(("the meters", serving.get("/metrics").content))
        found += [("an answer", str(getattr(each, "text", each)).encode()) for each in day.answers]
    found.append(("the service's log", serving.log.read_bytes()))
    found.append(("the worker's log", (folder / "worker.log").read_bytes()))
    found.append(("PostgreSQL's log", register.cluster.engine.log.read_bytes()))
    return found


def test_no_log_no_meter_no_answer_and_no_leaf_says_who_anybody_is(left, secrets):
    assert {where: seen_in(text, secrets) for where, text in left if seen_in(text, secrets)} == {}


def test_all_of_it_was_heard(left):
    said = {}
    for where, text in left:
        said[where] = said.get(where, b"") + text
    assert b'"rule": "/v1/subject-reports"' in said["the service's log"]
    assert b"registry_filings_total" in said["the meters"]
    assert b'"entry"' in said["the public log"]
    assert "the worker's log" in said  # which has nothing to say while all is well
    assert len([where for where, _ in left if where == "an answer"]) > 10


def test_nor_does_any_row_beside_the_sealed_values(register, left, secrets):
    assert {where for where, value in every_value(register) if seen_in(value, secrets)} == set()


def test_would_be_seen_if_it_were_there(secrets):
    for what, value in secrets.items():
        assert seen_in(f"GET /v1/{value}".encode(), secrets) == [what]
