"""Title moves at the exchange, and what burdens the asset moves with it (民法典第406条)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from registry.domain.calendar import day_of
from registry.domain.collateral import Collateral, TransferRestriction
from registry.domain.conflict import numbers, touching
from registry.domain.errors import Fault, InvalidParticulars
from registry.domain.filings.acts import ActFiling, OnAsset, held_keys, new_id
from registry.domain.filings.base import (
    Decision,
    Noted,
    noted,
    require_acknowledged,
    require_lawful,
    require_real_numbers,
)
from registry.domain.ids import Fresh
from registry.domain.lifecycle import Verb
from registry.domain.party import Party
from registry.domain.queue import acts, queue, trades
from registry.domain.registration import Encumbrance, Ground, Hold
from registry.domain.rules import civil_code, interpretation, register_rules
from registry.domain.rules.base import Finding
from registry.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedAsset(OnAsset):
    """One asset as transferred, and the registrations that follow it."""

    follows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A registration that is found under the new holders too: their places among its parties begin here."""

    registration: str
    ordinal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a transfer became."""

    number: str
    assets: tuple[MovedAsset, ...]
    aliases: tuple[Alias, ...] = ()
    findings: tuple[Noted, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferTitle(ActFiling):
    verb: ClassVar[Verb] = Verb.TRANSFER

    former_holders: tuple[Party, ...]
    holders: tuple[Party, ...]
    case_number: str
    transferred_on: date
    acknowledged: frozenset[str] = frozenset()

    def faults(self) -> tuple[Fault, ...]:
        return (*ActFiling.faults(self), *self._missing())

    def _missing(self) -> Iterator[Fault]:
        for name, parties in (("from", self.former_holders), ("to", self.holders)):
            if not parties:
                yield Fault(f"/{name}", "missing", Text("至少填写一项。", "At least one is needed."))

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:
        today = day_of(ground.at)
        require_real_numbers(self._named(), today=today)
        if self.transferred_on > today:
            text = Text("转让日晚于录入日。", "The transfer is dated later than its entry.")
            raise InvalidParticulars(Fault("/transferred_on", "transferred_in_the_future", text))
        liens = [touching(asset, ground.encumbrances).same for asset in self.assets]
        findings = [
            found
            for index, on_it in enumerate(liens)
            for found in self._findings(self.assets[index], on_it, ground=ground, pointer=f"/assets/{index}")
        ]
        require_lawful(findings)
        require_acknowledged(findings, self.acknowledged)
        moved = Moved(
            number=new_id("trf", ground, fresh=fresh),
            assets=tuple(
                _moved(asset, on_it, ground=ground, fresh=fresh)
                for asset, on_it in zip(self.assets, liens, strict=True)
            ),
            aliases=_aliases(numbers(each for on_it in liens for each in on_it), ground),
            findings=noted(findings),
        )
        return Decision(decided=moved)

    def _named(self) -> Iterator[tuple[str, Party]]:
        for name, parties in (("from", self.former_holders), ("to", self.holders)):
            yield from ((f"/{name}/{index}", party) for index, party in enumerate(parties))

    def _findings(
        self, asset: Collateral, liens: tuple[Encumbrance, ...], *, ground: Ground, pointer: str
    ) -> Iterator[Finding]:
        day = day_of(ground.at)
        if seizures := queue(asset, ground.seizures, day=day):
            yield Finding(register_rules.TRANSFER_OF_SEIZED, pointer, acts(seizures))
        yield from _about_restrictions(liens, pointer=pointer)
        if liens:
            yield Finding(civil_code.LIENS_FOLLOW, pointer, numbers(liens))
        if others := _others(trades(asset, ground.holds, day=day), ground):
            yield Finding(register_rules.HELD, pointer, acts(others))


def _about_restrictions(liens: Sequence[Encumbrance], *, pointer: str) -> Iterator[Finding]:
    """What was registered against a transfer, and what the law asks besides."""
    for rule, restriction in (
        (interpretation.TRANSFER_PROHIBITED, TransferRestriction.PROHIBITED),
        (interpretation.TRANSFER_CONSENT, TransferRestriction.CONSENT),
    ):
        if bound := numbers(each for each in liens if each.terms.transfer_restriction is restriction):
            yield Finding(rule, pointer, bound)
    by_law = (each for each in liens if each.asset.restriction(each.terms) is not each.terms.transfer_restriction)
    if pledged := numbers(by_law):
        yield Finding(civil_code.TRANSFER_OF_PLEDGED, pointer, pledged)


def _others(holds: tuple[Hold, ...], ground: Ground) -> tuple[Hold, ...]:
    """Those that are not the filer's own: its trade is what the transfer completes."""
    return tuple(each for each in holds if ground.standing is None or each.institution != ground.standing.institution)


def _moved(asset: Collateral, liens: tuple[Encumbrance, ...], *, ground: Ground, fresh: Fresh) -> MovedAsset:
    return MovedAsset(
        id=new_id("col", ground, fresh=fresh),
        keys=held_keys(asset, ground),
        region=asset.region,
        follows=numbers(liens),
    )


def _aliases(registrations: tuple[str, ...], ground: Ground) -> tuple[Alias, ...]:
    return tuple(Alias(registration=each, ordinal=ground.parties.get(each, 0)) for each in registrations)
