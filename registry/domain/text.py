"""What is said to people is said in both languages of the register."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence, twice."""

    zh: str
    en: str
