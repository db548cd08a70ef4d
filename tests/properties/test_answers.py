"""Every answer that is made from a value has the published form, and says all the form says, whatever the value.

The answers that an interface composes itself (keys, health, catalogue, bundles) are held to theirs by the fuzz.
"""

import json
from functools import cache

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st
from marshmallow import fields as f

from registry.cli.spec import FOLDER
from registry.domain import lien_status
from registry.domain.asking import by_asset, by_key
from registry.domain.collateral import CLASSES
from registry.domain.errors import Refusal
from registry.domain.filings import Discharge
from registry.domain.identifiers import registration_number
from registry.domain.lifecycle import Status, Verb
from registry.domain.registration import Hit
from registry.schemas import (
    act_answers,
    act_outputs,
    answers,
    followed,
    key_outputs,
    outputs,
    problem_outputs,
    standing,
)
from registry.schemas.registrations import DischargeIn, RegisterIn
from registry.schemas.searches import SearchIn
from registry.signing.encoding import canonical_json, to_base64url
from registry.store.reads.registrations import Seen
from tests.properties.entered import (
    FOLLOW_UPS,
    attestations,
    burdens,
    days,
    follow_ups,
    hold_releases,
    holds,
    liftings,
    moments,
    numbers,
    seizures,
    standing_acts,
    transfers,
    words,
)
from tests.properties.strategies import form, registrations
from tests.samples import (
    TODAY,
    a_draft,
    a_filing,
    a_ground,
    a_parcel,
    a_registration_state,
    a_standing,
    a_transferred_parcel,
    all_entered,
)

QUIET = settings(
    deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    max_examples=60,
)  # fmt: skip
DRAWINGS = 8  # what is rare, a linked asset, may take more than one
NUMBER = registration_number(TODAY, 1)
# An answer shows a token and takes its check code from the payload; whose signature it is, is asked elsewhere.
JWS = ".".join(
    (to_base64url(canonical_json({"alg": "Ed25519", "kid": "k", "typ": "t"})), to_base64url(b"{}"), "A" * 86)
)

versions = st.integers(1, 10**6)


# --- values -----------------------------------------------------------------------------------------------------------


def decided(filing, ground):
    try:
        filing.check()
        return a_draft(filing, ground).entry
    except Refusal:
        return None


@st.composite
def registered(draw):
    """The entry of a registration, now and then with a creditor who has something on the same assets already."""
    filing = RegisterIn().load(draw(registrations()))
    ground = a_ground(standing=a_standing(filing.secured_creditor))
    made = decided(filing, ground)
    assume(made is not None)
    held = all_entered(filing, ground) if draw(st.booleans()) else ()
    return decided(filing, a_ground(*held, standing=ground.standing)) or made


@st.composite
def discharged(draw):
    filing = Discharge(registration=NUMBER, based_on=1, **DischargeIn().load(draw(form(DischargeIn))))
    made = decided(filing, a_ground(registration=a_registration_state(NUMBER)))
    assume(made is not None)
    return made


@st.composite
def searched(draw):
    hits = st.builds(
        Hit, registration=numbers, version=st.integers(1, 99), institution=st.just(a_standing().institution) | words,
        secured_creditor=words, status=st.sampled_from(Status), registered_at=moments, expires_on=days,
        contract_number=words, due_on=days, client_reference=st.none() | words,
        collateral=st.lists(st.tuples(st.sampled_from(list(CLASSES)), st.none() | st.integers(1, 9))).map(tuple),
    )  # fmt: skip
    body = {name: each for name, each in draw(form(SearchIn)).items() if name != "as_of"}
    found = tuple(draw(st.lists(hits, max_size=3)))
    return decided(SearchIn().load(body), a_ground(hits=found))


@st.composite
def seen(draw):
    """A registration as the store hands it over: its first entry, and what has become of it since."""
    first = draw(registered())
    ahead = {item["id"]: draw(st.lists(numbers, max_size=2)) for item in first.decided["collateral"]}
    return Seen(
        number=first.registration, payload=first.payload(), version=draw(versions),
        status=draw(st.sampled_from([Status.ACTIVE, Status.DISCHARGED, Status.REVOKED])), jws=JWS,
        recorded_from=draw(moments), settled_until=draw(moments), ahead=ahead,
    )  # fmt: skip


