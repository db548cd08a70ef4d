"""How each operation is asked by one who knows what numbers look like: what is drawn, and the case made of it. He is
mostly served, where a stranger with the specification alone is mostly refused."""

from datetime import timedelta

from hypothesis import strategies as st

from registry.domain.statistics.indicators import INDICATORS
from registry.schemas.access_events import AccessEventQuery
from registry.schemas.acts import HoldIn, HoldReleaseIn, LiftIn, SeizeIn, TransferIn
from registry.schemas.asking import LienStatusIn
from registry.schemas.attestations import AttestationIn
from registry.schemas.client_keys import KeyRevocationIn
from registry.schemas.collateral import ITEMS
from registry.schemas.follow_ups import FurtherClaimIn, ReleaseIn, StatutoryReportIn, SubordinationIn
from registry.schemas.payment import WaterfallIn
from registry.schemas.queries import ListQuery
from registry.schemas.registrations import DischargeIn
from registry.schemas.searches import SearchIn
from registry.signing.client_keys import generate_client_key
from tests.acts import a_hold_body, a_seizure_body, served_now
from tests.properties.senders import OF_ONE, REPORTED, SENT
from tests.properties.strategies import GOOD, form, registrations
from tests.register import ASSERTION_TYPE, possession, today
from tests.samples import a_body, a_parcel_body, a_receipt_body, a_receipt_number

REGISTER, DISCHARGE = "POST /v1/registrations", f"POST {OF_ONE}/discharge"
SEIZE, HOLD = "POST /v1/seizures", "POST /v1/holds"
BY = {f"POST {sent.path}": sent.by for sent in SENT.values() if sent.by != "anybody"} | {
    "GET /v1/access-events": "auditor"
}
"""Whose operation each is."""
TOLD = ["R-CQ44"]  # of a house whose collective's consent is not on record


def seized(of):
    return of.act(SEIZE, a_seizure_body(a_parcel_body()))["id"]


def held(of):
    return of.act(HOLD, a_hold_body(a_parcel_body()))["id"]


def plain(cls):
    """A drawn form without what asks for another instant or another page: those are refused for being unknown."""
    return form(cls).map(lambda drawn: {name: each for name, each in drawn.items() if name not in ("as_of", "cursor")})


def of_no_item(drawn):
    """A drawn discharge whose papers point at no item, for it has none, and have a digest, which one without a witness
    of the original needs."""
    papers = [
        {"sha256": "0" * 64} | {name: each for name, each in paper.items() if name != "collateral"}
        for paper in drawn.get("documents", ())
    ]
    return drawn | {"documents": papers}


def of_first_item(drawn, made):
    """A drawn follow-up, of the first item of what was made; what happened outside, it says nothing of, for that is
    hardly ever earlier than today."""
    said = {name: each for name, each in of_no_item(drawn).items() if name not in ("ended_on", "agreed_on", "consents")}
    return said | {"collateral": [made["collateral"][0]["id"]]}


def followed(cls, change=lambda _of, body, **_: body):
    """How a follow-up is asked for, of a registration made for it, of a parcel and a receipt."""

    def complete(of, drawn):
        parcel = a_parcel_body()
        made = of.live(parcel, a_receipt_body())
        body = change(of, of_first_item(drawn[0], made), parcel=parcel)
        return {
            "body": body, "query": drawn[1], "path_parameters": {"number": made["number"]},
            "headers": {"If-Match": '"1"'},
        }  # fmt: skip

    return st.tuples(form(cls), rehearsing()), complete


def lent_again(_of, body, **_):
    claim = a_body(today=today())["secured_claim"]
    return body | {
        "secured_claim": claim,
        "collateral": [{"id": each} for each in body["collateral"]],
        "acknowledged": TOLD,
    }


def behind_another(of, body, *, parcel):
    """Behind who stands on the same parcel."""
    return body | {"behind": of.live(parcel, by="rival")["number"]}


