"""Everything a registration may say is taken, kept, shown to whom it concerns, and refused where it cannot be."""

import uuid
from datetime import timedelta

import pytest

from registry.domain import canon
from registry.domain.disclosure import Disclosure, digests_in
from registry.signing.jws import read_compact
from tests.api.problem import codes, refused
from tests.register import today
from tests.samples import a_body, a_citizen_id, a_parcel_body, a_receipt_body, a_uscc
from tests.whole import CLAIM_ID, a_company_body, a_person_body, a_whole_body, a_whole_claim_body

PATH = "/v1/registrations"
AGENT = {"agent_for": "secured_creditor", "authority": "授权委托书 2026-18"}


def a_claim_id():
    made = uuid.uuid4().hex
    return f"claim_{made[:8]}-{made[8:12]}-7{made[13:16]}-8{made[17:20]}-{made[20:]}"


def whole(bank, *items, **changes):
    """A whole request; a claim of its own, unless the test names one."""
    changes = {"secured_claim": a_whole_claim_body(today(), claim_id=a_claim_id())} | changes
    return a_whole_body(bank.creditor(), *items, today=today(), **changes)


def filed(teller, body, **options):
    answer = teller.file(PATH, body, **options)
    assert answer.status_code == 201, answer.json
    return answer.json


def found(answer):
    return {(finding["code"], finding["pointer"]) for finding in answer["findings"]}


def certified(answer):
    return canon.loads(read_compact(answer["certificate"]["jws"]).payload)


class TestTheWholeRequest:
    def test_is_entered_and_certified_without_a_name(self, bank):
        sent = whole(bank)
        answer = bank.file(PATH, sent)
        assert answer.status_code == 201, answer.json
        persons = [sent["debtors"][0], sent["co_creditors"][1]["party"], sent["secured_creditor"]["beneficiaries"][0]]
        told = [person["name"] for person in persons] + [person["identifier"]["value"] for person in persons]
        told.append(sent["collateral"][0]["prior_lease"]["lessee"])
        text = answer.get_data(as_text=True) + read_compact(answer.json["certificate"]["jws"]).payload.decode()
        assert [value for value in told if value in text] == []

        page = certified(answer.json)
        assert [other["share"] for other in page["co_creditors"]] == ["1/3", "1/6"]
        assert page["secured_creditor"]["share"] == "1/2"
        assert page["secured_claim"]["scope"] == ["interest", "principal"]
        assert answer.json["claim_id"] == sent["secured_claim"]["claim_id"]
        assert ("R-405", "/collateral/0/prior_lease") in found(answer.json)

    def test_is_read_again_as_it_was_answered(self, bank):
        made = filed(bank, whole(bank))
        again = bank.get(f"{PATH}/{made['number']}").json
        assert {name: again[name] for name in made} == made

    def test_is_opened_to_the_filer_as_far_as_the_certificate_goes(self, bank):
        consent = {"kind": "family_consent", "given_by": "不在证明上的人"}
        made = filed(bank, whole(bank, consents=[consent]))
        bundle = bank.get(f"/v1/certificates/{made['certificate']['number']}").json
        opened = [Disclosure(text) for text in bundle["disclosures"]]
        assert {each.digest for each in opened} == set(digests_in(certified(made)))
        names = {value for name, value in (each.read() for each in opened) if name in ("name", "lessee")}
        assert names == {"张三", "李四", "王五", "赵六", "钱七"}

    def test_says_nothing_that_it_need_not(self, bank):
        page = certified(filed(bank, a_body(a_receipt_body(), today=today()) | {"secured_creditor": bank.creditor()}))
        assert not {"debtors", "co_creditors", "filed_as"} & page.keys()
        assert not {"scope", "main_claim", "determination", "claim_id"} & page["secured_claim"].keys()


