"""A creditor lets another go first: what was agreed is told with its instant, and nobody's rank changes."""

from datetime import datetime, timedelta

import pytest

from tests.api.problem import codes, refused
from tests.register import today
from tests.samples import a_body, a_parcel_body, a_receipt_body

PATH = "/v1/registrations"
STATUS = "/v1/lien-status"


def body(*collateral, **changes):
    return a_body(*collateral, today=today(), **changes)


def gave_way(teller, made, *, behind, version=1, **options):
    said = {"behind": behind, "collateral": [made["collateral"][0]["id"]], **options.pop("said", {})}
    return teller.file(f"{PATH}/{made['number']}/subordinations", said, if_match=f'"{version}"', **options)


def just_before(text):
    return (datetime.fromisoformat(text) - timedelta(microseconds=1)).isoformat()


@pytest.fixture
def three(bank, rival, register, app):
    """On one parcel: the bank's, a third lender's, the rival's."""
    third = register.teller(app, "第三银行")
    filed = body(a_parcel_body())
    return bank.register(filed).json, third.register(filed).json, rival.register(filed).json


class TestASubordination:
    def test_is_answered_with_who_is_touched(self, bank, three):
        first, second, last = three
        answer = gave_way(bank, first, behind=last["number"], said={"agreed_on": today().isoformat()})
        assert answer.status_code == 201
        assert (answer.headers["ETag"], answer.json["object"]) == ('"2"', "subordination")
        assert (answer.json["behind"], answer.json["agreed_on"]) == (last["number"], today().isoformat())
        (item,) = answer.json["collateral"]
        assert (item["consented"], item["without_consent"]) == ([], [second["number"]])
        (finding,) = answer.json["findings"]
        assert (finding["code"], finding["related"]) == ("R-409C", [second["number"]])

    def test_is_told_from_its_instant_on_and_changes_no_rank(self, bank, exchange, three):
        first, second, last = three
        consents = [{"registration": second["number"], "given_on": today().isoformat(), "document": "同意书 1"}]
        answer = gave_way(bank, first, behind=last["number"], said={"consents": consents}).json
        assert (answer["collateral"][0]["consented"], answer["findings"]) == ([second["number"]], [])
        at = answer["recorded_at"]
        seen = bank.get(f"{PATH}/{first['number']}").json["collateral"][0]
        assert (seen["rank"], seen["subordinated_to"]) == (1, [last["number"]])
        before = bank.get(f"{PATH}/{first['number']}", as_of=just_before(at)).json["collateral"][0]
        assert "subordinated_to" not in before
        (item,) = first["collateral"]
        asked = {"kind": item["kind"], "key": item["identity_keys"][0]}
        now = exchange.get(STATUS, **asked).json["liens"]
        assert [(lien["rank"], lien.get("subordinated_to")) for lien in now] == [
            (1, [last["number"]]), (2, None), (3, None),
        ]  # fmt: skip
        earlier = exchange.get(STATUS, **asked, as_of=just_before(at)).json
        assert all("subordinated_to" not in lien for lien in earlier["liens"])
        assert {"registration": first["number"], "event": "subordination", "at": at} in earlier["newer"]

    def test_means_nothing_once_the_other_is_gone(self, bank, rival, exchange, three):
        first, _, last = three
        assert gave_way(bank, first, behind=last["number"]).status_code == 201
        assert rival.discharge(last["number"]).status_code == 201
        (item,) = first["collateral"]
        liens = exchange.get(STATUS, kind=item["kind"], key=item["identity_keys"][0]).json["liens"]
        assert all("subordinated_to" not in lien for lien in liens)
        assert bank.discharge(first["number"], version=2).status_code == 201

    def test_verifies_and_is_in_the_history(self, bank, three):
        first, _, last = three
        answer = gave_way(bank, first, behind=last["number"]).json
        verified = bank.anonymous("POST", "/v1/verifications", json={"jws": answer["certificate"]["jws"]}).json
        assert (verified["verdict"], verified["contents"]["kind"]) == ("valid", "subordination")
        assert verified["contents"]["behind"] == last["number"]
        told = bank.get(f"{PATH}/{first['number']}/history").json["data"]
        assert [each["event"] for each in told] == ["register", "subordination"]

    def test_is_made_once_and_by_whom_it_costs(self, bank, rival, three):
        first, _, last = three
        refused(gave_way(rival, first, behind=last["number"]), 404, code="unknown_registration")
        assert gave_way(bank, first, behind=last["number"]).status_code == 201
        refused(gave_way(bank, first, behind=last["number"]), 412, code="stale_version")
        again = refused(gave_way(bank, first, behind=last["number"], version=2), 422, code="invalid_particulars")
        assert codes(again) == {"already_behind"}
        said = {"behind": last["number"], "collateral": [first["collateral"][0]["id"]]}
        refused(bank.file(f"{PATH}/{first['number']}/subordinations", said), 428, code="version_required")

    def test_is_behind_somebody_on_the_same_asset(self, bank, rival, three):
        first, *_ = three
        elsewhere = rival.register(body(a_receipt_body())).json["number"]
        document = refused(gave_way(bank, first, behind=elsewhere), 422, code="invalid_particulars")
        assert codes(document) == {"nothing_to_stand_behind"}

    def test_rehearsed_sees_the_others_and_changes_nothing(self, bank, three):
        first, second, last = three
        answer = gave_way(bank, first, behind=last["number"], query="dry_run=true")
        assert (answer.status_code, answer.json["collateral"][0]["without_consent"]) == (200, [second["number"]])
        assert bank.get(f"{PATH}/{first['number']}").json["version"] == 1

    @pytest.mark.parametrize(
        ("said", "at"),
        [
            ({"behind": "CQ1"}, "/behind"),
            ({"collateral": []}, "/collateral"),
            ({"consents": [{"given_on": "2026-11-20"}]}, "/consents/0/registration"),
            ({"rank": 1}, "/rank"),
        ],
    )
    def test_says_what_it_must(self, bank, three, said, at):
        first, _, last = three
        refused(gave_way(bank, first, behind=last["number"], said=said), 422, code="invalid_particulars", at=at)
