"""A discharge ends one registration: the filer's own, as he last read it, once."""

from datetime import UTC, date, datetime

import pytest

from registry.domain.errors import RegistrationEnded, StaleVersion, UnknownRegistration
from registry.domain.filings import Released
from registry.domain.lifecycle import Status
from tests.samples import (
    a_discharge,
    a_filing,
    a_ground,
    a_parcel,
    a_receipt,
    a_registration_state,
    another_bank,
    counting,
    decided,
    entered,
)


def ground_of(*held, **state):
    return a_ground(*held, registration=a_registration_state(held[0].registration, **state))


class TestADischarge:
    def test_frees_exactly_what_its_registration_held(self):
        mine = entered(a_filing(a_parcel()))
        another = entered(a_filing(a_receipt()), a_ground(serial=2))

        ended = decided(a_discharge(mine.registration), ground_of(mine, another)).decided

        assert ended.status is Status.DISCHARGED
        assert ended.released == (Released(id=mine.id, keys=tuple(key.key for key in mine.keys)),)

    def test_is_the_next_version(self):
        lien = entered()
        decision = decided(a_discharge(lien.registration, based_on=4), ground_of(lien, version=4))
        assert (decision.registration, decision.version) == (lien.registration, 5)

    def test_keeps_the_day_on_which_the_entry_would_have_expired(self):
        lien = entered()
        ended = decided(a_discharge(lien.registration), ground_of(lien, expires_on=date(2028, 1, 1))).decided
        assert ended.expires_on == date(2028, 1, 1)

    def test_locks_its_registration_only(self):
        discharge = a_discharge("CQ1")
        assert (discharge.number, discharge.locks()) == ("CQ1", ("registration/v1:CQ1",))

    def test_has_nothing_that_could_be_wrong_by_itself(self):
        assert a_discharge("CQ1").faults() == ()

    def test_of_a_lapsed_registration_still_ends_it(self):
        lien = entered()
        new_year = datetime(2028, 1, 1, tzinfo=UTC)
        ground = a_ground(lien, registration=a_registration_state(lien.registration), at=new_year)
        assert decided(a_discharge(lien.registration), ground).decided.status is Status.DISCHARGED


class TestARefusedDischarge:
    def test_of_an_unknown_registration(self):
        with pytest.raises(UnknownRegistration):
            decided(a_discharge("CQ202611220000000131"))

    def test_of_another_banks_registration_tells_no_more_than_of_an_unknown_one(self):
        lien = entered()
        with pytest.raises(UnknownRegistration) as refusal:
            decided(a_discharge(lien.registration), ground_of(lien, institution="inst_other"))
        assert str(refusal.value) == lien.registration
        assert refusal.value.facts == {}
        assert refusal.value.faults == ()

    def test_without_standing(self):
        ground = a_ground(standing=None, registration=a_registration_state("CQ1"))
        with pytest.raises(UnknownRegistration):
            a_discharge("CQ1").decide(ground, counting())

    def test_on_a_version_that_has_moved_on_names_the_current_one(self):
        lien = entered()
        with pytest.raises(StaleVersion) as refusal:
            decided(a_discharge(lien.registration, based_on=1), ground_of(lien, version=2))
        assert refusal.value.facts == {"current_version": 2}

    @pytest.mark.parametrize("status", [Status.DISCHARGED, Status.REVOKED])
    def test_a_second_time_says_that_it_has_ended_whatever_version_is_named(self, status):
        lien = entered()
        for version in (1, 2):
            with pytest.raises(RegistrationEnded):
                decided(a_discharge(lien.registration, based_on=version), ground_of(lien, version=2, status=status))


def test_what_was_discharged_may_be_given_again_to_another():
    receipt = a_receipt()
    first = entered(a_filing(receipt))
    ended = decided(a_discharge(first.registration), ground_of(first)).decided
    assert {each.id for each in ended.released} == {first.id}

    after = a_ground(bank=another_bank(), serial=2)

    assert decided(a_filing(receipt, secured_creditor=another_bank()), after).decided.collateral[0].ahead == ()
