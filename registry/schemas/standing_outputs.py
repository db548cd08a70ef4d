"""What stands on an asset besides security, in a lien status; described for OpenAPI (see ``outputs``)."""

from __future__ import annotations

from marshmallow import fields as f

from registry.domain.filings import SeizureKind
from registry.domain.lifecycle import Verb
from registry.schemas.described import count, day, flag, instant, maybe, one_of, text
from registry.schemas.fields import Schema


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
