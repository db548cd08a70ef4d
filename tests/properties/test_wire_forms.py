"""Every wire form takes what it says it takes, and means one thing by it, however it was typed."""

import dataclasses
from collections import Counter
from datetime import date
from enum import Enum
from functools import singledispatch

import pytest
import yaml
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st

from registry.api.problems import STATUS_OF
from registry.cli.spec import FOLDER
from registry.domain import canon, entry
from registry.domain.admission import decide
from registry.domain.collateral import CLASSES, Collateral, Terms
from registry.domain.errors import InvalidParticulars, Refusal
from registry.domain.filings import Discharge, Search
from registry.domain.identifiers import Scheme, registration_number
from registry.domain.lifecycle import Status
from registry.domain.measures import Money, Quantity
from registry.domain.outline import STEPS, Outline
from registry.domain.party import InstitutionType
from registry.domain.registration import Item
from registry.schemas import access_events, drafts, fields, queries, statistics
from registry.schemas.acts import HoldIn, HoldReleaseIn, LiftIn, SeizeIn, TransferIn
from registry.schemas.asking import AskedIn, LienStatusIn
from registry.schemas.attestations import AttestationIn
from registry.schemas.client_keys import KeyRevocationIn, NewKeyIn
from registry.schemas.collateral import ITEMS, ItemField
from registry.schemas.desk_questions import Typed
from registry.schemas.follow_ups import FurtherClaimIn, ReleaseIn, StatutoryReportIn, SubordinationIn
from registry.schemas.payment import WaterfallIn
from registry.schemas.privacy import SubjectReportIn, UnmaskingIn
from registry.schemas.registrations import DischargeIn, RegisterIn
from registry.schemas.searches import SearchIn
from registry.schemas.tokens import TokenIn
from registry.schemas.verifications import VerificationIn
from tests.kinds import pilot_ground
from tests.properties.strategies import GOOD, OF_SCHEME, form, item, named, registrations
from tests.samples import (
    TODAY,
    a_draft,
    a_filer,
    a_ground,
    a_registration_state,
    a_standing,
    all_entered,
    counting,
)

