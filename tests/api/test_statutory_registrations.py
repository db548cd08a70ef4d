"""The creditor reports what the legal registry did: the answers follow from that entry on, and say whose word it is."""

from datetime import datetime, timedelta

import pytest

from tests.api.problem import codes, refused
from tests.register import today
from tests.samples import a_body, a_parcel_body

PATH = "/v1/registrations"
STATUS = "/v1/lien-status"
THERE = {
    "registry": "不动产登记中心",
    "number": "渝(2026)忠县不动产证明第0000001号",
    "registered_at": "2026-11-20T10:00:00+08:00",
}


def body(*collateral, **changes):
    return a_body(*collateral, today=today(), **changes)


def reported(teller, made, *, version=1, there=THERE, **options):
    items = [item["id"] for item in made["collateral"]]
    said = {"statutory_registration": there, "collateral": items, **options.pop("said", {})}
    return teller.file(f"{PATH}/{made['number']}/statutory-registrations", said, if_match=f'"{version}"', **options)


def just_before(text):
    return (datetime.fromisoformat(text) - timedelta(microseconds=1)).isoformat()


@pytest.fixture
def made(bank):
    return bank.register(body(a_parcel_body())).json


class TestAReport:
    def test_is_answered_with_what_follows(self, bank, made):
        answer = reported(bank, made)
        assert answer.status_code == 201
        assert answer.headers["ETag"] == '"2"'
        assert (answer.json["object"], answer.json["status"]) == ("statutory_registration", "active")
        assert answer.json["statutory_registration"]["document"] is None
        instant = answer.json["statutory_registration"]["registered_at"]
        assert datetime.fromisoformat(instant) == datetime.fromisoformat(THERE["registered_at"])
        (item,) = answer.json["collateral"]
        assert (item["priority"]["basis"], item["priority"]["evidence"]) == ("statutory_registration", "declared")
        assert item["effect"]["entry"] == "notice"
        assert item["effect"]["statutory"]["number"] == THERE["number"]

    def test_is_in_the_registration_from_its_instant_on(self, bank, made):
        at = reported(bank, made).json["recorded_at"]
        before, after = (
            bank.get(f"{PATH}/{made['number']}", as_of=when).json["collateral"][0] for when in (just_before(at), at)
        )
        assert before == made["collateral"][0]
        assert after["effect"]["statutory"]["number"] == THERE["number"]
        assert after["priority"]["basis"] == "statutory_registration"
        assert (after["rank"], after["id"]) == (before["rank"], before["id"])

    def test_moves_the_order_of_payment_of_everybody_and_no_rank(self, bank, rival, exchange):
        filed = body(a_parcel_body())
        first, second = bank.register(filed).json, rival.register(filed).json
        (item,) = first["collateral"]

        def places(**asked):
            answer = exchange.get(STATUS, kind=item["kind"], key=item["identity_keys"][0], **asked).json
            return [(lien["rank"], lien["priority"]["position"]) for lien in answer["liens"]], answer["newer"]

        at = reported(rival, second).json["recorded_at"]
        assert places()[0] == [(1, 2), (2, 1)]
        earlier, newer = places(as_of=just_before(at))
        assert earlier == [(1, 1), (2, 1)]
        assert newer == [{"registration": second["number"], "event": "statutory_registration", "at": at}]
        earliest = {**THERE, "registered_at": "2026-11-19T10:00:00+08:00"}
        assert reported(bank, first, there=earliest).status_code == 201
        assert places()[0] == [(1, 1), (2, 2)]
        assert (
            reported(rival, second, version=2, there={**earliest, "registered_at": "2026-11-18T10:00:00Z"}).json[
                "version"
            ]
            == 3
        )
        assert places()[0] == [(1, 2), (2, 1)]
        assert places(as_of=at)[0] == [(1, 2), (2, 1)]

    def test_counts_for_who_registers_next(self, bank, rival):
        filed = body(a_parcel_body())
        first = bank.register(filed).json
        reported(bank, first)
        claimed = a_parcel_body(
            filed["collateral"][0]["parcel_code"],
            statutory_registration={**THERE, "number": "2", "registered_at": "2026-11-21T10:00:00+08:00"},
        )
        assert rival.register(body(claimed)).json["collateral"][0]["priority"]["position"] == 2

    def test_verifies_and_is_in_the_history(self, bank, made):
        answer = reported(bank, made).json
        verified = bank.anonymous("POST", "/v1/verifications", json={"jws": answer["certificate"]["jws"]}).json
        assert (verified["verdict"], verified["contents"]["kind"]) == ("valid", "statutory_registration")
        assert verified["contents"]["statutory_registration"]["number"] == THERE["number"]
        told = bank.get(f"{PATH}/{made['number']}/history").json["data"]
        assert [each["event"] for each in told] == ["register", "statutory_registration"]

    def test_of_anothers_of_a_passed_version_or_of_the_future_is_refused(self, bank, rival, made):
        refused(reported(rival, made), 404, code="unknown_registration")
        refused(reported(bank, made, version=2), 412, code="stale_version")
        there = {**THERE, "registered_at": "2099-01-01T00:00:00Z"}
        assert codes(refused(reported(bank, made, there=there), 422, code="invalid_particulars")) == {"in_the_future"}
        said = {"statutory_registration": THERE, "collateral": [made["collateral"][0]["id"]]}
        refused(bank.file(f"{PATH}/{made['number']}/statutory-registrations", said), 428, code="version_required")

    def test_rehearsed_changes_nothing_and_sees_the_others(self, bank, rival, made):
        filed = body(a_parcel_body(statutory_registration={**THERE, "registered_at": "2026-11-01T00:00:00Z"}))
        rival.register(filed)
        mine = bank.register(body(a_parcel_body(filed["collateral"][0]["parcel_code"]))).json
        answer = reported(bank, mine, query="dry_run=true")
        assert (answer.status_code, answer.json["collateral"][0]["priority"]["position"]) == (200, 2)
        assert bank.get(f"{PATH}/{mine['number']}").json["version"] == 1

    @pytest.mark.parametrize(
        ("said", "at"),
        [
            ({"collateral": []}, "/collateral"),
            ({"statutory_registration": {"registry": "x"}}, "/statutory_registration/number"),
            (
                {"statutory_registration": {**THERE, "registered_at": "2026-11-20"}},
                "/statutory_registration/registered_at",
            ),
            ({"reason": "waived"}, "/reason"),
        ],
    )
    def test_says_what_it_must(self, bank, made, said, at):
        refused(reported(bank, made, said=said), 422, code="invalid_particulars", at=at)
