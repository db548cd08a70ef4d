"""What every filing can say: its verb, the keys it touches, what is wrong with it, and what it decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from registry.domain.collateral import Collateral
from registry.domain.errors import AcknowledgementRequired, Fault, InvalidParticulars, ProhibitedByLaw
from registry.domain.evidence import Evidence
from registry.domain.identifiers import IdentifierFault, normalise
from registry.domain.ids import Fresh
from registry.domain.lifecycle import Verb
from registry.domain.measures import Money
from registry.domain.outline import Outline
from registry.domain.party import Filer, Identifier, Party
from registry.domain.registration import Ground, SearchBy
from registry.domain.rules.base import Finding, Severity
from registry.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The facts a filing became. ``decided`` is a frozen dataclass of what the register decided, not what was asked."""

    decided: Any
    registration: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """What came with a filing: who, the proof, the raw request, and its once-only token."""

    by: Filer
    evidence: Evidence
    request: bytes = b""
    idempotency_key: str | None = None
    fingerprint: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a search looks under, as the rows hold it: keys, a number, or the keyed hash of what names a person. Only
    on its way to the database: a hash in an entry could never be erased."""

    by: SearchBy
    terms: tuple[str, ...]
    as_of: datetime | None
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A finding as it stands in the entry: the catalogue's version there gives its text."""

    code: str
    severity: Severity
    pointer: str
    related: tuple[str, ...] = ()


class Filing:
    """One act upon the register. Subclasses are frozen dataclasses holding what was filed."""

    __slots__ = ()

    verb: ClassVar[Verb]
    certified: ClassVar[bool] = True
    looks_back: ClassVar[bool] = False  # reads what has ended on the keys, too
    reads_states: ClassVar[bool] = False  # reads how the registrations on the keys stand

    @property
    def number(self) -> str | None:
        """The registration, seizure or hold it follows up, if any."""
        return None

    @property
    def items(self) -> int:
        """How many items of collateral it names; what follows up a registration as a whole names none but that."""
        return 1

    @property
    def first_asset(self) -> Collateral | None:
        """The first of the assets it is on; none where it is on what stands already."""
        return None

    @property
    def creditor(self) -> str | None:
        """The number of the creditor it is filed for, where another files."""
        return None

    @property
    def claim(self) -> str | None:
        """The claim it joins or begins, if it names one."""
        return None

    @property
    def names(self) -> tuple[str, ...]:
        """What those of its assets go by that may go by other names too."""
        return ()

    @property
    def givers(self) -> tuple[Identifier, ...]:
        """Who gives the assets, to be compared with those who parted with them."""
        return ()

    @property
    def erases(self) -> tuple[str, ...]:
        """The digests whose disclosures go in the transaction that enters it."""
        return ()

    def at_stake(self, ground: Ground) -> tuple[Money, ...]:  # noqa: ARG002
        """The amounts that count against a ceiling of who files it."""
        return ()

    def sought(self, hashed: Callable[[str, str], str]) -> Sought | None:  # noqa: ARG002
        """What to look for besides what the keys hold."""
        return None

    def locks(self) -> tuple[str, ...]:
        """The keys to lock that the filing itself names."""
        raise NotImplementedError

    def outlines(self) -> Mapping[str, Outline]:
        """The outlines of the parcels it offers, by the pointer of the item."""
        return {}

    def faults(self) -> tuple[Fault, ...]:
        """What is wrong whatever the register holds."""
        return ()

    def check(self) -> None:
        """Raise InvalidParticulars naming every fault. Needs no lock, so it is done before one is taken."""
        if faults := self.faults():
            raise InvalidParticulars(*faults)

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:
        """Decide on what was read behind the lock, or raise a Refusal. Pure."""
        raise NotImplementedError


def registration_key(number: str) -> str:
    """A registration's number is a key too: two follow-ups of one registration wait for each other."""
    return f"registration/v1:{number}"


def claim_key(claim_id: str) -> str:
    """So is a claim that several registrations secure: of two that name it first, one sees the other."""
    return f"claim/v1:{claim_id}"


def act_key(act: str) -> str:
    """And the id of a seizure or a hold."""
    return f"act/v1:{act}"


def require_real_numbers(named: Iterable[tuple[str, Party]], *, today: date) -> None:
    """A citizen's number carries a day of birth, and only now is it known which days have been. Raises
    InvalidParticulars at the place given with the party."""
    for pointer, party in named:
        try:
            normalise(party.identifier.scheme, party.identifier.value, today=today)
        except IdentifierFault as fault:
            wrong = Fault(f"{pointer}/identifier/value", fault.code, Text(fault.zh, fault.en))
            raise InvalidParticulars(wrong) from None


def require_own_claim(ground: Ground, *, institution: str) -> None:
    """Raise InvalidParticulars for a claim that another institution named first."""
    if ground.claim_holder not in (None, institution):
        text = Text("本机构没有此债权标识。", "This is no claim of your institution's.")
        raise InvalidParticulars(Fault("/secured_claim/claim_id", "unknown_claim", text))


def noted(findings: Iterable[Finding]) -> tuple[Noted, ...]:
    """The findings as an entry keeps them."""
    return tuple(
        Noted(code=each.rule.code, severity=each.rule.severity, pointer=each.pointer, related=each.related)
        for each in findings
    )


def require_lawful(findings: Iterable[Finding]) -> None:
    """Raise ProhibitedByLaw naming every finding that refuses."""
    if prohibited := [found for found in findings if found.rule.severity is Severity.REFUSE]:
        raise ProhibitedByLaw(*prohibited)


def require_acknowledged(findings: Iterable[Finding], acknowledged: frozenset[str]) -> None:
    """Raise AcknowledgementRequired for what the filer must name and has not."""
    to_acknowledge = (found for found in findings if found.rule.severity is Severity.ACKNOWLEDGE)
    if pending := [found for found in to_acknowledge if found.rule.code not in acknowledged]:
        raise AcknowledgementRequired(*pending)
