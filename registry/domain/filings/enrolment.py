"""Genesis, institutions, and the erasure of personal values: entries like any other; keys are in `client_keys`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from registry.domain.calendar import day_of
from registry.domain.errors import AlreadyEnrolled, Fault, InvalidParticulars
from registry.domain.filings.administrators import Administrator, too_few
from registry.domain.filings.base import Decision, Filing
from registry.domain.ids import Fresh, uuid7
from registry.domain.lifecycle import Verb
from registry.domain.party import InstitutionType
from registry.domain.registration import Ground
from registry.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Genesis(Filing):
    """The journal's first entry: whose register this is, whether what stands in it is real, and who its administrators
    are. A register that was begun before there were any is told of them later (`EnrolAdministrators`)."""

    verb: ClassVar[Verb] = Verb.GENESIS
    certified: ClassVar[bool] = False

    issuer: str
    origin: str
    livemode: bool
    administrators: tuple[Administrator, ...] = ()

    def locks(self) -> tuple[str, ...]:
        return ("genesis/v1:",)

    def faults(self) -> tuple[Fault, ...]:
        return tuple(too_few(self.administrators))

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:  # noqa: ARG002
        if ground.enrolled:
            raise AlreadyEnrolled
        return Decision(decided={})


LICENSED = frozenset(
    {InstitutionType.FINANCIAL_INSTITUTION, InstitutionType.GUARANTEE_COMPANY, InstitutionType.INSURER}
)
"""What is enrolled as one of these shows its licence: the register believes its record, never a filing's flag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """What allows an institution its trade; ``valid_until`` is the last day, None where none is stated."""

    number: str
    authority: str
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolInstitution(Filing):
    verb: ClassVar[Verb] = Verb.ENROL_INSTITUTION
    certified: ClassVar[bool] = False

    name: str
    identifier: str  # USCC, normalised
    type: InstitutionType
    licence: Licence | None = None

    def locks(self) -> tuple[str, ...]:
        return (f"institution/v1:{self.identifier}",)

    def faults(self) -> tuple[Fault, ...]:
        return tuple(self._licence_faults())

    def _licence_faults(self) -> Iterator[Fault]:
        if self.licence is None:
            if self.type in LICENSED:
                text = Text("此类机构须填写许可证。", "An institution of this type shows its licence.")
                yield Fault("/licence", "missing", text)
        elif self.licence.valid_until is not None and self.licence.valid_until < self.licence.valid_from:
            text = Text("有效期止于其开始之前。", "It ends before it begins.")
            yield Fault("/licence/valid_until", "ends_before_it_begins", text)

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:
        if ground.enrolled:
            raise AlreadyEnrolled(self.identifier)
        until = self.licence.valid_until if self.licence else None
        if until is not None and until < day_of(ground.at):
            text = Text("许可证已过有效期。", "The licence has run out.")
            raise InvalidParticulars(Fault("/licence/valid_until", "expired", text))
        return Decision(decided={"institution": f"inst_{uuid7(ground.at, fresh)}"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Redact(Filing):
    """Personal values are erased: their digests stay in the journal, their disclosures go (个人信息保护法第47条)."""

    verb: ClassVar[Verb] = Verb.REDACT
    certified: ClassVar[bool] = False

    digests: tuple[str, ...]
    reason: str

    @property
    def erases(self) -> tuple[str, ...]:
        return self.digests

    def locks(self) -> tuple[str, ...]:
        return tuple(f"disclosure/v1:{digest}" for digest in self.digests)

    def faults(self) -> tuple[Fault, ...]:
        nothing = Fault("/digests", "missing", Text("至少填写一项。", "At least one is needed."))
        return () if self.digests else (nothing,)

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:  # noqa: ARG002
        return Decision(decided={})
