"""Land and what stands on it are sold together: who reaches what (民法典第397条, 第417条; 担保制度解释第51条)."""

import pytest

from registry.domain.priority import Instants, Renewal, Right, Weight
from tests.domain.liens import a_lien, a_part, codes, day, divided, on, paid, registered, the_share


class TestLandAndWhatStandsOnIt:
    LAND = a_part(100, "land", estate="plot")

    def a_building(self, *, since=None):
        return a_part(80, "building", estate="plot", since=None if since is None else day(since))

    def test_are_one_estate_to_their_creditors(self):
        liens = [
            a_lien("A", registered(2), owed=150, part="land"),
            a_lien("B", registered(1), owed=90, part="building"),
        ]
        found = divided(liens, self.LAND, self.a_building())
        assert {(each.lien, each.part): each.amount for each in found.shares} == {
            ("B", "land"): 90, ("A", "land"): 10, ("B", "building"): 0, ("A", "building"): 80,
        }  # fmt: skip
        assert codes("B", found, part="land") == ["R-414", "R-51", "REG-ONCE"]
        assert codes("B", found, part="building") == ["R-414", "REG-ONCE"]

    @pytest.mark.parametrize(("since", "covered"), [(1, True), (2, True), (3, False)])
    def test_a_building_added_later_is_sold_with_the_land_but_not_covered(self, since, covered):
        found = divided([a_lien("A", registered(2), owed=150, part="land")], self.LAND, self.a_building(since=since))
        share = the_share("A", found, part="building")
        assert (share.amount, share.position) == ((50, 1) if covered else (0, None))
        assert found.left_over == (("land", 0), ("building", 30 if covered else 80))
        assert covered or (share.evidence, share.reasons) == (Weight.DECLARED, ("R-417P",))

    def test_a_right_over_the_new_building_is_over_it_and_reaches_the_land(self):
        liens = [
            a_lien("A", registered(2), owed=150, part="land"),
            a_lien("B", registered(9), owed=90, part="building"),
        ]
        assert paid(liens, self.LAND, self.a_building(since=5)) == {"A": 100, "B": 80}

    def test_a_right_of_unknown_age_reaches_no_new_building(self):
        lien = a_lien("A", registered(None), owed=150, part="land")
        assert paid([lien], self.LAND, self.a_building(since=5)) == {"A": 100}
        assert paid([lien], self.LAND, self.a_building()) == {"A": 150}

    def test_an_unregistered_right_is_as_old_as_its_contract(self):
        right = Right(instants=Instants(contract_effective=on(6)))
        assert paid([a_lien("A", right, owed=150, part="land")], self.LAND, self.a_building(since=5)) == {"A": 150}

    def test_a_renewed_right_is_as_old_as_what_it_renews(self):
        right = registered(9, renews=Renewal(of=registered(2), amount=150))
        assert paid([a_lien("A", right, owed=150, part="land")], self.LAND, self.a_building(since=5)) == {"A": 100}

    def test_a_crop_is_no_part_of_the_estate_unless_it_is_said_to_be(self):
        assert paid([a_lien("A", owed=150, part="land")], self.LAND, a_part(70, "crop")) == {"A": 100}

    def test_what_is_not_sold_bears_no_share(self):
        found = divided([a_lien("A", part="elsewhere")], 100)
        assert (found.shares, found.claims[0].unpaid) == ((), 60)
