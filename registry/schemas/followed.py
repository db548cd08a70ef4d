"""What follow-ups of a registration are answered, described for OpenAPI and made from their entries."""

from __future__ import annotations

from marshmallow import fields as f

from registry.domain.entry import Entry
from registry.domain.evidence import EvidenceKind
from registry.domain.filings import DischargeReason
from registry.domain.lifecycle import Status
from registry.schemas import answers
from registry.schemas.answers import Answer, certified, people_time
from registry.schemas.described import count, day, flag, instant, maybe, one_of, text, texts
from registry.schemas.fields import Schema
from registry.schemas.outputs import CertificateOut, EffectOut, FindingOut, FurtherItemOut, PriorityOut


class _FollowedOut(Schema):
    number = text()
    status = one_of(Status)
    version = count()
    livemode = flag()
    recorded_at = instant()
    expires_on = day()
    evidence = one_of(EvidenceKind)
    certificate = f.Nested(CertificateOut(), required=True, allow_none=True)
    dry_run = f.Boolean()


class FurtheredOut(_FollowedOut):
    object = one_of(("further_claim",))
    client_reference = maybe()
    contract_number = text()
    due_on = day()
    claim_id = f.String()
    collateral = f.List(f.Nested(FurtherItemOut()), required=True)
    findings = f.List(f.Nested(FindingOut()), required=True)


class StatutoryRegistrationOut(Schema):
    registry = text()
    number = text()
    registered_at = f.String(required=True, allow_none=True, metadata={"format": "date-time"})
    document = maybe()


class ReportedItemOut(Schema):
    id = text()
    priority = f.Nested(PriorityOut(), required=True)
    effect = f.Nested(EffectOut(), required=True)


class ReportedOut(_FollowedOut):
    object = one_of(("statutory_registration",))
    statutory_registration = f.Nested(StatutoryRegistrationOut(), required=True)
    collateral = f.List(f.Nested(ReportedItemOut()), required=True)


class SubordinatedItemOut(Schema):
    id = text()
    consented = texts()
    without_consent = texts()


class SubordinatedOut(_FollowedOut):
    object = one_of(("subordination",))
    behind = text()
    agreed_on = maybe(format="date")
    collateral = f.List(f.Nested(SubordinatedItemOut()), required=True)
    findings = f.List(f.Nested(FindingOut()), required=True)


class ReleasedOut(_FollowedOut):
    object = one_of(("release",))
    reason = one_of(DischargeReason)
    released = texts()
    left = count()


def further_claim(made: Entry, jws: str | None, *, livemode: bool) -> Answer:
    """Where the further claim stands on each item, and what is remarked on it."""
    claim = answers.further_claim(made)
    del claim["registered_at"]  # the instant at which it was recorded
    return {
        **_followed(made, jws, livemode=livemode),
        **claim,
        "object": "further_claim",
        "findings": [answers.finding(found) for found in made.decided.get("findings", ())],
    }


def statutory_registration(made: Entry, jws: str | None, *, livemode: bool) -> Answer:
    """What was reported, and what follows for each item."""
    said = made.filing["statutory_registration"]
    at = said.get("registered_at")
    return {
        **_followed(made, jws, livemode=livemode),
        "object": "statutory_registration",
        "statutory_registration": {
            "registry": said["registry"],
            "number": said["number"],
            "registered_at": people_time(at) if at else None,
            "document": said.get("document"),
        },
        "collateral": [{"id": each["id"], **answers.place_and_effect(each)} for each in made.decided["collateral"]],
    }


def subordination(made: Entry, jws: str | None, *, livemode: bool) -> Answer:
    """Behind whom, and who else is on each item: with consent on record, and without."""
    items = made.decided["collateral"]
    return {
        **_followed(made, jws, livemode=livemode),
        "object": "subordination",
        "behind": made.decided["behind"],
        "agreed_on": made.filing.get("agreed_on"),
        "collateral": [
            {"id": each["id"], **{name: each.get(name, []) for name in ("consented", "without_consent")}}
            for each in items
        ],
        "findings": [answers.finding(found) for found in made.decided.get("findings", ())],
    }


def release(made: Entry, jws: str | None, *, livemode: bool) -> Answer:
    """Which items went free, and how many stay."""
    return {
        **_followed(made, jws, livemode=livemode),
        "object": "release",
        "reason": made.filing["reason"],
        "released": [each["id"] for each in made.decided["released"]],
        "left": made.decided["left"],
    }


def _followed(made: Entry, jws: str | None, *, livemode: bool) -> Answer:
    return {
        "number": made.registration,
        "status": made.decided["status"],
        "version": made.version,
        "livemode": livemode,
        "recorded_at": people_time(made.at),
        "expires_on": made.decided["expires_on"],
        "evidence": str(made.evidence.kind),
        "certificate": certified(made, jws),
    }
