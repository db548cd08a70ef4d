"""A clerk, a second person, a lender and a court before a register whose desk is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from registry.domain.party import InstitutionType
from registry.domain.people.roles import PersonRole
from tests.drafts import earlier
from tests.people import Clock, Somebody, Staff
from tests.register import Enrolled, RegisterUnderTest, an_app
from tests.web.desk.clerk import AtTheDesk
from tests.web.people.desk import ORIGIN, Browser, a_login


@pytest.fixture(scope="module")
def clock() -> Clock:
    """So early that all the tests' codes together do not bring it to the database's own present."""
    made = earlier()
    made.passes(hours=-12)
    return made


@pytest.fixture(scope="module")
def app(register: RegisterUnderTest, clock: Clock) -> Iterator[Flask]:
    with an_app(replace(register.settings(), public_origin=ORIGIN), clock=clock) as made:
        yield made


@pytest.fixture(scope="module")
def staff(register: RegisterUnderTest, clock: Clock) -> Staff:
    return Staff(register, clock)


@pytest.fixture(scope="module")
def lender(register: RegisterUnderTest) -> Enrolled:
    return register.enrol("示例银行")


@pytest.fixture(scope="module")
def court(register: RegisterUnderTest) -> Enrolled:
    return register.enrol("示例法院", kind=InstitutionType.COURT)


@pytest.fixture(scope="module")
def clerk(staff: Staff) -> Somebody:
    return staff.enters(a_login(), PersonRole.CLERK)


@pytest.fixture(scope="module")
def registrar(staff: Staff) -> Somebody:
    return staff.enters(a_login(), PersonRole.REGISTRAR)


@pytest.fixture
def browser(app: Flask, clock: Clock) -> Browser:
    return Browser(app, clock)


@pytest.fixture(scope="module")
def screen(app: Flask, clock: Clock, clerk: Somebody, lender: Enrolled) -> AtTheDesk:
    return AtTheDesk(Browser(app, clock), clerk, lender=lender)


@pytest.fixture
def desk(screen: AtTheDesk) -> AtTheDesk:
    """A clerk who is signed in; from one test to the next, unless his session ended meanwhile."""
    if not screen.browser.is_in():
        screen.signs_in()
    return screen
