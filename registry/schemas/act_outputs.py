"""What courts and exchanges are answered, described for OpenAPI (see ``outputs``)."""

from __future__ import annotations

from marshmallow import fields as f

from registry.domain.collateral import CLASSES, Statement
from registry.domain.evidence import EvidenceKind
from registry.domain.filings import ReleaseReason, SeizureKind
from registry.domain.lifecycle import ActStatus
from registry.schemas.described import count, day, flag, instant, maybe, one_of, text, texts
from registry.schemas.fields import Schema
from registry.schemas.outputs import CertificateOut, EnteredItemOut, FindingOut
from registry.schemas.quantities import QuantityOut


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


class AttestedAssetOut(OnAssetOut):
    concerns = texts(description="该财产及同一批次上的担保登记 | the registrations on it, or of the same lot or policy")


class CarriedItemOut(EnteredItemOut):
    item = f.String(metadata={"description": "追加债权所在的担保财产 | of a further claim: the item it is on"})


class CarriedOut(Schema):
    registration = text()
    version = count()
    collateral = f.List(f.Nested(CarriedItemOut()), required=True)


_CARRIED = "担保及于新单证的登记；没有时为 null | the registration that goes on on what took the receipt's place"


class AttestationOut(_HeadOut):
    object = one_of(("attestation",))
    statement = one_of(Statement)
    stated_on = day()
    document_number = maybe()
    asset = f.Nested(AttestedAssetOut(), required=True)
    into = texts(description="新单证的标识 | the keys of the receipts that took its place")
    quantities = f.List(f.Nested(QuantityOut()), required=True)
    carried = f.Nested(CarriedOut(), required=True, allow_none=True, metadata={"description": _CARRIED})
    findings = f.List(f.Nested(FindingOut()), required=True)
