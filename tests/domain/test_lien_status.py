"""What stood on an asset at an instant, in which order, and what has come since."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from registry.domain.asking import Asked, by_asset, by_code, by_key
from registry.domain.burden import Span
from registry.domain.collateral import Statement, TransferRestriction
from registry.domain.lien_status import Flag, Newer, status, waiting
from registry.domain.lifecycle import Verb
from registry.domain.on_record import Register
from registry.domain.overlap import Overlap
from registry.domain.trade_verdict import Reason, Verdict
from tests.attestations import LOT, an_attestation, said, stored
from tests.domain.burdens import (
    a_burden,
    a_hold,
    a_seizure,
    a_transfer,
    agreed,
    keys_of,
    later,
    minute,
    some_terms,
    told,
)
from tests.movables import a_machine
from tests.parcels import outline, rectangle
from tests.samples import NOON, TODAY, a_parcel, a_policy, a_receipt, a_transferred_parcel, a_unit_code, a_uscc

PARCEL = a_parcel()
HOLDER = a_uscc()
LAST_MOMENT = NOON.replace(hour=15, minute=59, second=59)  # of the day, in Chongqing


def registrations(liens):
    return [lien.burden.registration for lien in liens]


@pytest.mark.parametrize(("kind", "drawn"), [(None, True), (a_parcel().kind, True), (a_receipt().kind, False)])
def test_only_what_has_an_outline_may_lie_on_other_ground(kind, drawn):
    assert Asked(kind=kind, keys=()).may_be_drawn is drawn


class TestABurden:
    def test_stands_from_its_entry_on_and_no_longer_from_its_end_on(self):
        burden = a_burden(PARCEL, at=5, until=9)
        assert [len(told(burden, at=at).liens) for at in (4, 5, 8, 9, 10)] == [0, 1, 1, 0, 0]

    def test_that_has_ended_is_remembered(self):
        found = told(a_burden(PARCEL, until=9))
        assert (found.known, found.verdict, found.reasons) == (True, Verdict.NOTHING_FOUND, ())

    def test_has_the_terms_that_stood_at_the_instant(self):
        first, second = later(some_terms(5), at=10, until=20), later(some_terms(6), at=20)
        burden = a_burden(PARCEL, later=(first, second))
        found = [told(burden, at=at).liens[0].burden.terms for at in (9, 10, 19, 20)]
        assert found == [burden.terms, first.terms, first.terms, second.terms]

    def test_has_lapsed_the_day_after_its_last(self):
        burden = a_burden(PARCEL, expires_on=TODAY)
        today, tomorrow = told(burden), told(burden, at=24 * 60)
        assert [lien.lapsed for lien in (*today.liens, *tomorrow.liens)] == [False, True]
        assert (today.flags, tomorrow.flags) == ((), (Flag.LAPSED_UNDISCHARGED,))


class TestTheOrder:
    def test_is_that_of_entry_whatever_the_numbers_are(self):
        third, first, second = a_burden(PARCEL, at=3), a_burden(PARCEL, at=1), a_burden(PARCEL, at=2)
        liens = told(third, first, second).liens
        assert registrations(liens) == [each.registration for each in (first, second, third)]
        assert [lien.rank for lien in liens] == [1, 2, 3]

    def test_counts_only_what_stood(self):
        gone, later_one, own = a_burden(PARCEL, until=9), a_burden(PARCEL, at=61), a_burden(PARCEL, at=2)
        (lien,) = told(own, gone, later_one).liens
        assert (lien.rank, lien.priority.position) == (1, 1)

    def test_of_payment_is_another(self):
        first, second = a_burden(PARCEL), a_burden(PARCEL, at=2, terms=some_terms(-60))
        assert [(lien.rank, lien.priority.position) for lien in told(first, second).liens] == [(1, 2), (2, 1)]

    def test_of_payment_is_by_the_terms_of_the_instant(self):
        registered = later(some_terms(-90), at=10)
        first, second = a_burden(PARCEL, later=(registered,)), a_burden(PARCEL, at=2, terms=some_terms(-60))
        then, now = told(first, second, at=9), told(first, second)
        assert [lien.priority.position for lien in then.liens] == [2, 1]
        assert [lien.priority.position for lien in now.liens] == [1, 2]

    def test_reaches_over_the_identities_of_one_asset(self):
        """A policy given whole stands before a later lien on one of its lines."""
        whole = a_policy()
        line, other = replace(whole, line_number="1"), replace(whole, line_number="2")
        liens = told(a_burden(line, at=2), a_burden(other, at=2), a_burden(whole), about=by_asset(whole)).liens
        assert sorted((lien.burden.asset.line_number or "", lien.rank) for lien in liens) == [
            ("", 1),
            ("1", 2),
            ("2", 2),
        ]

    def test_is_kept_apart_where_one_key_is_two_assets(self):
        """A number without its platform is asked about, and two platforms have issued it."""
        one = a_receipt("CD-7", platform="一号平台")
        asked = by_key(one.kind, one.asset_keys()[1].key)
        liens = told(a_burden(one), a_burden(replace(one, platform="二号平台"), at=2), about=asked).liens
        assert [(lien.rank, lien.priority.position) for lien in liens] == [(1, 1), (1, 1)]

    def test_is_that_of_the_claims_where_they_came_to_a_receipt_at_one_instant(self):
        """A split carries all claims of a registration at once."""
        first = a_burden(a_receipt())
        second, third = (replace(first, id=f"col_{claim}", claim=claim) for claim in (2, 3))
        liens = told(third, first, second).liens
        assert [(lien.burden.claim, lien.rank) for lien in liens] == [(None, 1), (2, 2), (3, 3)]

    def test_has_one_place_for_what_was_entered_at_one_instant(self):
        assert [lien.rank for lien in told(a_burden(PARCEL), a_burden(PARCEL), a_burden(PARCEL, at=2)).liens] == [
            1,
            1,
            3,
        ]


class TestALayer:
    let = a_transferred_parcel(PARCEL.parcel_code)

    def test_is_one_for_each_right_under_a_bare_code(self):
        found = told(a_burden(self.let), a_burden(PARCEL, at=2), about=by_code(PARCEL.parcel_code))
        assert [layer.key for layer in found.layers] == sorted(keys_of(each)[0].key for each in (PARCEL, self.let))
        assert [lien.rank for lien in found.liens] == [1, 1]

    def test_is_linked_where_one_right_is_asked_about(self):
        beside = a_burden(self.let, at=2)
        found = told(a_burden(PARCEL), beside)
        assert len(found.liens) == 1
        assert [each.registration for each in found.linked] == [beside.registration]

    def test_that_has_ended_is_not(self):
        assert told(a_burden(PARCEL), a_burden(self.let, until=9)).linked == ()

    def test_is_told_of_once_and_not_for_every_further_claim(self):
        beside = a_burden(self.let, at=2)
        again = replace(beside, id="col_again", claim=2, recorded_from=minute(3))
        assert told(a_burden(PARCEL), beside, again).linked == (beside,)

    def test_goes_by_the_key_that_is_searched_if_it_has_it(self):
        unit = a_parcel(unit_code="500233104203JD00017W00000000")
        other = next(key.key for key in unit.asset_keys()[1:] if key.key.startswith(unit.kind))
        found = told(a_burden(unit), about=by_key(unit.kind, other))
        assert [layer.key for layer in found.layers] == [other]

    def test_goes_by_its_first_key_where_only_its_site_is_searched(self):
        unit = a_parcel(unit_code=a_unit_code())
        for code in (unit.parcel_code, unit.unit_code):
            found = told(a_burden(unit), about=by_code(code))
            assert [layer.key for layer in found.layers] == [keys_of(unit)[0].key]

    def test_is_not_told_of_what_its_kind_does_not_care_for(self):
        """Whatever else one organisation holds."""
        one, other = a_machine(holder_uscc=HOLDER), a_machine(holder_uscc=HOLDER)
        assert told(a_burden(one), a_burden(other)).linked == ()
        assert told(a_burden(PARCEL), a_burden(a_parcel())).linked == ()

    def test_under_a_bare_code_shares_the_conflict_of_any_of_them(self):
        rival = a_burden(a_parcel())
        held = Register(
            as_of=minute(60), asked=by_code(PARCEL.parcel_code), burdens=(a_burden(PARCEL), a_burden(self.let), rival),
            overlaps={rival.id: Overlap(area=5, smaller=9)},
        )  # fmt: skip
        assert status(held).flags == (Flag.TITLE_CONFLICT,)

    def test_is_none_of_another_kind_under_the_code(self):
        """A policy over the parcel burdens the policy."""
        policy = a_policy(insured=replace(a_policy().insured_object, parcel_code=PARCEL.parcel_code))
        found = told(a_burden(PARCEL), a_burden(policy), about=by_key(PARCEL.kind, PARCEL.parcel_code))
        assert [lien.burden.asset for lien in found.liens] == [PARCEL]
        assert [each.asset for each in found.linked] == [policy]


class TestWhatIsAskedAbout:
    def test_is_known_once_anything_was_recorded(self):
        other = a_burden(a_parcel())
        found = told(other, about=by_asset(PARCEL))
        assert (found.known, found.verdict, found.reasons) == (False, Verdict.STOP, (Reason.UNKNOWN_ASSET,))
        assert told(a_transfer(PARCEL)).known

    def test_says_under_which_keys_was_searched(self):
        assert told(a_burden(PARCEL)).searched == by_asset(PARCEL).keys

    def test_is_compared_as_a_filing_of_it_would_be(self):
        """Two platforms' receipts of one number share a key and are two."""
        one = a_receipt(platform="一号平台")
        other = replace(one, platform="二号平台")
        assert told(a_burden(other), about=by_asset(one)).liens == ()
        assert len(told(a_burden(other), about=by_asset(replace(one, platform=None))).liens) == 1

    def test_is_on_record_under_its_own_key_whatever_kind_was_meant(self):
        receipt = a_receipt()
        asked = Asked(kind=PARCEL.kind, keys=(keys_of(receipt)[0].key,))
        assert len(told(a_burden(receipt), about=asked).liens) == 1
        site = Asked(kind=PARCEL.kind, keys=(keys_of(receipt)[-1].key,))
        assert told(a_burden(receipt), about=site).liens == ()

    def test_lies_once_where_several_have_drawn_it_alike(self):
        here = outline(rectangle())
        drawn = replace(PARCEL, geometry=here)
        held = Register(as_of=NOON, asked=by_asset(PARCEL), burdens=(a_burden(drawn), a_burden(drawn)))
        assert held.outlines() == (here,)
        assert replace(held, burdens=(a_burden(PARCEL),)).outlines() == ()

    def test_by_a_text_that_is_no_key_is_nothing(self):
        assert by_key(PARCEL.kind, "忠县") is None
        assert by_code("忠县") is None

    def test_by_a_code_that_several_kinds_know_is_of_none_of_them(self):
        unit, parcel = by_code(a_unit_code()), by_code(PARCEL.parcel_code)
        assert (unit.kind, len(unit.keys) > 1) == (None, True)
        assert (parcel.kind, parcel.keys) == (PARCEL.kind, (f"parcel/v1:{PARCEL.parcel_code}",))


