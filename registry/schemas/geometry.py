"""Parcels on the wire: GeoJSON polygons in (RFC 7946, but in EPSG:4490), areas and what is shared out."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import marshmallow as ma
from marshmallow import fields as f

from registry.domain.measures import Unit
from registry.domain.outline import MOST_POSITIONS, Outline, OutlineFault, drawn
from registry.schemas.fields import MESSAGES, Choice, Said, Schema


class Shape(StrEnum):
    POLYGON = "Polygon"


class Coordinates(ma.fields.Field[Outline]):
    """The rings of a polygon, the exterior first, each closed; a position is longitude and latitude."""

    default_error_messages = dict(MESSAGES)  # noqa: RUF012  # marshmallow's way

    def __init__(self, **kwargs: Any) -> None:
        position = {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number"}}
        ring = {"type": "array", "minItems": 4, "maxItems": MOST_POSITIONS, "items": position}
        corners = [[108.03, 30.29], [108.032, 30.29], [108.032, 30.292], [108.03, 30.292], [108.03, 30.29]]
        metadata = {
            "type": "array", "minItems": 1, "items": ring, "examples": [[corners]],
            "description": f"环（首尾相同），外环在前；经度在前，纬度在后；共至多 {MOST_POSITIONS} 个坐标"
            f" | closed rings, the exterior first; longitude, then latitude; at most {MOST_POSITIONS} positions in all",
        }  # fmt: skip
        super().__init__(metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Outline:  # noqa: ARG002
        try:
            return drawn(value)
        except OutlineFault as wrong:
            messages: Any = [Said(wrong.code, zh=wrong.text.zh, en=wrong.text.en)]
            for place in reversed(wrong.path):
                messages = {place: messages}
            raise ma.ValidationError(messages) from None


class PolygonIn(Schema):
    type = Choice(Shape, required=True)
    coordinates = Coordinates(required=True)

    @ma.post_load
    def to_outline(self, data: dict[str, Any], **_: Any) -> Outline:
        outline: Outline = data["coordinates"]
        return outline


class AreaOut(Schema):
    value = f.String(required=True)
    unit = f.String(required=True, metadata={"enum": [str(Unit.SQUARE_METRE)]})


class OverlapOut(Schema):
    """Ground that two parcels share."""

    area = f.Nested(AreaOut(), required=True)
    percent_of_smaller = f.String(required=True)


class OverlappedOut(OverlapOut):
    """``ahead``: a right of the same kind and layer, which ranks before this one on the ground they share."""

    registration = f.String(required=True)
    ahead = f.Boolean(required=True)
