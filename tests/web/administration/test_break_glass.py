"""Two administrators open something for an hour; everybody who administers sees it, and a third says what he found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registry.domain.people.break_glass import Glass
from registry.domain.people.lockout import COUNTED
from registry.domain.people.roles import PersonRole
from registry.service.people.breaking_glass import opened
from registry.store.people import changing
from tests.api.test_metrics import value
from tests.web.administration.conftest import HOME
from tests.web.people.desk import a_login, forms_of

PATH = f"{HOME}/break-glass"


@pytest.fixture
def security(desk, staff):
    return desk(staff.security)


@pytest.fixture
def system(desk, staff):
    return desk(staff.system)


@pytest.fixture
def audit(desk, staff):
    return desk(staff.audit)


def asks(desk, *, glass, about, reason="锁定"):
    desk.get(PATH)
    return desk.acts("/break-glass", glass=glass, about=about, reason=reason)


def opens(desk):
    desk.get(PATH)
    return desk.acts("/break-glass/open")


def reviewed_by(desk, note="属实"):
    desk.get(PATH)
    return desk.acts("/break-glass/review", note=note)


def unreviewed(desk):
    return value(desk.client.get("/metrics").text, "registry_break_glass_unreviewed")


@pytest.fixture
def locked_out(register, clerk, clock):
    """Somebody at whose login strangers have failed so often that nobody is looked at for a quarter of an hour."""
    with changing(register.store) as people:
        for _ in range(COUNTED):
            people.note_try(register.authority.hashed("sign_in", clerk.login), at=clock(), believed=False)
    return clerk


class TestALoginThatIsPaused:
    def test_is_let_in_early_by_two_and_seen_by_a_third(self, security, system, audit, *, locked_out, another, told):
        assert another.signs_in(locked_out).status_code == 422
        assert asks(security, glass="lift_pause", about=locked_out.login).status_code == 303
        assert security.one(locked_out, "pause").status_code == 422, "one alone opens nothing"
        assert opens(system).status_code == 303
        assert security.one(locked_out, "pause").status_code == 303
        assert another.signs_in(locked_out).status_code == 303
        (lifted,) = told("pause_lifted", concerning=locked_out.person.id)
        assert lifted["person"] == security.who.person.id
        for kind, by in (("asked", security), ("opened", system)):
            assert told(f"break_glass_{kind}")[0]["person"] == by.who.person.id
        assert unreviewed(audit) == 1
        for each in (security, system, audit):
            for path in ("", "/people", "/clients", "/trail"):
                shown = each.get(f"{HOME}{path}")
                assert ("紧急授权：lift_pause" in shown.text) is (shown.status_code == 200)
        system.get(PATH)
        assert system.acts("/break-glass/end").status_code == 303
        assert "/break-glass/review" not in security.get(PATH).text
        assert reviewed_by(audit).status_code == 303
        assert "紧急授权：lift_pause" not in security.get(HOME).text
        assert "属实" in security.get(PATH).text
        assert unreviewed(audit) == 0
        assert told("break_glass_reviewed")[0]["person"] == audit.who.person.id

    def test_of_another_is_not_opened_by_it(self, security, system, audit, *, locked_out, clock):
        asks(security, glass="lift_pause", about="somebody-else")
        opens(system)
        assert security.one(locked_out, "pause").status_code == 422
        clock.passes(hours=1)
        reviewed_by(audit_again(audit))

    def test_is_opened_for_an_hour(self, security, system, audit, *, register, locked_out, clock):
        asks(security, glass="lift_pause", about=locked_out.login)
        opens(system)
        asked = {"about": locked_out.login, "person": security.who.person}
        assert opened(register.store, Glass.LIFT_PAUSE, **asked, at=clock())
        assert not opened(register.store, Glass.LIFT_PAUSE, **asked | {"person": audit.who.person}, at=clock())
        no_longer = replace(security.who.person, roles=frozenset({PersonRole.CLERK}))
        assert not opened(register.store, Glass.LIFT_PAUSE, **asked | {"person": no_longer}, at=clock())
        clock.passes(hours=1)
        assert not opened(register.store, Glass.LIFT_PAUSE, **asked, at=clock())
        reviewed_by(audit_again(audit))


def audit_again(desk):
    """His session is over after an hour."""
    desk.signs_in(desk.who, path=HOME)
    return desk


class TestTheAuditTrail:
    def test_is_read_by_another_administrator_while_it_is_open_and_it_is_told_of_him(
        self, security, system, audit, told, clock
    ):
        assert security.get(f"{HOME}/trail").status_code == 403
        asks(security, glass="read_trail", about="*")
        opens(system)
        assert security.get(f"{HOME}/trail").status_code == 200
        assert told("trail_read")[0]["person"] == security.who.person.id
        clock.passes(minutes=29)
        security.get(HOME)
        clock.passes(minutes=29)
        security.get(HOME)
        clock.passes(minutes=2)
        assert security.get(f"{HOME}/trail").status_code == 403
        reviewed_by(audit_again(audit))


class TestAsking:
    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"reason": " "}, "须说明理由"),
            ({"about": "*"}, "对象"),
            ({"glass": "everything"}, "须选择事项"),
            ({"code": "000000"}, "验证码不正确"),
        ],
    )
    def test_says_what_is_wrong_and_gives_back_what_was_typed(self, security, changes, said):
        security.get(PATH)
        typed = {"glass": "lift_pause", "about": "clerk-1", "reason": "被陌生人锁定"}
        answer = security.acts("/break-glass", **(typed | changes))
        assert answer.status_code == 422
        assert said in answer.text
        if "reason" not in changes:
            assert "被陌生人锁定" in answer.text

    def test_is_answered_by_nobody_who_asked(self, security, register):
        asks(security, glass="read_trail", about="*")
        assert "/break-glass/open" not in security.get(PATH).text
        (row,) = register.rows("SELECT id FROM break_glass ORDER BY asked_at DESC LIMIT 1")
        for act in ("open", "end", "review"):
            word = forms_of(security.page)[0][1]["csrf"]
            sent = {"csrf": word, "opening": row["id"], "note": "x", "code": security.who.code(security.clock())}
            assert security.post(f"{PATH}/{act}", sent).status_code == 422
            security.clock.next_code()
            security.get(PATH)

    @pytest.mark.parametrize("act", ["open", "end", "review"])
    def test_of_what_nobody_asked_for_is_nothing(self, security, act):
        security.get(PATH)
        word = forms_of(security.page)[0][1]["csrf"]
        for opening in ("", "glass_x"):
            sent = {"csrf": word, "opening": opening, "note": "x", "code": security.who.code(security.clock())}
            assert security.post(f"{PATH}/{act}", sent).status_code == 422
            security.clock.next_code()


def test_whoever_was_one_of_the_two_does_not_review_it(staff, desk, security, audit, clock):
    asks(audit, glass="read_trail", about="*")
    opens(security)
    clock.passes(hours=1)
    assert "/break-glass/review" not in audit_again(audit).get(PATH).text
    login = a_login()
    another = desk(staff.comes_in(staff.invited(
        login, PersonRole.AUDIT_ADMINISTRATOR, by=staff.security, second=staff.system
    )))  # fmt: skip
    assert reviewed_by(another).status_code == 303
