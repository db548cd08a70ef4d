"""The order of payment and the division of proceeds: what is asked, what is answered (推算清偿顺序与分配)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import marshmallow as ma
from marshmallow import fields as f

from registry.domain.asking import Asked
from registry.domain.identifiers import IdentifierFault, parse_registration_number
from registry.domain.lien_status import Lien, LienStatus
from registry.domain.measures import Currency, Money
from registry.domain.payment import Estimate, Owed, claim_name
from registry.domain.priority import Basis, Weight
from registry.domain.proceeds import Share
from registry.schemas import answers
from registry.schemas.answers import Answer
from registry.schemas.asking import AskedIn
from registry.schemas.fields import Instant, Many, MoneyIn, Part, Said, Schema, Whole, Words
from registry.schemas.outputs import FURTHER_CLAIM, ReasonOut
from registry.schemas.standing_outputs import NewerOut

MOST = 100
MOST_VERSIONS = 1_000_000
Standing = tuple[str, Asked, LienStatus]
"""The id of an item, how its asset is asked about, and what stands on it."""


class OwedIn(Schema):
    registration = Words(required=True, longest=64)
    further_claim = Whole(largest=MOST_VERSIONS, load_default=None)
    amount = Part(MoneyIn(), required=True)

    @ma.post_load
    def to_value(self, data: dict[str, Any], **_: Any) -> Owed:
        try:
            number = parse_registration_number(data["registration"])
        except IdentifierFault as wrong:
            said = Said(wrong.code, zh=wrong.zh, en=wrong.en)
            raise ma.ValidationError({"registration": [said]}) from None
        return Owed(**{**data, "registration": number})


class WaterfallIn(Schema):
    asset = Part(AskedIn(), required=True)
    proceeds = Part(MoneyIn(), required=True)
    owed = Many(Part(OwedIn()), most=MOST, load_default=list)
    as_of = Instant(load_default=None)

    @ma.post_load
    def to_question(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        owed = {each.claim: each.amount.minor for each in data["owed"]}
        if len(owed) < len(data["owed"]):
            said = Said("same_registration_twice", zh="同一登记重复。", en="A registration stands twice.")
            raise ma.ValidationError({"owed": [said]})
        return {**data, "owed": owed, "proceeds": data["proceeds"].minor}


class AmountOut(Schema):
    amount = f.String(required=True)
    currency = f.String(required=True, metadata={"enum": [str(each) for each in Currency]})


class ShareOut(Schema):
    registration = f.String(required=True)
    further_claim = f.Integer(metadata={"description": FURTHER_CLAIM})
    secured_creditor = f.String(required=True, allow_none=True)
    own = f.Boolean(required=True)
    rank = f.Integer(required=True, metadata={"description": "本系统登记次序 | order of entry in this register"})
    position = f.Integer(
        required=True, allow_none=True, metadata={"description": "推算清偿顺序；null 为不参加 | null: takes no part"}
    )
    evidence = f.String(required=True, metadata={"enum": [str(each) for each in Weight]})
    amount = f.Nested(AmountOut(), required=True)
    unpaid = f.Nested(AmountOut(), required=True)
    reasons = f.List(f.Nested(ReasonOut()), required=True)


class WaterfallOut(Schema):
    """Reckoned from what is on record here and from what the asker says is owed; a court may find otherwise."""

    object = f.String(required=True, metadata={"enum": ["waterfall"]})
    livemode = f.Boolean(required=True)
    known = f.Boolean(required=True)
    proceeds = f.Nested(AmountOut(), required=True)
    shares = f.List(f.Nested(ShareOut()), required=True)
    left_over = f.Nested(AmountOut(), required=True)
    as_of = f.String(required=True, metadata={"format": "date-time"})
    newer = f.List(f.Nested(NewerOut()), required=True)


class PlaceOut(Schema):
    registration = f.String(required=True)
    further_claim = f.Integer(metadata={"description": FURTHER_CLAIM})
    secured_creditor = f.String(required=True, allow_none=True)
    own = f.Boolean(required=True)
    rank = f.Integer(required=True)
    position = f.Integer(required=True)
    basis = f.String(required=True, metadata={"enum": [str(each) for each in Basis]})
    evidence = f.String(required=True, metadata={"enum": [str(each) for each in Weight]})
    instant = f.String(required=True, allow_none=True, metadata={"format": "date-time"})
    reasons = f.List(f.Nested(ReasonOut()), required=True)


class StandingItemOut(Schema):
    id = f.String(required=True)
    kind = f.String(required=True)
    identity_keys = f.List(f.String(), required=True)
    places = f.List(f.Nested(PlaceOut()), required=True)
    newer = f.List(f.Nested(NewerOut()), required=True)


class OrderOut(Schema):
    """Everybody on record for each asset of a registration, in the reckoned order of payment."""

    object = f.String(required=True, metadata={"enum": ["priority"]})
    number = f.String(required=True)
    livemode = f.Boolean(required=True)
    collateral = f.List(f.Nested(StandingItemOut()), required=True)
    as_of = f.String(required=True, metadata={"format": "date-time"})


def waterfall(status: LienStatus, made: Estimate, *, own: str, livemode: bool) -> Answer:
    """Who gets what, in order of payment; without a place last."""
    divided = made.distribution
    unpaid = {each.claim: each.unpaid for each in divided.claims}
    liens = {claim_name(lien.burden.registration, lien.burden.claim): lien for lien in made.liens}
    shares = sorted(divided.shares, key=lambda share: (share.position is None, share.position or 0, share.lien))
    return {
        "object": "waterfall",
        "livemode": livemode,
        "known": status.known,
        "proceeds": _amount(sum(share.amount for share in shares) + _left(made)),
        "shares": [
            _share(share, liens[share.lien], own=own) | {"unpaid": _amount(unpaid[share.claim])} for share in shares
        ],
        "left_over": _amount(_left(made)),
        "as_of": answers.people_time(status.as_of),
        "newer": answers.newer(status),
    }


def order(number: str, statuses: Sequence[Standing], *, own: str, livemode: bool) -> Answer:
    """The order of payment on each asset of a registration; ``statuses`` are its items, with what stands on them."""
    return {
        "object": "priority",
        "number": number,
        "livemode": livemode,
        "collateral": [_standing(item, asked, status=status, own=own) for item, asked, status in statuses],
        "as_of": answers.people_time(statuses[0][2].as_of),
    }


def _standing(item: str, asked: Asked, *, status: LienStatus, own: str) -> Answer:
    liens = sorted(status.liens, key=lambda lien: (lien.priority.position, lien.rank))
    return {
        "id": item,
        "kind": asked.kind,
        "identity_keys": list(asked.keys),
        "places": [_place(lien, own=own) for lien in liens],
        "newer": answers.newer(status),
    }


def _named(lien: Lien, *, own: str) -> Answer:
    burden = lien.burden
    return {
        "registration": burden.registration,
        **({"further_claim": burden.claim} if burden.claim else {}),
        "secured_creditor": burden.creditor,
        "own": burden.institution == own,
        "rank": lien.rank,
    }


def _place(lien: Lien, *, own: str) -> Answer:
    priority = lien.priority
    return {
        **_named(lien, own=own),
        "position": priority.position,
        "basis": priority.basis,
        "evidence": priority.evidence,
        "instant": answers.people_time(priority.instant) if priority.instant else None,
        "reasons": [answers.reason(code) for code in priority.reasons],
    }


def _share(share: Share, lien: Lien, *, own: str) -> Answer:
    return {
        **_named(lien, own=own),
        "position": share.position,
        "evidence": str(share.evidence),
        "amount": _amount(share.amount),
        "reasons": [answers.reason(code) for code in share.reasons],
    }


def _left(made: Estimate) -> int:
    return sum(amount for _, amount in made.distribution.left_over)


def _amount(minor: int) -> Answer:
    money = Money(minor)
    return {"amount": money.amount, "currency": str(money.currency)}
