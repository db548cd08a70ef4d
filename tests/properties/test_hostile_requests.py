"""No value of another sort, no body that two readers could read differently and no header brings the register down,
leaves a row, or is taken: each is refused in both languages, and the place is named where there is one.

What a field takes is judged where requests are judged, by the strict reader and the form; that the answer then is a
problem document with that pointer is seen once for every field, with one hostile value after another.
"""

import gzip
import itertools
import json

import pytest

from registry.api.body import MalformedBody, read
from registry.domain.collateral import CLASSES
from registry.schemas import fields
from registry.schemas.collateral import ITEMS, ItemField
from registry.schemas.geometry import Coordinates
from registry.schemas.pointers import faults_of
from registry.schemas.registrations import RegisterIn
from registry.schemas.tokens import TokenIn
from registry.schemas.verifications import Verbatim
from tests.acts import a_hold_body, a_seizure_body
from tests.api.problem import is_bilingual, is_problem, pointers, refused
from tests.properties import hostile
from tests.properties.hostile import nothing_entered, placed, pointer
from tests.properties.senders import REGISTRATIONS, SENT, senders
from tests.properties.strategies import named
from tests.properties.test_wire_forms import BODIES
from tests.register import today
from tests.samples import a_body, a_parcel_body

PATH = REGISTRATIONS
ASSET = "/v1/lien-status?kind=land_management_right&key=5002331042030100123"
MADE_FOR = {cls: sent.body for cls, sent in SENT.items()}


OF_FIELD = (
    (fields.Words, lambda _: (*hostile.NO_WORDS, *hostile.UNREADABLE)),
    (Verbatim, lambda _: (*hostile.NO_WORDS, *hostile.NO_VERBATIM)),
    (fields.Day, lambda _: (*hostile.NO_WORDS, *hostile.NO_DAYS)),
    (fields.Instant, lambda _: (*hostile.NO_WORDS, *hostile.NO_INSTANTS)),
    (fields._DecimalField, lambda _: (*hostile.NO_WORDS, None, *hostile.NO_DECIMALS)),
    (fields.Choice, lambda _: (*hostile.NO_WORDS, None, *hostile.NO_CHOICES)),
    (fields.Truth, lambda _: hostile.NO_TRUTHS),
    (fields.Whole, lambda field: (*hostile.NO_WHOLES, field._largest + 1)),
    (fields.Many, lambda _: hostile.NO_LISTS),
    ((fields.Part, ItemField), lambda _: hostile.NO_OBJECTS),
    (Coordinates, lambda _: hostile.NO_OUTLINES),
)
"""What each sort of field must refuse; a new sort of field is an error until its corpus stands here."""


def corpus(field):
    found = next((hostile_to for kinds, hostile_to in OF_FIELD if isinstance(field, kinds)), None)
    if found is None:
        raise LookupError(f"say in OF_FIELD what a {type(field).__name__} must refuse")
    return found(field)


def places(schema, *, kind, place=()):
    """Place and field of everything in a form, what holds others included; an item is one of the kind."""
    for name, field in named(schema).items():
        yield from _place(field, (*place, name), kind=kind)


def _place(field, place, *, kind):
    yield place, field
    if isinstance(field, fields.Many):
        yield from _place(field.inner, (*place, 0), kind=kind)
    elif isinstance(field, ItemField):
        yield from places(ITEMS[kind], kind=kind, place=place)
    elif isinstance(field, fields.Part):
        yield from places(field.schema, kind=kind, place=place)


FIRST = next(iter(CLASSES))
EACH = [(RegisterIn, kind) for kind in CLASSES] + [(cls, FIRST) for cls in MADE_FOR if cls is not RegisterIn]


def wrong_at(good, place, *, field, value):
    """The good form with the value at the place; a number stands beside its unit, or nobody could read it."""
    beside = {}
    if isinstance(field, fields._DecimalField):
        choices = {name: each for name, each in field.parent.fields.items() if isinstance(each, fields.Choice)}
        beside = {name: next(iter(each._choices)) for name, each in choices.items()}
    for name, unit in beside.items():
        good = placed(good, (*place[:-1], name), value=unit)
    return placed(good, place, value=value)


def faults(cls, body):
    """What the reader and the form say to a body, as a request's is judged."""
    try:
        cls().load(read(json.dumps(body).encode()))
    except MalformedBody as malformed:
        return malformed.faults
    except fields.ma.ValidationError as wrong:
        return faults_of(wrong.messages)
    return ()


