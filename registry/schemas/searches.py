"""A search, as it is sent."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from registry.domain.filings import Purpose, Search
from registry.domain.identifiers import IdentifierFault, parse_registration_number
from registry.domain.registration import SearchBy
from registry.schemas.asking import AskedIn
from registry.schemas.fields import Choice, Instant, Part, Said, Schema, Words
from registry.schemas.registrations import IdentifierIn


class ByIn(Schema):
    """Exactly one of these. A name is compared whole, in its normal form: width, spaces and case do not matter."""

    asset = Part(AskedIn())
    grantor_identifier = Part(IdentifierIn())
    grantor_name = Words()
    registration_number = Words(longest=64)

    @ma.post_load
    def to_particulars(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        if len(data) != 1:
            text = "、".join(SearchBy)
            raise ma.ValidationError(
                [Said("one_way_to_ask", zh=f"应为 {text} 之一。", en=f"Give one of: {', '.join(SearchBy)}.")]
            )
        ((name, value),) = data.items()
        if name == SearchBy.ASSET:
            return {"by": SearchBy.ASSET, "keys": value.keys}
        if name == SearchBy.REGISTRATION_NUMBER:
            value = _number(value)
        return {"by": SearchBy(name), name: value}


class SearchIn(Schema):
    by = Part(ByIn(), required=True)
    purpose = Choice(Purpose, required=True)
    reference = Words(longest=200, metadata={"description": "查询人自己的案号或说明 | the searcher's own reference"})
    as_of = Instant()

    @ma.post_load
    def to_filing(self, data: dict[str, Any], **_: Any) -> Search:
        return Search(**{**data, **data["by"]})


def _number(text: str) -> str:
    try:
        return parse_registration_number(text)
    except IdentifierFault as wrong:
        said = Said(wrong.code, zh=wrong.zh, en=wrong.en)
        raise ma.ValidationError({"registration_number": [said]}) from None
