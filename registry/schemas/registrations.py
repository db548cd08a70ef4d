"""What is filed: registrations and their discharge."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from registry.domain.claim import (
    CLAIM_ID,
    Claim,
    ClaimKind,
    ClaimPart,
    Consent,
    ConsentKind,
    Determination,
    Document,
    MainClaim,
)
from registry.domain.filings import DischargeReason, Register
from registry.domain.identifiers import Scheme
from registry.domain.party import (
    AgentFor,
    Capacity,
    CoCreditor,
    FiledAs,
    Grantor,
    GrantorCategory,
    GrantorRole,
    Identifier,
    Party,
    PartyType,
    SecuredCreditor,
)
from registry.schemas.collateral import ItemField
from registry.schemas.fields import (
    Choice,
    Day,
    Index,
    Many,
    MoneyIn,
    Part,
    Said,
    Schema,
    Share,
    Truth,
    Words,
    identifier,
)

_SHA256 = r"^[0-9a-f]{64}$"
_LISTS = ("grantors", "collateral", "consents", "documents", "debtors", "co_creditors")
CODE = r"^[A-Z][A-Z0-9._-]{0,31}[a-zA-Z0-9]$"


class IdentifierIn(Schema):
    scheme = Choice(Scheme, required=True)
    value = Words(required=True, longest=64)

    @ma.post_load
    def to_value(self, data: dict[str, Any], **_: Any) -> Identifier:
        return Identifier(data["scheme"], identifier(data["scheme"], data["value"]))


_OF_PERSONS = frozenset(Scheme) - {Scheme.USCC, Scheme.LEI}


def _scheme_fits(data: dict[str, Any]) -> None:
    person = data["type"] is PartyType.NATURAL_PERSON
    if person != (data["identifier"].scheme in _OF_PERSONS):
        said = Said(
            "scheme_does_not_fit", zh="证件种类与当事人类型不符。", en="The scheme does not fit the type of party."
        )
        raise ma.ValidationError({"identifier": {"scheme": [said]}})


class _PartyFields(Schema):
    type = Choice(PartyType, required=True)
    name = Words(required=True)
    identifier = Part(IdentifierIn(), required=True)
    address = Words()


class PartyIn(_PartyFields):
    @ma.post_load
    def to_value(self, data: dict[str, Any], **_: Any) -> Party:
        _scheme_fits(data)
        return Party(**data)


class SecuredCreditorIn(_PartyFields):
    financial_institution = Truth()
    capacity = Choice(Capacity)
    beneficiaries = Many(Part(PartyIn()), most=50)

    @ma.post_load
    def to_value(self, data: dict[str, Any], **_: Any) -> SecuredCreditor:
        _scheme_fits(data)
        return SecuredCreditor(**{**data, "beneficiaries": tuple(data.get("beneficiaries", ()))})


class CoCreditorIn(Schema):
    party = Part(PartyIn(), required=True)
    share = Share(required=True)

    @ma.post_load
    def to_value(self, data: dict[str, Any], **_: Any) -> CoCreditor:
        return CoCreditor(**data)


class FiledAsIn(Schema):
    agent_for = Choice(AgentFor, required=True)
    authority = Words(required=True)

    @ma.post_load
    def to_value(self, data: dict[str, Any], **_: Any) -> FiledAs:
        return FiledAs(**data)


class GrantorIn(_PartyFields):
    role = Choice(GrantorRole)
    category = Choice(GrantorCategory)
    share = Share()
    contact = Words(longest=100)

    @ma.post_load
    def to_value(self, data: dict[str, Any], **_: Any) -> Grantor:
        _scheme_fits(data)
        return Grantor(**data)


class MainClaimIn(Schema):
    creditor = Part(PartyIn(), required=True)
    contract_number = Words(required=True, longest=100)

    @ma.post_load
    def to_value(self, data: dict[str, Any], **_: Any) -> MainClaim:
        return MainClaim(**data)


class DeterminationIn(Schema):
    starts_on = Day(required=True, data_key="from")
    ends_on = Day(required=True, data_key="until")
    includes_prior_claims = Truth()

    @ma.post_load
    def to_value(self, data: dict[str, Any], **_: Any) -> Determination:
        return Determination(**data)


class ClaimIn(Schema):
    kind = Choice(ClaimKind, required=True)
    principal = Part(MoneyIn(), required=True)
    maximum_amount = Part(MoneyIn(), allow_none=True)
    contract_number = Words(required=True, longest=100)
    contract_effective_on = Day(required=True)
    due_on = Day(required=True)
    scope = Many(Choice(ClaimPart), most=len(ClaimPart))
    main_claim = Part(MainClaimIn())
    determination = Part(DeterminationIn())
    claim_id = Words(pattern=CLAIM_ID, longest=42)

    @ma.post_load
    def to_value(self, data: dict[str, Any], **_: Any) -> Claim:
        return Claim(**{**data, "scope": frozenset(data.get("scope", ()))})


class ConsentIn(Schema):
    kind = Choice(ConsentKind, required=True)
    collateral = Many(Index())
    given_by = Words()
    given_on = Day()
    document = Words()

    @ma.post_load
    def to_value(self, data: dict[str, Any], **_: Any) -> Consent:
        return Consent(**{**data, "collateral": tuple(data.get("collateral", ()))})


class DocumentIn(Schema):
    kind = Words(required=True, longest=64)
    reference = Words(required=True)
    sha256 = Words(pattern=_SHA256, longest=64)
    collateral = Many(Index())
    signed_on = Day()
    original_seen_by = Words()

    @ma.post_load
    def to_value(self, data: dict[str, Any], **_: Any) -> Document:
        return Document(**{**data, "collateral": tuple(data.get("collateral", ()))})


class RegisterIn(Schema):
    client_reference = Words(longest=100)
    secured_creditor = Part(SecuredCreditorIn(), required=True)
    grantors = Many(Part(GrantorIn()), least=1, most=50, required=True)
    secured_claim = Part(ClaimIn(), required=True)
    collateral = Many(ItemField(), least=1, most=1000, required=True)
    expires_on = Day(required=True)
    acknowledged = Many(Words(pattern=CODE, longest=32), most=100)
    consents = Many(Part(ConsentIn()), most=1000)
    documents = Many(Part(DocumentIn()), most=1000)
    debtors = Many(Part(PartyIn()), most=50)
    co_creditors = Many(Part(CoCreditorIn()), most=50)
    filed_as = Part(FiledAsIn())

    @ma.post_load
    def to_filing(self, data: dict[str, Any], **_: Any) -> Register:
        listed = {name: tuple(data.get(name, ())) for name in _LISTS}
        return Register(**{**data, **listed, "acknowledged": frozenset(data.get("acknowledged", ()))})


class DischargeIn(Schema):
    """The fields of a discharge; its registration and version come with the address and If-Match."""

    reason = Choice(DischargeReason, required=True)
    ended_on = Day()
    client_reference = Words(longest=100)
    documents = Many(Part(DocumentIn()), most=1000)

    @ma.post_load
    def to_particulars(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**data, "documents": tuple(data.get("documents", ()))}
