"""What burdens an asset, and whether a trade may go on (权利负担查询). It never says free.

An answer is as of a settled instant, so that nothing committed later can contradict it; what has been entered since is
listed beside it and counts against the trade, never for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from registry.domain.asking import Asked
from registry.domain.burden import Burden, Recorded
from registry.domain.collateral import DISOWNING, KeyRole, TransferRestriction, is_cell
from registry.domain.conflict import linked
from registry.domain.lifecycle import Verb
from registry.domain.on_record import Register, identifies
from registry.domain.overlap import Overlap
from registry.domain.priority import Reckoned, Right, Stake, place, reckoned
from registry.domain.queue import in_order, passed_at
from registry.domain.registration import Act, Attestation, Hold, Seizure, Transfer
from registry.domain.trade_verdict import Reason, Verdict, verdict


class Flag(StrEnum):
    SEIZED = "seized"
    HELD = "held"
    OBJECTED = "objected"
    TITLE_CONFLICT = "title_conflict"
    LAPSED_UNDISCHARGED = "lapsed_undischarged"
    DISCHARGE_DEMANDED = "discharge_demanded"
    OVERPLEDGED = "overpledged"
    DISOWNED = "disowned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lien:
    """A burden with its place: rank in this register, and the reckoned order of payment, kept apart."""

    burden: Burden
    right: Right
    rank: int
    priority: Reckoned
    lapsed: bool
    behind: tuple[str, ...] = ()  # the registrations it has agreed to stand behind, as far as they stand here
    determined_at: datetime | None = None  # when a seizure fixed the claims it secures up to a maximum (查封规定第25条)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """The liens on one identity of the asset; a parcel has one for each right over it."""

    key: str
    liens: tuple[Lien, ...]


@dataclass(frozen=True, slots=True)
class Queued:
    """A seizure with its place in the asset's queue: 0 is the one in effect."""

    seizure: Seizure
    position: int


@dataclass(frozen=True, slots=True)
class Trade:
    """A hold that stands; ``disturbed`` once anything else was entered on the asset since."""

    hold: Hold
    disturbed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Newer:
    """Something entered after the instant: on a registration, or an act."""

    event: Verb
    at: datetime
    registration: str | None = None
    act: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LienStatus:
    as_of: datetime
    searched: tuple[str, ...]
    known: bool
    layers: tuple[Layer, ...]
    linked: tuple[Burden, ...]
    seizures: tuple[Queued, ...]
    trades: tuple[Trade, ...]
    newer: tuple[Newer, ...]
    flags: tuple[Flag, ...]
    restriction: TransferRestriction
    verdict: Verdict
    reasons: tuple[Reason, ...]
    overlaps: Mapping[str, Overlap] = field(default_factory=dict)  # the ground that links, by the id of what it links

    @property
    def liens(self) -> tuple[Lien, ...]:
        return tuple(lien for layer in self.layers for lien in layer.liens)


def status(register: Register) -> LienStatus:
    """Everything the register can say of the asset behind the keys, as of the instant."""
    recorded = register.recorded()
    on_asset = tuple(each.at(register.as_of) for each in register.standing(recorded) if isinstance(each, Burden))
    layers, seizures, trades = _layers(on_asset, register), _queued(register), _trades(register)
    beside = _beside(register)
    attested = _attested(register, on_asset)
    rivals = [each for each in beside.values() if _compete(each, register)]
    rivals_now = register.standing(rivals)
    contested = _contested(on_asset, register)
    newer = _newer([*recorded, *rivals], register.as_of)
    restriction = _strictest(each.asset.restriction(each.terms) for each in on_asset)
    answer, reasons = verdict(
        known=bool(recorded),
        found={
            Reason.SEIZED: bool(seizures) or any(each.event is Verb.SEIZE for each in newer),
            Reason.TITLE_CONFLICT: contested or _contested_since(register),
            Reason.OVERPLEDGED: Flag.OVERPLEDGED in attested,
            Reason.DISOWNED: Flag.DISOWNED in attested,
            Reason.TRANSFER_PROHIBITED: restriction is TransferRestriction.PROHIBITED,
            Reason.TRANSFER_CONSENT: restriction is TransferRestriction.CONSENT,
            Reason.LIENS_ON_RECORD: bool(on_asset),
            Reason.OVERLAPPING_LIENS: bool(rivals_now),
            Reason.HELD: bool(trades),
            Reason.NEWER_ENTRIES: bool(newer),
        },
    )
    return LienStatus(
        as_of=register.as_of,
        searched=register.keys,
        known=bool(recorded),
        layers=layers,
        linked=tuple(_linked(on_asset, beside, register=register)),
        seizures=seizures,
        trades=trades,
        newer=newer,
        flags=(
            *_flags(layers, seizures=seizures, trades=trades, titles=contested or bool(rivals_now)),
            *attested,
        ),
        restriction=restriction,
        verdict=answer,
        reasons=reasons,
        overlaps={burden: register.overlaps[burden] for burden in beside},
    )


