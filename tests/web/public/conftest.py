"""Anybody, before a register with a few certificates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.people import Clock
from tests.register import RegisterUnderTest, Teller, an_app, today
from tests.samples import a_body, a_parcel_body
from tests.web.people.desk import ORIGIN, Browser

TITLE = "渝（2019）忠县不动产权第000123456号"


@pytest.fixture(scope="module")
def app(register: RegisterUnderTest) -> Iterator[Flask]:
    with an_app(replace(register.settings(), public_origin=ORIGIN)) as made:
        yield made


@pytest.fixture(scope="module")
def systems(register: RegisterUnderTest) -> Iterator[Flask]:
    with an_app(register.settings()) as made:
        yield made


@pytest.fixture(scope="module")
def lender(register: RegisterUnderTest, systems: Flask) -> Teller:
    return Teller(register, register.enrol("示例农村商业银行"), app=systems)


@pytest.fixture(scope="module")
def made(lender: Teller, register: RegisterUnderTest):
    """A registration on a parcel whose holder has a certificate of title."""
    parcel = a_parcel_body(certificate_number=TITLE)
    answer = lender.register(a_body(parcel, today=today()))
    assert answer.status_code == 201, answer.json
    register.settle()
    return answer.json


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app, Clock())
