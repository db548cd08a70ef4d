"""Whoever asks for too much is told when to come back, and everybody else is served meanwhile."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Lock

import http_sfv
import pytest

from registry.api import counts as module
from registry.api.counts import Counts
from registry.api.limits import LARGE_BODY
from registry.api.office import EXTENSION
from registry.cli.serve import Server, options
from registry.domain.errors import Unsafe
from registry.domain.quota import LARGE, WINDOW_SECONDS, Quota
from registry.settings import from_environment
from tests.api.problem import refused
from tests.register import Teller, an_app, today
from tests.samples import a_body, a_receipt_body

LISTING = "/v1/registrations"


def told(answer):
    """What the answer says of its asker's quotas, and of the nearest of them, as a structured field (RFC 9651)."""
    policy, nearest = http_sfv.List(), http_sfv.List()
    policy.parse(answer.headers["RateLimit-Policy"].encode())
    nearest.parse(answer.headers["RateLimit"].encode())
    return {each.value: dict(each.params) for each in policy}, {each.value: dict(each.params) for each in nearest}


@pytest.fixture
def limited(app, bank, rival):
    """Sets quotas for the length of a test, before which nobody has asked anything, and a clock that stands."""
    limits, now = app.extensions[EXTENSION].limits, [WINDOW_SECONDS * 10.0]
    before = dict(vars(limits))
    bank.token(), rival.token()

    def limit(proxies=0, **most):
        vars(limits).update({f"_{name}": Quota(name, quota) for name, quota in most.items()})
        vars(limits).update(_counts=Counts(), _now=lambda: now[0], _proxies=proxies)
        return now

    yield limit
    vars(limits).update(before)


class TestAQuota:
    def test_of_a_client_is_kept_apart_from_anothers(self, limited, bank, rival):
        now = limited(client=3)
        for left in (2, 1, 0):
            answer = bank.get(LISTING, settled=False)
            assert answer.status_code == 200
            policy, nearest = told(answer)
            assert policy["client"] == {"q": 3, "w": WINDOW_SECONDS}
            assert nearest == {"client": {"r": left, "t": WINDOW_SECONDS}}
        now[0] += 20
        refusal = bank.get(LISTING, settled=False)
        assert refused(refusal, 429, code="too_many_requests")["violated_policies"] == ["client"]
        assert refusal.headers["Retry-After"] == "40"
        refused(bank.register(a_body(today=today())), 429, code="too_many_requests")
        assert rival.get(LISTING, settled=False).status_code == 200
        now[0] += 40
        assert bank.get(LISTING, settled=False).status_code == 200

    def test_of_an_institution_is_of_all_its_clients_together(self, limited, bank):
        limited(institution=2)
        bank.get(LISTING, settled=False)
        bank.register(a_body(today=today()), query="dry_run=true")
        refusal = bank.get(LISTING, settled=False)
        assert refused(refusal, 429)["violated_policies"] == ["institution"]

    def test_of_an_address_comes_before_anything_is_believed(self, limited, bank):
        limited(address=2)
        for _ in range(2):
            refused(bank.anonymous("GET", LISTING), 401)
        refusal = bank.anonymous("GET", LISTING, headers={"Authorization": "Bearer x"})
        assert refused(refusal, 429)["violated_policies"] == ["address"]
        assert bank.anonymous("GET", "/healthz").status_code == 200, "who watches sees it most of all then"

    def test_for_signing_in_is_one_of_its_own(self, limited, bank):
        limited(sign_in=2)
        refused(bank.ask_token("x"), 401)
        assert bank.ask_token().status_code == 200
        assert refused(bank.ask_token(), 429)["violated_policies"] == ["sign_in"]
        assert bank.anonymous("GET", "/v1/enums").status_code == 200

    def test_for_signing_in_is_the_peoples_too(self, limited, bank):
        limited(sign_in=2)
        for path in ("/sign-in", "/invitation"):
            assert bank.anonymous("POST", path).status_code == 403
            assert bank.anonymous("GET", path).status_code == 200
        answer = bank.anonymous("POST", "/sign-in")
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, str(WINDOW_SECONDS))
        assert answer.content_type.startswith("text/html")
        assert bank.anonymous("GET", "/sign-in").status_code == 200

    def test_is_used_up_the_faster_the_more_there_is_to_read(self, limited, bank):
        limited(address=100)
        refused(bank.anonymous("POST", "/v1/verifications", data=b"x" * 200_000), 415)
        _, nearest = told(bank.anonymous("GET", "/v1/enums"))
        assert nearest["address"]["r"] == 100 - 49 - 1

    def test_is_not_used_up_by_a_size_that_is_only_said(self, limited, bank):
        """One request would shut out a whole town behind one address."""
        limited(address=12_000)
        said = {"CONTENT_LENGTH": str(2**40)}
        refused(
            bank.anonymous("POST", "/v1/verifications", environ_overrides=said, content_type="application/json"), 413
        )
        _, nearest = told(bank.anonymous("GET", "/v1/enums"))
        assert nearest["address"]["r"] == 12_000 - 1024 - 1


