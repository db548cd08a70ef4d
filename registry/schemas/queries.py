"""What stands behind the question mark."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

import marshmallow as ma

from registry.domain.claim import CLAIM_ID
from registry.domain.collateral import CLASSES
from registry.domain.lifecycle import Status
from registry.schemas.fields import Choice, Day, Instant, Schema, Words, fault

_LIMIT = re.compile(r"[1-9][0-9]?|100")
_COPY = "PDF 的担保人留存联，载其查询码；限申报机构 | with PDF, the grantor's copy with his access code; for the filer"
_GRANTOR = "第几名担保人，自 1 起；默认 1 | which of the grantors, from 1, which is the default"


class _Yes(StrEnum):
    TRUE = "true"
    FALSE = "false"


class DryRun(Schema):
    dry_run = Choice(_Yes, load_default=_Yes.FALSE)

    @ma.post_load
    def to_flag(self, data: dict[str, Any], **_: Any) -> dict[str, bool]:
        return {"dry_run": data["dry_run"] is _Yes.TRUE}


class AsOf(Schema):
    as_of = Instant(load_default=None)


class LienStatusQuery(AsOf):
    kind = Words(required=True, longest=64, metadata={"enum": list(CLASSES)})
    key = Words(required=True, longest=512)


class Limit(ma.fields.Field[int]):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> int:  # noqa: ARG002
        if not isinstance(value, str) or not _LIMIT.fullmatch(value):
            raise fault("bad_limit", zh="应为 1 至 100 的整数。", en="Must be a whole number from 1 to 100.")
        return int(value)


class Place(Limit):
    """The place of one of several, from 1."""


class Copy(StrEnum):
    GRANTOR = "grantor"


class CertificateQuery(Schema):
    code = Words(longest=32)
    copy = Choice(Copy, metadata={"description": _COPY})
    grantor = Place(metadata={"type": "integer", "minimum": 1, "maximum": 100, "description": _GRANTOR})


class EventQuery(Schema):
    after = Words(longest=64, load_default=None)
    limit = Limit(load_default=20, metadata={"type": "integer", "minimum": 1, "maximum": 100})


class ListQuery(AsOf):
    limit = Limit(load_default=20, metadata={"type": "integer", "minimum": 1, "maximum": 100})
    cursor = Words(longest=64)
    client_reference = Words(longest=100)
    contract_number = Words(longest=100)
    claim_id = Words(pattern=CLAIM_ID, longest=42)
    status = Choice(Status)
    registered_from = Instant()
    registered_until = Instant()
    expires_from = Day()
    expires_until = Day()