class TestASeizure:
    def test_waits_behind_those_served_before_it_whenever_they_were_entered(self):
        first, second = a_seizure(PARCEL, at=2, served_at=minute(-60)), a_seizure(PARCEL, at=1)
        found = told(second, first)
        assert [(each.seizure, each.position) for each in found.seizures] == [(first, 0), (second, 1)]
        assert waiting(found) == 1
        assert (found.flags, found.verdict, found.reasons) == ((Flag.SEIZED,), Verdict.STOP, (Reason.SEIZED,))

    def test_takes_effect_when_the_one_before_it_is_lifted(self):
        first, second = a_seizure(PARCEL, until=9), a_seizure(PARCEL, at=2)
        assert [(each.seizure, each.position) for each in told(first, second).seizures] == [(second, 0)]

    def test_stands_to_the_end_of_its_last_day(self):
        seizure = a_seizure(PARCEL, until=None, served_at=minute(0))
        seizure = replace(seizure, until=TODAY)
        last = int((LAST_MOMENT - NOON) / timedelta(minutes=1))
        assert [len(told(seizure, at=at).seizures) for at in (last, last + 1)] == [1, 0]

    def test_of_another_layer_is_in_no_queue_with_it(self):
        let = a_transferred_parcel(PARCEL.parcel_code)
        found = told(a_seizure(PARCEL), a_seizure(let, at=2), about=by_code(PARCEL.parcel_code))
        assert [each.position for each in found.seizures] == [0, 0]
        assert len(told(a_seizure(PARCEL), a_seizure(let, at=2)).seizures) == 1

    def test_entered_since_stops_a_trade(self):
        found = told(a_burden(PARCEL), a_seizure(PARCEL, at=61))
        assert (found.seizures, found.verdict) == ((), Verdict.STOP)
        assert found.reasons == (Reason.SEIZED, Reason.NEWER_ENTRIES)

    def test_determines_what_is_secured_up_to_a_maximum(self):
        """查封规定第25条: by the first that came after it; lifting it changes nothing."""
        lien = a_burden(PARCEL, at=5, maximum=True)
        seizures = (a_seizure(PARCEL, at=4), a_seizure(PARCEL, at=7), a_seizure(PARCEL, at=6, until=8))
        (found,) = told(lien, *seizures).liens
        assert found.determined_at == minute(6)
        assert told(lien, a_seizure(PARCEL, at=5)).liens[0].determined_at is None
        assert told(lien, a_seizure(PARCEL, at=60)).liens[0].determined_at == minute(60)
        assert told(lien, a_seizure(PARCEL, at=61)).liens[0].determined_at is None
        assert told(lien, a_seizure(a_parcel(), at=6)).liens[0].determined_at is None

    def test_determines_nothing_else(self):
        assert told(a_burden(PARCEL), a_seizure(PARCEL, at=6)).liens[0].determined_at is None


