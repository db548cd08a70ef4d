"""The secrets behind sealed values and hashes are replaced while filings and searches go on, and the former destroyed."""

import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import pytest

from registry.domain.filings import Purpose
from registry.domain.party import normal_name
from registry.domain.registration import SearchBy
from registry.domain.rules.register_rules import TITLE_CONFLICT
from registry.service import subject_report
from registry.service.authority import SERVING, Authority
from registry.service.file import Desk
from registry.service.rekeying import _hashed, rehash, require_unused, reseal, reseal_factors
from registry.signing import ring_secrets
from registry.signing.errors import KeyRingError, SealBroken
from registry.signing.keys import KeyState, Use
from registry.signing.ring import open_ring, rotate
from registry.store.register import rekeying
from tests.lender import Lender, digests_of, erased
from tests.people import everybody_once
from tests.register import ORIGIN, PASSPHRASE, RegisterUnderTest
from tests.samples import NOON, a_grantor, a_parcel, a_person, a_receipt

SECRETS = (Use.DISCLOSURE, Use.SEARCH)


@pytest.fixture(scope="module")
def register(cluster, tmp_path_factory):
    """A register with a ring of its own, for its secrets are replaced."""
    keys = tmp_path_factory.mktemp("ring") / "keys"
    shutil.copytree(cluster.keys, keys)
    keys.chmod(0o700)
    made = replace(cluster, keys=keys).new_register("rekeyed")
    yield made
    made.sequence()
    made.tell()
    assert made.audit() == []
    made.close()


class Process:
    """One of those that serve, with the ring as it stood when it was started."""

    def __init__(self, register: RegisterUnderTest, name: str) -> None:
        self.authority = Authority(open_ring(register.cluster.keys, passphrase=PASSPHRASE, uses=SERVING))
        self.desk = Desk(register.store, self.authority, origin=ORIGIN)
        self.register = register
        self.lender = Lender(register, name, desk=self.desk)

    def files(self, person, *items):
        made = self.lender.register(*(items or (a_receipt(),)), grantors=(a_grantor(person),))
        self.register.settle()
        return made

    def finds(self, person) -> list[str]:
        by_number = {"by": SearchBy.GRANTOR_IDENTIFIER, "grantor_identifier": person.identifier}
        by_name = {"by": SearchBy.GRANTOR_NAME, "grantor_name": person.name}
        found = [
            [each["registration"] for each in self.lender.search(keys=(), purpose=Purpose.TRADE, **by).entry.decided.get("found", ())]
            for by in (by_number, by_name)
        ]  # fmt: skip
        assert found[0] == found[1]
        return found[0]

    def kid(self, use: Use) -> str:
        return self.authority.ring.current(use).kid


def eraser(register: RegisterUnderTest):
    return closing(register.store_as("registry_eraser"))


def waits(register: RegisterUnderTest, work: Future) -> bool:
    """Whether it comes to wait for a lock, rather than to its end."""
    query = "SELECT FROM pg_stat_activity WHERE usename = 'registry_eraser' AND wait_event_type = 'Lock'"
    while not work.done():
        if register.rows(query):
            return True
    return False