WRONG = [
    ({"debtors": [a_person_body(number="x")]}, "/debtors/0/identifier/value", None),
    ({"debtors": [a_person_body() | {"role": "holder"}]}, "/debtors/0/role", "unknown_field"),
    ({"debtors": [a_company_body(number=a_citizen_id())]}, "/debtors/0/identifier/value", None),
    ({"debtors": [a_person_body() | {"type": "organization"}]}, "/debtors/0/identifier/scheme", "scheme_does_not_fit"),
    ({"debtors": [a_person_body()] * 51}, "/debtors", "wrong_count"),
    ({"co_creditors": [{"party": a_company_body()}]}, "/co_creditors/0/share", "required"),
    ({"co_creditors": [{"party": a_company_body(), "share": "0.5"}]}, "/co_creditors/0/share", "bad_share"),
    ({"co_creditors": [{"party": a_company_body(), "share": "50%"}]}, "/co_creditors/0/share", "bad_share"),
    ({"co_creditors": [{"party": a_company_body(), "share": "3/2"}]}, "/co_creditors/0/share", "bad_share"),
    ({"co_creditors": [{"party": a_company_body(), "share": 1}]}, "/co_creditors/0/share", "wrong_type"),
    (
        {"co_creditors": [{"party": a_company_body(), "share": "2/3"}, {"party": a_person_body(), "share": "1/2"}]},
        "/co_creditors", "shares_exceed_the_whole",
    ),
    ({"filed_as": {"agent_for": "himself", "authority": "x"}}, "/filed_as/agent_for", "not_in_enumeration"),
    ({"filed_as": {"agent_for": "all_creditors"}}, "/filed_as/authority", "required"),
    ({"filed_as": AGENT}, "/filed_as", "files_for_itself"),
    ({"documents": [{"kind": "contract", "reference": "1"}]}, "/documents/0/sha256", "neither_digest_nor_witness"),
]  # fmt: skip

WRONG_CLAIM = [
    ({"scope": ["profit"]}, "scope/0", "not_in_enumeration"),
    ({"scope": "principal"}, "scope", "wrong_type"),
    ({"main_claim": {"creditor": a_company_body()}}, "main_claim/contract_number", "required"),
    ({"maximum_amount": None}, "maximum_amount", "determination_without_maximum"),
    ({"determination": {"from": "2026-11-01"}}, "determination/until", "required"),
    (
        {"determination": {"from": "2026-11-02", "until": "2026-11-01"}},
        "determination/until", "period_ends_before_it_begins",
    ),
    ({"claim_id": "claim_1"}, "claim_id", "bad_format"),
    ({"claim_id": "col_" + CLAIM_ID[6:]}, "claim_id", "bad_format"),
    ({"claim_id": CLAIM_ID.upper()}, "claim_id", "bad_format"),
]  # fmt: skip

WRONG_ITEM = [
    ({"allocated_amount": "5"}, "allocated_amount", "wrong_type"),
    ({"allocated_amount": {"amount": "800000.01", "currency": "CNY"}}, "allocated_amount", "allocated_above_maximum"),
    ({"prior_lease": {"until": "2029-01-01"}}, "prior_lease/since", "required"),
    ({"prior_lease": {"since": "2024-01-02", "until": "2024-01-01"}}, "prior_lease/until", "lease_ends_before_it_begins"),
]  # fmt: skip

WRONG_CREDITOR = [
    ({"capacity": "broker"}, "capacity", "not_in_enumeration"),
    ({"capacity": "own"}, "beneficiaries", "beneficiaries_without_capacity"),
    ({"beneficiaries": [a_company_body(number="x")]}, "beneficiaries/0/identifier/value", None),
]


