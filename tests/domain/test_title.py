"""Who gives an asset beside who stands on the register as its holder. Letters stand for the hashes of people's numbers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.domain.asking import by_asset
from registry.domain.burden import Burden
from registry.domain.collateral import CLASSES, Mode
from registry.domain.errors import AcknowledgementRequired, CollateralAlreadyPledged
from registry.domain.lien_status import Flag, status
from registry.domain.on_record import Register
from registry.domain.projection import rows
from registry.domain.trade_verdict import Reason, Verdict
from tests.acts import a_transfer, moved
from tests.kinds import a_ticket
from tests.samples import NOON, a_draft, a_filing, a_forest, a_ground, a_parcel, a_receipt, decided, entered

KNOWING = frozenset({"REG-TITLE"})
FOREST = a_forest()


def given_by(people, at=0, *, asset=FOREST):
    """What these people gave, so many minutes after noon."""
    made = entered(a_filing(asset))
    return replace(
        made,
        registration=f"CQ-{people}-{at}",
        givers=frozenset(people),
        recorded_from=NOON + timedelta(minutes=at),
    )


def transferred(former, holder, *, at, asset=FOREST):
    """A transfer from the one to the other, so many minutes after noon."""
    act = moved(a_transfer(asset), hashed=lambda _: "")
    return replace(
        act,
        act=f"trf_{former}{holder}",
        former=frozenset(former),
        holders=frozenset(holder),
        recorded_from=NOON + timedelta(minutes=at),
    )


def ground(*held, givers, transfers=()):
    return a_ground(*held, grantors=tuple(givers), transfers=transfers, at=NOON + timedelta(hours=1))


def offered(*held, givers, asset=FOREST, transfers=()):
    """The item as it is entered by somebody who acknowledges what there is, and the codes of its findings."""
    filing = a_filing(asset, acknowledged=KNOWING | {"R-JS37"})
    made = decided(filing, ground(*held, givers=givers, transfers=transfers)).decided
    return made.collateral[0], {each.code: each.related for each in made.findings}


def contests(*held, givers, **changes):
    return offered(*held, givers=givers, **changes)[0].contests


class TestATitleConflicts:
    def test_with_what_another_gave_and_must_be_acknowledged(self):
        first = given_by("A")
        with pytest.raises(AcknowledgementRequired) as refusal:
            decided(a_filing(FOREST), ground(first, givers="B"))
        assert refusal.value.facts == {"acknowledge": ["REG-TITLE"]}
        item, found = offered(first, givers="B")
        assert item.contests == found["REG-TITLE"] == (first.registration,)

    def test_with_a_transfer_to_another(self):
        sold = transferred("A", "B", at=1)
        item, found = offered(givers="C", transfers=(sold,))
        assert item.contests == found["REG-TITLE"] == ("trf_AB",)

    def test_with_what_another_gave_before_title_went_to_the_giver_from_a_third(self):
        assert contests(given_by("A"), givers="C", transfers=(transferred("B", "C", at=1),)) == ("CQ-A-0",)

    def test_with_what_a_seller_gave_when_it_was_no_longer_his_though_it_has_moved_on_since(self):
        chain = (transferred("A", "B", at=1), transferred("B", "C", at=3))
        assert contests(given_by("A", at=2), givers="C", transfers=chain) == ("CQ-A-2",)

    def test_with_both_what_another_gave_and_the_transfer_to_a_third(self):
        item, found = offered(given_by("A"), givers="C", transfers=(transferred("D", "B", at=1),))
        assert item.contests == found["REG-TITLE"] == ("CQ-A-0", "trf_DB")

    def test_where_the_seller_gives_what_he_has_sold_under_the_graver_rule(self):
        item, found = offered(givers="A", transfers=(transferred("A", "B", at=1),))
        assert (item.contests, found["R-JS37"]) == (("trf_AB",), ("trf_AB",))
        assert "REG-TITLE" not in found


class TestATitleDoesNotConflict:
    @pytest.mark.parametrize("givers", ["A", "AB", "BA"])
    def test_where_one_gives_again(self, givers):
        assert contests(given_by("A"), givers=givers) == ()

    def test_between_those_who_gave_together_before_in_whatever_company(self):
        together = (given_by("A", at=0), given_by("AB", at=1), given_by("BC", at=2))
        assert contests(*together, givers="C") == ()
        assert contests(*reversed(together), givers="C") == ()

    def test_along_a_chain_of_transfers(self):
        chain = (transferred("A", "B", at=1), transferred("B", "C", at=2))
        assert contests(given_by("A", at=0), given_by("B", at=1.5), givers="C", transfers=chain) == ()

    def test_for_the_holder_on_the_register_with_what_a_stranger_gave_since(self):
        bought = (transferred("A", "B", at=1),)
        assert contests(given_by("C", at=2), givers="B", transfers=bought) == ()

    @pytest.mark.parametrize(("first", "second"), [("", "B"), ("A", "")])
    def test_where_who_gave_it_is_not_known(self, first, second):
        assert contests(given_by(first), givers=second) == ()

    def test_where_the_numbers_of_a_transfer_are_erased(self):
        erased = replace(transferred("A", "B", at=1), former=frozenset(), holders=frozenset())
        assert contests(givers="C", transfers=(erased,)) == ()
        assert contests(givers="C", transfers=(transferred("D", "A", at=0), erased)) == (), (
            "of the last, nothing is known"
        )

    def test_with_another_layer_of_the_parcel_or_with_another_asset(self):
        let = a_parcel("5002331042030100777", layer="transferee", transferee_contract_number="LZ-1")
        own = a_parcel("5002331042030100777")
        assert contests(given_by("A", asset=let), givers="B", asset=own) == ()
        assert contests(given_by("A", asset=a_forest()), givers="B") == ()

    def test_with_a_further_claim_of_who_gave_it_first_though_it_came_after_the_sale(self):
        first = given_by("A")
        again = replace(given_by("A", at=2), registration=first.registration, claim=2)
        sold = (transferred("A", "B", at=1), transferred("B", "C", at=3))
        assert contests(first, again, givers="C", transfers=sold) == ()


class TestAnAssetThatTakesOne:
    TICKET = a_ticket()

    def test_and_no_title_is_refused_whoever_gives_it(self):
        receipt = a_receipt()
        with pytest.raises(CollateralAlreadyPledged) as refusal:
            offered(given_by("A", asset=receipt), givers="B", asset=receipt)
        assert "acknowledge" not in refusal.value.facts

    def test_is_refused_with_the_way_out_until_that_is_taken(self):
        first = given_by("A", asset=self.TICKET)
        with pytest.raises(CollateralAlreadyPledged) as refusal:
            decided(a_filing(self.TICKET), ground(first, givers="B"))
        assert refusal.value.facts == {"prior_registrations": [first.registration], "acknowledge": ["REG-TITLE"]}
        item, _ = offered(first, givers="B", asset=self.TICKET)
        assert (item.mode, item.ahead) == (Mode.EXCLUSIVE, (first.registration,))
        assert not any(key.exclusive for key in item.keys), "two could not hold one key, and neither is kept out"

    def test_is_entered_for_its_holder_whatever_further_claims_the_other_secured(self):
        first = given_by("A", asset=self.TICKET)
        again = replace(given_by("A", at=1, asset=self.TICKET), registration=first.registration, claim=2)
        item, _ = offered(first, again, givers="B", asset=self.TICKET)
        assert item.contests == (first.registration,)

    def test_is_refused_to_who_gave_it_himself_whatever_another_gave(self):
        held = (given_by("A", asset=self.TICKET), given_by("B", asset=self.TICKET, at=1))
        with pytest.raises(CollateralAlreadyPledged):
            offered(*held, givers="B", asset=self.TICKET)

    def test_is_entered_for_who_bought_it_without_a_word(self):
        bought = (transferred("A", "B", at=1, asset=self.TICKET),)
        since = given_by("C", at=2, asset=self.TICKET)
        made = decided(a_filing(self.TICKET), ground(since, givers="B", transfers=bought)).decided
        assert made.collateral[0].ahead == (since.registration,)
        assert any(key.exclusive for key in made.collateral[0].keys)

    def test_keeps_out_the_next_of_the_same_giver(self):
        item, _ = offered(givers="A", asset=self.TICKET)
        assert any(key.exclusive for key in item.keys)


class TestATradeIsTold:
    def burdens(self, *contests):
        """Two on one asset, so many minutes apart; the second contests what is named."""
        made = (given_by("A"), given_by("B", at=1))
        told = (
            Burden(
                id=each.id, registration=each.registration, institution=each.institution, creditor="银行",
                asset=each.asset, terms=each.terms, keys=each.keys, recorded_from=each.recorded_from,
                recorded_until=None, expires_on=each.expires_on,
            )
            for each in made
        )  # fmt: skip
        first, second = told
        return first, replace(second, contests=contests)

    def asked(self, *burdens, acts=(), at=NOON + timedelta(hours=2)):
        return status(Register(as_of=at, asked=by_asset(FOREST), burdens=burdens, acts=acts))

    def test_to_stop_while_both_stand(self):
        found = self.asked(*self.burdens("CQ-A-0"))
        assert (found.flags, found.verdict, found.reasons) == (
            (Flag.TITLE_CONFLICT,), Verdict.STOP, (Reason.TITLE_CONFLICT,),
        )  # fmt: skip

    def test_to_stop_over_what_is_contested_by_a_transfer(self):
        _, second = self.burdens("trf_AC")
        assert self.asked(second, acts=(transferred("A", "C", at=0.5),)).verdict is Verdict.STOP

    def test_to_stop_by_what_was_entered_since_the_instant_and_stands(self):
        first, second = self.burdens("CQ-A-0")
        found = self.asked(first, second, at=NOON)
        assert (found.flags, found.verdict) == ((), Verdict.STOP)
        assert Reason.TITLE_CONFLICT in found.reasons
        over = replace(second, recorded_until=NOON + timedelta(minutes=2))
        assert self.asked(first, over, at=NOON).verdict is Verdict.LIENS_FOLLOW
        plain = replace(second, contests=())
        assert self.asked(first, plain, at=NOON).verdict is Verdict.LIENS_FOLLOW
        assert self.asked(second, at=second.recorded_from).verdict is Verdict.LIENS_FOLLOW, (
            "it was there, its rival not"
        )

    def test_nothing_of_it_once_either_is_gone(self):
        first, second = self.burdens("CQ-A-0")
        for stands in (first, second):
            found = self.asked(stands)
            assert (found.flags, found.verdict) == ((), Verdict.LIENS_FOLLOW)
        over = replace(first, recorded_until=NOON + timedelta(minutes=30))
        assert self.asked(over, second).flags == ()


def test_whoever_contests_nothing_leaves_the_entry_and_its_rows_as_they_were():
    made = a_draft(a_filing(FOREST))
    (row,) = rows(made.entry, reveal=lambda _: None, hashed=lambda *_: "").added["encumbrance"]
    assert "contests" not in made.entry.decided["collateral"][0]
    assert "contests" not in row


def test_titles_are_of_what_has_a_unit_code_or_a_certificate():
    titled = {kind for kind, cls in CLASSES.items() if cls.titled}
    assert titled == {
        "land_management_right", "collective_construction_land", "forest_right", "farm_house", "ground_attachment",
        "land_ticket",
    }  # fmt: skip
    assert all("REG-TITLE" in {rule.code for rule in CLASSES[kind].rules} for kind in titled)
