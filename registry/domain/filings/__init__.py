"""One file per verb: its fields, the keys it touches, its preconditions, the facts it decides."""

from __future__ import annotations

from registry.domain.filings.base import Decision, Filing, Noted, Submitted, registration_key
from registry.domain.filings.discharge import Discharge, DischargeReason, Ended, Released
from registry.domain.filings.enrolment import EnrolInstitution, EnrolKey, Genesis, Redact, RevokeKey
from registry.domain.filings.hold import PlaceHold, ReleaseHold, ReleaseReason
from registry.domain.filings.register import Entered, EnteredItem, Register
from registry.domain.filings.search import Purpose, Search
from registry.domain.filings.seizure import EnteredFrom, LiftSeizure, Seize, SeizureKind
from registry.domain.filings.transfer import TransferTitle

__all__ = [
    "Decision", "Discharge", "DischargeReason", "Ended", "EnrolInstitution", "EnrolKey", "Entered", "EnteredFrom",
    "EnteredItem", "Filing", "Genesis", "LiftSeizure", "Noted", "PlaceHold", "Purpose", "Redact", "Register",
    "ReleaseHold", "ReleaseReason", "Released", "RevokeKey", "Search", "Seize", "SeizureKind", "Submitted",
    "TransferTitle", "registration_key",
]  # fmt: skip