class TestABadParticular:
    """Each is named by its pointer and told in both languages, which ``refused`` checks."""

    def told(self, answer, at, *, code):
        document = refused(answer, 422, code="invalid_particulars", at=at)
        assert code is None or codes(document) == {code}, document

    @pytest.mark.parametrize(("change", "at", "code"), WRONG)
    def test_of_the_parties_and_papers(self, bank, change, at, code):
        self.told(bank.file(PATH, whole(bank, **change)), at, code=code)

    @pytest.mark.parametrize(("change", "at", "code"), WRONG_CLAIM)
    def test_of_the_claim(self, bank, change, at, code):
        sent = whole(bank, secured_claim=a_whole_claim_body(today(), **change))
        self.told(bank.file(PATH, sent), f"/secured_claim/{at}", code=code)

    @pytest.mark.parametrize(("change", "at", "code"), WRONG_ITEM)
    def test_of_an_item(self, bank, change, at, code):
        sent = whole(bank, a_receipt_body(), a_parcel_body(**change))
        self.told(bank.file(PATH, sent), f"/collateral/1/{at}", code=code)

    @pytest.mark.parametrize(("change", "at", "code"), WRONG_CREDITOR)
    def test_of_the_creditor(self, bank, change, at, code):
        sent = whole(bank)
        sent["secured_creditor"] |= change
        self.told(bank.file(PATH, sent), f"/secured_creditor/{at}", code=code)

    def test_of_a_grantors_share(self, bank):
        sent = whole(bank)
        sent["grantors"][0]["share"] = "half"
        self.told(bank.file(PATH, sent), "/grantors/0/share", code="bad_share")

    def test_of_a_discharges_paper(self, bank):
        number = filed(bank, whole(bank))["number"]
        sent = {"reason": "waived", "documents": [{"kind": "release", "reference": "1"}]}
        answer = bank.file(f"{PATH}/{number}/discharge", sent, if_match='"1"')
        self.told(answer, "/documents/0/sha256", code="neither_digest_nor_witness")

    def test_of_somebody_who_will_be_born(self, bank):
        number = a_citizen_id(born=today() + timedelta(days=2))
        self.told(bank.file(PATH, whole(bank, debtors=[a_person_body(number=number)])), at_debtor(0), code="bad_date")


def at_debtor(index):
    return f"/debtors/{index}/identifier/value"


class TestAShare:
    def test_is_kept_in_lowest_terms(self, bank):
        others = [{"party": a_company_body(), "share": "2/6"}]
        page = certified(filed(bank, whole(bank, co_creditors=others)))
        assert (page["co_creditors"][0]["share"], page["secured_creditor"]["share"]) == ("1/3", "2/3")


class TestADebtor:
    def test_is_not_found_as_a_grantor(self, bank, exchange):
        debtor, grantor = a_person_body("欠债之人"), a_person_body("给地之人")
        filed(bank, whole(bank, debtors=[debtor], grantors=[grantor]))
        counts = [
            exchange.post("/v1/searches", {"by": by, "purpose": "trade"}).json["count"]
            for person in (debtor, grantor)
            for by in ({"grantor_name": person["name"]}, {"grantor_identifier": person["identifier"]})
        ]
        assert counts == [0, 0, 1, 1]


