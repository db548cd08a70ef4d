"""What the owner of the database does to the lists of how certificates stand, the audit names.

He is played by a superuser whose triggers sleep. Each alteration is committed, audited and undone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from registry.domain import canon
from registry.domain.status_list import TYPE, Packed, Standing, claims, uri
from registry.service.file import Filed
from registry.signing.jws import sign_compact
from registry.signing.keys import Use
from registry.store.tables import Nature, metadata, nature_of
from tests.lender import Lender
from tests.register import ORIGIN, RegisterUnderTest, today
from tests.samples import a_receipt
from tests.service.test_audit import undone
from tests.standings import claim_of

LIST = "status list 0"
NOW = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251
MADE_UP = (9, Packed(), f"{ORIGIN}/status/9")


@pytest.fixture(scope="module")
def ended(register: RegisterUnderTest) -> Filed:
    """A discharged registration among others, one of which lapses next year."""
    lender = Lender(register)
    made = lender.register(a_receipt())
    lender.register(a_receipt(), expires_on=today() + timedelta(days=366))
    lender.discharge(str(made.entry.registration))
    register.sequence()
    register.tell(NOW)
    lender.register(a_receipt())  # the lists do not tell of it yet
    register.sequence()
    return made


@pytest.fixture(scope="module")
def owner(register: RegisterUnderTest, ended: Filed) -> Iterator[sa.Connection]:
    with register.superuser().connect() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")
        yield connection


def token(register: RegisterUnderTest, packed: Packed, *, number: int = 0, at: datetime = NOW) -> str:
    """As only the holder of the key could make it."""
    payload = canon.encode(claims(packed, uri=uri(ORIGIN, number), issued_at=int(at.timestamp())))
    return sign_compact(register.cluster.log_ring, payload, use=Use.STATUS, typ=TYPE)


def test_lists_that_are_as_they_must_be_have_no_difference(register, ended):
    assert register.audit() == []


def test_a_flipped_bit_is_named_by_its_place(register, owner, ended):
    index = claim_of(ended.jws)["idx"]
    (row,) = register.rows("SELECT bits FROM status_list")
    packed = Packed(bytes(row["bits"]))
    packed[index] = Standing.VALID
    with undone(owner, "status_list"):
        owner.execute(sa.text("UPDATE status_list SET bits = :bits, changed = true"), {"bits": bytes(packed)})
        found = [str(each) for each in register.audit()]
    assert found == [f"{LIST}: place {index} says valid and must say ended"]


@pytest.mark.parametrize("bits", [b"", bytes(16385)])
def test_bits_that_are_no_list_are_named(register, owner, bits):
    with undone(owner, "status_list"):
        owner.execute(sa.text("UPDATE status_list SET bits = :bits"), {"bits": bits})
        assert {each.where for each in register.audit()} == {LIST}


def test_a_list_gone_or_made_up_is_named(register, owner):
    with undone(owner, "status_list"):
        owner.exec_driver_sql("DELETE FROM status_list")
        assert [str(each) for each in register.audit()] == [f"{LIST}: it is missing"]
    number, packed, address = MADE_UP
    with undone(owner, "status_list"):
        row = {"number": number, "bits": bytes(packed), "uri": address, "token": token(register, packed, number=9)}
        made = "INSERT INTO status_list VALUES (:number, :bits, false, :uri, :token, :at)"
        owner.execute(sa.text(made), {**row, "at": NOW})
        assert [str(each) for each in register.audit()] == ["status list 9: no certificate names it"]


@pytest.mark.parametrize(
    "change",
    [
        "token = token || 'x'",
        "token = 'x'",
        "token = overlay(token placing 'AAAA' from length(token) - 9)",
        "uri = uri || '0'",
        "uri = 'http://elsewhere.test/status/0'",
        "issued_at = issued_at + interval '1 second'",
    ],
)
def test_what_is_served_and_was_not_signed_so_is_named(register, owner, change):
    with undone(owner, "status_list"):
        owner.exec_driver_sql(f"UPDATE status_list SET {change}")
        assert {each.where for each in register.audit()} == {LIST}


def test_a_list_signed_with_the_stolen_key_that_says_otherwise_is_named(register, owner):
    with undone(owner, "status_list"):
        owner.execute(sa.text("UPDATE status_list SET token = :token"), {"token": token(register, Packed())})
        assert [str(each) for each in register.audit()] == [f"{LIST}: what is served is not the list"]


@pytest.mark.parametrize("change", ["place = place + 100", "log = 7", "day = day + 400"])
def test_how_far_they_tell_is_not_taken_on_trust(register, owner, change):
    """Ahead of the log, behind another one, of a day on which something had lapsed."""
    with undone(owner, "status_told"):
        owner.exec_driver_sql(f"UPDATE status_told SET {change}")
        assert register.audit()


def test_a_discharge_that_they_were_made_to_pass_over_is_named(register, owner, ended):
    """The place was moved ahead, so that nobody would ever look at the entry between."""
    lender = Lender(register, "另一银行")
    made = lender.register(a_receipt())
    lender.discharge(str(made.entry.registration))
    register.sequence()
    with undone(owner, "status_told"):
        owner.exec_driver_sql("UPDATE status_told SET place = (SELECT size FROM log_tree)")
        assert {each.where for each in register.audit()} == {LIST}


def test_lists_of_which_nothing_says_how_far_they_tell_are_named(register, owner):
    with undone(owner, "status_told"):
        owner.exec_driver_sql("DELETE FROM status_told")
        assert [str(each) for each in register.audit()] == [f"{LIST}: nothing says how far it tells"]


def test_every_table_of_what_the_public_is_told_is_tried_here():
    assert {name for name, table in metadata.tables.items() if nature_of(table) is Nature.STANDING} == {
        "status_list",
        "status_told",
    }
