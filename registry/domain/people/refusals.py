"""What the register declines to people who sign in, beside ``domain.errors``."""

from __future__ import annotations

from enum import StrEnum

from registry.domain.errors import Refusal
from registry.domain.text import Text


class Why(StrEnum):
    """What was wrong, for the auditor alone."""

    UNKNOWN_LOGIN = "unknown_login"
    PAUSED = "paused"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 -- a reason, not a password
    WRONG_CODE = "wrong_code"
    OVERTAKEN = "overtaken"  # it was right when it was looked at, and no longer when it should have counted


class SignInRefused(Refusal):
    """One answer for an unknown login, a wrong password, a wrong code and a pause: whoever guesses learns nothing.

    ``person`` is who has the login and ``why`` what was wrong: for the trail of access, and in no answer."""

    code = "sign_in_refused"
    title = Text(
        "登录名、口令或者验证码不正确。连续失败后会暂停一段时间，请稍后再试。",
        "Login, password or code is not right. After several failures there is a pause: try again later.",
    )

    def __init__(self, why: Why = Why.OVERTAKEN, *, person: str | None = None) -> None:
        super().__init__()
        self.why, self.person = why, person


class InvitationNotValid(Refusal):
    code = "invitation_not_valid"
    title = Text("邀请码无效、已使用或者已过期", "The invitation is not valid, was used or has expired")


class TwoAdministratorsNeeded(Refusal):
    code = "two_administrators_needed"
    title = Text(
        "须由两名不同的管理员办理，且均不得为本人",
        "This takes two different administrators, neither of them the person concerned",
    )


class NotOpen(Refusal):
    """Of what two administrators open for an hour."""

    code = "not_open"
    title = Text(
        "没有可办理的紧急授权：未开启、已结束、已逾期或者已审查",
        "There is no emergency opening to do this with: not opened, over, out of time or reviewed",
    )


class UnknownPerson(Refusal):
    code = "unknown_person"
    title = Text("没有这个人员，或者已停用", "There is no such person, or he is disabled")
