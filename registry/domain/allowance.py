"""What one system of an institution may file: a list of verbs, and a ceiling (design.md section 6).

Why: a system is one principal without a second person behind it. What ends or weakens a security is therefore off until
its institution asks for it, and what exceeds its list or its ceiling waits for a person of the institution, where there
is one (``drafts``). A system enrolled before there were such lists has none, and files what its role does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from registry.domain.errors import AboveCeiling, NotAllowedToClient
from registry.domain.lifecycle import Verb
from registry.domain.measures import Money

OFF_BY_DEFAULT = frozenset({Verb.DISCHARGE, Verb.RELEASE, Verb.SUBORDINATION})
OF_ITS_OWN_KEYS = frozenset({Verb.ENROL_KEY, Verb.REVOKE_KEY})
"""Every system changes its own keys, whatever it may file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """The verbs, and the most that may be at stake in one filing; without a ceiling, any amount."""

    verbs: frozenset[Verb] = frozenset()
    ceiling: Money | None = None

    def require(self, verb: Verb, at_stake: Iterable[Money]) -> None:
        """Raise NotAllowedToClient for a verb that is not listed, AboveCeiling for more than the ceiling."""
        if verb in OF_ITS_OWN_KEYS:
            return
        if verb not in self.verbs:
            raise NotAllowedToClient(verb)
        if self.ceiling is not None and exceeds(at_stake, self.ceiling):
            raise AboveCeiling


def exceeds(at_stake: Iterable[Money], ceiling: Money) -> bool:
    """Amounts of one filing count together. What is in another currency cannot be compared, and does not pass."""
    amounts = tuple(at_stake)
    return sum(each.minor for each in amounts) > ceiling.minor or any(
        each.currency is not ceiling.currency for each in amounts
    )
