"""The filing that a draft is, read of its wire form as it would be if it were sent: whoever enters it enters that."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from registry.domain.drafts.draft import Wanted
from registry.domain.errors import InvalidParticulars, UnknownRegistration
from registry.domain.filings import (
    Discharge,
    Filing,
    FurtherClaim,
    LiftSeizure,
    Release,
    ReleaseHold,
    StatutoryReport,
    Subordination,
)
from registry.domain.lifecycle import Verb
from registry.schemas.acts import HoldIn, HoldReleaseIn, LiftIn, SeizeIn, TransferIn
from registry.schemas.attestations import AttestationIn
from registry.schemas.follow_ups import FurtherClaimIn, ReleaseIn, StatutoryReportIn, SubordinationIn
from registry.schemas.pointers import faults_of
from registry.schemas.registrations import DischargeIn, RegisterIn


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a verb is sent. What follows up a registration or an act names it in the address, under ``names``."""

    target: str
    schema: ma.Schema
    follows: Callable[..., Filing] | None = None
    names: str = "registration"


_ONE = "/v1/registrations/{}"
FORMS: Mapping[Verb, Form] = {
    Verb.REGISTER: Form(target="/v1/registrations", schema=RegisterIn()),
    Verb.FURTHER_CLAIM: Form(target=f"{_ONE}/further-claims", schema=FurtherClaimIn(), follows=FurtherClaim),
    Verb.STATUTORY_REGISTRATION: Form(
        target=f"{_ONE}/statutory-registrations", schema=StatutoryReportIn(), follows=StatutoryReport
    ),
    Verb.SUBORDINATION: Form(target=f"{_ONE}/subordinations", schema=SubordinationIn(), follows=Subordination),
    Verb.RELEASE: Form(target=f"{_ONE}/releases", schema=ReleaseIn(), follows=Release),
    Verb.DISCHARGE: Form(target=f"{_ONE}/discharge", schema=DischargeIn(), follows=Discharge),
    Verb.SEIZE: Form(target="/v1/seizures", schema=SeizeIn()),
    Verb.LIFT_SEIZURE: Form(target="/v1/seizures/{}/lift", schema=LiftIn(), follows=LiftSeizure, names="seizure"),
    Verb.HOLD: Form(target="/v1/holds", schema=HoldIn()),
    Verb.RELEASE_HOLD: Form(target="/v1/holds/{}/release", schema=HoldReleaseIn(), follows=ReleaseHold, names="hold"),
    Verb.TRANSFER: Form(target="/v1/transfers", schema=TransferIn()),
    Verb.ATTEST: Form(target="/v1/attestations", schema=AttestationIn()),
}
"""Every verb that people file."""


def target_of(verb: Verb, number: str | None) -> str:
    """The address a verb is sent to, about the registration or act of this number."""
    return FORMS[verb].target.format(number or "")


def wanted_of(filing: Filing, body: bytes) -> Wanted:
    """A filing that was sent, as a draft has it."""
    based_on = getattr(filing, "based_on", None)
    return Wanted(verb=filing.verb, target=target_of(filing.verb, filing.number), body=body, based_on=based_on)


def filing_of(wanted: Wanted) -> Filing:
    """The filing itself. Raises InvalidParticulars with a pointer for every fault, UnknownRegistration for an address
    that is not the verb's."""
    form = FORMS[wanted.verb]
    number = _number(form, wanted.target)
    particulars = _particulars(form, wanted.body)
    if form.follows is None:
        filed: Filing = particulars
        return filed
    version = {} if wanted.based_on is None else {"based_on": wanted.based_on}
    return form.follows(**{form.names: number}, **version, **particulars)


def read_body(body: bytes) -> dict[str, Any]:
    """The wire form as a mapping, to be shown. Nothing for a body that has been forgotten."""
    found = json.loads(body or b"{}")
    return found if isinstance(found, dict) else {}


def _number(form: Form, target: str) -> str:
    found = re.fullmatch(re.escape(form.target).replace(r"\{\}", r"([A-Za-z0-9_-]{1,64})"), target)
    if found is None:
        raise UnknownRegistration(target)
    return "".join(found.groups())


def _particulars(form: Form, body: bytes) -> Any:
    try:
        return form.schema.load(read_body(body))
    except ma.ValidationError as wrong:
        raise InvalidParticulars(*faults_of(wrong.messages)) from None
