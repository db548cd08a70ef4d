"""What whoever runs the register types to see it in figures."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from registry.cli import main
from registry.domain.statistics.indicators import INDICATORS
from tests.lender import Lender
from tests.register import RegisterUnderTest, today
from tests.samples import a_parcel, a_receipt


@pytest.fixture(scope="module")
def types(register: RegisterUnderTest):
    """A command as it is typed, on a register with two registrations."""
    bank = Lender(register)
    for asset in (a_parcel(), a_receipt()):
        bank.register(asset)
    register.settle()

    def typed(*arguments: str) -> Result:
        variables = {"REGISTRY_DATABASE_URL": register.url("registry_sequencer"), "COLUMNS": "200"}
        return CliRunner().invoke(main, ("stats", *arguments), env=variables)

    return typed


def test_the_first_time_everything_is_counted_and_told(types):
    done = types()
    assert done.exit_code == 0, done.output
    for indicator in INDICATORS.values():
        assert indicator.name.zh in done.stdout
    assert "统计截至" in done.stdout


def test_one_figure_is_told_in_its_groups(types):
    done = types("registrations", "--by", "month,kind", "--count")
    assert done.exit_code == 0, done.output
    assert "土地经营权" in done.stdout
    assert f"{today():%Y-%m}" in done.stdout


def test_a_script_reads_json_or_csv(types):
    told = json.loads(types("amount", "--by", "kind", "--where", "kind=warehouse_receipt", "--json").stdout)
    assert [line["value"] for line in told["data"]] == ["500000.00"]
    assert len(json.loads(types("--json").stdout)) == len(INDICATORS)
    assert types("in_force", "--csv").stdout_bytes.startswith(b"\xef\xbb\xbf")


def test_what_everybody_is_told_can_be_seen_too(types):
    assert "件数过少" in types("registrations", "--by", "kind", "--released").stdout
    assert "件数过少" not in types("registrations", "--by", "kind", "--released", "--fewest", "1").stdout


def test_made_anew_it_is_the_same(types, register: RegisterUnderTest):
    before = register.rows("SELECT * FROM statistic ORDER BY 1, 2, 3, 4, 5, 6, 7, 8")
    assert types("--anew").exit_code == 0
    assert register.rows("SELECT * FROM statistic ORDER BY 1, 2, 3, 4, 5, 6, 7, 8") == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("amount", "--by", "colour"), "不能按 colour 分组"),
        (("amount", "--by", "verb"), "不能按办理事项分组"),
        (("amount", "--from", "2026-99"), "不是月份"),
        (("amount", "--where", "kind"), None),
    ],
)
def test_what_makes_no_question_is_said_in_a_sentence(types, arguments, said):
    done = types(*arguments)
    assert isinstance(done.exception, SystemExit) or done.exception is None
    assert done.exit_code == (1 if said else 0)
    assert said is None or said in done.stderr
