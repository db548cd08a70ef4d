"""A search finds what stood at its instant, tells the asker of his own what it tells nobody else, and leaves in the
entry only digests of whom it was about."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from registry.domain.errors import NotSettled, TooManyFound
from registry.domain.filings.search import MOST
from registry.domain.lifecycle import Status
from registry.domain.registration import Hit, SearchBy
from tests.samples import NOON, a_ground, a_person, a_search, a_standing, decided

HIT = Hit(
    registration="CQ1", version=3, institution="another bank", secured_creditor="示例银行", status=Status.ACTIVE,
    registered_at=NOON, expires_on=date(2027, 12, 31), contract_number="HT-1", due_on=date(2027, 11, 19),
    client_reference="LOAN-1", collateral=(("a kind", 1), ("another", None)),
)  # fmt: skip


def hashes(label, value):
    return [f"{label}#{value}"]


def found(*hits, search=None, **ground):
    return decided(search or a_search(), a_ground(hits=hits, **ground)).decided


class TestWhatIsLookedUnder:
    def test_is_the_keys_or_the_number_as_they_are(self):
        assert a_search(keys=("k",)).sought(hashes).terms == ("k",)
        by_number = a_search(by=SearchBy.REGISTRATION_NUMBER, keys=(), registration_number="CQ1")
        assert by_number.sought(hashes).terms == ("CQ1",)

    def test_is_never_a_person_but_what_is_kept_of_him(self):
        person = a_person().identifier
        by_identifier = a_search(by=SearchBy.GRANTOR_IDENTIFIER, keys=(), grantor_identifier=person)
        assert by_identifier.sought(hashes).terms == (f"identifier#citizen_id:{person.value}",)
        by_name = a_search(by=SearchBy.GRANTOR_NAME, keys=(), grantor_name=" 张 三")
        assert by_name.sought(hashes).terms == ("name#张三",)

    def test_is_one_more_than_may_be_told_so_that_too_many_are_noticed(self):
        sought = a_search(as_of=NOON).sought(hashes)
        assert (sought.by, sought.as_of, sought.most) == (SearchBy.ASSET, NOON, MOST + 1)

    def test_needs_no_lock(self):
        assert a_search().locks() == ()


class TestWhatIsFound:
    def test_is_told_as_of_what_is_settled_unless_an_earlier_instant_is_asked_about(self):
        settled = a_ground().settled_until
        assert found().as_of == settled
        earlier = settled - timedelta(days=1)
        assert found(search=a_search(as_of=earlier)).as_of == earlier
        assert found(search=a_search(as_of=settled)).as_of == settled
        with pytest.raises(NotSettled):
            found(search=a_search(as_of=settled + timedelta(microseconds=1)))

    def test_is_told_with_the_rank_of_what_stands(self):
        (told,) = found(HIT).found
        assert (told.registration, told.version, told.status) == ("CQ1", 3, "active")
        assert [(item.kind, item.rank) for item in told.collateral] == [("a kind", 1), ("another", None)]

    def test_has_lapsed_by_the_day_of_the_answer(self):
        (told,) = found(replace(HIT, expires_on=date(2026, 11, 21))).found
        assert told.status == "lapsed"

    def test_tells_of_a_contract_only_whoever_entered_it(self):
        own = replace(HIT, institution=a_standing().institution)
        (told, other) = found(own, HIT).found
        assert (told.own.contract_number, told.own.due_on, told.own.client_reference) == (
            "HT-1", date(2027, 11, 19), "LOAN-1",
        )  # fmt: skip
        assert other.own is None
        assert other.secured_creditor == "示例银行"

    def test_is_refused_where_it_is_more_than_a_page(self):
        assert len(found(*[HIT] * MOST).found) == MOST
        with pytest.raises(TooManyFound):
            found(*[HIT] * (MOST + 1))
