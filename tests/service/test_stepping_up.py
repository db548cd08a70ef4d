"""A code shown for an act is used up by it, and right for its own person alone."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from registry.domain.people.refusals import UnknownPerson
from registry.domain.people.roles import PersonRole
from registry.service.people.entering import disable
from registry.service.people.stepping_up import StepUpRefused, step_up
from tests.people import Clock, Staff


@pytest.fixture(scope="module")
def clock():
    return Clock()


@pytest.fixture(scope="module")
def staff(register, clock):
    return Staff(register, clock)


@pytest.fixture
def believed(register, staff, clock):
    def shown(code, *, who=None):
        person = (who or staff.security).person
        try:
            step_up(register.store, register.authority, person=person, code=code, at=clock())
        except StepUpRefused:
            return False
        return True

    return shown


def test_a_code_counts_once_for_acts_and_sign_ins_together(staff, clock, believed):
    clock.next_code()
    code = staff.security.code(clock())
    assert believed(code)
    assert not believed(code)
    clock.next_code()
    code = staff.security.code(clock())
    staff.signs_in(staff.security)
    assert not believed(code)


def test_a_code_counts_once_from_many_at_once(staff, clock, believed):
    clock.next_code()
    code, together = staff.security.code(clock()), threading.Barrier(4)

    def shows(_):
        together.wait()
        return believed(code)

    with ThreadPoolExecutor(4) as crowd:
        assert sum(crowd.map(shows, range(4))) == 1


def test_a_code_of_another_s_telephone_is_none(staff, clock, believed):
    clock.passes(hours=1)
    assert not believed(staff.system.code(clock()))


def test_somebody_who_was_disabled_meanwhile_shows_nothing(register, staff, clock, believed):
    clerk = staff.enters("leaver", PersonRole.CLERK)
    disable(register.store, login=clerk.login, by=staff.security.person, at=clock())
    assert not believed(clerk.code(clock()), who=clerk)
    with pytest.raises(UnknownPerson):
        disable(register.store, login=clerk.login, by=staff.security.person, at=clock())
