"""Builders of what is recorded on an asset, and of what is asked about it. Time is minutes after noon; everything is
entered in the first, stands, and lapses in a year."""

import itertools
from datetime import date, timedelta

from registry.domain.asking import by_asset
from registry.domain.burden import Agreement, Burden, LaterTerms
from registry.domain.collateral import Interest, Terms
from registry.domain.lien_status import Register, status
from registry.domain.lifecycle import Verb
from registry.domain.registration import HeldKey, Hold, Seizure, Transfer
from tests.samples import NOON, TODAY, a_statutory_registration

FAR = date(2027, 11, 22)
_serial = itertools.count(1)


def minute(number):
    return NOON + timedelta(minutes=number)


def keys_of(asset, *, position=1):
    return tuple(HeldKey(key=key.key, role=key.role, position=position) for key in asset.asset_keys())


def some_terms(registered=None, **changes):
    """A mortgage, registered at the legal registry in that minute, if at all."""
    declared = None if registered is None else a_statutory_registration(minute(registered))
    return Terms(**({"interest": Interest.MORTGAGE, "statutory_registration": declared} | changes))


def a_burden(asset, *, at=1, until=None, **changes):
    """The number orders nothing: a later one may be smaller."""
    number = f"CQ{1000 - next(_serial):04d}"
    given = {
        "id": f"col_{number}", "registration": number, "institution": "示例银行", "creditor": "示例银行", "asset": asset,
        "terms": some_terms(), "keys": keys_of(asset), "recorded_from": minute(at),
        "recorded_until": None if until is None else minute(until), "expires_on": FAR,
        "ended_by": None if until is None else Verb.DISCHARGE,
    }  # fmt: skip
    return Burden(**(given | changes))


def later(terms, *, at, until=None):
    ended = None if until is None else minute(until)
    return LaterTerms(terms=terms, verb=Verb.STATUTORY_REGISTRATION, recorded_from=minute(at), recorded_until=ended)


def agreed(behind, *, at=2, until=None):
    return Agreement(
        behind=behind.id,
        registration=behind.registration,
        recorded_from=minute(at),
        recorded_until=None if until is None else minute(until),
    )


def _act(prefix, asset, *, at, until):
    number = f"{prefix}_{1000 - next(_serial):04d}"
    return {
        "id": f"col_{number}", "act": number, "institution": prefix, "asset": asset, "keys": keys_of(asset),
        "recorded_from": minute(at), "recorded_until": None if until is None else minute(until),
    }  # fmt: skip


def a_seizure(asset, *, at=1, until=None, **changes):
    """Served when it was entered."""
    given = {"served_at": minute(at), "until": FAR}
    return Seizure(**(_act("seiz", asset, at=at, until=until) | given | changes))


def a_hold(asset, *, at=1, until=None, **changes):
    return Hold(**(_act("hold", asset, at=at, until=until) | {"until": FAR} | changes))


def a_transfer(asset, *, at=1, until=None, **changes):
    """Of the day it is entered on."""
    return Transfer(**(_act("trf", asset, at=at, until=until) | {"transferred_on": TODAY} | changes))


def told(*recorded, about=None, at=60):
    """The status of the asset of what is recorded first, or of what is asked ``about``, an hour after noon."""
    burdens = tuple(each for each in recorded if isinstance(each, Burden))
    acts = tuple(each for each in recorded if not isinstance(each, Burden))
    asked = about or by_asset(recorded[0].asset)
    return status(Register(as_of=minute(at), asked=asked, burdens=burdens, acts=acts))
