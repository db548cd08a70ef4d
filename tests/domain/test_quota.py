"""What one asker may ask for, and how long he waits when it was too much."""

import pytest

from registry.domain.errors import TooManyRequests
from registry.domain.quota import Left, Quota, seconds_until, weight, window_end
from tests.acts import a_seizure
from tests.follow_ups import a_further_claim, a_release, a_report, a_subordination
from tests.samples import a_discharge, a_filing, a_parcel


class TestAWindow:
    @pytest.mark.parametrize(("at", "end"), [(0.0, 60), (59.9, 60), (60.0, 120), (61.5, 120)])
    def test_lasts_a_minute(self, at, end):
        assert window_end(at) == end

    @pytest.mark.parametrize(("at", "wait"), [(0.0, 60), (59.0, 1), (59.2, 1), (58.9, 2), (60.0, 1)])
    def test_is_over_for_whoever_comes_back_when_he_was_told_to(self, at, wait):
        assert seconds_until(60, at) == wait
        assert at + wait >= 60


class TestAQuota:
    def test_is_kept_by_whoever_takes_all_of_it(self):
        left = Left(Quota("client", 100), 100, 7)
        assert (left.remaining, left.exceeded, left.share) == (0, False, 1.0)

    def test_is_exceeded_by_one_more(self):
        left = Left(Quota("client", 100), 101, 7)
        assert (left.remaining, left.exceeded) == (0, True)

    def test_says_what_is_left(self):
        assert Left(Quota("client", 100), 25, 7).remaining == 75


class TestARequest:
    @pytest.mark.parametrize(("size", "counted"), [(0, 1), (1, 1), (4096, 1), (4097, 2), (4 * 1024 * 1024, 1024)])
    def test_counts_by_what_there_is_to_read(self, size, counted):
        assert weight(size) == counted


class TestWhatIsLarge:
    @pytest.mark.parametrize(
        "filing",
        [
            a_filing(a_parcel(), a_parcel(), a_parcel()),
            a_further_claim("CQ1", "col_1", "col_2", "col_3"),
            a_report("CQ1", "col_1", "col_2", "col_3"),
            a_subordination("CQ1", "col_1", "col_2", "col_3"),
            a_release("CQ1", "col_1", "col_2", "col_3"),
            a_seizure(a_parcel(), a_parcel(), a_parcel()),
        ],
        ids=lambda each: str(each.verb),
    )
    def test_is_told_by_the_items_a_filing_names(self, filing):
        assert filing.items == 3

    def test_is_not_what_follows_a_registration_as_a_whole(self):
        assert a_discharge("CQ1").items == 1


def test_who_asked_too_much_is_told_of_which_and_when_to_come_back():
    refused = TooManyRequests(["client", "institution"], retry_after=7)
    assert (refused.facts, refused.retry_after) == ({"violated_policies": ["client", "institution"]}, 7)
