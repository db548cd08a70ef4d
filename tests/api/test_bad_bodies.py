"""Whatever arrives is either a filing or refused with the place of the fault. Nothing that was typed comes back."""

import copy
import json

import pytest

from tests.api.problem import codes, is_problem, pointers, refused
from tests.register import today
from tests.samples import a_body, a_citizen_id, a_receipt_body
from tests.whole import a_person_body, a_whole_body

PATH = "/v1/registrations"
NAME, NUMBER, ADDRESS = "绝密之名", a_citizen_id(), "绝密村八组九号"
NOT_WORDS = (7, 1.5, [], ["x"], {}, {"x": "y"}, None, True)
SURROGATE, NUL = "\\ud800", "\\u0000"


@pytest.fixture(scope="module")
def full_body(bank):
    """A registration with every field a filing may have, and personal values that must not come back."""
    grantor = {
        "type": "natural_person", "name": NAME, "identifier": {"scheme": "citizen_id", "value": NUMBER},
        "address": ADDRESS, "role": "co_owner", "category": "农户", "share": "1/2", "contact": "13800000000",
    }  # fmt: skip
    receipt = a_receipt_body(
        statutory_registration={
            "registry": "统一登记系统", "number": "T-1", "registered_at": "2026-11-20T10:00:00+08:00", "document": "D-1",
        },
        transfer_restriction="consent", contract_effective_at="2026-11-20T10:00:00+08:00",
        floor_quantity={"value": "20.000", "unit": "t"},
    )  # fmt: skip
    (let,) = a_whole_body({})["collateral"]
    parcel = let | {"certificate_number": "渝（2020）忠县不动产权第000000001号"}
    consent = {
        "kind": "owner_filing", "collateral": [1], "given_by": NAME, "given_on": "2026-11-01", "document": "D-2",
    }  # fmt: skip
    document = {
        "kind": "pledge_contract", "reference": "D-3", "sha256": "0" * 64, "collateral": [0],
        "signed_on": "2026-11-01", "original_seen_by": NAME,
    }  # fmt: skip
    return a_whole_body(
        bank.creditor() | {"address": "重庆", "financial_institution": True},
        receipt, parcel, today=today(), grantors=[grantor], consents=[consent], documents=[document],
        debtors=[a_person_body(NAME, NUMBER, address=ADDRESS)], acknowledged=["R-41"],
    )  # fmt: skip


def leaves(value, path=()):
    """The path of every value that is not an object or a list."""
    if isinstance(value, dict):
        return [leaf for name, each in value.items() for leaf in leaves(each, (*path, name))]
    if isinstance(value, list):
        return [leaf for index, each in enumerate(value) for leaf in leaves(each, (*path, index))]
    return [path]


def objects(value, path=()):
    """The path of every object, the body's own first."""
    if isinstance(value, dict):
        return [path, *(found for name, each in value.items() for found in objects(each, (*path, name)))]
    if isinstance(value, list):
        return [found for index, each in enumerate(value) for found in objects(each, (*path, index))]
    return []


def branches(value):
    """The path of every list and object but the body itself."""
    inner = {path[:depth] for path in leaves(value) for depth in range(1, len(path))}
    return sorted(inner, key=str)


def at(value, path):
    for step in path:
        value = value[step]
    return value


def replaced(body, path, *, value):
    made = copy.deepcopy(body)
    at(made, path[:-1])[path[-1]] = value
    return made


def pointer(path):
    return "".join(f"/{step}" for step in path)


def silent(response):
    """Nothing of the person is in the answer."""
    for typed in (NAME, NUMBER, ADDRESS):
        assert typed not in response.get_data(as_text=True)


def test_the_full_body_is_a_filing(bank, full_body):
    assert bank.file(PATH, full_body, query="dry_run=true").status_code == 200


class TestTheFullBody:
    def test_takes_no_value_of_another_type_in_any_field(self, bank, full_body):
        for path in leaves(full_body):
            good = at(full_body, path)
            for wrong in (*NOT_WORDS, "\t", "no such word \U0001f600"):
                if isinstance(wrong, bool) and isinstance(good, bool):
                    continue
                response = bank.file(PATH, replaced(full_body, path, value=wrong), query="dry_run=true")
                silent(response)
                if response.status_code == 200:
                    assert isinstance(wrong, str), (path, wrong)
                    assert wrong.strip(), path
                    continue
                document = is_problem(response)
                assert response.status_code == 422, (path, wrong, document)
                assert document["errors"], (path, wrong, document)
                if document["code"] == "invalid_particulars":
                    assert any(each.startswith(pointer(path[:2])) for each in pointers(document)), (path, document)

    def test_names_the_very_field_whose_type_is_wrong(self, bank, full_body):
        for path in leaves(full_body):
            response = bank.file(PATH, replaced(full_body, path, value={"x": ["y"]}), query="dry_run=true")
            refused(response, 422, code="invalid_particulars", at=pointer(path))

    def test_takes_nothing_else_in_place_of_a_list_or_an_object(self, bank, full_body):
        for path in branches(full_body):
            for wrong in ("text", 7, None, True, [7], {"x": 7}, [], {}):
                response = bank.file(PATH, replaced(full_body, path, value=wrong), query="dry_run=true")
                silent(response)
                if response.status_code == 200:
                    assert wrong in ([], None), (path, wrong)
                    continue
                document = is_problem(response)
                assert response.status_code == 422, (path, wrong, document)
                assert any(each.startswith(pointer(path)) for each in pointers(document)), (path, wrong, document)

    def test_has_no_further_field_at_any_level(self, bank, full_body):
        for path in objects(full_body):
            made = copy.deepcopy(full_body)
            at(made, path)["bogus"] = NAME
            response = bank.file(PATH, made, query="dry_run=true")
            document = refused(response, 422, code="invalid_particulars", at=f"{pointer(path)}/bogus")
            assert codes(document) == {"unknown_field"}
            silent(response)

    def test_misses_what_is_left_out(self, bank, full_body):
        for name in ("secured_creditor", "grantors", "secured_claim", "collateral", "expires_on"):
            body = {key: value for key, value in full_body.items() if key != name}
            document = refused(bank.file(PATH, body), 422, code="invalid_particulars", at=f"/{name}")
            assert codes(document) == {"required"}


