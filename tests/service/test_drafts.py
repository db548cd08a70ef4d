"""A filing that one person prepares and another enters: what each may, and what is left of it."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from registry.domain import canon
from registry.domain.drafts.approval import Assertion, read_approved
from registry.domain.drafts.draft import COUNTER, STANDS_FOR, DraftState, Paper, Seen
from registry.domain.drafts.entering import Entering
from registry.domain.drafts.procedures import PROCEDURES
from registry.domain.drafts.refusals import (
    AboveApprovalLimit,
    DraftMoved,
    MakerGone,
    NotEnrolledHere,
    PasskeyRequired,
    SecondPersonNeeded,
    UnknownDraft,
)
from registry.domain.errors import CreditorIsNotTheFiler, InvalidParticulars, NotPermitted, UnknownRegistration
from registry.domain.evidence import EvidenceKind
from registry.domain.lifecycle import Verb
from registry.domain.measures import Money
from registry.domain.party import InstitutionType
from registry.domain.people.roles import PersonRole
from registry.jobs import forget
from registry.paper.sheet import Row
from registry.schemas.drafted import FORMS, filing_of, target_of
from registry.schemas.sheets.facts import head
from registry.service import drafts
from registry.service.people.entering import disable
from registry.service.two_persons import end_draft
from registry.signing.errors import SealBroken
from registry.signing.jws import read_compact
from registry.store.draft_rows import Change
from registry.store.drafts import changing, within
from registry.store.people import changing as changing_people
from registry.store.reads import drafts as read
from tests.drafts import PAPER, Counter, earlier, spelled
from tests.lender import store_as
from tests.people import Somebody, Staff
from tests.register import Enrolled, RegisterUnderTest
from tests.samples import a_receipt_body
from tests.service.test_people import HALF_A_YEAR, waited_for


@pytest.fixture(scope="module")
def counter(register: RegisterUnderTest) -> Counter:
    return Counter(register, Staff(register, earlier()))


@pytest.fixture(scope="module")
def bank(register: RegisterUnderTest) -> Enrolled:
    return register.enrol("示例银行")


@pytest.fixture(scope="module")
def court(register: RegisterUnderTest) -> Enrolled:
    return register.enrol("示例法院", kind=InstitutionType.COURT)


@pytest.fixture(scope="module")
def clerk(counter: Counter) -> Somebody:
    return counter.somebody(PersonRole.CLERK)


@pytest.fixture(scope="module")
def registrar(counter: Counter) -> Somebody:
    return counter.somebody(PersonRole.REGISTRAR)


def of_the_bank(counter: Counter, bank: Enrolled, *roles: PersonRole) -> Somebody:
    return counter.somebody(*roles, identifier=bank.uscc)


@pytest.fixture
def waiting(counter, bank, clerk):
    """A draft of a clerk's that waits for a second person."""
    return counter.waiting(clerk, counter.wanted(bank))


