"""However many processes look at the entries, the same is found and in the same order."""

from __future__ import annotations

from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack

import pytest
import sqlalchemy as sa

from registry.domain import canon, entry
from registry.domain.lifecycle import Verb
from registry.service import audit as auditing
from registry.service import audit_processes
from registry.service.audit import audit
from tests.lender import Everything, everything_once
from tests.register import RegisterUnderTest
from tests.service.test_audit import undone

# What is wrong, and what is done for it to the entry of a verb: one for each thing an audit says of an entry.
ALTERED = {
    "payload is not a canonical entry": (Verb.SEIZE, "UPDATE entry SET payload = payload || ' ' WHERE id = :id"),
    "commitment is not that": (Verb.HOLD, r"UPDATE entry SET commitment = '\x00' WHERE id = :id"),
    "column version differs": (Verb.TRANSFER, "UPDATE entry SET version = 98 WHERE id = :id"),
    "column at differs": (Verb.REVOKE_KEY, "UPDATE entry SET at = 'infinity' WHERE id = :id"),
    "certificate missing": (Verb.DISCHARGE, "DELETE FROM certificate WHERE entry = :id"),
    "certificate does not verify": (Verb.RELEASE, "UPDATE certificate SET jws = jws || 'A' WHERE entry = :id"),
    "certificate does not say": (Verb.SUBORDINATION, "UPDATE certificate SET jws = :other WHERE entry = :id"),
    "certificate's number or": (Verb.FURTHER_CLAIM, r"UPDATE certificate SET statement = '\x00' WHERE entry = :id"),
    "certificate's place": (Verb.REGISTER, "UPDATE certificate SET status_index = 65535 WHERE entry = :id"),
    "does not open": (Verb.ATTEST, r"UPDATE disclosure SET sealed = '\x00' WHERE entry = :id"),
    "gone without a redaction": (Verb.LIFT_SEIZURE, "DELETE FROM disclosure WHERE entry = :id"),
    "not one of the entry's": (Verb.GENESIS, "UPDATE disclosure SET entry = :id WHERE entry = :next"),
    "evidence is not what": (Verb.ENROL_INSTITUTION, "UPDATE evidence SET base = base || 'x' WHERE entry = :id"),
    "signature does not verify": (Verb.RELEASE_HOLD, r"UPDATE evidence SET signature = '\x00' WHERE entry = :id"),
    "was not enrolled at the time": (Verb.DISCHARGE, "UPDATE evidence SET key_id = 'nobody' WHERE entry = :id"),
    "evidence is missing": (Verb.STATUTORY_REGISTRATION, "DELETE FROM evidence WHERE entry = :id"),
    "cannot be read": (Verb.REDACT, "UPDATE evidence SET kind = 'hearsay' WHERE entry = :id"),
}
TABLES = ("entry", "evidence", "certificate", "disclosure", "registration_version", "redaction")


@pytest.fixture(scope="module")
def everything(register: RegisterUnderTest) -> Everything:
    return everything_once(register)


@pytest.fixture
def at_once(monkeypatch):
    """A register of some dozens of entries is enough for every process to have some."""
    monkeypatch.setattr(auditing, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(auditing, "STRETCH", 7)


def altered(register: RegisterUnderTest, owner: sa.Connection) -> None:
    """Something different done to an entry of every verb; one says nothing, and one ends what does not stand."""
    owner.exec_driver_sql("ALTER TABLE evidence DROP CONSTRAINT ck_evidence_kind_known")
    of = {row["verb"]: row["id"] for row in register.rows("SELECT verb, id FROM entry ORDER BY seq")}
    other = register.rows("SELECT jws FROM certificate LIMIT 1")[0]["jws"]
    for verb, change in ALTERED.values():
        owner.execute(sa.text(change), {"id": of[verb], "other": other, "next": of[Verb.REGISTER]})
    (row,) = register.rows(
        "SELECT e.id, e.payload FROM entry e JOIN client_key k ON k.entry = e.id"
        " WHERE k.recorded_until IS NOT NULL ORDER BY e.seq LIMIT 1"
    )
    payload = canon.dumps(canon.loads(row["payload"].encode()) | {"filing": {}})
    values = {"id": row["id"], "payload": payload.decode(), "commitment": entry.commitment(payload)}
    owner.execute(sa.text("UPDATE entry SET payload = :payload, commitment = :commitment WHERE id = :id"), values)
    owner.exec_driver_sql("UPDATE registration_version SET status = 'revoked' WHERE version = 1")


def test_all_that_is_wrong_is_found_in_one_order(register, everything, at_once):
    with register.superuser().connect() as owner, ExitStack() as stack:
        owner.exec_driver_sql("SET session_replication_role = replica")
        stack.enter_context(undone(owner, *TABLES))
        altered(register, owner)
        alone, together = (register.audit(processes=count) for count in (1, 3))
        owner.exec_driver_sql("DELETE FROM evidence WHERE kind = 'hearsay'")
        owner.exec_driver_sql(
            "ALTER TABLE evidence ADD CONSTRAINT ck_evidence_kind_known"
            " CHECK (kind IN ('http_signature', 'passkey', 'counter', 'court_document', 'job', 'two_person'))"
        )
    assert together == alone
    said = [each.what for each in together]
    for what in (*ALTERED, "does not say what its verb needs", "that does not stand", "column status is not"):
        assert any(what in each for each in said), (what, said)


def test_a_register_that_is_as_it_must_be_has_no_difference(register, everything, at_once):
    assert register.audit(processes=2) == []


def test_it_is_told_how_far_it_is(register, everything, at_once):
    store, steps = register.store_as("registry_auditor"), []
    audit(store, register.authority, processes=2, progress=lambda done, total: steps.append((done, total)))
    store.close()
    (counted,) = register.rows("SELECT count(*) AS n FROM entry")
    assert steps == [(done, counted["n"]) for done in range(1, counted["n"] + 1)]


def test_the_processes_see_what_the_audit_sees_and_nothing_filed_since(register, everything, at_once):
    store = register.store_as("registry_auditor")
    filed = []

    def file(done, _):
        if done == 1:
            filed.append(everything.lender.register())

    assert audit(store, register.authority, processes=2, progress=file) == []
    store.close()
    assert filed


def test_a_process_that_dies_is_no_clean_audit(register, everything, at_once, monkeypatch):
    monkeypatch.setattr(audit_processes, "_sit", _die)
    with pytest.raises(BrokenProcessPool):
        register.audit(processes=2)


def _die(_: object) -> None:
    raise SystemExit(1)


def test_no_key_that_signs_goes_along(register):
    listing, secrets = register.authority.ring.unsigning()
    assert {key.kid for key in listing.keys if key.kid in secrets} == secrets.keys()
    assert {key.use for key in listing.keys if key.kid in secrets} == {"disclosure", "search"}
