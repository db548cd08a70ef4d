"""Money and quantities: integers inside, decimal strings on the wire, never a float.

Each unit has one integer scale: money in minor units, weight in grams, square metres in cm2, mu in 1/10000 mu
(a mu is 10000/15 m2, which no metric integer holds exactly), cubic metres in dm3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_DECIMAL = re.compile(r"(0|[1-9]\d{0,14})(?:\.(\d{1,9}))?")


class MeasureFault(ValueError):
    """A decimal that is no number of its unit; the message says why, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


class Currency(StrEnum):
    CNY = "CNY"


class Unit(StrEnum):
    TONNE = "t"
    KILOGRAM = "kg"
    MU = "mu"
    SQUARE_METRE = "m2"
    CUBIC_METRE = "m3"
    PIECE = "piece"


# digits behind the point: what we hold, and the least we show
_SCALE = {
    Unit.TONNE: (6, 3), Unit.KILOGRAM: (3, 3), Unit.MU: (4, 2), Unit.SQUARE_METRE: (4, 2),
    Unit.CUBIC_METRE: (3, 3), Unit.PIECE: (0, 0),
}  # fmt: skip
LARGEST = 2**53 - 1


class Measure(StrEnum):
    """What can be added up: of one measure there is one smallest step, whatever unit was written."""

    WEIGHT = "weight"  # grams
    VOLUME = "volume"  # dm3
    COUNT = "count"
    MONEY = "money"  # minor units of the one currency


_MEASURES = {
    Unit.TONNE: Measure.WEIGHT, Unit.KILOGRAM: Measure.WEIGHT, Unit.CUBIC_METRE: Measure.VOLUME,
    Unit.PIECE: Measure.COUNT,
}  # fmt: skip
_SHOWN = {Measure.WEIGHT: Unit.TONNE, Measure.VOLUME: Unit.CUBIC_METRE, Measure.COUNT: Unit.PIECE}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (fen)."""

    minor: int
    currency: Currency = Currency.CNY

    @classmethod
    def parse(cls, amount: str, currency: str) -> Money:
        return cls(parse_decimal(amount, digits=2), Currency(currency))

    @property
    def amount(self) -> str:
        return format_decimal(self.minor, digits=2, shown=2)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measured amount in the smallest step of its unit."""

    steps: int
    unit: Unit

    @classmethod
    def parse(cls, value: str, unit: str) -> Quantity:
        return cls(parse_decimal(value, digits=_SCALE[Unit(unit)][0]), Unit(unit))

    @property
    def value(self) -> str:
        digits, shown = _SCALE[self.unit]
        return format_decimal(self.steps, digits=digits, shown=shown)

    @property
    def measure(self) -> Measure | None:
        """None: land is told by its place, and never added up."""
        return _MEASURES.get(self.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What an asset takes of a quantity that others may take of: the tonnes of a lot, the sum of a policy. ``part`` is
    the part of it the asset is; None for one that is the whole."""

    steps: int
    measure: Measure
    part: str | None = None


def amount_of(steps: int, measure: Measure) -> tuple[str, str]:
    """So many steps as people write them: a decimal, and its unit or currency."""
    if measure is Measure.MONEY:
        return format_decimal(steps, digits=2, shown=2), str(Currency.CNY)
    shown = Quantity(steps, _SHOWN[measure])
    return shown.value, str(shown.unit)


def parse_decimal(text: str, *, digits: int) -> int:
    """``"120.5"`` in steps of ten to the minus ``digits``. Raises MeasureFault; signs, exponents and blanks too."""
    match = _DECIMAL.fullmatch(text) if text.isascii() else None
    if match is None:
        raise MeasureFault("应为十进制字符串，如 120.50", "must be a decimal string such as 120.50")
    whole, fraction = match[1], (match[2] or "")
    if fraction[digits:].strip("0"):
        raise MeasureFault(f"小数最多 {digits} 位", f"at most {digits} digits behind the point")
    steps = int(whole + fraction[:digits].ljust(digits, "0"))
    if not 0 < steps <= LARGEST:
        raise MeasureFault("应大于零且在可表示范围内", "must be above zero and within range")
    return steps


def format_decimal(steps: int, *, digits: int, shown: int) -> str:
    """The shortest decimal with at least ``shown`` digits behind the point."""
    if digits == 0:
        return str(steps)
    whole, fraction = divmod(steps, 10**digits)
    return f"{whole}.{str(fraction).rjust(digits, '0').rstrip('0').ljust(shown, '0')}"
