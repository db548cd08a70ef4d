"""Every wire form takes what it says it takes, and means one thing by it, however it was typed."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.api.problems import STATUS_OF
from registry.domain import canon, entry
from registry.domain.admission import decide
from registry.domain.collateral import CLASSES
from registry.domain.errors import InvalidParticulars, Refusal
from registry.domain.filings import Discharge, Register
from registry.domain.identifiers import registration_number
from registry.domain.lifecycle import Status
from registry.domain.party import InstitutionType
from registry.domain.registration import Item
from registry.schemas.collateral import ITEMS, StatutoryRegistrationIn
from registry.schemas.registrations import (
    ClaimIn,
    ConsentIn,
    DischargeIn,
    DocumentIn,
    GrantorIn,
    RegisterIn,
    SecuredCreditorIn,
)
from tests.properties.strategies import form, item, registrations, written
from tests.samples import (
    TODAY,
    a_draft,
    a_filer,
    a_ground,
    a_registration_state,
    a_standing,
    all_entered,
    counting,
)

PARTS = [SecuredCreditorIn(), GrantorIn(), ClaimIn(), ConsentIn(), DocumentIn(), StatutoryRegistrationIn()]
NUMBER = registration_number(TODAY, 1)
# Drawing a whole registration is more than a few letters; the examples are the same on every machine.
SLOW = settings(
    deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def means_one_thing(schema, drawn):
    """The value that was sent, once it has survived the journal's way and the filer's way."""
    value = schema.load(drawn)
    assert canon.build(type(value), canon.plain(value)) == value
    again = schema.load(written(value))
    assert again == value
    assert written(again) == written(value)
    return value


@pytest.mark.parametrize("schema", PARTS, ids=lambda schema: type(schema).__name__)
def test_a_part_of_a_filing_means_one_thing(schema):
    @settings(SLOW, max_examples=60)
    @given(form(schema))
    def check(drawn):
        means_one_thing(schema, drawn)

    check()


@pytest.mark.parametrize("kind", CLASSES)
class TestAnItem:
    def test_means_one_thing(self, kind):
        @settings(SLOW, max_examples=100)
        @given(item(kind))
        def check(drawn):
            loaded = means_one_thing(ITEMS[kind], drawn)
            assert isinstance(loaded, Item)
            assert type(loaded.asset) is CLASSES[kind]

        check()

    def test_is_found_by_every_key_it_has(self, kind):
        @settings(SLOW, max_examples=60)
        @given(item(kind))
        def check(drawn):
            asset = ITEMS[kind].load(drawn).asset
            for key in asset.asset_keys():
                assert canon.loads(canon.dumps(key.key)) == key.key
                if key.role == "identity":
                    assert key.key in CLASSES[kind].search_keys(key.key), key.key

        check()


@settings(SLOW, max_examples=100)
@given(registrations())
def test_a_registration_means_one_thing(drawn):
    assert isinstance(means_one_thing(RegisterIn(), drawn), Register)


@settings(SLOW, max_examples=60)
@given(form(DischargeIn()), st.integers(1, 10**9))
def test_a_discharge_means_one_thing(drawn, version):
    made = Discharge(registration=NUMBER, based_on=version, **DischargeIn().load(drawn))
    assert canon.build(Discharge, canon.plain(made)) == made
    sent = {name: each for name, each in written(made).items() if name not in ("registration", "based_on")}
    assert DischargeIn().load(sent) == DischargeIn().load(drawn)


# --- decided ----------------------------------------------------------------------------------------------------------


def refused(filing, ground):
    try:
        filing.check()
        decide(filing, ground, by=a_filer(), fresh=counting())
    except Refusal as refusal:
        return refusal
    return None


def outcome(filing, ground):
    """What becomes of a filing: the code of the refusal, or `entered` once its entry has been read back."""
    if refusal := refused(filing, ground):
        assert type(refusal) in STATUS_OF
        assert not isinstance(refusal, InvalidParticulars) or refusal.faults
        return refusal.code
    made = a_draft(filing, ground).entry
    assert entry.read(made.payload()) == made
    return "entered"


def seen_by(creditor, kind):
    """A register on which the creditor is an institution of this kind, and nothing has been entered."""
    return a_ground(bank=creditor, standing=a_standing(creditor, kind=kind))


def test_a_drawn_filing_is_entered_or_refused_by_rule_and_never_twice():
    outcomes, again = Counter(), Counter()

    @settings(SLOW, max_examples=300)
    @given(registrations(), st.sampled_from(InstitutionType))
    def check(drawn, kind):
        filing = RegisterIn().load(drawn)
        ground = seen_by(filing.secured_creditor, kind)
        said = outcome(filing, ground)
        outcomes[said] += 1
        if said == "entered":
            held = all_entered(filing, ground)
            repeated = outcome(filing, a_ground(*held, standing=ground.standing, at=ground.at.replace(hour=23)))
            again[repeated] += 1
            exclusive = any(key.exclusive for each in held for key in each.keys)
            assert (repeated == "collateral_already_pledged") == exclusive, repeated

    check()
    assert outcomes["entered"] >= 20, outcomes
    assert outcomes["invalid_particulars"] >= 10, outcomes
    assert set(again) >= {"collateral_already_pledged"}, again


@settings(SLOW, max_examples=100)
@given(form(DischargeIn()), st.integers(1, 3), st.sampled_from(Status))
def test_a_drawn_discharge_ends_a_live_registration_of_that_version_and_no_other(drawn, version, status):
    state = a_registration_state(NUMBER, version=2, status=status)
    filing = Discharge(registration=NUMBER, based_on=version, **DischargeIn().load(drawn))
    said = outcome(filing, a_ground(registration=state))
    ended = status in (Status.DISCHARGED, Status.REVOKED)
    assert said == ("registration_ended" if ended else "entered" if version == 2 else "stale_version")
