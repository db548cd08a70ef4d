"""A credit code as somebody types it on the command line."""

from __future__ import annotations

from datetime import date

from registry.cli.said import stop
from registry.domain.identifiers import IdentifierFault, Scheme, normalise


def credit_code(text: str) -> str:
    """The code as the register writes it; the command ends with what is wrong with it."""
    try:
        return normalise(Scheme.USCC, text, today=date.max)
    except IdentifierFault as wrong:
        stop(wrong.zh, wrong.en)
