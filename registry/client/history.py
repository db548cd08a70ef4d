"""Do two checkpoints tell one history? Answered from the log's own tiles (c2sp.org/tlog-tiles), of which nothing is
believed: what is fetched counts as far as it hashes to a root that the log's key signed.
"""

from __future__ import annotations

from registry.client.monitor import Fetch, Missing, tile_of
from registry.domain import merkle, tiles
from registry.domain.log import Checkpoint
from registry.domain.merkle import BadProof
from registry.domain.tiles import MissingTile


class NotCompared(Exception):
    """What the log serves does not say whether they do: nothing is shown, and nothing is contradicted."""


def is_one_history(fetch: Fetch | None, one: Checkpoint, other: Checkpoint) -> bool:
    """Whether the larger tree begins with the smaller. False is proven: the larger root is that of leaves whose
    beginning has another root than the smaller one. Without a log (``fetch``) only trees of one size tell of each
    other. Raises NotCompared."""
    old, new = sorted((one, other), key=lambda each: each.size)
    if old.origin == new.origin and old.size == new.size:
        return old.root == new.root
    if fetch is None or old.origin != new.origin or not old.size:
        raise NotCompared
    ranges = merkle.consistency(old.size, new.size)
    nodes = [node for each in ranges for node in merkle.complete(*each)]
    try:
        held = {
            tile: tile_of(fetch, tile, of=new.size) for tile in tiles.tiles_for(nodes) | tiles.tiles_of_root(old.size)
        }
        began = tiles.root_of(old.size, held)
        path = [merkle.range_hash(each, tiles.hashes_in(held)) for each in ranges]
        merkle.verify_consistency(old.size, new.size, old_root=began, new_root=new.root, path=path)
    except (Missing, MissingTile, BadProof) as fault:
        raise NotCompared from fault
    return began == old.root
