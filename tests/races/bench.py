"""A register, its server, and the institutions that race for it."""

import os
import random
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

from registry.domain.errors import Refusal
from registry.domain.party import InstitutionType
from registry.service.sequencer import Diverged
from registry.store.settled import settle
from tests.races.callers import Caller
from tests.races.server import Server
from tests.register import RegisterUnderTest

THREADS = 20
BANKS = 5
PAUSE = 0.002


@dataclass
class Bench:
    """What a workload works on. ``seed`` gives every choice it makes."""

    register: RegisterUnderTest
    server: Server
    banks: list[Caller]
    exchange: Caller
    court: Caller
    keeper: Caller
    seed: int = field(default_factory=lambda: int(os.environ.get("RACE_SEED") or random.randrange(10**6)))
    answered: set[int] = field(default_factory=set)  # the workers whose answers were seen

    def __post_init__(self):
        self.random = random.Random(self.seed)

    def bank(self, index):
        return self.banks[index % len(self.banks)]

    def contenders(self, items):
        """One signed registration for each item, from one bank after another."""
        return [(self.bank(index), self.bank(index).registration(item)) for index, item in enumerate(items)]

    def seen(self, replies):
        self.answered |= {reply.worker for reply in replies}
        return replies


@contextmanager
def a_bench(register, folder, *, bug="", settle_every=0.05):
    with Server(register.settings(), folder, bug=bug, pause=PAUSE) as server, settling(register, every=settle_every):
        banks = [Caller(server, register.enrol(f"示例银行{index}")) for index in range(BANKS)]
        exchange = Caller(server, register.enrol("演示交易所", kind=InstitutionType.EXCHANGE))
        court = Caller(server, register.enrol("示例法院", kind=InstitutionType.COURT))
        keeper = Caller(server, register.enrol("示例仓储", kind=InstitutionType.KEEPER))
        for caller in (*banks, exchange, court):
            caller.token()
        yield Bench(register, server, banks, exchange, court, keeper)


@contextmanager
def settling(register, *, every):
    """What the worker process does beside the server, so that races are run against it too."""
    store, stop = register.store_as("registry_sequencer"), threading.Event()
    sequencer = register.sequencer(store)

    def keep_settling():
        while not stop.wait(every):
            try:
                settle(store)
                sequencer.run()
            except (Refusal, Diverged):  # the crash tests take the database away, and one lets it lose what it said
                time.sleep(every)

    worker = threading.Thread(target=keep_settling)
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join()
        store.close()


def run(workload, bench, *, rounds, until_found=False):
    """Every violation in so many rounds; with ``until_found`` only those of the first round that has any."""
    began, found = time.monotonic(), []
    for number in range(rounds):
        found += [f"round {number + 1}: {violation}" for violation in workload(bench)]
        if found and until_found:
            break
    seconds = time.monotonic() - began
    print(f"{workload.__name__}: {number + 1} rounds in {seconds:.1f} s, {len(found)} violations, seed {bench.seed}")
    return found
