"""What the register holds on assets, with the ground that they share: what every face makes its answer of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from registry.domain.access import Permission, reaches
from registry.domain.asking import Asked
from registry.domain.errors import NotPermitted
from registry.domain.on_record import Register
from registry.domain.overlap import Overlap
from registry.geometry import overlaps
from registry.store import Store
from registry.store.reads.clients import identifier_of
from registry.store.reads.lien_status import on_keys


def held(store: Store, assets: Sequence[Asked], *, as_of: datetime | None) -> list[Register]:
    """What stands on each asset asked about, in the order asked, all as of one instant: the settled one or an earlier
    one. Raises NotSettled."""
    return [measured(each) for each in on_keys(store, assets, as_of=as_of)]


def require_reach(store: Store, assets: Sequence[Asked], *, institution: str, role: str) -> None:
    """Raise NotPermitted where an institution asks about what is another's and its right does not reach there: the
    number of who issued the asset, which is in the question, must be its own."""
    if reaches(role, Permission.LIEN_STATUS, own=False):
        return
    own = identifier_of(store, institution)
    if any(asked.issuers != {own} for asked in assets):
        raise NotPermitted("it may ask about what it issued or keeps itself")


def measured(register: Register) -> Register:
    """With the ground that the asset shares with what lies near it; drawn in several ways, the most of each."""
    if not (outlines := register.outlines()):
        return register
    near = {each.id: outline for each in register.burdens if (outline := each.asset.outline)}
    found = overlaps({str(place): outline for place, outline in enumerate(outlines)}, near)
    most: dict[str, Overlap] = {}
    for shared in found.values():
        for burden, overlap in shared.items():
            most[burden] = max(overlap, most.get(burden, overlap), key=lambda each: each.area)
    return replace(register, overlaps=most)
