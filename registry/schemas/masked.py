"""What an answer shows of an amount that is registered, to whose it is and to others (see ``domain.masking``)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marshmallow import fields as f

from registry.domain.burden import Burden
from registry.domain.calendar import day_of
from registry.domain.masking import BAND_WORDS, AmountBand, Datum, Seen, amount_band, seen
from registry.domain.measures import Currency
from registry.domain.text import Text
from registry.domain.unmasking import REASON_WORDS
from registry.schemas.fields import Schema

PARTS: Mapping[str, Text] = {
    "secured_creditor": Text("担保权人", "secured creditor"),
    "grantor": Text("担保人", "grantor"),
    "debtor": Text("债务人", "debtor"),
    "co_creditor": Text("共同担保权人", "co-creditor"),
    "beneficiary": Text("受益人", "beneficiary"),
}
LOOKS: Mapping[str, Text] = {
    "search": Text("查询", "search"),
    "unmasking": Text("查看个人信息", "personal values shown"),
}
DATA: Mapping[str, Text] = {
    Datum.NAME: Text("姓名或者名称", "name"),
    Datum.IDENTIFIER: Text("证件号码", "identifier"),
    Datum.ADDRESS: Text("地址", "address"),
    Datum.CONTACT: Text("联系方式", "contact"),
}
WORDS: Mapping[str, Mapping[str, Text]] = {
    "amount_band": BAND_WORDS,
    "look": LOOKS,
    "party_part": PARTS,
    "personal_field": DATA,
    "unmasking_reason": REASON_WORDS,
}
_OWN = "登记担保金额；他人的登记为 null | the registered amount; null of others' registrations"
_BAND = "登记担保金额所在区间；无权知悉者为 null | in which band it lies; null for whom it is not meant"


class RegisteredAmountOut(Schema):
    amount = f.String(required=True)
    currency = f.String(required=True, metadata={"enum": [str(each) for each in Currency]})


class AmountSeenOut(Schema):
    amount = f.Nested(RegisteredAmountOut(), required=True, allow_none=True, metadata={"description": _OWN})
    amount_band = f.String(
        required=True, allow_none=True, metadata={"enum": [*map(str, AmountBand), None], "description": _BAND}
    )


def amount_seen(burden: Burden, *, own: bool, role: str, as_of: datetime) -> dict[str, Any]:
    """The amount of one's own, with its band; of another's the band, where the role sees any."""
    amount = burden.amount
    if amount is None or not (own or seen(role, Datum.AMOUNT) is Seen.BAND):
        return {"amount": None, "amount_band": None}
    return {
        "amount": {"amount": amount.amount, "currency": str(amount.currency)} if own else None,
        "amount_band": str(amount_band(amount, on=day_of(as_of))),
    }
