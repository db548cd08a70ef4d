"""What the auditor asks for and is answered of who was refused, who got a token, and whose keys came and went."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields as f

from registry.domain.access_event import AccessEventKind
from registry.domain.text import Text
from registry.schemas.answers import Answer, people_time
from registry.schemas.described import count, flag, instant, maybe, one_of, text
from registry.schemas.fields import Choice, Instant, Schema, Words
from registry.schemas.queries import Limit

KINDS: Mapping[str, Text] = {
    AccessEventKind.REFUSED: Text("拒绝：身份不明或者无权", "refused: not believed, or not permitted"),
    AccessEventKind.LIMITED: Text("超过限额", "above a limit"),
    AccessEventKind.CODE_REFUSED: Text(
        "无校验码或者校验码不符", "a certificate without its check code, or with another"
    ),
    AccessEventKind.CANARY: Text("询问诱饵标识（reason 为其代号）", "asked for a canary; the reason is its label"),
    AccessEventKind.TOKEN_ISSUED: Text("签发访问令牌", "access token issued"),
    AccessEventKind.TOKEN_REFUSED: Text("拒发访问令牌", "access token refused"),
    AccessEventKind.INSTITUTION_ENROLLED: Text("机构登记", "institution enrolled"),
    AccessEventKind.KEY_ENROLLED: Text("密钥登记", "key enrolled"),
    AccessEventKind.KEY_REVOKED: Text("密钥撤销", "key revoked"),
}


class AccessEventQuery(Schema):
    limit = Limit(load_default=20, metadata={"type": "integer", "minimum": 1, "maximum": 100})
    cursor = Words(longest=128)
    kind = Choice(AccessEventKind)
    client = Words(longest=256)
    institution = Words(longest=64)
    since = Instant()
    until = Instant()


class AccessEventOut(Schema):
    id = text()
    at = instant()
    kind = one_of(AccessEventKind)
    reason = text()
    route = maybe()
    address = maybe()
    client = maybe()
    institution = maybe()
    key_id = maybe()
    times = count()


class AccessEventListOut(Schema):
    data = f.List(f.Nested(AccessEventOut()), required=True)
    has_more = flag()
    next_cursor = maybe()


def access_event(row: Mapping[str, Any]) -> Answer:
    told = ("id", "kind", "reason", "route", "address", "client", "institution", "key_id", "times")
    return {**{name: row[name] for name in told}, "at": people_time(row["at"])}
