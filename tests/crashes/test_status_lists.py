"""A worker killed at any step of keeping the lists: what is served is never wrong, and the next run makes it whole."""

import subprocess
import sys
from datetime import UTC, datetime
from signal import SIGKILL

import pytest

from registry.domain.status_list import Standing
from registry.service.status_lists import STEPS
from tests.follow_ups import a_report
from tests.lender import Lender
from tests.register import LOG_PASSPHRASE, ORIGIN
from tests.samples import a_parcel, a_receipt
from tests.standings import stands

# Its own process, so that what dies is what would die: connection, lock and memory at once.
WORKER = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from registry.service.authority import WORKING
from registry.service.status_lists import StatusLists
from registry.signing.ring import open_ring
from registry.store import Store

url, keys, passphrase, origin, step = sys.argv[1:]
ring = open_ring(Path(keys), passphrase=passphrase, uses=WORKING)
def watch(reached):
    if reached == step:
        os.kill(os.getpid(), signal.SIGKILL)
StatusLists(Store(url, pool_size=1), ring, origin=origin, watch=watch).run(datetime.now(UTC))
"""
BEFORE, AFTER = (Standing.VALID, Standing.VALID), (Standing.ENDED, Standing.SUPERSEDED)


@pytest.fixture(scope="module")
def lender(register):
    return Lender(register)


def killed_at(register, step):
    url = register.url("registry_sequencer")
    arguments = [url, str(register.cluster.keys), LOG_PASSPHRASE, ORIGIN, step]
    done = subprocess.run([sys.executable, "-c", WORKER, *arguments], timeout=60, check=False)
    assert done.returncode == -SIGKILL, "it came to the step"


@pytest.mark.parametrize("step", STEPS)
def test_the_lists_survive_the_death_of_who_keeps_them(register, lender, step):
    first, second = lender.register(a_receipt()), lender.register(a_parcel())
    register.sequence()
    register.tell()
    lender.discharge(str(first.entry.registration))
    (item,) = second.entry.decided["collateral"]
    lender.follow_up(a_report(str(second.entry.registration), item["id"]))
    register.sequence()
    killed_at(register, step)
    assert register.audit() == []
    served = (stands(register, first), stands(register, second))
    assert served == (AFTER if step == "issued" else BEFORE), "signed last, or not yet"
    register.tell(datetime.now(UTC))  # noqa: TID251
    assert (stands(register, first), stands(register, second)) == AFTER


def test_the_lists_survive_all_of_it_in_a_row(register, lender):
    made = lender.register(a_receipt())
    register.sequence()
    register.tell()
    lender.discharge(str(made.entry.registration))
    register.sequence()
    for step in STEPS:
        killed_at(register, step)
    register.tell()
    assert stands(register, made) is Standing.ENDED
