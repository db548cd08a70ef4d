"""What the register declines about drafts, beside ``domain.errors``."""

from __future__ import annotations

from typing import Any

from registry.domain.errors import Refusal
from registry.domain.text import Text


class UnknownDraft(Refusal):
    """Also the answer for another institution's draft: existence is not leaked."""

    code = "unknown_draft"
    title = Text("未找到该登记草稿", "No such draft is known to you")


class DraftMoved(Refusal):
    code = "draft_moved"
    title = Text(
        "登记草稿已有变化，请重新查看后再办理",
        "The draft has moved on since it was looked at; read it again and decide anew",
    )

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = str(state)

    @property
    def facts(self) -> dict[str, Any]:
        return {"state": self.state}


class SecondPersonNeeded(Refusal):
    code = "second_person_needed"
    title = Text(
        "须由经办人以外的另一名有权人员复核",
        "This takes a second person: another than its maker, who stands here and has the role for it",
    )


class MakerGone(Refusal):
    """Who prepared it no longer counts, and nobody enters what he left."""

    code = "maker_gone"
    title = Text(
        "经办人已停用或者已无此角色，须由他人重新办理",
        "Its maker is disabled or no longer has the role; somebody else has to prepare it anew",
    )


class PasskeyRequired(Refusal):
    """There is no weaker way: it is what makes his approval undeniable."""

    code = "passkey_required"
    title = Text("复核须使用本人的通行密钥", "The second person must sign with a passkey of his own")


class AboveApprovalLimit(Refusal):
    code = "above_approval_limit"
    title = Text(
        "金额超过该复核人的限额，须由限额更高的人员复核",
        "The amount exceeds what this person may enter; somebody with a higher limit has to",
    )


class NotEnrolledHere(Refusal):
    """At the counter a filing becomes that of the institution named, which has to be one of ours."""

    code = "not_enrolled_here"
    title = Text(
        "所代办的机构未在本系统登记，或者不是可以办理此项登记的机构",
        "The institution it is filed for is not enrolled here, or is none that files this",
    )
