"""Shares of a whole: exact fractions in lowest terms, ``1/3``. A percentage cannot say a third."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from registry.domain.measures import MeasureFault

WHOLE = Fraction(1)
FORM = r"^[1-9][0-9]{0,5}/[1-9][0-9]{0,5}$"
_FORM = re.compile(FORM)


def share(text: str) -> str:
    """The one spelling of a share: ``2/6`` is ``1/3``. Raises MeasureFault unless it is above nothing and at most the
    whole."""
    if not _FORM.fullmatch(text):
        raise MeasureFault("份额应为分数，如 1/3", "a share is a fraction such as 1/3")
    part = Fraction(text)
    if part > WHOLE:
        raise MeasureFault("份额不得超过整体", "a share is at most the whole")
    return written(part)


def written(part: Fraction) -> str:
    """A share as it stands in entries; the whole is ``1/1``."""
    return f"{part.numerator}/{part.denominator}"


def left_of_the_whole(shares: Iterable[str]) -> Fraction:
    """What is left when these are taken; below nothing where they are more than the whole."""
    return WHOLE - sum(map(Fraction, shares), Fraction(0))
