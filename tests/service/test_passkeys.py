"""A person has a passkey made, shows that he holds it, and two administrators make it count: nobody else can."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from registry.domain import canon
from registry.domain.errors import (
    AlreadyEnrolled,
    InvalidParticulars,
    KeyNotHeld,
    NotApproved,
    NotPermitted,
    UnknownRegistration,
)
from registry.domain.evidence import EvidenceKind
from registry.domain.filings import EnrolPasskey, RevokePasskey
from registry.domain.passkeys import Possession
from registry.domain.people.refusals import NoPasskeysHere, PasskeyNotNew, PasskeyRefused, SignInRefused
from registry.domain.people.roles import PersonRole
from registry.service.enrolment import approved, enter, passkey, proposed
from registry.service.people import passkeys as of_people
from registry.store.reads import passkeys as read
from tests.authenticator import PRESENT, Authenticator
from tests.passkeys import Bank, Holder, long_ago, now, place_of
from tests.people import Staff
from tests.register import ADMINISTRATORS, JOB, LOG, RegisterUnderTest

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
