"""The other names of an asset, as SQL finds them: ``domain/names.py`` says which there are and what they mean."""

from __future__ import annotations

from registry.domain.collateral import CLASSES

KINDS = ", ".join(f"'{kind}'" for kind, known in sorted(CLASSES.items()) if known.several_names)
"""Those whose assets may go by several, listed as SQL does."""


def known_by(seed: str, *, at: str | None = None) -> str:
    """A recursive query of names: those the seed selects, and whatever was entered together with one of them; with
    ``at``, by that instant.

    Every name is asked about by itself (that is what OFFSET 0 is for): nothing tells the planner how few there are, and
    for as many as it fears it reads whole tables."""
    by_then = f" AND t.recorded_from <= {at}" if at else ""
    return f"""name(key) AS (
         {seed}
          UNION
         SELECT x.key FROM name, LATERAL (
                SELECT o.key FROM encumbrance_key h
                  JOIN encumbrance t ON t.id = h.encumbrance AND t.asset_kind IN ({KINDS}){by_then}
                  JOIN encumbrance_key o ON o.encumbrance = t.id AND o.role = 'identity'
                 WHERE h.key = name.key OFFSET 0) x)"""


def line_before(burden: str, *, at: str) -> str:
    """FROM and WHERE of a query of the security, alias ``o``, that stood at an instant under any name of the asset of a
    burden and was entered before it; behind WITH RECURSIVE and ``names_of_burden``."""
    return f"""
        FROM name JOIN encumbrance_key ok ON ok.key = name.key AND ok.role = 'identity'
         AND ok.recorded_from <= {at} AND (ok.recorded_until IS NULL OR ok.recorded_until > {at})
        JOIN encumbrance o ON o.id = ok.encumbrance AND o.registration IS NOT NULL
         AND (o.recorded_from, coalesce(o.claim, 0)) < ({burden}.recorded_from, coalesce({burden}.claim, 0))"""


def names_of_burden(burden: str, *, at: str) -> str:
    """The recursive query of all the names that the asset of a burden goes by at an instant."""
    own = f"SELECT k.key FROM encumbrance_key k WHERE k.encumbrance = {burden}.id AND k.role = 'identity'"
    return known_by(own, at=at)
