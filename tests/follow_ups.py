"""Plain builders of what is filed on a registration that stands, beside those of ``samples``."""

from registry.domain.claim import Document
from registry.domain.filings import DischargeReason, Release
from tests.samples import (
    TODAY,
    a_draft,
    a_filing,
    a_ground,
    a_parcel,
    a_receipt,
    a_registration_state,
    all_entered,
)

A_PAPER = Document(kind="agreement", reference="1", collateral=(0,), signed_on=TODAY, original_seen_by="赵六")


def a_release(number, *collateral, **changes):
    given = {"registration": number, "based_on": 1, "reason": DischargeReason.CLAIM_EXTINGUISHED}
    return Release(collateral=collateral, **(given | changes))


FOLLOW_UPS = (  # each with everything it can say
    a_release("CQ1", "col_1", "col_2", ended_on=TODAY, client_reference="END-1", documents=(A_PAPER,)),
)


def two_items(*assets):
    """What a registration of a parcel and a receipt, or of these, burdens."""
    return all_entered(a_filing(*(assets or (a_parcel(), a_receipt()))))


def followed(*held, **state):
    """What was read for a follow-up of the first encumbrance's registration."""
    return a_ground(*held, registration=a_registration_state(held[0].registration, **state))


def one_of_each_follow_up():
    """A draft of every follow-up but a discharge."""
    parcel, receipt = two_items()
    yield a_draft(a_release(parcel.registration, receipt.id), followed(parcel, receipt))
