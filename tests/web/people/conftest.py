"""Browsers before a register that has administrators and clerks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from registry.domain.people.roles import PersonRole
from tests.people import Clock, Somebody, Staff
from tests.register import RegisterUnderTest, an_app
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


@pytest.fixture
def clerk(staff: Staff) -> Somebody:
    return staff.enters(a_login(), PersonRole.CLERK)


@pytest.fixture
def browser(app: Flask, clock: Clock) -> Browser:
    return Browser(app, clock)


@pytest.fixture
def another(app: Flask, clock: Clock) -> Browser:
    return Browser(app, clock)
