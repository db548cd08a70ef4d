"""Land contracted otherwise than by households (四荒): given under its certificate and by registration (342)."""

from datetime import date

import pytest

from registry.domain.claim import ConsentKind
from registry.domain.errors import AcknowledgementRequired, ProhibitedByLaw
from registry.domain.party import InstitutionType
from registry.domain.rules.effects import CERTIFIED_WASTELAND, LAND_MANAGEMENT_RIGHT, Effect
from tests.kinds import codes, consents, findings
from tests.samples import a_filing, a_ground, a_parcel, a_standing, decided, entered

CODE = "5002331042030100123"
BOTH = (ConsentKind.COLLECTIVE_RESOLUTION, ConsentKind.TOWNSHIP_APPROVAL)


def a_hillside(**changes):
    """Wasteland contracted by auction, with its certificate."""
    given = {"contract_code": f"{CODE[:14]}0012Q", "certificate_number": "渝(2018)忠县不动产权第000123456号"}
    return a_parcel(CODE, **(given | changes))


class TestAHillside:
    """LAND_MGMT_OTHER: 民342; 承包法49, 53."""

    def test_with_its_certificate_and_registration_is_entered_without_a_word(self):
        assert findings(a_hillside()) == []

    def test_without_certificate_is_refused(self):
        with pytest.raises(ProhibitedByLaw) as refusal:
            decided(a_filing(a_hillside(certificate_number=None)))
        assert [(f.code, f.pointer) for f in refusal.value.faults] == [("R-342", "/collateral/0/certificate_number")]

    def test_may_be_given_to_whoever_lends(self):
        ground = a_ground(standing=a_standing(kind=InstitutionType.ENTERPRISE))
        assert codes(a_hillside(), ground) == set()

    @pytest.mark.parametrize("given", [(), BOTH[:1], BOTH[1:]], ids=["neither", "no approval", "no vote"])
    def test_of_an_outsider_needs_two_thirds_and_the_township_or_a_word_that_they_are_missing(self, given):
        outside = a_hillside(contracted_by_outsider=True)
        with pytest.raises(AcknowledgementRequired) as needed:
            decided(a_filing(outside, consents=consents(*given)))
        assert [(each.code, each.pointer) for each in needed.value.faults] == [
            ("R-52", "/collateral/0/contracted_by_outsider")
        ]
        assert codes(outside, consents=consents(*BOTH)) == set()

    @pytest.mark.parametrize(("ends_on", "short"), [(date(2027, 11, 18), True), (date(2027, 11, 19), False)])
    def test_whose_right_ends_first_is_warned_for_article_38_is_of_households(self, ends_on, short):
        found = codes(a_hillside(right_ends_on=ends_on), expires_on=date(2027, 11, 19))
        assert found == ({"REG-RIGHT", "REG-RIGHT-ENTRY"} if short else set())

    def test_is_created_by_registration_and_a_households_by_its_contract(self):
        made = {}
        for name, asset in (("other", a_hillside()), ("household", a_parcel())):
            (item,) = decided(a_filing(asset)).decided.collateral
            made[name] = (item.statutory.effect, asset.effect_text, item.priority.reasons)
        assert made == {
            "other": (Effect.CONSTITUTIVE, CERTIFIED_WASTELAND, ("R-402",)),
            "household": (Effect.THIRD_PARTY, LAND_MANAGEMENT_RIGHT, ("R-47",)),
        }

    def test_is_the_same_land_whatever_its_contract_says(self):
        first = entered(a_filing(a_parcel(CODE)))
        (item,) = decided(a_filing(a_hillside()), a_ground(first)).decided.collateral
        assert item.ahead == (first.registration,)

    def test_of_a_household_has_no_outsider(self):
        assert "R-52" not in codes(a_parcel(contracted_by_outsider=True))
