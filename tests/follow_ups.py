"""Plain builders of what is filed on a registration that stands, beside those of ``samples``."""

from registry.domain.claim import Consent, ConsentKind, Document
from registry.domain.filings import (
    CreditorConsent,
    DischargeReason,
    FurtherClaim,
    FurtherOn,
    Release,
    StatutoryReport,
    Subordination,
)
from registry.domain.measures import Money
from registry.domain.registration import Encumbrance, StandingClaim
from tests.samples import (
    NOON,
    TODAY,
    a_claim,
    a_draft,
    a_filing,
    a_ground,
    a_parcel,
    a_receipt,
    a_registration_state,
    a_standing,
    a_statutory_registration,
    all_entered,
    another_bank,
    decided,
    entered,
)

A_PAPER = Document(kind="agreement", reference="1", collateral=(0,), signed_on=TODAY, original_seen_by="赵六")


def a_release(number, *collateral, **changes):
    given = {"registration": number, "based_on": 1, "reason": DischargeReason.CLAIM_EXTINGUISHED}
    return Release(collateral=collateral, **(given | changes))


def a_further_claim(number, *collateral, **changes):
    """On the items of these ids, or on what is said of them."""
    on = tuple(FurtherOn(id=each) if isinstance(each, str) else each for each in collateral)
    given = {"registration": number, "based_on": 1, "secured_claim": a_claim()}
    return FurtherClaim(collateral=on, **(given | changes))


def a_report(number, *collateral, **changes):
    given = {"registration": number, "based_on": 1, "statutory_registration": a_statutory_registration()}
    return StatutoryReport(collateral=collateral, **(given | changes))


def a_subordination(number, *collateral, behind="CQ202611220000000131", **changes):
    given = {"registration": number, "based_on": 1, "behind": behind}
    return Subordination(collateral=collateral, **(given | changes))


FOLLOW_UPS = (  # each with everything it can say
    a_further_claim(
        "CQ1",
        FurtherOn(
            id="col_1",
            statutory_registration=a_statutory_registration(),
            delivered_at=NOON,
            contract_effective_at=NOON,
            allocated_amount=Money(1),
        ),
        client_reference="LOAN-2",
        documents=(A_PAPER,),
        acknowledged=frozenset({"REG-SIMILAR"}),
        consents=(Consent(kind=ConsentKind.KEEPER, collateral=(0,), given_by="王五"),),
    ),
    a_report("CQ1", "col_1", client_reference="R-1", documents=(A_PAPER,)),
    a_subordination(
        "CQ1",
        "col_1",
        agreed_on=TODAY,
        documents=(A_PAPER,),
        consents=(CreditorConsent(registration="CQ2", given_on=TODAY, document="同意书 1"),),
    ),
    a_release("CQ1", "col_1", "col_2", ended_on=TODAY, client_reference="END-1", documents=(A_PAPER,)),
)


def two_items(*assets):
    """What a registration of a parcel and a receipt, or of these, burdens."""
    return all_entered(a_filing(*(assets or (a_parcel(), a_receipt()))))


def followed(*held, **state):
    """What was read for a follow-up of the first encumbrance's registration, which secures one claim of its own bank."""
    own = held[0]
    first = a_claim(contract_number=own.contract_number)
    claim = StandingClaim(
        version=1,
        kind=first.kind,
        contract_number=first.contract_number,
        principal=first.principal,
        due_on=first.due_on,
    )
    given = {"claims": (claim,), "creditor": a_standing().type} | state
    return a_ground(*held, registration=a_registration_state(own.registration, **given))


def further(filing, ground):
    """The encumbrances that a further claim becomes."""
    decision = decided(filing, ground)
    return tuple(
        Encumbrance(
            id=became.entered.id,
            registration=decision.registration,
            institution=ground.standing.institution,
            contract_number=filing.secured_claim.contract_number,
            asset=became.asset,
            terms=became.terms,
            keys=became.entered.keys,
            recorded_from=ground.at,
            expires_on=decision.decided.expires_on,
            item=became.item,
            claim=decision.version,
        )
        for became in decision.decided.collateral
    )


def one_of_each_follow_up():
    """A draft of every follow-up but a discharge."""
    parcel, receipt = two_items()
    yield a_draft(a_further_claim(parcel.registration, parcel.id), followed(parcel, receipt))
    yield a_draft(a_report(parcel.registration, parcel.id), followed(parcel, receipt))
    rival = entered(
        a_filing(parcel.asset, secured_creditor=another_bank()), a_ground(parcel, receipt, bank=another_bank())
    )
    agreed = a_subordination(parcel.registration, parcel.id, behind=rival.registration)
    yield a_draft(agreed, followed(parcel, receipt, rival))
    yield a_draft(a_release(parcel.registration, receipt.id), followed(parcel, receipt))