def waiting(status: LienStatus) -> int:
    """How many seizures wait behind those in effect (轮候查封)."""
    return sum(each.position > 0 for each in status.seizures)


def _flags(
    layers: tuple[Layer, ...], *, seizures: tuple[Queued, ...], trades: tuple[Trade, ...], titles: bool
) -> tuple[Flag, ...]:
    found = {
        Flag.SEIZED: bool(seizures),
        Flag.HELD: bool(trades),
        Flag.TITLE_CONFLICT: titles,
        Flag.LAPSED_UNDISCHARGED: any(lien.lapsed for layer in layers for lien in layer.liens),
    }
    return tuple(flag for flag, raised in found.items() if raised)


def _contested(on_asset: Sequence[Burden], register: Register) -> bool:
    """Whether two that stand on the asset are given by holders of whom only one can be. It ends with either."""
    acts = register.on_asset(register.standing(register.acts))
    there = {*(each.registration for each in on_asset), *(each.act for each in acts)}
    return any(not there.isdisjoint(each.contests) for each in on_asset)


def _contested_since(register: Register) -> bool:
    """Whether something that still stands was entered after the instant as contesting another's title."""
    burdens = register.on_asset(register.burdens)
    return any(
        each.contests and each.recorded_until is None and each.recorded_from > register.as_of for each in burdens
    )


def _linked(on_asset: Sequence[Burden], beside: Mapping[str, Burden], *, register: Register) -> Iterator[Burden]:
    """What stands beside the asset; of a further claim's burden its registration's first one speaks."""
    there = {each.id for each in on_asset}
    for each in register.burdened():
        if not each.claim and each.id not in there and (each.id in beside or _is_told_of(each, register.asked)):
            yield each


def _beside(register: Register) -> Mapping[str, Burden]:
    """What shares ground with the asset that matters, and no key but a cell's: entered as something else."""
    if not register.overlaps:
        return {}
    own = {key.key for each in register.recorded() for key in each.keys}.union(register.asked.every_key)
    shared = {burden for burden, overlap in register.overlaps.items() if overlap.matters}
    return {each.id: each for each in register.burdens if each.id in shared and not _shares(each, own)}


def _shares(burden: Burden, keys: Iterable[str]) -> bool:
    held = {key.key for key in burden.keys if not is_cell(key.key)}
    return not held.isdisjoint(keys)


def _compete(burden: Burden, register: Register) -> bool:
    assets = [register.asked.asset] if register.asked.asset else [each.asset for each in register.recorded()]
    return any(each.competes_with(burden.asset) for each in assets)


def _attested(register: Register, on_asset: Iterable[Burden]) -> tuple[Flag, ...]:
    """What follows from the words of keepers and insurers: of its issuer's last on the asset, and of how much there is
    of what it takes of, whoever has taken it."""
    said = [each for each in register.on_asset(register.standing(register.acts)) if isinstance(each, Attestation)]
    pools = register.asked.pools
    sharing = (each for each in register.burdened() if _shares(each, pools)) if pools else ()
    taking = (*on_asset, *sharing)
    found = {
        Flag.OVERPLEDGED: any(each.overpledged_at(register.as_of) for each in taking),
        Flag.DISOWNED: any(each.statement in DISOWNING for each in said[-1:]),
    }
    return tuple(filter(found.__getitem__, found))


def _queued(register: Register) -> tuple[Queued, ...]:
    """The seizures that stood and had not lapsed, layer by layer, each layer's in order of service."""
    stood = register.on_asset(register.standing(_seizures(register)))
    found: list[Queued] = []
    for seizure in in_order(each for each in stood if register.day <= each.until):
        ahead = sum(_same(each.seizure, seizure) for each in found)
        found.append(Queued(seizure, ahead))
    return tuple(found)


def _trades(register: Register) -> tuple[Trade, ...]:
    """The holds that stood and had not lapsed."""
    stood = register.on_asset(register.standing(each for each in register.acts if isinstance(each, Hold)))
    return tuple(Trade(each, _disturbed(each, register)) for each in stood if register.day <= each.until)


def _disturbed(hold: Hold, register: Register) -> bool:
    """By whatever another institution entered since; it stays disturbed whatever becomes of that."""
    recorded: list[Recorded] = [*register.burdens, *register.acts]
    return any(
        hold.recorded_from < each.recorded_from <= register.as_of
        and each.institution != hold.institution
        and _same(each, hold)
        for each in recorded
    )


def _seizures(register: Register) -> tuple[Seizure, ...]:
    return tuple(each for each in register.acts if isinstance(each, Seizure))


def _is_told_of(burden: Burden, asked: Asked) -> bool:
    return _shares(burden, asked.every_key) and (asked.asset is None or linked(asked.asset, burden.asset))


