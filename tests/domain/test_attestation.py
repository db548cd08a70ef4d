"""What a keeper or insurer says of his own: recorded whatever stands, and told to both sides."""

from datetime import timedelta

import pytest

from registry.domain.collateral import Statement
from registry.domain.errors import (
    AcknowledgementRequired,
    CollateralAlreadyPledged,
    InvalidParticulars,
    NotTheIssuer,
    ProhibitedByLaw,
)
from registry.domain.lifecycle import Status
from registry.domain.measures import Money, Quantity
from tests.acts import a_seizure, seized
from tests.attestations import (
    ATTESTATIONS,
    INSURER,
    KEEPER,
    OTHER_KEEPER,
    a_split,
    an_attestation,
    attested,
    attesting,
    grams,
    of_tonnes,
    said,
    stored,
    tonnes,
)
from tests.follow_ups import a_further_claim, followed, further
from tests.movables import a_keeper, a_lot, a_stock
from tests.samples import NOON, TODAY, a_filing, a_ground, a_parcel, a_policy, a_registration_state, decided, entered


def codes(decision):
    return [each.code for each in decision.decided.findings]


def faults_of(filing):
    return [(fault.pointer, fault.code) for fault in filing.faults()]


class TestACount:
    def test_says_what_there_is_from_now_on(self):
        made = attested(an_attestation(stored(), quantity=tonnes(150)))
        assert (grams(made.decided.ledgers), made.registration, made.version) == ([(0, 150)], None, None)

    def test_said_again_changes_nothing(self):
        ground = attesting(ledgers=(of_tonnes(stored(), pledged=0, capacity=150),))
        assert attested(an_attestation(stored(), quantity=tonnes(150)), ground).decided.ledgers == ()

    def test_below_what_is_pledged_is_recorded_and_names_whom_it_concerns(self):
        lien = entered(a_filing(stored(100)))
        ground = attesting(lien, ledgers=(of_tonnes(lien.asset, pledged=100),))
        made = attested(an_attestation(stored(), quantity=tonnes(60)), ground)
        (ledger,) = made.decided.ledgers
        assert (ledger.over, ledger.change, codes(made)) == (True, 0, ["REG-OVERPLEDGED"])
        assert made.decided.findings[0].related == made.decided.assets[0].concerns == (lien.registration,)

    def test_of_what_is_delivered_takes_it_off_and_never_below_nothing(self):
        for weight, left in ((40, 60), (140, 0)):
            ground = attesting(ledgers=(of_tonnes(stored(), pledged=0, capacity=100),))
            filing = an_attestation(stored(), Statement.DELIVERED, quantity=tonnes(weight))
            assert [each.capacity for each in attested(filing, ground).decided.ledgers] == [left * 10**6]

    def test_of_what_is_delivered_out_of_an_uncounted_lot_counts_nothing(self):
        filing = an_attestation(stored(), Statement.DELIVERED, quantity=tonnes(40))
        assert attested(filing).decided.ledgers == ()

    @pytest.mark.parametrize(("line", "known"), [(None, [500]), ("7", [])])
    def test_of_a_policy_is_its_own_sum_and_of_a_line_nothing(self, line, known):
        filing = an_attestation(a_policy(line_number=line, sum_insured=Money(500)))
        ground = attesting(standing=INSURER)
        assert [each.capacity for each in attested(filing, ground).decided.ledgers] == known


class TestWhoseItIs:
    def test_is_asked_of_the_record_and_not_of_the_filing(self):
        with pytest.raises(NotTheIssuer):
            attested(an_attestation(stored(keeper=OTHER_KEEPER)))
        with pytest.raises(NotTheIssuer) as refusal:
            attested(an_attestation(stored()), attesting(standing=INSURER))
        assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [("/asset", "not_the_issuer")]

    def test_is_nobody_s_where_nobody_issues_it(self):
        with pytest.raises(NotTheIssuer):
            attested(an_attestation(a_parcel()))

    def test_is_the_keeper_s_who_holds_the_goods(self):
        stock = a_stock(storage={"keeper": a_keeper(uscc=KEEPER.identifier), "lot": a_lot("L")})
        assert attested(an_attestation(stock, quantity=tonnes(50))).decided.assets
        with pytest.raises(NotTheIssuer):
            attested(an_attestation(a_stock(), quantity=tonnes(50)))

    def test_is_of_a_day_that_has_been(self):
        with pytest.raises(InvalidParticulars):
            attested(an_attestation(stored(), stated_on=TODAY + timedelta(days=1)))


