"""Figures over HTTP: of all for those who watch, of itself for a lender, and for everybody what tells of nobody."""

import csv
import io
from contextlib import closing

import pytest

from registry.api.office import EXTENSION
from registry.jobs import statistics
from registry.schemas.spreadsheet import csv_of, plain
from registry.store.statistics import count_refused
from tests.api.problem import refused
from tests.register import today
from tests.samples import a_body, a_parcel_body, a_receipt_body

HERE = "/v1/statistics"


@pytest.fixture(scope="module")
def regulator(register, app):
    return register.teller(app, "示例监管", role="regulator")


@pytest.fixture(scope="module")
def counted(register, app, bank, rival):
    """Six registrations of a bank, one of its rival, and a refusal; all of it counted."""
    for _ in range(6):
        assert bank.register(a_body(a_parcel_body(), today=today())).status_code == 201
    receipt = a_receipt_body()
    assert rival.register(a_body(receipt, today=today())).status_code == 201
    refused(bank.register(a_body(receipt, today=today())), 409, code="collateral_already_pledged")
    refused(bank.register(a_body(receipt, today=today()), query="dry_run=true"), 409)
    app.extensions[EXTENSION].tally.flush()
    settled = register.settle()
    with closing(register.store_as("registry_sequencer")) as store:
        statistics.run(store, settled)


def lines(answer):
    assert answer.status_code == 200, answer.json
    return {
        tuple(each["code"] for each in line["group"].values()): line["withheld"] or line["value"]
        for line in answer.json["data"]
    }


@pytest.mark.usefixtures("counted")
class TestTheList:
    def test_says_of_every_figure_what_it_counts_and_where_it_is(self, bank):
        told = bank.anonymous("GET", HERE).json
        amount = next(each for each in told["data"] if each["measure"] == "amount")
        assert (amount["side"], amount["unit"], amount["reckoning"]) == ("usage", "CNY", "flow")
        assert "登记担保金额" in amount["name"]["zh"]
        assert bank.anonymous("GET", amount["address"]).status_code == 200
        assert told["months"] == [{"month": f"{today():%Y-%m}", "complete": False}]
        assert (told["as_of"], told["fewest"]) == (bank.anonymous("GET", f"{HERE}/amount").json["as_of"], 5)

    def test_says_how_far_its_reader_is_told(self, bank, regulator, court):
        scopes = [each.get(HERE).json["scopes"] for each in (bank, regulator, court)]
        assert scopes == [["own", "released"], ["all", "released"], ["released"]]


@pytest.mark.usefixtures("counted")
class TestARegulator:
    def test_is_told_of_all(self, regulator):
        assert lines(regulator.get(f"{HERE}/registrations", by="kind")) == {
            ("land_management_right",): "6",
            ("warehouse_receipt",): "1",
        }
        assert lines(regulator.get(f"{HERE}/amount", kind="warehouse_receipt")) == {(): "500000.00"}

    def test_is_told_what_was_refused_by_which_rule_and_not_what_was_rehearsed(self, regulator):
        assert lines(regulator.get(f"{HERE}/refused", by="month,rule,kind")) == {
            ("REG-EXCLUSIVE", "warehouse_receipt"): "1"
        }

    def test_reads_names_beside_codes(self, regulator):
        (line, *_) = regulator.get(f"{HERE}/registrations", by="institution,county").json["data"]
        assert line["group"]["county"]["text"] == {"zh": "忠县", "en": "Zhongxian"}
        assert line["group"]["institution"]["text"]["zh"] in ("示例银行", "另一银行")


@pytest.mark.usefixtures("counted")
class TestALender:
    def test_is_told_of_itself(self, bank, rival):
        assert lines(bank.get(f"{HERE}/registrations")) == {(): "6"}
        assert lines(rival.get(f"{HERE}/registrations")) == {(): "1"}
        assert lines(rival.get(f"{HERE}/registrations", institution=bank.enrolled.institution)) == {(): "0"}

    def test_is_told_of_others_no_more_than_everybody(self, bank):
        refused(bank.get(f"{HERE}/registrations", scope="all"), 403, code="not_permitted")
        told = bank.get(f"{HERE}/registrations", scope="released").json
        assert told["data"] == bank.anonymous("GET", f"{HERE}/registrations").json["data"]