def _layers(burdens: tuple[Burden, ...], register: Register) -> tuple[Layer, ...]:
    by_key: dict[str, list[Burden]] = {}
    for burden in burdens:
        by_key.setdefault(_name(burden, register.keys), []).append(burden)
    rights = {each.id: _right(each, register) for each in burdens}
    return tuple(
        Layer(key=key, liens=_ranked(group, among=burdens, rights=rights, register=register))
        for key, group in sorted(by_key.items())
    )


def _right(burden: Burden, register: Register) -> Right:
    transfers = [each for each in register.standing(register.acts) if isinstance(each, Transfer)]
    passed = burden.passed_at or passed_at(burden.asset, transfers, since=burden.recorded_from)
    return Stake(burden.asset, burden.terms, passed).right


def _name(burden: Burden, keys: tuple[str, ...]) -> str:
    """The identity a burden is listed under: the first of its asset's that is searched, if one is, else its first."""
    known = {held.key for held in burden.keys if held.role is KeyRole.IDENTITY} | burden.known_by
    return min(known.intersection(keys) or known)


def _ranked(
    burdens: list[Burden], *, among: tuple[Burden, ...], rights: Mapping[str, Right], register: Register
) -> tuple[Lien, ...]:
    """Each with its rank among all on the same asset, whichever of its identities they were entered under: a policy
    given whole stands before a later lien on one of its lines."""
    liens, day, places = [], register.day, {each: place(right) for each, right in rights.items()}
    for burden in sorted(burdens, key=_entered):
        others = [each for each in among if each is not burden and _same(each, burden)]
        liens.append(
            Lien(
                burden=burden,
                right=rights[burden.id],
                rank=1 + sum(_entered(each) < _entered(burden) for each in others),
                priority=reckoned(places[burden.id], [places[each.id] for each in others]),
                lapsed=day > burden.expires_on,
                behind=_behind(burden, others, as_of=register.as_of),
                determined_at=_determined(burden, register),
            )
        )
    return tuple(liens)


def _entered(burden: Burden) -> tuple[datetime, int]:
    """In order of entry; the claims of one registration that went on together on another receipt, in theirs."""
    return burden.recorded_from, burden.claim or 0


def _behind(burden: Burden, others: Iterable[Burden], *, as_of: datetime) -> tuple[str, ...]:
    here = {each.id for each in others}
    agreed = (each for each in burden.agreements if each.stood_at(as_of) and each.behind in here)
    return tuple(dict.fromkeys(each.registration for each in agreed))


def _determined(burden: Burden, register: Register) -> datetime | None:
    """The first seizure that was entered after it; what has been fixed stays so when the seizure is lifted."""
    if not burden.maximum or burden.determined_at:
        return burden.determined_at
    entered = (
        each.recorded_from
        for each in _seizures(register)
        if burden.recorded_from < each.recorded_from <= register.as_of and _same(each, burden)
    )
    return min(entered, default=None)


def _same(one: Recorded, other: Recorded) -> bool:
    known = (*(key.key for key in one.keys), *one.known_by)
    return identifies(other, known) and one.asset.same_as(other.asset)


def _newer(recorded: Iterable[Recorded], as_of: datetime) -> tuple[Newer, ...]:
    found = set()
    for each in recorded:
        of = {"registration": each.registration} if isinstance(each, Burden) else {"act": each.act}
        found |= {Newer(event=event, at=at, **of) for event, at in _events(each) if at and at > as_of}
    return tuple(sorted(found, key=lambda each: each.at))


def _events(recorded: Recorded) -> Iterator[tuple[Verb, datetime | None]]:
    """What has happened to it, and when."""
    if not isinstance(recorded, Burden):
        entered, ended = _EVENTS[type(recorded)]
        yield from ((entered, recorded.recorded_from), (ended, recorded.recorded_until))
        return
    yield Verb.FURTHER_CLAIM if recorded.claim else Verb.REGISTER, recorded.recorded_from
    yield from ((each.verb, each.recorded_from) for each in recorded.later)
    yield from ((Verb.SUBORDINATION, each.recorded_from) for each in recorded.agreements)
    if recorded.ended_by:
        yield recorded.ended_by, recorded.recorded_until


_EVENTS: Mapping[type[Act], tuple[Verb, Verb]] = {
    Seizure: (Verb.SEIZE, Verb.LIFT_SEIZURE),
    Hold: (Verb.HOLD, Verb.RELEASE_HOLD),
    Transfer: (Verb.TRANSFER, Verb.TRANSFER),  # one that nothing ends
    Attestation: (Verb.ATTEST, Verb.ATTEST),
}


_STRICTNESS = (TransferRestriction.NONE, TransferRestriction.CONSENT, TransferRestriction.PROHIBITED)


def _strictest(restrictions: Iterable[TransferRestriction]) -> TransferRestriction:
    return max(restrictions, key=_STRICTNESS.index, default=TransferRestriction.NONE)
