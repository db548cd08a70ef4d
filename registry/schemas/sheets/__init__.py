"""What stands on each kind of certificate, in the words of the catalogue (design/wording.md).

One description for all who show a certificate. A personal value that was not disclosed is said to be so; its digest
would tell a reader nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from registry.domain.rules.effects import FOOT
from registry.domain.text import Text
from registry.paper.sheet import Section, Sheet
from registry.schemas.sheets import acts, attestations, registrations
from registry.schemas.sheets.facts import head

Contents = Mapping[str, Any]

TITLES: Mapping[str, Text] = {
    "registration": Text("担保登记证明", "Certificate of Registration"),
    "further_claim": Text("追加债权登记证明", "Certificate of a Further Claim"),
    "statutory_registration": Text("法定登记情况申报证明", "Certificate of a Reported Statutory Registration"),
    "subordination": Text("顺位变更登记证明", "Certificate of Subordination"),
    "release": Text("部分解除登记证明", "Certificate of Release of Part"),
    "discharge": Text("注销登记证明", "Certificate of Discharge"),
    "search": Text("查询证明", "Search Certificate"),
    "seizure": Text("协助执行回执", "Receipt for a Court's Order"),
    "seizure_lifting": Text("解除查封回执", "Receipt for the Lifting of a Seizure"),
    "hold": Text("交易预留单", "Slip of a Hold"),
    "hold_release": Text("解除交易预留单", "Slip of a Released Hold"),
    "transfer": Text("财产转让登记证明", "Certificate of Transfer"),
    "attestation": Text("财产情况证明", "Certificate of an Attestation"),
}
_BODIES: Mapping[str, Callable[[Contents], Iterator[Section]]] = {
    "registration": registrations.registration,
    "further_claim": registrations.further_claim,
    "statutory_registration": registrations.statutory_registration,
    "subordination": registrations.subordination,
    "release": registrations.release,
    "discharge": registrations.discharge,
    "search": acts.search,
    "seizure": acts.seizure,
    "seizure_lifting": acts.lifting,
    "hold": acts.hold,
    "hold_release": acts.hold_release,
    "transfer": acts.transfer,
    "attestation": attestations.attestation,
}


def _of_a_later_release(_: Contents) -> Iterator[Section]:
    """Of a kind that is not known here yet no more is told than what all certificates say."""
    return iter(())


def sheet(contents: Contents, *, check_code: str) -> Sheet:
    """The sheet of a certificate: its contents, with what was disclosed in place."""
    kind = contents["kind"]
    body = _BODIES.get(kind, _of_a_later_release)
    return Sheet(
        title=TITLES.get(kind, Text(kind, kind)),
        number=contents["number"],
        issuer=contents["iss"],
        livemode=contents["livemode"],
        sections=(head(contents), *(each for each in body(contents) if each.lines)),
        foot=FOOT,
        check_code=check_code,
    )
