"""An item that is offered as security: what stands on the register and touches it, and what it becomes once entered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.domain.calendar import day_of
from registry.domain.collateral import ENDING, Interest, Mode, Statement
from registry.domain.conflict import Touch, in_line, numbers, overlap_unsaid, redrawn, touching
from registry.domain.ids import Fresh, uuid7
from registry.domain.overlap import Overlap, Overlapped
from registry.domain.priority import Reckoned, Stake, reckon
from registry.domain.queue import acts, on_asset, parted, passed_at, queue, trades
from registry.domain.registration import Attestation, Encumbrance, Ground, HeldKey, Hold, Item, Seizure, Transfer
from registry.domain.rules import civil_code, interpretation, register_rules, seizure_rules
from registry.domain.rules.base import Finding, Rule
from registry.domain.rules.effects import Effect, StatutoryRegistry
from registry.domain.title import Title, title

_MORTGAGES = frozenset({Interest.MORTGAGE, Interest.FLOATING_MORTGAGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class StatutoryEffect:
    """Where the law has the right registered, with what effect, and the number declared, if any."""

    registry: StatutoryRegistry
    effect: Effect
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredItem:
    """One asset as entered. ``ahead`` are the registrations on it before this one; rank follows from them."""

    id: str
    keys: tuple[HeldKey, ...]
    mode: Mode
    priority: Reckoned
    statutory: StatutoryEffect
    region: str
    effect: Effect = Effect.NOTICE
    ahead: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    measured: int | None = None  # cm2 within the outline
    overlaps: tuple[Overlapped, ...] = ()
    seizures: tuple[str, ...] = ()  # which it comes behind (查封规定第24条)
    contests: tuple[str, ...] = ()  # the registrations and the transfer by which another is its holder


@dataclass(frozen=True, slots=True)
class Offered:
    """One item of a filing beside what stands on the register and touches it."""

    index: int
    item: Item
    touch: Touch
    seizures: tuple[Seizure, ...]
    trades: tuple[Hold, ...]
    parted: tuple[Transfer, ...]  # by which a grantor has parted with it
    title: Title
    shared: Mapping[str, Overlap]  # the ground it shares, by the id of a burden or the pointer of another item
    said: tuple[Attestation, ...] = ()  # what its issuer said of it last, if anything

    @property
    def pointer(self) -> str:
        return f"/collateral/{self.index}"

    @property
    def is_given_already(self) -> bool:
        """To somebody else by the same holder: what another gave locks the holder out no more than he would another."""
        by_others = {each.registration for each in self.title.others}
        return self.item.asset.mode is Mode.EXCLUSIVE and any(
            each.registration not in by_others for each in self.touch.same
        )

    @property
    def is_contested(self) -> bool:
        """Whether an asset that takes one registration was given by another, who may not have been its holder."""
        return self.item.asset.mode is Mode.EXCLUSIVE and any(
            each.registration in self.title.contests for each in self.title.others
        )


def offer(index: int, item: Item, *, ground: Ground) -> Offered:
    """The item beside what stands on the register and touches it."""
    day = day_of(ground.at)
    shared = ground.overlaps.get(f"/collateral/{index}", {})
    touch = touching(item.asset, ground.encumbrances, overlaps=shared)
    return Offered(
        index=index,
        item=item,
        touch=touch,
        seizures=queue(item.asset, ground.seizures, day=day),
        trades=trades(item.asset, ground.holds, day=day),
        parted=parted(item.asset, ground.transfers, of=ground.grantors),
        title=title(item.asset, touch.same, transfers=ground.transfers, by=ground.grantors),
        shared=shared,
        said=on_asset(item.asset, ground.attestations)[-1:],
    )


def about_links(offered: Offered) -> Iterator[Finding]:
    """One finding for each rule that speaks to what is linked, in order of entry."""
    overlapped = {each.encumbrance for each in offered.touch.overlaps}
    by_rule: dict[Rule, list[Encumbrance]] = {}
    for each in offered.touch.linked:
        on_the_ground = each.id in overlapped
        rule = register_rules.OVERLAP if on_the_ground else offered.item.asset.rule_of_link(each.asset)
        by_rule.setdefault(rule, []).append(each)
    for rule, about in by_rule.items():
        yield Finding(rule, offered.pointer, numbers(about))


def about_a_lease(offered: Offered) -> Iterator[Finding]:
    """A lease older than the mortgage."""
    if offered.item.terms.prior_lease and offered.item.terms.interest in _MORTGAGES:
        yield Finding(civil_code.PRIOR_LEASE, f"{offered.pointer}/prior_lease")


def about_outlines(offered: Sequence[Offered]) -> Iterator[Finding]:
    """One asset that is drawn in two ways, and one piece of ground under two codes of one filing."""
    by_pointer = {each.pointer: each for each in offered}
    for each in offered:
        asset = each.item.asset
        if related := redrawn(asset, each.touch.same, overlaps=each.shared):
            yield Finding(register_rules.OUTLINE_DIFFERS, each.pointer, related)
        beside = ((by_pointer.get(name), shared) for name, shared in each.shared.items())
        if any(
            other and other.index < each.index and overlap_unsaid(asset, other.item.asset, shared=shared)
            for other, shared in beside
        ):
            yield Finding(register_rules.OVERLAP_WITHIN, each.pointer)


def about_title(offered: Offered) -> Iterator[Finding]:
    """Of whoever has parted with the asset more is known than that another holds it."""
    if offered.parted:
        yield Finding(interpretation.FORMER_HOLDER, offered.pointer, acts(offered.parted))
    elif offered.title.contests:
        yield Finding(register_rules.TITLE_CONFLICT, offered.pointer, offered.title.contests)


def about_acts(offered: Offered) -> Iterator[Finding]:
    """What courts and exchanges have entered on the asset. Where registration creates the right the law bars it after a
    seizure; elsewhere the filer may come behind the court."""
    if offered.seizures:
        creates = offered.item.asset.statutory_effect is Effect.CONSTITUTIVE
        rule = civil_code.SEIZED if creates else seizure_rules.BEHIND_SEIZURE
        yield Finding(rule, offered.pointer, acts(offered.seizures))
    if offered.trades:
        yield Finding(register_rules.HELD, offered.pointer, acts(offered.trades))
    for each in offered.said:
        if each.statement in _ABOUT:
            yield Finding(_ABOUT[each.statement], offered.pointer, acts(offered.said))


_ABOUT: Mapping[Statement, Rule] = {
    Statement.REFUSED: register_rules.DISOWNED,
    **dict.fromkeys(ENDING, register_rules.DOCUMENT_ENDED),
}


def at_stake(lien: Encumbrance, ground: Ground) -> Stake:
    """What stands, as the order of payment sees it."""
    return Stake(lien.asset, lien.terms, gone_on_at(lien, ground))


def gone_on_at(lien: Encumbrance, ground: Ground) -> datetime | None:
    """When the asset passed on from whoever gave it, on this document or on the one whose place it has taken."""
    return lien.passed_at or passed_at(lien.asset, ground.transfers, since=lien.recorded_from)


def enter(offered: Offered, ground: Ground, *, fresh: Fresh) -> EnteredItem:
    """The item at the end of the line on each of its keys. Contested, it keeps nobody out: its holder least of all."""
    asset, terms, touch = offered.item.asset, offered.item.terms, offered.touch
    declared = terms.statutory_registration
    return EnteredItem(
        id=f"col_{uuid7(ground.at, fresh)}",
        keys=tuple(
            HeldKey(
                key=key.key,
                role=key.role,
                position=ground.positions.get(key.key, 0) + 1,
                exclusive=key.exclusive and not offered.title.contests,
                takes=key.takes,
            )
            for key in asset.asset_keys()
        ),
        mode=asset.mode,
        priority=reckon(Stake(asset, terms), [at_stake(each, ground) for each in touch.same]),
        statutory=StatutoryEffect(
            registry=asset.statutory_registry,
            effect=asset.statutory_effect,
            number=declared.number if declared else None,
        ),
        region=asset.region,
        ahead=in_line(touch.same),
        linked=numbers(touch.linked),
        measured=asset.outline.area if asset.outline else None,
        overlaps=touch.overlaps,
        seizures=acts(offered.seizures),
        contests=offered.title.contests,
    )