class TestAnAgent:
    def agency(self, creditor, *items, **changes):
        given = {"secured_creditor": creditor, "filed_as": AGENT}
        return a_body(*(items or (a_parcel_body(),)), today=today(), **(given | changes))

    def test_is_told_that_the_creditor_has_not_confirmed(self, bank, rival):
        made = filed(rival, self.agency(bank.creditor()))
        assert ("REG-AGENT", "/filed_as") in found(made)
        page = certified(made)
        assert page["filed_as"] == AGENT
        assert page["secured_creditor"]["name"] == bank.creditor()["name"]

    def test_has_the_entry_in_his_hands(self, bank, rival):
        """Whom it names is told, by the certificate or a lien status; only who filed it may act on it."""
        number = filed(rival, self.agency(bank.creditor()))["number"]
        refused(bank.get(f"{PATH}/{number}"), 404, code="unknown_registration")
        refused(bank.discharge(number), 404, code="unknown_registration")
        assert rival.get(f"{PATH}/{number}").status_code == 200
        assert rival.discharge(number).status_code == 201

    def test_is_not_taken_for_the_creditor(self, bank, rival, exchange):
        made = filed(rival, self.agency(bank.creditor()))
        asked = {"kind": made["collateral"][0]["kind"], "key": made["collateral"][0]["identity_keys"][0]}
        (lien,) = exchange.get("/v1/lien-status", **asked).json["liens"]
        names = bank.creditor()["name"], rival.creditor()["name"]
        assert (lien["secured_creditor"], lien["filed_by"]) == names
        search = {"by": {"registration_number": made["number"]}, "purpose": "trade"}
        (hit,) = exchange.post("/v1/searches", search).json["data"]
        assert hit["secured_creditor"] == names[0]

    def test_of_a_person_lets_nobody_read_his_name(self, rival, exchange):
        person = a_person_body("放贷之人")
        made = filed(rival, self.agency(person, a_receipt_body()))
        asked = {"kind": made["collateral"][0]["kind"], "key": made["collateral"][0]["identity_keys"][0]}
        answer = exchange.get("/v1/lien-status", **asked)
        (lien,) = answer.json["liens"]
        assert (lien["secured_creditor"], lien["filed_by"]) == (None, rival.creditor()["name"])
        search = {"by": {"registration_number": made["number"]}, "purpose": "trade"}
        (hit,) = exchange.post("/v1/searches", search).json["data"]
        assert hit["secured_creditor"] is None
        assert person["name"] not in answer.get_data(as_text=True)

    def test_is_not_named_beside_a_creditor_who_filed_himself(self, bank, exchange):
        made = bank.register(a_body(a_parcel_body(), today=today())).json
        asked = {"kind": made["collateral"][0]["kind"], "key": made["collateral"][0]["identity_keys"][0]}
        (lien,) = exchange.get("/v1/lien-status", **asked).json["liens"]
        assert lien["secured_creditor"] == bank.creditor()["name"]
        assert "filed_by" not in lien

    def test_brings_land_to_whom_the_record_says_it_may_go(self, register, app, bank):
        merchant = register.teller(app, "示例商贸", role="enterprise")
        assert ("REG-AGENT", "/filed_as") in found(filed(merchant, self.agency(bank.creditor())))
        document = refused(bank.file(PATH, self.agency(merchant.creditor())), 422, code="prohibited_by_law")
        assert document["rule"]["code"] == "R-47a"
        stranger = a_company_body("未登记的示例银行", a_uscc())
        document = refused(bank.file(PATH, self.agency(stranger)), 422, code="acknowledgement_required")
        assert document["acknowledge"] == ["R-47u"]
        assert filed(bank, self.agency(stranger, acknowledged=["R-47u"]))["status"] == "active"


class TestAClaim:
    def test_groups_what_secures_it(self, bank):
        claim = a_whole_claim_body(today(), claim_id=a_claim_id())
        made = [filed(bank, whole(bank, secured_claim=claim))["number"] for _ in range(2)]
        filed(bank, whole(bank))
        listed = bank.get(PATH, claim_id=claim["claim_id"]).json["data"]
        assert [each["number"] for each in listed] == made[::-1]

    def test_is_the_institutions_that_named_it_first(self, bank, rival):
        claim = a_whole_claim_body(today(), claim_id=a_claim_id())
        filed(bank, whole(bank, secured_claim=claim))
        document = refused(
            rival.file(PATH, whole(rival, secured_claim=claim)), 422, code="invalid_particulars",
            at="/secured_claim/claim_id",
        )  # fmt: skip
        assert codes(document) == {"unknown_claim"}
        assert rival.get(PATH, claim_id=claim["claim_id"]).json["data"] == []

    def test_is_made_by_nobody_where_none_is_named(self, bank):
        made = bank.register(a_body(today=today())).json
        assert "claim_id" not in made

    def test_is_asked_for_by_its_name(self, bank):
        refused(bank.get(PATH, claim_id="1"), 422, code="invalid_particulars", at="/claim_id")

    @pytest.mark.parametrize(
        ("missing", "code", "at"),
        [
            ("determination", "R-423", "/secured_claim/determination"),
            ("main_claim", "REG-MAIN-CLAIM", "/secured_claim/main_claim"),
        ],
    )
    def test_is_told_what_it_should_say(self, bank, missing, code, at):
        claim = a_whole_claim_body(today(), claim_id=a_claim_id())
        del claim[missing]
        assert (code, at) in found(filed(bank, whole(bank, secured_claim=claim)))
        assert (code, at) not in found(filed(bank, whole(bank)))
