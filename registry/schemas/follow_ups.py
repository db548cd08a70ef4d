"""What is filed on a registration that stands; its number and version come with the address and If-Match."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from registry.domain.filings import DischargeReason
from registry.schemas.fields import Choice, Day, Many, Part, Schema, Words
from registry.schemas.registrations import DocumentIn

ITEM_ID = r"^col_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"


def _items() -> Many:
    return Many(Words(pattern=ITEM_ID, longest=40), least=1, most=1000, required=True)


class _FollowUpIn(Schema):
    client_reference = Words(longest=100)
    documents = Many(Part(DocumentIn()), most=1000)

    @ma.post_load
    def to_particulars(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {name: tuple(each) if isinstance(each, list) else each for name, each in data.items()}


class ReleaseIn(_FollowUpIn):
    collateral = _items()
    reason = Choice(DischargeReason, required=True)
    ended_on = Day()
