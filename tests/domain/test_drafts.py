"""What waits for a second person: who prepares it, who enters it, and what may become of it meanwhile."""

from datetime import timedelta
from itertools import product

import pytest

from registry.domain.access import FILES, ROLES_OF, Role
from registry.domain.drafts.draft import (
    COUNTER,
    OF_A_SECOND,
    STANDS_FOR,
    TRANSITIONS,
    Act,
    Draft,
    DraftState,
    Paper,
    Seen,
    Wanted,
    after,
    draft_id,
    known_id,
    require_as_seen,
)
from registry.domain.drafts.entering import (
    Assignment,
    Attendance,
    Entering,
    require_attended,
    require_within_limit,
)
from registry.domain.drafts.procedures import PROCEDURES, paper_faults, procedure_of, procedures_for
from registry.domain.drafts.refusals import (
    AboveApprovalLimit,
    DraftMoved,
    MakerGone,
    NotEnrolledHere,
    PasskeyRequired,
    SecondPersonNeeded,
    UnknownDraft,
)
from registry.domain.errors import NotPermitted
from registry.domain.evidence import UNDENIABLE, EvidenceKind
from registry.domain.lifecycle import Verb
from registry.domain.measures import Currency, Money
from registry.domain.party import InstitutionType
from registry.domain.people.roles import ROLES_OF_PEOPLE, PersonRole
from tests.enrolments import PASSKEY_ENDED
from tests.samples import NOON, a_standing

MOMENT = timedelta(microseconds=1)
CLERK, REGISTRAR, MAKER, CHECKER = "per_clerk", "per_registrar", "per_maker", "per_checker"
DIGEST = "a1" * 32
PAPER, ORDER = Paper(sha256=DIGEST), Paper(sha256=DIGEST, number="（2026）渝0233执123号之一")
A_BANK = InstitutionType.FINANCIAL_INSTITUTION


def a_wish(**changes):
    given = {"verb": Verb.REGISTER, "target": "/v1/registrations", "body": b'{"as": "written"}', "paper": PAPER}
    return Wanted(**(given | changes))


def a_waiting_draft(**changes):
    given = {
        "id": "dft_01a20169-2e00-7646-bbe1-8ceb2c083650",
        "institution": COUNTER,
        "maker": CLERK,
        "wanted": a_wish(),
        "state": DraftState.WAITING,
        "version": 2,
        "written_at": NOON - timedelta(hours=1),
        "expires_at": NOON + STANDS_FOR,
    }
    return Draft(**(given | changes))


def yuan(amount):
    return Money(amount * 100, Currency.CNY)


class TestADraft:
    def test_has_an_id_that_is_told_from_all_others(self):
        assert known_id(draft_id(NOON, bytes)).startswith("dft_")

    @pytest.mark.parametrize("text", ["", "dft_", "dft_1", "col_01a20169-2e00-7646-bbe1-8ceb2c083650", "dft_\x00"])
    def test_is_none_by_any_other_name(self, text):
        with pytest.raises(UnknownDraft):
            known_id(text)

    def test_expires_when_nobody_looked_after_it(self):
        draft = a_waiting_draft()
        assert draft.state_at(draft.expires_at - MOMENT) is DraftState.WAITING
        assert draft.state_at(draft.expires_at) is DraftState.EXPIRED

    @pytest.mark.parametrize("state", [DraftState.ENTERED, DraftState.WITHDRAWN])
    def test_that_has_ended_expires_no_more(self, state):
        draft = a_waiting_draft(state=state)
        assert draft.state_at(draft.expires_at) is state

    @pytest.mark.parametrize(("state", "act"), [*product(DraftState, Act)])
    def test_goes_where_the_table_says_and_nowhere_else(self, state, act):
        draft = a_waiting_draft(state=state)
        by = REGISTRAR if act in OF_A_SECOND else CLERK
        if (state, act) in TRANSITIONS:
            assert after(draft, act, by=by, at=NOON) is TRANSITIONS[state, act]
        else:
            with pytest.raises(DraftMoved) as refused:
                after(draft, act, by=by, at=NOON)
            assert refused.value.facts == {"state": str(state)}

    @pytest.mark.parametrize("act", Act)
    def test_that_has_expired_goes_nowhere(self, act):
        draft = a_waiting_draft()
        with pytest.raises(DraftMoved) as refused:
            after(draft, act, by=REGISTRAR if act in OF_A_SECOND else CLERK, at=draft.expires_at)
        assert refused.value.state == "expired"

    @pytest.mark.parametrize("act", sorted(OF_A_SECOND))
    def test_is_neither_entered_nor_handed_back_by_its_maker(self, act):
        with pytest.raises(SecondPersonNeeded):
            after(a_waiting_draft(), act, by=CLERK, at=NOON)

    @pytest.mark.parametrize("act", sorted(set(Act) - OF_A_SECOND))
    def test_is_its_makers_in_all_else(self, act):
        with pytest.raises(UnknownDraft):
            after(a_waiting_draft(), act, by=REGISTRAR, at=NOON)

    def test_is_not_changed_by_whoever_saw_another_version(self):
        draft = a_waiting_draft()
        require_as_seen(draft, draft.seen, at=NOON)
        with pytest.raises(DraftMoved):
            require_as_seen(draft, Seen(draft.id, draft.version - 1), at=NOON)


