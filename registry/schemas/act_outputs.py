"""What courts and exchanges are answered, described for OpenAPI (see ``outputs``)."""

from __future__ import annotations

from marshmallow import fields as f

from registry.domain.collateral import CLASSES
from registry.domain.evidence import EvidenceKind
from registry.domain.filings import ReleaseReason, SeizureKind
from registry.domain.lifecycle import ActStatus
from registry.schemas.described import count, day, flag, instant, one_of, text, texts
from registry.schemas.fields import Schema
from registry.schemas.outputs import CertificateOut, FindingOut


class _HeadOut(Schema):
    id = text()
    livemode = flag()
    recorded_at = instant()
    evidence = one_of(EvidenceKind)
    certificate = f.Nested(CertificateOut(), required=True, allow_none=True)
    dry_run = f.Boolean()


class OnAssetOut(Schema):
    id = text()
    kind = one_of(CLASSES)
    identity_keys = texts()


_POSITION = "0 为生效，n 为第 n 位轮候 | 0 is in effect, n waits behind n others"
_PRECEDES = "送达前已登记、次序不变的担保 | registered before service, and keeping their rank"
_SINCE = "送达后、录入前登记的担保 | registered after service and before this entry"
_DETERMINED = "债权额因查封而确定的最高额担保 | up to a maximum amount, and fixed by the seizure"


class SeizedAssetOut(OnAssetOut):
    position = count(description=_POSITION)
    behind = texts()
    precedes = texts(description=_PRECEDES)
    since_service = texts(description=_SINCE)
    determined = texts(description=_DETERMINED)


class SeizureOut(_HeadOut):
    object = one_of(("seizure",))
    status = one_of(ActStatus)
    court = text()
    case_number = text()
    document_number = text()
    kind = one_of(SeizureKind)
    served_at = instant()
    until = day()
    assets = f.List(f.Nested(SeizedAssetOut()), required=True)
    findings = f.List(f.Nested(FindingOut()), required=True)


class SeizureLiftingOut(_HeadOut):
    object = one_of(("seizure_lifting",))
    seizure = text()
    status = one_of(ActStatus)
    next = texts(description="随即生效的轮候查封 | the waiting seizures that take effect")


class HeldAssetOut(OnAssetOut):
    precedes = texts(description="预留时已登记的担保 | what was registered on it")
    seizures = texts(description="预留时的查封 | the seizures on it")


class HoldOut(_HeadOut):
    object = one_of(("hold",))
    status = one_of(ActStatus)
    case_number = text()
    until = day()
    assets = f.List(f.Nested(HeldAssetOut()), required=True)
    findings = f.List(f.Nested(FindingOut()), required=True)


class HoldReleaseOut(_HeadOut):
    object = one_of(("hold_release",))
    hold = text()
    status = one_of(ActStatus)
    reason = one_of(ReleaseReason)


class MovedAssetOut(OnAssetOut):
    follows = texts(description="随财产转移的担保登记 | the registrations that follow the asset")


class TransferOut(_HeadOut):
    object = one_of(("transfer",))
    case_number = text()
    transferred_on = day()
    assets = f.List(f.Nested(MovedAssetOut()), required=True)
    findings = f.List(f.Nested(FindingOut()), required=True)
