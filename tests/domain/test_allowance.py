"""What one system of an institution may file, and how much at once."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from registry.domain.access import FILES, Role
from registry.domain.allowance import OF_ITS_OWN_KEYS, OFF_BY_DEFAULT, Allowance
from registry.domain.claim import ClaimKind
from registry.domain.errors import AboveCeiling, NotAllowedToClient, NotPermitted, UnknownRegistration
from registry.domain.lifecycle import Verb
from registry.domain.measures import Money
from registry.domain.registration import StandingClaim
from tests.enrolments import OWN_KEY
from tests.follow_ups import a_further_claim
from tests.samples import (
    NOON,
    TODAY,
    a_claim,
    a_discharge,
    a_filer,
    a_filing,
    a_ground,
    a_registration_state,
    a_search,
    a_standing,
    another_bank,
    decided,
    entered,
)


def allowed(*verbs, ceiling=None):
    return replace(a_standing(), allowance=Allowance(verbs=frozenset(verbs), ceiling=ceiling))


class TestTheList:
    def test_lets_the_client_file_what_stands_in_it(self):
        assert decided(a_filing(), a_ground(standing=allowed(Verb.REGISTER))).registration

    def test_lets_it_file_nothing_else(self):
        for filing in (a_filing(), a_search(), a_discharge("CQ1")):
            with pytest.raises(NotAllowedToClient):
                decided(filing, a_ground(standing=allowed()))

    def test_lets_nobody_file_what_his_role_does_not(self):
        with pytest.raises(NotPermitted):
            decided(a_filing(), a_ground(standing=allowed(Verb.REGISTER)), by=a_filer(role="court"))

    def test_of_a_client_from_before_there_were_lists_is_its_role(self):
        assert decided(a_filing(), a_ground(standing=a_standing())).registration

    def test_never_keeps_a_client_from_changing_its_own_keys(self):
        own = replace(OWN_KEY, client=a_standing().client, institution=a_standing().institution)
        assert decided(own, a_ground(standing=allowed())).decided == {}

    def test_leaves_out_by_default_what_ends_or_weakens_a_security(self):
        assert {Verb.DISCHARGE, Verb.RELEASE, Verb.SUBORDINATION} == OFF_BY_DEFAULT
        assert FILES[Role.LENDER] > OFF_BY_DEFAULT
        assert not OFF_BY_DEFAULT & OF_ITS_OWN_KEYS


def secured_by(principal, **changes):
    return StandingClaim(
        version=1, kind=ClaimKind.LOAN, contract_number="1", principal=principal, due_on=TODAY, **changes
    )


CLAIM = a_claim(principal=Money(500), maximum_amount=None)


class TestTheCeiling:
    def filed(self, filing, *, ceiling, verb=Verb.REGISTER, **ground):
        return decided(filing, a_ground(standing=allowed(verb, ceiling=Money(ceiling)), **ground))

    def test_is_reached_and_not_exceeded(self):
        filing = a_filing(secured_claim=CLAIM)
        assert self.filed(filing, ceiling=500).registration
        with pytest.raises(AboveCeiling):
            self.filed(filing, ceiling=499)

    def test_counts_the_maximum_where_there_is_one(self):
        filing = a_filing(secured_claim=replace(CLAIM, maximum_amount=Money(900)))
        with pytest.raises(AboveCeiling):
            self.filed(filing, ceiling=899)

    def test_counts_a_further_claim_by_itself(self):
        filing = a_further_claim("CQ1", "col_1", secured_claim=CLAIM)
        with pytest.raises(AboveCeiling):
            self.filed(filing, ceiling=499, verb=Verb.FURTHER_CLAIM)
        with pytest.raises(UnknownRegistration):  # it has passed the ceiling
            self.filed(filing, ceiling=500, verb=Verb.FURTHER_CLAIM)

    def test_counts_all_that_a_discharged_registration_secures(self):
        lien = entered()
        claims = (secured_by(Money(300)), secured_by(Money(100), maximum_amount=Money(200)))
        state = a_registration_state(lien.registration, claims=claims)
        ground = {
            "encumbrances": (lien,), "registration": state, "at": NOON + timedelta(days=1),
        }  # fmt: skip
        filing = a_discharge(lien.registration)
        assert self.filed(filing, ceiling=500, verb=Verb.DISCHARGE, **ground).decided
        with pytest.raises(AboveCeiling):
            self.filed(filing, ceiling=499, verb=Verb.DISCHARGE, **ground)

    def test_tells_nothing_of_another_institutions_registration(self):
        """Its amount stays unknown: the refusal is that of a registration that is not there."""
        state = replace(a_registration_state("CQ1"), institution=a_standing(another_bank()).institution)
        for registration in (state, None):
            with pytest.raises(UnknownRegistration):
                self.filed(a_discharge("CQ1"), ceiling=0, verb=Verb.DISCHARGE, registration=registration)
        nobody = a_ground(standing=None, registration=state)
        assert a_discharge("CQ1").at_stake(nobody) == ()

    def test_is_of_no_concern_where_nothing_is_at_stake(self):
        assert self.filed(a_search(), ceiling=0, verb=Verb.SEARCH).decided

    def test_counts_several_amounts_together(self):
        allowance = Allowance(verbs=frozenset({Verb.REGISTER}), ceiling=Money(100))
        allowance.require(Verb.REGISTER, (Money(60), Money(40)))
        with pytest.raises(AboveCeiling):
            allowance.require(Verb.REGISTER, (Money(60), Money(41)))

    def test_lets_nothing_pass_that_it_cannot_be_compared_with(self):
        allowance = Allowance(verbs=frozenset({Verb.REGISTER}), ceiling=Money(100))
        with pytest.raises(AboveCeiling):
            allowance.require(Verb.REGISTER, (Foreign(),))


@dataclass(frozen=True)
class Foreign:
    """An amount in a currency that the register will know one day."""

    minor: int = 1
    currency: str = "XXX"
