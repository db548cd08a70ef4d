"""What is asked of parcels: that each is one, and which ground they share with others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from registry.domain import ellipsoid
from registry.domain.errors import Fault, InvalidParticulars
from registry.domain.outline import STEPS, Outline
from registry.domain.overlap import Overlap
from registry.domain.text import Text

_CROSSED = Text("范围的边界自相交。", "The boundary crosses or touches itself.")
_HOLES = Text(
    "孔洞越出范围、彼此重叠，或者将范围割裂。", "Holes leave the outline, overlap each other or cut it apart."
)


def load() -> None:
    """Load shapely now. A server does so before it forks, so that its processes share one copy: each would make its own
    with the first outline it meets, and grow by eighteen megabytes for it (measured)."""
    import shapely  # noqa: F401


def require_valid(outlines: Mapping[str, Outline]) -> None:
    """Raise InvalidParticulars naming every outline whose rings cross themselves or each other. They are given by the
    pointers of their items."""
    if not outlines:
        return
    import shapely

    drawn = _shapes(outlines)
    wrong = zip(outlines, shapely.is_valid(drawn), shapely.is_valid_reason(drawn), strict=True)
    faults = [_fault(pointer, reason) for pointer, valid, reason in wrong if not valid]
    if faults:
        raise InvalidParticulars(*faults)


def overlaps(offered: Mapping[str, Outline], held: Mapping[str, Outline]) -> dict[str, dict[str, Overlap]]:
    """For each outline offered the ground it shares with each that is held, by their names; without those that only
    touch. All of them are valid."""
    found: dict[str, dict[str, Overlap]] = {name: {} for name in offered}
    if not (offered and held):
        return found
    import shapely

    mine, theirs = _shapes(offered), _shapes(held)
    left, right = shapely.STRtree(theirs).query(mine, predicate="intersects")
    # Corners of what is shared are moved to whole steps, as those of every outline are: where two only touch, nothing
    # is left of the rounding of a crossing.
    shared = shapely.intersection(mine[left], theirs[right], grid_size=1)
    for one, other, ground in zip(left, right, shared, strict=True):
        if area := sum(_area(part) for part in shapely.get_parts(ground)):
            name, beside = list(offered)[one], list(held)[other]
            smaller = max(area, min(offered[name].area, held[beside].area))
            found[name][beside] = Overlap(area=area, smaller=smaller)
    return found


def ground_shared(outlines: Sequence[Outline], held: Mapping[str, Outline]) -> dict[str, tuple[Outline, ...]]:
    """The ground that a parcel, in whichever of these ways it is drawn, shares with each of those that are held, as
    outlines, by their names; of those that only touch it none."""
    if not held:
        return {}
    import shapely

    mine = shapely.union_all(_shapes({str(place): each for place, each in enumerate(outlines)}))
    found = shapely.intersection(mine, _shapes(held), grid_size=1)
    parts = {name: _outlines(ground) for name, ground in zip(held, found, strict=True)}
    return {name: each for name, each in parts.items() if each}


def _outlines(ground: Any) -> tuple[Outline, ...]:
    """Of a shape whose corners are whole steps: of each part of it that encloses anything."""
    import shapely

    rings = ((part.exterior, *part.interiors) for part in shapely.get_parts(ground) if _area(part))
    return tuple(Outline(tuple(map(_written, each))) for each in rings)


def _written(ring: Any) -> str:
    return ",".join(f"{int(x)} {int(y)}" for x, y in ring.coords)


def _shapes(outlines: Mapping[str, Outline]) -> Any:
    import shapely

    return shapely.from_wkt([outline.wkt for outline in outlines.values()])


def _area(part: Any) -> int:
    """In cm2; nothing of the points and lines where two touch, and of a sliver narrower than a step."""
    if part.geom_type != "Polygon" or part.is_empty:
        return 0
    return ellipsoid.area([ring.coords for ring in (part.exterior, *part.interiors)], steps=STEPS)


def _fault(pointer: str, reason: str) -> Fault:
    crossed = "Self-intersection" in reason
    code, text = ("self_intersection", _CROSSED) if crossed else ("bad_holes", _HOLES)
    return Fault(f"{pointer}/geometry/coordinates", code, text)
