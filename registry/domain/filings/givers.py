"""What the law says of who gives, whatever he gives: collectives and state organs, at first and for a further claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from registry.domain.claim import Consent, ConsentKind
from registry.domain.identifiers import Scheme, is_rural_collective
from registry.domain.party import Giver
from registry.domain.rules import collective_economy_law, interpretation
from registry.domain.rules.base import Finding

_ORGANS = "11"  # how the credit codes of state organs begin (GB 32100-2015)


def about_givers(givers: Iterable[Giver], consents: Sequence[Consent], *, for_another: bool) -> Iterator[Finding]:
    """``for_another`` says that a debtor is none of the givers."""
    resolved = any(consent.kind is ConsentKind.COLLECTIVE_RESOLUTION for consent in consents)
    for index, giver in enumerate(givers):
        number = _credit_code(giver)
        pointer = f"/grantors/{index}"
        if is_rural_collective(number):
            law = collective_economy_law
            yield Finding(law.FOR_ANOTHER if for_another else law.OFFICERS_DEBT, pointer)
            if not resolved:
                yield Finding(law.MEMBERS_RESOLUTION, pointer)
        if number.startswith(_ORGANS):
            yield Finding(interpretation.STATE_ORGAN, pointer)


def _credit_code(giver: Giver) -> str:
    """Of a person there is none."""
    named = giver.identifier
    return named.value if named and named.scheme is Scheme.USCC else ""
