"""What a keeper says of his receipts and the goods he keeps, an insurer of his policies (民法典第908条、第910条).

A statement is a fact: it is recorded whatever stands on the register, and both sides are told what follows. One thing
it does itself: when a receipt is split or replaced, the lien goes on, under the same registration and in the same line,
on every receipt that takes its place (担保制度解释第38条: a lien is not divided with what it is on).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from registry.domain.calendar import day_of
from registry.domain.collateral import Collateral, Statement, Terms
from registry.domain.conflict import numbers, same_asset, touching
from registry.domain.errors import CollateralAlreadyPledged, Fault, InvalidParticulars, NotTheIssuer
from registry.domain.filings.acts import OnAsset, held_keys, new_id
from registry.domain.filings.base import Decision, Filing, Noted, noted, require_lawful
from registry.domain.filings.follow_up import Released, freed
from registry.domain.filings.offered import EnteredItem, enter, offer
from registry.domain.ids import Fresh
from registry.domain.ledger import Ledgered, Moves, Pool, moved, pools_of, standing, taken, total
from registry.domain.lifecycle import Status, Verb, after, status_on
from registry.domain.measures import Quantity
from registry.domain.queue import acts, on_asset, queue
from registry.domain.registration import Encumbrance, Ground, Item
from registry.domain.rules import register_rules
from registry.domain.rules.base import Finding
from registry.domain.text import Text

_REPLACING = {Statement.SPLIT: (2, 100), Statement.REISSUED: (1, 1)}  # how many take the place of one
_COUNTED = frozenset({Statement.CONFIRMED, Statement.DELIVERED})
_ENDING = frozenset({Statement.SPLIT, Statement.REISSUED, Statement.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestedAsset(OnAsset):
    """The asset spoken of, and the registrations that stand on it or take of the same quantity."""

    concerns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedItem:
    """A receipt that took another's place, and the lien that goes on on it; ``item`` and ``claim`` of a further claim's
    as the rows have them."""

    instead_of: str
    asset: Collateral
    terms: Terms
    entered: EnteredItem
    item: str | None = None
    claim: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What becomes of the registration whose receipt was split or replaced."""

    based_on: int
    status: Status
    expires_on: date
    institution: str
    released: tuple[Released, ...]
    collateral: tuple[CarriedItem, ...]


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
        elif not any(measure is self.quantity.measure for _, measure in self._pools):
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
                text = Text("与原单证或者另一项为同一单证。", "The same document as the one replaced or another item.")
                yield Fault(f"/into/{index}", "same_asset_twice", text)
        if self.into and not self._covers_as_much():
            text = Text(
                "须为同一保管人、同一批次的单证，且数量之和等于原单证。",
                "They must be of the same keeper and lot, and come to the quantity of the one replaced.",
            )
            yield Fault("/into", "differs_from_the_original", text)

    def _covers_as_much(self) -> bool:
        if any(type(child) is not type(self.asset) or child.issuer != self.asset.issuer for child in self.into):
            return False
        keys = [key for child in self.into for key in child.asset_keys()]
        pools = set(pools_of(keys))
        return pools == set(self._pools) and all(
            total(taken(pool, keys)) == total(taken(pool, self.asset.asset_keys())) for pool in pools
        )

    @property
    def _pools(self) -> tuple[Pool, ...]:
        return tuple(pools_of(self.asset.asset_keys()))

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:
        self._check(ground)
        held = touching(self.asset, ground.encumbrances).same
        carried, number = self._carried(held, ground, fresh=fresh) if self.into and held else (None, None)
        moves = Moves(
            gone={each.id for each in carried.released} if carried else (),
            come=tuple(key for each in carried.collateral for key in each.entered.keys) if carried else (),
            attested=tuple(self._attested(ground)),
        )
        ledgers = moved(moves, ground)
        concerns = numbers((*held, *(each for pool in self._pools for each in _holders(pool, ground))))
        findings = list(self._findings(held, ground, ledgers=ledgers))
        require_lawful(findings)
        attested = Attested(
            number=new_id("att", ground, fresh=fresh),
            assets=(
                AttestedAsset(
                    id=new_id("col", ground, fresh=fresh),
                    keys=held_keys(self.asset, ground),
                    region=self.asset.region,
                    concerns=concerns,
                ),
            ),
            carried=carried,
            findings=noted(findings),
            ledgers=ledgers,
        )
        version = carried.based_on + 1 if carried else None
        return Decision(decided=attested, registration=number, version=version)

    def _check(self, ground: Ground) -> None:
        """That it is the issuer's own, of a day that has been, and takes nobody's place who is given already."""
        if ground.standing is None or ground.standing.identifier != self.asset.issuer:
            raise NotTheIssuer
        if self.stated_on > day_of(ground.at):
            text = Text("日期晚于今天。", "A day that has not come yet.")
            raise InvalidParticulars(Fault("/stated_on", "in_the_future", text))
        given = {f"/into/{index}": touching(child, ground.encumbrances).same for index, child in enumerate(self.into)}
        if taken_already := {pointer: numbers(liens) for pointer, liens in given.items() if liens}:
            raise CollateralAlreadyPledged(taken_already, rule=register_rules.EXCLUSIVE)
        ended = [index for index, child in enumerate(self.into) if _is_over(child, ground)]
        if self.into and _is_over(self.asset, ground):
            text = Text("该单证已经注销、分割或者换发。", "It was cancelled, split or replaced before.")
            raise InvalidParticulars(Fault("/asset", "document_ended", text))
        if ended:
            text = Text("该编号的单证已经注销、分割或者换发。", "A document of this number has ended before.")
            raise InvalidParticulars(*(Fault(f"/into/{index}", "document_ended", text) for index in ended))

    def _attested(self, ground: Ground) -> Iterator[tuple[Pool, int]]:
        """What there is from now on, where the statement tells: as counted, less what was delivered, or the whole
        policy's own sum."""
        if self.statement not in _COUNTED:
            return
        for pool in self._pools:
            known = standing(pool, ground.ledgers)
            whole = [each.steps for each in taken(pool, self.asset.asset_keys()) if each.part is None]
            if self.statement is Statement.CONFIRMED and (self.quantity or whole):
                yield pool, self.quantity.steps if self.quantity else whole[0]
            elif self.statement is Statement.DELIVERED and self.quantity and known and known.capacity is not None:
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
                related = numbers(_holders((each.key, each.measure), ground))
                yield Finding(register_rules.OVERPLEDGED, "/quantity" if self.quantity else "/asset", related)

    def _carried(self, held: Sequence[Encumbrance], ground: Ground, *, fresh: Fresh) -> tuple[Carried, str]:
        """An exclusive asset has one registration, whose first encumbrance comes first."""
        state = ground.states[held[0].registration]
        current = status_on(state.status, expires_on=state.expires_on, day=day_of(ground.at))
        collateral: list[CarriedItem] = []
        firsts: dict[tuple[int, str], str] = {}
        for each in sorted(held, key=lambda lien: lien.claim or 0):
            for index, child in enumerate(self.into):
                item = firsts.get((index, each.item)) if each.item else None
                before = tuple(one for one in collateral if one.asset is child)
                carried = _carry(each, child, before=before, ground=ground, fresh=fresh)
                firsts[index, each.id] = carried.entered.id
                collateral.append(replace(carried, item=item))
        told = Carried(
            based_on=state.version,
            status=after(current, self.verb),
            expires_on=state.expires_on,
            institution=state.institution,
            released=tuple(map(freed, held)),
            collateral=tuple(collateral),
        )
        return told, state.number


def _carry(
    lien: Encumbrance, child: Collateral, *, before: Sequence[CarriedItem], ground: Ground, fresh: Fresh
) -> CarriedItem:
    """The lien on the receipt in the place of the one it was on, behind those of its registration that were ``before``
    it; only the first of them takes the quantity and keeps others out."""
    places = {key.key: key.position for each in before for key in each.entered.keys}
    alone = replace(ground, encumbrances=(), positions={**ground.positions, **places})
    entered = enter(offer(0, Item(child, lien.terms), ground=alone), alone, fresh=fresh)
    if lien.item:
        keys = tuple(replace(key, exclusive=False, takes=None) for key in entered.keys)
        entered = replace(entered, keys=keys, ahead=(lien.registration,) * len(before))
    return CarriedItem(instead_of=lien.id, asset=child, terms=lien.terms, entered=entered, claim=lien.claim)


def _holders(pool: Pool, ground: Ground) -> list[Encumbrance]:
    return [each for each in ground.encumbrances if any(taken(pool, each.keys))]


def _is_over(asset: Collateral, ground: Ground) -> bool:
    """Whether its issuer has ended it: cancelled it, or put others in its place."""
    return any(each.statement in _ENDING for each in on_asset(asset, ground.attestations)[-1:])
