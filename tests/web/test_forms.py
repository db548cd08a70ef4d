"""Forms are the wire schemas', and what is typed into them is a body of the API: neither more nor less."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from registry.domain.lifecycle import Verb
from registry.schemas import acts, follow_ups, registrations
from registry.schemas.collateral import ITEMS
from registry.schemas.drafted import FORMS
from registry.web.desk.journeys import JOURNEYS
from registry.web.forms import Widget, flat, members_of
from registry.web.typed import beside, found, put, with_typed
from tests.api.test_kinds import BODIES
from tests.web.desk.clerk import typed_of

SCHEMAS = {
    **ITEMS,
    **{
        type(each).__name__: each
        for each in (
            registrations.GrantorIn(), registrations.ClaimIn(), registrations.DischargeIn(),
            follow_ups.FurtherClaimIn(), follow_ups.ReleaseIn(), follow_ups.SubordinationIn(),
            follow_ups.StatutoryReportIn(), acts.SeizeIn(),
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=list(SCHEMAS))
def test_every_field_is_called_something_in_both_languages(schema):
    for field in flat(members_of(schema, "")):
        assert field.label.zh, field.name
        assert field.label.en, field.name
        for _, words in field.options:
            assert words.zh, field.name
            assert words.en, field.name


@pytest.mark.parametrize("item", BODIES.values(), ids=list(BODIES))
def test_an_item_that_is_typed_is_the_item_that_was_meant(item):
    members = members_of(ITEMS[item["kind"]], "collateral/0", without=("kind",))
    form = MultiDict(typed_of(flat(members), {"collateral": [item]}))
    body = with_typed({"collateral": [{"kind": item["kind"]}]}, members, form=form)
    schema = ITEMS[item["kind"]]
    assert schema.load(body["collateral"][0]) == schema.load(item)


def test_an_outline_is_typed_as_another_program_wrote_it():
    members = members_of(ITEMS["forest_right"], "collateral/0", without=("kind",))
    (drawn,) = (field for field in flat(members) if field.widget is Widget.DRAWN)
    outline = (
        '{"type": "Polygon", "coordinates": [[[108.03, 30.29], [108.032, 30.29], [108.032, 30.292], [108.03, 30.29]]]}'
    )
    body = with_typed({}, members, form=MultiDict({drawn.anchor: outline}))
    assert found(body, f"{drawn.name}/coordinates/0/3") == [108.03, 30.29]
    for no_outline in ("{", "[" * 100_000, "[" * 400 + "]" * 400, '{"a": NaN}', "[1e400]", "9" * 5_000, "nowhere"):
        body = with_typed({}, members, form=MultiDict({drawn.anchor: no_outline}))
        assert found(body, drawn.name) == no_outline


class TestAPart:
    MEMBERS = members_of(ITEMS["warehouse_receipt"], "x")

    def test_that_must_be_there_is_missing_what_is_in_it_and_not_itself(self):
        body = with_typed({}, self.MEMBERS, form=MultiDict())
        assert found(body, "x/keeper") == {}
        assert found(body, "x/statutory_registration") is None

    def test_is_taken_away_when_everything_in_it_is(self):
        typed = {"x/statutory_registration/registry": "不动产登记中心"}
        body = with_typed({}, self.MEMBERS, form=MultiDict(typed))
        assert found(body, "x/statutory_registration") == {"registry": "不动产登记中心"}
        body = with_typed(body, self.MEMBERS, form=MultiDict({"x/statutory_registration/registry": "  "}))
        assert found(body, "x/statutory_registration") is None


def test_what_another_page_said_stays():
    members = members_of(registrations.DischargeIn(), "")
    assert with_typed({"other": [1]}, members, form=MultiDict({"reason": "waived"})) == {
        "other": [1],
        "reason": "waived",
    }


def test_a_place_is_found_where_it_was_put():
    body = {}
    put(body, "a/0/b", value=1)
    put(body, "a/1/b", value=2)
    assert body == {"a": [{"b": 1}, {"b": 2}]}
    assert found(body, "a/1/b") == 2
    assert (found(body, "a/2/b"), found(body, "a/x"), found(body, "a/0/b/c")) == (None, None, None)
    put(body, "a/0", value=None)
    assert body == {"a": [{"b": 2}]}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"amount": "500000.00", "currency": "CNY"}, ("50", "wan")),
        ({"value": "120.00", "unit": "mu"}, ("80000.00", "m2")),
        ({"value": "3200", "unit": "m2"}, ("4.80", "mu")),
        ({"value": "3", "unit": "t"}, None),
        ({"amount": "1e999999999", "currency": "CNY"}, None),
        ({"amount": "NaN", "currency": "CNY"}, None),
        ("text", None),
    ],
)
def test_an_amount_is_told_in_another_unit_beside(value, said):
    assert beside(value) == said


def test_what_the_desk_files_is_sent_where_the_api_takes_it():
    for verb, journey in JOURNEYS.items():
        follows = not journey.path.startswith("/")
        assert FORMS[verb].target == (f"/v1/registrations/{{}}/{journey.path}" if follows else journey.path)
    assert {Verb.REGISTER, Verb.DISCHARGE, Verb.SEIZE} <= set(JOURNEYS)
