"""What is asked about, as it is sent."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from registry.domain import asking
from registry.domain.asking import Asked
from registry.domain.collateral import CLASSES, Collateral
from registry.schemas.collateral import ItemField
from registry.schemas.fields import Instant, Many, Part, Said, Schema, Words

MOST = 1000
_BAD_KEY = Said("bad_key", zh="不是担保财产的标识。", en="Not an identity key or code of this kind of collateral.")
_BAD_CODE = Said("bad_key", zh="不是任何一类担保财产的标识。", en="Not an identity key or code of any kind.")
_WAYS = (frozenset({"kind", "key"}), frozenset({"asset"}), frozenset({"code"}))
_UNKNOWN_KIND = Said(
    "unknown_kind",
    zh=f"种类应为下列之一：{', '.join(CLASSES)}。",
    en=f"The kind must be one of {', '.join(CLASSES)}.",
)


def asked_by_key(kind: str, key: str) -> Asked:
    """An asset by kind and key. Raises ValidationError naming which of the two is wrong."""
    if kind not in CLASSES:
        raise ma.ValidationError({"kind": [_UNKNOWN_KIND]})
    found = asking.by_key(kind, key)
    if found is None:
        raise ma.ValidationError({"key": [_BAD_KEY]})
    return found


def asked_by_code(code: str) -> Asked:
    """Whatever stands under a bare code. Raises ValidationError if no kind knows such codes."""
    found = asking.by_code(code)
    if found is None:
        raise ma.ValidationError({"code": [_BAD_CODE]})
    return found


def asked_by_asset(asset: Collateral) -> Asked:
    """An asset as a filing would describe it. Raises ValidationError for what cannot be true of any such asset: most
    likely a slip of the pen, and then the answer would be another asset's."""
    messages: dict[str, Any] = {}
    for fault in asset.faults(""):
        *path, name = fault.pointer.strip("/").split("/")
        inner = messages
        for part in path:
            inner = inner.setdefault(part, {})
        inner[name] = [Said(fault.code, zh=fault.text.zh, en=fault.text.en)]
    if messages:
        raise ma.ValidationError({"asset": messages})
    return asking.by_asset(asset)


class AskedIn(Schema):
    """One asset: ``kind`` and ``key``, or ``asset`` with its particulars as in a filing, or a bare ``code``."""

    kind = Words(longest=64, metadata={"enum": list(CLASSES)})
    key = Words(longest=512)
    asset = ItemField()
    code = Words(longest=512, metadata={"examples": ["5002331042030100123"]})

    @ma.post_load
    def to_asked(self, data: dict[str, Any], **_: Any) -> Asked:
        if data.keys() not in _WAYS:
            said = Said(
                "one_way_to_ask", zh="应为 kind 与 key、asset、code 三者之一。",
                en="Give one of: kind and key; asset; code.",
            )  # fmt: skip
            raise ma.ValidationError([said])
        if "asset" in data:
            return asked_by_asset(data["asset"].asset)
        return asked_by_code(data["code"]) if "code" in data else asked_by_key(data["kind"], data["key"])


class LienStatusIn(Schema):
    assets = Many(Part(AskedIn()), least=1, most=MOST, required=True)
    as_of = Instant(load_default=None)
