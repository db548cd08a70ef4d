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


class PasskeyRefused(Refusal):
    """One answer for a passkey of somebody else's, one that is not enrolled or no more, a signature that does not
    verify and one that was waited for too long: the reason is in the log, for whoever looks after the register."""

    code = "passkey_refused"
    title = Text(
        "通行密钥未能确认：可能已超过五分钟、不是本人已登记的通行密钥，或者签名不符。请重试。",
        "The passkey was not believed: it took over five minutes, it is not one of yours that is enrolled, or its"
        " signature does not fit. Try again.",
    )


class PasskeyNotNew(Refusal):
    code = "passkey_not_new"
    title = Text("该通行密钥已经添加过", "This passkey was added before")


class NoPasskeysHere(Refusal):
    """Passkeys sign what institutions' people enter; and where the register has no name, none can be made."""

    code = "no_passkeys_here"
    title = Text(
        "通行密钥仅供机构人员使用，且须以域名（本机演示用 localhost）访问本系统",
        "Passkeys are for institutions' people, and only where the register is reached by a name (localhost on one's"
        " own machine)",
    )