def test_every_form_that_is_sent_as_json_is_tried():
    assert set(MADE_FOR) == set(BODIES) - {TokenIn}


@pytest.mark.parametrize(("cls", "kind"), EACH, ids=lambda each: getattr(each, "__name__", each))
def test_no_field_takes_a_hostile_value_and_each_refusal_names_its_place(cls, kind):
    good = MADE_FOR[cls](kind)
    tried = 0
    for place, field in places(cls(), kind=kind):
        for value in corpus(field):
            if value is None and field.allow_none:
                continue
            found = faults(cls, wrong_at(good, place, field=field, value=value))
            at = [fault.pointer for fault in found]
            assert any(each.startswith(pointer(place)) for each in at), (place, repr(value)[:60], at)
            assert all(is_bilingual({"zh": fault.text.zh, "en": fault.text.en}) for fault in found)
            tried += 1
    assert tried >= 20


@pytest.mark.parametrize("code", ["R-41 ", "\tR-41", "R-41\n", "R-41\u3000", " R-41"])
def test_a_text_with_a_published_pattern_fits_it_as_it_is_sent(code):
    body = MADE_FOR[RegisterIn](FIRST) | {"acknowledged": [code]}
    assert [(fault.pointer, fault.code) for fault in faults(RegisterIn, body)] == [("/acknowledged/0", "bad_format")]


# --- through HTTP -----------------------------------------------------------------------------------------------------


def in_bytes(body):
    return body if isinstance(body, bytes) else json.dumps(body).encode()


@pytest.fixture(scope="module")
def posts(bank, court, exchange, keeper):
    """How the body of each form is sent, as JSON-able or as bytes."""
    number = bank.register(a_body(today=today())).json["number"]
    seizure = court.file("/v1/seizures", a_seizure_body(a_parcel_body())).json["id"]
    hold = exchange.file("/v1/holds", a_hold_body(a_parcel_body())).json["id"]
    tellers = {"bank": bank, "court": court, "exchange": exchange, "keeper": keeper}
    assert all(each.token() for each in tellers.values())  # an assertion is on record from then on
    found = senders(tellers, number=number, seizure=seizure, hold=hold)
    return {cls: lambda body, send=send, **more: send(in_bytes(body), **more) for cls, send in found.items()}


@pytest.mark.parametrize(("cls", "kind"), EACH, ids=lambda each: getattr(each, "__name__", each))
def test_every_field_s_refusal_is_a_problem_document_with_its_pointer(bank, posts, cls, kind):
    good, turn = MADE_FOR[cls](kind), itertools.count()
    with nothing_entered(bank):
        for place, field in places(cls(), kind=kind):
            values = [value for value in corpus(field) if value is not None]
            value = values[next(turn) % len(values)]
            answer = posts[cls](wrong_at(good, place, field=field, value=value))
            document = is_problem(answer)
            assert answer.status_code in (400, 422), (place, value, document)
            assert any(each.startswith(pointer(place)) for each in pointers(document)), (place, value, document)


@pytest.mark.parametrize("cls", MADE_FOR, ids=lambda cls: cls.__name__)
class TestABody:
    def test_that_is_not_json_as_two_readers_read_it_is_refused(self, bank, posts, cls):
        with nothing_entered(bank):
            for name, data in hostile.bodies(MADE_FOR[cls](FIRST)).items():
                answer = posts[cls](data)
                document = is_problem(answer)
                assert (answer.status_code, document["code"]) == (400, "malformed_body"), (name, document)
                assert document["errors"], name

    def test_of_another_type_is_refused(self, bank, posts, cls):
        good = MADE_FOR[cls](FIRST)
        with nothing_entered(bank):
            for kind in hostile.OTHER_TYPES:
                answer = posts[cls](good, kind=kind)
                document = is_problem(answer)
                assert (answer.status_code, document["code"]) == (415, "unsupported_media_type"), (kind, document)

    def test_that_says_it_is_compressed_is_refused(self, bank, posts, cls):
        good = json.dumps(MADE_FOR[cls](FIRST)).encode()
        with nothing_entered(bank):
            for coding in ("gzip", "deflate", "br", "x-gzip", "gzip, gzip"):
                answer = posts[cls](gzip.compress(good), **{"Content-Encoding": coding})
                refused(answer, 400, code="malformed_body")

    def test_that_is_too_large_is_refused(self, bank, posts, cls):
        with nothing_entered(bank):
            refused(posts[cls](b" " * 5_000_000), 413, code="too_large")


