"""Who prepares what and who enters it: one table by kind of institution and verb. What no row names, no person files.

Why the evidence differs: people of an institution bind it, so the second of them signs with a key that only he has. At
the register's own counter the person concerned has signed a paper; two of the staff vouch that this is what it says,
and neither they nor the certificate call that undeniable. A court is bound by its document, whoever brings it in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from registry.domain.access import FILES, ROLES_OF, Role
from registry.domain.drafts.draft import Paper
from registry.domain.errors import Fault, NotPermitted
from registry.domain.evidence import EvidenceKind
from registry.domain.lifecycle import Verb
from registry.domain.party import InstitutionType
from registry.domain.people.roles import PersonRole
from registry.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """``role`` is that of the institution whose filing it becomes. Without ``seconds`` one person suffices."""

    role: Role
    at_the_counter: bool = False
    evidence: EvidenceKind
    makers: frozenset[PersonRole]
    seconds: frozenset[PersonRole] = frozenset()
    needs_paper: bool = False
    needs_number: bool = False

    @property
    def takes_two(self) -> bool:
        return bool(self.seconds)


_MAKER, _CHECKER = frozenset({PersonRole.MAKER}), frozenset({PersonRole.CHECKER})
_COUNTER = frozenset({PersonRole.CLERK, PersonRole.REGISTRAR})
_REGISTRAR = frozenset({PersonRole.REGISTRAR})
_READERS = frozenset({PersonRole.AUDITOR})


def _by_document(
    makers: frozenset[PersonRole], seconds: frozenset[PersonRole], *, at_the_counter: bool = False
) -> Procedure:
    return Procedure(
        role=Role.COURT, evidence=EvidenceKind.COURT_DOCUMENT, makers=makers, seconds=seconds,
        at_the_counter=at_the_counter, needs_paper=True, needs_number=True,
    )  # fmt: skip


def _of_an_institution(role: Role) -> Procedure:
    if role is Role.COURT:
        return _by_document(_MAKER, _CHECKER)
    return Procedure(role=role, evidence=EvidenceKind.PASSKEY, makers=_MAKER, seconds=_CHECKER)


_AT_THE_COUNTER = (
    Procedure(
        role=Role.LENDER,
        evidence=EvidenceKind.COUNTER,
        makers=_COUNTER,
        seconds=_COUNTER,
        at_the_counter=True,
        needs_paper=True,
    ),
    _by_document(_REGISTRAR, _REGISTRAR, at_the_counter=True),
)


def _rows() -> Iterator[tuple[tuple[InstitutionType | None, Verb], Procedure]]:
    for kind, (role,) in ROLES_OF.items():
        people = _READERS if role in (Role.AUDITOR, Role.REGULATOR) else _MAKER
        for verb in FILES[role]:
            asks = Procedure(role=role, evidence=EvidenceKind.JOB, makers=people)
            yield (kind, verb), asks if verb is Verb.SEARCH else _of_an_institution(role)
    for procedure in _AT_THE_COUNTER:
        yield from (((None, verb), procedure) for verb in FILES[procedure.role] - {Verb.SEARCH})


PROCEDURES: Mapping[tuple[InstitutionType | None, Verb], Procedure] = dict(_rows())
"""None stands for the register's own staff, who file for others."""


def procedure_of(kind: InstitutionType | None, verb: Verb) -> Procedure:
    """How people of that kind of institution draft the verb. Raises NotPermitted where they do not."""
    found = PROCEDURES.get((kind, verb))
    if found is None or not found.takes_two:
        raise NotPermitted(f"{verb} is not drafted here")
    return found


def procedures_for(role: str, verb: Verb, *, evidence: EvidenceKind) -> frozenset[Procedure]:
    """Every way in which two persons come to file the verb for an institution of that role, with that evidence."""
    return frozenset(
        each
        for (_, filed), each in PROCEDURES.items()
        if filed is verb and each.takes_two and (each.role, each.evidence) == (role, evidence)
    )


def paper_faults(paper: Paper | None, *, by: Procedure) -> Iterator[Fault]:
    """What is missing of the paper behind a filing."""
    if by.needs_paper and paper is None:
        said = Text("须录入所签申请书或者文书扫描件的摘要。", "The digest of the signed paper's scan is needed.")
        yield Fault("/paper/sha256", "missing", said)
    if by.needs_number and not (paper and paper.number):
        yield Fault("/paper/number", "missing", Text("须录入文书编号。", "The number of the document is needed."))
