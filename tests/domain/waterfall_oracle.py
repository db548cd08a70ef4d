"""The distribution once more, slowly and from the other end: pairs of rights instead of a key, every unit of money by
itself instead of sums, and every possible division instead of a formula.

It knows rights over one asset or several, renewed loans, maximum amounts, claims secured twice, seizures and agreements.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import chain, product, repeat

from registry.domain.priority import Basis, Nature
from tests.domain.liens import START

# Day 0 is a Monday, and no holiday is near: the last of ten days is put off by weekends only.
LAST_DAY_AFTER = {got: next(day for day in range(got + 10, got + 13) if day % 7 < 5) for got in range(7)}


@dataclass(frozen=True)
class Claimant:
    """A lien in one of its places: the right that gives the place, and how much of the claim stands there."""

    lien: object
    right: object
    most: int | None
    slot: int

    @property
    def place(self):
        return self.lien.id, self.slot


@dataclass(frozen=True)
class Unit:
    """One unit of money: out of which part, to which lien, and in whose place."""

    part: str
    lien: str | None = None
    place: tuple | None = None


def divide(liens, parts, *, agreements=()):
    """What each lien gets of each part, as {(lien, part): units}; nothing where it gets nothing."""
    owed = {lien.claim.id: lien.claim.owed for lien in liens}
    bound = {lien.registration: _bound(lien.maximum) for lien in liens}
    units = list(chain.from_iterable(repeat(Unit(part.name), part.proceeds) for part in parts))
    claimants = _without_waiting(list(chain.from_iterable(map(_claimants, liens))))
    units = _fill(units, claimants, owed=owed, bound=bound)
    for agreement in sorted(agreements, key=lambda each: each.recorded_from):
        units = _step_back(agreement, units, liens={each.lien for each in claimants}, owed=owed, bound=bound)
    units = _fill(units, claimants, owed=owed, bound=bound)
    return Counter((unit.lien, unit.part) for unit in units if unit.lien)


def _bound(maximum):
    if maximum is None:
        return 10**9
    return maximum.registered if maximum.determined is None else min(maximum.registered, maximum.determined.owed)


def _claimants(lien):
    renewal = lien.right.renews
    if renewal is None:
        return [Claimant(lien, lien.right, None, 0)]
    return [Claimant(lien, renewal.of, renewal.amount, 0), Claimant(lien, lien.right, None, 1)]


def _without_waiting(claimants):
    """Of the seizures of an asset, all but the one served first stand aside."""
    out = []
    for each in claimants:
        rivals = [other for other in claimants if other.lien.part == each.lien.part and _seizes(other)]
        if not _seizes(each) or each == min(rivals, key=lambda one: (one.right.instants.served.at, one.lien.rank)):
            out.append(each)
    return out


def _seizes(claimant):
    return claimant.right.nature is Nature.SEIZURE


def _fill(units, claimants, *, owed, bound):
    """Hand out the units nobody has, part by part."""
    room = _rooms(units, claimants)
    out = list(units)
    for part in dict.fromkeys(unit.part for unit in units):
        waiting = [each for each in claimants if each.lien.part == part]
        _fill_part(out, waiting, part=part, owed=owed, bound=bound, room=room)
    return out


def _fill_part(units, waiting, *, part, owed, bound, room):
    """Best place first."""
    while waiting:
        best = sorted(_best(waiting), key=lambda each: (each.lien.rank, each.slot))
        waiting = [each for each in waiting if each not in best]
        amounts = _among(best, units.count(Unit(part)), owed=owed, bound=bound, room=room)
        for claimant, amount in zip(best, amounts, strict=True):
            for _ in range(amount):
                units[units.index(Unit(part))] = Unit(part, claimant.lien.id, claimant.place)


def _best(waiting):
    """Those before whom nobody comes."""
    return [one for one in waiting if not any(before(other.right, one.right) for other in waiting)]


def _rooms(units, claimants):
    """What each limited place still holds."""
    room = {each.place: each.most for each in claimants if each.most is not None}
    for unit in units:
        if unit.place in room:
            room[unit.place] -= 1
    return room


def _among(equals, money, *, owed, bound, room):
    """First everybody's wish, one unit at a time; then, if it is too much, the division nearest to the exact one."""
    wishes = []
    for each in equals:
        wish = 0
        while _may(each, owed, bound=bound, room=room):
            _give(each, 1, owed=owed, bound=bound, room=room)
            wish += 1
        wishes.append(wish)
    got = wishes if sum(wishes) <= money else _nearest(money, wishes)
    for each, wish, amount in zip(equals, wishes, got, strict=True):
        _give(each, amount - wish, owed=owed, bound=bound, room=room)
    return got


