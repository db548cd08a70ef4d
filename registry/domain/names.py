"""By how many names one asset goes on the register.

A forest is known by its unit code and by an old certificate. Whoever asks by one of them is to learn what stands under
the other alone, as soon as anything on record was entered under both. It ties them for good: what has ended since was
still entered for one asset of two names. And as of an instant before it was entered, it ties nothing.

Only where every name is the whole asset's are names tied (``Collateral.several_names``): two animals of a herd share
the herd, and are not one animal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from registry.domain.burden import Burden
from registry.domain.collateral import Collateral, KeyRole
from registry.domain.registration import Act, Encumbrance, Ground, Names

H = TypeVar("H", bound=Encumbrance | Burden | Act)


def names_of(asset: Collateral) -> tuple[str, ...]:
    """What the asset goes by, where it may go by other names too."""
    return tuple(key.key for key in asset.asset_keys() if key.role is KeyRole.IDENTITY) if asset.several_names else ()


def names(held: Encumbrance | Burden | Act) -> Names:
    """The names under which something was entered, where its asset may go by others too."""
    if not held.asset.several_names:
        return frozenset()
    return frozenset(key.key for key in held.keys if key.role is KeyRole.IDENTITY)


def tied(together: Iterable[Names]) -> Mapping[str, Names]:
    """All that an asset goes by, under each of its names; what goes by one alone is left out."""
    groups: dict[str, Names] = {}
    for tie in together:
        if len(tie) > 1:
            group = tie.union(*(groups.get(name, frozenset()) for name in tie))
            groups |= dict.fromkeys(group, group)
    return groups


def with_names(held: Iterable[H], groups: Mapping[str, Names]) -> tuple[H, ...]:
    """Each with what its asset goes by beside the names it was entered under."""
    return tuple(_with_names(each, groups) for each in held)


def on_ground(ground: Ground) -> Ground:
    """What stands, each with the other names of its asset."""
    groups = tied([*ground.ties, *_together(ground)])
    if not groups:
        return ground
    return replace(
        ground,
        encumbrances=with_names(ground.encumbrances, groups),
        seizures=with_names(ground.seizures, groups),
        holds=with_names(ground.holds, groups),
        transfers=with_names(ground.transfers, groups),
        attestations=with_names(ground.attestations, groups),
        ended=with_names(ground.ended, groups),
    )


def names_under(known: Collection[str], ground: Ground) -> Names:
    """Every name of what stands under one of those that are known."""
    return frozenset[str]().union(*(each for each in _together(ground) if not each.isdisjoint(known)))


def _together(ground: Ground) -> Iterator[Names]:
    acts = (*ground.seizures, *ground.holds, *ground.transfers, *ground.attestations, *ground.ended)
    yield from map(names, ground.encumbrances)
    yield from map(names, acts)


def _with_names(held: H, groups: Mapping[str, Names]) -> H:
    own = names(held)
    known = frozenset[str]().union(*(groups.get(name, own) for name in own)) - own
    return replace(held, known_by=known) if known != held.known_by else held
