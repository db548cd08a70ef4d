"""A filing can be well formed and still not be one: numbers that do not check, days that cannot be, what law forbids."""

from datetime import timedelta

import pytest

from registry.domain.calendar import add_months
from tests.api.problem import codes, pointers, refused
from tests.register import today
from tests.samples import (
    a_body,
    a_citizen_id,
    a_parcel_body,
    a_parcel_code,
    a_receipt_body,
    a_unit_code,
    a_uscc,
    a_uscc_of_old,
)


def body(*collateral, **changes):
    return a_body(*collateral, today=today(), **changes)


def with_claim(*collateral, **changes):
    made = body(*collateral)
    made["secured_claim"] |= changes
    return made


def with_grantor(*collateral, **changes):
    made = body(*collateral)
    made["grantors"][0] |= changes
    return made


def identified(scheme, value):
    return {"identifier": {"scheme": scheme, "value": value}}


def altered(number):
    """The number with a check character that does not fit."""
    return number[:-1] + ("1" if number[-1] == "0" else "0")


def in_days(days):
    return (today() + timedelta(days=days)).isoformat()


class TestANumber:
    def test_of_a_citizen_checks(self, bank):
        number = altered(a_citizen_id())
        response = bank.register(with_grantor(**identified("citizen_id", number)))
        document = refused(response, 422, code="invalid_particulars", at="/grantors/0/identifier/value")
        assert codes(document) == {"bad_check_character"}
        assert number not in response.get_data(as_text=True)

    def test_of_an_organisation_checks(self, bank):
        party = {"type": "organization", **identified("uscc", altered(a_uscc()))}
        response = bank.register(with_grantor(**party))
        refused(response, 422, code="invalid_particulars", at="/grantors/0/identifier/value")

    def test_of_an_organisation_may_hold_an_organisation_code_of_old(self, bank):
        party = {"type": "organization", **identified("uscc", a_uscc_of_old())}
        answer = bank.register(with_grantor(**party))
        assert answer.status_code == 201
        assert "REG-ORGCODE" in {finding["code"] for finding in answer.json["findings"]}

    def test_of_a_keeper_checks(self, bank):
        keeper = {"name": "重庆示例仓储有限公司", "uscc": altered("91500112MA60ABCD5W")}
        refused(bank.register(body(a_receipt_body(keeper=keeper))), 422, at="/collateral/0/keeper/uscc")

    @pytest.mark.parametrize("code", ["500233104203010012", "50023310420301001234", "50023310420301O0123"])
    def test_of_a_parcel_has_its_form(self, bank, code):
        parcel = a_parcel_body() | {"parcel_code": code}
        refused(bank.register(body(parcel)), 422, at="/collateral/0/parcel_code")

    def test_of_a_contract_belongs_to_the_issuing_party_of_the_parcel(self, bank):
        parcel = a_parcel_body(contract_code="500233104203020012J")
        document = refused(bank.register(body(parcel)), 422, at="/collateral/0/contract_code")
        assert codes(document) == {"issuing_party_mismatch"}

    @pytest.mark.parametrize(
        "number", ["CQ202611220000012300", "CQ2026", "x", "CQ202613010000012353", "é", "%00", "%ff"]
    )
    def test_of_a_registration_that_does_not_check_is_nobodys(self, bank, number):
        refused(bank.get(f"/v1/registrations/{number}"), 404, code="unknown_registration")
        refused(bank.get(f"/v1/registrations/{number}/history"), 404, code="unknown_registration")
        refused(bank.anonymous("GET", f"/v1/certificates/{number}-1?code=x"), 404, code="unknown_registration")

    def test_of_a_registration_to_be_discharged_checks(self, bank):
        number = altered(bank.register(body()).json["number"])
        refused(bank.discharge(number), 404, code="unknown_registration")

    def test_of_the_future_born_is_refused(self, bank):
        number = a_citizen_id(born=today() + timedelta(days=2))
        response = bank.register(with_grantor(**identified("citizen_id", number)))
        document = refused(response, 422, code="invalid_particulars", at="/grantors/0/identifier/value")
        assert codes(document) == {"bad_date"}
        assert number not in response.get_data(as_text=True)

    @pytest.mark.parametrize(
        ("party", "scheme", "value"),
        [
            ("organization", "citizen_id", a_citizen_id()),
            ("natural_person", "uscc", a_uscc()),
            ("natural_person", "lei", "529900T8BM49AURSDO55"),
            ("organization", "passport", "E12345678"),
        ],
    )
    def test_is_of_the_kind_that_such_a_party_has(self, bank, party, scheme, value):
        response = bank.register(with_grantor(type=party, **identified(scheme, value)))
        document = refused(response, 422, code="invalid_particulars", at="/grantors/0/identifier/scheme")
        assert codes(document) == {"scheme_does_not_fit"}


