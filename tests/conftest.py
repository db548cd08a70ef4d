"""One real PostgreSQL per test worker, one database per test module made from a migrated template, and at the end of
every module the audit: whatever the tests did, the journal must account for every row."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from registry.signing import key_files, passwords
from tests.register import Cluster, RegisterUnderTest, Teller, an_app, started_cluster

# A quarter of the tests' time went into passphrases that nobody guesses at; tests/signing holds the real cost. What a
# command of its own writes is as dear as in production.
key_files.COST = key_files.Cost(n=2)
passwords.COST = passwords.Cost(memory_kib=8, passes=1)

_serial = itertools.count(1)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with started_cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


@pytest.fixture(scope="module")
def register(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegisterUnderTest]:
    """A register of its own for the module, audited when the module is done."""
    made = cluster.new_register(f"register_{next(_serial)}")
    yield made
    made.sequence()
    made.tell()
    differences = made.audit()
    made.close()
    assert differences == [], [str(each) for each in differences]


@pytest.fixture(scope="module")
def app(register: RegisterUnderTest) -> Iterator[Flask]:
    with an_app(register.settings()) as made:
        yield made


@pytest.fixture(scope="module")
def bank(register: RegisterUnderTest, app: Flask) -> Teller:
    """A lender's system with an enrolled key, speaking to the application."""
    return register.teller(app, "示例银行")


@pytest.fixture(scope="module")
def rival(register: RegisterUnderTest, app: Flask) -> Teller:
    """Another lender's."""
    return register.teller(app, "另一银行")


@pytest.fixture(scope="module")
def exchange(register: RegisterUnderTest, app: Flask) -> Teller:
    return register.teller(app, "演示交易所", role="exchange")


@pytest.fixture(scope="module")
def court(register: RegisterUnderTest, app: Flask) -> Teller:
    return register.teller(app, "示例法院", role="court")


@pytest.fixture(scope="module")
def keeper(register: RegisterUnderTest, app: Flask) -> Teller:
    return register.teller(app, "示例仓储", role="keeper")


@pytest.fixture(autouse=True)
def logged(request: pytest.FixtureRequest) -> None:
    """No test runs on a register whose entries have long waited for the public log."""
    if "register" in request.fixturenames:
        made: RegisterUnderTest = request.getfixturevalue("register")
        made.sequence_before_the_fuse_blows()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