class TestATokenRequest:
    def test_takes_no_parameter_twice(self, bank):
        """RFC 6749 section 3.2: request parameters are included once."""
        good = "grant_type=client_credentials&client_assertion_type=x&client_assertion=y&client_assertion=z"
        kind = "application/x-www-form-urlencoded"
        with nothing_entered(bank):
            answer = bank.anonymous("POST", "/oauth/token", data=good, content_type=kind)
            refused(answer, 422, code="invalid_particulars", at="/client_assertion")

    def test_that_is_no_form_is_refused(self, bank):
        with nothing_entered(bank):
            for kind in (*hostile.OTHER_TYPES, "application/json"):
                for data in (b"", b"\xff\x00", b"grant_type=%ff&%00=%00", b"&&&===", b"{}", b"a=" * 5000):
                    answer = bank.anonymous("POST", "/oauth/token", data=data, content_type=kind)
                    document = is_problem(answer)
                    assert answer.status_code in (400, 413, 415, 422), (kind, data[:20], document)


# --- headers ----------------------------------------------------------------------------------------------------------


class TestAHeader:
    @pytest.fixture(scope="class")
    @staticmethod
    def number(bank):
        return bank.register(a_body(today=today())).json["number"]

    def test_that_names_no_version_changes_nothing(self, bank, number):
        with nothing_entered(bank):
            for version in hostile.VERSIONS:
                answer = bank.file(f"{PATH}/{number}/discharge", {"reason": "waived"}, if_match=version)
                refused(answer, 422, code="invalid_particulars", at="/headers/If-Match")

    def test_that_is_no_once_only_token_files_nothing(self, bank):
        with nothing_entered(bank):
            for key in hostile.ONCE_ONLY:
                answer = bank.register(a_body(today=today()), tamper=replacing("Idempotency-Key", key))
                refused(answer, 422, code="invalid_particulars", at="/headers/Idempotency-Key")

    @pytest.mark.parametrize("name", ["Content-Digest", "Signature-Input", "Signature", "Content-Type", "If-Match"])
    def test_that_was_not_signed_so_files_nothing(self, bank, number, name):
        with nothing_entered(bank):
            for value in hostile.SIGNATURES:
                answer = bank.discharge(number, tamper=replacing(name, value))
                refused(answer, 401, code="unauthenticated")

    def test_that_is_no_token_opens_nothing(self, bank):
        token = bank.token()
        with nothing_entered(bank):
            for value in (*hostile.TOKENS, f"Bearer {token}x", f"Basic {token}", token):
                answer = bank.anonymous("GET", PATH, headers={"Authorization": wsgi(value)})
                refused(answer, 401, code="unauthenticated")

    @pytest.mark.parametrize("name", hostile.OTHER_HEADERS)
    def test_of_any_other_sort_is_passed_over_or_refused(self, bank, number, name):
        token = {"Authorization": f"Bearer {bank.token()}"}
        with nothing_entered(bank):
            for value in hostile.HEADERS:
                for path in (f"/v1/certificates/{number}-1", ASSET):
                    answer = bank.anonymous("GET", path, headers=token | {name: wsgi(value)})
                    if answer.status_code != 200:
                        assert is_problem(answer)["code"] in ("bad_request", "not_acceptable"), (name, value[:40])


class TestACursor:
    def test_that_was_not_given_out_answers_with_a_problem_or_a_page(self, bank):
        token = {"Authorization": f"Bearer {bank.token()}"}
        with nothing_entered(bank):
            for cursor in hostile.CURSORS:
                answer = bank.anonymous("GET", PATH, query_string={"cursor": cursor}, headers=token)
                if answer.status_code != 200:
                    refused(answer, 422, code="invalid_particulars", at="/cursor")


def wsgi(value):
    """The bytes of a header as WSGI hands them over."""
    return value.encode().decode("latin-1") if any(ord(each) > 0xFF for each in value) else value


def replacing(name, value):
    """A signed header exchanged for another on its way."""
    return lambda headers, data: (headers | {name: wsgi(value)}, data)