class TestAHold:
    def test_stands_to_the_end_of_its_last_day_and_stops_nothing(self):
        hold = replace(a_hold(PARCEL), until=TODAY)
        found = told(hold)
        assert [(trade.hold, trade.disturbed) for trade in found.trades] == [(hold, False)]
        assert (found.flags, found.verdict, found.reasons) == ((Flag.HELD,), Verdict.NOTHING_FOUND, (Reason.HELD,))
        assert told(hold, at=24 * 60).trades == ()

    def test_that_was_released_is_gone(self):
        assert told(a_hold(PARCEL, until=9)).trades == ()

    @pytest.mark.parametrize("enter", [a_burden, a_seizure, a_transfer])
    def test_is_disturbed_by_what_anybody_else_enters_after_it(self, enter):
        hold = a_hold(PARCEL, at=5)
        found = [told(hold, enter(PARCEL, at=at)).trades[0].disturbed for at in (4, 5, 6, 60, 61)]
        assert found == [False, False, True, True, False]

    def test_stays_disturbed_by_what_has_gone_since(self):
        assert told(a_hold(PARCEL), a_burden(PARCEL, at=6, until=7)).trades[0].disturbed

    def test_is_not_disturbed_by_its_own_exchange_nor_beside_it(self):
        hold = a_hold(PARCEL)
        own = replace(a_transfer(PARCEL, at=6), institution=hold.institution)
        assert not told(hold, own).trades[0].disturbed
        assert not told(hold, a_burden(a_transferred_parcel(PARCEL.parcel_code), at=6)).trades[0].disturbed


