"""/v1/registrations"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Response

from registry.api.answering import REHEARSED, WAITS, answer, etag, followed_up, registered
from registry.api.auth import caller, files, reads
from registry.api.blueprint import Blueprint
from registry.api.office import office
from registry.api.paging import after, page
from registry.api.versions import based_on
from registry.domain import canon
from registry.domain import lien_status as law
from registry.domain.access import Permission
from registry.domain.asking import by_asset
from registry.domain.calendar import day_of
from registry.domain.collateral import Collateral
from registry.domain.errors import UnknownRegistration
from registry.domain.filings import Discharge, Register
from registry.domain.identifiers import IdentifierFault, parse_registration_number
from registry.domain.lifecycle import Status, Verb
from registry.schemas import answers, payment, standing
from registry.schemas.drafts import DraftOut
from registry.schemas.outputs import DischargedOut, HistoryOut, RegistrationListOut, RegistrationOut
from registry.schemas.payment import OrderOut
from registry.schemas.queries import AsOf, DryRun, ListQuery
from registry.schemas.registrations import DischargeIn, RegisterIn
from registry.store.reads import registrations as read
from registry.store.reads.lien_status import on_keys

blueprint = Blueprint("registrations", __name__, url_prefix="/v1/registrations", description="登记 | Registrations")


@blueprint.post("")
@files(Verb.REGISTER)
@blueprint.arguments(DryRun(), location="query", as_kwargs=True)
@blueprint.arguments(RegisterIn())
@blueprint.response(201, RegistrationOut())
@blueprint.alt_response(200, schema=RegistrationOut(), success=True, description=REHEARSED)
@blueprint.alt_response(202, schema=DraftOut(), success=True, description=WAITS)
def register(filing: Register, *, dry_run: bool) -> Response:
    """登记 | Register a security right

    答复载有编号、次序、审查所见和证明。 | Answers with its number, rank, findings and certificate."""
    return registered(filing, dry_run=dry_run)


@blueprint.get("")
@reads(Permission.REGISTRATION_READ)
@blueprint.arguments(ListQuery(), location="query")
@blueprint.response(200, RegistrationListOut())
def listing(query: dict[str, Any]) -> Response:
    """登记列表 | List registrations

    本机构的登记，新者在前。 | The institution's own, newest first."""
    limit, as_of = query.pop("limit"), query.pop("as_of")
    rows, at = read.listing(
        office().store,
        institution=caller().institution,
        limit=limit + 1,
        as_of=as_of,
        filters=_filters(query, day_of(as_of or office().clock())),
    )
    livemode = office().livemode
    return page(rows, limit=limit, key="number", render=lambda row: answers.listed(row, at=at, livemode=livemode))


@blueprint.get("/<number>")
@reads(Permission.REGISTRATION_READ)
@blueprint.arguments(AsOf(), location="query", as_kwargs=True)
@blueprint.response(200, RegistrationOut())
def one(number: str, *, as_of: datetime | None) -> Response:
    """查阅登记 | Read a registration

    本机构的一项登记，现在的或截至某一已定时点的。 | One of the institution's own, now or as of a settled instant."""
    seen = read.one(office().store, known(number), institution=caller().institution, as_of=as_of)
    body = standing.standing(seen, as_of=as_of, livemode=office().livemode)
    return answer(body, ETag=etag(seen.version))


@blueprint.get("/<number>/history")
@reads(Permission.REGISTRATION_READ)
@blueprint.arguments(AsOf(), location="query", as_kwargs=True)
@blueprint.response(200, HistoryOut())
def history(number: str, *, as_of: datetime | None) -> Response:
    """登记历史 | Read the history of a registration

    其每项记载，先者在前，至今或至某一已定时点。 | Every entry, oldest first, up to now or to a settled instant."""
    rows = read.history(office().store, known(number), institution=caller().institution, as_of=as_of)
    at = answers.people_time(as_of or rows[0]["settled_until"])
    return answer({"number": rows[0]["registration"], "data": [answers.event(row) for row in rows], "as_of": at})


@blueprint.get("/<number>/priority")
@reads(Permission.REGISTRATION_READ)
@blueprint.arguments(AsOf(), location="query", as_kwargs=True)
@blueprint.response(200, OrderOut())
def priority(number: str, *, as_of: datetime | None) -> Response:
    """清偿顺序 | Read the order of payment

    该登记现有各项担保财产上的全部登记，按推算清偿顺序排列并列明依据，现在或者某一已确定时点。
    | Everybody on record for each asset that a registration is on, in the reckoned order of payment and why, now or as
    of a settled instant."""
    seen = read.one(office().store, known(number), institution=caller().institution, as_of=as_of)
    at = as_of or seen.settled_until  # of the assets and of what stands on them alike
    items = standing.given(seen, at=at)
    assets = [by_asset(canon.build(Collateral, asset)) for asset in items.values()]
    held = [law.status(each) for each in on_keys(office().store, assets, as_of=at)]
    statuses = list(zip(items, assets, held, strict=True))
    return answer(payment.order(seen.number, statuses, own=caller().institution, livemode=office().livemode))


@blueprint.post("/<number>/discharge")
@files(Verb.DISCHARGE, changes=True)
@blueprint.arguments(DryRun(), location="query", as_kwargs=True)
@blueprint.arguments(DischargeIn())
@blueprint.response(201, DischargedOut())
@blueprint.alt_response(200, schema=DischargedOut(), success=True, description=REHEARSED)
@blueprint.alt_response(202, schema=DraftOut(), success=True, description=WAITS)
def discharge(particulars: dict[str, Any], number: str, *, dry_run: bool) -> Response:
    """注销登记 | Take a registration off the register"""
    filing = Discharge(registration=known(number), based_on=based_on(), **particulars)
    return followed_up(filing, answers.discharge, dry_run=dry_run)


def known(number: str) -> str:
    """The canonical number. One that fails its check digits is no registration of anybody's."""
    try:
        return parse_registration_number(number)
    except IdentifierFault:
        raise UnknownRegistration from None


def _filters(query: dict[str, Any], today: date) -> dict[str, Any]:
    filters = {name: value for name, value in query.items() if name not in ("cursor", "status")}
    if "cursor" in query:
        filters["after"] = after(query["cursor"])
    status = query.get("status")
    if status in (Status.ACTIVE, Status.LAPSED):
        filters[str(status)] = today
    elif status:
        filters["ended"] = str(status)
    return filters
