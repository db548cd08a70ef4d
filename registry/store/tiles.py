"""Tiles as rows: what sequencer, reader and audit all ask for."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from registry.domain.tiles import Tile
from registry.store.reading import Question

_TILES = sa.text("""
    SELECT t.level, t.number, t.data FROM log_tile t
      JOIN unnest(CAST(:levels AS smallint[]), CAST(:numbers AS bigint[])) w(level, number)
        ON t.level = w.level AND t.number = w.number WHERE t.log = :log""")


def stored(connection: sa.Connection | Question, *, log: int, wanted: Collection[Tile]) -> dict[Tile, bytes]:
    """Those of the tiles that are there."""
    found = connection.execute(_TILES, {"log": log, **named(wanted)})
    return {Tile(row.level, row.number): bytes(row.data) for row in found}


def named(tiles: Collection[Tile]) -> dict[str, list[int]]:
    """Tiles as the binds of a statement."""
    return {"levels": [each.level for each in tiles], "numbers": [each.number for each in tiles]}