@st.composite
def held(draw):
    """What stands on an asset: liens of several lenders, ended ones and later ones among them."""
    filing = RegisterIn().load(draw(registrations()))
    ground = a_ground(standing=a_standing(filing.secured_creditor))
    assume(decided(filing, ground) is not None)
    parcel = a_parcel()
    layers = a_filing(parcel, a_transferred_parcel(parcel.parcel_code), acknowledged=frozenset({"R-47b"}))
    encumbrances = (*all_entered(filing, ground), *all_entered(layers))
    asset = draw(st.sampled_from([each.asset for each in encumbrances]))
    by = by_asset(asset) if draw(st.booleans()) else by_key(asset.kind, asset.asset_keys()[0].key)
    return lien_status.Register(
        as_of=draw(moments), asked=by, burdens=draw(burdens(encumbrances)), acts=draw(standing_acts(encumbrances[0]))
    )


def told():
    """An event as the store hands it over."""
    return st.fixed_dictionaries({
        "entry": st.uuids().map("evt_{}".format), "verb": st.sampled_from(Verb).map(str), "at": moments,
        "registration": st.none() | numbers, "act": st.none() | words, "about": st.lists(numbers, min_size=1),
        "contested": st.booleans(),
    })  # fmt: skip


def listed():
    return st.fixed_dictionaries({
        "number": numbers, "status": st.sampled_from(Status), "version": versions, "due_on": days, "expires_on": days,
        "client_reference": st.none() | words, "contract_number": words, "registered_at": moments,
    })  # fmt: skip


@st.composite
def entered(draw):
    """A line of a history as the store hands it over."""
    made = draw(st.one_of(registered(), discharged(), searched(), *map(follow_ups, FOLLOW_UPS)))
    certificate = draw(st.none() | numbers.map(lambda each: f"{each}-1"))
    return {
        "id": made.id, "verb": str(made.verb), "version": draw(versions), "at": made.at,
        "payload": made.payload().decode(), "certificate": certificate,
    }  # fmt: skip


# --- answers ----------------------------------------------------------------------------------------------------------

live = {"livemode": st.booleans()}


def made_of(make, entries):
    """The answer to what was entered, and to its rehearsal."""
    return st.builds(make, entries, st.sampled_from([None, JWS]), **live)


MADE = {
    answers.registration: (
        outputs.RegistrationOut, st.builds(answers.registration, registered(), st.just(JWS), **live),
    ),
    answers.rehearsed: (outputs.RegistrationOut, st.builds(answers.rehearsed, registered(), **live)),
    standing.standing: (
        outputs.RegistrationOut, st.builds(standing.standing, seen(), as_of=st.none() | moments, **live),
    ),
    answers.discharge: (
        outputs.DischargedOut, st.builds(answers.discharge, discharged(), st.sampled_from([None, JWS]), **live),
    ),
    answers.lien_status: (
        outputs.LienStatusOut,
        st.builds(
            lambda held, own, livemode: answers.lien_status(
                lien_status.status(held), kind=held.asked.kind, own=own, role="lender", livemode=livemode
            ),
            held(), st.just(a_standing().institution) | words, st.booleans(),
        ),
    ),
    followed.further_claim: (followed.FurtheredOut, made_of(followed.further_claim, follow_ups(Verb.FURTHER_CLAIM))),
    followed.statutory_registration: (
        followed.ReportedOut, made_of(followed.statutory_registration, follow_ups(Verb.STATUTORY_REGISTRATION)),
    ),
    followed.subordination: (followed.SubordinatedOut, made_of(followed.subordination, follow_ups(Verb.SUBORDINATION))),
    followed.release: (followed.ReleasedOut, made_of(followed.release, follow_ups(Verb.RELEASE))),
    act_answers.seizure: (act_outputs.SeizureOut, made_of(act_answers.seizure, seizures())),
    act_answers.lifting: (act_outputs.SeizureLiftingOut, made_of(act_answers.lifting, liftings())),
    act_answers.hold: (act_outputs.HoldOut, made_of(act_answers.hold, holds())),
    act_answers.release: (act_outputs.HoldReleaseOut, made_of(act_answers.release, hold_releases())),
    act_answers.attestation: (act_outputs.AttestationOut, made_of(act_answers.attestation, attestations())),
    act_answers.transfer: (act_outputs.TransferOut, made_of(act_answers.transfer, transfers())),
    answers.search: (outputs.SearchOut, st.builds(answers.search, searched(), st.just(JWS), **live)),
    answers.listed: (outputs.ListedOut, st.builds(answers.listed, listed(), at=moments, **live)),
    answers.told: (outputs.ToldOut, st.builds(answers.told, told())),
    answers.event: (outputs.EventOut, st.builds(answers.event, entered())),
}  # fmt: skip
COMPOSED = {
    outputs.BundleOut, outputs.VerificationOut, outputs.TokenOut, outputs.KindListOut, outputs.EnumsOut,
    outputs.JwksOut, outputs.HealthOut, outputs.ReadyOut, problem_outputs.ProblemOut,
    outputs.RegistrationListOut, outputs.HistoryOut, outputs.LienStatusListOut, outputs.EventListOut,
    key_outputs.KeyChangeOut, key_outputs.ClientKeyListOut,
}  # fmt: skip
"""Made where they are served; the fuzz asks for every one of them."""