class TestAtTheCounter:
    def test_what_a_clerk_prepared_a_registrar_enters_in_the_creditors_name(self, counter, bank, clerk, registrar):
        made = counter.enter(counter.waiting(clerk, counter.wanted(bank)), registrar).entry
        assert (made.by.institution, made.by.client, made.by.role) == (bank.institution, clerk.person.id, "lender")
        assert made.evidence.kind is EvidenceKind.COUNTER
        assert made.filing["secured_creditor"]["name"] == bank.name

    def test_another_clerk_enters_it_too(self, counter, waiting):
        assert counter.enter(waiting, counter.somebody(PersonRole.CLERK)).entry.registration

    def test_the_evidence_names_the_paper_and_both_persons(self, counter, register, waiting, clerk, registrar):
        filed = counter.enter(waiting, registrar)
        (row,) = register.rows("SELECT base, approvals FROM evidence WHERE entry = :id", id=filed.entry.id)
        said = read_approved(bytes(row["base"]))
        assert (said.maker, said.checker, said.paper) == (clerk.person.id, registrar.person.id, PAPER)
        assert (said.draft, said.at, said.target) == (waiting.id, filed.entry.at, "/v1/registrations")
        named = [(each["key_id"], each["signature"]) for each in json.loads(row["approvals"])]
        assert named == [(clerk.person.id, ""), (registrar.person.id, "")]

    def test_the_creditors_own_registration_is_discharged_and_nobody_elses(
        self, counter, register, bank, clerk, registrar
    ):
        number = str(counter.enter(counter.waiting(clerk, counter.wanted(bank)), registrar).entry.registration)
        ended = {
            "verb": Verb.DISCHARGE,
            "target": target_of(Verb.DISCHARGE, number),
            "body": spelled({"reason": "waived"}),
            "based_on": 1,
        }
        others = counter.wanted(register.enrol("另一银行"), **ended)
        with pytest.raises(UnknownRegistration):
            counter.enter(counter.waiting(clerk, others), registrar)
        made = counter.enter(counter.waiting(clerk, counter.wanted(bank, **ended)), registrar).entry
        assert (made.verb, made.registration, made.by.institution) == (Verb.DISCHARGE, number, bank.institution)

    def test_a_paper_is_needed(self, counter, bank, clerk, register):
        draft = counter.written(clerk, counter.wanted(bank, paper=None))
        with pytest.raises(InvalidParticulars) as refused:
            drafts.submit(register.store, by=clerk.person, seen=draft.seen, at=counter.at())
        assert [fault.pointer for fault in refused.value.faults] == ["/paper/sha256"]

    @pytest.mark.parametrize("behalf", ["91500000000000000X", None])
    def test_a_creditor_who_is_not_enrolled_is_told_so(self, counter, register, bank, clerk, behalf):
        draft = counter.written(clerk, counter.wanted(bank, behalf=behalf))
        with pytest.raises(NotEnrolledHere):
            drafts.submit(register.store, by=clerk.person, seen=draft.seen, at=counter.at())

    def test_a_creditor_who_is_no_lender_is_told_so(self, counter, register, bank, court, clerk):
        draft = counter.written(clerk, counter.wanted(bank, behalf=court.uscc))
        with pytest.raises(NotEnrolledHere):
            drafts.submit(register.store, by=clerk.person, seen=draft.seen, at=counter.at())

    def test_it_is_filed_for_the_creditor_it_names(self, counter, register, bank, clerk, registrar):
        draft = counter.waiting(clerk, counter.wanted(bank, behalf=register.enrol("不相干的银行").uscc))
        with pytest.raises(CreditorIsNotTheFiler):
            counter.enter(draft, registrar)

    def test_it_is_shown_what_it_would_become(self, counter, register, waiting):
        made = drafts.rehearsed(register.desk, filing_of(waiting.wanted), draft=waiting).entry
        assert (made.verb, made.by.client) == (Verb.REGISTER, waiting.maker)
        assert made.decided["findings"]
        assert counter.seen(waiting.id, counter.staff.system).state is DraftState.WAITING


