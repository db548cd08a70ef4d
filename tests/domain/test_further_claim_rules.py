"""What the rules say of a further claim they say with all that they knew of the first: who gives, who lends, what stands."""

from dataclasses import replace

import pytest

from registry.domain.claim import Consent, ConsentKind
from registry.domain.collateral import Interest
from registry.domain.errors import AcknowledgementRequired
from registry.domain.identifiers import Scheme
from registry.domain.party import Giver, GrantorCategory, GrantorRole, Identifier, PartyType
from tests.follow_ups import a_further_claim, followed
from tests.kinds import a_house, pilot_ground, the_collective
from tests.movables import a_float, a_stock
from tests.samples import (
    NOON,
    a_filing,
    a_grantor,
    a_parcel,
    a_policy,
    a_sole_trader,
    a_statutory_registration,
    a_uscc,
    a_village,
    an_item,
    an_organization,
    decided,
    entered,
)
from tests.whole import a_lease

COMPANY = an_organization()
BY_COMPANY = a_grantor(COMPANY, category=GrantorCategory.ENTERPRISE)
FARMER = a_grantor(category=GrantorCategory.FARM_HOUSEHOLD)
PAYEE = a_uscc()
FLOATING = {"interest": Interest.FLOATING_MORTGAGE, "statutory_registration": a_statutory_registration(NOON)}


def again(first, *grantors, held=(), said=None, **state):
    """A further claim on what these gave, and the codes of what is said of it."""
    given = {"grantors": tuple(map(Giver.of, grantors)), **state}
    made = decided(a_further_claim(first.registration, first.id, **(said or {})), followed(first, *held, **given))
    return {found.code for found in made.decided.findings}


def asked(*args, **changes):
    with pytest.raises(AcknowledgementRequired) as refusal:
        again(*args, **changes)
    return refusal.value.facts["acknowledge"]


class TestAPolicyPromisedToAPayee:
    def test_is_acknowledged_again_by_whoever_is_not_the_payee(self):
        first = entered(a_filing(a_policy(loss_payee=PAYEE), acknowledged=frozenset({"R-42P"})))
        assert asked(first, creditor_number=a_uscc()) == ["R-42P"]
        assert "R-42P" not in again(first, creditor_number=PAYEE)

    def test_is_so_where_the_creditor_is_a_person_whose_number_nobody_has(self):
        first = entered(a_filing(a_policy(loss_payee=PAYEE), acknowledged=frozenset({"R-42P"})))
        assert asked(first, creditor=None, creditor_is_person=True) == ["R-42P"]

    def test_is_so_though_only_an_entry_in_between_says_it(self):
        policy = a_policy("PZ-7")
        first = entered(a_filing(policy))
        promised = replace(policy, loss_payee=PAYEE)
        between = replace(first, id="col_2", registration="CQ2", asset=promised)
        assert asked(first, held=[between], creditor_number=a_uscc()) == ["R-42P"]


class TestMovables:
    def test_of_a_company_that_gave_them_are_its_own(self):
        first = entered(a_filing(a_stock(holder_uscc=COMPANY.identifier.value), grantors=(BY_COMPANY,)))
        assert "REG-HOLDER" not in again(first, BY_COMPANY)

    def test_of_which_no_holder_is_said_are_told_of_where_a_company_gives_them_and_not_where_a_farmer_does(self):
        first = entered(a_filing(a_stock()))
        assert "REG-HOLDER" in again(first, BY_COMPANY)
        assert "REG-HOLDER" not in again(first, FARMER)


class TestAFloatingMortgage:
    first = entered(a_filing(an_item(a_float(), **FLOATING), grantors=(FARMER,)))

    @pytest.mark.parametrize("grantor", [FARMER, BY_COMPANY, a_grantor(a_sole_trader())])
    def test_is_taken_again_from_whoever_could_give_it(self, grantor):
        assert {"R-411"} <= again(self.first, grantor)

    def test_of_an_organisation_that_may_be_no_business_is_acknowledged_again(self):
        assert "R-396U" in asked(self.first, a_grantor(a_village()), said={"consents": RESOLVED})


RESOLVED = (Consent(kind=ConsentKind.COLLECTIVE_RESOLUTION, given_by="成员大会"),)


class TestACollective:
    first = entered(a_filing(a_parcel()))
    village = a_grantor(a_village())

    def test_resolves_on_each_loan(self):
        """重庆市农村集体资产管理条例第21条第六项."""
        assert asked(self.first, self.village) == ["R-CQ21"]
        assert "R-JT58" in again(self.first, self.village, said={"consents": RESOLVED})

    def test_that_gives_for_another_s_debt_must_say_so_again(self):
        """农村集体经济组织法第35条、第58条."""
        assert asked(self.first, self.village, said={"consents": RESOLVED}, for_another=True) == ["R-JT58D"]

    def test_is_none_of_those_who_are_not_one(self):
        assert not again(self.first, FARMER, BY_COMPANY) & {"R-JT58", "R-JT58D", "R-CQ21", "R-5"}

    def test_is_told_by_its_credit_code_and_by_no_other_number(self):
        for begins in ("11", "N2"):
            foreign = Giver(
                type=PartyType.ORGANIZATION, identifier=Identifier(Scheme.LEI, f"{begins}00KJTIIGC8Y1R12345")
            )
            made = decided(
                a_further_claim(self.first.registration, self.first.id), followed(self.first, grantors=(foreign,))
            )
            assert not {found.code for found in made.decided.findings} & {"R-5", "R-JT58", "R-CQ21"}

    def test_is_told_from_a_state_organ(self):
        """担保制度解释第5条."""
        assert "R-5" in again(self.first, a_grantor(an_organization(uscc=a_uscc("11500233"))))


def test_a_house_held_in_common_is_given_again_by_those_who_gave_it():
    first = entered(a_filing(a_house(owned_in_common=True), consents=the_collective()), pilot_ground())
    told = {"consents": the_collective()}
    pilots = pilot_ground().pilots
    for role, warned in ((GrantorRole.CO_OWNER, False), (GrantorRole.HOLDER, True)):
        ground = replace(followed(first, grantors=(Giver.of(a_grantor(role=role)),)), pilots=pilots)
        made = decided(a_further_claim(first.registration, first.id, **told), ground)
        assert ("REG-CO-OWNERS" in {found.code for found in made.decided.findings}) is warned


class TestALease:
    """民法典第405条: of a mortgage, floating or not; a pledgee has the thing itself."""

    def test_older_than_the_first_mortgage_is_older_than_the_further_claim(self):
        first = entered(a_filing(an_item(a_parcel(), prior_lease=a_lease())))
        made = decided(a_further_claim(first.registration, first.id), followed(first)).decided
        assert ("R-405", "/collateral/0/prior_lease") in [(found.code, found.pointer) for found in made.findings]
        assert made.collateral[0].terms.prior_lease == a_lease()
        assert "R-405" not in again(entered(a_filing(a_parcel())))

    def test_is_told_of_a_floating_mortgage_and_not_of_a_pledge(self):
        for interest, told in ((Interest.FLOATING_MORTGAGE, True), (Interest.PLEDGE, False)):
            item = an_item(a_float(), interest=interest, prior_lease=a_lease())
            found = decided(a_filing(item, grantors=(FARMER,))).decided.findings
            assert ("R-405" in {each.code for each in found}) is told