class TestStandingBehind:
    def test_is_told_of_those_that_stand_on_the_asset(self):
        ahead, gone, elsewhere = a_burden(PARCEL), a_burden(PARCEL, until=9), a_burden(a_parcel())
        own = a_burden(PARCEL, at=2, agreements=(agreed(ahead), agreed(gone), agreed(elsewhere)))
        assert [lien.behind for lien in told(own, ahead, gone, elsewhere).liens] == [(), (ahead.registration,)]

    def test_is_told_from_the_agreement_on(self):
        ahead = a_burden(PARCEL)
        own = a_burden(PARCEL, at=2, agreements=(agreed(ahead, at=10, until=20),))
        found = [told(own, ahead, at=at).liens[1].behind for at in (9, 10, 19, 20)]
        assert found == [(), (ahead.registration,), (ahead.registration,), ()]

    def test_a_registration_of_several_claims_is_told_once(self):
        ahead = a_burden(PARCEL)
        again = replace(ahead, id="col_again", claim=2, recorded_from=minute(2))
        own = a_burden(PARCEL, at=3, agreements=(agreed(ahead), agreed(again)))
        assert told(own, ahead, again).liens[2].behind == (ahead.registration,)


class TestARestriction:
    def test_is_the_strictest_of_those_that_stand(self):
        none, consent, prohibited = (
            a_burden(PARCEL, terms=some_terms(transfer_restriction=each)) for each in TransferRestriction
        )
        for liens, expected, verdict in (
            ((none,), TransferRestriction.NONE, Verdict.LIENS_FOLLOW),
            ((consent, none), TransferRestriction.CONSENT, Verdict.CONSENT_NEEDED),
            ((none, prohibited, consent), TransferRestriction.PROHIBITED, Verdict.STOP),
        ):
            found = told(*liens)
            assert (found.restriction, found.verdict) == (expected, verdict)
        gone = replace(prohibited, recorded_until=minute(9))
        assert told(gone).restriction is TransferRestriction.NONE


