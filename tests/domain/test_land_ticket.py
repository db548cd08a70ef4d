"""Land tickets: whole, one pledge at a time, and not beside security over what they were reclaimed from."""

from datetime import date

import pytest

from registry.domain.collateral import AssetKey, KeyRole, LandTicket
from registry.domain.collateral.land_ticket import TicketState
from registry.domain.errors import AcknowledgementRequired, CollateralAlreadyPledged
from registry.domain.rules.effects import Effect, StatutoryRegistry
from tests.kinds import a_house, a_ticket, codes, consents, faults, findings, pilot_ground, the_collective
from tests.samples import a_filing, a_ground, a_site, a_unit_code, decided, entered

HOUSE, SITE = "500233003005JC00123F00010001", "500233001002JB00012W00000000"
ALWAYS = [("R-DP-USE", "")]


def acknowledged(code):
    return frozenset({code})


class TestItsKeys:
    """DIPIAO: 地票证书编号; EXCLUSIVE."""

    def test_are_its_certificate_and_the_land_it_came_from(self):
        assert a_ticket("渝地票(2026)第1号", sources=(HOUSE, "村小学旧址")).asset_keys() == (
            AssetKey("land_ticket/v1:渝地票(2026)第1号", KeyRole.IDENTITY, exclusive=True),
            AssetKey(f"unit/v1:{HOUSE}", KeyRole.SITE),
            AssetKey("cadastral/v1:500233003005JC00123", KeyRole.SITE),
        )

    def test_let_it_be_pledged_once(self):
        first = entered(a_filing(a_ticket("渝地票(2026)第1号")))
        with pytest.raises(CollateralAlreadyPledged):
            decided(a_filing(a_ticket("渝地票（2026） 第１号")), a_ground(first))

    def test_are_found_by_themselves(self):
        (named,) = a_ticket().asset_keys()
        assert LandTicket.search_keys(named.key) == (named.key,)
        assert LandTicket.search_keys("渝地票(2026)第1号") == ()


class TestWhatItWasReclaimedFrom:
    """FARM_HOUSE: 地票 reclaim of same homestead (mutually exclusive). DIPIAO: source homestead liens must be cleared."""

    def pairs(self):
        house = entered(a_filing(a_house(HOUSE), consents=the_collective()), pilot_ground())
        yield a_ticket(sources=(HOUSE,)), house, consents()
        yield a_ticket(sources=(SITE,)), entered(a_filing(a_site(SITE))), consents()
        ticket = entered(a_filing(a_ticket(sources=(HOUSE, SITE))))
        yield a_house(HOUSE), ticket, the_collective()
        yield a_site(SITE), ticket, consents()

    def test_is_told_from_both_sides_and_must_be_acknowledged(self):
        for asset, held, given in self.pairs():
            with pytest.raises(AcknowledgementRequired) as needed:
                decided(a_filing(asset, consents=given), pilot_ground(held))
            assert [(fault.code, fault.pointer) for fault in needed.value.faults] == [("R-DP-SOURCE", "/collateral/0")]
            found = codes(asset, pilot_ground(held), consents=given, acknowledged=acknowledged("R-DP-SOURCE"))
            assert "R-DP-SOURCE" in found

    def test_is_the_house_of_the_homestead_whichever_it_was(self):
        house = entered(a_filing(a_house(HOUSE), consents=the_collective()), pilot_ground())
        homestead = a_ticket(sources=(f"{HOUSE[:19]}W00000000",))
        assert "R-DP-SOURCE" in codes(homestead, pilot_ground(house), acknowledged=acknowledged("R-DP-SOURCE"))

    def test_of_another_ticket_is_looked_at_together(self):
        other = entered(a_filing(a_ticket(sources=(HOUSE,))))
        assert findings(a_ticket(sources=(HOUSE,)), a_ground(other)) == [*ALWAYS, ("REG-SITE", "")]

    def test_gives_the_county(self):
        assert (a_ticket(sources=("旧址", HOUSE)).region, a_ticket().region) == ("500233", "500000")

    def test_elsewhere_is_no_matter(self):
        held = entered(a_filing(a_site(a_unit_code("JB"))))
        assert findings(a_ticket(sources=(SITE,)), a_ground(held)) == ALWAYS


class TestATicket:
    def test_that_is_held_and_registered_is_told_only_that_use_consumes_it(self):
        assert findings(a_ticket()) == ALWAYS
        assert faults(a_ticket()) == []

    @pytest.mark.parametrize("state", [TicketState.USED, TicketState.CANCELLED])
    def test_that_is_spent_must_be_acknowledged_for_the_measures_are_not_before_us(self, state):
        """DIPIAO: used/cancelled."""
        with pytest.raises(AcknowledgementRequired) as needed:
            decided(a_filing(a_ticket(state=state)))
        assert [(fault.code, fault.pointer) for fault in needed.value.faults] == [("R-DP-SPENT", "/collateral/0/state")]

    @pytest.mark.parametrize(("traded_on", "young"), [(date(2024, 11, 23), True), (date(2024, 11, 22), False)])
    def test_of_less_than_two_years_is_remarked_on(self, traded_on, young):
        assert ("R-DP-YEARS" in codes(a_ticket(traded_on=traded_on))) is young

    def test_is_registered_at_the_exchange(self):
        """DIPIAO: registration at exchange."""
        (item,) = decided(a_filing(a_ticket())).decided.collateral
        assert (item.statutory.registry, item.statutory.effect) == (
            StatutoryRegistry.LAND_EXCHANGE,
            Effect.CONSTITUTIVE,
        )
        assert item.priority.reasons == ("R-DP-REG",)
        assert "R-DP-REG" in {noted.code for noted in decided(a_filing(a_ticket())).decided.findings}
