"""What each creditor gets of the proceeds, and why, as of an instant (推算清偿分配). It reckons, no more.

The order is that of ``priority``. Within it:

* Money is whole minor units. Rights of one place share pro rata by what is still owed under them, by largest remainder,
  ties by rank: the same facts always give the same shares.
* Nobody gets more than his claim. A claim that several registrations or assets secure is paid once; the parts of the
  proceeds are taken as listed, for the law leaves it to the creditor which asset he goes to first.
* A maximum amount bounds what its registration is paid in all; once determined, so does what was owed then (民法典
  第420条, 第423条). The registered figure governs (担保制度解释第15条).
* Land and what stands on it are one estate: a right over any of it reaches every part that stood when the right was
  created, and no part added later (民法典第397条, 第417条; 担保制度解释第51条).
* Of several seizures the first is paid; the waiting ones lapse when the asset is disposed of whole.
* An agreement on priority is carried out last, as an exchange: whoever steps back hands what his place was paid to the
  one he let go first, as far as that one is still owed. So it can neither cost nor give anybody else anything
  (民法典第409条). A creditor in between who consents steps back himself: one more agreement.

Rows are all those ever recorded; each counts in its own interval, so that the answer as of an instant stays the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from math import lcm

from registry.domain.errors import BeyondTheCalendar
from registry.domain.priority import Nature, Place, Right, Slot, Tier, Turn, position, slots
from registry.domain.proceeds import Distribution, Lien, Part, Secured, Settled, Share, Subordination, recorded
from registry.domain.rules import civil_code, interpretation, register_rules, seizure_rules
from registry.domain.rules.base import Rule


@dataclass(frozen=True, slots=True)
class _Entry:
    """A lien in one of its places, on one part."""

    lien: Lien
    part: Part
    index: int
    slot: Slot

    @property
    def key(self) -> tuple[str, str]:
        return self.lien.id, self.part.name


@dataclass(slots=True)
class _Ledger:
    """What may still be paid on each claim, under each registration's maximum and in each slot; and what has been."""

    claims: dict[str, int]
    maxima: dict[str, int]
    slots: dict[tuple[str, int], int] = field(default_factory=dict)
    paid: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def room(self, lien: Lien) -> int:
        return min(self.claims[lien.claim.id], self.maxima.get(lien.registration, self.claims[lien.claim.id]))

    def take(self, entry: _Entry) -> int:
        """All that the entry may still be paid, put down as paid."""
        amount = self.room(entry.lien)
        if entry.slot.most is not None:
            name = (entry.lien.registration, entry.index)
            amount = min(amount, self.slots.setdefault(name, entry.slot.most))
            self.slots[name] -= amount
        self.pay(entry.lien, entry.part, amount=amount)
        return amount

    def give_back(self, entry: _Entry, amount: int) -> None:
        if entry.slot.most is not None:
            self.slots[entry.lien.registration, entry.index] += amount
        self.pay(entry.lien, entry.part, amount=-amount)

    def pay(self, lien: Lien, part: Part, *, amount: int) -> None:
        self.claims[lien.claim.id] -= amount
        if lien.registration in self.maxima:
            self.maxima[lien.registration] -= amount
        self.paid[lien.id, part.name] += amount

    def because(self, key: tuple[str, str], *codes: str) -> None:
        self.reasons.setdefault(key, []).extend(codes)


@dataclass(frozen=True, slots=True)
class _Sale:
    """Who takes part in which part, in order; and who, having to do with it, does not."""

    liens: dict[str, Lien]
    parts: Sequence[Part]
    entries: dict[str, tuple[_Entry, ...]]
    outside: dict[tuple[str, str], Rule]
    at: datetime

    def places(self, part: Part) -> dict[str, Place]:
        """The place of each lien that takes part: its best."""
        return {entry.lien.id: entry.slot.place for entry in self.entries[part.name] if entry.index == 0}

    def times_secured(self, claim: Secured) -> int:
        return len({entry.key for each in self.entries.values() for entry in each if entry.lien.claim == claim})

    def seized(self, part: Part) -> bool:
        return bool(_seizures(self.entries[part.name]))