class TestADay:
    @pytest.mark.parametrize(
        "day", ["2026-02-30", "2027-02-29", "2026-13-01", "2026-00-10", "0000-01-01", "9999-01-01"]
    )
    def test_is_one_of_the_calendar(self, bank, day):
        document = refused(bank.register(body(expires_on=day)), 422, code="invalid_particulars", at="/expires_on")
        assert codes(document) & {"no_such_date", "date_out_of_range"}

    @pytest.mark.parametrize(
        "day", ["2026-1-1", "20261101", "2026/11/01", "2026-11-01T00:00:00Z", "２０２６-11-01", ""]
    )
    def test_is_written_in_one_way(self, bank, day):
        document = refused(bank.register(body(expires_on=day)), 422, code="invalid_particulars", at="/expires_on")
        assert codes(document) == {"bad_date"}

    @pytest.mark.parametrize(
        "instant",
        [
            "2026-02-30T10:00:00Z",
            "2026-11-20T25:00:00Z",
            "2026-11-20T10:00:00",
            "2026-11-20",
            "0001-01-01T00:00:00+23:59",
        ],
    )
    def test_with_a_time_is_an_instant_with_its_offset(self, bank, instant):
        response = bank.register(body(a_receipt_body(delivered_at=instant)))
        refused(response, 422, code="invalid_particulars", at="/collateral/0/delivered_at")

    def test_of_payment_is_not_before_the_contract(self, bank):
        response = bank.register(with_claim(due_on=in_days(-30)))
        refused(response, 422, code="invalid_particulars", at="/secured_claim/due_on")

    def test_of_the_end_is_after_the_beginning(self, bank):
        response = bank.register(body(a_parcel_body(right_ends_on="1997-01-01")))
        refused(response, 422, code="invalid_particulars", at="/collateral/0/right_ends_on")
        response = bank.register(body(a_receipt_body(stored_until="2026-09-30")))
        refused(response, 422, code="invalid_particulars", at="/collateral/0/stored_until")


class TestTheTermOfAnEntry:
    @pytest.mark.parametrize("days", [-400, -1, 0, 27])
    def test_is_a_month_at_least(self, bank, days):
        document = refused(
            bank.register(body(expires_on=in_days(days))), 422, code="prohibited_by_law", at="/expires_on"
        )
        assert document["rule"]["code"] == "REG-TERM-MIN"

    def test_is_thirty_years_at_most(self, bank):
        longest = add_months(today(), 360)
        document = refused(
            bank.register(body(expires_on=(longest + timedelta(days=2)).isoformat())), 422, code="prohibited_by_law"
        )
        assert document["rule"]["code"] == "REG-TERM-MAX"
        assert bank.register(body(expires_on=(longest - timedelta(days=1)).isoformat())).status_code == 201


class TestWhatTheLawForbids:
    def test_a_claim_due_after_the_right_has_ended(self, bank):
        response = bank.register(with_claim(a_parcel_body(right_ends_on=in_days(200)), due_on=in_days(201)))
        document = refused(response, 422, code="prohibited_by_law", at="/secured_claim/due_on")
        assert document["rule"] == {
            "code": "R-38", "article": "农村土地承包法第38条", "level": "statute", "severity": "refuse",
        }  # fmt: skip
        assert document["text"] == document["errors"][0]["text"]

    def test_land_in_dispute(self, bank):
        document = refused(
            bank.register(body(a_parcel_body(unit_code=a_unit_code("ZD")))), 422, code="prohibited_by_law"
        )
        assert document["rule"]["code"] == "R-399.4"

    def test_ownership_of_land(self, bank):
        document = refused(
            bank.register(body(a_parcel_body(unit_code=a_unit_code("JA")))), 422, code="prohibited_by_law"
        )
        assert document["rule"]["code"] == "R-399.1"

    def test_contracted_land_to_one_who_is_no_financial_institution(self, register, app):
        merchant = register.teller(app, "示例商贸", role="enterprise")
        claimed = body(a_parcel_body())
        claimed["secured_creditor"] = merchant.creditor() | {"financial_institution": True}
        document = refused(merchant.file("/v1/registrations", claimed), 422, code="prohibited_by_law")
        assert document["rule"]["code"] == "R-47a"
        assert merchant.register(body(a_receipt_body())).status_code == 201

    def test_is_told_before_what_may_be_acknowledged(self, bank):
        parcel = a_parcel_body(
            layer="transferee",
            transferee_contract_number="LZ-1",
            right_starts_on="2020-01-01",
            right_ends_on=in_days(90),
        )
        document = refused(bank.register(body(parcel)), 422, code="prohibited_by_law")
        assert document["rule"]["code"] == "R-38"


