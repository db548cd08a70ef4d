"""Whoever knows a login keeps nobody out who signed in before; and nobody guesses oftener for it."""

from __future__ import annotations

import itertools
from datetime import timedelta
from functools import partial
from secrets import token_bytes

import pytest

from registry.domain.people.device import KNOWN_FOR, NONCE_BYTES, given_to
from registry.domain.people.lockout import COUNTED, FREE
from registry.domain.people.refusals import SignInRefused, Why
from registry.domain.people.roles import PersonRole
from registry.service.people.sessions import sign_in
from registry.store.people import changing
from tests.people import ANOTHER, Clock, Staff

DAY = timedelta(days=1)
_logins = (f"clerk-{number}" for number in itertools.count(1))


@pytest.fixture(scope="module")
def clock():
    return Clock()


@pytest.fixture(scope="module")
def staff(register, clock):
    return Staff(register, clock)


@pytest.fixture
def clerk(staff):
    return staff.enters(next(_logins), PersonRole.CLERK)


@pytest.fixture
def device(register, clerk, clock):
    """What the clerk's browser keeps."""
    mark = partial(register.authority.hashed, "device")
    return given_to(clerk.login, nonce=token_bytes(NONCE_BYTES), at=clock(), mark=mark)


@pytest.fixture
def refused(register, clerk, clock):
    """Why what is shown is not believed; None where it is."""

    def shown(**typed):
        try:
            sign_in(register.store, register.authority, shown=clerk.shown(clock(), **typed), at=clock())
        except SignInRefused as found:
            return found.why
        clock.next_code()
        return None

    return shown


@pytest.fixture
def strangers(register, clerk, clock):
    """They fail as often as they are let, and keep the pause up."""

    def fail():
        with changing(register.store) as people:
            for _ in range(COUNTED):
                people.note_try(register.authority.hashed("sign_in", clerk.login), at=clock(), believed=False)

    return fail


class TestABrowserThatIsKnown:
    def test_lets_its_owner_in_while_strangers_keep_up_the_pause(self, refused, strangers, device):
        for _ in range(3):
            strangers()
            assert refused() is Why.PAUSED
            assert refused(device=device) is None

    def test_takes_password_and_code_all_the_same(self, refused, device):
        assert refused(device=device, password=ANOTHER) is Why.WRONG_PASSWORD
        assert refused(device=device, code="000000") is Why.WRONG_CODE

    def test_is_paused_by_its_own_failures(self, refused, device):
        for _ in range(FREE):
            assert refused(device=device, password=ANOTHER) is Why.WRONG_PASSWORD
        assert refused(device=device) is Why.PAUSED
        assert refused() is None, "and nobody else is"

    def test_is_a_stranger_when_it_is_made_up_or_somebody_elses(self, refused, strangers, device, *, clock, register):
        mark = partial(register.authority.hashed, "device")
        of_another = given_to("somebody-else", nonce=token_bytes(NONCE_BYTES), at=clock(), mark=mark)
        forged = device[:-1] + ("0" if device[-1] != "0" else "1")
        strangers()
        for shown in ("", "x", forged, of_another):
            assert refused(device=shown) is Why.PAUSED

    def test_is_a_stranger_again_after_ninety_days(self, refused, strangers, device, clock):
        clock.passes(seconds=KNOWN_FOR.total_seconds())
        strangers()
        assert refused(device=device) is Why.PAUSED


def test_a_guesser_has_a_hundred_tries_a_day_whatever_he_says_his_browser_is(clock, refused):
    """However many browsers he makes up, the tries are those of one stranger."""
    looked_at, until = 0, clock() + DAY
    while clock() < until:
        looked_at += refused(password=ANOTHER, device=token_bytes(8).hex()) is Why.WRONG_PASSWORD
        clock.passes(minutes=5)
    assert FREE < looked_at < 110
