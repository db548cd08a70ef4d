"""What a rule is. The register refuses little (design.md section 1), and this class holds it to that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from registry.domain.text import Text


class Level(StrEnum):
    """Where a rule comes from, highest first."""

    STATUTE = "statute"
    INTERPRETATION = "interpretation"
    REGULATION = "regulation"
    MINISTRY = "ministry"
    LOCAL = "local"
    REGISTER_RULE = "register_rule"


class Severity(StrEnum):
    REFUSE = "refuse"
    ACKNOWLEDGE = "acknowledge"
    WARNING = "warning"
    INFO = "info"


_MAY_REFUSE = frozenset({Level.STATUTE, Level.INTERPRETATION, Level.REGULATION, Level.REGISTER_RULE})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the public catalogue.

    ``confirmed`` says that the text of the law was read. Only a confirmed statute, interpretation or regulation, or a
    technical rule of the register itself, may refuse: a ministry's or a city's rule, or one from memory, never does.
    """

    code: str
    article: str
    level: Level
    severity: Severity
    text: Text
    confirmed: bool = True

    def __post_init__(self) -> None:
        if self.severity is Severity.REFUSE and not (self.confirmed and self.level in _MAY_REFUSE):
            raise ValueError(f"{self.code} may not refuse: {self.level}, confirmed {self.confirmed}")


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that speaks to this filing: where in it (RFC 6901 pointer), and the registrations it is about."""

    rule: Rule
    pointer: str
    related: tuple[str, ...] = ()
