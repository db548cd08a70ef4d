"""What two administrators open for an hour, and who looks at it afterwards."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from registry.domain.errors import NotPermitted
from registry.domain.people.break_glass import (
    ABOUT,
    ABOUT_WORDS,
    STANDS_FOR,
    WAITS_FOR,
    WORDS,
    Glass,
    Opening,
    asking_faults,
    note_faults,
    opened,
    require_asking,
    require_end,
    require_opening,
    require_review,
)
from registry.domain.people.refusals import NotOpen, TwoAdministratorsNeeded
from registry.domain.people.roles import PersonRole
from tests.domain.test_people import AUDIT, CLERK, SECURITY, SYSTEM, a_person

NOW = datetime(2026, 11, 29, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ANOTHER_AUDIT = a_person(PersonRole.AUDIT_ADMINISTRATOR, login="audit-2")

ASKED = Opening(
    id="glass_1", glass=Glass.LIFT_PAUSE, about="clerk", reason="locked out by a stranger",
    asked_by=SECURITY.id, asked_at=NOW,
)  # fmt: skip
OPENED = replace(ASKED, opened_by=SYSTEM.id, opened_at=NOW)
ENDED = replace(OPENED, ended_by=AUDIT.id, ended_at=NOW + timedelta(minutes=10))
REVIEWED = replace(ENDED, reviewed_by=AUDIT.id, reviewed_at=NOW + STANDS_FOR, note="as it was said")


def codes(faults):
    return [(fault.pointer, fault.code) for fault in faults]


class TestTheList:
    def test_says_of_each_what_it_is_and_on_what_in_both_languages(self):
        assert set(WORDS) == set(ABOUT) == set(ABOUT_WORDS) == set(Glass)


class TestAsking:
    def test_names_what_it_is_for_and_why(self):
        assert codes(asking_faults(Glass.LIFT_PAUSE, about="wang.fang", reason="x")) == []
        assert codes(asking_faults(Glass.READ_TRAIL, about="*", reason="x" * 500)) == []

    @pytest.mark.parametrize(("glass", "about"), [(Glass.LIFT_PAUSE, "*"), (Glass.LIFT_PAUSE, "王芳"),
                                                  (Glass.READ_TRAIL, "clerk"), (Glass.READ_TRAIL, "")])  # fmt: skip
    def test_is_on_one_thing_and_not_on_everything(self, glass, about):
        assert codes(asking_faults(glass, about=about, reason="x")) == [("/about", "malformed")]

    @pytest.mark.parametrize("reason", ["", "x" * 501])
    def test_has_a_reason(self, reason):
        assert codes(asking_faults(Glass.READ_TRAIL, about="*", reason=reason)) == [("/reason", "missing")]

    def test_is_an_administrators(self):
        require_asking(AUDIT)
        with pytest.raises(TwoAdministratorsNeeded):
            require_asking(CLERK)


class TestOpening:
    @pytest.mark.parametrize("by", [SYSTEM, AUDIT])
    def test_takes_another_administrator(self, by):
        require_opening(ASKED, by=by, at=NOW + SECOND)

    @pytest.mark.parametrize("by", [SECURITY, CLERK])
    def test_takes_no_fewer(self, by):
        with pytest.raises(TwoAdministratorsNeeded):
            require_opening(ASKED, by=by, at=NOW + SECOND)

    def test_happens_once_and_within_a_day(self):
        for late in (replace(OPENED), replace(ASKED, asked_at=NOW - WAITS_FOR)):
            with pytest.raises(NotOpen):
                require_opening(late, by=SYSTEM, at=NOW)


class TestWhatIsOpen:
    def stands(self, opening, *, at=NOW, person=SECURITY.id, about="clerk", glass=Glass.LIFT_PAUSE):
        return opened([opening], glass, about=about, person=person, at=at)

    def test_is_open_to_the_two_for_an_hour_and_closes_by_itself(self):
        for person in (SECURITY.id, SYSTEM.id):
            assert self.stands(OPENED, person=person)
            assert self.stands(OPENED, person=person, at=NOW + STANDS_FOR - SECOND)
            assert not self.stands(OPENED, person=person, at=NOW + STANDS_FOR)
        assert not self.stands(OPENED, at=NOW - SECOND)

    def test_is_open_to_nobody_else_on_nothing_else_and_for_nothing_else(self):
        assert not self.stands(OPENED, person=AUDIT.id)
        assert not self.stands(OPENED, about="another")
        assert not self.stands(OPENED, glass=Glass.READ_TRAIL)

    def test_is_nothing_that_one_alone_asked_for(self):
        assert not self.stands(ASKED)
        assert ASKED.ends_at is None

    def test_is_closed_sooner_by_whoever_ends_it(self):
        assert self.stands(ENDED, at=NOW + timedelta(minutes=9))
        assert not self.stands(ENDED, at=NOW + timedelta(minutes=10))

    def test_is_ended_by_an_administrator_while_it_stands(self):
        require_end(OPENED, by=AUDIT, at=NOW)
        with pytest.raises(NotPermitted):
            require_end(OPENED, by=CLERK, at=NOW)
        for over, at in ((OPENED, NOW + STANDS_FOR), (ENDED, NOW + STANDS_FOR), (ASKED, NOW)):
            with pytest.raises(NotOpen):
                require_end(over, by=AUDIT, at=at)


class TestAReview:
    def test_is_the_audit_administrators_once_it_is_over(self):
        require_review(ENDED, by=AUDIT, at=NOW + STANDS_FOR)
        require_review(OPENED, by=AUDIT, at=NOW + STANDS_FOR)

    def test_is_nobodys_who_was_one_of_the_two(self):
        for both in (replace(ENDED, asked_by=AUDIT.id), replace(ENDED, opened_by=AUDIT.id)):
            with pytest.raises(NotPermitted):
                require_review(both, by=AUDIT, at=NOW + STANDS_FOR)
            require_review(both, by=ANOTHER_AUDIT, at=NOW + STANDS_FOR)

    @pytest.mark.parametrize("by", [SYSTEM, SECURITY, CLERK])
    def test_is_nobody_elses(self, by):
        with pytest.raises(NotPermitted):
            require_review(replace(ENDED, asked_by="x", opened_by="y"), by=by, at=NOW + STANDS_FOR)

    def test_comes_once_and_not_before_the_end(self):
        for found, at in ((OPENED, NOW + timedelta(minutes=59)), (REVIEWED, NOW + STANDS_FOR), (ASKED, NOW)):
            with pytest.raises(NotOpen):
                require_review(found, by=AUDIT, at=at)

    def test_says_what_was_found(self):
        assert codes(note_faults("in order")) == []
        for note in ("", "x" * 501):
            assert codes(note_faults(note)) == [("/note", "missing")]

    def test_is_waited_for_from_the_opening_on(self):
        assert [each.is_unreviewed for each in (ASKED, OPENED, ENDED, REVIEWED)] == [False, True, True, False]
