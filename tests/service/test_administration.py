"""A key counts because two administrators entered it, and nobody else can make one: not one of them alone, not whoever
holds the database. What was entered all the same is named by the audit, and what it signs is not believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from registry.domain import canon
from registry.domain.access import FILES, Role
from registry.domain.allowance import Allowance
from registry.domain.errors import AlreadyEnrolled, KeyNotHeld, NotApproved, UnknownRegistration
from registry.domain.evidence import Approval, Evidence, EvidenceKind
from registry.domain.filings import (
    Administrator,
    Decision,
    EnrolAdministrators,
    EnrolKey,
    Genesis,
    RevokeAdministrator,
    RevokeKey,
    Submitted,
)
from registry.service import file
from registry.service.enrolment import Paper, approved, enter, proposed
from registry.service.signers import Signers
from registry.signing.client_keys import generate_client_key
from tests.lender import Lender
from tests.register import (
    ADMINISTRATORS,
    ISSUER,
    JOB,
    LOG,
    Cluster,
    Enrolled,
    RegisterUnderTest,
    Teller,
    administrators,
    an_app,
    possession,
    today,
)
from tests.samples import a_body

WHOLE = Allowance(verbs=FILES[Role.LENDER])


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251


@pytest.fixture(scope="module")
def bank_with_a_key(register: RegisterUnderTest) -> Enrolled:
    return register.enrol("示例银行")


def another_system(of: Enrolled, name: str = "another") -> Enrolled:
    return replace(of, client=f"{of.client}-{name}", key=generate_client_key())


def paper_of(register: RegisterUnderTest, of: Enrolled, *by: str, **changes) -> Paper:
    filing = register.key_of(of, **({"allowance": WHOLE} | changes))
    paper = proposed(filing, register=LOG, at=now())
    for name in by:
        paper = approved(paper, ADMINISTRATORS[name])
    return paper


class TestAFirstKey:
    def entered(self, register, paper):
        return enter(register.desk, register.store, paper=paper)

    def test_is_entered_when_two_administrators_have_signed(self, register, bank_with_a_key):
        system = another_system(bank_with_a_key, "two")
        filed = self.entered(register, paper_of(register, system, "first", "second"))
        assert filed.entry.evidence.kind is EvidenceKind.TWO_PERSON
        assert Signers(register.store, register=LOG).signer(system.key.key_id).by.client == system.client

    @pytest.mark.parametrize("by", [(), ("first",), ("first", "first")])
    def test_is_not_entered_by_fewer(self, register, bank_with_a_key, by):
        with pytest.raises(NotApproved):
            self.entered(register, paper_of(register, another_system(bank_with_a_key), *by))

    def test_is_not_entered_by_one_with_two_keys(self, register, bank_with_a_key):
        key = generate_client_key()
        spare = Administrator(name="first", key_id=key.key_id, jwk=key.public.jwk)
        register.administer(EnrolAdministrators(administrators=(spare,)))
        with pytest.raises(NotApproved):
            self.entered(register, approved(paper_of(register, another_system(bank_with_a_key), "first"), key))

    def test_is_not_entered_by_whoever_signs_for_another(self, register, bank_with_a_key):
        paper = paper_of(register, another_system(bank_with_a_key), "first")
        forged = Approval(ADMINISTRATORS["second"].key_id, ADMINISTRATORS["first"].sign(paper.proposal.base()))
        with pytest.raises(NotApproved):
            self.entered(register, replace(paper, approvals=(*paper.approvals, forged)))

    def test_is_not_entered_by_a_stranger(self, register, bank_with_a_key):
        paper = paper_of(register, another_system(bank_with_a_key), "first")
        with pytest.raises(NotApproved):
            self.entered(register, approved(paper, generate_client_key()))

    def test_is_the_one_that_was_signed(self, register, bank_with_a_key):
        paper = paper_of(register, another_system(bank_with_a_key), "first", "second")
        other = register.key_of(another_system(bank_with_a_key, "swapped"), allowance=WHOLE)
        for changed in ({"filing": canon.plain(other)}, {"register": "log.other.test"}, {"at": now()}):
            named = {"proposed_at" if name == "at" else name: value for name, value in changed.items()}
            with pytest.raises((NotApproved, KeyNotHeld)):
                self.entered(register, replace(paper, proposal=replace(paper.proposal, **named)))

    def test_is_entered_once(self, register, bank_with_a_key):
        further = replace(bank_with_a_key, key=generate_client_key())
        paper = paper_of(register, further, "first", "second", allowance=None)
        filed = self.entered(register, paper)
        with pytest.raises(AlreadyEnrolled):
            self.entered(register, paper)
        register.administer(RevokeKey(key_id=filed.entry.filing["key_id"], reason="test"))
        with pytest.raises(AlreadyEnrolled):
            self.entered(register, paper)

    def test_is_entered_within_a_week(self, register, bank_with_a_key):
        filing = register.key_of(another_system(bank_with_a_key), allowance=WHOLE)
        paper = proposed(filing, register=LOG, at=now() - timedelta(days=8))
        for name in ("first", "second"):
            paper = approved(paper, ADMINISTRATORS[name])
        with pytest.raises(NotApproved):
            self.entered(register, paper)

    @pytest.mark.parametrize("changes", [{"uscc": "91500000MA60000161"}, {"client": "another"}])
    def test_is_shown_to_be_held_for_this_client_of_this_institution(self, register, bank_with_a_key, changes):
        system = another_system(bank_with_a_key)
        shown = possession(system.key, **({"uscc": system.uscc, "client": system.client} | changes))
        with pytest.raises(KeyNotHeld):
            self.entered(register, paper_of(register, system, "first", "second", possession=shown))

    def test_is_held_by_who_asks(self, register, bank_with_a_key):
        """Whoever has seen a public key cannot have it enrolled as his own."""
        system, seen = another_system(bank_with_a_key), generate_client_key()
        named = {"key_id": seen.key_id, "jwk": seen.public_jwk}
        with pytest.raises(KeyNotHeld):
            self.entered(register, paper_of(register, system, "first", "second", **named))

    def test_is_the_key_it_is_called(self, register, bank_with_a_key):
        system = another_system(bank_with_a_key)
        with pytest.raises(KeyNotHeld):
            self.entered(register, paper_of(register, system, "first", "second", key_id="another"))


class TestAnAdministrator:
    def test_who_came_approves_and_who_went_does_not(self, register, bank_with_a_key):
        key = generate_client_key()
        comes = Administrator(name="fourth", key_id=key.key_id, jwk=key.public.jwk)
        register.administer(EnrolAdministrators(administrators=(comes,)))
        paper = approved(paper_of(register, another_system(bank_with_a_key, "fourth"), "first"), key)
        assert enter(register.desk, register.store, paper=paper)
        register.administer(RevokeAdministrator(key_id=key.key_id, reason="left"))
        late = approved(paper_of(register, another_system(bank_with_a_key, "late"), "first"), key)
        with pytest.raises(NotApproved):
            enter(register.desk, register.store, paper=late)

    def test_who_is_none_cannot_be_dismissed(self, register):
        with pytest.raises(UnknownRegistration):
            register.administer(RevokeAdministrator(key_id="nobody", reason="left"))

    def test_enters_nothing_on_the_register_s_own_word(self, register, bank_with_a_key):
        system = another_system(bank_with_a_key)
        for filing in (
            register.key_of(system, allowance=WHOLE),
            RevokeKey(key_id=bank_with_a_key.key.key_id, reason="test"),
            EnrolAdministrators(administrators=administrators("first")),
        ):
            with pytest.raises(NotApproved):
                register.desk.file(filing, JOB)


@pytest.fixture(scope="module")
def forced(cluster: Cluster) -> Iterator[RegisterUnderTest]:
    """A register in which things are entered that nobody may enter: no audit of it is clean."""
    made = cluster.new_register("forced")
    yield made
    made.close()


def by_one(filing: EnrolKey, *by: str, signature: bytes | None = None) -> Submitted:
    """What one administrator alone, or somebody who has no key of theirs, can put beside an entry."""
    paper = proposed(filing, register=LOG, at=now())
    for name in by:
        paper = approved(paper, ADMINISTRATORS[name])
    approvals = tuple(
        Approval(ADMINISTRATORS[name].key_id, signature or ADMINISTRATORS[name].sign(paper.proposal.base()))
        for name in by
    )
    evidence = Evidence(kind=EvidenceKind.TWO_PERSON, base=paper.proposal.base(), approvals=approvals)
    return Submitted(by=JOB.by, evidence=evidence)


FORCED = {
    "the register's own word": lambda filing: (filing, JOB),
    "one administrator": lambda filing: (filing, by_one(filing, "first")),
    "one administrator twice": lambda filing: (filing, by_one(filing, "first", "first")),
    "signatures that nobody made": lambda filing: (filing, by_one(filing, "first", "second", signature=b"x" * 64)),
    "an approval of another key": lambda filing: (
        filing, by_one(replace(filing, client="another"), "first", "second"),
    ),
    "two administrators, without a letter": lambda filing: (
        replace(filing, letter=None), by_one(replace(filing, letter=None), "first", "second"),
    ),
    "two administrators, of a key that nobody shows": lambda filing: (
        replace(filing, possession="x.y.z"), by_one(replace(filing, possession="x.y.z"), "first", "second"),
    ),
}  # fmt: skip


class TestAKeyEnteredByForce:
    """Entry, evidence, commitment and row fit each other: everything that needs no administrator's key is there."""

    @pytest.mark.parametrize("way", FORCED)
    def test_is_named_by_the_audit_and_files_nothing(self, forced, monkeypatch, way):
        system = another_system(forced.enrol("被冒用的银行"), "forced")
        filing, submitted = FORCED[way](forced.key_of(system, allowance=WHOLE))
        monkeypatch.setattr(file, "require_approved", lambda *_, **__: None)
        monkeypatch.setattr(EnrolKey, "decide", lambda *_: Decision(decided={}))
        made = forced.desk.file(filing, submitted)
        monkeypatch.undo()

        assert [each.what for each in forced.audit() if each.where == f"entry {made.entry.id}"]
        self.is_not_believed(forced, system)

    def is_not_believed(self, register, system):
        with an_app(register.settings()) as app:
            thief = Teller(register, system, app=app)
            assert thief.register(a_body(today=today())).status_code == 401
            assert thief.ask_token().status_code == 401

    def test_as_a_row_alone_is_named_and_files_nothing(self, forced):
        victim = forced.enrol("另一被冒用的银行")
        system = replace(victim, key=generate_client_key())
        copied = "SELECT :key, client, institution, role, :jwk, recorded_from, recorded_until, entry FROM client_key"
        with forced.superuser().connect() as owner:
            owner.execute(
                sa.text(f"INSERT INTO client_key {copied} WHERE key_id = :of"),
                {"key": system.key.key_id, "jwk": canon.dumps(system.key.public_jwk).decode(), "of": victim.key.key_id},
            )
        assert [each for each in forced.audit() if each.where == f"client_key {system.key.key_id}"]
        self.is_not_believed(forced, system)

    def test_in_the_name_of_another_client_files_nothing(self, forced):
        """A thief's own key, honestly enrolled, whose row says that it is the victim's."""
        victim, thief = forced.enrol("银行甲"), forced.enrol("银行乙")
        change = "UPDATE client_key SET client = :client, institution = :institution WHERE key_id = :key"
        with forced.superuser().connect() as owner:
            owner.exec_driver_sql("SET session_replication_role = replica")
            owner.execute(
                sa.text(change),
                {"client": victim.client, "institution": victim.institution, "key": thief.key.key_id},
            )
        self.is_not_believed(forced, replace(victim, key=thief.key))

    def test_by_administrators_entered_by_force_files_nothing(self, forced, monkeypatch):
        keys = {name: generate_client_key() for name in ("usurper", "accomplice")}
        usurpers = tuple(Administrator(name=name, key_id=key.key_id, jwk=key.public.jwk) for name, key in keys.items())
        monkeypatch.setattr(file, "require_approved", lambda *_, **__: None)
        coup = forced.desk.file(EnrolAdministrators(administrators=usurpers), JOB)
        system = another_system(forced.enrol("第三被冒用的银行"), "usurped")
        filing = forced.key_of(system, allowance=WHOLE)
        paper = proposed(filing, register=LOG, at=now())
        base = paper.proposal.base()
        approvals = tuple(Approval(key.key_id, key.sign(base)) for key in keys.values())
        evidence = Evidence(kind=EvidenceKind.TWO_PERSON, base=base, approvals=approvals)
        made = forced.desk.file(filing, Submitted(by=JOB.by, evidence=evidence))
        monkeypatch.undo()
        named = {each.where for each in forced.audit()}
        assert {f"entry {coup.entry.id}", f"entry {made.entry.id}"} <= named
        self.is_not_believed(forced, system)


