"""What courts and exchanges entered on an asset, and the queue of its seizures (轮候查封, 查封规定第26条).

A seizure stands to the end of its last day and takes effect in the order in which the notice was served, whenever it
was entered: who is first in the queue holds the asset, and when he is gone the next does, without anybody's doing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TypeVar

from registry.domain.calendar import SHANGHAI
from registry.domain.collateral import Collateral, KeyRole
from registry.domain.registration import Act, Hold, Seizure, Transfer

A = TypeVar("A", bound=Act)


def on_asset(asset: Collateral, held: Iterable[A]) -> tuple[A, ...]:
    """Those of the acts that are on this asset, in order of entry."""
    if not (held := tuple(held)):
        return ()
    identity = {key.key for key in asset.asset_keys() if key.role is KeyRole.IDENTITY}
    found = [each for each in held if _is_known_by(identity, each) and asset.same_as(each.asset)]
    return tuple(sorted(found, key=lambda each: (each.recorded_from, each.act)))


def queue(asset: Collateral, seizures: Iterable[Seizure], *, day: date) -> tuple[Seizure, ...]:
    """The asset's seizures that have not lapsed on the day, the effective one first."""
    return in_order(each for each in on_asset(asset, seizures) if day <= each.until)


def trades(asset: Collateral, holds: Iterable[Hold], *, day: date) -> tuple[Hold, ...]:
    """The holds on the asset that have not lapsed on the day."""
    return tuple(each for each in on_asset(asset, holds) if day <= each.until)


def parted(asset: Collateral, transfers: Iterable[Transfer], *, of: Iterable[str]) -> tuple[Transfer, ...]:
    """The transfers by which any of these has parted with the asset and not come back to it."""
    moved = on_asset(asset, transfers)
    last = (next((each for each in reversed(moved) if who in each.former | each.holders), None) for who in of)
    gone = {each.act for each, who in zip(last, of, strict=True) if each and who not in each.holders}
    return tuple(each for each in moved if each.act in gone)


def passed_at(asset: Collateral, transfers: Iterable[Transfer], *, since: datetime) -> datetime | None:
    """When the asset passed on from whoever held it at an instant, by the next transfer that was entered; None where
    it has not. Of that the day alone is known: to its end, so that who was registered on it was registered before."""
    on = next((each.transferred_on for each in on_asset(asset, transfers) if each.recorded_from > since), None)
    return datetime.combine(on, time.max, SHANGHAI) if on else None


def in_order(seizures: Iterable[Seizure]) -> tuple[Seizure, ...]:
    return tuple(sorted(seizures, key=lambda each: (each.served_at, each.recorded_from, each.act)))


def acts(held: Iterable[Act]) -> tuple[str, ...]:
    """The ids of what was entered, each once, in order."""
    return tuple(dict.fromkeys(each.act for each in held))


def _is_known_by(identity: set[str], act: Act) -> bool:
    under = any(key.role is KeyRole.IDENTITY and key.key in identity for key in act.keys)
    return under or not identity.isdisjoint(act.known_by)