class TestAnAddress:
    def asked(self, teller, **where):
        environ = {"REMOTE_ADDR": where.pop("peer", "192.0.2.1")}
        headers = {"X-Forwarded-For": where["forwarded"]} if where else {}
        answer = teller.anonymous("GET", "/v1/enums", headers=headers, environ_overrides=environ)
        return told(answer)[1]["address"]["r"]

    def test_is_not_what_the_asker_says_it_is(self, limited, bank):
        limited(address=9)
        assert [self.asked(bank, forwarded=f"198.51.100.{each}") for each in range(3)] == [8, 7, 6]
        assert self.asked(bank, peer="192.0.2.2") == 8

    def test_is_what_our_own_proxy_says_it_is(self, limited, bank):
        limited(address=9, proxies=1)
        assert self.asked(bank, forwarded="198.51.100.1") == 8
        assert self.asked(bank, forwarded="203.0.113.9, 198.51.100.1") == 7, "what he wrote himself stands before"
        assert self.asked(bank, forwarded="198.51.100.2") == 8
        assert [self.asked(bank, forwarded=no) for no in ("", "unknown", "1.2.3.4.5")] == [8, 7, 6]

    def test_of_the_new_kind_is_counted_by_its_network(self, limited, bank):
        limited(address=9)
        peers = ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1")
        assert [self.asked(bank, peer=peer) for peer in peers] == [8, 7, 8]


def in_a_process(act):
    """The process that does it, forked off this one as a worker is off its master."""
    child = os.fork()
    if child == 0:
        try:
            act()
            os._exit(0)
        finally:
            os._exit(1)
    return child


@pytest.fixture
def widened(monkeypatch):
    """Between reading a count and writing it there is time for everybody else."""
    found = module._slot_of

    def late(*told, **how):
        time.sleep(0.0001)
        return found(*told, **how)

    monkeypatch.setattr(module, "_slot_of", late)


class TestCounts:
    def test_hold_over_all_processes(self, widened):
        counts, each = Counts(), 100

        def count():
            for _ in range(each):
                counts.add(["one"], until=60, now=1)

        children = [in_a_process(count) for _ in range(4)]
        assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
        assert counts.add(["one"], until=60, now=1) == [4 * each + 1]

    def test_hold_over_all_threads_of_a_process(self, widened):
        counts, each = Counts(), 100
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: [counts.add(["one"], until=60, now=1) for _ in range(each)], range(4)))
        assert counts.add(["one"], until=60, now=1) == [4 * each + 1]

    def test_are_one_for_all_workers_that_a_server_forks(self, register):
        settings = register.settings(limit_address=3)
        server = Server(settings, options("127.0.0.1:0", 1, threads=1))
        workers = [server.load() for _ in range(2)]
        statuses = [worker.test_client().get("/v1/enums").status_code for worker in workers * 2]
        for worker in workers:
            worker.extensions[EXTENSION].store.close()
        assert statuses == [200, 200, 200, 429]

    def test_begin_anew_with_every_window(self):
        counts = Counts()
        assert [counts.add(["one"], until=until, now=until - 1) for until in (60, 60, 120)] == [[1], [2], [1]]

    def test_are_not_lost_by_those_who_ask_most_when_there_are_more_askers_than_places(self):
        counts = Counts()
        counts.add(["busy"], until=60, now=1, weight=1000)
        for each in range(50_000):
            counts.add([f"passer-by {each}"], until=60, now=1)
        assert counts.add(["busy"], until=60, now=1) == [1001]

    def test_let_one_alone_at_a_time_in_one_process_and_in_all(self):
        counts = Counts()
        with counts.alone("one") as first, counts.alone("one") as second, counts.alone("other") as other:
            assert (first, second, other) == (True, False, True)
            assert exit_code(in_a_process(lambda: os._exit(23 if tried(counts) else 42))) == 42
        assert exit_code(in_a_process(lambda: os._exit(23 if tried(counts) else 42))) == 23

    def test_let_go_of_what_a_process_held_that_was_killed(self):
        counts, (ready, tell) = Counts(), os.pipe()

        def die():
            with counts.alone("one"):
                os.write(tell, b"x")
                signal.pause()

        child = in_a_process(die)
        assert os.read(ready, 1) == b"x"
        with counts.alone("one") as meanwhile:
            assert not meanwhile
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with counts.alone("one") as afterwards:
            assert afterwards
        os.close(ready)
        os.close(tell)


def tried(counts):
    with counts.alone("one") as alone:
        return alone


