"""What the register knows of a person goes (个人信息保护法第47条), and everything that was proved stays proved."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from registry.domain import entry
from registry.domain.certificate import statement
from registry.domain.errors import AlreadyEnrolled, InvalidParticulars, UnknownRegistration
from registry.domain.filings import Redact
from registry.domain.party import normal_name
from registry.domain.registration import SearchBy
from registry.domain.rules.personal_information_law import ERASURE
from registry.domain.verdict import Verdict
from registry.service.erase import erase
from registry.service.verify import verify
from registry.signing.vault import SealedValue
from registry.store.reads import journal
from tests.lender import Lender, counts, digests_of, erased, store_as
from tests.register import JOB, RegisterUnderTest, today
from tests.samples import a_grantor, a_person, a_receipt


@pytest.fixture(scope="module")
def lender(register: RegisterUnderTest) -> Lender:
    return Lender(register)


def found_by_name(register: RegisterUnderTest, name: str) -> list[str]:
    """The registrations a search for the person finds."""
    hashed = register.authority.hashed("name", normal_name(name))
    rows = register.rows("SELECT registration FROM party WHERE name_hash = :hashed", hashed=hashed)
    return [row["registration"] for row in rows]


def found_by_number(register: RegisterUnderTest, number: str) -> list[str]:
    hashed = register.authority.hashed("identifier", f"citizen_id:{number}")
    rows = register.rows("SELECT registration FROM party WHERE identifier_hash = :hashed", hashed=hashed)
    return [row["registration"] for row in rows]


def disclosed(register: RegisterUnderTest, filed) -> dict[str, str]:
    """Digest by the name of what it stands for, as far as it can still be opened."""
    rows = register.rows("SELECT digest, key_id, sealed FROM disclosure WHERE entry = :id", id=filed.entry.id)
    opened = {}
    for row in rows:
        sealed = SealedValue(key_id=row["key_id"], sealed=bytes(row["sealed"]))
        name, _ = register.authority.unseal(row["digest"], sealed).read()
        opened[name] = row["digest"]
    return opened


class TestAnErasureOfASearch:
    def test_leaves_its_certificate_and_nothing_that_was_asked(self, register, lender):
        asked = lender.search(by=SearchBy.GRANTOR_NAME, keys=(), grantor_name="皇甫查询", reference="甲")
        assert disclosed(register, asked).keys() == {"grantor_name", "reference"}

        erased(register, digests_of(asked))

        assert disclosed(register, asked) == {}
        found = verify(register.store, register.authority, jws=asked.jws, today=today(), alarm=pytest.fail)
        assert (found.verdict, found.reasons) == (Verdict.VALID, ("of_its_instant",))
        assert register.audit() == []


class TestAnErasure:
    def test_leaves_nothing_to_open_and_nothing_to_find(self, register, lender):
        person = a_person(name="王小明")
        filed = lender.register(a_receipt(), grantors=(a_grantor(person),))
        number = filed.entry.registration
        assert found_by_name(register, "王 小明") == found_by_number(register, person.identifier.value) == [number]

        erased(register, digests_of(filed))

        assert disclosed(register, filed) == {}
        assert found_by_name(register, "王小明") == found_by_number(register, person.identifier.value) == []
        assert register.audit() == []

    def test_takes_the_raw_request_along_with_the_first_value(self, register, lender):
        filed = lender.register()
        digests = disclosed(register, filed)
        redaction = erased(register, [digests["address"]])
        assert set(redaction.entry.filing["digests"]) == {digests["address"], digests["request"]}
        assert set(disclosed(register, filed)) == {"name", "identifier"}

    def test_of_one_value_leaves_the_person_found_by_the_others(self, register, lender):
        person = a_person(name="赵一")
        filed = lender.register(a_receipt(), grantors=(a_grantor(person),))
        erased(register, [disclosed(register, filed)["name"]])
        assert found_by_name(register, "赵一") == []
        assert found_by_number(register, person.identifier.value) == [filed.entry.registration]
        assert register.audit() == []

    def test_leaves_the_other_grantors_alone(self, register, lender):
        gone, stays = a_person(name="钱二"), a_person(name="孙三")
        filed = lender.register(a_receipt(), grantors=(a_grantor(gone), a_grantor(stays)))
        erased(register, filed.entry.filing["grantors"][0]["_sd"])
        assert found_by_name(register, "钱二") == []
        assert found_by_name(register, "孙三") == [filed.entry.registration]
        assert register.audit() == []

    def test_covers_several_registrations_at_once(self, register, lender):
        person = a_person(name="周五")
        filed = [lender.register(a_receipt(), grantors=(a_grantor(person),)) for _ in range(2)]
        erased(register, [digest for each in filed for digest in digests_of(each)])
        assert found_by_name(register, "周五") == []
        assert register.audit() == []

    def test_is_an_entry_that_names_its_rule_and_no_person(self, register, lender):
        redaction = erased(register, digests_of(lender.register()), reason="withdrawn").entry
        assert redaction.evidence.rule == ERASURE.code
        assert "第47条" in ERASURE.article
        assert redaction.filing["reason"] == "withdrawn"
        assert redaction.request is None


class TestAfterwards:
    def test_commitment_certificate_and_signature_hold(self, register, lender):
        filed = lender.register()
        erased(register, digests_of(filed))
        (kept,) = register.rows("SELECT * FROM entry WHERE id = :id", id=filed.entry.id)
        (certificate,) = register.rows("SELECT * FROM certificate WHERE entry = :id", id=filed.entry.id)
        assert entry.commitment(kept["payload"].encode()) == bytes(kept["commitment"])
        assert statement(register.authority.opened(certificate["jws"])) == bytes(certificate["statement"])
        assert register.audit() == []  # signatures among them

    def test_a_repeat_is_answered_with_the_same_bytes(self, register, lender):
        filing, submitted = lender.registration(), lender.submitted()
        first = register.desk.file(filing, submitted)
        erased(register, digests_of(first))
        assert register.desk.file(filing, submitted) == first

    def test_the_registration_can_still_be_discharged(self, register, lender):
        filed = lender.register()
        erased(register, digests_of(filed))
        assert lender.discharge(filed.entry.registration).jws
        assert register.audit() == []


class TestWhatIsRefused:
    def test_nobody_erases_twice_or_what_is_not_there(self, register, lender):
        filed = lender.register()
        digests = digests_of(filed)
        erased(register, digests)
        for again in (digests, ["no-such-digest"], [*digests_of(lender.register()), "no-such-digest"]):
            unchanged = counts(register)
            with pytest.raises(UnknownRegistration):
                erased(register, again)
            assert counts(register) == unchanged

    def test_nobody_erases_nothing(self, register):
        with pytest.raises(InvalidParticulars):
            erased(register, [])

    def test_the_role_that_files_cannot_erase_and_leaves_no_redaction(self, register, lender):
        filed = lender.register()
        unchanged = counts(register)
        with pytest.raises(RuntimeError, match="42501"):
            erase(register.store, register.authority, digests=digests_of(filed), reason="asked", by_rule=ERASURE.code)
        assert counts(register) == unchanged
        assert len(disclosed(register, filed)) == 4

    @pytest.mark.parametrize("role", ["registry_auditor", "registry_sequencer"])
    def test_nor_can_those_who_only_look(self, register, lender, role):
        digests = digests_of(lender.register())
        unchanged = counts(register)
        with store_as(register, role) as store, pytest.raises(RuntimeError, match="42501"):
            erase(store, register.authority, digests=digests, reason="asked", by_rule=ERASURE.code)
        assert counts(register) == unchanged

    def test_no_disclosure_goes_without_a_redaction(self, register, lender):
        digest = digests_of(lender.register())[0]
        with store_as(register, "registry_eraser") as store, store.engine.connect() as connection:
            with pytest.raises(sa.exc.DBAPIError) as refused:
                connection.execute(sa.text("DELETE FROM disclosure WHERE digest = :digest"), {"digest": digest})
            assert refused.value.orig.sqlstate == "RG001"

    def test_no_redaction_is_filed_without_its_erasure(self, register, lender):
        """Whoever hands one in takes the same way: what it names goes with it, or it is not entered."""
        filed = lender.register()
        unchanged = counts(register)
        with pytest.raises(RuntimeError, match="42501"):
            register.desk.file(Redact(digests=tuple(digests_of(filed)), reason="asked"), JOB)
        assert counts(register) == unchanged

    def test_two_officers_at_once_erase_once(self, register, lender, monkeypatch):
        """The second looked before the first had committed."""
        filed = lender.register()
        digests = digests_of(filed)
        seen = journal.with_requests(register.store, digests)
        erased(register, digests)
        monkeypatch.setattr(journal, "with_requests", lambda *_: seen)
        with pytest.raises(AlreadyEnrolled):
            erased(register, digests)
