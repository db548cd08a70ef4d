"""No number in any field, no address and no question brings the register down or makes it repeat what was typed."""

import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from registry.domain.collateral import CLASSES
from registry.domain.identifiers import Scheme
from registry.schemas.collateral import ITEMS
from registry.schemas.fields import Many, Part, Words
from tests.api.problem import is_problem, pointers
from tests.properties.hostile import (
    echoes,
    fill,
    nothing_entered,
    placed,
    pointer,
    required,
    text_parameters,
    variants,
)
from tests.properties.strategies import OF_SCHEME, STANDARDISED, form, named, wire
from tests.register import today
from tests.samples import a_body, a_parcel_body, a_receipt_body

PATH = "/v1/registrations"
CHECKED = (Scheme.USCC, Scheme.CITIZEN_ID, Scheme.LEI)  # the others have a form and no check
RECORDED = ("search",)  # a dry run that is answered was a search
LONGEST_SIGNED = 4000  # no signer of ours signs a longer address
# The simplest example hypothesis knows, and one more.
TWO = settings(
    max_examples=2, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def identifier_fields(schema, place=()):
    """Place and field of every text in a form that is read by a standard."""
    for name, field in named(schema).items():
        many = isinstance(field, Many)
        each, at = (field.inner, (*place, name, 0)) if many else (field, (*place, name))
        if isinstance(each, Part):
            yield from identifier_fields(each.schema, at)
        elif isinstance(each, Words) and each._read:
            yield at, each


def numbered():
    return [(kind, *found) for kind in CLASSES for found in identifier_fields(ITEMS[kind])]


def sent(bank, body):
    """A dry run of the body; lone surrogates travel as JSON can write them."""
    return bank.file(PATH, json.dumps({**body, "secured_creditor": bank.creditor()}).encode(), query="dry_run=true")


def declined(answer, text, *, at):
    """A refusal that names the place and keeps silent about what stood there."""
    document = is_problem(answer)
    assert answer.status_code in (400, 422), (text[:80], document)
    assert at in pointers(document), (text[:80], document)
    assert not echoes(answer, text), (text[:80], document)


def survived(answer, text):
    """Anything but a failure; a refusal is silent about what it refused."""
    if answer.status_code >= 400:
        is_problem(answer)
        assert not echoes(answer, text), text[:80]


@pytest.mark.parametrize(("kind", "place", "field"), numbered(), ids=lambda each: getattr(each, "name", str(each)))
def test_a_hostile_number_in_a_field_of_collateral_is_declined(bank, kind, place, field):
    @TWO
    @given(form(type(ITEMS[kind])), wire(field))
    def check(drawn, good):
        for name, text in variants(good.strip()).items():
            answer = sent(bank, a_body(placed(drawn, place, value=text), today=today()))
            if field._read in STANDARDISED:
                declined(answer, text, at=pointer(("collateral", 0, *place)))
            else:
                assert answer.status_code < 500, name  # a document's own number is whatever its issuer wrote
                survived(answer, text)

    with nothing_entered(bank, but=RECORDED):
        check()


@pytest.mark.parametrize("scheme", Scheme)
def test_a_hostile_number_of_a_person_or_an_organisation_is_declined(bank, scheme):
    @TWO
    @given(OF_SCHEME[scheme])
    def check(good):
        for text in variants(good).values():
            body = a_body(today=today())
            body["grantors"][0] |= {
                "type": "organization" if scheme in (Scheme.USCC, Scheme.LEI) else "natural_person",
                "identifier": {"scheme": str(scheme), "value": text},
            }
            answer = sent(bank, body)
            if scheme in CHECKED:
                declined(answer, text, at="/grantors/0/identifier/value")
            else:
                survived(answer, text)

    with nothing_entered(bank, but=RECORDED):
        check()


@pytest.fixture(scope="module")
def good(bank):
    """Numbers that mean something here, so that a hostile one is near one that is."""
    made = bank.register(a_body(a_parcel_body(), a_receipt_body(), today=today())).json
    bank.discharge(bank.register(a_body(today=today())).json["number"])
    keys = [key for item in made["collateral"] for key in item["identity_keys"]]
    return [made["number"], made["certificate"]["number"], made["certificate"]["check_code"], *keys]


def asked(bank, address, **query):
    """The answer to a question with a real token; words stand in the address byte for byte."""
    typed = "&".join(f"{name}={escaped(text)}" for name, text in query.items())
    headers = {"Authorization": f"Bearer {bank.token()}"}
    return bank.anonymous("GET", address, query_string=typed, headers=headers)


def escaped(text):
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


@pytest.mark.parametrize(("path", "where", "name"), text_parameters(), ids=str)
def test_a_hostile_word_in_an_address_is_answered_with_a_problem_or_with_nothing_found(bank, good, path, where, name):
    others = {other: next(iter(CLASSES)) if other == "kind" else "x" for other in required(path)}
    bank.token()
    with nothing_entered(bank):
        for number, (label, text) in ((each, made) for each in good for made in variants(each).items()):
            if where == "path":
                answer = asked(bank, fill(path, **{name: escaped(text)}), **others)
            else:
                answer = asked(bank, fill(path, number=number), **(others | {name: text}))
            assert answer.status_code < 300 or 400 <= answer.status_code < 500, (label, answer.status_code)
            survived(answer, text)


@pytest.mark.parametrize("path", ["/discharge", "/history", ""])
def test_a_hostile_number_names_no_registration(bank, good, path):
    bank.token()
    with nothing_entered(bank):
        for label, text in variants(good[0]).items():
            address = f"{PATH}/{escaped(text)}{path}"
            if path == "/discharge" and len(address) <= LONGEST_SIGNED:
                answer = bank.file(address, {"reason": "waived"}, if_match='"1"')
            else:
                answer = asked(bank, address)  # where nothing can be asked, 405
            document = is_problem(answer)
            # An address encoded in another way than RFC 3986 asks is believed of nobody.
            assert answer.status_code in ((401, 404, 405) if path == "/discharge" else (404,)), (label, document)
            assert not echoes(answer, text)
