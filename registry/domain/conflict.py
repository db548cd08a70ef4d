"""What on the register touches what is offered.

Sharing an identity key is being the same collateral (the kind may refine it); sharing a site key is being linked:
another layer of the parcel, another receipt of the lot.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from registry.domain.collateral import Collateral, KeyRole
from registry.domain.registration import Encumbrance


@dataclass(frozen=True, slots=True)
class Touch:
    """The live encumbrances on the same asset, in order of entry, and those linked to it."""

    same: tuple[Encumbrance, ...]
    linked: tuple[Encumbrance, ...]


def touching(asset: Collateral, held: Iterable[Encumbrance]) -> Touch:
    """Sort what is held by how it touches the asset."""
    identity, site = _keys(asset, KeyRole.IDENTITY), _keys(asset, KeyRole.SITE)
    same: list[Encumbrance] = []
    linked: list[Encumbrance] = []
    for encumbrance in sorted(held, key=_order_of_entry):
        keys = {key.key: key.role for key in encumbrance.keys}
        shares = any(keys.get(key) is KeyRole.IDENTITY for key in identity)
        if shares and asset.same_as(encumbrance.asset):
            same.append(encumbrance)
        elif site & keys.keys():
            linked.append(encumbrance)
    return Touch(tuple(same), tuple(linked))


def same_asset(one: Collateral, other: Collateral) -> bool:
    """Whether one notice names one asset twice."""
    shared = _keys(one, KeyRole.IDENTITY) & _keys(other, KeyRole.IDENTITY)
    return bool(shared) and one.same_as(other)


def numbers(encumbrances: Iterable[Encumbrance]) -> tuple[str, ...]:
    """The registrations behind encumbrances, each once, in order."""
    return tuple(dict.fromkeys(each.registration for each in encumbrances))


def in_line(encumbrances: Iterable[Encumbrance]) -> tuple[str, ...]:
    """The registrations in line, in order: one that secures further claims stands there once for each of its claims."""
    return tuple(registration for registration, _ in dict.fromkeys((e.registration, e.claim) for e in encumbrances))


def _keys(asset: Collateral, role: KeyRole) -> set[str]:
    return {key.key for key in asset.asset_keys() if key.role is role}


def _order_of_entry(encumbrance: Encumbrance) -> tuple[float, str]:
    return encumbrance.recorded_from.timestamp(), encumbrance.registration
