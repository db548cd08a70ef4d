"""What burdens an asset, and whether a trade may go on (权利负担查询). It never says free.

An answer is as of a settled instant, so that nothing committed later can contradict it; what has been entered since is
listed beside it and counts against the trade, never for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from registry.domain.asking import Asked
from registry.domain.calendar import day_of
from registry.domain.collateral import Collateral, KeyRole, Terms, TransferRestriction
from registry.domain.lifecycle import Verb
from registry.domain.priority import Reckoned, Stake, reckon
from registry.domain.registration import HeldKey


class Verdict(StrEnum):
    """What the register says of a trade."""

    NOTHING_FOUND = "nothing_found"
    LIENS_FOLLOW = "liens_follow"  # 民法典第406条: they travel with the asset
    CONSENT_NEEDED = "consent_needed"  # a registered covenant asks for the creditor's consent
    STOP = "stop"  # a registered prohibition, or an asset the register cannot tell


class Reason(StrEnum):
    UNKNOWN_ASSET = "unknown_asset"
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
class LaterTerms:
    """What was agreed about a burden by a later entry, of which verb, and while it stood."""

    terms: Terms
    verb: str
    recorded_from: datetime
    recorded_until: datetime | None

    def stood_at(self, at: datetime) -> bool:
        return self.recorded_from <= at and (self.recorded_until is None or self.recorded_until > at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """That a burden stands behind an encumbrance of another registration, and while that was agreed."""

    behind: str
    registration: str
    recorded_from: datetime
    recorded_until: datetime | None

    def stood_at(self, at: datetime) -> bool:
        return self.recorded_from <= at and (self.recorded_until is None or self.recorded_until > at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Burden:
    """One encumbrance with the interval in which it was recorded."""

    id: str
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
    claim: int | None = None  # of a further claim: the version that entered it
    ended_by: str | None = None  # the verb that ended it, if one did
    later: tuple[LaterTerms, ...] = ()
    agreements: tuple[Agreement, ...] = ()

    def stood_at(self, at: datetime) -> bool:
        return self.recorded_from <= at and (self.recorded_until is None or self.recorded_until > at)

    def at(self, instant: datetime) -> Burden:
        """The burden with the terms that stood at the instant."""
        later = next((each.terms for each in self.later if each.stood_at(instant)), None)
        return replace(self, terms=later) if later else self

    def identifies(self, keys: tuple[str, ...]) -> bool:
        """Whether it burdens the asset that one of the keys identifies."""
        return any(held.role is KeyRole.IDENTITY and held.key in keys for held in self.keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """What the register holds on the keys asked about: everything ever recorded there, and the instant asked about."""

    as_of: datetime
    asked: Asked
    burdens: tuple[Burden, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return self.asked.keys

    def standing(self) -> tuple[Burden, ...]:
        """The burdens that stood at the instant, on the terms they then had."""
        return tuple(each.at(self.as_of) for each in self.burdens if each.stood_at(self.as_of))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lien:
    """A burden with its place: rank in this register, and the reckoned order of payment, kept apart."""

    burden: Burden
    rank: int
    priority: Reckoned
    lapsed: bool
    behind: tuple[str, ...] = ()  # the registrations it has agreed to stand behind, as far as they stand here


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """The liens on one identity of the asset; a parcel has one for each right over it."""

    key: str
    liens: tuple[Lien, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LienStatus:
    as_of: datetime
    searched: tuple[str, ...]
    known: bool
    layers: tuple[Layer, ...]
    linked: tuple[Burden, ...]
    newer: tuple[tuple[str, str, datetime], ...]  # registration, what happened, when
    flags: tuple[Flag, ...]
    restriction: TransferRestriction
    verdict: Verdict
    reasons: tuple[Reason, ...]

    @property
    def liens(self) -> tuple[Lien, ...]:
        return tuple(lien for layer in self.layers for lien in layer.liens)


def status(register: Register) -> LienStatus:
    """Everything the register can say of the asset behind the keys, as of the instant."""
    standing = register.standing()
    on_asset = [each for each in standing if _on_asset(each, register.asked)]
    recorded = [each for each in register.burdens if _on_asset(each, register.asked)]
    layers = _layers(on_asset, register)
    newer = _newer(recorded, register.as_of)
    restriction = _strictest(each.terms.transfer_restriction for each in on_asset)
    known = bool(recorded)
    verdict, reasons = _verdict(known=known, burdened=bool(on_asset), newer=bool(newer), restriction=restriction)
    return LienStatus(
        as_of=register.as_of,
        searched=register.keys,
        known=known,
        layers=layers,
        linked=tuple(each for each in standing if each not in on_asset and not each.claim),
        newer=newer,
        flags=_flags(layers),
        restriction=restriction,
        verdict=verdict,
        reasons=reasons,
    )


def _flags(layers: tuple[Layer, ...]) -> tuple[Flag, ...]:
    lapsed = any(lien.lapsed for layer in layers for lien in layer.liens)
    return (Flag.LAPSED_UNDISCHARGED,) if lapsed else ()


def _on_asset(burden: Burden, asked: Asked) -> bool:
    """A site key searched (a bare parcel code) answers for every right of the kind over the site; what is of another
    kind there, a policy or a forest, is linked and burdens something else. An asset described in full is compared with
    what is held under its keys, as a filing of it would be."""
    if asked.asset is not None:
        return burden.identifies(asked.keys) and asked.asset.same_as(burden.asset)
    if not any(held.key in asked.keys for held in burden.keys):
        return False
    return burden.identifies(asked.keys) or asked.kind in (None, burden.asset.kind)


def _layers(burdens: list[Burden], register: Register) -> tuple[Layer, ...]:
    by_key: dict[str, list[Burden]] = {}
    for burden in burdens:
        by_key.setdefault(_name(burden, register.keys), []).append(burden)
    return tuple(
        Layer(key=key, liens=_ranked(group, among=burdens, as_of=register.as_of))
        for key, group in sorted(by_key.items())
    )


def _name(burden: Burden, keys: tuple[str, ...]) -> str:
    """The identity a burden is listed under: the one searched if it has it, else its first."""
    own = [held.key for held in burden.keys if held.role is KeyRole.IDENTITY]
    return next((key for key in own if key in keys), own[0])


def _ranked(burdens: list[Burden], *, among: list[Burden], as_of: datetime) -> tuple[Lien, ...]:
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
                lapsed=day_of(as_of) > burden.expires_on,
                behind=_behind(burden, others, as_of=as_of),
            )
        )
    return tuple(liens)


def _behind(burden: Burden, others: list[Burden], *, as_of: datetime) -> tuple[str, ...]:
    here = {each.id for each in others}
    agreed = (each for each in burden.agreements if each.stood_at(as_of) and each.behind in here)
    return tuple(dict.fromkeys(each.registration for each in agreed))


def _same(one: Burden, other: Burden) -> bool:
    return other.identifies(tuple(key.key for key in one.keys)) and one.asset.same_as(other.asset)


def _newer(burdens: Iterable[Burden], as_of: datetime) -> tuple[tuple[str, str, datetime], ...]:
    found = {
        (burden.registration, event, at) for burden in burdens for event, at in _events(burden) if at and at > as_of
    }
    return tuple(sorted(found, key=lambda each: each[2]))


def _events(burden: Burden) -> Iterator[tuple[str, datetime | None]]:
    """What has happened to a burden, and when."""
    yield str(Verb.FURTHER_CLAIM if burden.claim else Verb.REGISTER), burden.recorded_from
    yield from ((each.verb, each.recorded_from) for each in burden.later)
    yield from ((str(Verb.SUBORDINATION), each.recorded_from) for each in burden.agreements)
    if burden.ended_by:
        yield burden.ended_by, burden.recorded_until


_STRICTNESS = (TransferRestriction.NONE, TransferRestriction.CONSENT, TransferRestriction.PROHIBITED)


def _strictest(restrictions: Iterable[TransferRestriction]) -> TransferRestriction:
    return max(restrictions, key=_STRICTNESS.index, default=TransferRestriction.NONE)


def _verdict(
    *, known: bool, burdened: bool, newer: bool, restriction: TransferRestriction
) -> tuple[Verdict, tuple[Reason, ...]]:
    since = (Reason.NEWER_ENTRIES,) if newer else ()
    if not known:
        return Verdict.STOP, (Reason.UNKNOWN_ASSET,)
    if restriction is TransferRestriction.PROHIBITED:
        return Verdict.STOP, (Reason.TRANSFER_PROHIBITED, *since)
    if restriction is TransferRestriction.CONSENT:
        return Verdict.CONSENT_NEEDED, (Reason.TRANSFER_CONSENT, *since)
    if burdened or newer:
        return Verdict.LIENS_FOLLOW, ((Reason.LIENS_ON_RECORD,) if burdened else ()) + since
    return Verdict.NOTHING_FOUND, ()