class TestWhatMustBeAcknowledged:
    def test_is_named_once_and_then_entered(self, bank):
        parcel = a_parcel_body(layer="transferee", transferee_contract_number="LZ-2", right_starts_on="2020-01-01")
        first = body(parcel)
        document = refused(
            bank.register(first, key="thought-over"), 422, code="acknowledgement_required", at="/collateral/0"
        )
        assert document["acknowledge"] == ["R-47b"]

        again = bank.register({**first, "acknowledged": document["acknowledge"]}, key="thought-over")
        assert again.status_code == 201, again.json
        assert "R-47b" in {finding["code"] for finding in again.json["findings"]}

    def test_a_consent_needs_no_acknowledgement(self, bank):
        parcel = a_parcel_body(layer="transferee", transferee_contract_number="LZ-3", right_starts_on="2020-01-01")
        consents = [{"kind": "contractor_consent", "collateral": [0], "given_on": in_days(-5)}]
        assert bank.register(body(parcel, consents=consents)).status_code == 201

    def test_another_code_does_not_stand_for_it(self, bank):
        parcel = a_parcel_body(layer="transferee", transferee_contract_number="LZ-4", right_starts_on="2020-01-01")
        refused(bank.register(body(parcel, acknowledged=["R-24"])), 422, code="acknowledgement_required")

    def test_the_same_loan_on_the_same_parcel_looks_like_a_duplicate(self, bank):
        filed = body(a_parcel_body())
        assert bank.register(filed).status_code == 201
        document = refused(bank.register(filed), 422, code="acknowledgement_required")
        assert document["acknowledge"] == ["REG-SIMILAR"]
        assert bank.register({**filed, "acknowledged": ["REG-SIMILAR"]}).json["collateral"][0]["rank"] == 2


class TestTheCollateral:
    @pytest.mark.parametrize("kind", ["mansion", "", "Warehouse_Receipt", 7, None, "warehouse_receipt "])
    def test_is_of_a_kind_the_register_takes(self, bank, kind):
        document = refused(bank.register(body(a_receipt_body() | {"kind": kind})), 422, at="/collateral/0/kind")
        assert codes(document) == {"unknown_kind"}

    def test_has_a_kind(self, bank):
        item = a_receipt_body()
        del item["kind"]
        refused(bank.register(body(item)), 422, code="invalid_particulars", at="/collateral/0/kind")

    def test_is_given_under_an_interest_its_kind_takes(self, bank):
        document = refused(bank.register(body(a_receipt_body(interest="mortgage"))), 422, at="/collateral/0/interest")
        assert codes(document) == {"interest_not_allowed"}

    def test_names_an_asset_once(self, bank):
        code = a_parcel_code()
        response = bank.register(body(a_parcel_body(code), a_receipt_body(), a_parcel_body(code)))
        document = refused(response, 422, code="invalid_particulars", at="/collateral/2")
        assert codes(document) == {"same_asset_twice"}

    def test_is_not_nothing(self, bank):
        refused(bank.register(body() | {"collateral": []}), 422, code="invalid_particulars", at="/collateral")
        refused(bank.register(body() | {"grantors": []}), 422, code="invalid_particulars", at="/grantors")

    def test_of_another_filing_cannot_be_consented_to(self, bank):
        response = bank.register(body(consents=[{"kind": "keeper", "collateral": [1]}]))
        document = refused(response, 422, code="invalid_particulars", at="/consents/0/collateral")
        assert codes(document) == {"no_such_item"}

    def test_is_a_thousand_items_at_most(self, bank):
        items = [a_receipt_body() for _ in range(1001)]
        document = refused(bank.register(body(*items)), 422, code="invalid_particulars", at="/collateral")
        assert codes(document) == {"wrong_count"}

    def test_of_a_thousand_items_is_entered_again_at_rank_2_and_discharged(self, bank, rival):
        """All on what stands already, so that everything there is to compare is compared: while the server's timeouts
        of ten seconds for a statement and for an idle transaction are watching."""
        items = [a_parcel_body() for _ in range(1000)]
        first, second = bank.register(body(*items)), rival.register(body(*items))
        assert (first.status_code, second.status_code) == (201, 201), (first.data[:500], second.data[:500])
        assert {item["rank"] for item in second.json["collateral"]} == {2}
        assert bank.discharge(first.json["number"]).status_code == 201


class TestTheCreditor:
    def test_is_the_filer(self, bank, rival):
        filed = body() | {"secured_creditor": rival.creditor()}
        refused(
            bank.file("/v1/registrations", filed),
            422,
            code="creditor_is_not_the_filer",
            at="/secured_creditor/identifier/value",
        )

    def test_is_told_all_that_is_wrong_at_once(self, bank):
        filed = with_claim(a_receipt_body(interest="mortgage", stored_until="2026-09-30"), due_on=in_days(-30))
        document = refused(bank.register(filed), 422, code="invalid_particulars")
        assert set(pointers(document)) == {
            "/secured_claim/due_on", "/collateral/0/interest", "/collateral/0/stored_until",
        }  # fmt: skip
