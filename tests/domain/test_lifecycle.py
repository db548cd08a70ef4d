"""Where every verb leads from every status, and on which day a registration lapses."""

from datetime import UTC, date, datetime
from itertools import product

import pytest

from registry.domain.calendar import add_months, day_of
from registry.domain.errors import RegistrationEnded
from registry.domain.lifecycle import TRANSITIONS, Status, Verb, after, status_on

LEGAL = {
    (Status.ACTIVE, Verb.FURTHER_CLAIM): Status.ACTIVE,
    (Status.ACTIVE, Verb.STATUTORY_REGISTRATION): Status.ACTIVE,
    (Status.LAPSED, Verb.STATUTORY_REGISTRATION): Status.LAPSED,
    (Status.ACTIVE, Verb.SUBORDINATION): Status.ACTIVE,
    (Status.LAPSED, Verb.SUBORDINATION): Status.LAPSED,
    (Status.ACTIVE, Verb.RELEASE): Status.ACTIVE,
    (Status.LAPSED, Verb.RELEASE): Status.LAPSED,
    (Status.ACTIVE, Verb.ATTEST): Status.ACTIVE,
    (Status.LAPSED, Verb.ATTEST): Status.LAPSED,
    (Status.ACTIVE, Verb.DISCHARGE): Status.DISCHARGED,
    (Status.LAPSED, Verb.DISCHARGE): Status.DISCHARGED,
}
LAST_DAY = date(2027, 12, 31)


@pytest.mark.parametrize(("status", "verb"), list(product(Status, Verb)))
def test_every_verb_on_every_status_leads_where_the_table_says_or_is_refused(status, verb):
    if (status, verb) in LEGAL:
        assert after(status, verb) is LEGAL[status, verb]
    else:
        with pytest.raises(RegistrationEnded, match=f"{verb} on {status}"):
            after(status, verb)


def test_nothing_leads_out_of_an_end():
    assert not {status for status, _ in TRANSITIONS} & {Status.DISCHARGED, Status.REVOKED}


class TestARegistration:
    def test_is_active_on_the_day_it_expires(self):
        assert status_on(Status.ACTIVE, expires_on=LAST_DAY, day=LAST_DAY) is Status.ACTIVE

    def test_has_lapsed_the_day_after(self):
        assert status_on(Status.ACTIVE, expires_on=LAST_DAY, day=date(2028, 1, 1)) is Status.LAPSED

    @pytest.mark.parametrize("ended", [Status.DISCHARGED, Status.REVOKED, Status.LAPSED])
    def test_that_ended_stays_what_it_is(self, ended):
        assert status_on(ended, expires_on=LAST_DAY, day=date(2099, 1, 1)) is ended


class TestADay:
    def test_begins_at_midnight_in_chongqing(self):
        assert day_of(datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC)) == date(2026, 11, 22)
        assert day_of(datetime(2026, 11, 22, 16, 0, tzinfo=UTC)) == date(2026, 11, 23)

    @pytest.mark.parametrize(
        ("day", "months", "later"),
        [
            (date(2027, 1, 31), 1, date(2027, 2, 28)),
            (date(2028, 1, 31), 1, date(2028, 2, 29)),
            (date(2026, 12, 15), 1, date(2027, 1, 15)),
            (date(2026, 11, 22), 360, date(2056, 11, 22)),
            (date(2026, 11, 22), 13, date(2027, 12, 22)),
            (date(9999, 11, 30), 1, date(9999, 12, 30)),
            (date(9999, 12, 30), 1, date(9999, 12, 31)),
        ],
    )
    def test_has_a_same_day_in_a_later_month(self, day, months, later):
        assert add_months(day, months) == later