BODIES = (
    RegisterIn, FurtherClaimIn, StatutoryReportIn, SubordinationIn, ReleaseIn, DischargeIn, SeizeIn, LiftIn, HoldIn,
    HoldReleaseIn, TransferIn, AttestationIn, LienStatusIn, SearchIn, WaterfallIn, TokenIn, VerificationIn, NewKeyIn,
    KeyRevocationIn, UnmaskingIn, SubjectReportIn,
)  # fmt: skip
DRAWINGS = 8  # a kind that is seldom lawful as it is drawn may take more than one
QUESTIONS = (
    queries.DryRun, queries.AsOf, queries.LienStatusQuery, queries.CertificateQuery, queries.ListQuery,
    queries.EventQuery, access_events.AccessEventQuery, drafts.DraftQuery,
    statistics.StatisticQuery,
)  # fmt: skip
NUMBER = registration_number(TODAY, 1)
# Drawing a whole registration is more than a few letters; the examples are the same on every machine. What explains a
# failure traces every line, for minutes.
SLOW = settings(
    deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


def inner(field):
    """The forms that stand in a field."""
    if isinstance(field, ItemField):
        return [type(schema) for schema in ITEMS.values()]
    if isinstance(field, fields.Many):
        return inner(field.inner)
    return [type(field.schema)] if isinstance(field, fields.Part) else []


def reached(*roots):
    """These forms and every form inside them."""
    found, waiting = set(), list(roots)
    while waiting:
        cls = waiting.pop()
        if cls not in found:
            found.add(cls)
            waiting += [each for field in cls().fields.values() for each in inner(field)]
    return found


def leaves(cls):
    """Every form derived from a class and not derived from further."""
    below = [leaf for each in cls.__subclasses__() for leaf in leaves(each)]
    return below or [cls]


def published():
    """Every operation of the specification."""
    document = yaml.safe_load((FOLDER / "openapi.yaml").read_text(encoding="utf-8"))
    return [each for item in document["paths"].values() for name, each in item.items() if name != "parameters"]


def contents_of(operation):
    return operation.get("requestBody", {"content": {}})["content"].values()


FORMS = sorted(reached(*BODIES, *QUESTIONS), key=lambda cls: cls.__name__)


class TestTheStrategies:
    """A form, a kind, a scheme or a field that nobody draws is a gap nobody sees."""

    def test_draw_every_form_there_is(self):
        sent = {cls for cls in leaves(fields.Schema) if cls.__module__.startswith("registry.schemas.")}
        sent = {cls for cls in sent if not cls.__name__.endswith("Out")} - set(leaves(Typed))
        assert sent - set(FORMS) == set(), "name it in BODIES or QUESTIONS, or draw it inside another"

    def test_draw_every_body_that_is_published(self):
        contents = [each for operation in published() for each in contents_of(operation)]
        assert {each["schema"]["$ref"].rsplit("/", 1)[1] for each in contents} == {cls.__name__ for cls in BODIES}

    def test_draw_every_question_that_is_published(self):
        given = [each for operation in published() for each in operation.get("parameters", ()) if each["in"] == "query"]
        assert {each["name"] for each in given} == {name for cls in QUESTIONS for name in named(cls())}

    def test_draw_every_kind_and_every_scheme(self):
        assert set(GOOD) == set(CLASSES) == set(ITEMS), "a good item of every kind stands in GOOD"
        assert set(OF_SCHEME) == set(Scheme)

    @pytest.mark.parametrize("cls", FORMS, ids=lambda cls: cls.__name__)
    def test_draw_every_field(self, cls):
        seen = set()

        @settings(SLOW, max_examples=120)
        @given(form(cls))
        def check(drawn):
            seen.update(name for name, value in drawn.items() if value is not None)

        check()
        assert seen == set(named(cls()))

    def test_make_a_good_item_of_every_kind(self):
        for kind, made in GOOD.items():
            assert tuple(ITEMS[kind].load(made()).asset.faults("")) == ()


# --- there and back ---------------------------------------------------------------------------------------------------


@singledispatch
def written(value):
    """What was loaded, as it would be sent: the inverse of loading."""
    return _members(vars_of(value)) if dataclasses.is_dataclass(value) else value


def vars_of(value):
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}


@written.register
def _members(value: dict):
    return {name: written(each) for name, each in value.items() if each not in (None, (), frozenset())}


written.register(Money, lambda value: {"amount": value.amount, "currency": str(value.currency)})
written.register(Quantity, lambda value: {"value": value.value, "unit": str(value.unit)})
written.register(Item, lambda value: {"kind": value.asset.kind} | _members(vars_of(value.asset) | vars_of(value.terms)))
written.register(Collateral, lambda value: {"kind": value.kind, **_members(vars_of(value))})
written.register(Outline, lambda value: {"type": "Polygon", "coordinates": [_positions(ring) for ring in value.rings]})
written.register(Search, lambda value: _members(vars_of(value) | {"keys": None}))
written.register(tuple, lambda value: [written(each) for each in value])
written.register(list, lambda value: [written(each) for each in value])
written.register(frozenset, lambda value: [written(each) for each in sorted(value)])
written.register(Enum, str)
written.register(date, lambda value: value.isoformat())


def _positions(ring):
    """In degrees, from steps as text."""
    return [[int(step) / STEPS for step in point.split()] for point in ring.split(",")]


def outside(schema, kept):
    """What was written, by the names the form has outside."""
    return {
        field.data_key or name: _by_name(field, kept[name]) for name, field in schema.fields.items() if name in kept
    }


def _by_name(field, kept):
    if isinstance(field, fields.Many):
        return [_by_name(field.inner, each) for each in kept]
    if isinstance(field, ItemField):
        return outside(ITEMS[kept["kind"]], kept)
    return outside(field.schema, kept) if isinstance(field, fields.Part) else kept


def leaves_of(value, place=""):
    """The place of everything that says something, without what stands there."""
    if isinstance(value, list) and not all(isinstance(each, dict) for each in value):
        return {place}
    if not isinstance(value, dict | list):
        return set() if value is None else {place}
    named_values = value.items() if isinstance(value, dict) else enumerate(value)
    return {leaf for name, each in named_values for leaf in leaves_of(each, f"{place}/{name}")}