class TestAStatement:
    @pytest.mark.parametrize("filing", ATTESTATIONS, ids=lambda each: each.statement)
    def test_as_it_should_be_has_no_fault(self, filing):
        assert faults_of(filing) == []

    @pytest.mark.parametrize(
        ("filing", "expected"),
        [
            (an_attestation(a_parcel()), [("/statement", "statement_not_allowed")]),
            (an_attestation(a_policy(), Statement.SPLIT), [("/statement", "statement_not_allowed")]),
            (an_attestation(stored(), Statement.DELIVERED), [("/quantity", "missing")]),
            (an_attestation(stored(), Statement.REFUSED, quantity=tonnes(1)), [("/quantity", "not_said_here")]),
            (an_attestation(stored(), quantity=Quantity.parse("1", "piece")), [("/quantity/unit", "other_measure")]),
            (an_attestation(a_policy(), quantity=tonnes(1)), [("/quantity/unit", "other_measure")]),
            (an_attestation(stored(), into=(stored(),)), [("/into", "wrong_count")]),
            (a_split(stored(100), stored(100)), [("/into", "wrong_count")]),
            (a_split(stored(100), stored(60), stored(41)), [("/into", "differs_from_the_original")]),
            (a_split(stored(100), stored(60), a_policy()), [("/into", "differs_from_the_original")]),
            (
                a_split(stored(100), stored(60), stored(40, keeper=OTHER_KEEPER)),
                [("/into", "differs_from_the_original")],
            ),
            (
                a_split(stored(100), stored(60, receipt_number="CD-1"), stored(40, receipt_number="CD-1")),
                [("/into/1", "same_asset_twice"), ("/into", "differs_from_the_original")],
            ),
        ],
    )
    def test_that_does_not_fit_says_where(self, filing, expected):
        assert faults_of(filing) == expected


class TestAReceiptThatIsDisowned:
    @pytest.mark.parametrize("statement", [Statement.REFUSED, Statement.CANCELLED])
    def test_names_the_liens_on_it_to_its_keeper(self, statement):
        lien = entered(a_filing(stored()))
        made = attested(an_attestation(lien.asset, statement), attesting(lien))
        assert [(each.code, each.related) for each in made.decided.findings] == [("REG-ATTESTED", (lien.registration,))]

    @pytest.mark.parametrize(
        ("statement", "code"), [(Statement.REFUSED, "REG-DISOWNED"), (Statement.CANCELLED, "REG-ENDED")]
    )
    def test_is_not_given_without_being_told(self, statement, code):
        receipt = stored()
        word = said(an_attestation(receipt, statement))
        with pytest.raises((AcknowledgementRequired, ProhibitedByLaw), match=code):
            decided(a_filing(receipt), a_ground(attestations=(word,), at=NOON + timedelta(hours=1)))

    def test_is_given_like_any_other_once_its_keeper_stands_by_it(self):
        receipt = stored()
        word = said(an_attestation(receipt, quantity=tonnes(100)))
        made = decided(a_filing(receipt), a_ground(attestations=(word,), at=NOON + timedelta(hours=1)))
        assert not {"REG-DISOWNED", "REG-ENDED"} & set(codes(made))

    def test_locks_what_it_speaks_of_and_what_that_becomes(self):
        parts = (stored(60), stored(40))
        split = a_split(stored(100), *parts)
        expected = [key.key for asset in (split.asset, *parts) for key in asset.asset_keys()]
        assert list(split.locks()) == expected


class TestASplit:
    def test_ends_the_lien_and_goes_on_with_it_on_each_part(self):
        lien = entered(a_filing(stored(100)))
        ground = attesting(lien, ledgers=(of_tonnes(lien.asset, pledged=100),))
        made = attested(a_split(lien.asset, stored(60), stored(40)), ground)
        carried = made.decided.carried
        assert (made.registration, made.version, carried.institution) == (lien.registration, 2, lien.institution)
        assert [each.id for each in carried.released] == [lien.id]
        assert [(each.instead_of, each.terms) for each in carried.collateral] == [(lien.id, lien.terms)] * 2
        assert made.decided.ledgers == ()  # as much as before

    def test_carries_each_claim_in_its_place_and_keeps_the_key_to_the_first(self):
        lien = entered(a_filing(stored(100)))
        (again,) = further(a_further_claim(lien.registration, lien.id), followed(lien))
        made = attested(a_split(lien.asset, stored(60), stored(40)), attesting(lien, again))
        first, second, *_ = made.decided.carried.collateral
        assert (first.item, second.item, second.claim) == (None, first.entered.id, again.claim)
        assert [any(key.exclusive for key in each.entered.keys) for each in (first, second)] == [True, False]
        assert [each.entered.keys[0].position for each in (first, second)] == [1, 2]

    def test_of_a_lapsed_registration_goes_on_as_lapsed(self):
        lien = entered(a_filing(stored(100)))
        state = a_registration_state(lien.registration, expires_on=TODAY - timedelta(days=1))
        ground = attesting(lien, states={lien.registration: state})
        made = attested(a_split(lien.asset, stored(60), stored(40)), ground)
        assert made.decided.carried.status is Status.LAPSED

    def test_into_what_is_pledged_elsewhere_is_refused(self):
        one, two = stored(60), stored(40)
        lien, other = entered(a_filing(stored(100))), entered(a_filing(two))
        with pytest.raises(CollateralAlreadyPledged) as refusal:
            attested(a_split(lien.asset, one, two), attesting(lien, other))
        assert refusal.value.priors == {"/into/1": (other.registration,)}

    def test_waits_while_a_court_holds_the_receipt(self):
        receipt = stored(100)
        seizure = seized(a_seizure(receipt))
        with pytest.raises(ProhibitedByLaw):
            attested(a_split(receipt, stored(60), stored(40)), attesting(seizures=(seizure,)))

    def test_is_made_once(self):
        receipt = stored(100)
        split = a_split(receipt, stored(60), stored(40))
        ground = attesting(attestations=(said(split),), at=NOON + timedelta(hours=1))
        with pytest.raises(InvalidParticulars) as refusal:
            attested(a_split(receipt, stored(60), stored(40)), ground)
        assert [fault.pointer for fault in refusal.value.faults] == ["/asset"]