def _may(each, owed, *, bound, room):
    return (
        owed[each.lien.claim.id] > 0
        and bound[each.lien.registration] > 0
        and (each.most is None or room[each.place] > 0)
    )


def _give(each, units, *, owed, bound, room):
    owed[each.lien.claim.id] -= units
    bound[each.lien.registration] -= units
    if each.most is not None:
        room[each.place] -= units


def _nearest(money, wishes):
    """Of all divisions of the money the one whose squared distance from the exact shares is least; of two such, the one
    that gives the earlier more."""
    whole = sum(wishes)
    exact = [money * wish for wish in wishes]  # times whole, so that all stays whole numbers

    def distance(division):
        return sum((each * whole - share) ** 2 for each, share in zip(division, exact, strict=True))

    around = [(share // whole, share // whole + 1) for share in exact]
    possible = [division for division in product(*around) if sum(division) == money]
    return min(possible, key=lambda division: (distance(division), [-each for each in division]))


def _step_back(agreement, units, *, liens, owed, bound):
    """Whose unit it was gives it to the one let go first, while that one is owed anything."""
    named = {lien.id: lien for lien in liens}
    back, ahead = named.get(agreement.lien), named.get(agreement.behind)
    if not back or not ahead or back.claim.id == ahead.claim.id or back.part != ahead.part:
        return units
    out = list(units)
    for index, unit in enumerate(units):
        if unit.lien != back.id:
            continue
        owed[back.claim.id] += 1
        bound[back.registration] += 1
        to = ahead if owed[ahead.claim.id] > 0 and bound[ahead.registration] > 0 else back
        owed[to.claim.id] -= 1
        bound[to.registration] -= 1
        out[index] = Unit(unit.part, to.id, unit.place)
    return out


def before(one, other):
    """Whether the law puts one right before the other; where neither is, they share."""
    if (one.nature is Nature.POSSESSORY_LIEN) != (other.nature is Nature.POSSESSORY_LIEN):
        return one.nature is Nature.POSSESSORY_LIEN
    if one.nature is Nature.POSSESSORY_LIEN:
        return _earlier(_days(one), _days(other))
    sold_one, sold_other = _sold_under(one), _sold_under(other)
    if sold_one != sold_other:
        return _earlier(sold_one, sold_other)
    if _beats_its_buyers_others(one) != _beats_its_buyers_others(other):
        return _beats_its_buyers_others(one)
    if _only_told(one) != _only_told(other) and None not in (_days(one), _days(other)):
        return _only_told(other)
    return _earlier(_days(one), _days(other))


def _earlier(one, other):
    return one is not None and (other is None or one < other)


def _days(right):
    found = right.published
    return None if found is None else (found[1].at - START).days


def _sold_under(right):
    """The day the asset was sold with the right already public on it."""
    public = _days(right)
    if right.passed_at is None or public is None:
        return None
    sold = (right.passed_at - START).days
    return sold if public <= sold else None


def _beats_its_buyers_others(right):
    if right.goods_delivered is None or _days(right) is None:
        return False
    sold_on_before = right.passed_at is not None and _sold_under(right) is None
    return _days(right) <= LAST_DAY_AFTER[(right.goods_delivered.at - START).days] and not sold_on_before


def _only_told(right):
    return right.published is not None and right.published[0] is Basis.NOTICE
