"""A trader prepares a hold, or to let go of one; a second person of the exchange enters it. Nothing stands before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from registry.domain.party import InstitutionType
from registry.domain.people.roles import PersonRole
from tests.acts import a_hold_body
from tests.register import Teller, today
from tests.samples import a_body, a_parcel_body
from tests.web.people.desk import Browser, a_login


@pytest.fixture
def asset(lender, register):
    """The key of a parcel that stands as security."""
    made = lender.register(a_body(a_parcel_body(), today=today())).json
    register.settle()
    return made["collateral"][0]["identity_keys"][0]


@pytest.fixture(scope="module")
def system(register, systems, exchange):
    return Teller(register, exchange, app=systems)


@pytest.fixture
def rival(app, clock, staff, register):
    """A browser in which somebody of another exchange is signed in."""
    other = register.enrol("别家交易所", kind=InstitutionType.EXCHANGE)
    browser = Browser(app, clock)
    browser.signs_in(staff.enters(a_login(), PersonRole.MAKER, identifier=other.uscc))
    return browser


def asks(browser, text):
    browser.get("/exchange")
    return browser.fill_in("/exchange", asked=text, purpose="trade")


def prepared(browser, asset, **typed):
    """The page on which what was typed is checked, or the form with what is wrong."""
    asks(browser, asset)
    browser.fill_in("/exchange/holds")
    until = today() + timedelta(days=3)
    answer = browser.fill_in("/exchange/holds", **{"case_number": "JY-2026-0117", "until": until.isoformat()} | typed)
    return browser.follow() if answer.status_code == 303 else answer


def draft_of(browser):
    return browser.page.request.path


class TestAHold:
    def test_is_checked_with_what_stands_on_the_asset_before_it_is_submitted(self, trader, asset):
        page = prepared(trader, asset)
        assert page.status_code == 200
        for said in (asset, "JY-2026-0117", "提交复核", "撤回", "CQ"):
            assert said in page.text

    def test_that_is_submitted_waits_for_a_second_person_and_stands_nowhere_yet(self, trader, asset, register):
        prepared(trader, asset)
        trader.fill_in(f"{draft_of(trader)}/submission")
        page = trader.follow()
        assert "待复核" in page.text
        (kept,) = register.rows("SELECT verb, state FROM draft WHERE id = :id", id=draft_of(trader).rsplit("/", 1)[1])
        assert kept == {"verb": "hold", "state": "waiting"}
        assert register.rows("SELECT 1 FROM entry WHERE verb = 'hold' AND at > now() - interval '2 seconds'") == []

    def test_can_be_withdrawn(self, trader, asset):
        prepared(trader, asset)
        trader.fill_in(f"{draft_of(trader)}/withdrawal")
        assert "已撤回" in trader.follow().text

    def test_that_changed_meanwhile_is_not_submitted_unseen(self, trader, asset):
        prepared(trader, asset)
        page = trader.fill_in(f"{draft_of(trader)}/submission", version="7")
        assert page.status_code == 422
        assert "summary" in page.text

    @pytest.mark.parametrize(
        ("typed", "at"),
        [({"until": "soon"}, "until"), ({"until": "2020-01-01"}, "until"), ({"case_number": " "}, "case_number")],
    )
    def test_that_says_less_than_it_must_is_not_written_down(self, trader, asset, register, typed, at):
        before = register.rows("SELECT count(*) FROM draft")
        page = prepared(trader, asset, **typed)
        if page.status_code == 422:
            assert f'href="#{at}"' in page.text
            assert register.rows("SELECT count(*) FROM draft") == before
        else:
            assert "预留期已经届满" in page.text
            assert "提交复核" not in page.text

    def test_that_lasts_too_long_is_not_submitted(self, trader, asset):
        page = prepared(trader, asset, until=(today() + timedelta(days=30)).isoformat())
        assert "提交复核" not in page.text
        assert "五个工作日" in page.text

    def test_is_not_offered_on_what_is_not_on_record(self, trader):
        page = asks(trader, a_parcel_body()["parcel_code"])
        assert 'action="/exchange/holds"' not in page.text

    def test_is_not_offered_to_a_lender_s_people(self, app, clock, staff, lender, asset):
        browser = Browser(app, clock)
        browser.signs_in(staff.enters(a_login(), PersonRole.MAKER, identifier=lender.enrolled.uscc))
        assert 'action="/exchange/holds"' not in asks(browser, asset).text

    def test_of_another_exchange_is_nobody_s_here(self, rival, trader, asset):
        prepared(trader, asset)
        assert rival.get(draft_of(trader)).status_code == 403
        assert "JY-2026-0117" not in rival.page.text


class TestARelease:
    @pytest.fixture
    def hold(self, system, lender, register):
        parcel = a_parcel_body()
        made = lender.register(a_body(parcel, today=today())).json
        held = system.file("/v1/holds", a_hold_body(parcel))
        assert held.status_code == 201, held.json
        register.settle()
        return made["collateral"][0]["identity_keys"][0], held.json["id"]

    def test_of_the_exchange_s_own_hold_is_prepared(self, trader, hold, register):
        key, number = hold
        asks(trader, key)
        trader.fill_in("/exchange/releases", reason="completed")
        page = trader.follow()
        assert number in page.text
        assert "交易完成" in page.text
        trader.fill_in(f"{draft_of(trader)}/submission")
        assert "待复核" in trader.follow().text
        (kept,) = register.rows("SELECT verb, state FROM draft WHERE id = :id", id=draft_of(trader).rsplit("/", 1)[1])
        assert kept == {"verb": "release_hold", "state": "waiting"}

    def test_of_another_s_hold_is_not_offered(self, rival, hold):
        assert 'action="/exchange/releases"' not in asks(rival, hold[0]).text
        assert 'action="/exchange/holds"' in rival.page.text
