"""How much there is and how much of it stands as security, described for OpenAPI (see ``outputs``)."""

from __future__ import annotations

from registry.schemas.described import maybe, text
from registry.schemas.fields import Schema


class QuantityOut(Schema):
    key = text()
    unit = text()
    capacity = maybe(description="经保管人、保险人证明的数量；未证明的为 null | as attested; null where nobody has")
    pledged = text()


class ExceededOut(QuantityOut):
    offered = text()
