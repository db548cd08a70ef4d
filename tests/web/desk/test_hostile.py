"""Whatever is typed into any field of any form is shown as what it is: text."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from werkzeug.datastructures import MultiDict

from registry.schemas import acts, follow_ups, registrations
from registry.schemas.collateral import ITEMS
from registry.web.filled import filled, told
from registry.web.forms import Widget, flat, members_of
from registry.web.page import _templates
from registry.web.typed import with_typed
from tests.properties.hostile import variants
from tests.register import today
from tests.samples import a_body, a_forest_body
from tests.web.desk.clerk import Forms, an_asset, claim_of, grantors_of

HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "a script in an attribute": '" autofocus onfocus="alert(1)',
    "a picture": "'><img src=x onerror=alert(1)>",
    "the end of a textarea": "</textarea></select><svg onload=alert(1)>",
    "an entity": "&lt;b&gt;&#0;&amp",
    "a template": "{{ 7 * 7 }}{% raw %}${7*7}",
    "an address": "javascript:alert(1)//",
    "a formula": '=HYPERLINK("//evil.test","x")',
    "another formula": "@SUM(1+1)*cmd|' /C calc'!A0",
    "a minus": "-2+3+cmd|' /C calc'!A0",
    "much": "长" * 5_000,
    "one long word": "a" * 5_000,
    "right to left": "سند ملكية رقم ١٢٣",
    "an override": "\u202egnp.exe\u202c",
    "rare characters": "𠮷𠀋㐂䶮𬮿",
    "a face": "👩🏽‍🌾🧑‍🌾",
    "nothing to be seen": "\u200b\u2060\ufeff",
    "controls": "\x00\x01\x1b[31m",
    "lines": "one\r\ntwo\nSet-Cookie: x=y",
    "a quote": "'; DROP TABLE draft; --",
    "a number far too large": "9" * 400,
    "a number that takes a gigabyte to write": "1e999999999",
    "a number of another script": "１２３٤٥",
}
FORMS = {
    **ITEMS,
    "a grantor": registrations.GrantorIn(),
    "a claim": registrations.ClaimIn(),
    "a discharge": registrations.DischargeIn(),
    "a release": follow_ups.ReleaseIn(),
    "a subordination": follow_ups.SubordinationIn(),
    "a report": follow_ups.StatutoryReportIn(),
    "a further claim": follow_ups.FurtherClaimIn(),
    "a seizure": acts.SeizeIn(),
}
OURS = frozenset(
    [
        "a",
        "bdi",
        "body",
        "button",
        "code",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "form",
        "h1",
        "h2",
        "head",
        "header",
        "html",
        "input",
        "label",
        "legend",
        "li",
        "link",
        "main",
        "meta",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "select",
        "small",
        "span",
        "strong",
        "summary",
        "textarea",
        "title",
        "ul",
        "br",
        "time",
    ]
)
PAGE = """{% import "desk/fields.html" as fields with context %}{% import "desk/around.html" as around with context %}
{{ around.summary(told, None) }}<form action="/here">{{ fields.all(members) }}</form>"""


class Elements(HTMLParser):
    """Every element of a page, with the names of its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: Counter[tuple[str, ...]] = Counter()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "p":  # a number is told in another unit besides
            self.found[tag, *sorted(name for name, _ in attrs)] += 1


def drawn(schema, typed):
    """The form of a schema with this typed into every field that takes text."""
    members = members_of(schema, "x")
    form = MultiDict((field.anchor, typed) for field in flat(members) if field.widget is not Widget.TICKS)
    body = with_typed({}, members, form=form)
    text = (
        _templates()
        .from_string(PAGE)
        .render(members=filled(members, body), told=told(members, ()), language="zh", visitor=None)
    )
    return members, text


@pytest.mark.parametrize("schema", FORMS.values(), ids=list(FORMS))
def test_a_field_shows_what_was_typed_and_nothing_comes_of_it(schema):
    _, plain = drawn(schema, "一二三")
    expected = Elements(plain).found
    for name, typed in HOSTILE.items():
        members, text = drawn(schema, typed)
        assert Elements(text).found == expected, name
        shown = Forms(text).forms["/here"]
        for field in flat(members):
            if field.widget is Widget.TEXT:
                assert shown[field.anchor][0].split() == typed.split(), (name, field.name)


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=list(HOSTILE))
def test_every_page_of_a_registration_stands_it(desk, typed):
    """Typed into every free text of a forest right's registration; what the schema lets pass goes as far as the paper."""
    body = a_body(a_forest_body(), today=today())
    desk.begins("forest_right", typed)
    assert desk.page.status_code == 200
    for page in (
        an_asset(a_forest_body()) | {"collateral/0/species": typed},
        grantors_of(body) | {"grantors/0/name": typed, "grantors/0/address": typed, "grantors/0/contact": typed},
        claim_of(body)
        | {"secured_creditor/identifier/value": desk.lender.uscc, "secured_claim/contract_number": typed},
        {"documents": ["security_contract"], "collateral/0/statutory_registration/number": typed},
    ):
        desk.types(page)
        assert desk.page.status_code in (200, 422), desk.page.text
        harmless(desk.page.text)
        if desk.page.status_code == 422:
            return
    harmless(desk.page.text)
    path = desk.at.removesuffix("/check")
    harmless(desk.goes_to(f"{path}/application").text)
    harmless(desk.goes_to("/desk").text)


def harmless(text):
    """No element and no attribute but those of our own pages."""
    for tag, *attributes in Elements(text).found:
        assert tag in OURS
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "src", "autofocus")]
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text)


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=list(HOSTILE))
def test_the_first_page_and_the_second_person_s_stand_it(desk, typed):
    desk.goes_to("/desk")
    for action, fields in (
        ("/desk/registrations", {"kind": typed, "code": typed}),
        ("/desk/follow-ups", {"number": typed, "verb": typed}),
    ):
        answer = desk.sends(action, **fields)
        assert answer.status_code == 422
        harmless(answer.text)
    made = desk.browser.get(f"/desk/{'x' if '/' in typed or not typed.isprintable() else typed[:50]}/asset")
    assert made.status_code in (403, 404)


def test_a_number_written_in_any_odd_way_is_refused_at_its_field(desk):
    desk.begins("forest_right")
    good = "500233010001JE00007L00000001"
    for name, typed in variants(good).items():
        if "\ud800" in typed:
            continue  # no form can send it
        answer = desk.types({**an_asset(a_forest_body()), "collateral/0/unit_code": typed})
        assert answer.status_code in (200, 422), name
        harmless(answer.text)
        desk.goes_to(desk.at.replace("/grantors", "/asset"))
