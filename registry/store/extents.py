"""Which of those in a cell of the grid lie near enough to share ground: whose least box meets another's.

Asked in the database, for in a cell there may be a village: a hundred neighbours that are read, made values of and
carried through the law cost a question three times what it costs without them (measured). A box of PostgreSQL holds
whole steps exactly (they are below 2^53), and boxes that only touch meet there, so that nobody is lost who shares
ground.
"""

from __future__ import annotations

from collections.abc import Iterable

from registry.domain.outline import Outline


def written(outlines: Iterable[Outline]) -> list[str]:
    """Each as PostgreSQL reads a box."""
    return [f"({west},{south}),({east},{north})" for (west, south), (east, north) in (o.extent for o in outlines)]


def of(encumbrance: str) -> str:
    """The box around what is drawn of an encumbrance, whose alias is given; null where nothing is."""
    exterior = f"CAST({encumbrance}.asset AS json) #>> '{{geometry,rings,0}}'"
    return f"box(CAST('((' || replace(replace({exterior}, ',', '),('), ' ', ',') || '))' AS polygon))"
