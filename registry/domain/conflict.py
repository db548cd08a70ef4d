"""What on the register touches what is offered.

Sharing an identity key is being the same collateral (the kind may refine it); sharing a site key is being linked:
another layer of the parcel, another receipt of the lot. A site may be what another asset is identified by: a herd names
the policy it is insured under. Sharing a cell of the grid is neither: what lies in one cell is linked where ground is
shared that matters, under whatever code it was entered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from registry.domain.collateral import Collateral, KeyRole, is_cell
from registry.domain.outline import Outline
from registry.domain.overlap import Overlap, Overlapped
from registry.domain.registration import Encumbrance

_NONE: Mapping[str, Overlap] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Touch:
    """The live encumbrances on the same asset, in order of entry, and those linked to it; ``overlaps`` says of which
    linked ones nothing but the ground tells."""

    same: tuple[Encumbrance, ...]
    linked: tuple[Encumbrance, ...]
    overlaps: tuple[Overlapped, ...] = ()


def touching(asset: Collateral, held: Iterable[Encumbrance], *, overlaps: Mapping[str, Overlap] = _NONE) -> Touch:
    """Sort what is held by how it touches the asset. ``overlaps`` is the ground shared with each, by its id."""
    identity, site = _keys(asset, KeyRole.IDENTITY), _sites(asset)
    same: list[Encumbrance] = []
    ties: list[Encumbrance] = []
    overlapped: list[Overlapped] = []
    for encumbrance in sorted(held, key=_order_of_entry):
        keys = {key.key: key.role for key in encumbrance.keys}
        shares = any(keys.get(key) is KeyRole.IDENTITY for key in identity)
        if (shares or not identity.isdisjoint(encumbrance.known_by)) and asset.same_as(encumbrance.asset):
            same.append(encumbrance)
        elif _share_a_site(keys, identity=identity, site=site) and linked(asset, encumbrance.asset):
            ties.append(encumbrance)
        elif (shared := overlaps.get(encumbrance.id)) and shared.matters:
            ties.append(encumbrance)
            overlapped.append(_overlapped(asset, encumbrance, shared=shared))
    return Touch(tuple(same), tuple(ties), tuple(overlapped))


def redrawn(asset: Collateral, same: Iterable[Encumbrance], *, overlaps: Mapping[str, Overlap]) -> tuple[str, ...]:
    """The registrations of the same asset whose outline is another than the one it is offered with: more lies in one of
    them only than two surveys of one boundary differ by."""
    return numbers(
        each
        for each in same
        if asset.outline
        and each.asset.outline
        and _differ(asset.outline, each.asset.outline, shared=overlaps.get(each.id))
    )


def overlap_unsaid(one: Collateral, other: Collateral, *, shared: Overlap) -> bool:
    """Whether two assets share ground that matters, and nothing but the ground tells that they do."""
    keys = {key.key: key.role for key in other.asset_keys()}
    told = _share_a_site(keys, identity=_keys(one, KeyRole.IDENTITY), site=_sites(one)) and linked(one, other)
    return shared.matters and not told


def same_asset(one: Collateral, other: Collateral) -> bool:
    """Whether one notice names one asset twice."""
    shared = _keys(one, KeyRole.IDENTITY) & _keys(other, KeyRole.IDENTITY)
    return bool(shared) and one.same_as(other)


def linked(one: Collateral, other: Collateral) -> bool:
    """Whether two assets that share a site are told of each other. Either kind may say no."""
    return one.linked_to(other) and other.linked_to(one)


def numbers(encumbrances: Iterable[Encumbrance]) -> tuple[str, ...]:
    """The registrations behind encumbrances, each once, in order."""
    return tuple(dict.fromkeys(each.registration for each in encumbrances))


def in_line(encumbrances: Iterable[Encumbrance]) -> tuple[str, ...]:
    """The registrations in line, in order: one that secures further claims stands there once for each of its claims."""
    return tuple(registration for registration, _ in dict.fromkeys((e.registration, e.claim) for e in encumbrances))


def _share_a_site(held: Mapping[str, KeyRole], *, identity: set[str], site: set[str]) -> bool:
    return bool(site & held.keys()) or any(held.get(key) is KeyRole.SITE for key in identity)


def _keys(asset: Collateral, role: KeyRole) -> set[str]:
    return {key.key for key in asset.asset_keys() if key.role is role}


def _sites(asset: Collateral) -> set[str]:
    return {key for key in _keys(asset, KeyRole.SITE) if not is_cell(key)}


def _differ(one: Outline, other: Outline, *, shared: Overlap | None) -> bool:
    smaller, larger = sorted((one.area, other.area))
    return Overlap(area=larger - (shared.area if shared else 0), smaller=smaller).matters


def _overlapped(asset: Collateral, by: Encumbrance, *, shared: Overlap) -> Overlapped:
    return Overlapped(
        registration=by.registration,
        encumbrance=by.id,
        area=shared.area,
        smaller=shared.smaller,
        ahead=asset.competes_with(by.asset),
    )


def _order_of_entry(encumbrance: Encumbrance) -> tuple[float, str]:
    return encumbrance.recorded_from.timestamp(), encumbrance.registration