class TestAnAmount:
    @pytest.mark.parametrize("path", [("secured_claim", "principal", "amount"), ("collateral", 0, "quantity", "value")])
    @pytest.mark.parametrize("number", ["500000", "500000.00", "1e400", "-1", "-0", "1" + "0" * 400])
    def test_is_never_a_json_number(self, bank, full_body, path, number):
        data = json.dumps(replaced(full_body, path, value="here")).replace('"here"', number).encode()
        document = refused(bank.file(PATH, data), 422, code="invalid_particulars", at=pointer(path))
        assert codes(document) == {"number_must_be_string"}

    @pytest.mark.parametrize(
        "text", ["0", "0.00", "-1", "+1", "1e3", "1,000", " 1", "1.", ".5", "01", "1.001", "NaN", "９", "9" * 40, ""]
    )
    def test_is_a_plain_decimal_above_zero(self, bank, full_body, text):
        path = ("secured_claim", "principal", "amount")
        refused(
            bank.file(PATH, replaced(full_body, path, value=text)), 422, code="invalid_particulars", at=pointer(path)
        )


class TestTextThatTwoReadersCouldReadDifferently:
    @pytest.mark.parametrize(
        ("text", "at"),
        [
            ('{"a": 1, "a": 2}', "/a"),
            ('{"a": {"b": [0, {"c": 1, "c": 1}]}}', "/a/b/1/c"),
            ('{"a": {"x": 1, "x": 1}, "b": 0, "a": 1}', "/a"),
            ('{"a": {"b/~": 1, "b/~": 1}}', "/a/b~1~0"),
            ('[{"a": 1, "a": 1}]', "/0/a"),
        ],
    )
    def test_a_name_stands_once_in_an_object(self, bank, text, at):
        document = refused(bank.file(PATH, text.encode()), 400, code="malformed_body", at=at)
        assert codes(document) == {"duplicate_name"}

    def test_names_without_number_are_looked_through_at_once(self, bank):
        names = ", ".join(f'"{serial}": 0' for serial in range(200_000))
        refused(bank.file(PATH, f'{{{names}, "last": 0, "last": 0}}'.encode()), 400, code="malformed_body", at="/last")

    @pytest.mark.parametrize("text", [SURROGATE, "\\udfff\\ud800", NUL, f"张{NUL}", f"x{NUL}y"])
    def test_no_text_has_lone_surrogates_or_nul(self, bank, text):
        value, name = f'{{"grantors": [{{"name": "{text}"}}]}}', f'{{"grantors": [{{"{text}": 1}}]}}'
        refused(bank.file(PATH, value.encode()), 400, code="malformed_body", at="/grantors/0/name")
        refused(bank.file(PATH, name.encode()), 400, code="malformed_body", at="/grantors/0")

    @pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1" * 5000])
    def test_no_number_is_beyond_json(self, bank, number):
        refused(bank.file(PATH, f'{{"a": {number}}}'.encode()), 400, code="malformed_body")

    def test_a_pair_of_surrogates_is_a_character(self, bank):
        document = refused(bank.file(PATH, b'{"client_reference": "\\ud83d\\ude00"}'), 422)
        assert "/client_reference" not in pointers(document)


class TestInvisibleCharacters:
    @pytest.mark.parametrize("unseen", ["\u200b", "\u202e", "\u2028", "\u2029", "\ufeff", "\x07", "\x85", "\u2066"])
    def test_stand_in_no_name(self, bank, full_body, unseen):
        path = ("grantors", 0, "name")
        response = bank.file(PATH, replaced(full_body, path, value=f"张{unseen}三"))
        document = refused(response, 422, code="invalid_particulars", at=pointer(path))
        assert codes(document) == {"control_character"}