class TestACourtsPaper:
    def test_is_entered_by_two_registrars_under_its_number(self, counter, court, registrar, register):
        other = counter.somebody(PersonRole.REGISTRAR)
        filed = counter.enter(counter.waiting(registrar, counter.order(court)), other)
        assert filed.entry.evidence.kind is EvidenceKind.COURT_DOCUMENT
        assert filed.entry.by.institution == court.institution
        (row,) = register.rows("SELECT base FROM evidence WHERE entry = :id", id=filed.entry.id)
        assert read_approved(bytes(row["base"])).paper.number == "（2026）渝0233执123号之一"

    def test_is_not_entered_by_a_clerk(self, counter, court, registrar, clerk):
        with pytest.raises(SecondPersonNeeded):
            counter.enter(counter.waiting(registrar, counter.order(court)), clerk)
        with pytest.raises(SecondPersonNeeded):
            counter.hand_back(counter.waiting(registrar, counter.order(court)), clerk)
        with pytest.raises(NotPermitted):
            counter.written(clerk, counter.order(court))

    def test_without_a_number_does_not_wait(self, counter, register, court, registrar):
        draft = counter.written(registrar, counter.order(court, paper=Paper(sha256=PAPER.sha256)))
        with pytest.raises(InvalidParticulars) as refused:
            drafts.submit(register.store, by=registrar.person, seen=draft.seen, at=counter.at())
        assert [fault.pointer for fault in refused.value.faults] == ["/paper/number"]

    def test_is_entered_by_the_court_s_own_two_as_well(self, counter, court):
        maker, checker = (
            counter.somebody(role, identifier=court.uscc) for role in (PersonRole.MAKER, PersonRole.CHECKER)
        )
        made = counter.enter(counter.waiting(maker, counter.order(court, behalf=None)), checker).entry
        assert (made.by.institution, made.evidence.kind) == (court.institution, EvidenceKind.COURT_DOCUMENT)


@pytest.fixture(scope="module")
def two(counter: Counter, bank: Enrolled) -> list[Somebody]:
    """A maker and a checker of the bank's."""
    return [of_the_bank(counter, bank, role) for role in (PersonRole.MAKER, PersonRole.CHECKER)]


class TestABanksDraft:
    def test_is_not_entered_without_a_passkey(self, counter, bank, two):
        maker, checker = two
        draft = counter.waiting(maker, counter.wanted(bank, behalf=None, paper=None))
        with pytest.raises(PasskeyRequired):
            counter.enter(draft, checker)

    def test_is_not_entered_by_a_passkey_over_another_text(self, counter, register, bank, two):
        maker, checker = two
        draft = counter.waiting(maker, counter.wanted(bank, behalf=None, paper=None))
        other = counter.waiting(maker, counter.wanted(bank, behalf=None, paper=None))
        base = drafts.to_be_signed(register.desk, other, second=checker.person, at=counter.at())
        for signed in (base, b"{}"):
            with pytest.raises(PasskeyRequired):
                counter.enter(draft, checker, assertion=Assertion(base=signed, key_id="a key", signature=b"signed"))

    def test_is_not_the_counters_nor_a_rival_banks(self, counter, register, bank, two):
        maker, _ = two
        draft = counter.waiting(maker, counter.wanted(bank, behalf=None))
        rival = of_the_bank(counter, register.enrol("又一银行"), PersonRole.CHECKER)
        registrar = counter.somebody(PersonRole.REGISTRAR)
        for other in (registrar, rival):
            with pytest.raises(UnknownDraft):
                counter.seen(draft.id, other)
            with pytest.raises(UnknownDraft):
                counter.hand_back(draft, other)
            with pytest.raises(UnknownDraft):
                counter.enter(draft, other)

    def test_is_written_by_a_maker_alone(self, counter, bank, two):
        _, checker = two
        with pytest.raises(NotPermitted):
            counter.written(checker, counter.wanted(bank))