def act(cls, given, place=None):
    """How a court or an exchange is served: what is drawn, with the days that an act of now has."""

    def complete(of, drawn):
        where = {} if place is None else {"path_parameters": {place[0]: place[1](of)}}
        body = {**drawn[0], **given(), **({"assets": drawn[2]} if "assets" in drawn[0] else {})}
        return {"body": body, "query": drawn[1], **where}

    items = st.lists(st.one_of([st.builds(made) for made in GOOD.values()]), min_size=1, max_size=3)
    return st.tuples(form(cls), rehearsing(), items), complete


def attesting(of, drawn):
    """A keeper's word on a receipt of its own: what is drawn, with what goes with each statement."""
    said, query, weight = drawn
    keeper = of.tellers["keeper"].enrolled
    receipt = a_receipt_body(keeper={"name": keeper.name, "uscc": keeper.uscc})
    of.live(receipt)
    body = {name: each for name, each in said.items() if name in ("statement", "document_number")}
    if said["statement"] in ("confirmed", "delivered"):
        body["quantity"] = {"value": f"{weight}.000", "unit": "t"}
    weights = {"split": ("70.000", "50.000"), "reissued": ("120.000",)}.get(said["statement"], ())
    into = [
        receipt | {"receipt_number": a_receipt_number(), "quantity": {"value": each, "unit": "t"}} for each in weights
    ]
    return {"body": body | {"asset": receipt, "stated_on": today().isoformat(), "into": into}, "query": query}


def served():
    return {name: each.isoformat() for name, each in served_now().items()}


def soon():
    return {"until": today().isoformat()}


def sold():
    return {"transferred_on": (today() - timedelta(days=1)).isoformat(), "acknowledged": []}


def owing_nothing(drawn):
    """A drawn division of what nobody is owed under: the assets drawn are hardly ever on record."""
    return {name: each for name, each in drawn.items() if name != "owed"}


def further_key(of):
    """The thumbprint of a key that the bank made, and what it sends to have it enrolled."""
    key, bank = generate_client_key(), of.bank.enrolled
    shown = possession(key, uscc=bank.uscc, client=bank.client)
    return key.key_id, {"jwk": key.public_jwk, "possession": shown}


def enrolled_key(of):
    thumbprint, body = further_key(of)
    of.act("POST /v1/client-keys", body)
    return thumbprint


def rehearsing():
    return st.sampled_from([{}, {"dry_run": "true"}, {"dry_run": "false"}])


def keys():
    """Kind and key of something that may be there."""
    items = st.one_of([st.builds(made) for made in GOOD.values()])
    assets = items.map(lambda item: ITEMS[item["kind"]].load(item).asset)
    return assets.map(lambda asset: {"kind": asset.kind, "key": asset.asset_keys()[0].key})


def forms():
    """As JSON or signed."""
    return st.sampled_from(["application/json", "application/jose", "*/*"])


def numbers():
    """Which of the registrations that are known."""
    return st.integers(0, len(GOOD) - 1)


def of_number(stranger, which):
    return {"path_parameters": {"number": stranger.made[which]["number"]}}


