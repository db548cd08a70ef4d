"""Drawn at random: what courts, exchanges and creditors enter upon what stands, as it becomes an entry."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import assume
from hypothesis import strategies as st

from registry.domain.burden import Agreement, Burden, LaterTerms, Span
from registry.domain.collateral import Statement
from registry.domain.errors import Refusal
from registry.domain.filings import (
    EnteredFrom,
    FurtherClaim,
    LiftSeizure,
    Release,
    ReleaseHold,
    SeizureKind,
    StatutoryReport,
    Subordination,
)
from registry.domain.identifiers import registration_number
from registry.domain.lifecycle import Verb
from registry.domain.registration import Attestation, Hold, Seizure, Transfer
from registry.schemas.acts import HoldIn, HoldReleaseIn, LiftIn, SeizeIn, TransferIn
from registry.schemas.attestations import AttestationIn
from registry.schemas.follow_ups import FurtherClaimIn, ReleaseIn, StatutoryReportIn, SubordinationIn
from tests import acts
from tests.acts import COURT, EXCHANGE, act_ground, by
from tests.attestations import KEEPER, an_attestation, attesting, of_tonnes, stored, tonnes
from tests.follow_ups import a_further_claim, followed, further, two_items
from tests.properties.strategies import form
from tests.samples import NOON, TODAY, a_draft, a_filing, a_ground, a_parcel, another_bank, entered

moments = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
days = st.dates(date(2020, 1, 1), date(2100, 1, 1))
numbers = st.integers(1, 10**9).map(lambda serial: registration_number(TODAY, serial))
words = st.text(min_size=1, max_size=8)

SERVED = {"served_at": (NOON - timedelta(days=2)).isoformat(), "until": (TODAY + timedelta(days=365)).isoformat()}
SOON = {"until": (TODAY + timedelta(days=2)).isoformat()}
SOLD = {"transferred_on": (TODAY - timedelta(days=1)).isoformat()}


def draft(filing, ground, **way):
    """The entry of a filing that is mostly entered; of one that is refused nothing is drawn."""
    try:
        filing.check()
        return a_draft(filing, ground, **way).entry
    except Refusal:
        return assume(False)  # hypothesis's own way


# --- follow-ups -------------------------------------------------------------------------------------------------------

FOLLOW_UPS = {
    Verb.FURTHER_CLAIM: (FurtherClaim, FurtherClaimIn),
    Verb.STATUTORY_REGISTRATION: (StatutoryReport, StatutoryReportIn),
    Verb.SUBORDINATION: (Subordination, SubordinationIn),
    Verb.RELEASE: (Release, ReleaseIn),
}


@st.composite
def follow_ups(draw, verb):
    """What is drawn, of the first item of a registration of two; two of another bank's stand on it too."""
    filing, sent = FOLLOW_UPS[verb]
    parcel, receipt = two_items()
    told = frozenset({"REG-SIMILAR"})
    beside = a_filing(parcel.asset, secured_creditor=another_bank(), acknowledged=told)
    rival = entered(beside, a_ground(parcel, bank=another_bank(), serial=98))
    third = entered(beside, a_ground(parcel, rival, bank=another_bank(), serial=99))
    said = draw(form(sent))
    items = [{**said["collateral"][0], "id": parcel.id}] if sent is FurtherClaimIn else [parcel.id]
    said |= {"collateral": items} | ({"behind": rival.registration} if sent is SubordinationIn else {})
    made = filing(registration=parcel.registration, based_on=1, **sent().load(said))
    return draft(made, followed(parcel, receipt, rival, third))


# --- acts -------------------------------------------------------------------------------------------------------------


@st.composite
def an_act(draw, sent, *, given, standing):
    """Of assets of any kind on which nothing stands; or of a parcel with security and a seizure on it."""
    filing = sent().load(draw(form(sent)) | given)
    if draw(st.booleans()):
        return draft(filing, act_ground(standing=standing), by=by(standing))
    parcel = a_parcel()
    lien, seizure = entered(a_filing(parcel)), acts.seized(acts.a_seizure(parcel))
    stands = () if sent is TransferIn else (seizure,)
    ground = act_ground(lien, seizures=stands, standing=standing, parties={lien.registration: 2})
    return draft(replace(filing, assets=(parcel,)), ground, by=by(standing))


def seizures():
    return an_act(SeizeIn, given=SERVED, standing=COURT)


def holds():
    return an_act(HoldIn, given=SOON, standing=EXCHANGE)


def transfers():
    return an_act(TransferIn, given=SOLD, standing=EXCHANGE)


