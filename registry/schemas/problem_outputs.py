"""What a problem document says (RFC 9457)."""

from __future__ import annotations

from marshmallow import fields as f

from registry.domain.rules.base import Severity
from registry.schemas.described import count as _count
from registry.schemas.described import one_of as _one_of
from registry.schemas.described import text as _text
from registry.schemas.fields import Schema
from registry.schemas.outputs import BothOut
from registry.schemas.quantities import ExceededOut


class FaultOut(Schema):
    pointer = _text()
    code = _text()
    text = f.Nested(BothOut(), required=True)


class ProblemRuleOut(Schema):
    code = _text()
    article = _text()
    level = _text()
    severity = _one_of(Severity)


class ProblemOut(Schema):
    """RFC 9457. Members named by single problems are listed too."""

    type = _text()
    title = _text()
    status = _count()
    detail = _text()
    text = f.Nested(BothOut(), required=True)
    code = _text()
    request_id = _text()
    errors = f.List(f.Nested(FaultOut()), required=True)
    rule = f.Nested(ProblemRuleOut())
    acknowledge = f.List(f.String())
    prior_registrations = f.List(f.String())
    quantities = f.List(f.Nested(ExceededOut()))
    current_version = f.Integer()
    settled_until = f.String(metadata={"format": "date-time"})
