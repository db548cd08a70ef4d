"""What is filed on a registration that stands; its number and version come with the address and If-Match."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from registry.domain.filings import CreditorConsent, DischargeReason, FurtherOn
from registry.domain.identifiers import parse_registration_number
from registry.schemas.collateral import StatutoryRegistrationIn
from registry.schemas.fields import Choice, Day, Instant, Many, MoneyIn, Part, Schema, Words
from registry.schemas.registrations import CODE, ClaimIn, ConsentIn, DocumentIn

ITEM_ID = r"^col_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"


def _items() -> Many:
    return Many(Words(pattern=ITEM_ID, longest=40), least=1, most=1000, required=True)


def _number() -> Words:
    return Words(read=parse_registration_number, longest=64, required=True)


class _FollowUpIn(Schema):
    client_reference = Words(longest=100)
    documents = Many(Part(DocumentIn()), most=1000)

    @ma.post_load
    def to_particulars(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {name: tuple(each) if isinstance(each, list) else each for name, each in data.items()}


class FurtherOnIn(Schema):
    id = Words(pattern=ITEM_ID, longest=40, required=True)
    statutory_registration = Part(StatutoryRegistrationIn())
    delivered_at = Instant()
    contract_effective_at = Instant()
    allocated_amount = Part(MoneyIn())

    @ma.post_load
    def to_value(self, data: dict[str, Any], **_: Any) -> FurtherOn:
        return FurtherOn(**data)


class FurtherClaimIn(_FollowUpIn):
    secured_claim = Part(ClaimIn(), required=True)
    collateral = Many(Part(FurtherOnIn()), least=1, most=1000, required=True)
    acknowledged = Many(Words(pattern=CODE, longest=32), most=100)
    consents = Many(Part(ConsentIn()), most=1000)

    @ma.post_load
    def to_set(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**data, "acknowledged": frozenset(data.get("acknowledged", ()))}


class StatutoryReportIn(_FollowUpIn):
    collateral = _items()
    statutory_registration = Part(StatutoryRegistrationIn(), required=True)


class CreditorConsentIn(Schema):
    registration = _number()
    given_on = Day()
    document = Words()

    @ma.post_load
    def to_value(self, data: dict[str, Any], **_: Any) -> CreditorConsent:
        return CreditorConsent(**data)


class SubordinationIn(_FollowUpIn):
    behind = _number()
    collateral = _items()
    agreed_on = Day()
    consents = Many(Part(CreditorConsentIn()), most=1000)


class ReleaseIn(_FollowUpIn):
    collateral = _items()
    reason = Choice(DischargeReason, required=True)
    ended_on = Day()
