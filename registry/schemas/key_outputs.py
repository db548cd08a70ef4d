"""What a client is told of its keys, described for OpenAPI (see ``outputs``)."""

from __future__ import annotations

from enum import StrEnum

from marshmallow import fields as f

from registry.domain.evidence import EvidenceKind
from registry.domain.lifecycle import Verb
from registry.domain.measures import Currency
from registry.schemas.described import flag, instant, maybe, one_of, text
from registry.schemas.fields import Schema


class ClientKeyState(StrEnum):
    CURRENT = "current"
    REVOKED = "revoked"


class KeyChangeOut(Schema):
    object = one_of(("client_key_change",))
    thumbprint = text(description="指纹（RFC 7638） | the key's thumbprint")
    event = one_of((Verb.ENROL_KEY, Verb.REVOKE_KEY))
    at = instant()
    entry = text()
    livemode = flag()
    evidence = one_of(EvidenceKind)
    signed_by = maybe(description="签名密钥的指纹 | the key that signed for it; null where administrators did")
    letter = maybe(description="盖章函件的 SHA-256 | digest of the institution's sealed letter")
    reason = maybe()
    dry_run = f.Boolean()


class ClientKeyOut(Schema):
    object = one_of(("client_key",))
    thumbprint = text()
    algorithm = text(description="ed25519 或 | or ecdsa-p256-sha256")
    state = one_of(ClientKeyState)
    enrolled_at = instant()
    revoked_at = f.String(required=True, allow_none=True, metadata={"format": "date-time"})
    changes = f.List(f.Nested(KeyChangeOut()), required=True)


class CeilingOut(Schema):
    amount = text()
    currency = one_of(Currency)


class AllowanceOut(Schema):
    verbs = f.List(f.String(metadata={"enum": [str(verb) for verb in Verb]}), required=True)
    ceiling = f.Nested(CeilingOut(), required=True, allow_none=True)


class ClientKeyListOut(Schema):
    client_id = text()
    institution = text(description="统一社会信用代码 | credit code")
    role = text()
    register = text(description="日志名称，持有证明须载明 | the register's origin, named in proofs of possession")
    livemode = flag()
    allowance = f.Nested(
        AllowanceOut(), required=True, allow_none=True,
        metadata={"description": "获准办理的事项与上限；null 为其角色的全部事项 | null: all that the role files"},
    )  # fmt: skip
    data = f.List(f.Nested(ClientKeyOut()), required=True)
    has_more = flag()
    next_cursor = maybe()