def inner(field):
    """The forms that stand in a field."""
    if isinstance(field, f.List):
        return inner(field.inner)
    return [type(field.schema)] if isinstance(field, f.Nested) else []


def reached(cls):
    """A form and every form inside it."""
    return {cls}.union(*(reached(each) for field in cls().fields.values() for each in inner(field)))


def test_every_form_of_an_answer_is_drawn_or_asked_for():
    homes = (outputs, followed, act_outputs, key_outputs)
    named = {each for home in homes for each in vars(home).values() if isinstance(each, type)}
    published = {each for each in named if each.__name__.endswith("Out") and not each.__name__.startswith("_")}
    drawn = set().union(*(reached(cls) for cls, _ in MADE.values()), *map(reached, COMPOSED))
    assert published - drawn <= BASES, "say in MADE how it is made, or in COMPOSED that it is asked for"


BASES = {act_outputs.OnAssetOut, outputs.AmountSeenOut}


def test_every_answer_made_from_a_value_is_drawn():
    homes = (answers, standing, followed, act_answers)
    made = [each for home in homes for each in vars(home).values() if getattr(each, "__module__", "") == home.__name__]
    public = {
        each for each in made if callable(each) and not isinstance(each, type) and not each.__name__.startswith("_")
    }
    assert public - set(MADE) == PARTS


PARTS = {
    answers.people_time, answers.both, answers.reason, answers.finding, answers.certified, answers.certificate_of,
    answers.place_and_effect, answers.further_claim, answers.newer, answers.flags, answers.quantities,
    answers.carried_item, standing.given,
}  # fmt: skip
"""What several answers are made of."""


@cache
def validator(name):
    document = yaml.safe_load((FOLDER / "openapi.yaml").read_text(encoding="utf-8"))
    whole = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(whole, format_checker=checker)


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_an_answer_has_the_published_form_and_says_all_of_it(make):
    cls, made = MADE[make]
    said, members = [], set()

    @settings(QUIET)
    @given(made)
    def check(answer):
        sent = json.loads(json.dumps(answer, ensure_ascii=False))
        assert sent == answer
        found = [f"{wrong.json_path}: {wrong.message[:200]}" for wrong in validator(cls.__name__).iter_errors(sent)]
        assert found == []
        loaded = cls().load(sent)  # refuses what the form does not list
        assert cls().load(cls().dump(loaded)) == loaded
        assert cls().dump(loaded) == sent
        said.append(sent)
        members.update(name for name, value in sent.items() if value not in (None, []))

    wanted = {name for name, field in cls().fields.items() if field.required} - NOT_YET.get(make, set())
    for drawing in range(DRAWINGS):
        seed(drawing)(check)()
        if wanted <= members:
            break
    assert len(said) >= QUIET.max_examples
    assert wanted <= members, wanted - members


NOT_YET = {
    answers.registration: {"flags"},  # set by what follows a registration
    answers.rehearsed: {"flags", "number", "version", "certificate"},  # nothing is promised
    standing.standing: {"flags"},
}
