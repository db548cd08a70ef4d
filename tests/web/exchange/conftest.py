"""The exchange's desk: a person of an exchange and one of a bank before a register with something on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from registry.domain.party import InstitutionType
from registry.domain.people.roles import PersonRole
from tests.people import Clock, Somebody, Staff
from tests.register import Enrolled, RegisterUnderTest, Teller, an_app
from tests.web.people.desk import ORIGIN, Browser, a_login


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def app(register: RegisterUnderTest, clock: Clock) -> Iterator[Flask]:
    with an_app(replace(register.settings(), public_origin=ORIGIN), clock=clock) as made:
        yield made


@pytest.fixture(scope="module")
def staff(register: RegisterUnderTest, clock: Clock) -> Staff:
    return Staff(register, clock)


@pytest.fixture(scope="module")
def exchange(register: RegisterUnderTest) -> Enrolled:
    return register.enrol("示例农村产权交易所", kind=InstitutionType.EXCHANGE)


@pytest.fixture(scope="module")
def systems(register: RegisterUnderTest) -> Iterator[Flask]:
    """The same register as its lenders' systems ask it."""
    with an_app(register.settings()) as made:
        yield made


@pytest.fixture(scope="module")
def lender(register: RegisterUnderTest, systems: Flask) -> Teller:
    return Teller(register, register.enrol("示例农村商业银行"), app=systems)


@pytest.fixture(scope="module")
def somebody(staff: Staff, exchange: Enrolled) -> Somebody:
    return staff.enters(a_login(), PersonRole.MAKER, identifier=exchange.uscc)


@pytest.fixture(scope="module")
def browser(app: Flask, clock: Clock) -> Browser:
    return Browser(app, clock)


@pytest.fixture
def trader(browser: Browser, somebody: Somebody) -> Browser:
    """A browser in which somebody of the exchange is signed in; again, where a test let half an hour pass."""
    if not browser.is_in():
        browser.signs_in(somebody)
    return browser
