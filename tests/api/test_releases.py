"""Part of the collateral goes free: the creditor says which, and everybody who asks is told, then and before."""

from datetime import datetime, timedelta

import pytest

from tests.api.problem import codes, refused
from tests.register import today
from tests.samples import a_body, a_parcel_body, a_receipt_body

PATH = "/v1/registrations"
STATUS = "/v1/lien-status"


def body(*collateral, **changes):
    return a_body(*collateral, today=today(), **changes)


def released(teller, number, *items, version=1, **options):
    said = {"collateral": list(items), "reason": "claim_extinguished", **options.pop("said", {})}
    return teller.file(f"{PATH}/{number}/releases", said, if_match=f'"{version}"', **options)


def just_before(text):
    return (datetime.fromisoformat(text) - timedelta(microseconds=1)).isoformat()


@pytest.fixture
def made(bank):
    """A parcel and a receipt under one registration."""
    return bank.register(body(a_parcel_body(), a_receipt_body())).json


class TestARelease:
    def test_is_answered_with_the_new_version_and_its_certificate(self, bank, made):
        number, (parcel, receipt) = made["number"], made["collateral"]
        answer = released(bank, number, receipt["id"], said={"ended_on": today().isoformat()})
        assert answer.status_code == 201
        assert (answer.headers["ETag"], answer.headers["Location"]) == ('"2"', f"{PATH}/{number}")
        told = {name: answer.json[name] for name in ("object", "status", "version", "released", "left", "reason")}
        assert told == {
            "object": "release", "status": "active", "version": 2, "released": [receipt["id"]], "left": 1,
            "reason": "claim_extinguished",
        }  # fmt: skip
        assert answer.json["certificate"]["number"] == f"{number}-2"
        seen = bank.get(f"{PATH}/{number}").json
        assert ([item["id"] for item in seen["collateral"]], seen["released"]) == ([parcel["id"]], [receipt["id"]])
        assert (seen["status"], seen["version"]) == ("active", 2)

    def test_is_told_from_its_instant_on_and_not_before(self, bank, exchange, made):
        number, (parcel, receipt) = made["number"], made["collateral"]
        at = released(bank, number, receipt["id"]).json["recorded_at"]
        before = bank.get(f"{PATH}/{number}", as_of=just_before(at)).json
        assert (len(before["collateral"]), before["version"], "released" in before) == (2, 1, False)
        assert len(bank.get(f"{PATH}/{number}", as_of=at).json["collateral"]) == 1

        def liens(item, **asked):
            asked = {"kind": item["kind"], "key": item["identity_keys"][0], **asked}
            return exchange.get(STATUS, **asked).json

        earlier = liens(receipt, as_of=just_before(at))
        assert [lien["registration"] for lien in earlier["liens"]] == [number]
        assert earlier["newer"] == [{"registration": number, "event": "release", "at": at}]
        assert (liens(receipt)["liens"], liens(receipt)["recorded"]) == ([], "none")
        assert [lien["registration"] for lien in liens(parcel)["liens"]] == [number]
        assert liens(parcel, as_of=just_before(at))["newer"] == []

    def test_leaves_the_order_of_payment_to_what_is_left(self, bank, made):
        number, (parcel, receipt) = made["number"], made["collateral"]
        at = released(bank, number, receipt["id"]).json["recorded_at"]
        path = f"{PATH}/{number}/priority"
        assert [item["id"] for item in bank.get(path).json["collateral"]] == [parcel["id"]]
        before = bank.get(path, as_of=just_before(at)).json["collateral"]
        assert [(item["id"], len(item["places"])) for item in before] == [(parcel["id"], 1), (receipt["id"], 1)]

    def test_frees_the_receipt_for_another_pledge(self, bank, rival):
        item = a_receipt_body()
        first = bank.register(body(a_parcel_body(), item)).json
        refused(rival.register(body(item)), 409, code="collateral_already_pledged")
        assert released(bank, first["number"], first["collateral"][1]["id"]).status_code == 201
        assert rival.register(body(item)).json["collateral"][0]["rank"] == 1

    def test_is_in_the_history_and_supersedes_the_certificate(self, bank, made):
        number = made["number"]
        answer = released(bank, number, made["collateral"][1]["id"]).json
        told = bank.get(f"{PATH}/{number}/history").json["data"]
        assert [(each["event"], each["certificate"]) for each in told] == [
            ("register", f"{number}-1"), ("release", f"{number}-2"),
        ]  # fmt: skip
        first, last = (
            bank.anonymous("POST", "/v1/verifications", json={"jws": each["certificate"]["jws"]}).json
            for each in (made, answer)
        )
        assert (first["verdict"], first["reasons"]) == ("superseded", ["amended"])
        assert (last["verdict"], last["contents"]["kind"], last["contents"]["left"]) == ("valid", "release", 1)
        assert last["contents"]["supersedes"] == f"{number}-1"

    def test_is_followed_by_a_discharge_of_the_rest(self, bank, made):
        number, (parcel, receipt) = made["number"], made["collateral"]
        assert released(bank, number, receipt["id"]).status_code == 201
        again = refused(released(bank, number, receipt["id"], version=2), 422, code="invalid_particulars")
        assert codes(again) == {"no_such_item"}
        last = refused(released(bank, number, parcel["id"], version=2), 422, code="invalid_particulars")
        assert codes(last) == {"nothing_left"}
        assert bank.discharge(number, version=2).status_code == 201
        refused(released(bank, number, parcel["id"], version=3), 409, code="registration_ended")

    def test_of_a_version_that_has_passed_or_of_none_is_refused(self, bank, made):
        number, item = made["number"], made["collateral"][1]["id"]
        refused(released(bank, number, item, version=2), 412, code="stale_version")
        said = {"collateral": [item], "reason": "waived"}
        refused(bank.file(f"{PATH}/{number}/releases", said), 428, code="version_required")

    def test_of_anothers_registration_finds_none(self, rival, exchange, made):
        number, item = made["number"], made["collateral"][1]["id"]
        refused(released(rival, number, item), 404, code="unknown_registration")
        refused(released(exchange, number, item), 403, code="not_permitted")

    def test_is_made_once_under_its_key(self, bank, made):
        number, item = made["number"], made["collateral"][1]["id"]
        first = released(bank, number, item, key=f"once-{number}")
        again = released(bank, number, item, key=f"once-{number}")
        assert (first.status_code, first.data) == (201, again.data)
        other = released(bank, number, made["collateral"][0]["id"], key=f"once-{number}")
        refused(other, 422, code="idempotency_key_reused")

    def test_rehearsed_changes_nothing(self, bank, made):
        number, item = made["number"], made["collateral"][1]["id"]
        answer = released(bank, number, item, query="dry_run=true")
        assert (answer.status_code, answer.json["dry_run"], answer.json["certificate"]) == (200, True, None)
        assert answer.json["left"] == 1
        assert bank.get(f"{PATH}/{number}").json["version"] == 1

    @pytest.mark.parametrize(
        ("said", "at"),
        [
            ({"collateral": []}, "/collateral"),
            ({"collateral": ["1"]}, "/collateral/0"),
            ({"reason": "bored"}, "/reason"),
            ({"ended_on": "yesterday"}, "/ended_on"),
            ({"left": 1}, "/left"),
        ],
    )
    def test_says_what_it_must(self, bank, made, said, at):
        answer = released(bank, made["number"], made["collateral"][1]["id"], said=said)
        refused(answer, 422, code="invalid_particulars", at=at)
