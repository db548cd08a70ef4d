"""Whether who gives an asset is the one who stands on the register as its holder (民法典第399条第四项).

The register does not adjudicate: it sees who gave a unit or certificate before, and to whom a transfer moved it. Where
another gives it, both titles are entered and both sides are told, so that whoever files first locks nobody out. Layers
of one parcel are two rights and no conflict; nor is it one when somebody gives who gave it together with the other
before, as co-owners and households do. A person is known by his number, whatever his name is by now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from registry.domain.collateral import Collateral
from registry.domain.conflict import numbers
from registry.domain.queue import on_asset
from registry.domain.registration import Encumbrance, Transfer


@dataclass(frozen=True, slots=True)
class Title:
    """What was given by others than those who give the asset now, and what of it they have to answer for: the
    registrations, and the transfer by which another holds it."""

    others: tuple[Encumbrance, ...] = ()
    contests: tuple[str, ...] = ()


def title(asset: Collateral, same: Sequence[Encumbrance], *, transfers: Iterable[Transfer], by: Sequence[str]) -> Title:
    """Compare who gives the asset with who gave it and who holds it. Of those whose numbers are erased nothing is
    known, and nothing said.

    Whoever a transfer made holder need not answer for what others gave since: that was entered as contesting his.
    """
    givers = frozenset(by)
    if not (asset.titled and givers):
        return Title()
    moved = on_asset(asset, transfers)
    others = _given_by_others(same, moved, givers=givers)
    last = moved[-1] if moved and moved[-1].holders else None
    if last is None:
        return Title(others, numbers(others))
    if last.holders.isdisjoint(givers):
        return Title(others, (*numbers(others), last.act))
    return Title(others, numbers(each for each in others if each.recorded_from < last.recorded_from))


def _given_by_others(
    same: Sequence[Encumbrance], moved: Sequence[Transfer], *, givers: frozenset[str]
) -> tuple[Encumbrance, ...]:
    mine = _with_co_owners(givers, same)
    first = (each for each in same if each.claim is None)  # a further claim is given by whoever gave the first
    return tuple(each for each in first if each.givers and _heirs(each, moved).isdisjoint(mine))


def _with_co_owners(givers: frozenset[str], same: Sequence[Encumbrance]) -> frozenset[str]:
    """The givers and everybody who gave the asset together with them, or with those, and so on."""
    known = givers
    while (more := known.union(*(each.givers for each in same if not known.isdisjoint(each.givers)))) != known:
        known = more
    return known


def _heirs(burden: Encumbrance, moved: Iterable[Transfer]) -> frozenset[str]:
    """Who gave it, and everybody to whom title went from them afterwards."""
    found = burden.givers
    for each in moved:
        if each.recorded_from > burden.recorded_from and not found.isdisjoint(each.former):
            found |= each.holders
    return found