def lost(sent, kept):
    """The place of everything that was sent and does not stand in what was kept of it."""
    return sorted(leaves_of(sent) - leaves_of(kept))


def means_one_thing(cls, drawn):
    """The value that was sent, once it has survived the journal's way and the filer's way with nothing lost."""
    value = cls().load(drawn)
    if dataclasses.is_dataclass(value):
        assert canon.build(type(value), canon.plain(value)) == value
    kept = outside(cls(), written(value))
    if cls in QUESTIONS:
        kept = {name: str(each) for name, each in kept.items()}  # all that stands behind a question mark is text
    assert said(cls().load(kept)) == said(value)
    assert lost(_without_terms(drawn) if cls in ACTS else drawn, kept) == []
    return value


ACTS = (SeizeIn, HoldIn, TransferIn, AttestationIn)
_AGREED = {field.name for field in dataclasses.fields(Terms)}


def _without_terms(act):
    """What is agreed about security is no court's or exchange's to say, and is not kept."""
    return {name: _of_assets(name, each) for name, each in act.items()}


def _of_assets(name, said):
    if name in ("assets", "into"):
        return [_of_assets("asset", each) for each in said]
    return {each: value for each, value in said.items() if each not in _AGREED} if name == "asset" else said


def said(loaded):
    """Particulars that go into a filing, without the lists in which nothing stands."""
    return {name: each for name, each in loaded.items() if each != ()} if isinstance(loaded, dict) else loaded


ONE_WAY = {AskedIn, queries.DryRun, statistics.StatisticQuery}
INVERTIBLE = [cls for cls in FORMS if not reached(cls) & ONE_WAY]
"""What is asked becomes the keys or the cells to look under, and from a key nobody tells which code was typed."""


@pytest.mark.parametrize("cls", INVERTIBLE, ids=lambda cls: cls.__name__)
def test_a_form_means_one_thing(cls):
    @settings(SLOW, max_examples=60)
    @given(form(cls))
    def check(drawn):
        means_one_thing(cls, drawn)

    check()


@pytest.mark.parametrize("kind", CLASSES)
class TestAnItem:
    def test_means_one_thing(self, kind):
        @settings(SLOW, max_examples=100)
        @given(item(kind))
        def check(drawn):
            loaded = means_one_thing(type(ITEMS[kind]), drawn)
            assert isinstance(loaded, Item)
            assert type(loaded.asset) is CLASSES[kind]

        check()

    def test_is_found_by_every_key_it_has(self, kind):
        @settings(SLOW, max_examples=60)
        @given(item(kind))
        def check(drawn):
            asset = ITEMS[kind].load(drawn).asset
            assume("missing_identity" not in {fault.code for fault in asset.faults("")})  # refused before anybody asks
            keys = asset.asset_keys()
            own = {key.key for key in keys if key.role == "identity"}
            assert all(canon.loads(canon.dumps(key.key)) == key.key for key in keys)
            assert all(own & set(CLASSES[kind].search_keys(key)) for key in own), own

        check()


@settings(SLOW, max_examples=60)
@given(form(DischargeIn), st.integers(1, 10**9))
def test_a_discharge_means_one_thing(drawn, version):
    made = Discharge(registration=NUMBER, based_on=version, **DischargeIn().load(drawn))
    assert canon.build(Discharge, canon.plain(made)) == made


@settings(SLOW, max_examples=100)
@given(form(AskedIn))
def test_what_is_asked_means_one_thing_however_it_is_typed(drawn):
    asked = AskedIn().load(drawn)
    assert asked.keys
    if "asset" in drawn:
        assert AskedIn().load({"asset": outside(ITEMS[asked.asset.kind], written(asked.asset))}) == asked
        return
    typed = "code" if "code" in drawn else "key"
    plain = drawn[typed] if typed == "key" else Collateral.typed(drawn[typed])
    assert AskedIn().load(drawn | {typed: plain}) == asked


