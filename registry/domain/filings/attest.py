"""What a keeper says of his receipts and the goods he keeps, an insurer of his policies (民法典第908条、第910条).

A statement is a fact: it is recorded whatever stands on the register, and both sides are told what follows. One thing
it does itself: when a receipt is split or replaced, the lien goes on on what takes its place (``carrying``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from registry.domain.access import reaches
from registry.domain.calendar import day_of
from registry.domain.collateral import ENDING, Collateral, Statement
from registry.domain.conflict import numbers, same_asset, touching
from registry.domain.errors import CollateralAlreadyPledged, Fault, InvalidParticulars, NotTheIssuer
from registry.domain.filings.acts import OnAsset, held_keys, new_id
from registry.domain.filings.base import Decision, Filing, Noted, noted, require_lawful
from registry.domain.filings.carrying import Carried, carry
from registry.domain.ids import Fresh
from registry.domain.ledger import Ledgered, Moves, Pool, holders, moved, pools_of, standing, taken, total
from registry.domain.lifecycle import Verb
from registry.domain.measures import Quantity
from registry.domain.queue import acts, on_asset, queue
from registry.domain.registration import Encumbrance, Ground
from registry.domain.rules import register_rules
from registry.domain.rules.base import Finding
from registry.domain.text import Text

_REPLACING = {Statement.SPLIT: (2, 100), Statement.REISSUED: (1, 1)}  # how many take the place of one
_COUNTED = frozenset({Statement.CONFIRMED, Statement.DELIVERED})
_OVER = Text(
    "该单证已经注销、分割或者换发。", "A document of this number has been cancelled, split or replaced before."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestedAsset(OnAsset):
    """The asset spoken of, and the registrations that stand on it or take of the same quantity."""

    concerns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """What an attestation became."""

    number: str
    assets: tuple[AttestedAsset, ...]
    carried: Carried | None = None
    findings: tuple[Noted, ...] = ()
    ledgers: tuple[Ledgered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attest(Filing):
    """``quantity`` is what lies in the lot, or what was delivered out of it; a policy says its own sum."""

    verb: ClassVar[Verb] = Verb.ATTEST
    reads_states: ClassVar[bool] = True

    statement: Statement
    asset: Collateral
    stated_on: date
    quantity: Quantity | None = None
    into: tuple[Collateral, ...] = ()
    document_number: str | None = None

    def locks(self) -> tuple[str, ...]:
        return tuple(key.key for asset in (self.asset, *self.into) for key in asset.asset_keys())

    @property
    def first_asset(self) -> Collateral | None:
        return self.asset

    @property
    def _pools(self) -> tuple[Pool, ...]:
        return tuple(pools_of(self.asset.asset_keys()))

    def faults(self) -> tuple[Fault, ...]:
        if self.statement not in self.asset.attested or self.asset.issuer is None:
            text = Text("该类财产不适用此种证明。", "Nobody says this of such an asset.")
            return (Fault("/statement", "statement_not_allowed", text),)
        return (*self.asset.faults("/asset"), *self._quantity_faults(), *self._replacement_faults())

    def _quantity_faults(self) -> Iterator[Fault]:
        if self.quantity is None:
            if self.statement is Statement.DELIVERED:
                yield Fault("/quantity", "missing", Text("须填写出库数量。", "Say how much was delivered."))
        elif self.statement not in _COUNTED:
            yield Fault(
                "/quantity", "not_said_here", Text("此种证明不含数量。", "No quantity goes with this statement.")
            )
        elif self.quantity.measure not in {measure for _, measure in self._pools}:
            text = Text("计量方式与该财产不同。", "It is measured otherwise than the asset.")
            yield Fault("/quantity/unit", "other_measure", text)

    def _replacement_faults(self) -> Iterator[Fault]:
        least, most = _REPLACING.get(self.statement, (0, 0))
        if not least <= len(self.into) <= most:
            text = Text(f"应有 {least} 至 {most} 项。", f"Must have {least} to {most} items.")
            yield Fault("/into", "wrong_count", text)
            return
        for index, child in enumerate(self.into):
            yield from child.faults(f"/into/{index}")
            if any(same_asset(other, child) for other in (self.asset, *self.into[:index])):
                text = Text("与原单证或者另一项为同一单证。", "The same as the document replaced or another item.")
                yield Fault(f"/into/{index}", "same_asset_twice", text)
        if self.into and not self._covers_as_much():
            text = Text(
                "须为同一保管人、同一批次的单证，且数量之和等于原单证。",
                "They must be of the same keeper and lot, and come to the quantity of the one replaced.",
            )
            yield Fault("/into", "differs_from_the_original", text)

    def _covers_as_much(self) -> bool:
        """By keeper, lot and measure, which are what its pool is known by."""
        if any(child.kind != self.asset.kind for child in self.into):
            return False
        before, after = self.asset.asset_keys(), [key for child in self.into for key in child.asset_keys()]
        return {*pools_of(after)} == {*self._pools} and all(
            total(taken(pool, before)) == total(taken(pool, after)) for pool in self._pools
        )

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:
        self._check(ground)
        held = touching(self.asset, ground.encumbrances).same
        carried = carry(held, self.into, ground=ground, fresh=fresh) if self.into and held else None
        attested = tuple(self._there_is(ground))
        ledgers = moved(carried.moves if carried else Moves(attested=attested), ground)
        findings = list(self._findings(held, ground, ledgers=ledgers))
        require_lawful(findings)
        decided = Attested(
            number=new_id("att", ground, fresh=fresh),
            assets=(self._spoken_of(held, ground, fresh=fresh),),
            carried=carried,
            findings=noted(findings),
            ledgers=ledgers,
        )
        if carried is None:
            return Decision(decided=decided)
        return Decision(decided=decided, registration=carried.registration, version=carried.based_on + 1)

    def _check(self, ground: Ground) -> None:
        """That it is the issuer's own, of a day that has been, and that no document ends or begins twice."""
        filer = ground.standing
        if filer is None or not reaches(filer.role, self.verb, own=filer.identifier == self.asset.issuer):
            raise NotTheIssuer
        if self.stated_on > day_of(ground.at):
            text = Text("日期晚于今天。", "A day that has not come yet.")
            raise InvalidParticulars(Fault("/stated_on", "in_the_future", text))
        if self.into:
            self._check_replacement(ground)

    def _check_replacement(self, ground: Ground) -> None:
        pointers = ["/asset", *map("/into/{}".format, range(len(self.into)))]
        documents = list(zip(pointers, (self.asset, *self.into), strict=True))
        if over := [Fault(pointer, "document_ended", _OVER) for pointer, each in documents if _is_over(each, ground)]:
            raise InvalidParticulars(*over)
        touched = {pointer: touching(each, ground.encumbrances).same for pointer, each in documents[1:]}
        if given := {pointer: numbers(liens) for pointer, liens in touched.items() if liens}:
            raise CollateralAlreadyPledged(given, rule=register_rules.EXCLUSIVE)

    def _spoken_of(self, held: Sequence[Encumbrance], ground: Ground, *, fresh: Fresh) -> AttestedAsset:
        beside = (each for pool in self._pools for each in holders(pool, ground.encumbrances))
        return AttestedAsset(
            id=new_id("col", ground, fresh=fresh),
            keys=held_keys(self.asset, ground),
            region=self.asset.region,
            concerns=numbers((*held, *beside)),
        )

    def _there_is(self, ground: Ground) -> Iterator[tuple[Pool, int]]:
        """How much there is from now on, where the statement tells: as counted, less what was delivered, or the whole
        policy's own sum."""
        for pool in self._pools:
            known = standing(pool, ground.ledgers)
            if self.statement is Statement.CONFIRMED:
                whole = [each.steps for each in taken(pool, self.asset.asset_keys()) if each.part is None]
                counted = [self.quantity.steps] if self.quantity else whole
                yield from ((pool, steps) for steps in counted)
            elif self.quantity and known and known.capacity is not None:
                yield pool, max(0, known.capacity - self.quantity.steps)

    def _findings(
        self, held: Sequence[Encumbrance], ground: Ground, *, ledgers: Sequence[Ledgered]
    ) -> Iterator[Finding]:
        if self.into and (seizures := queue(self.asset, ground.seizures, day=day_of(ground.at))):
            yield Finding(register_rules.SPLIT_OF_SEIZED, "/asset", acts(seizures))
        if held and self.statement in (Statement.REFUSED, Statement.CANCELLED):
            yield Finding(register_rules.ATTESTED_PLEDGED, "/asset", numbers(held))
        for each in ledgers:
            if each.over:
                related = numbers(holders((each.key, each.measure), ground.encumbrances))
                yield Finding(register_rules.OVERPLEDGED, "/quantity" if self.quantity else "/asset", related)


def _is_over(asset: Collateral, ground: Ground) -> bool:
    """Whether its issuer has ended it: cancelled it, or put others in its place."""
    return any(each.statement in ENDING for each in on_asset(asset, ground.attestations)[-1:])