class TestWhatHasComeSince:
    def test_is_every_event_on_what_is_there_in_the_order_of_time(self):
        ahead = a_burden(PARCEL)
        number = a_burden(PARCEL).registration
        own = a_burden(
            PARCEL, at=61, until=66, registration=number, later=(later(some_terms(), at=63),),
            agreements=(agreed(ahead, at=64),),
        )  # fmt: skip
        again = replace(own, id="col_again", claim=2, recorded_from=minute(62), later=(), agreements=())
        found = told(ahead, own, again)
        assert found.newer == tuple(
            Newer(event=event, at=minute(at), registration=number)
            for event, at in (
                (Verb.REGISTER, 61),
                (Verb.FURTHER_CLAIM, 62),
                (Verb.STATUTORY_REGISTRATION, 63),
                (Verb.SUBORDINATION, 64),
                (Verb.DISCHARGE, 66),
            )
        )
        assert Reason.NEWER_ENTRIES in found.reasons

    def test_tells_of_courts_and_exchanges_too(self):
        seizure, hold = a_seizure(PARCEL, at=61, until=64), a_hold(PARCEL, at=62, until=65)
        transfer = a_transfer(PARCEL, at=63)
        found = told(a_burden(PARCEL), transfer, hold, seizure).newer
        assert found == (
            Newer(event=Verb.SEIZE, at=minute(61), act=seizure.act),
            Newer(event=Verb.HOLD, at=minute(62), act=hold.act),
            Newer(event=Verb.TRANSFER, at=minute(63), act=transfer.act),
            Newer(event=Verb.LIFT_SEIZURE, at=minute(64), act=seizure.act),
            Newer(event=Verb.RELEASE_HOLD, at=minute(65), act=hold.act),
        )

    def test_is_nothing_that_had_come_by_then(self):
        found = told(a_burden(PARCEL, at=60))
        assert (found.newer, found.reasons) == ((), (Reason.LIENS_ON_RECORD,))

    def test_is_told_once_of_a_registration_with_two_burdens(self):
        burden = a_burden(PARCEL, at=61)
        assert len(told(burden, replace(burden, id="col_again")).newer) == 1


class TestWhatKeepersSaid:
    def short(self, since, until=None):
        return (Span(recorded_from=minute(since), recorded_until=None if until is None else minute(until)),)

    @pytest.mark.parametrize(
        ("spans", "expected"), [((5, None), True), ((60, None), True), ((61, None), False), ((5, 60), False)]
    )
    def test_of_too_little_counts_while_it_stands(self, spans, expected):
        found = told(a_burden(a_receipt(), overpledged=self.short(*spans)))
        assert (Flag.OVERPLEDGED in found.flags, found.verdict is Verdict.STOP) == (expected, expected)

    def test_of_too_little_counts_where_the_receipt_is_asked_about_by_its_number(self):
        receipt = a_receipt()
        found = told(
            a_burden(receipt, overpledged=self.short(5)), about=by_key(receipt.kind, receipt.asset_keys()[0].key)
        )
        assert Flag.OVERPLEDGED in found.flags

    def test_of_too_little_in_the_lot_is_told_of_every_receipt_over_it_and_of_no_other(self):
        mine, other = stored(10), stored(20)
        elsewhere = stored(20, lot=replace(LOT, lot="2"))
        for beside, expected in ((other, True), (elsewhere, False)):
            lien = a_burden(beside, overpledged=self.short(5))
            assert (Flag.OVERPLEDGED in told(lien, about=by_asset(mine)).flags) is expected

    def test_last_is_what_counts_of_a_receipt_and_of_no_other(self):
        receipt = stored(10)
        lien = a_burden(receipt)
        refused, confirmed = (
            replace(said(an_attestation(receipt, statement)), recorded_from=minute(at))
            for at, statement in ((5, Statement.REFUSED), (9, Statement.CONFIRMED))
        )
        found = told(lien, refused)
        assert (found.flags, found.verdict) == ((Flag.DISOWNED,), Verdict.STOP)
        assert told(lien, refused, confirmed).flags == ()
        assert told(lien, replace(refused, recorded_from=minute(61))).flags == ()
        assert told(a_burden(stored(10)), refused).flags == ()


def test_an_answer_knows_its_day_and_its_keys():
    held = Register(as_of=LAST_MOMENT, asked=by_asset(PARCEL), burdens=())
    assert (held.day, held.keys) == (date(2026, 11, 22), by_asset(PARCEL).keys)
    assert (held.acts, held.overlaps, held.outlines()) == ((), {}, ())


class TestWhoseDocumentIsAskedAbout:
    """A keeper or an insurer may ask about its own alone."""

    def test_is_told_by_the_asset_or_by_any_key_that_names_it(self):
        receipt, policy = a_receipt(), a_policy()
        for asset in (receipt, policy):
            assert by_asset(asset).issuers == {asset.issuer}
            for key in by_asset(asset).keys:
                assert by_key(asset.kind, key).issuers == {asset.issuer}

    def test_is_nobodys_where_nobody_issued_it(self):
        parcel = a_parcel()
        assert by_asset(parcel).issuers == by_key(parcel.kind, parcel.parcel_code).issuers == {None}

    def test_is_not_told_by_a_code_that_may_be_several_kinds(self):
        assert by_code(a_parcel().parcel_code).issuers == {None}
