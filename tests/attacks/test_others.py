"""What is another's is not read, changed, guessed at or made one's own; and nobody writes what the register alone
decides."""

import copy

import pytest

from registry.api.office import EXTENSION
from registry.domain.identifiers import registration_number
from tests.acts import LIFTING, RELEASE, a_hold_body, a_seizure_body
from tests.api.problem import codes, refused
from tests.properties.hostile import nothing_entered, placed, pointer
from tests.properties.senders import REPORTED
from tests.register import today
from tests.samples import a_body, a_citizen_id, a_parcel_body
from tests.statements import heard

PATH = "/v1/registrations"


@pytest.fixture(scope="module")
def made(bank):
    return bank.register(a_body(today=today())).json


@pytest.fixture(scope="module")
def unknown():
    """A number that checks and was never given out."""
    return registration_number(today(), 99_999_999)


def alike(one, other, *, but=("", "")):
    """Byte for byte the same, once what was asked for and the request's number are taken out of each."""
    texts = [
        each.get_data(as_text=True).replace(each.headers["Request-Id"], "").replace(asked, "")
        for each, asked in zip((one, other), but, strict=True)
    ]
    return one.status_code == other.status_code and texts[0] == texts[1]


def follow_ups(item):
    claim = a_body(today=today())["secured_claim"]
    return {
        "discharge": {"reason": "waived"},
        "releases": {"collateral": [item], "reason": "waived"},
        "further-claims": {"secured_claim": claim, "collateral": [{"id": item}]},
        "statutory-registrations": {"collateral": [item], "statutory_registration": dict(REPORTED)},
        "subordinations": {"collateral": [item], "behind": registration_number(today(), 99_999_998)},
    }


class TestAnothersRegistration:
    @pytest.mark.parametrize(
        "what", ["discharge", "releases", "further-claims", "statutory-registrations", "subordinations"]
    )
    @pytest.mark.parametrize(
        "given", [{"if_match": '"1"'}, {"if_match": '"7"'}, {"if_match": '"1"', "query": "dry_run=true"}]
    )
    def test_is_changed_as_one_that_never_was(self, rival, made, unknown, what, given):
        """Neither its existence nor its version is told, by no verb, rehearsed or not."""
        body = follow_ups(made["collateral"][0]["id"])[what]
        with nothing_entered(rival):
            there, nowhere = (
                rival.file(f"{PATH}/{number}/{what}", body, **given) for number in (made["number"], unknown)
            )
        refused(there, 404, code="unknown_registration")
        assert alike(there, nowhere, but=(made["number"], unknown))

    @pytest.mark.parametrize("what", ["", "/history", "/priority"])
    def test_is_read_as_one_that_never_was(self, rival, exchange, made, unknown, what):
        there, nowhere = (rival.get(f"{PATH}/{number}{what}") for number in (made["number"], unknown))
        refused(there, 404, code="unknown_registration")
        assert alike(there, nowhere, but=(made["number"], unknown))
        refused(exchange.get(f"{PATH}/{made['number']}{what}"), 403, code="not_permitted")

    @pytest.mark.parametrize(
        "name", ["institution", "owner", "client", "secured_creditor", "role", "livemode", "user_id", "all"]
    )
    def test_is_not_listed_for_whoever_names_its_owner(self, rival, made, bank, name):
        answer = rival.get(PATH, **{name: bank.enrolled.institution})
        refused(answer, 422, code="invalid_particulars")

    @pytest.mark.parametrize("header", ["X-Institution", "X-User-Id", "X-Client-Id", "X-Role", "X-Forwarded-User", "X-Client-Cert",
                                        "X-SSL-Client-S-DN", "X-Registry-Client"])  # fmt: skip
    def test_is_not_read_by_a_header_that_names_its_owner(self, bank, rival, made, header):
        headers = {"Authorization": f"Bearer {rival.token()}", header: bank.enrolled.institution}
        answer = bank.anonymous("GET", f"{PATH}/{made['number']}", headers=headers)
        refused(answer, 404, code="unknown_registration")