class TestTheSecondPerson:
    def test_is_never_the_maker_whatever_his_roles(self, counter, bank, register):
        both = counter.somebody(PersonRole.CLERK, PersonRole.REGISTRAR)
        draft = counter.waiting(both, counter.wanted(bank))
        with pytest.raises(SecondPersonNeeded):
            counter.enter(draft, both)
        with pytest.raises(SecondPersonNeeded):
            counter.hand_back(draft, both)

    def test_stands_still_when_it_is_entered(self, counter, register, waiting):
        leaving = counter.somebody(PersonRole.REGISTRAR)
        disable(register.store, login=leaving.login, by=counter.staff.security.person, at=counter.at())
        with pytest.raises(SecondPersonNeeded):
            counter.enter(waiting, leaving)

    def test_enters_nothing_of_a_maker_who_is_gone(self, counter, register, bank, registrar):
        leaving = counter.somebody(PersonRole.CLERK)
        draft = counter.waiting(leaving, counter.wanted(bank))
        disable(register.store, login=leaving.login, by=counter.staff.security.person, at=counter.at())
        with pytest.raises(MakerGone):
            counter.enter(draft, registrar)

    def test_who_is_being_disabled_meanwhile_is_waited_for(self, counter, register, waiting):
        leaving = counter.somebody(PersonRole.REGISTRAR)
        with ThreadPoolExecutor(1) as other:
            with changing_people(register.store) as people:
                people.disable(people.standing(leaving.login), by="per_security", at=counter.at())
                entering = other.submit(lambda: counter.enter(waiting, leaving).entry.id)
                waited_for(entering, register)
            with pytest.raises(SecondPersonNeeded):
                entering.result()

    def test_enters_up_to_his_limit(self, counter, bank, waiting):
        low, high = (counter.somebody(PersonRole.REGISTRAR, ceiling=Money(yuan * 100)) for yuan in (499_999, 500_000))
        with pytest.raises(AboveApprovalLimit):
            counter.enter(waiting, low)
        assert counter.enter(waiting, high).entry.registration

    def test_enters_it_once_however_many_there_are(self, counter, bank, clerk, register):
        seconds = [counter.somebody(PersonRole.REGISTRAR) for _ in range(2)]
        for _ in range(5):
            draft, start = counter.waiting(clerk, counter.wanted(bank)), threading.Barrier(2)

            def enters(second, *, draft=draft, start=start):
                start.wait()
                try:
                    return counter.enter(draft, second).entry.id
                except DraftMoved:
                    return None

            with ThreadPoolExecutor(2) as both:
                entered = [each for each in both.map(enters, seconds) if each]
            assert len(entered) == 1
            assert register.rows("SELECT entry FROM draft WHERE id = :id", id=draft.id) == [{"entry": entered[0]}]

    def test_enters_nothing_where_the_draft_is_not_there_any_more(self, counter, register, waiting, clerk, registrar):
        counter.withdraw(waiting, clerk)
        with pytest.raises(DraftMoved):
            counter.enter(waiting, registrar)


