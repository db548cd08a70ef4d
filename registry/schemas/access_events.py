"""What the auditor asks for and is answered of who was refused, who got a token, whose keys came and went, and what
people did."""

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
    AccessEventKind.SIGNED_IN: Text("人员登录", "somebody signed in"),
    AccessEventKind.SIGN_IN_REFUSED: Text("拒绝登录", "sign-in refused"),
    AccessEventKind.STEP_UP_REFUSED: Text("办理时验证码不符", "a wrong code shown for an act"),
    AccessEventKind.SIGNED_OUT: Text("人员退出", "somebody signed out"),
    AccessEventKind.SESSION_ENDED: Text("结束登录", "session ended"),
    AccessEventKind.PASSWORD_CHANGED: Text("更改口令", "password changed"),
    AccessEventKind.TELEPHONE_CHANGED: Text("申请更换手机", "another telephone begun"),
    AccessEventKind.INVITATION_TAKEN_UP: Text("使用邀请码", "invitation taken up"),
    AccessEventKind.PERSON_ENTERED: Text("增加人员", "person entered"),
    AccessEventKind.PERSON_INVITED: Text("重发邀请码", "invited again"),
    AccessEventKind.PERSON_DISABLED: Text("停用人员", "person disabled"),
    AccessEventKind.RECOVERY_PROPOSED: Text("提出重置", "new start proposed"),
    AccessEventKind.RECOVERY_CONFIRMED: Text("确认重置", "new start confirmed"),
    AccessEventKind.ROLE_PROPOSED: Text("提出变更管理员角色", "change of an administrator's role proposed"),
    AccessEventKind.ROLE_GIVEN: Text("授予角色", "role given"),
    AccessEventKind.ROLE_TAKEN: Text("收回角色", "role taken away"),
    AccessEventKind.GLASS_ASKED: Text("申请紧急授权", "emergency opening asked for"),
    AccessEventKind.GLASS_OPENED: Text("开启紧急授权", "emergency opening"),
    AccessEventKind.GLASS_ENDED: Text("结束紧急授权", "emergency opening ended"),
    AccessEventKind.GLASS_REVIEWED: Text("审查紧急授权", "emergency opening reviewed"),
    AccessEventKind.PAUSE_LIFTED: Text("解除登录暂停", "pause lifted"),
    AccessEventKind.TRAIL_READ: Text("查阅访问审计", "trail of access read"),
    AccessEventKind.TRAIL_EXPORTED: Text("导出访问审计", "trail of access exported"),
    AccessEventKind.INSTITUTION_ENROLLED: Text("机构登记", "institution enrolled"),
    AccessEventKind.KEY_ENROLLED: Text("密钥登记", "key enrolled"),
    AccessEventKind.KEY_REVOKED: Text("密钥撤销", "key revoked"),
    AccessEventKind.UNMASKED: Text("查看个人信息", "personal values shown"),
    AccessEventKind.CLIENT_LIMITED: Text("变更申报权限", "what a client may file changed"),
    AccessEventKind.ADMINISTRATOR_ENROLLED: Text("管理员密钥登记", "administrator's key enrolled"),
    AccessEventKind.ADMINISTRATOR_REVOKED: Text("管理员密钥注销", "administrator's key revoked"),
}
_OF_PEOPLE = ("person", "concerning")

_OF_PEOPLE = ("person", "concerning")  # by their ids, which say nothing of them


class AccessEventQuery(Schema):
    limit = Limit(load_default=20, metadata={"type": "integer", "minimum": 1, "maximum": 100})
    cursor = Words(longest=128)
    kind = Choice(AccessEventKind)
    client = Words(longest=256)
    institution = Words(longest=64)
    person = Words(longest=64)
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
    person = maybe()
    concerning = maybe()
    times = count()


class AccessEventListOut(Schema):
    data = f.List(f.Nested(AccessEventOut()), required=True)
    has_more = flag()
    next_cursor = maybe()


def access_event(row: Mapping[str, Any]) -> Answer:
    told = ("id", "kind", "reason", "route", "address", "client", "institution", "key_id", *_OF_PEOPLE, "times")
    return {**{name: row[name] for name in told}, "at": people_time(row["at"])}
