"""What a unit code alone forbids, whatever right over the land is given (GB/T 37346-2019), and codes beside words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from registry.domain.collateral.base import Collateral, is_unit_code
from registry.domain.identifiers import UnitCode, parse_unit_code
from registry.domain.rules import civil_code, register_rules
from registry.domain.rules.base import Finding


def about_the_unit(code: str | None, pointer: str, *, fits: Callable[[UnitCode], bool]) -> Iterator[Finding]:
    """Disputed land, ownership of land, and a code that names another kind than the one it ``fits``."""
    if code is None:
        return
    unit = parse_unit_code(code)
    if unit.disputed:
        yield Finding(civil_code.DISPUTED, pointer)
    elif unit.land_feature == "A":
        yield Finding(civil_code.LAND_OWNERSHIP, pointer)
    elif not fits(unit):
        yield Finding(register_rules.UNIT_OF_OTHER_KIND, pointer)


def code_or_words(text: str) -> str:
    """A unit code in its one spelling, or the words that describe what has none."""
    code = Collateral.typed(text)
    return code if is_unit_code(code) else text
