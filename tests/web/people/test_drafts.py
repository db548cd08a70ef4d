"""What a second person reads, and what he does with it: on pages that need no script."""

from __future__ import annotations

import pytest

from registry.domain.drafts.draft import DraftState
from registry.domain.people.roles import PersonRole
from registry.service.people.entering import disable
from tests.drafts import Counter, earlier
from tests.people import Clock, Somebody, Staff
from tests.register import Enrolled, RegisterUnderTest
from tests.samples import a_parcel_body, a_receipt_body
from tests.web.people.desk import Browser, forms_of


@pytest.fixture(scope="module")
def clock() -> Clock:
    """Of an hour ago: entering somebody moves it on, and entries bear the database's own."""
    return earlier()


@pytest.fixture(scope="module")
def counter(register: RegisterUnderTest, staff: Staff) -> Counter:
    return Counter(register, staff)


@pytest.fixture(scope="module")
def bank(register: RegisterUnderTest) -> Enrolled:
    return register.enrol("示例银行")


@pytest.fixture(scope="module")
def clerk(counter: Counter) -> Somebody:
    return counter.somebody(PersonRole.CLERK)


@pytest.fixture(scope="module")
def registrar(counter: Counter) -> Somebody:
    return counter.somebody(PersonRole.REGISTRAR)


@pytest.fixture
def waiting(counter, bank, clerk):
    return counter.waiting(clerk, counter.wanted(bank))


@pytest.fixture
def second(browser: Browser, registrar: Somebody) -> Browser:
    """A browser in which the registrar is signed in."""
    browser.signs_in(registrar)
    return browser


def shows(browser: Browser, who: Somebody, *, draft, **changes: str):
    """Sends the form that enters the draft, with what he signs in with."""
    typed = {"current": who.password, "code": who.code(browser.clock())}
    answer = browser.fill_in(f"/drafts/{draft.id}/entry", **(typed | changes))
    browser.clock.next_code()
    return answer


class TestTheQueue:
    def test_shows_what_waits_for_somebody_and_what_he_made(self, second, another, counter, bank):
        clerk = counter.somebody(PersonRole.CLERK)
        waiting = counter.waiting(clerk, counter.wanted(bank))
        assert waiting.id in second.get("/drafts").text.partition("我经办的")[0]
        written = counter.written(clerk, counter.wanted(bank))
        assert written.id not in second.get("/drafts").text
        another.signs_in(clerk)
        of_his = another.get("/drafts").text
        assert waiting.id in of_his.partition("我经办的")[2]
        assert written.id in of_his
        assert waiting.id not in of_his.partition("我经办的")[0]

    def test_is_for_whoever_is_signed_in(self, browser):
        assert browser.get("/drafts").status_code == 303
        assert browser.path() == "/sign-in"

    def test_shows_nothing_to_whoever_drafts_nothing(self, another, counter, waiting):
        another.signs_in(counter.staff.system)
        assert waiting.id not in another.get("/drafts").text


class TestADraft:
    def test_is_read_in_plain_words_with_what_it_would_become(self, second, waiting, counter, clerk, bank):
        text = second.get(f"/drafts/{waiting.id}").text
        for word in (
            "待复核",
            "土地",
            bank.name,
            waiting.wanted.paper.sha256,
            "柜台办理",
            "以登记时为准",
            clerk.person.name,
        ):
            assert word in text, word
        for never in ("抵押权已设立", "第一顺位优先受偿", "无抵押", "产权清晰"):
            assert never not in text

    def test_says_what_stands_ahead(self, second, counter, clerk, bank, register):
        parcel = a_parcel_body()
        registrar = counter.somebody(PersonRole.REGISTRAR)
        number = counter.enter(counter.waiting(clerk, counter.wanted(bank, parcel)), registrar).entry.registration
        text = second.get(f"/drafts/{counter.waiting(clerk, counter.wanted(bank, parcel)).id}").text
        assert str(number) in text

    def test_says_why_it_could_not_be_entered_now(self, second, counter, clerk, bank):
        receipt = a_receipt_body()
        registrar = counter.somebody(PersonRole.REGISTRAR)
        counter.enter(counter.waiting(clerk, counter.wanted(bank, receipt)), registrar)
        text = second.get(f"/drafts/{counter.waiting(clerk, counter.wanted(bank, receipt)).id}").text
        assert "现在不能登记" in text
        assert receipt["receipt_number"] in text

    def test_that_cannot_be_read_says_so(self, second, counter, clerk, bank):
        broken = counter.waiting(clerk, counter.wanted(bank, body=b'{"grantors": 1}'))
        assert "现在不能登记" in second.get(f"/drafts/{broken.id}").text

    @pytest.mark.parametrize("draft", ["x", "dft_01a20169-2e00-7646-bbe1-8ceb2c083650", "%00"])
    def test_that_is_none_is_unknown(self, second, draft):
        answer = second.get(f"/drafts/{draft}")
        assert answer.status_code in (403, 404)
        assert "登记草稿：" not in answer.text

    def test_is_not_shown_to_an_administrator_who_could_not_enter_it(self, another, counter, waiting, bank):
        another.signs_in(counter.staff.audit)
        answer = another.get(f"/drafts/{waiting.id}")
        assert answer.status_code == 403
        assert bank.name not in answer.text