class TestAnothersAct:
    """Of two courts, exchanges and keepers each has its own."""

    @pytest.fixture(scope="class")
    @staticmethod
    def acts(court, exchange, register, app):
        other = {role: register.teller(app, f"另一{role}", role=role) for role in ("court", "exchange")}
        seizure = court.file("/v1/seizures", a_seizure_body(a_parcel_body())).json["id"]
        hold = exchange.file("/v1/holds", a_hold_body(a_parcel_body())).json["id"]
        return {
            "seizures": (other["court"], seizure, "lift", LIFTING),
            "holds": (other["exchange"], hold, "release", RELEASE),
        }

    @pytest.mark.parametrize("what", ["seizures", "holds"])
    def test_is_ended_as_one_that_never_was(self, acts, what):
        teller, act, verb, body = acts[what]
        never = f"{act[:-4]}0000"
        with nothing_entered(teller):
            there, nowhere = (teller.file(f"/v1/{what}/{each}/{verb}", body) for each in (act, never))
        assert there.status_code == 404
        assert alike(there, nowhere, but=(act, never))

    def test_is_read_by_nobody_without_its_code(self, acts, bank):
        for _, act, *_ in acts.values():
            refused(bank.get(f"/v1/certificates/{act}"), 404, code="unknown_registration")


DECIDED = {
    "number": "CQ202611220000012353", "version": 9, "status": "discharged", "flags": [], "livemode": True,
    "registered_at": "2001-01-01T00:00:00+08:00", "recorded_at": "2001-01-01T00:00:00+08:00", "entered_at": "2001-01-01",
    "institution": "inst_1", "client": "client_1", "role": "register", "evidence": "passkey", "findings": [],
    "certificate": {"number": "x"}, "object": "registration", "rank": 1, "position": 1, "ahead": [], "id": "evt_1",
    "by": "register", "approved_by": "first", "dry_run": False, "__proto__": {"rank": 1}, "constructor": {}, "_id": 1,
    "region": "500233", "idempotency_key": "x", "entry": "evt_1", "commitment": "x", "nonce": "x", "salt": "x",
}  # fmt: skip
OF_AN_ITEM = {
    "id": "col_1", "rank": 1, "ahead": [], "priority": {"position": 1}, "identity_keys": ["x"], "mode": "ranked",
    "exclusive": False, "live": False, "effect": {"entry": "constitutive"}, "position": 0, "registered_at": "2001-01-01",
    "key": "warehouse_receipt/v1:x", "linked": [],
}  # fmt: skip
OF_A_PARTY = {"id": "x", "verified": True, "role_of": "register", "institution": "inst_1", "kind": "court", "_sd": ["x"],
              "disclosures": [], "hash": "x"}  # fmt: skip


class TestWhatTheRegisterAloneDecides:
    @pytest.mark.parametrize("name", DECIDED)
    def test_is_no_part_of_a_filing(self, bank, name):
        self.refuses(bank, (name,), value=DECIDED[name])

    @pytest.mark.parametrize("name", OF_AN_ITEM)
    def test_is_no_part_of_an_item(self, bank, name):
        self.refuses(bank, ("collateral", 0, name), value=OF_AN_ITEM[name])

    @pytest.mark.parametrize("name", OF_A_PARTY)
    @pytest.mark.parametrize("party", [("secured_creditor",), ("grantors", 0)])
    def test_is_no_part_of_a_party(self, bank, party, name):
        self.refuses(bank, (*party, name), value=OF_A_PARTY[name])

    def refuses(self, bank, place, *, value):
        body = {**copy.deepcopy(a_body(today=today())), "secured_creditor": bank.creditor()}
        with nothing_entered(bank):
            answer = bank.file(PATH, placed(body, place, value=value))
            document = refused(answer, 422, code="invalid_particulars", at=pointer(place))
            assert codes(document) == {"unknown_field"}

    @pytest.mark.parametrize("name", ["role", "institution", "scope", "livemode", "allowance", "client", "ceiling"])
    def test_is_no_part_of_a_key_or_a_token(self, bank, name):
        refused(bank.file("/v1/client-keys", {"jwk": {}, "possession": "x", name: "x"}), 422, at=f"/{name}")
        form = {"grant_type": "client_credentials", "client_assertion_type": "x", "client_assertion": "y", name: "x"}
        answer = bank.anonymous("POST", "/oauth/token", data=form)
        assert answer.status_code in (401, 422)
        assert "access_token" not in answer.text

    def test_is_read_in_the_answer_and_not_from_it(self, bank, made):
        """An answer sent back as a filing is none."""
        refused(bank.file(PATH, made), 422, code="invalid_particulars")