class TestABodyThatIsNoFiling:
    @pytest.mark.parametrize(
        "data",
        [
            b"", b" ", b"{", b"}", b"not json", b'{"a": 1,}', b"{'a': 1}", b'{"a": 1} {"a": 1}', b"\xff\xfe{",
            '{"a": "é"}'.encode("latin-1"), "{}".encode("utf-16"), b"\xef\xbb\xbf{}",
        ],
    )  # fmt: skip
    def test_is_not_json(self, bank, data):
        refused(bank.file(PATH, data), 400, code="malformed_body")

    @pytest.mark.parametrize("data", [b"[]", b"[{}]", b'"text"', b"7", b"null", b"true"])
    def test_is_json_and_no_object(self, bank, data):
        document = refused(bank.file(PATH, data), 400, code="malformed_body")
        assert codes(document) == {"not_an_object"}

    @pytest.mark.parametrize(
        "nested", ["[" * 10_000 + "]" * 10_000, '{"a":' * 10_000 + "1" + "}" * 10_000, "[" * 10_000]
    )
    def test_is_too_deep(self, bank, nested):
        refused(bank.file(PATH, nested.encode()), 400, code="malformed_body")

    def test_is_deeper_than_any_filing(self, bank):
        document = refused(bank.file(PATH, b'{"a":' + b"[" * 40 + b"]" * 40 + b"}"), 400, code="malformed_body")
        assert codes(document) == {"too_deep"}

    def test_is_too_large(self, bank):
        refused(bank.file(PATH, b'{"a": "' + b"x" * 10_000_000 + b'"}'), 413, code="too_large")

    @pytest.mark.parametrize(
        "kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "text/json"]
    )
    def test_says_that_it_is_no_json(self, bank, full_body, kind):
        response = bank.file(PATH, full_body, content_type=kind)
        refused(response, 415, code="unsupported_media_type")

    def test_may_name_its_charset(self, bank, full_body):
        kind = "application/json; charset=utf-8"
        assert bank.file(PATH, full_body, content_type=kind, query="dry_run=true").status_code == 200


class TestTheOtherForms:
    """They are read by the same reader."""

    def test_a_discharge_is_checked_as_a_registration_is(self, bank):
        number = bank.register(a_body(today=today())).json["number"]
        path = f"{PATH}/{number}/discharge"
        for body, place in (
            ({}, "/reason"),
            ({"reason": "because"}, "/reason"),
            ({"reason": 7}, "/reason"),
            ({"reason": "waived", "ended_on": "2026-02-30"}, "/ended_on"),
            ({"reason": "waived", "documents": [{"kind": "x"}]}, "/documents/0/reference"),
            ({"reason": "waived", "bogus": 1}, "/bogus"),
        ):
            refused(bank.file(path, body, if_match='"1"'), 422, code="invalid_particulars", at=place)

    def test_a_verification_is_checked_as_a_filing_is(self, bank):
        def ask(data):
            return bank.anonymous("POST", "/v1/verifications", data=data, content_type="application/json")

        refused(ask(b""), 400, code="malformed_body")
        refused(ask(b"[]"), 400, code="malformed_body")
        refused(ask(b"{}"), 422, code="invalid_particulars", at="/jws")
        refused(ask(b'{"jws": 7}'), 422, code="invalid_particulars", at="/jws")
        refused(ask(b'{"jws": "x", "jws": "y"}'), 400, code="malformed_body", at="/jws")
        refused(ask(json.dumps({"jws": "x" * 70_000}).encode()), 422, at="/jws")

    @pytest.mark.parametrize(
        "query", ["dryrun=true", "dry_run=yes", "dry_run=", "dry_run=true&dry_run=false", "x=%00", "x=%ff"]
    )
    def test_a_query_is_what_it_may_be_or_nothing_is_filed(self, bank, full_body, register, query):
        before = register.rows("SELECT count(*) FROM entry")
        refused(bank.file(PATH, full_body, query=query), 422, code="invalid_particulars")
        assert register.rows("SELECT count(*) FROM entry") == before

    def test_a_query_in_no_encoding_is_refused_too(self, bank, full_body):
        response = bank.file(PATH, full_body, query="dry_run=true", sent_query="dry_run=true&x=\xff")
        refused(response, 401, code="unauthenticated")
        asked = {
            "headers": {"Authorization": f"Bearer {bank.token()}"},
            "environ_overrides": {"QUERY_STRING": "key=\xff"},
        }
        document = refused(bank.anonymous("GET", "/v1/lien-status", **asked), 422, code="invalid_particulars", at="")
        assert codes(document) == {"not_percent_encoded"}


def test_no_bad_body_leaves_a_row(register, bank):
    tables = ("entry", "registration", "search", "idempotency", "disclosure")
    counts = [register.rows(f"SELECT count(*) FROM {table}") for table in tables]
    for data in (b"{", b"[]", b"{}", b'{"a": "\\u0000"}'):
        is_problem(bank.file(PATH, data))
        is_problem(bank.file(PATH, data, query="dry_run=true"))
    assert [register.rows(f"SELECT count(*) FROM {table}") for table in tables] == counts
