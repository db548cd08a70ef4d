"""One file per verb: its fields, the keys it touches, its preconditions, the facts it decides."""

from __future__ import annotations

from registry.domain.filings.administrators import Administrator, EnrolAdministrators, RevokeAdministrator
from registry.domain.filings.attest import Attest
from registry.domain.filings.base import Decision, Filing, Noted, Submitted, registration_key
from registry.domain.filings.client_keys import EnrolKey, LimitClient, RevokeKey
from registry.domain.filings.discharge import Discharge, DischargeReason, Ended
from registry.domain.filings.enrolment import EnrolInstitution, Genesis, Licence, Redact
from registry.domain.filings.follow_up import FollowUp, Released
from registry.domain.filings.further_claim import FurtherClaim, FurtherOn
from registry.domain.filings.hold import PlaceHold, ReleaseHold, ReleaseReason
from registry.domain.filings.offered import EnteredItem
from registry.domain.filings.passkeys import EnrolPasskey, RevokePasskey
from registry.domain.filings.register import Entered, Register
from registry.domain.filings.release import PartReleased, Release
from registry.domain.filings.search import Purpose, Search
from registry.domain.filings.seizure import EnteredFrom, LiftSeizure, Seize, SeizureKind
from registry.domain.filings.statutory_registration import StatutoryReport
from registry.domain.filings.subordination import CreditorConsent, Subordination
from registry.domain.filings.transfer import TransferTitle

__all__ = [
    "Administrator", "Attest", "CreditorConsent", "Decision", "Discharge", "DischargeReason", "Ended",
    "EnrolAdministrators", "EnrolInstitution", "EnrolKey", "EnrolPasskey", "Entered", "EnteredFrom", "EnteredItem",
    "Filing", "FollowUp", "FurtherClaim", "FurtherOn", "Genesis", "Licence", "LiftSeizure", "LimitClient", "Noted",
    "PartReleased", "PlaceHold", "Purpose", "Redact", "Register", "Release", "ReleaseHold", "ReleaseReason", "Released",
    "RevokeAdministrator", "RevokeKey", "RevokePasskey", "Search", "Seize", "SeizureKind", "StatutoryReport",
    "Submitted", "Subordination", "TransferTitle", "registration_key",
]  # fmt: skip
