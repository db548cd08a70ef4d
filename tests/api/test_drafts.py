"""What a system may not file by itself waits for a person of its institution: once for each token, and seen by its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from registry.domain.allowance import Allowance
from registry.domain.lifecycle import Verb
from registry.domain.measures import Money
from registry.domain.people.roles import PersonRole
from registry.service.people.entering import disable
from tests.acts import a_seizure_body
from tests.api.problem import refused
from tests.drafts import earlier
from tests.people import Staff
from tests.register import Teller, today
from tests.samples import a_body, a_parcel_body, a_receipt_body

CEILING = Money(10_000_000)  # of a hundred thousand yuan; a body of the tests asks for half a million


def limited(register, app, *verbs, name, ceiling=CEILING):
    """A bank whose system files these verbs up to the ceiling."""
    teller = register.teller(app, name)
    register.limit(teller.enrolled, Allowance(verbs=frozenset(verbs), ceiling=ceiling), version=2)
    return teller


@pytest.fixture(scope="module")
def staff(register):
    return Staff(register, earlier())


@pytest.fixture(scope="module")
def small(register, app, staff) -> Teller:
    """A bank whose system files up to its ceiling, with a checker for what exceeds it."""
    teller = limited(register, app, Verb.REGISTER, name="小额银行")
    staff.enters("small-checker", PersonRole.CHECKER, identifier=teller.enrolled.uscc)
    return teller


def a_large_body(*items):
    return a_body(*(items or (a_parcel_body(),)), today=today())


class TestAFilingAboveTheCeiling:
    def test_waits_as_a_draft(self, small, register):
        answer = small.register(a_large_body())
        assert (answer.status_code, answer.json["object"], answer.json["state"]) == (202, "draft", "waiting")
        assert (answer.json["exceeds"], answer.json["maker"]) == ("ceiling", small.enrolled.client)
        assert answer.headers["Location"] == f"/v1/drafts/{answer.json['id']}"
        assert (
            register.rows("SELECT 1 FROM registration r WHERE r.institution = :id", id=small.enrolled.institution) == []
        )

    def test_is_the_same_draft_for_every_repeat(self, small, register):
        body = a_large_body()
        first, again = (small.register(body, key="large-1") for _ in range(2))
        assert (again.status_code, again.json) == (202, first.json)
        refused(small.register(a_large_body(), key="large-1"), 422, code="idempotency_key_reused")
        (kept,) = register.rows("SELECT count(*) AS drafts FROM idempotency WHERE key = 'large-1'")
        assert kept["drafts"] == 1

    def test_is_one_draft_however_many_copies_come_at_once(self, small):
        body = a_large_body()
        with ThreadPoolExecutor(4) as copies:
            answers = list(copies.map(lambda _: small.register(body, key="large-at-once"), range(4)))
        assert {answer.status_code for answer in answers} == {202}
        assert len({answer.json["id"] for answer in answers}) == 1

    def test_stays_that_draft_when_the_ceiling_is_lifted(self, register, app, staff):
        teller = limited(register, app, Verb.REGISTER, name="将放开的银行")
        staff.enters("lifted-checker", PersonRole.CHECKER, identifier=teller.enrolled.uscc)
        body = a_large_body()
        draft = teller.register(body, key="lifted").json["id"]
        register.limit(teller.enrolled, Allowance(verbs=frozenset({Verb.REGISTER})), version=3)
        again = teller.register(body, key="lifted")
        assert (again.status_code, again.json["id"]) == (202, draft)
        assert teller.register(body, key="another").status_code == 201

    def test_is_rehearsed_as_one(self, small):
        answer = small.register(a_large_body(), query="dry_run=true")
        assert (answer.status_code, answer.json["would_be"], answer.json["dry_run"]) == (202, "draft", True)
        assert answer.json["id"] is None

    def test_that_nobody_could_enter_waits_for_nobody(self, small, rival):
        receipt = a_receipt_body()
        rival.register(a_body(receipt, today=today()))
        refused(small.register(a_large_body(receipt)), 409, code="collateral_already_pledged")
        refused(small.register(a_large_body(receipt), query="dry_run=true"), 409, code="collateral_already_pledged")

    def test_is_refused_where_there_is_nobody_to_enter_it(self, register, app):
        alone = limited(register, app, Verb.REGISTER, name="无复核人员的银行")
        refused(alone.register(a_large_body()), 403, code="above_ceiling")
        refused(alone.register(a_large_body(), query="dry_run=true"), 403, code="above_ceiling")

    def test_is_refused_once_its_checker_is_gone(self, register, app, staff):
        teller = limited(register, app, Verb.REGISTER, name="复核人员离职的银行")
        checker = staff.enters("leaving-checker", PersonRole.CHECKER, identifier=teller.enrolled.uscc)
        assert teller.register(a_large_body()).status_code == 202
        disable(register.store, login=checker.login, by=staff.security.person, at=staff.clock())
        refused(teller.register(a_large_body()), 403, code="above_ceiling")


class TestAVerbThatIsNotListed:
    def test_waits_too(self, register, app, staff):
        teller = limited(register, app, Verb.REGISTER, name="不注销的银行", ceiling=None)
        staff.enters("ending-checker", PersonRole.CHECKER, identifier=teller.enrolled.uscc)
        number = teller.register(a_large_body()).json["number"]
        answer = teller.discharge(number)
        assert (answer.status_code, answer.json["exceeds"], answer.json["verb"]) == (202, "verb", "discharge")
        assert answer.json["target"] == f"/v1/registrations/{number}/discharge"

    def test_on_anothers_registration_is_unknown_as_ever(self, small, rival):
        number = rival.register(a_body(today=today())).json["number"]
        refused(small.discharge(number), 404, code="unknown_registration")

    def test_of_a_court_takes_its_paper_and_waits_for_nobody(self, register, app, staff):
        court = register.teller(app, "受限法院", role="court")
        register.limit(court.enrolled, Allowance(verbs=frozenset({Verb.LIFT_SEIZURE})), version=2)
        staff.enters("court-checker", PersonRole.CHECKER, identifier=court.enrolled.uscc)
        refused(court.file("/v1/seizures", a_seizure_body(a_parcel_body())), 403, code="not_allowed_to_client")


class TestTheDrafts:
    def test_are_listed_newest_first_and_by_state(self, small):
        made = [small.register(a_large_body()).json["id"] for _ in range(2)]
        page = small.get("/v1/drafts", limit=1).json
        assert ([each["id"] for each in page["data"]], page["has_more"]) == (made[1:], True)
        following = small.get("/v1/drafts", limit=1, cursor=page["next_cursor"]).json
        assert [each["id"] for each in following["data"]] == made[:1]
        assert {each["state"] for each in small.get("/v1/drafts", state="waiting").json["data"]} == {"waiting"}
        assert small.get("/v1/drafts", state="returned").json["data"] == []

    def test_are_their_own_institutions(self, small, rival):
        draft = small.register(a_large_body()).json["id"]
        assert small.get(f"/v1/drafts/{draft}").json["id"] == draft
        refused(rival.get(f"/v1/drafts/{draft}"), 404, code="unknown_draft")
        refused(rival.post(f"/v1/drafts/{draft}/withdrawal", {}), 404, code="unknown_draft")
        assert rival.get("/v1/drafts").json["data"] == []

    @pytest.mark.parametrize("draft", ["x", "dft_", "dft_01a20169-2e00-7646-bbe1-8ceb2c083650", "dft_\x00"])
    def test_that_are_none_are_unknown(self, small, draft):
        refused(small.get(f"/v1/drafts/{draft}"), 404, code="unknown_draft")

    def test_say_nothing_of_anybody(self, small):
        body = a_large_body()
        draft = small.register(body).json
        told = small.get(f"/v1/drafts/{draft['id']}").get_data(as_text=True)
        assert not any(each["name"] in told for each in body["grantors"])

    def test_are_withdrawn_by_the_client_that_made_them_once(self, small, register):
        draft = small.register(a_large_body()).json["id"]
        answer = small.post(f"/v1/drafts/{draft}/withdrawal", {})
        assert (answer.status_code, answer.json["state"]) == (200, "withdrawn")
        again = refused(small.post(f"/v1/drafts/{draft}/withdrawal", {}), 409, code="draft_moved")
        assert again["state"] == "withdrawn"
        assert register.rows("SELECT sealed FROM draft WHERE id = :id", id=draft) == [{"sealed": None}]
