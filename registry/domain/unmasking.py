"""Who is shown a person's values says why; it is written down first, and the person can be told (个人信息保护法第6条).

What is not asked for stays masked (``masking``). The reason is one of a list and the case is a number: in free words
somebody would write the very name that is to be kept apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from registry.domain import masking
from registry.domain.disclosure import Disclosure
from registry.domain.entry import Entry
from registry.domain.errors import Fault, InvalidParticulars
from registry.domain.masking import Datum
from registry.domain.projection import filed_parties
from registry.domain.text import Text

FIELDS = (Datum.NAME, Datum.IDENTIFIER, Datum.ADDRESS, Datum.CONTACT)
"""What can be asked for."""


class UnmaskingReason(StrEnum):
    AUDIT = "audit"
    SUPERVISION = "supervision"
    COURT_ORDER = "court_order"
    COMPLAINT = "complaint"
    DATA_SUBJECT = "data_subject"


REASON_WORDS: Mapping[str, Text] = {
    UnmaskingReason.AUDIT: Text("审计", "audit"),
    UnmaskingReason.SUPERVISION: Text("监督检查", "supervision"),
    UnmaskingReason.COURT_ORDER: Text("依法院文书", "under a court's order"),
    UnmaskingReason.COMPLAINT: Text("处理投诉", "a complaint"),
    UnmaskingReason.DATA_SUBJECT: Text("应本人请求", "at the person's own request"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmasking:
    """What is asked for, of whose registration, and why."""

    registration: str
    reason: UnmaskingReason
    fields: tuple[Datum, ...] = FIELDS
    case_number: str | None = None

    def check(self) -> None:
        """Raise InvalidParticulars for a court's order without its number."""
        if self.reason is UnmaskingReason.COURT_ORDER and self.case_number is None:
            text = Text("依法院文书须填写案号。", "Under a court's order its case number is needed.")
            raise InvalidParticulars(Fault("/case_number", "case_number_missing", text))


def shown(
    made: Entry, *, reveal: Callable[[str], Disclosure | None], fields: tuple[Datum, ...], role: str
) -> Iterator[dict[str, Any]]:
    """Everybody with a part in a registration: the fields in full, the others as the role sees them. ``erased`` is what
    was there once and is gone."""
    for part, party in filed_parties(made.filing):
        digests = party.get("_sd", ())
        kept = [each.read() for each in map(reveal, digests) if each]
        opened = dict(kept)
        yield {
            "part": part,
            "type": party["type"],
            **{str(field): _shown({**party, **opened}, field, open_to=fields, role=role, personal=opened)
               for field in FIELDS},
            "erased": len(digests) - len(kept),
        }  # fmt: skip


def _shown(
    party: Mapping[str, Any], field: Datum, *, open_to: tuple[Datum, ...], role: str, personal: Mapping[str, Any]
) -> Any:
    """An organisation's name and number stand in the journal in the clear; a person's are what is asked for."""
    value = party.get(field)
    if value is None or field in open_to or field not in personal:
        return value
    if isinstance(value, Mapping):
        return {**value, "value": masking.masked(field, value["value"], role=role)}
    return masking.masked(field, value, role=role)