class TestWhoeverGuesses:
    def test_at_numbers_of_certificates_is_told_the_same_and_costs_the_same(self, bank, rival, made, unknown, app):
        number = made["certificate"]["number"]

        def worked(asked, by):
            said = []
            with heard(app.extensions[EXTENSION].store, said.append):
                answer = by(f"/v1/certificates/{asked}")
            return answer, said

        for by in (lambda path: bank.anonymous("GET", path), rival.get):
            (there, first), (nowhere, second) = worked(number, by), worked(f"{unknown}-1", by)
            refused(there, 404, code="unknown_registration")
            assert alike(there, nowhere, but=(number, f"{unknown}-1"))
            assert first == second

    @pytest.mark.parametrize("way", ["grantor_identifier", "grantor_name", "registration_number"])
    def test_at_persons_makes_the_register_work_as_much_for_those_it_does_not_know(
        self, exchange, bank, app, unknown, way
    ):
        """No clock is read here: the statements are the same, and so is what is done between them."""
        person, name = a_citizen_id(), "端木已知"
        body = a_body(today=today())
        body["grantors"][0] |= {"name": name, "identifier": {"scheme": "citizen_id", "value": person}}
        number = bank.register(body).json["number"]
        known = {
            "grantor_identifier": {"scheme": "citizen_id", "value": person},
            "grantor_name": name,
            "registration_number": number,
        }
        never = {
            "grantor_identifier": {"scheme": "citizen_id", "value": a_citizen_id()},
            "grantor_name": "端木未知", "registration_number": unknown,
        }  # fmt: skip
        steps = []
        for asked in (known, never):
            said = []
            exchange.token()
            bank.register_under_test.settle()
            with heard(app.extensions[EXTENSION].store, said.append):
                answer = exchange.post("/v1/searches", {"by": {way: asked[way]}, "purpose": "trade"}, settled=False)
            assert answer.status_code == 201
            steps.append(said)
        assert len(steps[0]) == len(steps[1]) > 0
        assert steps[0] == steps[1]

    @pytest.mark.parametrize(
        "wrong", ["CQ202611220000012354", "CQ00000000000000000000", "cq", "CQ202611220000012353-1", "%25"]
    )
    def test_at_numbers_that_do_not_even_check_is_told_the_same(self, rival, made, wrong):
        there, nowhere = rival.get(f"{PATH}/{made['number']}"), rival.get(f"{PATH}/{wrong}")
        assert alike(there, nowhere, but=(made["number"], wrong))

    def test_at_check_codes_has_eighty_bits_before_him(self, made):
        assert len(made["certificate"]["check_code"].replace("-", "")) * 5 == 80

    @pytest.mark.parametrize(
        "text", ["' OR '1'='1", "%", "_", "*", "\\", "'; DROP TABLE entry; --", "张%", "$$", "\u0000"]
    )
    def test_with_patterns_finds_no_more_than_the_word_itself(self, exchange, made, text):
        answer = exchange.post("/v1/searches", {"by": {"grantor_name": text}, "purpose": "trade"})
        assert answer.status_code in (201, 400, 422)
        assert answer.status_code != 201 or answer.json["data"] == []