class TestTheTableOfProcedures:
    def test_has_a_row_for_every_verb_that_people_file_of_every_institution(self):
        filed = {(kind, verb) for kind, (role,) in ROLES_OF.items() for verb in FILES[role]}
        at_the_counter = {(None, verb) for role in (Role.LENDER, Role.COURT) for verb in FILES[role]}
        assert set(PROCEDURES) == filed | at_the_counter - {(None, Verb.SEARCH)}

    def test_takes_two_for_everything_but_a_question(self):
        alone = {verb for (_, verb), procedure in PROCEDURES.items() if not procedure.takes_two}
        assert alone == {Verb.SEARCH}

    def test_lets_people_do_what_their_institution_has_people_for(self):
        for (kind, _), procedure in PROCEDURES.items():
            if kind is not None:
                assert procedure.makers | procedure.seconds <= ROLES_OF_PEOPLE[kind]

    def test_calls_undeniable_only_what_a_key_of_the_second_person_signs(self):
        undeniable = {each for each in PROCEDURES.values() if each.evidence in UNDENIABLE}
        assert {each.evidence for each in undeniable} == {EvidenceKind.PASSKEY}
        assert not any(each.at_the_counter or each.role is Role.COURT for each in undeniable)

    def test_of_the_counter_is_over_a_signed_paper(self):
        procedure = procedure_of(None, Verb.REGISTER)
        assert procedure.evidence is EvidenceKind.COUNTER
        assert [fault.pointer for fault in paper_faults(None, by=procedure)] == ["/paper/sha256"]
        assert list(paper_faults(PAPER, by=procedure)) == []

    @pytest.mark.parametrize("kind", [None, InstitutionType.COURT])
    def test_of_a_court_is_over_a_numbered_document(self, kind):
        procedure = procedure_of(kind, Verb.SEIZE)
        assert procedure.evidence is EvidenceKind.COURT_DOCUMENT
        assert [fault.pointer for fault in paper_faults(PAPER, by=procedure)] == ["/paper/number"]
        assert len(list(paper_faults(None, by=procedure))) == 2
        assert list(paper_faults(ORDER, by=procedure)) == []

    def test_gives_a_courts_paper_to_two_registrars(self):
        procedure = procedure_of(None, Verb.SEIZE)
        assert procedure.makers == procedure.seconds == {PersonRole.REGISTRAR}

    @pytest.mark.parametrize(
        ("kind", "verb"),
        [(A_BANK, Verb.SEIZE), (A_BANK, Verb.SEARCH), (None, Verb.HOLD), (InstitutionType.AUDITOR, Verb.DISCHARGE)],
    )
    def test_refuses_what_nobody_of_that_kind_drafts(self, kind, verb):
        with pytest.raises(NotPermitted):
            procedure_of(kind, verb)

    def test_tells_of_an_entry_how_two_persons_can_have_come_to_it(self):
        both = procedures_for("court", Verb.SEIZE, evidence=EvidenceKind.COURT_DOCUMENT)
        assert {each.at_the_counter for each in both} == {True, False}
        assert procedures_for("lender", Verb.REGISTER, evidence=EvidenceKind.COURT_DOCUMENT) == frozenset()


def entering(draft=None, *, second=REGISTRAR, kind=None, **changes):
    draft = draft or a_waiting_draft()
    return Entering(draft=draft, procedure=procedure_of(kind, draft.wanted.verb), second=second, **changes)


def staff(*roles, institution=None, ceiling=None):
    return Assignment(institution=institution, roles=dict.fromkeys(roles, ceiling))


def there(**changes):
    given = {
        "whose": a_standing(),
        "people": {CLERK: staff(PersonRole.CLERK), REGISTRAR: staff(PersonRole.REGISTRAR)},
        "state": DraftState.WAITING,
        "version": 2,
    }
    return Attendance(**(given | changes))


