"""No personal value stands in the clear anywhere but in a person's sealed disclosure: not in a row, not in a log."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask

from tests.kinds import a_house_body, a_receivable_body
from tests.register import RegisterUnderTest, Teller, an_app, today
from tests.samples import a_body, a_citizen_id, a_parcel_body, a_uscc
from tests.whole import a_person_body, a_whole_body

NAMES = ("诸葛识字", "欧阳登科", "上官掌柜")
BYSTANDERS = ("a debtor", "a co-creditor", "a beneficiary", "the main creditor", "a lessee", "whom an agent files for")
OTHER_NAMES = ("司马欠款", "夏侯同贷", "公孙受益", "皇甫主债", "尉迟承租", "慕容放款")
PATH = "/v1/registrations"
CREDITOR_OF_A_DEBT, HOME = "令狐应收", "忠县隐居镇深山村八组88号"
ADDRESS, PHONE, OFFICER = "忠县密室镇无名村九组99号", "13987654321", "13812340000"


@pytest.fixture(scope="module")
def secrets() -> dict[str, str]:
    """Values that occur nowhere else, each of its own kind."""
    return {
        "a person's name": NAMES[0],
        "a person's number": a_citizen_id(),
        "a person's address": ADDRESS,
        "a person's phone": PHONE,
        "another person's name": NAMES[1],
        "another person's number": a_citizen_id(),
        "a sole trader's name": NAMES[2],
        "a sole trader's number": a_uscc("92500233"),
        "whom to call at a company": OFFICER,
        "a person who is owed a debt": CREDITOR_OF_A_DEBT,
        "where a household lives": HOME,
        **dict(zip(BYSTANDERS, OTHER_NAMES, strict=True)),
        **{f"{who}'s number": a_citizen_id() for who in BYSTANDERS},
    }


@pytest.fixture(scope="module")
def body(secrets: dict[str, str]) -> dict:
    def grantor(kind: str, name: str, *, scheme: str, number: str, **particulars):
        identifier = {"scheme": scheme, "value": number}
        return {"type": kind, "name": name, "identifier": identifier, "role": "holder", **particulars}

    holder = grantor("natural_person", NAMES[0], scheme="citizen_id", number=secrets["a person's number"])
    grantors = [
        holder | {"address": ADDRESS, "contact": PHONE},
        grantor("natural_person", NAMES[1], scheme="citizen_id", number=secrets["another person's number"])
        | {"role": "co_owner"},
        grantor("organization", NAMES[2], scheme="uscc", number=secrets["a sole trader's number"]),
        grantor("organization", "重庆示例农业有限公司", scheme="uscc", number=a_uscc(), contact=OFFICER),
    ]
    debtor, partner, beneficiary, lender, lessee, _ = (bystander(secrets, who) for who in BYSTANDERS)
    lease = {"since": "2024-03-01", "lessee": f"{lessee['name']} {lessee['identifier']['value']}"}
    whole = a_whole_body({}, a_parcel_body(prior_lease=lease), today=today(), grantors=grantors, debtors=[debtor])
    house, owed = a_house_body(location=HOME), a_receivable_body(creditor={"name": CREDITOR_OF_A_DEBT})
    whole["collateral"] += [house, owed]
    whole["acknowledged"] = [*whole.get("acknowledged", ()), "R-CQ44"]
    whole["secured_creditor"]["beneficiaries"] = [beneficiary]
    whole["co_creditors"] = [{"party": partner, "share": "1/3"}]
    whole["secured_claim"]["main_claim"] |= {"creditor": lender}
    del whole["secured_claim"]["claim_id"]  # two lenders file this
    return whole


def bystander(secrets: dict[str, str], who: str) -> dict:
    return a_person_body(secrets[who], secrets[f"{who}'s number"])


def filed(teller: Teller, body: dict, **options):
    """By an institution that holds for others, as the body says it does."""
    return teller.file(PATH, body | {"secured_creditor": teller.creditor() | body["secured_creditor"]}, **options)


@pytest.fixture(scope="module")
def spoken_to(register: RegisterUnderTest) -> Iterator[Flask]:
    with an_app(register.settings()) as app:
        yield app


def forms(value: str) -> Iterator[bytes]:
    """How a value could hide: as it is, escaped, in hex, in base64 at any offset, in a URL."""
    raw = value.encode()
    yield raw
    yield json.dumps(value)[1:-1].encode()
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    yield quote(value).encode()
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + raw)
        whole = encoded[4 if shift else 0 : -4]  # without the characters that neighbours have a part in
        yield whole
        yield whole.replace(b"+", b"-").replace(b"/", b"_")


def seen_in(text: bytes, secrets: dict[str, str]) -> list[str]:
    return [what for what, value in secrets.items() if any(form in text for form in forms(value))]


def every_value(register: RegisterUnderTest) -> Iterator[tuple[str, bytes]]:
    """Every column of every table of every row, as bytes."""
    columns = register.rows(
        "SELECT table_name AS name, column_name AS column FROM information_schema.columns WHERE table_schema = 'public'"
    )
    assert len(columns) > 100
    for column in columns:
        for row in register.rows(f'SELECT "{column["column"]}" AS value FROM "{column["name"]}"'):
            value = row["value"]
            where = f"{column['name']}.{column['column']}"
            yield where, bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()


def test_every_form_would_be_found(secrets: dict[str, str]):
    for what, value in secrets.items():
        raw = value.encode()
        hidden = [raw, raw.hex().encode(), json.dumps({"name": value}).encode()]
        hidden += [base64.b64encode(b"x" * shift + raw + b"y" * after) for shift in range(4) for after in range(4)]
        hidden += [base64.urlsafe_b64encode(b"x" * shift + raw) for shift in range(4)]
        assert all(what in seen_in(text, secrets) for text in hidden), what


def test_nothing_personal_stands_in_the_clear(register, spoken_to, body, secrets, capfd):
    """One register, one run: filings accepted, refused, repeated, followed up; then every row and every line."""
    bank, rival = register.teller(spoken_to, "示例银行"), register.teller(spoken_to, "另一银行")
    exchange = register.teller(spoken_to, "演示交易所", role="exchange")
    answers = traffic(bank, rival=rival, exchange=exchange, body=body)
    answers += agency(bank, exchange, creditor=bystander(secrets, BYSTANDERS[-1]))
    register.settle()

    found = {(where, what) for where, value in every_value(register) for what in seen_in(value, secrets)}
    assert found == set()
    assert register.rows("SELECT count(*) AS n FROM disclosure")[0]["n"] > len(secrets)
    out, err = capfd.readouterr()
    assert "request" in out + err, "the log was not heard"
    assert seen_in((out + err).encode(), secrets) == []
    for answer in answers:
        assert seen_in(answer.data, secrets) == []
        assert seen_in(str(answer.headers).encode(), secrets) == []


def searches(exchange: Teller, grantors: list[dict]) -> list:
    """Everybody is searched for by name and number, and found; the reference names somebody too."""
    made = []
    for grantor in grantors:
        for by in ({"grantor_name": grantor["name"]}, {"grantor_identifier": grantor["identifier"]}):
            made.append(exchange.post("/v1/searches", {"by": by, "purpose": "trade", "reference": PHONE}))
            assert made[-1].json["count"] > 0
    return made


def agency(bank: Teller, exchange: Teller, *, creditor: dict) -> list:
    """A person's registration, filed for him and asked about."""
    filed_as = {"agent_for": "secured_creditor", "authority": "授权委托书 1"}
    made = bank.file(PATH, a_body(today=today(), secured_creditor=creditor, filed_as=filed_as))
    assert made.status_code == 201, made.json
    (item,) = made.json["collateral"]
    search = {"by": {"registration_number": made.json["number"]}, "purpose": "trade"}
    asked = {"kind": item["kind"], "key": item["identity_keys"][0]}
    return [made, exchange.get("/v1/lien-status", **asked), exchange.post("/v1/searches", search)]


def traffic(bank: Teller, *, rival: Teller, exchange: Teller, body: dict) -> list:
    first = filed(bank, body, key="k1")
    assert first.status_code == 201, first.json
    item, *_ = first.json["collateral"]
    asked = {"kind": item["kind"], "key": item["identity_keys"][0]}
    wrong = body["grantors"][0]["identifier"]["value"][:-1]
    answers = [
        first,
        filed(bank, body, key="k1"),
        filed(rival, body),
        filed(bank, body, query="dry_run=true"),
        filed(
            bank, body | {"grantors": [body["grantors"][0] | {"identifier": {"scheme": "citizen_id", "value": wrong}}]}
        ),
        filed(bank, body | {"expires_on": "not a day"}),
        exchange.get("/v1/lien-status", **asked),
        bank.get(f"/v1/registrations/{first.json['number']}"),
        *searches(exchange, body["grantors"]),
        bank.discharge(first.json["number"]),
    ]
    assert [answer.status_code // 100 for answer in answers] == [2, 2, 2, 4, 4, 4, 2, 2, *[2] * 8, 2]
    return answers
