"""Assets and terms as rows hold them: canonical text that never changes, so that each is read once and then known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from registry.domain import canon
from registry.domain.collateral import Collateral, KeyRole, Terms
from registry.domain.registration import HeldKey

_KEPT = 1024  # what is asked about is asked about again: before a trade, before a loan, behind the lock
_LONGEST_KEPT = 4096  # a parcel drawn with a thousand corners is rare, and a thousand of those are not


def asset(text: str) -> Collateral:
    return _known_asset(text) if len(text) <= _LONGEST_KEPT else _new_asset(text)


def _new_asset(text: str) -> Collateral:
    return canon.build(Collateral, json.loads(text))


_known_asset = lru_cache(maxsize=_KEPT)(_new_asset)


@lru_cache(maxsize=_KEPT)
def terms(text: str) -> Terms:
    return canon.build(Terms, json.loads(text))


def keys(found: Iterable[Mapping[str, Any]]) -> tuple[HeldKey, ...]:
    return tuple(
        HeldKey(key=key["key"], role=KeyRole(key["role"]), position=key["position"], exclusive=key["exclusive"])
        for key in found
    )