@pytest.fixture
def former(cluster: Cluster) -> Iterator[RegisterUnderTest]:
    """Begun by a release that knew no administrators."""
    cluster.new_database("former")
    made = RegisterUnderTest(cluster, "former")
    made.desk.file(Genesis(issuer=ISSUER, origin=LOG, livemode=False), JOB)
    made.settle()
    yield made
    made.close()


class TestAKeyEnteredInAClientsName:
    """Whoever has the database has every signature that the client ever made, and none of them is for this key."""

    @pytest.mark.parametrize("path", ["/v1/registrations", "/v1/client-keys"])
    @pytest.mark.parametrize("says", ["another key", "this key"])
    def test_under_a_signature_of_another_request_is_named_and_files_nothing(self, forced, monkeypatch, path, says):
        victim = Lender(forced, f"被借名的银行{path}{says}")
        key = generate_client_key()
        named = generate_client_key() if says == "another key" or path != "/v1/client-keys" else key
        body = canon.dumps({"jwk": named.public_jwk, "possession": "x"})
        filing = forced.key_of(
            victim.enrolled, key=key, letter=None, request=canon.dumps({"jwk": key.public_jwk, "possession": "x"})
        )
        submitted = replace(victim.submitted(body, path=path), request=b"", idempotency_key=None)
        made = forced.desk.file(filing, submitted)
        found = [each.what for each in forced.audit() if each.where == f"entry {made.entry.id}"]
        honest = (path, says) == ("/v1/client-keys", "this key")
        assert bool(found) is not honest, found
        with an_app(forced.settings()) as app:
            thief = Teller(forced, replace(victim.enrolled, key=key), app=app)
            assert (thief.register(a_body(today=today())).status_code == 201) is honest

    def test_revoked_under_a_signature_of_another_request_is_named(self, forced):
        victim = Lender(forced, "被代为注销的银行")
        made = forced.desk.file(RevokeKey(key_id=victim.enrolled.key.key_id, reason="forced"), victim.submitted())
        assert [each.what for each in forced.audit() if each.where == f"entry {made.entry.id}"]