def waterfall(
    liens: Iterable[Lien], proceeds: Sequence[Part], *, at: datetime, agreements: Iterable[Subordination] = ()
) -> Distribution:
    """Divide the proceeds. Raises BeyondTheCalendar where the order hangs on holidays not on record, and ValueError
    where one name is given to two things."""
    standing = sorted((lien for lien in liens if lien.stands_at(at)), key=lambda lien: lien.rank)
    _check(standing, proceeds)
    sale, ledger = _sale(standing, proceeds, at=at), _ledger(standing, at)
    left = _pay_out(sale, {part.name: part.proceeds for part in proceeds}, ledger=ledger)
    for agreement in _made(sale, agreements):
        _exchange(agreement, sale, ledger=ledger)
    # Whoever stepped back may still take what is left where he has a right: nobody else was owed it.
    left = _pay_out(sale, left, ledger=ledger)
    return Distribution(
        shares=tuple(share for part in proceeds for share in _shares(part, sale, ledger=ledger)),
        claims=_settled(standing, ledger),
        left_over=tuple(left.items()),
    )


def pro_rata(amount: int, weights: Sequence[int]) -> list[int]:
    """An amount in whole units in proportion to the weights: by largest remainder, between equals the earlier."""
    whole = sum(weights)
    parts = [amount * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda each: -(amount * weights[each] % whole))
    for each in by_remainder[: amount - sum(parts)]:
        parts[each] += 1
    return parts


def _ledger(standing: Sequence[Lien], at: datetime) -> _Ledger:
    return _Ledger(
        claims={lien.claim.id: lien.claim.owed for lien in standing},
        maxima={lien.registration: lien.maximum.bound(at) for lien in standing if lien.maximum},
    )


def _sale(standing: Sequence[Lien], parts: Sequence[Part], *, at: datetime) -> _Sale:
    entries: dict[str, tuple[_Entry, ...]] = {}
    outside: dict[tuple[str, str], Rule] = {}
    for part in parts:
        taking: list[_Entry] = []
        for lien in _concerned(standing, part, parts=parts):
            if rule := _left_out(lien, part, at=at):
                outside[lien.id, part.name] = rule
            else:
                taking += _entries(lien, part)
        _check_holidays(taking)
        taking.sort(key=_by_place)
        for waiting in _seizures(taking)[1:]:
            outside[waiting.key] = seizure_rules.QUEUE_LAPSES
            taking.remove(waiting)
        entries[part.name] = tuple(taking)
    return _Sale({lien.id: lien for lien in standing}, parts, entries, outside, at)


def _entries(lien: Lien, part: Part) -> list[_Entry]:
    return [_Entry(lien, part, index, slot) for index, slot in enumerate(slots(lien.right))]


def _by_place(entry: _Entry) -> tuple[Turn, tuple[datetime, str], int]:
    return entry.slot.place.turn, entry.lien.rank, entry.index


def _seizures(entries: Iterable[_Entry]) -> list[_Entry]:
    return [entry for entry in entries if entry.lien.right.nature is Nature.SEIZURE]


def _check_holidays(taking: Sequence[_Entry]) -> None:
    """A place that hangs on holidays nobody has announced is not guessed, unless there is nobody to come before."""
    if len({entry.lien.id for entry in taking}) > 1:
        for entry in taking:
            if entry.slot.place.undecided:
                raise BeyondTheCalendar(entry.slot.place.undecided)


def _concerned(standing: Iterable[Lien], part: Part, *, parts: Iterable[Part]) -> list[Lien]:
    """Those with a right over the part itself, or over another of its estate that is sold too."""
    reaching = {each.name for each in parts if each is part or (each.estate is not None and each.estate == part.estate)}
    return [lien for lien in standing if lien.part in reaching]


def _left_out(lien: Lien, part: Part, *, at: datetime) -> Rule | None:
    """Why a lien that has to do with a part has no share in it."""
    created = _created(lien.right)
    if lien.part != part.name and part.since and (created is None or created < part.since):
        return civil_code.NEW_BUILDING
    if lien.right.floating and not lien.right.floating.covers(at):
        return civil_code.CRYSTALLISED
    return None


def _created(right: Right) -> datetime | None:
    """When the right came into being, as far as known: at what made it public, or with its contract."""
    created = slots(right)[0].place.instant or right.instants.contract_effective
    return created.at if created else None


def _pay_out(sale: _Sale, left: dict[str, int], *, ledger: _Ledger) -> dict[str, int]:
    """Pay part by part and place by place; return what is left of each part."""
    return {name: _pay_part(sale.entries[name], amount, ledger=ledger) for name, amount in left.items()}


def _pay_part(entries: Sequence[_Entry], left: int, *, ledger: _Ledger) -> int:
    for _, equals in groupby(entries, key=lambda entry: entry.slot.place.turn):
        group = list(equals)
        wants = [ledger.take(entry) for entry in group]
        short = sum(wants) > left
        got = pro_rata(left, wants) if short else wants
        for entry, want, amount in zip(group, wants, got, strict=True):
            ledger.give_back(entry, want - amount)
            if amount:
                ledger.because(entry.key, *entry.slot.place.reasons)
            if short and 0 < want < sum(wants):
                ledger.because(entry.key, register_rules.PRO_RATA.code)
        left -= sum(got)
    return left


