"""What the register declines to people who sign in, beside ``domain.errors``."""

from __future__ import annotations

from registry.domain.errors import Refusal
from registry.domain.text import Text


class SignInRefused(Refusal):
    """One answer for an unknown login, a wrong password, a wrong code and a pause: whoever guesses learns nothing."""

    code = "sign_in_refused"
    title = Text(
        "登录名、口令或者验证码不正确。连续失败后会暂停一段时间，请稍后再试。",
        "Login, password or code is not right. After several failures there is a pause: try again later.",
    )


class InvitationNotValid(Refusal):
    code = "invitation_not_valid"
    title = Text("邀请码无效、已使用或者已过期", "The invitation is not valid, was used or has expired")


class TwoAdministratorsNeeded(Refusal):
    code = "two_administrators_needed"
    title = Text(
        "须由两名不同的管理员办理，且均不得为本人",
        "This takes two different administrators, neither of them the person concerned",
    )


class UnknownPerson(Refusal):
    code = "unknown_person"
    title = Text("没有这个人员，或者已停用", "There is no such person, or he is disabled")
