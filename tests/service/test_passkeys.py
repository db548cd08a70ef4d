"""A lender's second person signs a filing with his passkey. It counts because two administrators entered it, for him,
for this filing, once; whoever holds the database can make none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from registry.domain import canon
from registry.domain.drafts.draft import Draft
from registry.domain.drafts.refusals import DraftMoved, PasskeyRequired
from registry.domain.errors import (
    AlreadyEnrolled,
    InvalidParticulars,
    KeyNotHeld,
    NotApproved,
    NotPermitted,
    UnknownRegistration,
)
from registry.domain.evidence import EvidenceKind
from registry.domain.filings import EnrolPasskey, Genesis, RevokePasskey
from registry.domain.passkeys import Possession, challenge_of
from registry.domain.people.refusals import NoPasskeysHere, PasskeyNotNew, PasskeyRefused, SignInRefused
from registry.domain.people.roles import PersonRole
from registry.schemas.drafted import filing_of
from registry.service import drafts, file, passkeys
from registry.service.drafts import Second
from registry.service.enrolment import approved, enter, passkey, proposed
from registry.service.file import Filed
from registry.service.people import passkeys as of_people
from registry.store.reads import passkeys as read
from tests.authenticator import PRESENT, Authenticator
from tests.drafts import Counter
from tests.passkeys import Holder, place_of
from tests.people import Clock, Staff
from tests.register import ADMINISTRATORS, ISSUER, JOB, LOG, Cluster, Enrolled, RegisterUnderTest

NOBODYS = "http://192.0.2.1"


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251


def long_ago() -> Clock:
    """So long that whoever is entered meanwhile has stood for a while when he signs."""
    clock = Clock()
    clock.passes(hours=-6)
    return clock


class Bank:
    """A lender whose maker prepares and whose checkers enter."""

    def __init__(self, register: RegisterUnderTest, staff: Staff, *, name: str) -> None:
        self.register, self.staff = register, staff
        self.counter = Counter(register, staff)
        self.enrolled: Enrolled = register.enrol(name)
        self.maker = self.counter.somebody(PersonRole.MAKER, identifier=self.enrolled.uscc)

    def checker(self) -> Holder:
        """Somebody with a passkey that counts."""
        found = self.newcomer()
        found.enrolled()
        return found

    def newcomer(self) -> Holder:
        return Holder(self.staff, self.counter.somebody(PersonRole.CHECKER, identifier=self.enrolled.uscc))

    def draft(self) -> Draft:
        return self.counter.waiting(self.maker, self.counter.wanted(self.enrolled, behalf=None, paper=None))

    def asked(self, checker: Holder, draft: Draft) -> bytes:
        """The challenge for this draft and this person."""
        base = drafts.to_be_signed(self.register.desk, draft, second=checker.who.person, at=now())
        return checker.is_asked(base, about=draft.id)

    def signed(self, checker: Holder, draft: Draft, *, answer: str) -> Any:
        at = self.staff.clock()
        return passkeys.signed(checker.place, checker.visitor, about=draft.id, answer=answer, at=at)

    def enters(self, checker: Holder, draft: Draft, **changes: Any) -> Filed:
        answer = checker.device.answers(self.asked(checker, draft), **changes)
        return self.enters_with(checker, draft, signed=self.signed(checker, draft, answer=answer))

    def enters_with(self, checker: Holder, draft: Draft, *, signed: Any) -> Filed:
        second = Second(person=checker.who.person, assertion=signed)
        return drafts.enter(
            self.register.desk, filing_of(draft.wanted), draft=draft, second=second, at=self.staff.clock()
        )


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


class TestHavingOneMade:
    def test_takes_who_is_signed_in_to_show_once_more_who_he_is(self, newcomer):
        for wrong in ({"password": "石榴树下没有猫没有猫"}, {"code": "000000"}):
            shown = newcomer.who.shown(newcomer.clock(), **wrong)
            with pytest.raises(SignInRefused):
                of_people.begin(newcomer.place, newcomer.visitor, shown=shown, at=newcomer.clock())

    def test_is_answered_once_within_five_minutes_by_the_session_that_asked(self, newcomer):
        answer = newcomer.device.makes(newcomer.begins())
        other = newcomer.elsewhere()
        with pytest.raises(PasskeyRefused):
            of_people.make(newcomer.place, other.visitor, answer=answer, label="x", at=newcomer.clock())
        assert of_people.make(newcomer.place, newcomer.visitor, answer=answer, label="x", at=newcomer.clock())
        with pytest.raises(PasskeyRefused):
            of_people.make(newcomer.place, newcomer.visitor, answer=answer, label="x", at=newcomer.clock())
        late = Authenticator().makes(newcomer.begins())
        newcomer.clock.passes(minutes=5)
        with pytest.raises(PasskeyRefused):
            of_people.make(newcomer.place, newcomer.visitor, answer=late, label="x", at=newcomer.clock())

    def test_is_on_none_of_the_devices_that_hold_one(self, newcomer):
        newcomer.makes()
        shown = newcomer.who.shown(newcomer.clock())
        asked = of_people.begin(newcomer.place, newcomer.visitor, shown=shown, at=newcomer.clock())
        newcomer.clock.next_code()
        assert [each["id"] for each in asked["excludeCredentials"]] == [canon.b64(newcomer.device.credential)]
        again = newcomer.device.makes(canon.unb64(asked["challenge"]))
        with pytest.raises(PasskeyNotNew):
            of_people.make(newcomer.place, newcomer.visitor, answer=again, label="x", at=newcomer.clock())

    def test_is_under_a_name_of_one_line(self, newcomer):
        for label in ("", " \u0000\n ", "x" * 41):
            with pytest.raises(InvalidParticulars):
                answer = Authenticator().makes(newcomer.begins())
                of_people.make(newcomer.place, newcomer.visitor, answer=answer, label=label, at=newcomer.clock())

    def test_is_for_people_of_institutions_where_the_register_has_a_name(self, register, staff, newcomer):
        clerk = Holder(staff, staff.enters("clerk-without-passkey", PersonRole.CLERK))
        with pytest.raises(NoPasskeysHere):
            clerk.begins()
        newcomer.place = place_of(register, NOBODYS)
        with pytest.raises(NoPasskeysHere):
            newcomer.begins()

    def test_is_done_ten_times_at_most(self, newcomer, monkeypatch):
        monkeypatch.setattr(of_people, "MOST", 1)
        newcomer.makes()
        with pytest.raises(InvalidParticulars):
            newcomer.begins()


class TestShowingThatOneIsHeld:
    def test_is_done_by_the_passkey_itself(self, newcomer):
        key_id = newcomer.makes()
        newcomer.device = Authenticator(credential=newcomer.device.credential)
        with pytest.raises(PasskeyRefused):
            newcomer.shows(key_id)

    def test_is_done_with_the_owner_recognised(self, newcomer):
        key_id = newcomer.makes()
        with pytest.raises(PasskeyRefused):
            newcomer.shows(key_id, flags=PRESENT)

    def test_is_done_once_and_by_its_owner(self, bank, newcomer):
        key_id = newcomer.makes()
        other = bank.newcomer()
        other.device = newcomer.device
        with pytest.raises(PasskeyRefused):
            other.shows(key_id)
        newcomer.shows(key_id)
        with pytest.raises(PasskeyRefused):
            newcomer.shows(key_id)

    def test_of_one_that_counts_for_nothing_may_be_given_up(self, newcomer, checker):
        waiting = newcomer.waits()
        of_people.drop(checker.place, checker.visitor, key_id=waiting)
        assert [each.key_id for each in read.own(newcomer.register.store, newcomer.who.person.id)] == [waiting]
        of_people.drop(newcomer.place, newcomer.visitor, key_id=waiting)
        assert read.own(newcomer.register.store, newcomer.who.person.id) == []
        (enrolled,) = read.own(checker.register.store, checker.who.person.id)
        of_people.drop(checker.place, checker.visitor, key_id=enrolled.key_id)
        assert read.own(checker.register.store, checker.who.person.id) == [enrolled]

    def test_is_over_when_its_owner_is_disabled(self, register, staff, newcomer):
        from registry.service.people.entering import disable

        waiting = newcomer.waits()
        disable(register.store, login=newcomer.who.login, by=staff.security.person, at=staff.clock())
        with pytest.raises(UnknownRegistration):
            passkey(register.store, waiting)


class TestEnrolment:
    def paper(self, register, filing, *by):
        made = proposed(filing, register=LOG, at=now())
        for name in by:
            made = approved(made, ADMINISTRATORS[name])
        return made

    def test_takes_two_administrators(self, register, newcomer):
        filing = passkey(register.store, newcomer.waits())
        for by in ((), ("first",), ("first", "first")):
            with pytest.raises(NotApproved):
                enter(register.desk, register.store, paper=self.paper(register, filing, *by))
        with pytest.raises(NotApproved):
            register.desk.file(filing, JOB)
        filed = register.administer(filing)
        assert filed.entry.evidence.kind is EvidenceKind.TWO_PERSON

    def test_is_made_once_for_ever(self, register, newcomer):
        filed = newcomer.enrolled()
        filing = passkey(register.store, filed.entry.filing["key_id"])
        with pytest.raises(AlreadyEnrolled):
            register.administer(filing)
        register.administer(RevokePasskey(key_id=filing.key_id, reason="lost"))
        with pytest.raises(AlreadyEnrolled):
            register.administer(filing)
        with pytest.raises(UnknownRegistration):
            register.administer(RevokePasskey(key_id=filing.key_id, reason="lost"))

    def test_of_one_credential_is_made_for_one_key(self, register, bank, newcomer):
        first = passkey(register.store, newcomer.waits())
        register.administer(first)
        other = bank.newcomer()
        other.device = Authenticator(credential=newcomer.device.credential)
        with pytest.raises(AlreadyEnrolled):
            other.enrolled()

    def test_shows_that_it_is_held_by_this_person_of_this_institution(self, register, newcomer):
        filing = passkey(register.store, newcomer.waits())
        for changed in ({"person": "per_another"}, {"institution": "ins_another"}, {"possession": b"{}"}):
            with pytest.raises(KeyNotHeld):
                register.administer(replace(filing, **changed))

    def test_is_not_of_what_nobody_has_shown_to_hold(self, register, newcomer):
        with pytest.raises(InvalidParticulars):
            register.administer(passkey(register.store, newcomer.makes()))
        with pytest.raises(UnknownRegistration):
            passkey(register.store, "never made")

    def test_is_not_of_the_register_s_own_people(self, register, staff, newcomer):
        key_id = newcomer.waits()
        clerk = staff.enters("clerk-with-a-row", PersonRole.CLERK)
        with register.superuser().connect() as owner:
            owner.execute(
                sa.text("UPDATE made_passkey SET person = :clerk WHERE key_id = :key"),
                {"clerk": clerk.person.id, "key": key_id},
            )
        with pytest.raises(NotPermitted):
            passkey(register.store, key_id)

    def test_holds_nothing_personal(self, newcomer):
        payload = newcomer.enrolled().payload.decode()
        assert newcomer.who.person.id in payload
        assert newcomer.who.person.name not in payload
        assert newcomer.who.login not in payload


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


def test_whoever_has_a_text_a_passkey_and_an_assertion_needs_no_register(register, checker):
    """What an auditor does with his own tools: hash the text, compare the challenge, verify the signature."""
    import json
    from hashlib import sha256

    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.hashes import SHA256

    (row,) = register.rows(
        "SELECT p.jwk, CAST(e.payload AS json)->'filing'->>'possession' AS possession, p.person, p.institution, p.key_id"
        " FROM passkey p JOIN entry e ON e.id = p.entry WHERE p.person = :person",
        person=checker.who.person.id,
    )
    kept = {name: canon.unb64(value) for name, value in canon.loads(canon.unb64(row["possession"])).items()}
    text = Possession(register=LOG, person=row["person"], institution=row["institution"], key_id=row["key_id"]).base()
    assert canon.unb64(json.loads(kept["client_data"])["challenge"]) == sha256(text).digest()
    x, y = (int.from_bytes(canon.unb64(json.loads(row["jwk"])[name])) for name in ("x", "y"))
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    signed = kept["authenticator_data"] + sha256(kept["client_data"]).digest()
    public.verify(kept["signature"], signed, ec.ECDSA(SHA256()))
    assert EnrolPasskey.verb == "enrol_passkey"