def exit_code(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def large(*, items=LARGE + 1):
    return a_body(*(a_receipt_body() for _ in range(items)), today=today())


class Pause:
    """Stops the first filing that comes to a step until it is told to go on."""

    def __init__(self):
        self._guard, self.step = Lock(), None
        self.reached, self.go = Event(), Event()

    def at(self, step):
        self.reached, self.go, self.step = Event(), Event(), step

    def __call__(self, step):
        with self._guard:
            stops = step == self.step
            self.step = None if stops else self.step
        if stops:
            self.reached.set()
            assert self.go.wait(30)


@pytest.fixture(scope="module")
def machine(register):
    """Another machine at the same database, and what stops its filings."""
    pause = Pause()
    with an_app(register.settings(), watch=pause) as app:
        yield app, pause


@pytest.fixture
def under_way(machine, register, bank):
    """Begins a filing of the bank's on that machine, which comes to a step and stays there; then gives its answer."""
    app, pause = machine
    mine = Teller(register, bank.enrolled, app=app)

    @contextmanager
    def begun(body, *, step, **options):
        pause.at(step)
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(lambda: mine.register(body, key=f"{id(body)}", **options))
            try:
                assert pause.reached.wait(30)
                yield first
            finally:
                pause.go.set()

    return begun


class TestALargeFiling:
    def test_of_whoever_loops_them_holds_one_thread_and_no_more(self, under_way, machine, register, bank, rival):
        """Dry runs too, which leave nothing behind and cost as much: while one is worked on, the others are declined,
        and another lender's filing is entered."""
        dry, body = {"query": "dry_run=true"}, large()
        attacker, other = (Teller(register, each.enrolled, app=machine[0]) for each in (bank, rival))
        with under_way(large(), step="decided", **dry) as first:
            for _ in range(5):
                refusal = attacker.register(body, **dry)
                refused(refusal, 429, code="large_filing_under_way")
                assert refusal.headers["Retry-After"] == "2"
            assert other.register(a_body(today=today()), key="meanwhile").status_code == 201
            assert attacker.register(a_body(today=today()), key="meanwhile").status_code == 201, "his own small one too"
        assert first.result().status_code == 200
        assert attacker.register(body, **dry).status_code == 200

    def test_with_a_large_body_is_declined_before_it_is_read(self, under_way, machine, register, bank, rival):
        attacker, other = (Teller(register, each.enrolled, app=machine[0]) for each in (bank, rival))
        unreadable = b"{" * (LARGE_BODY + 1)
        with under_way(large(items=3 * LARGE), step="decided", query="dry_run=true"):
            refused(attacker.file(LISTING, unreadable), 429, code="large_filing_under_way")
            headers = {"Authorization": f"Bearer {attacker.token()}", "Content-Type": "application/json"}
            asked = attacker.anonymous("POST", "/v1/lien-status", data=unreadable, headers=headers)
            refused(asked, 429, code="large_filing_under_way")
            refused(other.file(LISTING, unreadable), 400, code="malformed_body")
        refused(attacker.file(LISTING, unreadable), 400, code="malformed_body")

    def test_is_the_only_one_of_its_institution_on_any_machine(self, under_way, bank, rival):
        """This machine shares nothing with the other but the database."""
        with under_way(large(), step="locked") as first:
            refused(bank.register(large()), 429, code="large_filing_under_way")
            refused(bank.register(large(), query="dry_run=true"), 429, code="large_filing_under_way")
            assert bank.register(large(items=LARGE)).status_code == 201, "a hundred are not large"
            assert rival.register(large()).status_code == 201
        assert first.result().status_code == 201
        assert bank.register(large()).status_code == 201


class TestTheSettings:
    GIVEN = dict.fromkeys(
        ("REGISTRY_DATABASE_URL", "REGISTRY_PUBLIC_ORIGIN", "REGISTRY_KEY_FOLDER", "REGISTRY_KEY_PASSPHRASE"), "x"
    )

    def test_are_read_by_name_and_else_are_the_safe_ones(self):
        settings = from_environment(self.GIVEN | {"REGISTRY_LIMIT_CLIENT": "7", "REGISTRY_PROXIES": "2"})
        assert (settings.limit_client, settings.proxies) == (7, 2)
        assert (settings.limit_institution, settings.limit_address, settings.limit_sign_in) == (12_000, 12_000, 120)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("LIMIT_CLIENT", "0"),
            ("LIMIT_SIGN_IN", "none"),
            ("LIMIT_ADDRESS", "-1"),
            ("PROXIES", "-1"),
            ("PROXIES", "x"),
        ],
    )
    def test_turn_nothing_off(self, name, value):
        with pytest.raises(Unsafe, match=f"REGISTRY_{name} must be from"):
            from_environment(self.GIVEN | {f"REGISTRY_{name}": value})