class TestARotation:
    """In order: each begins where the one before ended."""

    @pytest.fixture(scope="class")
    @classmethod
    def people(cls):
        return {name: a_person(name=name) for name in ("闻人旧册", "闻人新册", "闻人其间", "闻人删去")}

    @pytest.fixture(scope="class")
    @classmethod
    def parcel(cls):
        return a_parcel()

    @pytest.fixture(scope="class")
    @classmethod
    def processes(cls, register, people, parcel):
        """One that has not heard of the rotation further than the next secrets, and one that uses them."""
        everybody_once(register)
        before = Process(register, "甲银行")
        before.files(people["闻人旧册"], parcel)
        before.files(people["闻人删去"])
        for use in SECRETS:
            ring_secrets.prepare(register.cluster.keys, use, passphrase=PASSPHRASE, at=NOON)
        knowing = Process(register, "乙银行")
        for use in SECRETS:
            assert knowing.kid(use) == before.kid(use)
            rotate(register.cluster.keys, use, passphrase=PASSPHRASE, at=NOON)
        using = Process(register, "丙银行")
        register.authority, register.desk = using.authority, using.desk
        return knowing, using

    def test_both_kinds_of_process_file_and_find_whatever_the_other_filed(self, processes, people):
        knowing, using = processes
        assert knowing.kid(Use.SEARCH) != using.kid(Use.SEARCH)
        new = [each.files(people["闻人新册"]).entry.registration for each in processes]
        for each in processes:
            assert each.finds(people["闻人新册"]) == sorted(new)
            assert len(each.finds(people["闻人旧册"])) == 1

    def test_one_person_is_not_two_holders_meanwhile(self, processes, people, parcel):
        """What he gave is under the one secret, and he gives again under the other."""
        made = processes[1].files(people["闻人旧册"], parcel)
        assert TITLE_CONFLICT.code not in {each["code"] for each in made.entry.decided.get("findings", ())}

    def test_the_audit_holds_meanwhile_and_sees_a_hash_of_neither(self, register):
        assert register.audit() == []
        with register.superuser().connect() as owner:
            owner.exec_driver_sql("ALTER TABLE party DISABLE TRIGGER redact_only")
            wrong = "UPDATE party SET name_hash = reverse(name_hash) WHERE name_hash IS NOT NULL"
            owner.exec_driver_sql(wrong)
            found = register.audit()
            owner.exec_driver_sql(wrong)
            owner.exec_driver_sql("ALTER TABLE party ENABLE TRIGGER redact_only")
        assert any("name_hash" in each.what for each in found)

    def test_a_code_printed_before_is_good_meanwhile(self, register, processes, people):
        knowing, using = processes
        number = using.finds(people["闻人新册"])[0]
        ((_, old),) = subject_report.copies(register.store, knowing.authority, number=number)
        report = subject_report.by_code(register.store, using.authority, number=number, code=old, at=NOON)
        assert {each.number for each in report.registered} == set(using.finds(people["闻人新册"]))

    def test_a_secret_in_use_is_not_destroyed(self, register, processes):
        knowing, using = processes
        with eraser(register) as store, pytest.raises(KeyRingError, match="still under"):
            require_unused(store, using.authority, kid=knowing.kid(Use.DISCLOSURE))
        with pytest.raises(KeyRingError, match="no retired secret"):
            ring_secrets.destroy(register.cluster.keys, using.kid(Use.SEARCH))

    def test_what_stands_passes_to_the_new_ones_while_filings_go_on(self, register, processes, people, monkeypatch):
        monkeypatch.setattr(rekeying, "BATCH", 2)
        _, using = processes
        seen: list[int] = []

        def meanwhile(done: int) -> None:
            seen.append(done)
            if len(seen) < 4:
                using.files(people["闻人其间"])
                assert len(using.finds(people["闻人旧册"])) == 2
                assert register.audit() == []

        with eraser(register) as store:
            sealed = reseal(store, using.authority, progress=meanwhile)
            rehash(store, using.authority, progress=meanwhile)
            assert (reseal(store, using.authority), rehash(store, using.authority)) == (0, 0)
        assert sealed > 4
        assert len(seen) > 6
        reseal_factors(register.store, using.authority)
        assert reseal_factors(register.store, using.authority) == 0

    def test_what_was_erased_meanwhile_stays_erased(self, register, processes, people, monkeypatch):
        """Whoever is erased between two batches is not written back by the next."""
        _, using = processes
        made = using.files(people["闻人删去"])
        monkeypatch.setattr(rekeying, "BATCH", 1)
        done = []

        def erase_once(_: int) -> None:
            if not done:
                done.append(erased(register, digests_of(made)))

        with eraser(register) as store:
            rehash(store, using.authority, progress=erase_once)
        hashed = using.authority.hashed("name", normal_name(people["闻人删去"].name))
        kept = register.rows("SELECT registration FROM party WHERE name_hash = :h", h=hashed)
        assert made.entry.registration not in {each["registration"] for each in kept}
        assert register.audit() == []

    def test_an_erasure_waits_for_the_batch_that_holds_its_values(self, register, processes):
        """Both at once: whichever is second, the hash does not outlive the value."""
        _, using = processes
        person = a_person(name="闻人同时")
        made = using.files(person)
        with eraser(register) as store:
            for attempt in store.attempts():
                with attempt as batch:
                    entries = batch.hashing(0)[1]
                    with ThreadPoolExecutor(1) as other:
                        erasing = other.submit(erased, register, digests_of(made))
                        waited = waits(register, erasing)
                        batch.rehash(_hashed(entries, using.authority))
                        batch._connection.commit()
                        erasing.result(timeout=10)
        hashed = using.authority.hashed("name", normal_name(person.name))
        assert waited
        assert register.rows("SELECT FROM party WHERE name_hash = :h", h=hashed) == []
        assert register.audit() == []

    def test_and_the_former_secrets_are_destroyed(self, register, processes, people):
        knowing, using = processes
        with register.superuser().connect() as owner:
            with eraser(register) as store, pytest.raises(KeyRingError, match="still under"):
                require_unused(store, using.authority, kid=knowing.kid(Use.DISCLOSURE))
            owner.exec_driver_sql("DELETE FROM invitation")  # they run out
        for use in SECRETS:
            kid = knowing.kid(use)
            with eraser(register) as store:
                require_unused(store, using.authority, kid=kid)
            gone = ring_secrets.destroy(register.cluster.keys, kid)
            assert not (register.cluster.keys / gone.file).exists()
        alone = Process(register, "丁银行")
        states = {key.state for key in alone.authority.ring.listing().keys if key.use in SECRETS}
        assert states == {KeyState.CURRENT}
        assert len(alone.finds(people["闻人旧册"])) == 2
        register.authority, register.desk = alone.authority, alone.desk
        assert register.audit() == []


class TestASecret:
    def test_that_nobody_was_told_of_opens_nowhere(self, register):
        """Which is why the next one is prepared first."""
        unaware = Process(register, "戊银行")
        rotate(register.cluster.keys, Use.DISCLOSURE, passphrase=PASSPHRASE, at=NOON)
        using = Process(register, "己银行")
        made = using.files(a_person())
        sealed = register.rows(
            "SELECT digest, key_id, sealed FROM disclosure WHERE entry = :e LIMIT 1", e=made.entry.id
        )
        with pytest.raises(SealBroken):
            unaware.authority.unseal(
                sealed[0]["digest"], rekeying.SealedValue(sealed[0]["key_id"], bytes(sealed[0]["sealed"]))
            )
        register.authority, register.desk = using.authority, using.desk

    def test_of_a_key_that_signs_there_is_no_next(self, register):
        with pytest.raises(KeyRingError, match="Only a secret"):
            ring_secrets.prepare(register.cluster.keys, Use.CERTIFICATE, passphrase=PASSPHRASE, at=NOON)

    def test_is_prepared_once_and_by_whoever_knows_the_passphrase(self, register):
        made = [
            ring_secrets.prepare(register.cluster.keys, Use.SEARCH, passphrase=PASSPHRASE, at=NOON) for _ in range(2)
        ]
        assert made[0].kid == made[1].kid
        with pytest.raises(KeyRingError):
            ring_secrets.prepare(register.cluster.keys, Use.DISCLOSURE, passphrase="another", at=NOON)