class TestADraft:
    def test_says_why_it_was_handed_back_and_goes_again(self, counter, bank, clerk, registrar):
        register, waiting = counter.register, counter.waiting(clerk, counter.wanted(bank))
        returned = counter.hand_back(waiting, registrar, reason="面积与合同不符")
        assert (returned.state, returned.reason, returned.second) == (
            DraftState.RETURNED, "面积与合同不符", registrar.person.id,
        )  # fmt: skip
        given = {"by": clerk.person, "seen": returned.seen, "at": counter.at()}
        drafts.revise(register.store, register.authority, wanted=counter.wanted(bank), **given)
        revised = counter.seen(waiting.id, clerk)
        assert (revised.state, revised.reason) == (DraftState.WRITTEN, None)
        drafts.submit(register.store, by=clerk.person, seen=revised.seen, at=counter.at())
        assert counter.enter(counter.seen(waiting.id, clerk), registrar).entry.registration

    def test_is_not_handed_back_without_a_reason(self, counter, waiting, registrar):
        for reason in ("", "  ", "x" * 501):
            with pytest.raises(InvalidParticulars):
                counter.hand_back(waiting, registrar, reason=reason)

    def test_keeps_who_did_what_and_when(self, counter, register, waiting, clerk, registrar):
        counter.enter(waiting, registrar)
        steps = read.steps(register.store, waiting.id, institution=COUNTER)
        assert [(step["state"], step["by"]) for step in steps] == [
            ("written", clerk.person.id), ("waiting", clerk.person.id), ("entered", registrar.person.id),
        ]  # fmt: skip

    def test_is_not_overwritten_by_whoever_saw_an_earlier_one(self, counter, register, waiting, clerk, registrar):
        stale = Seen(waiting.id, waiting.version - 1)
        with pytest.raises(DraftMoved):
            drafts.withdraw(register.store, by=clerk.person.id, institution=COUNTER, seen=stale, at=counter.at())
        with pytest.raises(DraftMoved):
            counter.enter(replace(waiting, version=1), registrar)

    def test_is_changed_by_its_maker_alone(self, counter, register, waiting):
        other = counter.somebody(PersonRole.CLERK)
        with pytest.raises(UnknownDraft):
            counter.withdraw(waiting, other)

    def test_is_sealed_and_forgotten_once_it_has_ended(self, counter, register, clerk, registrar, bank):
        entered, withdrawn = (counter.waiting(clerk, counter.wanted(bank)) for _ in range(2))
        (before,) = register.rows("SELECT sealed FROM draft WHERE id = :id", id=entered.id)
        assert bank.name.encode() not in bytes(before["sealed"])
        counter.enter(entered, registrar)
        counter.withdraw(withdrawn, clerk)
        for draft in (entered, withdrawn):
            assert register.rows("SELECT sealed FROM draft WHERE id = :id", id=draft.id) == [{"sealed": None}]
            assert counter.seen(draft.id, clerk).wanted.body == b""

    def test_expires_after_thirty_days_and_is_then_forgotten(self, counter, register, waiting, clerk, registrar):
        late = counter.at() + STANDS_FOR
        assert counter.seen(waiting.id, clerk).state_at(late) is DraftState.EXPIRED
        with pytest.raises(DraftMoved):
            drafts.withdraw(register.store, by=clerk.person.id, institution=COUNTER, seen=waiting.seen, at=late)
        with store_as(register, "registry_sequencer") as worker:
            assert forget.run(worker, late + STANDS_FOR, keep=HALF_A_YEAR) > 0
        assert register.rows("SELECT 1 FROM draft WHERE id = :id AND sealed IS NOT NULL", id=waiting.id) == []

    def test_sealed_as_another_does_not_open(self, counter, register, waiting, clerk, bank):
        other = counter.waiting(clerk, counter.wanted(bank))
        with register.superuser().begin() as owner:
            owner.exec_driver_sql("SET session_replication_role = replica")
            owner.execute(
                sa.text("UPDATE draft SET sealed = o.sealed FROM draft o WHERE o.id = :other AND draft.id = :id"),
                {"other": other.id, "id": waiting.id},
            )
        with pytest.raises(SealBroken):
            counter.seen(waiting.id, clerk)

    def test_of_every_verb_has_a_form(self):
        assert {verb for (_, verb), procedure in PROCEDURES.items() if procedure.takes_two} == set(FORMS)


class TestAnotherInstitutionsDrafts:
    """The wall is the database's: a query that forgets its WHERE finds none of them."""

    def everything(self, register, institution):
        with within(register.store, institution=institution) as connection:
            found = connection.execute(sa.text("SELECT institution FROM draft")).scalars().all()
            return [*found, *connection.execute(sa.text("SELECT institution FROM draft_step")).scalars()]

    def test_are_not_there_even_without_a_condition(self, counter, register, bank, waiting):
        counter.written(of_the_bank(counter, bank, PersonRole.MAKER), counter.wanted(bank))
        assert set(self.everything(register, COUNTER)) == {COUNTER}
        assert set(self.everything(register, bank.institution)) == {bank.institution}

    def test_are_not_there_for_a_transaction_that_says_nothing(self, register, waiting):
        with register.store.engine.begin() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM draft")).scalar_one() == 0
        with register.store.reading() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM draft_step")).scalar_one() == 0

    def test_are_seen_no_longer_than_the_transaction(self, register, waiting):
        self.everything(register, COUNTER)
        self.test_are_not_there_for_a_transaction_that_says_nothing(register, waiting)

    def test_are_not_written_in_its_name(self, counter, register, bank, clerk, waiting):
        body = drafts.sealed(register.authority, drafts.Contents(body=b"{}"), draft="dft_x")
        theirs = replace(waiting, id="dft_x", institution=bank.institution)
        with pytest.raises(RuntimeError), changing(register.store, institution=COUNTER) as own:
            own.write(theirs, body)

    def test_are_not_shown_to_the_auditor_in_what_they_say(self, register, waiting):
        with store_as(register, "registry_auditor") as auditor, auditor.engine.begin() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM draft WHERE id = :id"), {"id": waiting.id}).scalar()
            with pytest.raises(sa.exc.ProgrammingError):
                connection.execute(sa.text("SELECT sealed FROM draft"))


