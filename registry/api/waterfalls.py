"""/v1/waterfalls"""

from __future__ import annotations

from datetime import datetime

from flask import Response

from registry.api.answering import answer
from registry.api.auth import caller, reads
from registry.api.blueprint import Blueprint
from registry.api.office import office
from registry.domain import lien_status as law
from registry.domain.access import Permission
from registry.domain.asking import Asked
from registry.domain.payment import estimate
from registry.schemas import payment
from registry.schemas.payment import WaterfallIn, WaterfallOut
from registry.store.reads.lien_status import on_keys

blueprint = Blueprint("waterfalls", __name__, url_prefix="/v1/waterfalls", description="清偿推算 | Waterfalls")


@blueprint.post("")
@reads(Permission.WATERFALL)
@blueprint.arguments(WaterfallIn(), as_kwargs=True)
@blueprint.response(200, WaterfallOut())
def waterfall(*, asset: Asked, proceeds: int, owed: dict[str, int], as_of: datetime | None) -> Response:
    """推算清偿分配 | Reckon who gets what of given proceeds

    按本系统所载的时间和询问人所填的债权余额推算，并逐项列明依据；不构成裁判。
    | From the instants on record and from what the asker says is owed, with the article for each step; it decides
    nothing."""
    (held,) = on_keys(office().store, [asset], as_of=as_of)
    status = law.status(held)
    made = estimate(status, owed=owed, proceeds=proceeds)
    return answer(payment.waterfall(status, made, own=caller().institution, livemode=office().livemode))
