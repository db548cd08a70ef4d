"""/v1/statistics"""

from __future__ import annotations

from typing import Any

from flask import Response
from werkzeug.exceptions import NotFound

from registry.api.answering import answer, form_of
from registry.api.auth import bearer_or_nobody, public
from registry.api.blueprint import Blueprint
from registry.api.office import office
from registry.domain.access import Permission, Role
from registry.domain.calendar import day_of
from registry.domain.errors import NotPermitted
from registry.domain.statistics.indicators import INDICATORS
from registry.domain.statistics.reach import Reach, open_to, reach
from registry.domain.statistics.tabulation import Question
from registry.schemas import statistics as told
from registry.schemas.answers import people_time
from registry.schemas.spreadsheet import MEDIA_TYPE
from registry.schemas.statistics import StatisticListOut, StatisticQuery, StatisticTableOut
from registry.service.statistics import Asked, answered
from registry.signing.tokens import AccessToken
from registry.store.reads import statistics as read

blueprint = Blueprint("statistics", __name__, url_prefix="/v1/statistics", description="统计 | Statistics")
_JSON = "application/json"
_FORMS = {
    "content": {
        MEDIA_TYPE: {"schema": {"type": "string", "description": "RFC 4180，UTF-8 带 BOM | with a byte order mark"}}
    }
}


@blueprint.get("")
@public(Permission.STATISTICS)
@blueprint.response(200, StatisticListOut())
@blueprint.alt_response(401, "UNAUTHORIZED")
@blueprint.alt_response(403, "FORBIDDEN")
def listing() -> Response:
    """统计指标 | List the figures there are

    各指标的含义、单位、所属方面和可用分组，以及已统计的月份。 | What each counts, in what, of which side of inclusive
    finance it tells and how it is grouped; and the months that are counted."""
    months = read.counted(office().store)
    return answer(
        told.catalogue()
        | {
            "scopes": [str(each) for each in open_to(_role(_asking()))],
            "months": [told.month(each) for each in months],
            "as_of": people_time(months[-1].until) if months else None,
            "fewest": office().fewest,
        }
    )


@blueprint.get("/<measure>")
@public(Permission.STATISTICS)
@blueprint.arguments(StatisticQuery(), location="query")
@blueprint.response(200, StatisticTableOut())
@blueprint.doc(responses={200: _FORMS})
@blueprint.alt_response(401, "UNAUTHORIZED")
@blueprint.alt_response(403, "FORBIDDEN")
@blueprint.alt_response(406, "NOT_ACCEPTABLE")
@blueprint.alt_response(422, "UNPROCESSABLE_ENTITY")
def statistic(query: dict[str, Any], measure: str) -> Response:
    """一项统计 | Read one figure

    按月份等分组；不带令牌只得向社会公布的统计，件数过少的不予公布。按 Accept 给出 JSON 或 CSV。 | Grouped by month and
    more. Without a token what is published, from which figures of few cases are left out; JSON or CSV, by Accept."""
    if measure not in INDICATORS:
        raise NotFound
    asking, scope = _asking(), query.pop("scope")
    reaching = reach(_role(asking), scope)
    own = asking.institution if asking and reaching is Reach.OWN else None
    asked = Asked(question=Question(indicator=INDICATORS[measure], **query), reach=reaching, institution=own)
    form = form_of(_JSON, MEDIA_TYPE)
    made = answered(office().store, asked, fewest=office().fewest, today=day_of(office().clock()))
    if form == _JSON:
        return answer(told.table(made))
    named = {"Content-Disposition": f'attachment; filename="{measure}.csv"', "Cache-Control": "no-store"}
    return Response(told.spreadsheet(made), content_type=f"{MEDIA_TYPE}; charset=utf-8; header=present", headers=named)


def _asking() -> AccessToken | None:
    """Whose token it is, if one is shown. Raises NotPermitted for one that is not good for this."""
    asking = bearer_or_nobody()
    if asking is not None and Permission.STATISTICS not in asking.scopes:
        raise NotPermitted(Permission.STATISTICS)
    return asking


def _role(asking: AccessToken | None) -> Role:
    return Role(asking.role) if asking else Role.PUBLIC