class TestTheSecondPerson:
    def test_enters_it_once_he_has_shown_again_who_he_is(self, second, waiting, registrar, register):
        second.get(f"/drafts/{waiting.id}")
        shows(second, registrar, draft=waiting)
        assert "已登记" in second.follow().text
        (row,) = register.rows("SELECT state, second FROM draft WHERE id = :id", id=waiting.id)
        assert row == {"state": "entered", "second": registrar.person.id}

    @pytest.mark.parametrize(
        "wrong", [{"current": "a wrong password"}, {"code": "000000"}, {"version": "1"}, {"version": "x"}]
    )
    def test_does_not_by_his_session_alone(self, second, waiting, registrar, register, wrong):
        second.get(f"/drafts/{waiting.id}")
        answer = shows(second, registrar, draft=waiting, **wrong)
        assert answer.status_code == 422
        assert register.rows("SELECT state FROM draft WHERE id = :id", id=waiting.id) == [{"state": "waiting"}]
        second.clock.passes(hours=1)  # failures are counted, and he is needed again

    def test_hands_it_back_and_its_maker_reads_why(self, second, another, waiting, clerk):
        second.get(f"/drafts/{waiting.id}")
        assert second.fill_in(f"/drafts/{waiting.id}/handing-back", reason="").status_code == 422
        second.fill_in(f"/drafts/{waiting.id}/handing-back", reason="面积与合同不符")
        assert "已退回" in second.follow().text
        another.signs_in(clerk)
        assert "面积与合同不符" in another.get(f"/drafts/{waiting.id}").text
        another.fill_in(f"/drafts/{waiting.id}/submission")
        assert "待复核" in another.follow().text

    def test_is_offered_nothing_that_is_not_his(self, second, another, waiting, clerk):
        second.get(f"/drafts/{waiting.id}")
        his = {action for action, _ in forms_of(second.page)}
        assert his == {f"/drafts/{waiting.id}/entry", f"/drafts/{waiting.id}/handing-back"}
        another.signs_in(clerk)
        another.get(f"/drafts/{waiting.id}")
        assert {action for action, _ in forms_of(another.page)} == {f"/drafts/{waiting.id}/withdrawal"}

    def test_of_a_bank_is_told_that_it_takes_a_passkey(self, another, counter, bank):
        maker, checker = (
            counter.somebody(role, identifier=bank.uscc) for role in (PersonRole.MAKER, PersonRole.CHECKER)
        )
        draft = counter.waiting(maker, counter.wanted(bank, behalf=None, paper=None))
        another.signs_in(checker)
        assert "通行密钥" in another.get(f"/drafts/{draft.id}").text
        assert f"/drafts/{draft.id}/entry" not in {action for action, _ in forms_of(another.page)}
        word = forms_of(another.page)[0][1]
        typed = {**word, "current": checker.password, "code": checker.code(another.clock())}
        answer = another.post(f"/drafts/{draft.id}/entry", typed)
        another.clock.next_code()
        assert answer.status_code == 422
        assert counter.seen(draft.id, checker).state is DraftState.WAITING


class TestItsMaker:
    def test_withdraws_it_and_what_it_said_is_gone(self, another, waiting, clerk, bank):
        another.signs_in(clerk)
        another.get(f"/drafts/{waiting.id}")
        another.fill_in(f"/drafts/{waiting.id}/withdrawal")
        text = another.follow().text
        assert "已撤回" in text
        assert "土地承包" not in text

    def test_puts_it_before_a_second_person(self, another, counter, clerk, bank):
        draft = counter.written(clerk, counter.wanted(bank))
        another.signs_in(clerk)
        another.get(f"/drafts/{draft.id}")
        another.fill_in(f"/drafts/{draft.id}/submission")
        assert "已提交复核" in another.follow().text

    def test_does_not_enter_it_by_a_form_of_his_own(self, another, waiting, clerk):
        another.signs_in(clerk)
        another.get(f"/drafts/{waiting.id}")
        carried = forms_of(another.page)[0][1]
        typed = {**carried, "current": clerk.password, "code": clerk.code(another.clock())}
        answer = another.post(f"/drafts/{waiting.id}/entry", typed)
        another.clock.next_code()
        assert answer.status_code == 422
        assert "另一名" in answer.text


class TestAForm:
    def test_from_elsewhere_or_without_its_word_does_nothing(self, second, waiting, registrar, register):
        second.get(f"/drafts/{waiting.id}")
        carried = dict(next(fields for action, fields in forms_of(second.page) if action.endswith("/handing-back")))
        path = f"/drafts/{waiting.id}/handing-back"
        assert second.post(path, {**carried, "reason": "x"}, origin="https://evil.example").status_code == 403
        assert second.post(path, {**carried, "reason": "x", "csrf": "x"}).status_code == 403
        assert register.rows("SELECT state FROM draft WHERE id = :id", id=waiting.id) == [{"state": "waiting"}]

    def test_of_somebody_who_is_disabled_meanwhile_does_nothing(self, another, counter, waiting):
        leaving = counter.somebody(PersonRole.REGISTRAR)
        another.signs_in(leaving)
        another.get(f"/drafts/{waiting.id}")
        disable(counter.register.store, login=leaving.login, by=counter.staff.security.person, at=counter.at())
        assert shows(another, leaving, draft=waiting).status_code == 403
