"""One file per verb: its fields, the keys it touches, its preconditions, the facts it decides."""

from __future__ import annotations

from registry.domain.filings.base import Decision, Filing, Submitted, registration_key
from registry.domain.filings.discharge import Discharge, DischargeReason, Ended
from registry.domain.filings.enrolment import EnrolInstitution, EnrolKey, Genesis, Redact, RevokeKey
from registry.domain.filings.follow_up import FollowUp, Released
from registry.domain.filings.further_claim import FurtherClaim, FurtherOn
from registry.domain.filings.register import Entered, EnteredItem, Noted, Register
from registry.domain.filings.release import PartReleased, Release
from registry.domain.filings.search import Purpose, Search
from registry.domain.filings.statutory_registration import StatutoryReport
from registry.domain.filings.subordination import CreditorConsent, Subordination

__all__ = [
    "CreditorConsent", "Decision", "Discharge", "DischargeReason", "Ended", "EnrolInstitution", "EnrolKey", "Entered",
    "EnteredItem", "Filing", "FollowUp", "FurtherClaim", "FurtherOn", "Genesis", "Noted", "PartReleased", "Purpose",
    "Redact", "Register", "Release", "Released", "RevokeKey", "Search", "StatutoryReport", "Submitted",
    "Subordination", "registration_key",
]  # fmt: skip
