"""A token for reading outlives its key by a second at the most, on every worker, and no read pays for it (ASVS 8.3.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Event, Lock, Thread

import pytest

from registry.api.office import EXTENSION
from registry.domain.errors import KeyRevoked, Unavailable
from registry.process import clock as now
from registry.service import revocations
from registry.service.revocations import BELIEVED_FOR, Revocations
from registry.signing.client_keys import generate_client_key
from registry.store import Store
from tests.api.problem import refused
from tests.api.test_client_keys import PATH as KEYS
from tests.api.test_client_keys import request_for, with_key
from tests.people import Clock
from tests.register import an_app
from tests.statements import heard

PATH = "/v1/registrations"


@pytest.fixture(scope="module")
def clock():
    """Of the workers: it stands until a test moves it."""
    return Clock()


@pytest.fixture(scope="module")
def app(register, clock):
    with an_app(register.settings(), clock=clock) as made:
        yield made


@pytest.fixture(scope="module")
def other_worker(register, clock):
    with an_app(register.settings(), clock=clock) as made:
        yield made


def reads(teller, app):
    """The same token, shown to a worker."""
    with app.test_client() as client:
        return client.get(PATH, headers={"Authorization": f"Bearer {teller.token()}"})


@pytest.fixture
def system(register, app):
    return register.teller(app, "示例银行")


class TestATokenWhoseKeyIsRevoked:
    def test_reads_nothing_a_second_later_wherever_it_is_shown(self, register, app, other_worker, system, clock):
        for worker in (app, other_worker):
            assert reads(system, worker).status_code == 200
        register.revoke(system.enrolled)
        clock.passes(seconds=BELIEVED_FOR.total_seconds())
        for worker in (app, other_worker):
            refused(reads(system, worker), 401, code="key_revoked")

    def test_leaves_those_of_the_client_s_other_keys_alone(self, register, app, system, clock):
        spare = generate_client_key()
        assert system.file(KEYS, request_for(spare, system)).status_code == 201
        other = with_key(system, spare, app=app)
        assert [reads(each, app).status_code for each in (system, other)] == [200, 200]
        register.revoke(replace(system.enrolled, key=spare))
        clock.passes(seconds=1)
        assert reads(system, app).status_code == 200
        refused(reads(other, app), 401, code="key_revoked")

    def test_is_of_no_use_beside_a_signature(self, register, app, system, clock):
        system.token()
        register.revoke(system.enrolled)
        clock.passes(seconds=1)
        borne = lambda headers, body: (headers | {"Authorization": f"Bearer {system.token()}"}, body)  # noqa: E731
        refused(system.register({}, tamper=borne), 401, code="key_revoked")


class TestWhatIsAsked:
    def test_is_one_question_a_second_however_many_read(self, app, system, clock):
        here, asked = app.extensions[EXTENSION], []
        assert reads(system, app).status_code == 200
        with heard(here.revocations._store, asked.append):
            for _ in range(3):
                clock.passes(seconds=1)
                for _ in range(5):
                    assert reads(system, app).status_code == 200
        assert len(asked) == 3

    def test_is_asked_again_by_a_clock_that_went_back(self, register, system):
        """Else whoever can set a machine's clock back gives a revoked key its tokens again."""
        at = now()
        asking = Revocations(lambda: Store(register.url(), pool_size=1))
        asking.require_standing(system.enrolled.key.key_id, at=at)
        register.revoke(system.enrolled)
        asking.require_standing(system.enrolled.key.key_id, at=at)
        with pytest.raises(KeyRevoked):
            asking.require_standing(system.enrolled.key.key_id, at=at - timedelta(hours=1))
        asking.close()
        asking.close()

    def test_that_nobody_answers_is_no_leave_to_read(self):
        asking = Revocations(lambda: Store("postgresql+psycopg://nobody@127.0.0.1:1/none"))
        with pytest.raises(Unavailable):
            asking.require_standing("any", at=now())
        asking.close()

    def test_is_asked_in_vain_once_by_a_crowd(self, register, monkeypatch):
        """A database that hangs holds up each of them as long as it holds up one."""
        asked, answers, door = [], [], Door()
        asking = Revocations(lambda: Store(register.url(), pool_size=1))
        asking._guard = door

        def asks():
            try:
                asking.require_standing("any", at=now())
            except Unavailable:
                answers.append("unavailable")

        other = Thread(target=asks)

        def hanging(*_):
            asked.append(1)
            other.start()
            assert door.waits.wait(10)
            raise Unavailable

        monkeypatch.setattr(revocations, "revoked_since", hanging)
        asks()
        other.join()
        assert (asked, answers) == ([1], ["unavailable", "unavailable"])
        monkeypatch.undo()
        asking.require_standing("any", at=now())
        asking.close()


class Door:
    """A lock that says when somebody stands before it."""

    def __init__(self):
        self.lock, self.waits = Lock(), Event()

    def __enter__(self):
        if self.lock.locked():
            self.waits.set()
        self.lock.acquire()

    def __exit__(self, *_):
        self.lock.release()
