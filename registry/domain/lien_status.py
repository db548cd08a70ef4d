"""What burdens an asset, and whether a trade may go on (权利负担查询). It never says free.

An answer is as of a settled instant, so that nothing committed later can contradict it; what has been entered since is
listed beside it and counts against the trade, never for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from registry.domain.asking import Asked
from registry.domain.calendar import day_of
from registry.domain.collateral import Collateral, KeyRole, Terms, TransferRestriction
from registry.domain.lifecycle import Verb
from registry.domain.priority import Reckoned, Stake, reckon
from registry.domain.queue import in_order
from registry.domain.registration import Act, HeldKey, Hold, Seizure, Transfer


class Verdict(StrEnum):
    """What the register says of a trade."""

    NOTHING_FOUND = "nothing_found"
    LIENS_FOLLOW = "liens_follow"  # 民法典第406条: they travel with the asset
    CONSENT_NEEDED = "consent_needed"  # a registered covenant asks for the creditor's consent
    STOP = "stop"  # a seizure, a registered prohibition, or an asset the register cannot tell


class Reason(StrEnum):
    UNKNOWN_ASSET = "unknown_asset"
    SEIZED = "seized"
    HELD = "held"
    NEWER_ENTRIES = "newer_entries"
    LIENS_ON_RECORD = "liens_on_record"
    TRANSFER_CONSENT = "transfer_consent"
    TRANSFER_PROHIBITED = "transfer_prohibited"


class Flag(StrEnum):
    SEIZED = "seized"
    HELD = "held"
    OBJECTED = "objected"
    TITLE_CONFLICT = "title_conflict"
    LAPSED_UNDISCHARGED = "lapsed_undischarged"
    DISCHARGE_DEMANDED = "discharge_demanded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Burden:
    """One encumbrance with the interval in which it was recorded."""

    registration: str
    institution: str
    creditor: str | None  # None: a person, whose name is no row's
    asset: Collateral
    terms: Terms
    keys: tuple[HeldKey, ...]
    recorded_from: datetime
    recorded_until: datetime | None
    expires_on: date
    agent: str | None = None  # who filed, where that is not the creditor
    maximum: bool = False  # whether it secures claims up to a maximum amount


Recorded = Burden | Act
R = TypeVar("R", bound=Recorded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """What the register holds on the keys asked about: everything ever recorded there, and the instant asked about."""

    as_of: datetime
    asked: Asked
    burdens: tuple[Burden, ...]
    acts: tuple[Act, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return self.asked.keys

    @property
    def day(self) -> date:
        return day_of(self.as_of)

    def standing(self, recorded: Iterable[R]) -> tuple[R, ...]:
        """What stood at the instant."""
        return tuple(each for each in recorded if _stood(each, self.as_of))

    def on_asset(self, recorded: Iterable[R]) -> tuple[R, ...]:
        """What is on the asset itself, and not on what it is linked to."""
        return tuple(each for each in recorded if _on_asset(each, self.asked))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lien:
    """A burden with its place: rank in this register, and the reckoned order of payment, kept apart."""

    burden: Burden
    rank: int
    priority: Reckoned
    lapsed: bool
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

    @property
    def liens(self) -> tuple[Lien, ...]:
        return tuple(lien for layer in self.layers for lien in layer.liens)


def status(register: Register) -> LienStatus:
    """Everything the register can say of the asset behind the keys, as of the instant."""
    standing = register.standing(register.burdens)
    on_asset = register.on_asset(standing)
    recorded: list[Recorded] = [*register.on_asset(register.burdens), *register.on_asset(register.acts)]
    layers, seizures, trades = _layers(on_asset, register), _queued(register), _trades(register)
    newer = _newer(recorded, register.as_of)
    restriction = _strictest(each.terms.transfer_restriction for each in on_asset)
    verdict, reasons = _verdict(
        known=bool(recorded),
        found={
            Reason.SEIZED: bool(seizures) or any(each.event is Verb.SEIZE for each in newer),
            Reason.TRANSFER_PROHIBITED: restriction is TransferRestriction.PROHIBITED,
            Reason.TRANSFER_CONSENT: restriction is TransferRestriction.CONSENT,
            Reason.LIENS_ON_RECORD: bool(on_asset),
            Reason.HELD: bool(trades),
            Reason.NEWER_ENTRIES: bool(newer),
        },
    )
    return LienStatus(
        as_of=register.as_of,
        searched=register.keys,
        known=bool(recorded),
        layers=layers,
        linked=tuple(each for each in standing if each not in on_asset),
        seizures=seizures,
        trades=trades,
        newer=newer,
        flags=_flags(layers, seizures=seizures, trades=trades),
        restriction=restriction,
        verdict=verdict,
        reasons=reasons,
    )


def waiting(status: LienStatus) -> int:
    """How many seizures wait behind those in effect (轮候查封)."""
    return sum(each.position > 0 for each in status.seizures)


def _flags(layers: tuple[Layer, ...], *, seizures: tuple[Queued, ...], trades: tuple[Trade, ...]) -> tuple[Flag, ...]:
    found = {
        Flag.SEIZED: bool(seizures),
        Flag.HELD: bool(trades),
        Flag.LAPSED_UNDISCHARGED: any(lien.lapsed for layer in layers for lien in layer.liens),
    }
    return tuple(flag for flag, raised in found.items() if raised)


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


def _stood(recorded: Recorded, at: datetime) -> bool:
    return recorded.recorded_from <= at and (recorded.recorded_until is None or recorded.recorded_until > at)


def _identifies(recorded: Recorded, keys: tuple[str, ...]) -> bool:
    """Whether it is on the asset that one of the keys identifies."""
    return any(held.role is KeyRole.IDENTITY and held.key in keys for held in recorded.keys)


def _on_asset(recorded: Recorded, asked: Asked) -> bool:
    """A site key searched (a bare parcel code) answers for every right of the kind over the site; what is of another
    kind there, a policy or a forest, is linked and burdens something else. An asset described in full is compared with
    what is held under its keys, as a filing of it would be."""
    if asked.asset is not None:
        return _identifies(recorded, asked.keys) and asked.asset.same_as(recorded.asset)
    if not any(held.key in asked.keys for held in recorded.keys):
        return False
    return _identifies(recorded, asked.keys) or asked.kind in (None, recorded.asset.kind)


def _layers(burdens: tuple[Burden, ...], register: Register) -> tuple[Layer, ...]:
    by_key: dict[str, list[Burden]] = {}
    for burden in burdens:
        by_key.setdefault(_name(burden, register.keys), []).append(burden)
    return tuple(
        Layer(key=key, liens=_ranked(group, among=burdens, register=register)) for key, group in sorted(by_key.items())
    )


def _name(burden: Burden, keys: tuple[str, ...]) -> str:
    """The identity a burden is listed under: the one searched if it has it, else its first."""
    own = [held.key for held in burden.keys if held.role is KeyRole.IDENTITY]
    return next((key for key in own if key in keys), own[0])


def _ranked(burdens: list[Burden], *, among: tuple[Burden, ...], register: Register) -> tuple[Lien, ...]:
    """Each with its rank among all on the same asset, whichever of its identities they were entered under: a policy
    given whole stands before a later lien on one of its lines."""
    liens = []
    for burden in sorted(burdens, key=lambda each: each.recorded_from):
        others = [each for each in among if each is not burden and _same(each, burden)]
        liens.append(
            Lien(
                burden=burden,
                rank=1 + sum(each.recorded_from < burden.recorded_from for each in others),
                priority=reckon(Stake(burden.asset, burden.terms), [Stake(o.asset, o.terms) for o in others]),
                lapsed=register.day > burden.expires_on,
                determined_at=_determined(burden, register),
            )
        )
    return tuple(liens)


def _determined(burden: Burden, register: Register) -> datetime | None:
    """The first seizure that was entered after it; what has been fixed stays so when the seizure is lifted."""
    if not burden.maximum:
        return None
    entered = (
        each.recorded_from
        for each in _seizures(register)
        if burden.recorded_from < each.recorded_from <= register.as_of and _same(each, burden)
    )
    return min(entered, default=None)


def _same(one: Recorded, other: Recorded) -> bool:
    return _identifies(other, tuple(key.key for key in one.keys)) and one.asset.same_as(other.asset)


def _newer(recorded: Iterable[Recorded], as_of: datetime) -> tuple[Newer, ...]:
    found = set()
    for each in recorded:
        entered, ended = _EVENTS[type(each)]
        of = {"registration": each.registration} if isinstance(each, Burden) else {"act": each.act}
        if each.recorded_from > as_of:
            found.add(Newer(event=entered, at=each.recorded_from, **of))
        if each.recorded_until and each.recorded_until > as_of:
            found.add(Newer(event=ended, at=each.recorded_until, **of))
    return tuple(sorted(found, key=lambda each: each.at))


_EVENTS: Mapping[type[Recorded], tuple[Verb, Verb]] = {
    Burden: (Verb.REGISTER, Verb.DISCHARGE),
    Seizure: (Verb.SEIZE, Verb.LIFT_SEIZURE),
    Hold: (Verb.HOLD, Verb.RELEASE_HOLD),
    Transfer: (Verb.TRANSFER, Verb.TRANSFER),  # one that nothing ends
}


_STRICTNESS = (TransferRestriction.NONE, TransferRestriction.CONSENT, TransferRestriction.PROHIBITED)


def _strictest(restrictions: Iterable[TransferRestriction]) -> TransferRestriction:
    return max(restrictions, key=_STRICTNESS.index, default=TransferRestriction.NONE)


_VERDICTS: Mapping[Reason, Verdict] = {
    Reason.SEIZED: Verdict.STOP,
    Reason.TRANSFER_PROHIBITED: Verdict.STOP,
    Reason.TRANSFER_CONSENT: Verdict.CONSENT_NEEDED,
    Reason.LIENS_ON_RECORD: Verdict.LIENS_FOLLOW,
    Reason.HELD: Verdict.NOTHING_FOUND,  # a hold reserves nothing
    Reason.NEWER_ENTRIES: Verdict.LIENS_FOLLOW,
}
_GRAVER = frozenset({Reason.SEIZED, Reason.TRANSFER_PROHIBITED, Reason.TRANSFER_CONSENT})


def _verdict(*, known: bool, found: Mapping[Reason, bool]) -> tuple[Verdict, tuple[Reason, ...]]:
    """The strictest of what each reason asks for. That there are liens is not said beside graver reasons."""
    if not known:
        return Verdict.STOP, (Reason.UNKNOWN_ASSET,)
    reasons = [reason for reason, holds in found.items() if holds]
    if _GRAVER.intersection(reasons):
        reasons = [reason for reason in reasons if reason is not Reason.LIENS_ON_RECORD]
    verdicts = [_VERDICTS[reason] for reason in reasons]
    return max(verdicts, key=list(Verdict).index, default=Verdict.NOTHING_FOUND), tuple(reasons)
