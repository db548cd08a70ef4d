"""Placing a hold and letting go of one: prepared by one person of the exchange, entered by another (service.drafts).

The asset is the one on record under the key that was asked about; what the register knows of it is not typed again.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Response, request

from registry.domain.drafts.draft import Wanted
from registry.domain.drafts.procedures import procedure_of
from registry.domain.errors import Fault, InvalidParticulars, Refusal
from registry.domain.lifecycle import Verb
from registry.domain.on_record import Register
from registry.domain.party import InstitutionType
from registry.domain.registration import Hold
from registry.domain.text import Text
from registry.schemas.desk_questions import HoldTypedIn, ReleaseTypedIn, asset_of, typed
from registry.schemas.drafted import filing_of, target_of
from registry.schemas.known import wire_of
from registry.service import drafts
from registry.service.lien_status import held
from registry.store.reads.drafts import type_of
from registry.web.guards import answered
from registry.web.page import page, see_other
from registry.web.reception import Reception

_UNKNOWN = Text(
    "该财产在本系统没有记载，请由交易所的系统经接口申报预留。",
    "Nothing of that asset is on record here: have the exchange's own system place the hold.",
)


def may_prepare(here: Reception) -> bool:
    """Whether whoever asks may write down a hold: by the table of who prepares what."""
    person = here.person()
    if person.institution is None or type_of(here.store, person.institution) is not InstitutionType.EXCHANGE:
        return False
    return bool(person.roles & procedure_of(InstitutionType.EXCHANGE, Verb.HOLD).makers)


def place(here: Reception) -> Response:
    """The form for a hold on the asset behind a key; filled in, a draft to be checked."""

    def act() -> Response:
        if "case_number" not in request.form:
            return _form(here)
        given = typed(HoldTypedIn(), request.form)
        body = {"assets": [_asset(here, given["asset"])], "case_number": given["case_number"]}
        wanted = _wanted(Verb.HOLD, {**body, "until": given["until"].isoformat()})
        filing_of(wanted).check()
        return see_other(here, f"/drafts/{_written(here, wanted)}")

    return answered(act, again=lambda refused: _form(here, refused=refused))


def release(here: Reception) -> Response:
    """A draft that lets go of the exchange's own hold."""
    given = typed(ReleaseTypedIn(), request.form)
    wanted = _wanted(Verb.RELEASE_HOLD, {"reason": given["reason"]}, number=given["hold"])
    filing_of(wanted).check()
    return see_other(here, f"/drafts/{_written(here, wanted)}")


def _form(here: Reception, *, refused: Refusal | None = None) -> Response:
    form = request.form
    return page(here, "exchange/hold", status=422 if refused else 200, refused=refused, form=form)


def _asset(here: Reception, key: str) -> dict[str, Any]:
    """The asset on record under a key, as a filing describes it. Raises InvalidParticulars for one that is unknown."""
    (register,) = held(here.store, [asset_of(key)], as_of=None)
    on_it = [each.asset for each in register.recorded() if any(one.key == key for one in each.keys)]
    if not on_it:
        raise InvalidParticulars(Fault("/asset", "unknown_asset", _UNKNOWN))
    return wire_of(on_it[-1])


def _wanted(verb: Verb, body: dict[str, Any], *, number: str | None = None) -> Wanted:
    written = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    return Wanted(verb=verb, target=target_of(verb, number), body=written)


def _written(here: Reception, wanted: Wanted) -> str:
    return drafts.write(here.store, here.authority, by=here.person(), wanted=wanted, at=here.clock())


def own_holds(here: Reception, register: Register) -> frozenset[str]:
    """The ids of the holds on the asset that whoever asks may prepare to let go of: those of his own exchange."""
    if not may_prepare(here):
        return frozenset()
    own = (each for each in register.acts if isinstance(each, Hold) and each.institution == here.person().institution)
    return frozenset(each.act for each in own)