@settings(SLOW, max_examples=60)
@given(form(LienStatusIn))
def test_a_question_about_several_assets_is_each_question_in_its_order(drawn):
    loaded = LienStatusIn().load(drawn)
    assert loaded["assets"] == [AskedIn().load(each) for each in drawn["assets"]]
    assert (loaded["as_of"] is None) == (drawn.get("as_of") is None)


@settings(SLOW, max_examples=100)
@given(form(SearchIn))
def test_a_search_means_one_thing(drawn):
    made = SearchIn().load(drawn)
    assert canon.build(Search, canon.plain(made)) == made
    ((way, sent),) = drawn["by"].items()
    assert made.by == way
    assert made.keys == (AskedIn().load(sent).keys if way == "asset" else ())
    kept = written(made)
    again = {name: kept[name] for name in ("purpose", "reference", "as_of") if name in kept}
    again["by"] = {way: sent if way == "asset" else kept[way]}
    assert SearchIn().load(again) == made
    assert lost({name: each for name, each in drawn.items() if name != "by"}, kept) == []


def test_a_dry_run_is_a_word_and_nothing_else_is():
    assert [queries.DryRun().load({"dry_run": word})["dry_run"] for word in ("true", "false")] == [True, False]
    assert queries.DryRun().load({}) == {"dry_run": False}


# --- decided ----------------------------------------------------------------------------------------------------------


def refused(filing, ground):
    try:
        filing.check()
        decide(filing, ground, by=a_filer(), fresh=counting())
    except Refusal as refusal:
        return refusal
    return None


def outcome(filing, ground):
    """What becomes of a filing: the code of the refusal, or `entered` once its entry has been read back."""
    if refusal := refused(filing, ground):
        assert type(refusal) in STATUS_OF
        assert not isinstance(refusal, InvalidParticulars) or refusal.faults
        return refusal.code
    made = a_draft(filing, ground).entry
    assert entry.read(made.payload()) == made
    return "entered"


def seen_by(creditor, kind):
    """A register on which the creditor is an institution of this kind, and nothing has been entered."""
    return pilot_ground(bank=creditor, standing=a_standing(creditor, kind=kind))


def test_a_drawn_filing_is_entered_or_refused_by_rule_and_never_twice():
    outcomes, again, kinds = Counter(), Counter(), Counter()

    @settings(SLOW, max_examples=300)
    @given(registrations(), st.sampled_from(InstitutionType))
    def check(drawn, kind):
        filing = RegisterIn().load(drawn)
        ground = seen_by(filing.secured_creditor, kind)
        said = outcome(filing, ground)
        outcomes[said] += 1
        if said == "entered":
            kinds.update(item.asset.kind for item in filing.collateral)
            held = all_entered(filing, ground)
            repeated = outcome(filing, pilot_ground(*held, standing=ground.standing, at=ground.at.replace(hour=23)))
            again[repeated] += 1
            exclusive = any(key.exclusive for each in held for key in each.keys)
            expected = {"collateral_already_pledged"} if exclusive else {"acknowledgement_required", "entered"}
            assert repeated in expected, repeated

    for drawing in range(DRAWINGS):
        seed(drawing)(check)()
        if set(kinds) == set(CLASSES):
            break
    assert outcomes["entered"] >= 60, outcomes
    assert outcomes["invalid_particulars"] >= 10, outcomes
    assert set(again) >= {"collateral_already_pledged", "acknowledgement_required"}, again
    assert set(kinds) == set(CLASSES), kinds


@settings(SLOW, max_examples=100)
@given(form(DischargeIn), st.integers(1, 3), st.sampled_from(Status))
def test_a_drawn_discharge_ends_a_live_registration_of_that_version_and_no_other(drawn, version, status):
    state = a_registration_state(NUMBER, version=2, status=status)
    filing = Discharge(registration=NUMBER, based_on=version, **DischargeIn().load(drawn))
    said = outcome(filing, a_ground(registration=state))
    ended = status in (Status.DISCHARGED, Status.REVOKED)
    if filing.faults():
        assert said == "invalid_particulars"
    else:
        assert said == ("registration_ended" if ended else "entered" if version == 2 else "stale_version")
