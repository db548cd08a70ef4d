"""What courts and exchanges file, as it is sent."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from registry.domain.filings import EnteredFrom, PlaceHold, ReleaseReason, Seize, SeizureKind, TransferTitle
from registry.schemas.collateral import ItemField
from registry.schemas.fields import Choice, Day, Instant, Many, MoneyIn, Part, Schema, Words
from registry.schemas.registrations import CODE, PartyIn


class _Assets(Schema):
    assets = Many(
        ItemField(), least=1, most=1000, required=True,
        metadata={"description": "财产，按登记申请的写法 | the assets, with the particulars of a filing"},
    )  # fmt: skip

    @staticmethod
    def of(data: dict[str, Any]) -> dict[str, Any]:
        """What was sent, with the assets alone: what is agreed about security is no court's or exchange's to say."""
        return {**data, "assets": tuple(item.asset for item in data["assets"])}


class SeizeIn(_Assets):
    court = Words(required=True, metadata={"examples": ["重庆示例人民法院"]})
    case_number = Words(required=True, longest=100, metadata={"examples": ["（2026）渝0233执123号"]})
    document_number = Words(
        required=True, longest=100, metadata={"description": "协助执行通知书文号 | number of the notice served"}
    )
    kind = Choice(SeizureKind, required=True)
    served_at = Instant(required=True)
    until = Day(required=True, metadata={"description": "查封届满日（含） | the last day of the seizure"})
    amount = Part(MoneyIn())
    entered_from = Choice(EnteredFrom, required=True)

    @ma.post_load
    def to_filing(self, data: dict[str, Any], **_: Any) -> Seize:
        return Seize(**self.of(data))


class LiftIn(Schema):
    """The seizure comes with the address."""

    document_number = Words(
        required=True, longest=100, metadata={"description": "解除查封通知书文号 | number of the order that lifts it"}
    )


_LAST_DAY = "预留届满日（含），录入后最多五个工作日 | the last day, at most five working days after entry"


class HoldIn(_Assets):
    case_number = Words(required=True, longest=100, metadata={"examples": ["JY-2026-0117"]})
    until = Day(required=True, metadata={"description": _LAST_DAY})

    @ma.post_load
    def to_filing(self, data: dict[str, Any], **_: Any) -> PlaceHold:
        return PlaceHold(**self.of(data))


class HoldReleaseIn(Schema):
    """The hold comes with the address."""

    reason = Choice(ReleaseReason, required=True)


class TransferIn(_Assets):
    former_holders = Many(Part(PartyIn()), least=1, most=50, required=True, data_key="from")
    holders = Many(Part(PartyIn()), least=1, most=50, required=True, data_key="to")
    case_number = Words(required=True, longest=100, metadata={"examples": ["JY-2026-0117"]})
    transferred_on = Day(required=True)
    acknowledged = Many(Words(pattern=CODE, longest=32), most=100)

    @ma.post_load
    def to_filing(self, data: dict[str, Any], **_: Any) -> TransferTitle:
        parties = {name: tuple(data[name]) for name in ("former_holders", "holders")}
        return TransferTitle(**{**self.of(data), **parties, "acknowledged": frozenset(data.get("acknowledged", ()))})
