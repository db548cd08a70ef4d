"""A register under test: real database, real keys, real signatures. Nothing here stands in for a part of ours."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from registry.api.office import EXTENSION
from registry.app import create_app
from registry.domain.access import FILES, ROLES_OF
from registry.domain.allowance import Allowance
from registry.domain.calendar import day_of
from registry.domain.evidence import Evidence, EvidenceKind
from registry.domain.filings import (
    Administrator,
    EnrolInstitution,
    EnrolKey,
    Filing,
    Genesis,
    Licence,
    LimitClient,
    RevokeKey,
    Submitted,
)
from registry.domain.party import Filer, InstitutionType
from registry.engine import Cluster as Engine
from registry.engine import started
from registry.engine.cluster import NO_SETTINGS
from registry.jobs import deliver
from registry.service.audit import Difference, audit
from registry.service.authority import SERVING, WORKING, Authority
from registry.service.enrolment import approved, enter, proposed
from registry.service.file import Desk, Filed
from registry.service.sequencer import Sequencer, Watch
from registry.service.status_lists import StatusLists
from registry.settings import Settings
from registry.signing.client_keys import ClientKey, generate_client_key
from registry.signing.http_signature import SignedRequest, sign_request
from registry.signing.keys import Use
from registry.signing.possession import Challenge, prove_possession
from registry.signing.ring import KeyRing, create_ring, make_log_key, open_ring, rotate
from registry.signing.tokens import make_assertion
from registry.store import Store, migrate
from registry.store.settled import settle
from tests.kinds import a_pilot
from tests.samples import a_uscc

ORIGIN = "http://register.test"
ISSUER, LOG = "test-register", "log.register.test"
PASSPHRASE, LOG_PASSPHRASE = "dull", "as dull"
PASSWORD = "dull-password"
PASSWORDS = dict.fromkeys(migrate.ROLES, PASSWORD)
JOB = Submitted(
    by=Filer("register", "register", "register"), evidence=Evidence(kind=EvidenceKind.JOB, rule="REG-ENROL")
)
LIMITS = ("limit_client", "limit_institution", "limit_address", "limit_sign_in", "limit_personal")
UNLIMITED = dict.fromkeys(LIMITS, 100_000_000)
WITHOUT_LIMITS = {f"REGISTRY_{name.upper()}": str(most) for name, most in UNLIMITED.items()}
ADMINISTRATORS = {name: generate_client_key() for name in ("first", "second", "third")}
LETTER = "a" * 64  # stands for the digest of a sealed letter
A_LICENCE = Licence(number="B0001", authority="示例许可机关", valid_from=date(2020, 1, 1))
SEQUENCED_EVERY = 20.0  # seconds; filings end after sixty
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass
class Cluster:
    """A running PostgreSQL with a migrated template, and one key ring for all registers on it."""

    engine: Engine
    keys: Path

    @cached_property
    def log_ring(self) -> KeyRing:
        return open_ring(self.keys, passphrase=LOG_PASSPHRASE, uses=WORKING)

    def url(self, role: str, database: str) -> str:
        made = sa.engine.make_url(self.engine.superuser_url(database)).set(username=role, password=PASSWORD)
        return made.render_as_string(hide_password=False)

    def superuser(self, database: str = "postgres") -> sa.Engine:
        return sa.create_engine(
            self.engine.superuser_url(database), poolclass=sa.pool.NullPool, isolation_level="AUTOCOMMIT"
        )

    def new_database(self, name: str) -> None:
        with self.superuser().connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE registry_template OWNER registry_migrate")
            for role in migrate.ROLES:  # rights to connect do not come with a template
                connection.exec_driver_sql(f"GRANT CONNECT ON DATABASE {name} TO {role}")
            connection.exec_driver_sql(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")

    def new_register(self, name: str) -> RegisterUnderTest:
        """An empty register with its first entry."""
        self.new_database(name)
        made = RegisterUnderTest(self, name)
        made.desk.file(Genesis(issuer=ISSUER, origin=LOG, livemode=False, administrators=administrators()), JOB)
        made.settle()
        return made


@contextmanager
def started_cluster(folder: Path, settings: Mapping[str, str] = NO_SETTINGS) -> Iterator[Cluster]:
    at = datetime.now(UTC)  # noqa: TID251
    create_ring(folder / "keys", passphrase=PASSPHRASE, issuer=ISSUER, origin=LOG, livemode=False, at=at)
    make_log_key(folder / "keys", passphrase=LOG_PASSPHRASE, at=at)
    rotate(folder / "keys", Use.STATUS, passphrase=LOG_PASSPHRASE, at=at)
    with started(folder / "postgres", settings=settings) as engine:
        cluster = Cluster(engine, folder / "keys")
        migrate.provision(engine.superuser_url(), database="registry_template", password="dull-password")
        migrate.upgrade(cluster.url("registry_migrate", "registry_template"), passwords=PASSWORDS)
        yield cluster
    engine.destroy()


def administrators(*names: str) -> tuple[Administrator, ...]:
    """These of the administrators, or all of them, with their public keys."""
    keys = {name: ADMINISTRATORS[name] for name in names or ADMINISTRATORS}
    return tuple(Administrator(name=name, key_id=key.key_id, jwk=key.public.jwk) for name, key in keys.items())


def possession(key: ClientKey, *, uscc: str, client: str) -> str:
    """The proof that goes with a key to be enrolled."""
    return prove_possession(key, Challenge(institution=uscc, client=client, register=LOG))


@dataclass
class RegisterUnderTest:
    """One register: its stores by role, its desk, and the audit."""

    cluster: Cluster
    database: str
    store: Store = field(init=False)
    authority: Authority = field(init=False)
    desk: Desk = field(init=False)
    _names: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.store = self.store_as("registry_app")
        self.authority = Authority(open_ring(self.cluster.keys, passphrase=PASSPHRASE, uses=SERVING))
        self.desk = Desk(self.store, self.authority, origin=ORIGIN)
        self._opened = [self.store]
        self._logged_at = time.monotonic()

    def url(self, role: str = "registry_app") -> str:
        return self.cluster.url(role, self.database)

    def store_as(self, role: str) -> Store:
        return Store(self.url(role))

    def settings(self, **changes: Any) -> Settings:
        return Settings(
            database_url=self.url(),
            public_origin=ORIGIN,
            key_folder=self.cluster.keys,
            key_passphrase=PASSPHRASE,
            pilots=(a_pilot(),),
            **(UNLIMITED | changes),
        )

    def superuser(self) -> sa.Engine:
        """The owner of everything, for tests of what even he cannot do unseen."""
        return self.cluster.superuser(self.database)

    def settle(self) -> datetime:
        """What the worker does every fraction of a second."""
        store = self.store_as("registry_sequencer")
        try:
            return settle(store)
        finally:
            store.close()

    @property
    def log_state(self) -> Path:
        return self.cluster.keys.parent / f"log-{self.database}"

    def sequencer(self, store: Store, *, watch: Watch = lambda _: None) -> Sequencer:
        return Sequencer(store, self.cluster.log_ring, folder=self.log_state, watch=watch)

    def sequence(self) -> int:
        """What the worker does too: everything that waits is in the public log."""
        self._logged_at = time.monotonic()
        with closing(self.store_as("registry_sequencer")) as store:
            return self.sequencer(store).run()

    def status_lists(self, store: Store, *, watch: Watch = lambda _: None) -> StatusLists:
        return StatusLists(store, self.cluster.log_ring, origin=ORIGIN, watch=watch)

    def tell(self, now: datetime | None = None) -> int:
        """What the worker does after that: the lists tell how every certificate stands."""
        with closing(self.store_as("registry_sequencer")) as store:
            return self.status_lists(store).run(now or datetime.now(UTC))  # noqa: TID251

    def deliver(self) -> int:
        """And whoever it concerns is told of what was entered."""
        with closing(self.store_as("registry_sequencer")) as store:
            return deliver.run(store)

    def sequence_before_the_fuse_blows(self) -> None:
        """A test need not know of the log; a register that stands for more than a minute must."""
        if time.monotonic() - self._logged_at > SEQUENCED_EVERY:
            self.sequence()

    def audit(self, *, checkpoint: str | None = None, processes: int = 1) -> list[Difference]:
        store = self.store_as("registry_auditor")
        try:
            return audit(store, self.authority, checkpoint=checkpoint, processes=processes)
        finally:
            store.close()

    def enrol(self, name: str, *, kind: InstitutionType = InstitutionType.FINANCIAL_INSTITUTION) -> Enrolled:
        """An institution with one system and its key."""
        return self.enrolled(name, kind=kind, uscc=a_uscc(), client=f"client_{next(self._names)}_{self.database}")

    def enrolled(self, name: str, *, kind: InstitutionType, uscc: str, client: str) -> Enrolled:
        """The same, under these numbers. The system may file all that its role does."""
        filing = EnrolInstitution(name=name, identifier=uscc, type=kind, licence=A_LICENCE)
        made = Enrolled(
            name=name,
            uscc=uscc,
            institution=self.administer(filing).entry.decided["institution"],
            client=client,
            key=generate_client_key(),
        )
        self.administer(self.key_of(made, kind=kind, allowance=Allowance(verbs=FILES[next(iter(ROLES_OF[kind]))])))
        return made

    def key_of(self, enrolled: Enrolled, **changes: Any) -> EnrolKey:
        """The enrolment of its key as administrators propose it."""
        kind = changes.pop("kind", InstitutionType.FINANCIAL_INSTITUTION)
        key = changes.pop("key", enrolled.key)
        given = {
            "institution": enrolled.institution,
            "client": enrolled.client,
            "role": str(next(iter(ROLES_OF[kind]))),
            "key_id": key.key_id,
            "jwk": key.public_jwk,
            "letter": LETTER,
            "possession": possession(key, uscc=enrolled.uscc, client=enrolled.client),
        }
        return EnrolKey(**(given | changes))

    def administer(self, filing: Filing, *, by: tuple[str, ...] = ("first", "second")) -> Filed:
        """What these administrators approve and an operator enters."""
        paper = proposed(filing, register=LOG, at=datetime.now(UTC))  # noqa: TID251
        for name in by:
            paper = approved(paper, ADMINISTRATORS[name])
        return enter(self.desk, self.store, paper=paper)

    def limit(self, enrolled: Enrolled, allowance: Allowance, *, version: int) -> Filed:
        """What its system may file from now on."""
        filing = LimitClient(client=enrolled.client, version=version, allowance=allowance, letter=LETTER)
        return self.administer(filing)

    def revoke(self, enrolled: Enrolled) -> None:
        self.administer(RevokeKey(key_id=enrolled.key.key_id, reason="test"))

    def teller(self, app: Flask, name: str, *, role: str = "financial_institution") -> Teller:
        return Teller(self, self.enrol(name, kind=InstitutionType(role)), app=app)

    def rows(self, query: str, **binds: Any) -> list[dict[str, Any]]:
        with self.superuser().connect() as connection:
            return [dict(row) for row in connection.execute(sa.text(query), binds).mappings()]

    def close(self) -> None:
        self.store.close()


@dataclass(frozen=True)
class Enrolled:
    name: str
    uscc: str
    institution: str
    client: str
    key: ClientKey


class Teller:
    """An institution's system at the API, signing what it files as a lender's would."""

    def __init__(self, register: RegisterUnderTest, enrolled: Enrolled, *, app: Flask) -> None:
        self._app = app
        self.enrolled = enrolled
        self.register_under_test = register
        self._token: str | None = None
        self._lock = threading.Lock()
        self._keys = itertools.count(1)

    def creditor(self) -> dict[str, Any]:
        """Itself as secured creditor, in the wire form."""
        return {
            "type": "organization",
            "name": self.enrolled.name,
            "identifier": {"scheme": "uscc", "value": self.enrolled.uscc},
        }

    def file(self, path: str, body: Any, *, key: str | None = None, **options: Any) -> TestResponse:
        """POST a filing: ``body`` is JSON-able or bytes. ``key`` is the Idempotency-Key, fresh if None. Options:
        ``if_match``, ``at`` (when it is signed), ``tamper`` (called with the signed headers and body, returns both),
        ``query``, ``sent_query`` (another than was signed), ``content_type``."""
        data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        query = f"?{options['query']}" if options.get("query") else ""
        headers = {
            "Content-Type": options.get("content_type", "application/json"),
            "Idempotency-Key": key or f"{self.enrolled.client}-{next(self._keys)}",
        }
        if options.get("if_match"):
            headers["If-Match"] = options["if_match"]
        request = SignedRequest("POST", f"{ORIGIN}{path}{query}", headers, data)
        at = options.get("at") or datetime.now(UTC)  # noqa: TID251
        headers |= sign_request(request, self.enrolled.key, at=at)
        tamper: Callable[[dict[str, str], bytes], tuple[dict[str, str], bytes]] | None = options.get("tamper")
        if tamper:
            headers, data = tamper(headers, data)
        with self._app.test_client() as client:
            sent = {"QUERY_STRING": options.get("sent_query", query[1:])}
            return client.post(path, environ_overrides=sent, data=data, headers=headers)

    def register(self, body: Mapping[str, Any], **options: Any) -> TestResponse:
        """File a registration of which this institution is the creditor."""
        return self.file("/v1/registrations", {**body, "secured_creditor": self.creditor()}, **options)

    def discharge(self, number: str, *, version: int = 1, **options: Any) -> TestResponse:
        body = {"reason": "claim_extinguished"}
        return self.file(f"/v1/registrations/{number}/discharge", body, if_match=f'"{version}"', **options)

    def get(self, path: str, *, settled: bool = True, **query: Any) -> TestResponse:
        """GET with a bearer token, after everything filed so far has settled."""
        if settled:
            self.register_under_test.settle()
        headers = {"Authorization": f"Bearer {self.token()}"}
        with self._app.test_client() as client:
            return client.get(path, query_string=query, headers=headers)

    def post(self, path: str, body: Any, *, settled: bool = True) -> TestResponse:
        """POST a question with a bearer token, after everything filed so far has settled."""
        if settled:
            self.register_under_test.settle()
        headers = {"Authorization": f"Bearer {self.token()}"}
        with self._app.test_client() as client:
            return client.post(path, json=body, headers=headers)

    def anonymous(self, method: str, path: str, **options: Any) -> TestResponse:
        with self._app.test_client() as client:
            return client.open(path, method=method, **options)

    def token(self) -> str:
        with self._lock:
            if self._token is None:
                self._token = str(self.ask_token().json["access_token"])  # type: ignore[index]
        return self._token

    def ask_token(self, assertion: str | None = None) -> TestResponse:
        made = assertion or make_assertion(
            self.enrolled.key,
            client_id=self.enrolled.client,
            audience=f"{ORIGIN}/oauth/token",
            at=datetime.now(UTC),  # noqa: TID251
        )
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": made,
        }
        with self._app.test_client() as client:
            return client.post("/oauth/token", data=form)


@contextmanager
def an_app(settings: Settings, **options: Any) -> Iterator[Flask]:
    """An application whose connections and press are closed when it is done with: one left open fails whatever test is
    under way when it is collected."""
    made = create_app(settings, **options)
    office = made.extensions[EXTENSION]
    with closing(office.store), closing(office.press), closing(office.revocations):
        yield made


def today() -> date:
    """Bodies are built around the real day, because the register's clock is the database's; in Shanghai, where from
    four in the afternoon UTC on it is tomorrow."""
    return day_of(datetime.now(UTC))  # noqa: TID251
