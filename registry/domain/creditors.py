"""Who takes a security where it is not one creditor for himself: several by shares, one for others, one for whom
another files. They have one entry, one instant and one position."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from registry.domain.errors import Fault
from registry.domain.party import CoCreditor, FiledAs, SecuredCreditor
from registry.domain.rules import interpretation, register_rules
from registry.domain.rules.base import Finding
from registry.domain.share import left_of_the_whole
from registry.domain.text import Text


@dataclass(frozen=True, slots=True)
class Creditors:
    """The secured creditor of an entry, those beside him, and what was said by whoever files for them."""

    first: SecuredCreditor
    others: Sequence[CoCreditor]
    filed_as: FiledAs | None

    @property
    def share_of_the_first(self) -> Fraction:
        """What the others leave: their shares are named, his is the rest."""
        return left_of_the_whole(each.share for each in self.others)

    def faults(self) -> Iterator[Fault]:
        if self.first.beneficiaries and not self.first.holds_for_others:
            yield Fault(
                "/secured_creditor/beneficiaries", "beneficiaries_without_capacity",
                Text("只有以代理人或者受托人身份取得担保的，才有受益人。",
                     "Only an agent or a trustee has beneficiaries."),
            )  # fmt: skip
        yield from self._share_faults()
        yield from self._twice()

    def _share_faults(self) -> Iterator[Fault]:
        if self.share_of_the_first < 0:
            yield Fault(
                "/co_creditors", "shares_exceed_the_whole",
                Text("各债权人份额之和超过整体。", "The creditors' shares are more than the whole."),
            )  # fmt: skip
        elif self.share_of_the_first == 0 and not self.first.holds_for_others:
            yield Fault(
                "/co_creditors", "nothing_left_for_the_creditor",
                Text("其他债权人的份额之和为整体，担保权人没有份额；代理人或者受托人除外。",
                     "The others' shares are the whole and leave the secured creditor nothing; only an agent or a "
                     "trustee may have nothing."),
            )  # fmt: skip

    def _twice(self) -> Iterator[Fault]:
        known = {self.first.identifier}
        for index, other in enumerate(self.others):
            if other.party.identifier in known:
                yield Fault(
                    f"/co_creditors/{index}/party/identifier/value", "same_creditor_twice",
                    Text("同一债权人已列明。", "This creditor is named already."),
                )  # fmt: skip
            known.add(other.party.identifier)

    def findings(self) -> Iterator[Finding]:
        if self.first.holds_for_others and not (self.first.beneficiaries or self.others):
            yield Finding(interpretation.UNNAMED_BENEFICIARIES, "/secured_creditor/beneficiaries")
        if self.filed_as:
            yield Finding(register_rules.UNCONFIRMED, "/filed_as")
