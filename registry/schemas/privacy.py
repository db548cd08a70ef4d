"""What is asked and answered about persons: values shown with a reason, and what a person is told of himself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from marshmallow import fields as f

from registry.domain.calendar import day_of
from registry.domain.filings import Purpose
from registry.domain.identifiers import Scheme, parse_registration_number
from registry.domain.lifecycle import Status, status_on
from registry.domain.masking import Datum
from registry.domain.party import PartyType
from registry.domain.registration import SearchBy
from registry.domain.subject import Look, Registered, SubjectReport
from registry.domain.unmasking import FIELDS, Unmasking, UnmaskingReason
from registry.schemas.answers import Answer, people_time
from registry.schemas.described import count, day, instant, maybe, one_of, text
from registry.schemas.fields import Choice, Many, Schema, Words
from registry.schemas.masked import LOOKS, PARTS, RegisteredAmountOut

_MASKED = "未请求的项目按角色遮盖；无或者已删除为 null | what was not asked for is masked; null where there is none"


class UnmaskingIn(Schema):
    """Whose registration, which values, and why. The case is a number: no words in which somebody might be named."""

    registration = Words(required=True, longest=64, read=parse_registration_number)
    fields = Many(Choice(Datum, among=FIELDS), least=1, most=len(FIELDS))  # type: ignore[assignment]
    reason = Choice(UnmaskingReason, required=True)
    case_number = Words(longest=100, metadata={"examples": ["（2026）渝0233执123号"]})

    @ma.post_load
    def to_value(self, data: dict[str, Any], **_: Any) -> Unmasking:
        asked = {"fields": tuple(dict.fromkeys(data["fields"]))} if "fields" in data else {}
        return Unmasking(**{**data, **asked})


class ShownIdentifierOut(Schema):
    scheme = one_of(Scheme)
    value = maybe(description=_MASKED)


class ShownPartyOut(Schema):
    part = one_of(PARTS)
    type = one_of(PartyType)
    name = maybe(description=_MASKED)
    identifier = f.Nested(ShownIdentifierOut(), required=True, allow_none=True)
    address = maybe(description=_MASKED)
    contact = maybe(description=_MASKED)
    erased = count(description="已删除的项目数 | how many values were erased")


class UnmaskingOut(Schema):
    object = one_of(("unmasking",))
    id = text()
    livemode = f.Boolean(required=True)
    registration = text()
    at = instant()
    reason = one_of(UnmaskingReason)
    case_number = maybe()
    fields_ = f.List(f.String(metadata={"enum": list(map(str, FIELDS))}), required=True, data_key="fields")
    parties = f.List(f.Nested(ShownPartyOut()), required=True)


class SubjectReportIn(Schema):
    """The number of a registration, and the code that stands on the grantor's copy of it."""

    registration = Words(required=True, longest=64, read=parse_registration_number)
    access_code = Words(required=True, longest=32, metadata={"examples": ["AAAA-BBBB-CCCC-DDDD"]})


class SubjectRegistrationOut(Schema):
    registration = text()
    parts = f.List(f.String(metadata={"enum": list(PARTS)}), required=True)
    secured_creditor = maybe(description="自然人不显示姓名，为 null | null for a person, whose name is shown to nobody")
    filed_by = text()
    status = one_of(Status)
    registered_at = instant()
    expires_on = day()
    amount = f.Nested(RegisteredAmountOut(), required=True)
    contract_number = text()


class LookOut(Schema):
    """By name may be somebody of the same name: a search by name is told to whom it found, not to all who bear it."""

    look = one_of(LOOKS)
    at = instant()
    institution = text()
    by = f.String(required=True, allow_none=True, metadata={"enum": [*map(str, SearchBy), None]})
    purpose = f.String(required=True, allow_none=True, metadata={"enum": [*map(str, Purpose), None]})
    reason = f.String(required=True, allow_none=True, metadata={"enum": [*map(str, UnmaskingReason), None]})
    case_number = maybe()


class SubjectReportOut(Schema):
    object = one_of(("subject_report",))
    livemode = f.Boolean(required=True)
    as_of = instant()
    registrations = f.List(f.Nested(SubjectRegistrationOut()), required=True)
    looks = f.List(f.Nested(LookOut()), required=True)


def unmasking(wanted: Unmasking, parties: list[Answer], *, id: str, at: Any, livemode: bool) -> Answer:  # noqa: A002
    return {
        "object": "unmasking",
        "id": id,
        "livemode": livemode,
        "registration": wanted.registration,
        "at": people_time(at),
        "reason": str(wanted.reason),
        "case_number": wanted.case_number,
        "fields": list(map(str, wanted.fields)),
        "parties": parties,
    }


def subject_report(report: SubjectReport, *, livemode: bool) -> Answer:
    return {
        "object": "subject_report",
        "livemode": livemode,
        "as_of": people_time(report.as_of),
        "registrations": [_registered(each, report) for each in report.registered],
        "looks": [_look(each) for each in report.looks],
    }


def _registered(each: Registered, report: SubjectReport) -> Answer:
    status = status_on(Status(each.status), expires_on=each.expires_on, day=day_of(report.as_of))
    return {
        "registration": each.number,
        "parts": list(each.parts),
        "secured_creditor": each.secured_creditor,
        "filed_by": each.filed_by,
        "status": str(status),
        "registered_at": people_time(each.registered_at),
        "expires_on": each.expires_on.isoformat(),
        "amount": {"amount": each.amount.amount, "currency": str(each.amount.currency)},
        "contract_number": each.contract_number,
    }


def _look(each: Look) -> Mapping[str, Any]:
    return {
        "look": each.kind,
        "at": people_time(each.at),
        **{name: getattr(each, name) for name in ("institution", "by", "purpose", "reason", "case_number")},
    }