@pytest.mark.usefixtures("counted")
class TestEverybody:
    def test_is_told_no_figure_of_few_nor_what_would_give_it_away(self, bank):
        answer = bank.anonymous("GET", f"{HERE}/registrations?by=month,kind")
        assert lines(answer) == {("land_management_right",): "small_cell", ("warehouse_receipt",): "small_cell"}
        assert (answer.json["scope"], answer.json["fewest"]) == ("released", 5)
        assert lines(bank.anonymous("GET", f"{HERE}/registrations")) == {(): "7"}

    def test_is_told_no_amount_of_a_month_that_is_not_over(self, bank):
        assert lines(bank.anonymous("GET", f"{HERE}/amount")) == {(): "unfinished_month"}

    @pytest.mark.parametrize("asked", ["by=institution", "by=county,kind", "kind=crop", "institution_type=court"])
    def test_is_asked_no_more_closely(self, bank, asked):
        refused(bank.anonymous("GET", f"{HERE}/registrations?{asked}"), 422, code="invalid_particulars")

    def test_with_a_bad_token_is_nobody(self, bank):
        refused(bank.anonymous("GET", HERE, headers={"Authorization": "Bearer x"}), 401)


@pytest.mark.usefixtures("counted")
class TestAQuestion:
    @pytest.mark.parametrize(
        ("query", "pointer"),
        [
            ("by=colour", "/by"),
            ("by=verb", "/by"),
            ("from=2026-13", "/from"),
            ("from=2026-12&until=2026-01", "/from"),
            ("kind=house", "/kind"),
            ("county=x", "/county"),
            ("stray=1", "/stray"),
        ],
    )
    def test_is_refused_with_its_place(self, regulator, query, pointer):
        answer = regulator.anonymous(
            "GET", f"{HERE}/registrations?{query}", headers={"Authorization": f"Bearer {regulator.token()}"}
        )
        refused(answer, 422)
        assert pointer in [each["pointer"] for each in answer.json["errors"]]

    def test_for_what_is_not_counted_finds_nothing(self, bank, regulator):
        refused(bank.anonymous("GET", f"{HERE}/loans"), 404, code="not_found")
        assert regulator.get(f"{HERE}/amount", until="2020-01").json["data"] == []
        assert regulator.get(f"{HERE}/amount", until="2020-01").json["as_of"] is None


@pytest.mark.usefixtures("counted")
class TestASpreadsheet:
    def test_is_the_same_table(self, regulator):
        headers = {"Authorization": f"Bearer {regulator.token()}", "Accept": "text/csv"}
        answer = regulator.anonymous("GET", f"{HERE}/registrations?by=month,kind", headers=headers)
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
        assert answer.data.startswith("\ufeff月份".encode())
        head, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
        assert head[0] == "月份 month"
        assert sorted(row[1] for row in rows) == ["land_management_right", "warehouse_receipt"]
        assert {row[3] for row in rows} == {"6", "1"}

    def test_says_what_is_withheld(self, bank):
        answer = bank.anonymous("GET", f"{HERE}/registrations?by=kind", headers={"Accept": "text/csv"})
        _, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
        assert {(row[2], row[3].partition(" ")[0]) for row in rows} == {("", "件数过少，不予公布")}

    def test_has_no_formula_whatever_an_institution_calls_itself(self, register, app, regulator):
        hostile = '=HYPERLINK("//hostile.example")'
        teller = register.teller(app, hostile)
        month = f"{today():%Y-%m}-01"
        row = {"month": month, "code": "@SUM(A1)", "region": "+1", "kind": "-2", "times": 1}
        count_refused(register.store, [row | {"institution": teller.enrolled.institution}])
        settled = register.settle()
        with closing(register.store_as("registry_sequencer")) as store:
            statistics.run(store, settled)
        headers = {"Authorization": f"Bearer {regulator.token()}", "Accept": "text/csv"}
        answer = regulator.anonymous("GET", f"{HERE}/refused?by=institution,rule,county", headers=headers)
        cells = [cell for row in csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")) for cell in row]
        assert f"'{hostile}" in cells
        assert "'@SUM(A1)" in cells
        assert [cell for cell in cells if cell.startswith(("=", "@", "+"))] == []

    def test_leaves_numbers_numbers(self):
        assert [plain(cell) for cell in ("-3", "12.50", "-3+1", "\t=1", "＝1", "忠县", "", "1234567890123456")] == [
            "-3", "12.50", "'-3+1", "'\t=1", "'＝1", "忠县", "", "'1234567890123456",
        ]  # fmt: skip
        assert csv_of(["a"], [['x"y,z\n']]) == '\ufeffa\r\n"x""y,z\n"\r\n'.encode()
