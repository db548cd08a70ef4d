"""Ground that two parcels share, and when it matters. The areas are measured elsewhere and come in as facts."""

from __future__ import annotations

from dataclasses import dataclass

_PERCENT_OF_THE_SMALLER = 1
_CM2 = 50 * 10_000  # fifty square metres


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """The area that two parcels share and that of the smaller of them, in cm2. Touching shares nothing."""

    area: int
    smaller: int

    @property
    def matters(self) -> bool:
        """Whether it is more than two surveys of one boundary differ by: either of the two measures (law.md section 6)
        is enough, a greenhouse inside another's field is small and a strip along a forest is long."""
        return self.area * 100 > self.smaller * _PERCENT_OF_THE_SMALLER or self.area > _CM2

    @property
    def share(self) -> int:
        """Of the smaller parcel, in hundredths of a percent."""
        return self.area * 10_000 // self.smaller


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlapped:
    """An overlap as it stands in an entry: with which burden of which registration. ``ahead``: a right of the same kind
    and layer, which on the shared ground was entered before this one."""

    registration: str
    encumbrance: str
    area: int
    smaller: int
    ahead: bool = False
