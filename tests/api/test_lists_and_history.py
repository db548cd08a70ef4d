"""What can be asked later: lists, histories, and how things stood at an instant."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from registry.domain import canon
from tests.api.problem import codes, refused
from tests.register import today
from tests.samples import a_body, a_parcel_body, a_parcel_code, a_receipt_body

PATH = "/v1/registrations"
STATUS = "/v1/lien-status"


def body(*collateral, **changes):
    return a_body(*collateral, today=today(), **changes)


def instant(text):
    return datetime.fromisoformat(text)


def just_before(text):
    return (instant(text) - timedelta(microseconds=1)).isoformat()


def next_of(answer):
    """Where the Link header leads, as path and query."""
    link = answer.headers["Link"]
    assert link.startswith("<")
    assert link.endswith('>; rel="next"')
    parts = urlsplit(link[1 : link.index(">")])
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


@pytest.fixture(scope="module")
def lister(register, app):
    """A bank with seven registrations: one contract twice, one discharged, the last to expire late."""
    teller = register.teller(app, "列表银行")
    teller.made = []
    for turn in range(7):
        filed = body(
            expires_on=(today() + timedelta(days=100 + 100 * turn)).isoformat(), client_reference=f"REF-{turn}"
        )
        filed["secured_claim"]["contract_number"] = f"合同 {turn // 2}&x=1"
        answer = teller.register(filed)
        assert answer.status_code == 201
        teller.made.append(answer.json)
    assert teller.discharge(teller.made[2]["number"]).status_code == 201
    return teller


def numbers(answer):
    assert answer.status_code == 200, answer.json
    return [each["number"] for each in answer.json["data"]]


class TestAList:
    def test_is_the_institutions_own_newest_first(self, lister):
        assert numbers(lister.get(PATH)) == [each["number"] for each in reversed(lister.made)]

    @pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 8])
    def test_is_walked_by_its_links_without_gap_or_repeat(self, lister, limit):
        path, query, seen = PATH, {"limit": str(limit), "contract_number": ""}, []
        del query["contract_number"]
        while True:
            answer = lister.get(path, **query)
            seen += numbers(answer)
            assert len(answer.json["data"]) <= limit
            assert answer.json["has_more"] == ("Link" in answer.headers) == (answer.json["next_cursor"] is not None)
            if not answer.json["has_more"]:
                break
            path, query = next_of(answer)
            assert query["cursor"] == answer.json["next_cursor"]
        assert seen == [each["number"] for each in reversed(lister.made)]

    def test_keeps_its_filters_in_its_link(self, lister):
        answer = lister.get(PATH, limit=1, contract_number="合同 0&x=1")
        path, query = next_of(answer)
        assert numbers(answer) + numbers(lister.get(path, **query)) == [
            lister.made[1]["number"],
            lister.made[0]["number"],
        ]

    def test_is_not_shifted_by_what_is_entered_meanwhile(self, register, app):
        teller = register.teller(app, "翻页银行")
        older = [teller.register(body()).json["number"] for _ in range(4)]
        answer = teller.get(PATH, limit=2)
        assert teller.register(body()).status_code == 201
        path, query = next_of(answer)
        assert numbers(answer) + numbers(teller.get(path, **query)) == older[::-1]

    def test_is_filtered(self, lister):
        made = [each["number"] for each in lister.made]
        for query, expected in (
            ({"client_reference": "REF-3"}, [made[3]]),
            ({"client_reference": "none"}, []),
            ({"contract_number": "合同 3&x=1"}, [made[6]]),
            ({"status": "discharged"}, [made[2]]),
            ({"status": "active"}, [made[turn] for turn in (6, 5, 4, 3, 1, 0)]),
            ({"status": "lapsed"}, []),
            ({"expires_from": lister.made[5]["expires_on"]}, [made[6], made[5]]),
            ({"expires_until": lister.made[1]["expires_on"]}, [made[0]]),
            ({"registered_from": lister.made[6]["registered_at"]}, [made[6]]),
            ({"registered_until": lister.made[1]["registered_at"]}, [made[0]]),
            ({"status": "active", "contract_number": "合同 1&x=1"}, [made[3]]),
        ):
            assert numbers(lister.get(PATH, **query)) == expected, query

    @pytest.mark.parametrize(
        ("query", "at"),
        [
            ({"page": "2"}, "/page"),
            ({"offset": "2"}, "/offset"),
            ({"limit": "0"}, "/limit"),
            ({"limit": "101"}, "/limit"),
            ({"limit": "01000"}, "/limit"),
            ({"limit": "-1"}, "/limit"),
            ({"limit": "x"}, "/limit"),
            ({"limit": "9" * 5000}, "/limit"),
            ({"cursor": "x"}, "/cursor"),
            ({"cursor": ""}, "/cursor"),
            ({"cursor": canon.b64(b"\x00")}, "/cursor"),
            ({"cursor": canon.b64(b"' OR 1=1 --")}, "/cursor"),
            ({"cursor": canon.b64("编号".encode())}, "/cursor"),
            ({"status": "gone"}, "/status"),
            ({"registered_from": "2026-11-01"}, "/registered_from"),
            ({"expires_from": "tomorrow"}, "/expires_from"),
            ({"client_reference": "\x00"}, "/client_reference"),
            ({"client_reference": "x" * 101}, "/client_reference"),
            ({"institution": "inst"}, "/institution"),
        ],
    )
    def test_knows_its_own_questions_only(self, lister, query, at):
        refused(lister.get(PATH, **query), 422, code="invalid_particulars", at=at)


class TestAHistory:
    def test_tells_every_entry_with_its_certificate_oldest_first(self, bank):
        number = bank.register(body()).json["number"]
        bank.discharge(number)
        answer = bank.get(f"{PATH}/{number}/history")
        assert answer.json["number"] == number
        told = [(each["event"], each["version"], each["certificate"]) for each in answer.json["data"]]
        assert told == [("register", 1, f"{number}-1"), ("discharge", 2, f"{number}-2")]
        assert {each["evidence"] for each in answer.json["data"]} == {"http_signature"}
        assert instant(answer.json["as_of"]) > instant(answer.json["data"][1]["at"])

    def test_ends_at_the_instant_asked_for(self, bank):
        made = bank.register(body()).json
        ended = bank.discharge(made["number"]).json
        address = f"{PATH}/{made['number']}/history"
        assert [each["event"] for each in bank.get(address, as_of=ended["recorded_at"]).json["data"]] == [
            "register", "discharge",
        ]  # fmt: skip
        answer = bank.get(address, as_of=just_before(ended["recorded_at"]))
        assert [each["event"] for each in answer.json["data"]] == ["register"]
        assert instant(answer.json["as_of"]) == instant(just_before(ended["recorded_at"]))
        refused(bank.get(address, as_of=just_before(made["registered_at"])), 404, code="unknown_registration")
        refused(bank.get(address, as_of="2199-01-01T00:00:00Z"), 422, code="not_settled")


class TestARegistrationAtAnInstant:
    def test_is_unknown_before_active_between_and_discharged_after(self, bank):
        made = bank.register(body()).json
        ended = bank.discharge(made["number"]).json
        address = f"{PATH}/{made['number']}"
        refused(bank.get(address, as_of=just_before(made["registered_at"])), 404, code="unknown_registration")
        for at, status, version in (
            (made["registered_at"], "active", 1),
            (just_before(ended["recorded_at"]), "active", 1),
            (ended["recorded_at"], "discharged", 2),
        ):
            answer = bank.get(address, as_of=at)
            assert (answer.json["status"], answer.json["version"]) == (status, version)
            assert answer.headers["ETag"] == f'"{version}"'
            assert instant(answer.json["as_of"]) == instant(at)

    def test_is_told_with_the_ranks_of_that_instant(self, bank, rival):
        filed = body(a_parcel_body())
        first, second = bank.register(filed).json, rival.register(filed).json
        ended = bank.discharge(first["number"]).json
        address = f"{PATH}/{second['number']}"
        assert rival.get(address, as_of=second["registered_at"]).json["collateral"][0]["rank"] == 2
        assert rival.get(address, as_of=ended["recorded_at"]).json["collateral"][0]["rank"] == 1

    def test_is_no_answer_before_it_is_settled(self, bank):
        made = bank.register(body()).json
        for ahead in (timedelta(hours=1), timedelta(days=20_000)):
            at = (instant(made["registered_at"]) + ahead).isoformat()
            document = refused(bank.get(f"{PATH}/{made['number']}", as_of=at), 422, code="not_settled")
            assert instant(document["settled_until"]) < instant(at)

    @pytest.mark.parametrize("at", ["2026-11-22", "yesterday", "", "2026-11-22T10:00:00", "9999-12-31T23:59:59-23:59"])
    def test_is_asked_for_by_an_instant(self, bank, at):
        number = bank.register(body()).json["number"]
        refused(bank.get(f"{PATH}/{number}", as_of=at), 422, code="invalid_particulars", at="/as_of")

    def test_answers_again_what_it_answered_when_it_was_filed(self, bank):
        made = bank.register(body(a_parcel_body(), a_receipt_body())).json
        again = bank.get(f"{PATH}/{made['number']}").json
        assert {**again, "as_of": None} == {**made, "as_of": None}


class TestLienStatus:
    def ask(self, teller, item, **options):
        return teller.get(STATUS, kind=item["kind"], key=item["identity_keys"][0], **options)

    def test_tells_how_it_stood(self, bank, exchange):
        made = bank.register(body()).json
        ended = bank.discharge(made["number"]).json
        (item,) = made["collateral"]

        before = self.ask(exchange, item, as_of=just_before(made["registered_at"])).json
        between = self.ask(exchange, item, as_of=made["registered_at"]).json
        after = self.ask(exchange, item, as_of=ended["recorded_at"]).json

        assert (before["recorded"], before["liens"]) == ("none", [])
        assert before["trade"]["verdict"] != "nothing_found"
        assert [each["event"] for each in before["newer"]] == ["register", "discharge"]
        assert [lien["registration"] for lien in between["liens"]] == [made["number"]]
        assert [each["event"] for each in between["newer"]] == ["discharge"]
        assert (after["recorded"], after["trade"]["verdict"], after["newer"]) == ("none", "nothing_found", [])

    def test_is_no_answer_before_it_is_settled(self, bank, exchange):
        (item,) = bank.register(body()).json["collateral"]
        refused(self.ask(exchange, item, as_of="2199-01-01T00:00:00Z"), 422, code="not_settled")

    def test_lists_what_was_entered_since(self, bank, exchange, register):
        register.settle()
        made = bank.register(body()).json
        answer = self.ask(exchange, made["collateral"][0], settled=False).json
        assert instant(answer["as_of"]) < instant(made["registered_at"])
        assert answer["newer"] == [{"registration": made["number"], "event": "register", "at": made["registered_at"]}]
        assert (answer["liens"], answer["known"]) == ([], True)
        assert answer["trade"] == {"verdict": "liens_follow", "reasons": ["newer_entries"]}

    def test_of_a_bare_parcel_code_answers_for_all_layers(self, bank, rival, exchange):
        code = a_parcel_code()
        consent = [{"kind": "contractor_consent", "given_on": today().isoformat()}]
        transferred = a_parcel_body(
            code, layer="transferee", transferee_contract_number="LZ-9", right_starts_on="2020-01-01"
        )
        own = bank.register(body(a_parcel_body(code))).json["number"]
        leased = rival.register(body(transferred, consents=consent)).json
        behind = rival.register(body(a_parcel_body(code))).json["number"]

        answer = exchange.get(STATUS, kind="land_management_right", key=code).json
        assert [layer["liens"] for layer in answer["layers"]] == [[own, behind], [leased["number"]]]
        assert [lien["rank"] for lien in answer["liens"]] == [1, 2, 1]

        one = self.ask(exchange, leased["collateral"][0]).json
        assert [lien["registration"] for lien in one["liens"]] == [leased["number"]]
        assert {each["registration"] for each in one["linked"]} <= {own, behind}

    def test_of_what_the_register_never_saw_finds_nothing_out(self, exchange):
        answer = exchange.get(STATUS, kind="land_management_right", key=a_parcel_code()).json
        assert (answer["known"], answer["recorded"], answer["liens"]) == (False, "none", [])
        assert answer["trade"] == {"verdict": "stop", "reasons": ["unknown_asset"]}

    def test_names_no_person_and_no_foreign_amount(self, bank, exchange):
        filed = body()
        (item,) = bank.register(filed).json["collateral"]
        text = self.ask(exchange, item).get_data(as_text=True)
        assert filed["grantors"][0]["identifier"]["value"] not in text
        assert filed["secured_claim"]["principal"]["amount"] not in text
        assert '"amount": null, "amount_band": null' in text
        assert text.count('"amount"') == 1
        assert filed["secured_claim"]["contract_number"] not in text

    def test_never_says_what_is_never_said(self, exchange, bank):
        (item,) = bank.register(body()).json["collateral"]
        for answer in (
            self.ask(exchange, item),
            exchange.get(STATUS, kind="land_management_right", key=a_parcel_code()),
        ):
            text = answer.get_data(as_text=True)
            for word in ("抵押权已设立", "第一顺位优先受偿", "无抵押", "产权清晰", '"free"'):
                assert word not in text

    @pytest.mark.parametrize(
        ("query", "at"),
        [
            ({}, "/kind"),
            ({"kind": "warehouse_receipt"}, "/key"),
            ({"kind": "mansion", "key": "x"}, "/kind"),
            ({"kind": "warehouse_receipt", "key": "x"}, "/key"),
            ({"kind": "warehouse_receipt", "key": "\x00"}, "/key"),
            ({"kind": "land_management_right", "key": "warehouse_receipt/v1:x"}, "/key"),
            ({"kind": "land_management_right", "key": "x" * 600}, "/key"),
            ({"kind": "land_management_right", "key": "5002331042030100123", "as_off": "x"}, "/as_off"),
        ],
    )
    def test_is_asked_of_an_asset_by_its_key(self, exchange, query, at):
        document = refused(exchange.get(STATUS, **query), 422, code="invalid_particulars", at=at)
        assert codes(document)
