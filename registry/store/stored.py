"""Assets, terms and facts as rows hold them: canonical text that never changes, so that each is read once and known."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from registry.domain import canon
from registry.domain.collateral import Collateral, KeyRole, Statement, Terms
from registry.domain.measures import Measure, Taken
from registry.domain.registration import Act, Attestation, EncumbranceType, HeldKey, Hold, Ledger, Seizure, Transfer

_KEPT = 1024  # what is asked about is asked about again: before a trade, before a loan, behind the lock
_LONGEST_KEPT = 4096  # a parcel drawn with a thousand corners is rare, and a thousand of those are not


def asset(text: str) -> Collateral:
    return _known_asset(text) if len(text) <= _LONGEST_KEPT else _new_asset(text)


def _new_asset(text: str) -> Collateral:
    return canon.build(Collateral, json.loads(text))


_known_asset = lru_cache(maxsize=_KEPT)(_new_asset)


@lru_cache(maxsize=_KEPT)
def terms(text: str) -> Terms:
    return canon.build(Terms, json.loads(text))


@lru_cache(maxsize=_KEPT)
def facts(text: str) -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads(text)
    return read


def acts(found: Iterable[Mapping[str, Any]]) -> tuple[Act, ...]:
    """Seizures, holds and transfers among the rows of encumbrances."""
    return tuple(_ACTS[each["type"]](each) for each in found if each["act"])


def _seizure(found: Mapping[str, Any]) -> Seizure:
    return Seizure(**_act(found), served_at=instant(found["served_at"]), until=day(found["expires_on"]))


def _hold(found: Mapping[str, Any]) -> Hold:
    return Hold(**_act(found), until=day(found["expires_on"]))


def _transfer(found: Mapping[str, Any]) -> Transfer:
    named = found.get("parties") or ()
    former, holders = (
        frozenset(known for part, known in named if part == wanted and known) for wanted in ("former_holder", "holder")
    )
    act = _act(found)
    on = date.fromisoformat(act["facts"]["transferred_on"])
    return Transfer(**act, transferred_on=on, former=former, holders=holders)


def _attestation(found: Mapping[str, Any]) -> Attestation:
    said = _act(found)
    return Attestation(**said, statement=Statement(said["facts"]["statement"]))


_ACTS: Mapping[str, Callable[[Mapping[str, Any]], Act]] = {
    EncumbranceType.SEIZURE: _seizure,
    EncumbranceType.HOLD: _hold,
    EncumbranceType.TRANSFER: _transfer,
    EncumbranceType.ATTESTATION: _attestation,
}


def _act(found: Mapping[str, Any]) -> dict[str, Any]:
    until = found["recorded_until"]
    return {
        **{name: found[name] for name in ("id", "act", "institution")},
        "asset": asset(found["asset"]),
        "keys": keys(found["keys"]),
        "recorded_from": instant(found["recorded_from"]),
        "recorded_until": instant(until) if until else None,
        "facts": facts(found["facts"]),
    }


def instant(found: datetime | str) -> datetime:
    """As the driver read it, or as JSON has it."""
    return (datetime.fromisoformat(found) if isinstance(found, str) else found).astimezone(UTC)


def day(found: date | str) -> date:
    return date.fromisoformat(found) if isinstance(found, str) else found


def keys(found: Iterable[Mapping[str, Any]]) -> tuple[HeldKey, ...]:
    return tuple(
        HeldKey(
            key=key["key"],
            role=KeyRole(key["role"]),
            position=key["position"],
            exclusive=key["exclusive"],
            takes=_taken(key),
        )
        for key in found
    )


def _taken(key: Mapping[str, Any]) -> Taken | None:
    """None as well where it was not asked for."""
    if key.get("takes") is None:
        return None
    return Taken(steps=key["takes"], measure=Measure(key["measure"]), part=key["part"])


def ledger(found: Mapping[str, Any]) -> Ledger:
    return Ledger(**{**found, "measure": Measure(found["measure"])})
