"""What stands beside the liens in a lien status, and what follows from it; described for OpenAPI (see ``outputs``)."""

from __future__ import annotations

from marshmallow import fields as f

from registry.domain.collateral import CLASSES
from registry.domain.filings import SeizureKind
from registry.domain.lifecycle import Verb
from registry.domain.trade_verdict import Reason, Verdict
from registry.schemas.described import count, day, flag, instant, maybe, one_of, text, texts
from registry.schemas.fields import Schema
from registry.schemas.geometry import OverlapOut

A_PERSON = "自然人不显示姓名，为 null | null for a person, whose name is shown to nobody"


class QueuedOut(Schema):
    """A seizure in the asset's queue: 0 is the one in effect."""

    id = text()
    position = count()
    kind = one_of(SeizureKind)
    court = text()
    case_number = text()
    served_at = instant()
    recorded_at = instant()
    until = day()


class HeldOut(Schema):
    """A trade in progress. It reserves nothing; disturbed: something was entered on the asset since."""

    id = text()
    case_number = text()
    recorded_at = instant()
    until = day()
    disturbed = flag()


class NewerOut(Schema):
    registration = maybe(description="查封等不属于登记，为 null，见 act | null for an act, which has its own id")
    act = f.String()
    event = one_of(Verb)
    at = instant()


class LinkedOut(Schema):
    registration = text()
    kind = one_of(CLASSES)
    secured_creditor = maybe(description=A_PERSON)
    identity_keys = texts()
    overlap = f.Nested(OverlapOut())


class TradeOut(Schema):
    verdict = one_of(Verdict)
    reasons = f.List(f.String(metadata={"enum": [str(reason) for reason in Reason]}), required=True)