@st.composite
def liftings(draw):
    """Of the first of two seizures of a parcel, so that the other takes effect."""
    parcel = a_parcel()
    first = acts.seized(acts.a_seizure(parcel))
    second = acts.seized(acts.a_seizure(parcel), act_ground(seizures=(first,)))
    filing = LiftSeizure(seizure=first.act, **LiftIn().load(draw(form(LiftIn))))
    return draft(filing, act_ground(seizures=(first, second)), by=by(COURT))


@st.composite
def hold_releases(draw):
    hold = acts.held(acts.a_hold(a_parcel()))
    filing = ReleaseHold(hold=hold.act, **HoldReleaseIn().load(draw(form(HoldReleaseIn))))
    at = NOON + timedelta(seconds=draw(st.integers(1, 10**4)))
    return draft(filing, act_ground(holds=(hold,), standing=EXCHANGE, at=at), by=by(EXCHANGE))


@st.composite
def attestations(draw):
    """What is drawn, of a receipt of the keeper's on which security with a further claim may stand; a split of it too."""
    receipt = stored(100)
    given = {"stated_on": TODAY.isoformat(), "asset": None, "into": []}
    drawn = {name: each for name, each in draw(form(AttestationIn)).items() if name not in given}
    statement = Statement(drawn["statement"])
    into = {Statement.SPLIT: (stored(60), stored(40)), Statement.REISSUED: (stored(100),)}.get(statement, ())
    quantity = (
        None if into or statement in (Statement.REFUSED, Statement.CANCELLED) else tonnes(draw(st.integers(1, 300)))
    )
    filing = an_attestation(
        receipt, statement, into=into, quantity=quantity, document_number=drawn.get("document_number")
    )
    lien = entered(a_filing(receipt))
    again = further(a_further_claim(lien.registration, lien.id), followed(lien))
    held = draw(st.sampled_from([(), (lien,), (lien, *again)]))
    ledger = of_tonnes(receipt, pledged=100 if held else 0, capacity=draw(st.sampled_from([None, 150])))
    return draft(filing, attesting(*held, ledgers=(ledger,)), by=by(KEEPER))


# --- what stands ------------------------------------------------------------------------------------------------------


@st.composite
def burdens(draw, encumbrances):
    """Each of them, and once more as a further claim, with terms of later entries and agreements among them."""
    found = []
    further = [None] * len(encumbrances) + [draw(st.integers(2, 99)) for _ in encumbrances]
    for each, claim in zip(encumbrances * 2, further, strict=True):
        since, until = draw(moments), draw(st.none() | moments)
        later = LaterTerms(
            terms=each.terms, verb=Verb.STATUTORY_REGISTRATION, recorded_from=since, recorded_until=until
        )
        found.append(
            Burden(
                id=f"col_{len(found)}", registration=draw(numbers), institution=each.institution, creditor=draw(words),
                asset=each.asset, terms=each.terms, keys=each.keys, recorded_from=since, recorded_until=until,
                expires_on=draw(days), maximum=draw(st.booleans()), claim=claim,
                ended_by=Verb.DISCHARGE if until else None, later=(later,) if draw(st.booleans()) else (),
                overpledged=(Span(recorded_from=since, recorded_until=None),) if draw(st.booleans()) else (),
                agreements=tuple(
                    Agreement(behind=other.id, registration=other.registration, recorded_from=since,
                              recorded_until=None)
                    for other in found
                ),
            )
        )  # fmt: skip
    return tuple(found)


@st.composite
def standing_acts(draw, encumbrance):
    """A seizure, a hold and a transfer of what is burdened."""
    facts = {"court": draw(words), "case_number": draw(words), "kind": str(draw(st.sampled_from(SeizureKind)))}
    facts["entered_from"] = str(draw(st.sampled_from(EnteredFrom)))
    shared = [
        {
            "id": f"col_act_{act}", "act": act, "institution": draw(words), "asset": encumbrance.asset,
            "keys": encumbrance.keys, "recorded_from": draw(moments), "recorded_until": draw(st.none() | moments),
            "facts": facts,
        }
        for act in ("seiz_1", "hold_1", "tran_1", "att_1")
    ]  # fmt: skip
    seizure, hold, transfer, attestation = shared
    return (
        Seizure(**seizure, served_at=draw(moments), until=draw(days)), Hold(**hold, until=draw(days)),
        Transfer(**transfer, transferred_on=draw(days)), Attestation(**attestation, statement=draw(st.sampled_from(Statement))),
    )  # fmt: skip
