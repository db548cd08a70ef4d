"""A lender's second person signs a filing with his passkey. It counts because two administrators entered it, for him,
for this filing, once; whoever holds the database can make none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from registry.domain.drafts.refusals import DraftMoved, PasskeyRequired
from registry.domain.errors import (
    NotApproved,
)
from registry.domain.evidence import EvidenceKind
from registry.domain.filings import Genesis, RevokePasskey
from registry.domain.passkeys import challenge_of
from registry.domain.people.refusals import PasskeyRefused
from registry.service import file
from registry.service.enrolment import approved, enter, passkey, proposed
from registry.store.reads import passkeys as read
from tests.authenticator import Authenticator
from tests.passkeys import Bank, Holder, long_ago, now
from tests.people import Staff
from tests.register import ADMINISTRATORS, ISSUER, JOB, LOG, Cluster, RegisterUnderTest

NOBODYS = "http://192.0.2.1"


@pytest.fixture(scope="module")
def staff(register: RegisterUnderTest) -> Staff:
    return Staff(register, long_ago())


@pytest.fixture(scope="module")
def bank(register: RegisterUnderTest, staff: Staff) -> Bank:
    return Bank(register, staff, name="示例银行")


@pytest.fixture(scope="module")
def checker(bank: Bank) -> Holder:
    return bank.checker()


@pytest.fixture
def newcomer(bank: Bank) -> Holder:
    return bank.newcomer()


class TestEnteringADraft:
    @pytest.mark.parametrize("kind", ["ES256", "EdDSA", "RS256"])
    def test_is_done_by_the_second_person_s_own_signature(self, register, bank, kind):
        checker = bank.newcomer()
        checker.device = Authenticator(kind)
        checker.enrolled()
        filed = bank.enters(checker, bank.draft())
        assert filed.entry.evidence.kind is EvidenceKind.PASSKEY
        assert filed.entry.by.client == bank.maker.person.id
        assert register.audit() == []

    def test_holds_after_the_passkey_is_revoked_and_nothing_more_is_entered_with_it(self, register, bank):
        checker = bank.newcomer()
        key_id = checker.enrolled().entry.filing["key_id"]
        bank.enters(checker, bank.draft())
        late, draft = bank.draft(), bank.draft()
        signed = bank.signed(checker, late, answer=checker.device.answers(bank.asked(checker, late)))
        challenge = bank.asked(checker, draft)
        register.administer(RevokePasskey(key_id=key_id, reason="lost"))
        with pytest.raises(PasskeyRefused):
            bank.signed(checker, draft, answer=checker.device.answers(challenge))
        with pytest.raises(PasskeyRefused):
            bank.asked(checker, draft)
        with pytest.raises(PasskeyRequired):  # signed before, entered after
            bank.enters_with(checker, late, signed=signed)
        assert register.audit() == []

    def test_is_not_done_with_a_signature_for_another_draft(self, bank, checker):
        one, other = bank.draft(), bank.draft()
        with pytest.raises(PasskeyRefused):
            bank.signed(checker, other, answer=checker.device.answers(bank.asked(checker, one)))
        answer = checker.device.answers(bank.asked(checker, one))
        bank.asked(checker, other)
        with pytest.raises(PasskeyRefused):
            bank.signed(checker, other, answer=answer)
        signed = bank.signed(checker, one, answer=checker.device.answers(bank.asked(checker, one)))
        with pytest.raises(PasskeyRequired):
            bank.enters_with(checker, other, signed=signed)

    def test_is_not_done_with_a_body_that_was_changed_under_the_signature(self, bank, checker):
        draft = bank.draft()
        signed = bank.signed(checker, draft, answer=checker.device.answers(bank.asked(checker, draft)))
        changed = replace(draft, wanted=replace(draft.wanted, body=draft.wanted.body + b" "))
        with pytest.raises(PasskeyRequired):
            bank.enters_with(checker, changed, signed=signed)

    def test_is_not_done_in_another_s_name(self, bank, checker):
        other, draft = bank.checker(), bank.draft()
        challenge = bank.asked(checker, draft)
        with pytest.raises(PasskeyRefused):
            bank.signed(checker, draft, answer=other.device.answers(challenge))
        signed = bank.signed(checker, draft, answer=checker.device.answers(bank.asked(checker, draft)))
        with pytest.raises(PasskeyRequired):
            bank.enters_with(other, draft, signed=signed)

    def test_is_done_once(self, bank, checker):
        draft = bank.draft()
        answer = checker.device.answers(bank.asked(checker, draft))
        signed = bank.signed(checker, draft, answer=answer)
        bank.enters_with(checker, draft, signed=signed)
        with pytest.raises(DraftMoved):
            bank.enters_with(checker, draft, signed=signed)
        with pytest.raises(PasskeyRefused):
            bank.signed(checker, draft, answer=answer)

    def test_is_asked_of_whoever_has_a_passkey(self, bank, newcomer):
        newcomer.waits()
        with pytest.raises(PasskeyRefused):
            bank.asked(newcomer, bank.draft())

    def test_is_done_within_five_minutes_in_the_session_that_was_asked(self, bank, checker):
        draft = bank.draft()
        elsewhere = checker.elsewhere()
        answer = checker.device.answers(bank.asked(checker, draft))
        with pytest.raises(PasskeyRefused):
            bank.signed(elsewhere, draft, answer=answer)
        bank.staff.clock.passes(minutes=5)
        with pytest.raises(PasskeyRefused):
            bank.signed(checker, draft, answer=answer)

    def test_by_a_device_that_has_been_copied_is_noticed(self, bank):
        checker = bank.checker()
        copy = replace(checker.device, credential=checker.device.credential)
        copy.key = checker.device.key
        bank.enters(checker, bank.draft())
        draft = bank.draft()
        with pytest.raises(PasskeyRefused):
            bank.signed(checker, draft, answer=copy.answers(bank.asked(checker, draft), count=1))

    def test_by_a_device_that_counts_nothing_is_done_again_and_again(self, bank):
        checker = bank.newcomer()
        checker.device.counts = False
        checker.enrolled()
        for _ in range(2):
            bank.enters(checker, bank.draft())


@pytest.fixture(scope="module")
def forced(cluster: Cluster) -> Iterator[RegisterUnderTest]:
    """A register in which things are entered that nobody may enter: no audit of it is clean."""
    made = cluster.new_register("forced_passkeys")
    yield made
    made.close()


@pytest.fixture(scope="module")
def robbed(forced: RegisterUnderTest) -> Bank:
    return Bank(forced, Staff(forced, long_ago()), name="被冒用的银行")


@pytest.fixture
def thief(robbed: Bank) -> Holder:
    return robbed.newcomer()


class TestByForce:
    """Whoever holds the database writes what he likes, and what he has written signs nothing."""

    def is_not_believed(self, robbed: Bank, thief: Holder) -> None:
        draft = robbed.draft()
        with pytest.raises(PasskeyRefused):
            robbed.signed(thief, draft, answer=thief.device.answers(robbed.asked(thief, draft)))

    def test_a_row_alone_is_named_and_signs_nothing(self, forced, robbed, thief):
        waiting = thief.waits()
        row = {"key_id": waiting, "institution": robbed.enrolled.institution}
        with forced.superuser().connect() as owner:
            owner.execute(
                sa.text(
                    "INSERT INTO passkey SELECT key_id, person, :institution, credential, origin, jwk, now(), NULL, 'evt'"
                    " FROM made_passkey WHERE key_id = :key_id"
                ),
                row,
            )
        assert [each for each in forced.audit() if each.where == f"passkey {waiting}"]
        self.is_not_believed(robbed, thief)

    @pytest.mark.parametrize("by", [None, ("first",), ("first", "first")], ids=str)
    def test_an_entry_without_two_administrators_is_named_and_signs_nothing(
        self, forced, robbed, thief, monkeypatch, by
    ):
        filing = passkey(forced.store, thief.waits())
        paper = proposed(filing, register=LOG, at=now())
        for name in by or ():
            paper = approved(paper, ADMINISTRATORS[name])
        monkeypatch.setattr(file, "require_approved", lambda *_, **__: None)
        made = forced.desk.file(filing, JOB) if by is None else enter(forced.desk, forced.store, paper=paper)
        monkeypatch.undo()
        assert [each.what for each in forced.audit() if each.where == f"entry {made.entry.id}"]
        self.is_not_believed(robbed, thief)

    def test_an_entry_of_a_passkey_that_nobody_shows_is_named_and_signs_nothing(
        self, forced, robbed, thief, monkeypatch
    ):
        """Two administrators who were shown another's public key."""
        victim = robbed.newcomer()
        filing = replace(passkey(forced.store, victim.waits()), person=thief.who.person.id)
        thief.device = victim.device
        monkeypatch.setattr("registry.service.enrolment.HELD", {})
        made = forced.administer(filing)
        monkeypatch.undo()
        assert [each.what for each in forced.audit() if each.where == f"entry {made.entry.id}"]
        self.is_not_believed(robbed, thief)

    def test_a_row_that_was_given_to_another_person_signs_nothing(self, forced, robbed, thief):
        """A passkey, honestly enrolled, whose row says that it is the checker's."""
        checker = robbed.checker()
        key_id = thief.enrolled().entry.filing["key_id"]
        with forced.superuser().connect() as owner:
            owner.exec_driver_sql("SET session_replication_role = replica")
            owner.execute(
                sa.text("UPDATE passkey SET person = :person WHERE key_id = :key"),
                {"person": checker.who.person.id, "key": key_id},
            )
        checker.device = thief.device
        self.is_not_believed(robbed, checker)

    @pytest.mark.parametrize(
        "what", ["another's passkey", "an altered signature", "a passkey that ended before", "another filing"]
    )
    def test_an_entry_under_evidence_that_does_not_fit_is_named(self, forced, robbed, monkeypatch, what):
        """Everything fits but what the person himself would have had to sign."""
        checker, other = robbed.checker(), robbed.checker()
        draft = robbed.draft()
        signed = robbed.signed(checker, draft, answer=checker.device.answers(robbed.asked(checker, draft)))
        if what == "another's passkey":
            assertion = other.device.signs(challenge_of(signed.base)).written()
            (standing,) = read.standing(forced.store, other.who.person.id)
            signed = replace(signed, signature=assertion, key_id=standing.key_id)
        elif what == "an altered signature":
            signed = replace(signed, signature=other.device.signs(challenge_of(signed.base)).written())
        elif what == "a passkey that ended before":
            forced.administer(RevokePasskey(key_id=signed.key_id, reason="lost"))
        else:
            draft = robbed.draft()
        monkeypatch.setattr("registry.domain.drafts.entering._require_second", lambda *_: None)
        monkeypatch.setattr("registry.service.two_persons.is_signed_for", lambda *_, **__: True)
        made = robbed.enters_with(checker, draft, signed=signed)
        monkeypatch.undo()
        assert [each.what for each in forced.audit() if each.where == f"entry {made.entry.id}"]


def test_a_register_without_administrators_has_none(cluster, thief, monkeypatch):
    """What such a register entered before there were administrators counts; of passkeys nothing is that old."""
    cluster.new_database("former_passkeys")
    former = RegisterUnderTest(cluster, "former_passkeys")
    former.desk.file(Genesis(issuer=ISSUER, origin=LOG, livemode=False), JOB)
    former.settle()
    filing = passkey(thief.register.store, thief.waits())
    with pytest.raises(NotApproved):
        former.desk.file(filing, JOB)
    monkeypatch.setattr(file, "require_approved", lambda *_, **__: None)
    made = former.desk.file(filing, JOB)
    monkeypatch.undo()
    assert [each.what for each in former.audit() if each.where == f"entry {made.entry.id}"]
    former.close()
