"""Parcels as they are drawn: rectangles and what can be made of them. Degrees are given in thousandths, about a hundred
metres each way, from a corner in 忠县 that lies on the grid."""

from decimal import Decimal

from registry.domain.measures import Quantity, Unit
from registry.domain.outline import Outline, drawn

WEST, SOUTH = Decimal(108), Decimal(30)
CELL = 20  # thousandths


def at(x, y):
    """A position, from whole thousandths of a degree or parts of them."""
    return [float(WEST + Decimal(str(x)) / 1000), float(SOUTH + Decimal(str(y)) / 1000)]


def ring(*corners):
    """A closed ring through these corners."""
    return [at(*corner) for corner in (*corners, corners[0])]


def rectangle(x=0, y=0, *, wide=2, high=2):
    """Counter-clockwise from its south-western corner."""
    return ring((x, y), (x + wide, y), (x + wide, y + high), (x, y + high))


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def outline(*rings) -> Outline:
    return drawn(list(rings))


def stated(of: Outline) -> Quantity:
    """The area in mu that a careful filer states."""
    return Quantity(round(of.area * 15 / 10**6) * 100, Unit.MU)


def stated_on_the_wire(geometry) -> dict:
    """The same, of a polygon as it is sent."""
    area = stated(drawn(geometry["coordinates"]))
    return {"value": area.value, "unit": "mu"}