class TestEnteringADraft:
    def test_gives_it_the_standing_of_the_institution_it_is_filed_for(self):
        assert require_attended(entering(), there()) == a_standing()

    def test_takes_an_institution_that_is_enrolled_and_files_such_things(self):
        court = a_standing(kind=InstitutionType.COURT, role="court")
        for whose in (None, court):
            with pytest.raises(NotEnrolledHere):
                require_attended(entering(), there(whose=whose))

    @pytest.mark.parametrize(
        "moved",
        [
            {"state": DraftState.ENTERED},
            {"state": DraftState.RETURNED},
            {"version": 3},
            {"state": None, "version": None},
        ],
    )
    def test_takes_one_that_waits_as_it_was_seen(self, moved):
        with pytest.raises(DraftMoved):
            require_attended(entering(), there(**moved))

    @pytest.mark.parametrize(
        "maker",
        [None, staff(PersonRole.AUDITOR), staff(PersonRole.CLERK, institution="inst_another")],
    )
    def test_takes_a_maker_who_still_stands(self, maker):
        people = {REGISTRAR: staff(PersonRole.REGISTRAR)} | ({CLERK: maker} if maker else {})
        with pytest.raises(MakerGone):
            require_attended(entering(), there(people=people))

    @pytest.mark.parametrize(
        "second",
        [None, staff(PersonRole.AUDITOR), staff(PersonRole.REGISTRAR, institution="inst_another")],
    )
    def test_takes_a_second_person_who_stands_and_has_the_role(self, second):
        people = {CLERK: staff(PersonRole.CLERK)} | ({REGISTRAR: second} if second else {})
        with pytest.raises(SecondPersonNeeded):
            require_attended(entering(), there(people=people))

    def test_takes_another_than_its_maker(self):
        with pytest.raises(SecondPersonNeeded):
            require_attended(entering(second=CLERK), there())

    def test_asks_nothing_of_whoever_only_looks_at_it(self):
        nobody = there(people={}, state=None, version=None)
        assert require_attended(entering(second=None), nobody) == a_standing()
        require_within_limit(entering(second=None), nobody, at_stake=[yuan(1)])

    def of_a_bank(self, maker=MAKER):
        return a_waiting_draft(institution="inst_bank", maker=maker, wanted=a_wish(paper=None))

    def at_a_bank(self, **changes):
        people = {
            MAKER: staff(PersonRole.MAKER, institution="inst_bank"),
            CHECKER: staff(PersonRole.CHECKER, institution="inst_bank"),
        }
        return there(**({"people": people} | changes))

    def test_takes_a_passkey_of_a_banks_checker_and_nothing_weaker(self):
        draft = self.of_a_bank()
        with pytest.raises(PasskeyRequired):
            require_attended(entering(draft, second=CHECKER, kind=A_BANK), self.at_a_bank())
        signed = entering(draft, second=CHECKER, kind=A_BANK, passkey="key")
        assert require_attended(signed, self.at_a_bank(passkeys=frozenset({"key"}))) == a_standing()
        with pytest.raises(PasskeyRequired):  # revoked since, or another's
            require_attended(signed, self.at_a_bank(passkeys=frozenset({"another"})))

    def test_waits_for_whoever_would_revoke_its_passkey(self):
        signed = entering(self.of_a_bank(), second=CHECKER, kind=A_BANK, passkey=PASSKEY_ENDED.key_id)
        assert signed.locks == PASSKEY_ENDED.locks()
        assert entering().locks == ()

    def test_that_a_system_made_takes_one_whose_keys_still_count(self):
        made = entering(self.of_a_bank("core-banking"), second=CHECKER, kind=A_BANK, passkey="key")
        signed = {"passkeys": frozenset({"key"})}
        require_attended(made, self.at_a_bank(key_live=True, **signed))
        with pytest.raises(MakerGone):
            require_attended(made, self.at_a_bank(key_live=False, **signed))

    def test_locks_both_persons(self):
        assert entering().people == (CLERK, REGISTRAR)
        assert entering(second=None).people == (CLERK,)


class TestALimit:
    def limited(self, **ceilings):
        roles = {PersonRole(role): ceiling for role, ceiling in ceilings.items()}
        return there(people={REGISTRAR: Assignment(institution=None, roles=roles)})

    def test_lets_somebody_enter_what_does_not_exceed_it(self):
        require_within_limit(entering(), self.limited(registrar=yuan(100)), at_stake=[yuan(60), yuan(40)])

    def test_keeps_him_from_what_does(self):
        with pytest.raises(AboveApprovalLimit):
            require_within_limit(entering(), self.limited(registrar=yuan(100)), at_stake=[yuan(60), yuan(41)])

    def test_is_the_highest_of_the_roles_by_which_he_enters(self):
        require_within_limit(entering(), self.limited(clerk=yuan(1), registrar=yuan(100)), at_stake=[yuan(100)])
        require_within_limit(entering(), self.limited(clerk=yuan(1), registrar=None), at_stake=[yuan(1000)])

    def test_of_another_role_is_no_help(self):
        with pytest.raises(AboveApprovalLimit):
            require_within_limit(entering(), self.limited(auditor=None, clerk=yuan(1)), at_stake=[yuan(2)])

    def test_that_nobody_set_is_none(self):
        require_within_limit(entering(), self.limited(registrar=None), at_stake=[yuan(10_000_000)])