class TestARegisterFromBeforeThereWereAdministrators:
    def test_goes_on_and_its_keys_count(self, former, monkeypatch):
        """As the release before entered them: on the register's own word, without a letter, a proof or an allowance."""
        system = Enrolled(
            name="老银行", uscc="91500000MA60000161", institution="", client="old", key=generate_client_key()
        )
        filing = EnrolKey(
            institution="inst_old", client="old", role="lender", key_id=system.key.key_id, jwk=system.key.public_jwk
        )
        monkeypatch.setattr(file, "require_approved", lambda *_, **__: None)
        monkeypatch.setattr(file, "_check", lambda _: None)
        monkeypatch.setattr(EnrolKey, "decide", lambda *_: Decision(decided={}))
        former.desk.file(filing, JOB)
        monkeypatch.undo()
        assert former.audit() == []
        assert Signers(former.store, register=LOG).signer(system.key.key_id).by.client == "old"

        with pytest.raises(NotApproved):
            former.desk.file(RevokeKey(key_id=system.key.key_id, reason="test"), JOB)
        former.desk.file(EnrolAdministrators(administrators=administrators()), JOB)
        with pytest.raises(NotApproved):
            former.desk.file(EnrolAdministrators(administrators=administrators()), JOB)
        assert former.audit() == []
        assert Signers(former.store, register=LOG).signer(system.key.key_id).by.client == "old"
        former.administer(RevokeKey(key_id=system.key.key_id, reason="test"))
        assert former.audit() == []
