"""People come in by themselves, are believed once for each code, and are given a new start by two."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest

from registry.domain.errors import AlreadyEnrolled, InvalidParticulars, NotPermitted, UnknownRegistration
from registry.domain.people.invitation import digest_of
from registry.domain.people.lockout import FREE, PAUSES
from registry.domain.people.one_time_code import code_of, step_of
from registry.domain.people.refusals import InvitationNotValid, SignInRefused, TwoAdministratorsNeeded, UnknownPerson
from registry.domain.people.roles import PersonRole
from registry.domain.people.session import IDLE
from registry.jobs import forget
from registry.service.people.account import begin_anew, change_password
from registry.service.people.entering import Accepted, accept, disable, invite_again, opened
from registry.service.people.recovering import confirm, propose
from registry.service.people.sessions import begin, sign_in, signed_in
from registry.service.people.showing import Shown, look, use, vouched
from registry.signing import passwords
from registry.signing.errors import SealBroken
from registry.store.people import changing
from registry.store.reads import people as read
from registry.store.sessions import end_own
from tests.lender import store_as
from tests.people import ANOTHER, PASSWORD, Clock, Somebody, Staff
from tests.register import RegisterUnderTest

HALF_A_YEAR = timedelta(days=184)

_logins = (f"clerk-{number}" for number in itertools.count(1))


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def staff(register: RegisterUnderTest, clock: Clock) -> Staff:
    return Staff(register, clock)


@pytest.fixture
def clerk(staff: Staff) -> Somebody:
    return staff.enters(next(_logins), PersonRole.CLERK)


@pytest.fixture
def tries(register, clock):
    """Shows something and tells whether it was believed."""

    def shown(what: Shown) -> bool:
        try:
            sign_in(register.store, register.authority, shown=what, at=clock())
        except SignInRefused:
            return False
        return True

    return shown


def waited_for(other: Future[str | None], register: RegisterUnderTest) -> None:
    """Until the other has ended, or waits for what this transaction holds."""
    waits = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    while not (other.done() or register.rows(waits)):
        pass


class TestAnInvitation:
    def test_is_taken_up_once(self, register, staff, clock):
        code = staff.invited(next(_logins), PersonRole.CLERK, by=staff.security)
        staff.comes_in(code)
        with pytest.raises(InvitationNotValid):
            staff.comes_in(code)

    def test_is_taken_up_before_a_recovery_or_not_at_all(self, register, staff, clock):
        """Whoever still holds the former one does not come in beside the person who is given a new start."""
        login = next(_logins)
        code = staff.invited(login, PersonRole.CLERK, by=staff.security)
        with ThreadPoolExecutor(1) as other:
            with changing(register.store) as people:
                person = people.standing(login)
                former = other.submit(lambda: staff.comes_in(code).login)
                waited_for(former, register)
                people.forget_credentials(person.id)
            with pytest.raises(InvitationNotValid):
                former.result()

    def test_that_somebody_is_taking_up_is_nobody_elses(self, register, staff, clock):
        digest = digest_of(staff.invited(next(_logins), PersonRole.CLERK, by=staff.security))
        assert digest

        def takes() -> str | None:
            with changing(register.store) as people:
                return people.take_invitation(digest, at=clock())

        with ThreadPoolExecutor(1) as other:
            with changing(register.store) as people:
                assert people.take_invitation(digest, at=clock())
                second = other.submit(takes)
                waited_for(second, register)
            assert second.result() is None

    def test_expires_after_three_days_and_is_then_forgotten(self, register, staff, clock):
        code = staff.invited(next(_logins), PersonRole.CLERK, by=staff.security)
        at = clock()
        opened(register.store, register.authority, code=code, at=clock.passes(days=2, hours=23))
        with pytest.raises(InvitationNotValid):
            opened(register.store, register.authority, code=code, at=clock.passes(hours=1))
        with store_as(register, "registry_sequencer") as worker:
            assert forget.run(worker, clock.passes(seconds=1), keep=HALF_A_YEAR) > 0
        assert register.rows("SELECT 1 FROM invitation WHERE expires_at <= :at", at=at) == []

    def test_is_worthless_once_there_is_a_newer_one(self, register, staff, clock):
        login = next(_logins)
        first = staff.invited(login, PersonRole.CLERK, by=staff.security)
        second = invite_again(register.store, register.authority, login=login, by=staff.security.person, at=clock())
        with pytest.raises(InvitationNotValid):
            staff.comes_in(first)
        staff.comes_in(second)

    def test_is_not_given_again_by_one_to_somebody_who_has_come_in(self, register, staff, clerk, clock):
        with pytest.raises(TwoAdministratorsNeeded):
            invite_again(register.store, register.authority, login=clerk.login, by=staff.security.person, at=clock())

    @pytest.mark.parametrize(
        ("password", "code", "fault"),
        [("short", None, "too_short"), ("password1234", None, "too_common"), (PASSWORD, "000000x", "wrong_code")],
    )
    def test_is_not_used_up_by_a_mistake(self, staff, clock, *, password, code, fault):
        register = staff.register
        login = next(_logins)
        invitation = staff.invited(login, PersonRole.CLERK, by=staff.security)
        secret = opened(register.store, register.authority, code=invitation, at=clock()).secret
        right = code_of(secret, step_of(clock()))
        given = Accepted(invitation=invitation, password=password, code=code or right)
        with pytest.raises(InvalidParticulars) as refused:
            accept(register.store, register.authority, given=given, at=clock())
        assert [each.code for each in refused.value.faults] == [fault]
        assert staff.comes_in(invitation).login == login

    def test_is_nowhere_in_the_database(self, register, staff):
        code = staff.invited(next(_logins), PersonRole.CLERK, by=staff.security)
        kept = str(register.rows("SELECT *, encode(digest, 'escape') AS shown FROM invitation"))
        assert code not in kept
        assert code.replace("-", "") not in kept


class TestEntering:
    def test_gives_a_login_to_one_person_for_ever(self, staff, register, clock, clerk):
        disable(register.store, login=clerk.login, by=staff.security.person, at=clock())
        with pytest.raises(AlreadyEnrolled):
            staff.invited(clerk.login, PersonRole.CLERK, by=staff.security)

    def test_says_what_is_wrong(self, staff):
        with pytest.raises(InvalidParticulars) as refused:
            staff.invited("王芳", PersonRole.MAKER, by=staff.security)
        assert {each.code for each in refused.value.faults} == {"malformed", "role_not_allowed"}

    def test_gives_an_institution_its_maker_and_its_checker(self, staff, register):
        bank = register.enrol("示例银行")
        maker = staff.enters(next(_logins), PersonRole.MAKER, identifier=bank.uscc)
        assert maker.person.institution == bank.institution
        with pytest.raises(UnknownRegistration):
            staff.invited(next(_logins), PersonRole.MAKER, by=staff.security, identifier="91500000MA6DEM049X")

    def test_an_administrator_takes_two_who_still_are(self, staff, register, clock):
        with pytest.raises(TwoAdministratorsNeeded):
            staff.invited(next(_logins), PersonRole.AUDIT_ADMINISTRATOR, by=staff.security)
        login = next(_logins)
        extra = staff.comes_in(
            staff.invited(login, PersonRole.AUDIT_ADMINISTRATOR, by=staff.security, second=staff.system)
        )
        disable(register.store, login=login, by=staff.security.person, at=clock())
        with pytest.raises(UnknownPerson):
            staff.invited(next(_logins), PersonRole.AUDIT_ADMINISTRATOR, by=staff.security, second=extra)
        with pytest.raises(UnknownPerson):
            propose(register.store, login=staff.system.login, by=extra.person, at=clock())

    def test_nobody_is_entered_by_nobody_once_there_are_administrators(self, staff):
        for role in (PersonRole.CLERK, PersonRole.SECURITY_ADMINISTRATOR):
            with pytest.raises(NotPermitted):
                staff.invited(next(_logins), role)


class TestSigningIn:
    def test_takes_login_password_and_code(self, staff, register, clerk, clock):
        token = staff.signs_in(clerk)
        found = signed_in(register.store, token, at=clock())
        assert found is not None
        assert found.person == clerk.person
        assert found.person.roles == {PersonRole.CLERK}

    @pytest.mark.parametrize("changes", [{"password": ANOTHER}, {"code": "000000"}, {"login": "nobody"}, {"code": ""}])
    def test_takes_all_three(self, tries, clerk, clock, changes):
        assert not tries(clerk.shown(clock(), **changes))

    def test_takes_a_code_once(self, tries, clerk, clock):
        assert tries(clerk.shown(clock()))
        assert not tries(clerk.shown(clock()))
        clock.next_code()
        assert tries(clerk.shown(clock()))

    def test_takes_a_code_once_from_many_at_once(self, clerk, clock, tries):
        together = threading.Barrier(4)
        shown = clerk.shown(clock())

        def shows(_: int) -> bool:
            together.wait()
            return tries(shown)

        with ThreadPoolExecutor(4) as crowd:
            assert sum(crowd.map(shows, range(4))) == 1

    def test_takes_no_code_that_came_before_one_that_was_used(self, tries, clerk, clock):
        earlier = clerk.code(clock())
        clock.next_code()
        assert tries(clerk.shown(clock()))
        assert not tries(clerk.shown(clock(), code=earlier))

    def test_begins_a_session_of_which_the_database_has_only_the_digest(self, staff, register, clerk):
        token = staff.signs_in(clerk)
        kept = str(register.rows("SELECT *, encode(digest, 'escape') AS shown FROM session"))
        assert token not in kept

    def test_leaves_no_password_and_no_secret_in_the_database(self, register, clerk):
        tables = ("person", "password", "second_factor", "sign_in", "session")
        kept = str([register.rows(f"SELECT * FROM {name}") for name in tables])
        assert PASSWORD not in kept
        assert repr(clerk.secret)[2:-1] not in kept
        assert clerk.login not in str(register.rows("SELECT * FROM sign_in"))

    def test_takes_a_secret_that_opens_in_its_own_person_s_row_alone(self, register, staff, clerk):
        found = read.known(register.store, clerk.login)
        assert found
        assert register.authority.kept(found.secret, of=clerk.person.id) == clerk.secret
        with pytest.raises(SealBroken):
            register.authority.kept(found.secret, of=staff.security.person.id)

    def test_makes_a_cheap_hash_anew(self, staff, register, clerk):
        def kept() -> str:
            (row,) = register.rows("SELECT hash FROM password WHERE person = :id", id=clerk.person.id)
            return str(row["hash"])

        before, cost = kept(), passwords.COST
        passwords.COST = passwords.Cost(memory_kib=16, passes=1)
        try:
            staff.signs_in(clerk)
            assert "m=16" in kept()
            assert before != kept()
            staff.signs_in(clerk)
        finally:
            passwords.COST = cost


class TestWhoeverGuesses:
    def test_is_paused_after_a_few_failures_and_each_time_for_longer(self, tries, clerk, clock):
        wrong = {"password": ANOTHER}
        for _ in range(FREE):
            assert not tries(clerk.shown(clock(), **wrong))
        for pause in PAUSES:
            clock.passes(seconds=pause.total_seconds() - 1)
            assert not tries(clerk.shown(clock())), "what is right is not looked at during a pause"
            clock.passes(seconds=1)
            assert not tries(clerk.shown(clock(), **wrong))
        clock.passes(seconds=PAUSES[-1].total_seconds())
        assert tries(clerk.shown(clock()))

    def test_is_forgiven_by_whoever_is_right(self, tries, clerk, clock):
        for _ in range(2):
            for _ in range(FREE - 1):
                assert not tries(clerk.shown(clock(), code="000000"))
            assert tries(clerk.shown(clock()))
            clock.next_code()

    def test_gains_nothing_by_guessing_at_once(self, register, clerk, clock, tries):
        """Each try is counted before it is looked at: of a crowd only the first few are."""
        together = threading.Barrier(12)
        looked_at = []

        def guesses(number: int) -> None:
            together.wait()
            tries(clerk.shown(clock(), code=f"{number:06}"))
            looked_at.append(number)

        with ThreadPoolExecutor(12) as crowd:
            list(crowd.map(guesses, range(12)))
        tried = register.authority.hashed("sign_in", clerk.login)
        assert len(register.rows("SELECT 1 FROM sign_in WHERE login = :tried", tried=tried)) == FREE

    def test_is_paused_at_a_login_that_nobody_has_as_well(self, register, clock, tries):
        nobody = Shown(login=next(_logins), password=PASSWORD, code="123456")
        for _ in range(FREE + 3):
            assert not tries(nobody)
        tried = register.authority.hashed("sign_in", nobody.login)
        assert len(register.rows("SELECT 1 FROM sign_in WHERE login = :tried", tried=tried)) == FREE

    def test_makes_us_work_as_much_for_a_login_that_nobody_has(self, register, clerk, clock, tries, monkeypatch):
        """Counted, not timed: a hash is compared once for every try, whoever it is for and whatever is wrong."""
        worked = []
        matches = passwords.matches
        monkeypatch.setattr(passwords, "matches", lambda *a, **k: worked.append(k["kept"] is None) or matches(*a, **k))
        wrong = [
            clerk.shown(clock(), password=ANOTHER),
            clerk.shown(clock(), code="0"),
            Shown(login="x", password=ANOTHER, code="0"),
        ]
        for shown in wrong:
            assert not tries(shown)
        for _ in range(FREE):
            tries(clerk.shown(clock(), password=ANOTHER))
        assert worked == [False, False, True, *[False] * FREE]


class TestASession:
    def test_ends_by_itself(self, staff, register, clerk, clock):
        token = staff.signs_in(clerk)
        assert signed_in(register.store, token, at=clock.passes(minutes=20))
        assert signed_in(register.store, token, at=clock.passes(minutes=20))
        assert signed_in(register.store, token, at=clock.passes(seconds=IDLE.total_seconds())) is None

    def test_is_ended_by_its_own_person_alone(self, staff, register, clerk, clock):
        token = staff.signs_in(clerk)
        (session,) = read.sessions(register.store, clerk.person.id)
        assert not end_own(register.store, session.id, person=staff.security.person.id)
        assert signed_in(register.store, token, at=clock())
        assert end_own(register.store, session.id, person=clerk.person.id)
        assert signed_in(register.store, token, at=clock()) is None

    def test_that_is_over_is_forgotten(self, staff, register, clerk, clock):
        staff.signs_in(clerk)
        with store_as(register, "registry_sequencer") as worker:
            forget.run(worker, clock.passes(hours=1), keep=HALF_A_YEAR)
        assert register.rows("SELECT 1 FROM session") == []

    def test_is_over_at_once_for_whoever_is_disabled(self, staff, register, clerk, clock, tries):
        token = staff.signs_in(clerk)
        disable(register.store, login=clerk.login, by=staff.security.person, at=clock())
        assert signed_in(register.store, token, at=clock()) is None
        assert not tries(clerk.shown(clock()))
        with pytest.raises(UnknownPerson):
            disable(register.store, login=clerk.login, by=staff.security.person, at=clock())

    def test_of_whoever_is_disabled_leaves_no_row_and_a_row_would_open_nothing(self, staff, register, clerk, clock):
        staff.signs_in(clerk)
        disable(register.store, login=clerk.login, by=staff.security.person, at=clock())
        for name in ("session", "password", "second_factor", "invitation"):
            assert register.rows(f"SELECT 1 FROM {name} WHERE person = :id", id=clerk.person.id) == [], name
        with changing(register.store) as people:
            token = begin(people, clerk.person.id, at=clock())
        assert signed_in(register.store, token, at=clock()) is None


class TestANewPassword:
    def test_ends_every_other_session(self, staff, register, clerk, clock, tries):
        others = [staff.signs_in(clerk) for _ in range(2)]
        token = change_password(register.store, register.authority, shown=clerk.shown(clock()), new=ANOTHER, at=clock())
        assert [signed_in(register.store, each, at=clock()) for each in others] == [None, None]
        assert signed_in(register.store, token, at=clock())
        assert not tries(clerk.shown(clock(), password=ANOTHER)), "the code is used up"
        clock.next_code()
        assert not tries(clerk.shown(clock()))
        assert tries(clerk.shown(clock(), password=ANOTHER))

    def test_takes_the_old_one_and_a_code(self, register, clerk, clock):
        for changes in ({"password": ANOTHER}, {"code": "0"}):
            with pytest.raises(SignInRefused):
                change_password(
                    register.store, register.authority, shown=clerk.shown(clock(), **changes), new=ANOTHER, at=clock()
                )

    def test_keeps_the_rules(self, register, clerk, clock, tries):
        for new in ("short", f"my own {clerk.login}"):
            with pytest.raises(InvalidParticulars):
                change_password(register.store, register.authority, shown=clerk.shown(clock()), new=new, at=clock())
        assert tries(clerk.shown(clock()))

    def test_of_a_new_telephone_waits_until_it_is_set_up(self, staff, register, clerk, clock, tries):
        token = staff.signs_in(clerk)
        code = begin_anew(register.store, register.authority, shown=clerk.shown(clock()), at=clock())
        clock.next_code()
        assert tries(clerk.shown(clock()))
        anew = staff.comes_in(code, password=ANOTHER)
        assert anew.secret != clerk.secret
        assert signed_in(register.store, token, at=clock()) is None
        clock.next_code()
        assert not tries(clerk.shown(clock()))
        assert tries(anew.shown(clock()))


class TestARecovery:
    def test_by_two_gives_a_new_start_and_leaves_nothing_of_the_old_one(self, staff, register, clerk, clock, tries):
        token = staff.signs_in(clerk)
        propose(register.store, login=clerk.login, by=staff.system.person, at=clock())
        assert signed_in(register.store, token, at=clock()), "one administrator alone changes nothing"
        code = confirm(register.store, register.authority, login=clerk.login, by=staff.audit.person, at=clock())
        assert signed_in(register.store, token, at=clock()) is None
        assert not tries(clerk.shown(clock()))
        clock.passes(minutes=1)
        anew = staff.comes_in(code, password=ANOTHER)
        clock.next_code()
        assert tries(anew.shown(clock()))

    def test_is_not_one_person_s(self, staff, register, clerk, clock):
        propose(register.store, login=clerk.login, by=staff.system.person, at=clock())
        for by in (staff.system, clerk):
            with pytest.raises(TwoAdministratorsNeeded):
                confirm(register.store, register.authority, login=clerk.login, by=by.person, at=clock())

    def test_is_confirmed_once_and_within_a_day(self, staff, register, clerk, clock):
        def confirmed() -> str:
            return confirm(register.store, register.authority, login=clerk.login, by=staff.audit.person, at=clock())

        with pytest.raises(TwoAdministratorsNeeded):
            confirmed()
        propose(register.store, login=clerk.login, by=staff.system.person, at=clock())
        clock.passes(hours=24)
        with pytest.raises(TwoAdministratorsNeeded):
            confirmed()
        propose(register.store, login=clerk.login, by=staff.system.person, at=clock())
        confirmed()
        with pytest.raises(TwoAdministratorsNeeded):
            confirmed()


class TestWhoeverActsOnTheCommandLine:
    def test_is_believed_for_that_act_alone(self, staff, register, clock):
        clock.passes(hours=1)
        shown = staff.security.shown(clock())
        assert vouched(register.store, register.authority, shown=shown, at=clock()) == staff.security.person
        assert read.sessions(register.store, staff.security.person.id) == []
        with pytest.raises(SignInRefused):
            vouched(register.store, register.authority, shown=shown, at=clock())


class TestWhatWasRightAMomentAgo:
    """Between a look at what somebody shows and the session that begins, he may have become another."""

    @pytest.fixture
    def looked(self, register, clerk, clock):
        return look(register.store, register.authority, shown=clerk.shown(clock()), at=clock())

    @pytest.fixture
    def refused(self, register, looked, clock):
        def is_refused() -> bool:
            with pytest.raises(SignInRefused), changing(register.store) as people:
                use(people, looked, at=clock())
            return True

        return is_refused

    def test_is_worth_nothing_to_somebody_who_is_disabled(self, register, staff, clerk, clock, refused):
        disable(register.store, login=clerk.login, by=staff.security.person, at=clock())
        assert refused()

    def test_is_worth_nothing_once_the_password_is_another(self, register, clerk, clock, refused):
        with changing(register.store) as people:
            people.set_password(clerk.person.id, passwords.hashed(ANOTHER), at=clock())
        assert refused()

    def test_is_worth_nothing_once_the_code_was_used(self, register, clerk, clock, refused, tries):
        assert tries(clerk.shown(clock()))
        assert refused()

    def test_begins_no_session_that_a_new_password_does_not_end(self, register, clerk, looked, clock):
        """Whoever signs in with the old one while it is changed waits, and is refused."""

        def comes_in() -> str | None:
            try:
                with changing(register.store) as people:
                    return begin(people, use(people, looked, at=clock()).id, at=clock())
            except SignInRefused:
                return None

        with ThreadPoolExecutor(1) as other:
            with changing(register.store) as people:
                people.standing(clerk.login)
                people.set_password(clerk.person.id, passwords.hashed(ANOTHER), at=clock())
                people.end_sessions(clerk.person.id)
                believed = other.submit(comes_in)
                waited_for(believed, register)
            assert believed.result() is None
        assert read.sessions(register.store, clerk.person.id) == []
