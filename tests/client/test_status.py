"""What a verifier makes of a status list: only the one that is claimed, only of now, only under the current key."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from registry.client.status import Stale, standing
from registry.domain import canon
from registry.domain.status_list import LASTS_SECONDS, TYPE, Packed, Place, Standing, claims, uri
from registry.signing.errors import BadSignature, Reason
from registry.signing.jws import sign_compact
from registry.signing.keys import KeyState, Use
from tests.signing.builders import NOON

ORIGIN = "https://registry.example"
CLAIM = Place(3, 7).claim(ORIGIN)


def packed(**changed):
    made = Packed()
    for at, value in changed.items():
        made[int(at.removeprefix("at"))] = value
    return made


@pytest.fixture
def token(workers_ring):
    def make(made=None, *, number=3, typ=TYPE, use=Use.STATUS, ring=workers_ring, **changes):
        said = claims(made or packed(at7=Standing.ENDED), uri=uri(ORIGIN, number), issued_at=int(NOON.timestamp()))
        return sign_compact(ring, canon.encode(said | changes), use=use, typ=typ)

    return make


def refusal_of(text, trust, *, claim=CLAIM, now=NOON):
    with pytest.raises(BadSignature) as refused:
        standing(text, claim=claim, trust=trust, now=now)
    return refused.value.reason


@pytest.mark.parametrize("said", Standing)
def test_the_place_claimed_is_read(token, trust, said):
    text = token(packed(at7=said, at6=Standing.OBJECTED))
    assert standing(text, claim=CLAIM, trust=trust, now=NOON) is said


def test_a_list_is_good_until_it_runs_out(token, trust):
    assert standing(token(), claim=CLAIM, trust=trust, now=NOON + timedelta(seconds=LASTS_SECONDS - 1))
    for away in (timedelta(seconds=LASTS_SECONDS), timedelta(hours=-1), timedelta(days=400)):
        with pytest.raises(Stale):
            standing(token(), claim=CLAIM, trust=trust, now=NOON + away)


def test_another_list_tells_nothing(token, trust):
    assert refusal_of(token(number=4), trust) is Reason.MALFORMED


def test_a_list_of_another_register_s_address_tells_nothing(token, trust):
    assert refusal_of(token(sub="https://elsewhere.example/status/3"), trust) is Reason.MALFORMED


def test_a_token_of_another_type_is_none(token, trust):
    assert refusal_of(token(typ="at+jwt"), trust) is Reason.WRONG_TYPE


def test_a_key_for_something_else_signs_no_lists(token, trust, ring, workers_ring):
    assert refusal_of(token(ring=ring, use=Use.CERTIFICATE), trust) is Reason.UNKNOWN_KEY
    assert refusal_of(token(use=Use.LOG), trust) is Reason.UNKNOWN_KEY


@pytest.mark.parametrize("state", [KeyState.RETIRED, KeyState.REVOKED])
def test_a_former_key_tells_nothing_of_now(token, trust_of, ring, state):
    listing = ring.listing()
    former = tuple(replace(key, state=state) if key.use is Use.STATUS else key for key in listing.keys)
    trust = trust_of(replace(listing, keys=former))
    with pytest.raises(Stale):
        standing(token(), claim=CLAIM, trust=trust, now=NOON)


def test_every_changed_character_is_noticed(token, trust):
    text = token()
    for at in range(len(text)):
        changed = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
        assert refusal_of(changed, trust)


@pytest.mark.parametrize(
    "changes",
    [
        {"iat": "1"}, {"exp": None}, {"exp": True}, {"status_list": []}, {"status_list": {"bits": 2}},
        {"status_list": {"bits": True, "lst": ""}}, {"status_list": {"bits": 2, "lst": 1}},
        {"status_list": {"bits": 2, "lst": "é"}}, {"status_list": {"bits": 2, "lst": "eNo"}}, {"sub": None},
    ],
    ids=json.dumps,
)  # fmt: skip
def test_what_is_signed_and_no_list_is_refused(token, trust, changes):
    assert refusal_of(token(**changes), trust) is Reason.MALFORMED


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "é"])
def test_what_is_no_token_is_refused(trust, text):
    assert refusal_of(text, trust) is Reason.MALFORMED


@pytest.mark.parametrize(
    "claim",
    [
        {}, {"status_list": None}, {"status_list": {}}, {"status_list": {"idx": 7}},
        {"status_list": {"idx": "7", "uri": uri(ORIGIN, 3)}},
        {"status_list": {"idx": True, "uri": uri(ORIGIN, 3)}}, {"status_list": {"idx": -1, "uri": uri(ORIGIN, 3)}},
        {"status_list": {"idx": 1 << 16, "uri": uri(ORIGIN, 3)}}, {"status_list": {"idx": 7, "uri": 3}},
    ],
    ids=json.dumps,
)  # fmt: skip
def test_a_claim_that_names_no_place_is_refused(token, trust, claim):
    assert refusal_of(token(), trust, claim=claim) is Reason.MALFORMED
