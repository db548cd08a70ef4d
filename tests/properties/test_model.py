"""The register beside a dictionary that knows only what was entered: whatever is filed in whatever order, both say the
same of who stands where, now and at every instant that was settled.

REGISTRY_SEED=… repeats a run; the seed is printed with every failure.
"""

import os
import random
from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, note, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from registry.domain.collateral import Mode
from registry.schemas.collateral import ITEMS
from tests.api.problem import refused
from tests.register import today
from tests.samples import a_body, a_parcel_body, a_receipt_body

SEED = int(os.environ.get("REGISTRY_SEED") or random.SystemRandom().randrange(10**6))
ASSETS = st.integers(0, 3)
TELLERS = st.integers(0, 1)
DRY = "dry_run=true"


@dataclass(frozen=True)
class Sent:
    """A filing that was entered, as it can be sent again."""

    teller: int
    body: dict
    key: str
    answer: bytes


class Book(RuleBasedStateMachine):
    """``live`` holds, per asset, the registrations on it in their order; ``owner`` who filed each."""

    def __init__(self, tellers, done):
        super().__init__()
        self._tellers, self._done = tellers, done
        self._items = [a_receipt_body(), a_receipt_body(), a_parcel_body(), a_parcel_body()]
        assets = [ITEMS[item["kind"]].load(item).asset for item in self._items]
        self._exclusive = [asset.mode is Mode.EXCLUSIVE for asset in assets]
        self._keys = [asset.asset_keys()[0].key for asset in assets]
        self.live = [[] for _ in self._items]
        self.owner, self.ended, self.sent = {}, [], []
        self.settled = []  # instant, and what stood then

    @initialize()
    def begin(self):
        """One lien of each lender stands from the start, so that every rule has something to work on."""
        note(f"REGISTRY_SEED={SEED}")
        for teller, asset in enumerate((0, len(self._items) - 1)):
            self.register(asset=asset, teller=teller)

    def _may(self, asset):
        return not (self._exclusive[asset] and self.live[asset])

    def _body(self, asset):
        return a_body(self._items[asset], today=today())

    def _one_standing(self, choice):
        standing = [number for numbers in self.live for number in numbers]
        return standing[choice % len(standing)]

    def _end(self, number):
        self.live = [[each for each in numbers if each != number] for numbers in self.live]
        self.ended.append(number)

    def _refused(self, answer, asset):
        document = refused(answer, 409, code="collateral_already_pledged", at="/collateral/0")
        assert document["prior_registrations"] == self.live[asset]

    @rule(asset=ASSETS, teller=TELLERS)
    def register(self, asset, teller):
        body, key = self._body(asset), f"model-{random.SystemRandom().getrandbits(64)}"
        answer = self._tellers[teller].register(body, key=key)
        self._done["register"] += 1
        if not self._may(asset):
            self._refused(answer, asset)
            return
        assert answer.status_code == 201, answer.json
        (item,) = answer.json["collateral"]
        assert (item["rank"], item["ahead"]) == (len(self.live[asset]) + 1, self.live[asset])
        self.live[asset].append(answer.json["number"])
        self.owner[answer.json["number"]] = teller
        self.sent.append(Sent(teller, body, key, answer.data))

    @rule(asset=ASSETS, teller=TELLERS)
    def rehearse(self, asset, teller):
        answer = self._tellers[teller].register(self._body(asset), query=DRY)
        self._done["rehearse"] += 1
        if not self._may(asset):
            self._refused(answer, asset)
            return
        assert answer.status_code == 200, answer.json
        assert answer.json["collateral"][0]["ahead"] == self.live[asset]

    @precondition(lambda self: self.sent)
    @rule(choice=st.integers(0, 99))
    def send_again(self, choice):
        """The answer is the first one for ever, whatever has happened to the registration since."""
        once = self.sent[choice % len(self.sent)]
        answer = self._tellers[once.teller].register(once.body, key=once.key)
        assert (answer.status_code, answer.data) == (201, once.answer)
        self._done["send_again"] += 1

    @precondition(lambda self: any(self.live))
    @rule(choice=st.integers(0, 99), teller=TELLERS, dry=st.booleans())
    def discharge(self, *, choice, teller, dry):
        number = self._one_standing(choice)
        answer = self._tellers[teller].discharge(number, query=DRY if dry else "")
        self._done["discharge"] += 1
        if teller != self.owner[number]:
            refused(answer, 404, code="unknown_registration")
            return
        assert answer.status_code == (200 if dry else 201), answer.json
        if not dry:
            self._end(number)

    @precondition(lambda self: self.ended)
    @rule(choice=st.integers(0, 99))
    def discharge_again(self, choice):
        number = self.ended[choice % len(self.ended)]
        refused(self._tellers[self.owner[number]].discharge(number), 409, code="registration_ended")
        self._done["discharge_again"] += 1

    @rule()
    def settle(self):
        at = self._tellers[0].register_under_test.settle()
        self.settled.append((at, [list(numbers) for numbers in self.live]))
        self._done["settle"] += 1

    @rule(asset=ASSETS, teller=TELLERS)
    def ask(self, asset, teller):
        self._compare(asset, self.live[asset], teller=teller)

    @precondition(lambda self: self.settled)
    @rule(asset=ASSETS, choice=st.integers(0, 99), teller=TELLERS)
    def ask_of_an_earlier_instant(self, *, asset, choice, teller):
        at, stood = self.settled[choice % len(self.settled)]
        self._compare(asset, stood[asset], teller=teller, as_of=at.isoformat())

    def _compare(self, asset, expected, *, teller, **as_of):
        kind, key = self._items[asset]["kind"], self._keys[asset]
        answer = self._tellers[teller].get("/v1/lien-status", kind=kind, key=key, **as_of)
        assert answer.status_code == 200, answer.json
        liens = answer.json["liens"]
        assert [lien["registration"] for lien in liens] == expected
        assert [lien["rank"] for lien in liens] == list(range(1, len(expected) + 1))
        assert [lien["own"] for lien in liens] == [self.owner[number] == teller for number in expected]
        assert answer.json["recorded"] == ("liens" if expected else "none")
        assert len(liens) <= 1 or not self._exclusive[asset]
        if self.live[asset] != expected:
            assert answer.json["newer"], "the answer for an earlier instant must say that it is one"
        self._done["ask"] += 1

    def teardown(self):
        for asset, numbers in enumerate(self.live):
            self._compare(asset, numbers, teller=0)


@pytest.mark.timeout(300)
def test_the_register_says_what_was_entered_on_it(bank, rival):
    print(f"REGISTRY_SEED={SEED}")
    done = Counter()

    def begin():
        return Book((bank, rival), done)

    quiet = settings(
        max_examples=20, stateful_step_count=25, deadline=None, database=None, print_blob=False,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(seed(SEED)(begin), settings=quiet)
    rules = {"register", "rehearse", "discharge", "settle", "ask"}
    assert rules <= set(done), done
    assert sum(done.values()) > 200, done