KNOWING = {
    REGISTER: (
        st.tuples(registrations(today()), rehearsing()),
        lambda of, drawn: {"body": drawn[0] | {"secured_creditor": of.bank.creditor()}, "query": drawn[1]},
    ),
    DISCHARGE: (
        st.tuples(form(DischargeIn), rehearsing()),
        lambda of, drawn: {
            "body": of_no_item(drawn[0]), "query": drawn[1], "path_parameters": {"number": of.live()["number"]},
            "headers": {"If-Match": '"1"'},
        },
    ),
    f"POST {OF_ONE}/releases": followed(ReleaseIn),
    f"POST {OF_ONE}/further-claims": followed(FurtherClaimIn, lent_again),
    f"POST {OF_ONE}/statutory-registrations": followed(
        StatutoryReportIn, lambda _of, body, **_: body | {"statutory_registration": REPORTED}
    ),
    f"POST {OF_ONE}/subordinations": followed(SubordinationIn, behind_another),
    SEIZE: act(SeizeIn, served),
    "POST /v1/seizures/{seizure}/lift": act(LiftIn, dict, ("seizure", seized)),
    HOLD: act(HoldIn, soon),
    "POST /v1/holds/{hold}/release": act(HoldReleaseIn, dict, ("hold", held)),
    "POST /v1/transfers": act(TransferIn, sold),
    "POST /v1/attestations": (st.tuples(form(AttestationIn), rehearsing(), st.integers(1, 300)), attesting),
    "POST /v1/lien-status": (
        st.tuples(plain(LienStatusIn), forms()), lambda _, drawn: {"body": drawn[0], "headers": {"Accept": drawn[1]}},
    ),
    "POST /v1/waterfalls": (plain(WaterfallIn).map(owing_nothing), lambda _, drawn: {"body": drawn}),
    "POST /v1/searches": (plain(SearchIn), lambda _, drawn: {"body": drawn}),
    "POST /v1/verifications": (
        numbers(), lambda of, which: {"body": {"jws": of.made[which]["certificate"]["jws"]}},
    ),
    "POST /v1/client-keys": (rehearsing(), lambda of, query: {"body": further_key(of)[1], "query": query}),
    "POST /v1/client-keys/{key}/revoke": (
        st.tuples(form(KeyRevocationIn), rehearsing()),
        lambda of, drawn: {"body": drawn[0], "query": drawn[1], "path_parameters": {"key": enrolled_key(of)}},
    ),
    "POST /oauth/token": (
        st.fixed_dictionaries({}, optional={"scope": st.sampled_from(["registration.read", "x", "全部"])}),
        lambda of, drawn: {"body": drawn | {
            "grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": of.assertion(),
        }},
    ),
    "GET /v1/registrations": (plain(ListQuery), lambda _, drawn: {"query": drawn}),
    "GET /v1/events": (st.fixed_dictionaries({"limit": st.integers(1, 100).map(str)}), lambda _, drawn: {"query": drawn}),
    "GET /v1/access-events": (plain(AccessEventQuery), lambda _, drawn: {"query": drawn}),
    "GET /v1/statistics/{measure}": (
        st.tuples(
            st.sampled_from(list(INDICATORS)),
            st.sampled_from([{}, {"from": "2026-11"}, {"until": "2200-01"}, {"scope": "released"}]),
            st.sampled_from(["application/json", "text/csv"]),
        ),
        lambda _, drawn: {
            "path_parameters": {"measure": drawn[0]}, "query": drawn[1], "headers": {"Accept": drawn[2]},
        },
    ),
    "GET /v1/lien-status": (
        st.tuples(keys(), forms()), lambda _, drawn: {"query": drawn[0], "headers": {"Accept": drawn[1]}},
    ),
    "GET /log/tile/{path}": (
        st.sampled_from(["0/000.p/1", "0/000.p/5", "entries/000.p/2"]),
        lambda _, path: {"path_parameters": {"path": path}},
    ),
    "GET /status/{number}": (st.just("0"), lambda _, number: {"path_parameters": {"number": number}}),
    "GET /v1/registrations/{number}": (numbers(), of_number),
    "GET /v1/registrations/{number}/history": (numbers(), of_number),
    "GET /v1/registrations/{number}/priority": (numbers(), of_number),
    "GET /v1/certificates/{number}": (
        st.tuples(numbers(), forms()),
        lambda of, drawn: {
            "path_parameters": {"number": of.made[drawn[0]]["certificate"]["number"]},
            "query": {"code": of.made[drawn[0]]["certificate"]["check_code"]},
            "headers": {"Accept": drawn[1]},
        },
    ),
}  # fmt: skip
"""How each operation is asked by who knows: what is drawn, and the case made of it."""