def _made(sale: _Sale, agreements: Iterable[Subordination]) -> list[Subordination]:
    """The agreements that stand between those who do, the first made first; of those made together, by rank."""
    rank = {name: place for place, name in enumerate(sale.liens)}
    standing = [each for each in agreements if recorded(each, sale.at) and {each.lien, each.behind} <= rank.keys()]
    return sorted(standing, key=lambda each: (each.recorded_from, rank[each.lien], rank[each.behind]))


def _exchange(agreement: Subordination, sale: _Sale, *, ledger: _Ledger) -> None:
    back, ahead = sale.liens[agreement.lien], sale.liens[agreement.behind]
    if back.claim.id == ahead.claim.id:
        return
    for part in sale.parts:
        if {back.id, ahead.id} <= sale.places(part).keys():
            had = ledger.paid[back.id, part.name]
            ledger.pay(back, part, amount=-had)  # first, for one maximum amount may bound both
            amount = min(had, ledger.room(ahead))
            ledger.pay(ahead, part, amount=amount)
            ledger.pay(back, part, amount=had - amount)
            for lien in (back, ahead) if amount else ():
                ledger.because((lien.id, part.name), civil_code.CHANGE_OF_PRIORITY.code)


def _shares(part: Part, sale: _Sale, *, ledger: _Ledger) -> Iterator[Share]:
    places = sale.places(part)
    for name, place in places.items():
        lien = sale.liens[name]
        found = (*place.reasons, *ledger.reasons.get((name, part.name), ()))
        rules = (rule.code for rule in _about(lien, part, sale=sale, tier=place.tier))
        yield Share(
            lien=name,
            claim=lien.claim.id,
            part=part.name,
            amount=ledger.paid[name, part.name],
            position=position(place, places.values()),
            evidence=place.evidence,
            reasons=tuple(dict.fromkeys((*found, *rules))),
        )
    for (name, where), rule in sale.outside.items():
        if where == part.name:
            lien = sale.liens[name]
            evidence = slots(lien.right)[0].place.evidence
            yield Share(
                lien=name, claim=lien.claim.id, part=where, amount=0,
                position=None, evidence=evidence, reasons=(rule.code,),
            )  # fmt: skip


def _about(lien: Lien, part: Part, *, sale: _Sale, tier: Tier) -> Iterator[Rule]:
    """What else bears on a share, beside its place."""
    if lien.part != part.name:
        yield interpretation.JOINT_ESTATE
    if tier is Tier.UNPUBLICISED and sale.seized(part):
        yield interpretation.BEHIND_A_SEIZURE
    if lien.maximum:
        yield from lien.maximum.rules(sale.at)
    if lien.right.floating:
        yield civil_code.CRYSTALLISED if lien.right.floating.crystallised_by(sale.at) else civil_code.STILL_FLOATING
    if sale.times_secured(lien.claim) > 1:
        yield register_rules.COUNTED_ONCE


def _settled(standing: Iterable[Lien], ledger: _Ledger) -> tuple[Settled, ...]:
    claims = {lien.claim.id: lien.claim for lien in standing}
    return tuple(_settle(claim, paid=claim.owed - ledger.claims[name]) for name, claim in claims.items())


def _settle(claim: Secured, *, paid: int) -> Settled:
    whole = lcm(*(share.denominator for _, share in claim.creditors))
    divided = pro_rata(paid, [int(share * whole) for _, share in claim.creditors])
    names = (name for name, _ in claim.creditors)
    return Settled(
        claim=claim.id, paid=paid, unpaid=claim.owed - paid, creditors=tuple(zip(names, divided, strict=True))
    )


def _check(standing: Sequence[Lien], parts: Sequence[Part]) -> None:
    """One name means one thing, else the answer would depend on which was read first."""
    claims = {(lien.claim.id, lien.claim) for lien in standing}
    maxima = {(lien.registration, lien.maximum) for lien in standing}
    _check_names("lien", [lien.id for lien in standing])
    _check_names("claim", [name for name, _ in claims])
    _check_names("maximum amount", [name for name, _ in maxima])
    _check_names("part", [part.name for part in parts])


def _check_names(what: str, names: Iterable[str]) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise ValueError(f"{name} names more than one {what}")