class TestTheStatementThatChangesADraft:
    """Each rests on what it says of the row itself, whatever was asked before."""

    def change(self, draft, to, *, by, counter):
        return Change(seen=draft.seen, by=by, to=to, at=counter.at())

    def test_of_a_second_person_takes_none_of_the_makers_own(self, counter, register, waiting, clerk):
        body = drafts.sealed(register.authority, drafts.Contents(body=b""), draft=waiting.id)
        mine = self.change(waiting, DraftState.RETURNED, by=clerk.person.id, counter=counter)
        with changing(register.store, institution=COUNTER) as own:
            assert not own.hand_back(mine, sealed=body, until=counter.at())

    def test_of_its_maker_takes_nobody_elses(self, counter, register, waiting, registrar):
        theirs = self.change(waiting, DraftState.WITHDRAWN, by=registrar.person.id, counter=counter)
        with changing(register.store, institution=COUNTER) as own:
            assert not own.withdraw(theirs)

    def test_takes_no_other_version(self, counter, register, waiting, clerk):
        stale = Change(seen=Seen(waiting.id, 1), by=clerk.person.id, to=DraftState.WITHDRAWN, at=counter.at())
        with changing(register.store, institution=COUNTER) as own:
            assert not own.withdraw(stale)

    def test_enters_only_what_waits(self, counter, register, bank, clerk, registrar):
        draft = counter.written(clerk, counter.wanted(bank, a_receipt_body()))
        change = self.change(draft, DraftState.ENTERED, by=registrar.person.id, counter=counter)
        entering = Entering(
            draft=draft, procedure=drafts.procedure_for(register.store, draft), second=registrar.person.id
        )
        for attempt in register.store.attempts():
            with attempt as one:
                one.lock_with(entering, ["x"])
                entered = one.enter_draft(change, entry="evt_x")
        assert not entered


def test_an_entry_is_taken_back_where_its_draft_did_not_wait(counter, register, bank, clerk, registrar):
    made = counter.enter(counter.waiting(clerk, counter.wanted(bank)), registrar).entry
    draft = counter.written(clerk, counter.wanted(bank))
    procedure = drafts.procedure_for(register.store, draft)
    entering = Entering(draft=draft, procedure=procedure, second=registrar.person.id)
    with pytest.raises(DraftMoved):
        for attempt in register.store.attempts():
            with attempt as one:
                one.lock_with(entering, ["x"])
                end_draft(one, entering, entry=made)


@pytest.mark.parametrize(
    ("kind", "said"), [("counter", ("柜台办理", "at the counter")), ("court_document", ("法院文书", "court document"))]
)
def test_a_certificate_says_how_it_was_filed_and_calls_only_signatures_undeniable(counter, court, bank, kind, said):
    registrar = counter.somebody(PersonRole.REGISTRAR)
    other = counter.somebody(PersonRole.REGISTRAR)
    wanted = counter.wanted(bank) if kind == "counter" else counter.order(court)
    filed = counter.enter(counter.waiting(registrar, wanted), other)
    contents = canon.loads(read_compact(str(filed.jws)).payload)
    (row,) = [each for each in head(contents).lines if isinstance(each, Row) and each.label.zh == "申报依据"]
    assert contents["evidence"] == kind
    assert (row.value, row.gloss) == said
