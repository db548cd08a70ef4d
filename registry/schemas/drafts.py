"""What is told of a draft: where it stands, never what it says of anybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marshmallow import fields as f

from registry.domain.drafts.draft import Draft, DraftState, Exceeded, standing
from registry.domain.lifecycle import Verb
from registry.domain.text import Text
from registry.schemas.answers import Answer, people_time
from registry.schemas.described import count, flag, instant, maybe, one_of, text
from registry.schemas.fields import Choice, Schema, Words
from registry.schemas.queries import Limit

STATES: Mapping[str, Text] = {
    DraftState.WRITTEN: Text("填写中", "being written"),
    DraftState.WAITING: Text("待复核", "waiting for a second person"),
    DraftState.ENTERED: Text("已登记", "entered"),
    DraftState.RETURNED: Text("已退回", "handed back"),
    DraftState.WITHDRAWN: Text("已撤回", "withdrawn"),
    DraftState.EXPIRED: Text("已过期", "expired"),
}
EXCEEDED: Mapping[str, Text] = {
    Exceeded.VERB: Text("该系统未获准办理此类申请", "the client may not file that by itself"),
    Exceeded.CEILING: Text("金额超过该系统的上限", "the amount exceeds the client's ceiling"),
}


WORDS: Mapping[str, Mapping[str, Text]] = {
    "draft_state": STATES,
    "exceeded": EXCEEDED,
    "would_be": {"draft": Text("待复核的登记草稿", "a draft that waits for a second person")},
}


class DraftQuery(Schema):
    limit = Limit(load_default=20, metadata={"type": "integer", "minimum": 1, "maximum": 100})
    cursor = Words(longest=128)
    state = Choice(DraftState)


class DraftOut(Schema):
    object = one_of(("draft",))
    id = maybe(description="试算时为 null | null for a dry run")
    state = one_of(DraftState)
    exceeds = f.String(required=True, allow_none=True, metadata={"enum": [*(str(each) for each in Exceeded), None]})
    verb = one_of(Verb)
    target = text(description="申请所发往的地址 | the address it was sent to")
    maker = text(description="经办的系统或者人员 | the client or person who made it")
    second = maybe(description="复核人 | who entered it, or handed it back")
    version = count()
    livemode = flag()
    written_at = instant()
    expires_at = instant()
    reason = maybe(description="退回原因 | why it was handed back")
    entry = maybe()
    registration = maybe()
    dry_run = f.Boolean()
    would_be = f.String(metadata={"enum": ["draft"]})


class DraftListOut(Schema):
    data = f.List(f.Nested(DraftOut()), required=True)
    has_more = flag()
    next_cursor = maybe()


def listed(row: Mapping[str, Any], *, at: datetime, livemode: bool, reason: str | None = None) -> Answer:
    told = ("id", "exceeds", "verb", "target", "maker", "second", "version", "entry", "registration")
    state = standing(DraftState(row["state"]), expires_at=row["expires_at"], at=at)
    return {
        "object": "draft",
        **{name: row[name] for name in told},
        "state": str(state),
        "livemode": livemode,
        "written_at": people_time(row["written_at"]),
        "expires_at": people_time(row["expires_at"]),
        "reason": reason,
    }


def rehearsed(draft: Draft, *, livemode: bool) -> Answer:
    """The draft that a filing would wait as."""
    row = {
        **{name: getattr(draft, name) for name in ("maker", "second", "version", "entry", "expires_at", "written_at")},
        "id": None,
        "state": draft.state,
        "exceeds": str(draft.exceeds),
        "verb": str(draft.wanted.verb),
        "target": draft.wanted.target,
        "registration": None,
    }
    return {**listed(row, at=draft.written_at, livemode=livemode), "dry_run": True, "would_be": "draft"}
