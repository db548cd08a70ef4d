"""What a keeper or an insurer attests, as it is sent."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from registry.domain.collateral import Statement
from registry.domain.filings import Attest
from registry.domain.measures import Unit
from registry.schemas.collateral import ItemField
from registry.schemas.fields import Choice, Day, Many, Part, Schema, Words, quantity_in

_GOODS = (Unit.TONNE, Unit.KILOGRAM, Unit.CUBIC_METRE, Unit.PIECE)
_QUANTITY = (
    "确认时为该批次的在库数量，出库时为出库数量；保单以其保险金额为准，不填 | confirmed: what lies in the lot of the "
    "receipt or goods; delivered: what left it; a policy has its own sum and leaves this out"
)


class AttestationIn(Schema):
    statement = Choice(Statement, required=True)
    asset = ItemField(
        required=True,
        metadata={"description": "仓单、存货或者保单，按登记申请的写法 | as a filing would describe it"},
    )
    stated_on = Day(required=True)
    quantity = Part(quantity_in(_GOODS), metadata={"description": _QUANTITY})
    into = Many(
        ItemField(), most=100,
        metadata={"description": "分割、换发后的单证 | the receipts that take its place"},
    )  # fmt: skip
    document_number = Words(longest=100)

    @ma.post_load
    def to_filing(self, data: dict[str, Any], **_: Any) -> Attest:
        into = tuple(item.asset for item in data.pop("into", ()))
        return Attest(**{**data, "asset": data["asset"].asset, "into": into})
