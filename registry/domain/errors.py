"""What the register can decline, as facts in the words of the field. One table, api/problems.py, tells HTTP of them.

Refusal
├── InvalidParticulars        the filing does not say what it must
├── ProhibitedByLaw           a rule of severity ``refuse``
├── AcknowledgementRequired   findings the filer must name before entry
├── CollateralAlreadyPledged  an exclusive asset stands as security already
├── QuantityExceeded          more would stand as security than there is
├── UnknownRegistration, StaleVersion, RegistrationEnded, ActEnded, VersionRequired
├── NotPermitted, NotAllowedToClient, AboveCeiling, NotApproved
├── KeyRevoked, KeyNotHeld, CreditorIsNotTheFiler, NotTheIssuer
├── (people/refusals.py: what is answered to people who sign in; drafts/refusals.py: about what waits for a second)
├── IdempotencyKeyReused, FilingInProgress, NotSettled, TooManyFound, AlreadyEnrolled
├── TooManyRequests, LargeFilingUnderWay   one asker has asked for more than his share
├── BeyondTheCalendar         a statutory period ends on a day whose holidays nobody has announced
└── Unavailable               try again: database away, clock behind, log stuck
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from registry.domain.rules.base import Finding, Rule
from registry.domain.text import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what was sent: where (RFC 6901 pointer), which check, and the rule in words."""

    pointer: str
    code: str
    text: Text


class Refusal(Exception):
    """The register understood and declines. Subclasses carry facts, not HTTP."""

    code: ClassVar[str]
    title: ClassVar[Text]

    @property
    def detail(self) -> Text:
        return self.title

    @property
    def faults(self) -> tuple[Fault, ...]:
        return ()

    @property
    def rule(self) -> Rule | None:
        return None

    @property
    def facts(self) -> dict[str, Any]:
        """Further members of the answer, JSON-able."""
        return {}


class InvalidParticulars(Refusal):
    code = "invalid_particulars"
    title = Text("申请内容不符合要求", "The filing does not say what it must")

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{fault.pointer} {fault.code}" for fault in faults))
        self._faults = faults

    @property
    def faults(self) -> tuple[Fault, ...]:
        return self._faults


class ProhibitedByLaw(Refusal):
    code = "prohibited_by_law"
    title = Text("法律不允许此项登记", "The law does not allow this entry")

    def __init__(self, *findings: Finding) -> None:
        super().__init__(", ".join(finding.rule.code for finding in findings))
        self.findings = findings

    @property
    def detail(self) -> Text:
        return self.findings[0].rule.text

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(Fault(found.pointer, found.rule.code, found.rule.text) for found in self.findings)

    @property
    def rule(self) -> Rule:
        return self.findings[0].rule


class AcknowledgementRequired(Refusal):
    code = "acknowledgement_required"
    title = Text("须先确认下列提示，再提交登记", "Name these findings in `acknowledged` before the entry is made")

    def __init__(self, *findings: Finding) -> None:
        super().__init__(", ".join(finding.rule.code for finding in findings))
        self.findings = findings

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(Fault(found.pointer, found.rule.code, found.rule.text) for found in self.findings)

    @property
    def facts(self) -> dict[str, Any]:
        return {"acknowledge": sorted({finding.rule.code for finding in self.findings})}


class CollateralAlreadyPledged(Refusal):
    code = "collateral_already_pledged"
    title = Text("该担保财产已在本系统登记担保", "This collateral already stands as security in this register")

    def __init__(
        self, priors: dict[str, tuple[str, ...]], *, rule: Rule | None = None, unless: str | None = None
    ) -> None:
        super().__init__(", ".join(number for numbers in priors.values() for number in numbers))
        self.priors = priors  # pointer of the item -> numbers of the prior registrations
        self._rule = rule
        self._unless = unless  # the code that enters it all the same, once acknowledged: another holder gave it

    @property
    def rule(self) -> Rule | None:
        return self._rule

    @property
    def detail(self) -> Text:
        numbers = "、".join(self.numbers)
        return Text(
            f"在先登记：{numbers}。须先注销在先登记，或由同一担保权人追加债权。",
            f"Prior registration: {', '.join(self.numbers)}. It must be discharged first, or, for the same secured "
            "creditor, a further claim be added to it.",
        )

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(number for numbers in self.priors.values() for number in numbers))

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(Fault(pointer, self.code, self.detail) for pointer in self.priors)

    @property
    def facts(self) -> dict[str, Any]:
        open_to = {"acknowledge": [self._unless]} if self._unless else {}
        return {"prior_registrations": list(self.numbers), **open_to}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceeded:
    """A quantity that does not suffice, in decimals of its unit: what is there, what stands, and what was offered."""

    key: str
    unit: str
    capacity: str
    pledged: str
    offered: str


class QuantityExceeded(Refusal):
    code = "quantity_exceeded"
    title = Text("担保数量超过经证明的数量", "More would stand as security than is attested to be there")

    def __init__(self, exceeded: dict[str, Exceeded], *, rule: Rule | None = None) -> None:
        super().__init__(", ".join(each.key for each in exceeded.values()))
        self.exceeded = exceeded  # pointer of the item -> what it takes too much of
        self._rule = rule

    @property
    def rule(self) -> Rule | None:
        return self._rule

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(Fault(pointer, self.code, _too_much(each)) for pointer, each in self.exceeded.items())

    @property
    def facts(self) -> dict[str, Any]:
        return {"quantities": [asdict(each) for each in dict.fromkeys(self.exceeded.values())]}


def _too_much(exceeded: Exceeded) -> Text:
    there, held, offered = exceeded.capacity, exceeded.pledged, exceeded.offered
    return Text(
        f"经证明 {there}，已登记担保 {held}，本申请 {offered}（{exceeded.unit}）。",
        f"{there} attested, {held} stand as security, {offered} offered ({exceeded.unit}).",
    )


class UnknownRegistration(Refusal):
    """Also the answer for another institution's registration: existence is not leaked."""

    code = "unknown_registration"
    title = Text("未找到该登记", "No such registration is known to you")


class StaleVersion(Refusal):
    code = "stale_version"
    title = Text("登记已有更新版本", "The registration has moved on; read it again and decide anew")

    def __init__(self, current: int) -> None:
        super().__init__(f"current version {current}")
        self.current = current

    @property
    def facts(self) -> dict[str, Any]:
        return {"current_version": self.current}


class VersionRequired(Refusal):
    code = "version_required"
    title = Text("变更登记须携带 If-Match 版本", "A change needs If-Match with the version it is based on")


class RegistrationEnded(Refusal):
    code = "registration_ended"
    title = Text(
        "该登记已注销或者已届期，不能办理此项申请", "The registration has ended or lapsed; this cannot be filed on it"
    )


class ActEnded(Refusal):
    code = "act_ended"
    title = Text("已经解除，不能再次解除", "It has been lifted or released already")


class CreditorIsNotTheFiler(Refusal):
    code = "creditor_is_not_the_filer"
    title = Text(
        "担保权人须为申报机构本身；代他人申报的，填写 filed_as",
        "The secured creditor must be the institution that files, unless it says in `filed_as` for whom it does",
    )

    @property
    def faults(self) -> tuple[Fault, ...]:
        return (Fault("/secured_creditor/identifier/value", self.code, self.title),)


class NotTheIssuer(Refusal):
    code = "not_the_issuer"
    title = Text(
        "保管人（保险人）只能证明本机构出具的单证和保管的货物",
        "A keeper or insurer attests to its own receipts, goods and policies",
    )

    @property
    def faults(self) -> tuple[Fault, ...]:
        return (Fault("/asset", self.code, self.title),)


class NotPermitted(Refusal):
    code = "not_permitted"
    title = Text("无权进行此操作", "You may not do this")


class Exceeds(Exception):
    """More than a system may do by itself. Where its institution has nobody who could enter it instead, that is all."""


class NotAllowedToClient(Exceeds, Refusal):
    """The role files it, this system does not: its institution has not asked for it."""

    code = "not_allowed_to_client"
    title = Text(
        "该机构系统未获准办理此类申请，也没有可为其复核的人员；须由机构申请开通",
        "This client may not file that, and nobody here could enter it instead; its institution has to ask for it",
    )


class AboveCeiling(Exceeds, Refusal):
    code = "above_ceiling"
    title = Text(
        "金额超过该机构系统获准的上限，也没有可为其复核的人员",
        "The amount exceeds what this client may file, and nobody here could enter it instead",
    )


class NotApproved(Refusal):
    """An act of administration without two administrators behind it."""

    code = "not_approved"
    title = Text("须经两名管理员以各自的密钥批准", "Two administrators must approve this, each with a key of his own")


class KeyNotHeld(Refusal):
    """Whoever enrols a key shows that he has its private half."""

    code = "key_not_held"
    title = Text("未能证明持有该密钥的私钥", "It is not shown that the private half of the key is held")

    @property
    def faults(self) -> tuple[Fault, ...]:
        return (Fault("/possession", self.code, self.title),)


class KeyRevoked(Refusal):
    code = "key_revoked"
    title = Text("签名密钥已失效", "The key that signed this is not, or no longer, enrolled")


class IdempotencyKeyReused(Refusal):
    code = "idempotency_key_reused"
    title = Text("幂等键已用于另一申请", "This Idempotency-Key belongs to another request")


class FilingInProgress(Refusal):
    code = "filing_in_progress"
    title = Text("同一担保财产上的另一申请正在办理", "Another filing on the same collateral is under way; try again")


class TooManyFound(Refusal):
    """A part of what was found would pass for the whole."""

    code = "too_many_found"
    title = Text("查询结果过多，请缩小范围", "More was found than one answer holds; ask more narrowly")


class AlreadyEnrolled(Refusal):
    code = "already_enrolled"
    title = Text("已存在", "Already enrolled")


class NotSettled(Refusal):
    code = "not_settled"
    title = Text("所询时点尚未确定", "The instant asked for is later than what is settled")

    def __init__(self, settled_until: datetime) -> None:
        super().__init__(settled_until.isoformat())
        self.settled_until = settled_until

    @property
    def facts(self) -> dict[str, Any]:
        return {"settled_until": self.settled_until.isoformat()}


class BeyondTheCalendar(Refusal):
    """The table of holidays has no such day, and the register does not guess (民法典第203条)."""

    code = "beyond_the_calendar"
    title = Text("该日期超出已收录的节假日安排", "The holidays of that day are not on record")

    def __init__(self, day: date) -> None:
        super().__init__(day.isoformat())
        self.day = day

    @property
    def facts(self) -> dict[str, Any]:
        return {"day": self.day.isoformat()}


class TooManyRequests(Refusal):
    code = "too_many_requests"
    title = Text("请求过多，请按 Retry-After 稍后再试", "Too many requests; come back after Retry-After")

    def __init__(self, policies: Sequence[str], *, retry_after: int) -> None:
        super().__init__(", ".join(policies))
        self.policies = tuple(policies)
        self.retry_after = retry_after

    @property
    def facts(self) -> dict[str, Any]:
        return {"violated_policies": list(self.policies)}


class LargeFilingUnderWay(Refusal):
    """Nothing was recorded; the same filing may be sent again when the other has its answer."""

    code = "large_filing_under_way"
    title = Text(
        "本机构另有一项大额申请正在办理，请稍后再试",
        "Another large filing of your institution is under way; send this one when it has its answer",
    )


class Unavailable(Refusal):
    """Nothing was recorded; the same filing may be sent again."""

    code = "unavailable"
    title = Text("暂时无法办理，请稍后重试", "The register cannot answer just now; try again")


class Unsafe(Exception):
    """The register must not run like this; one sentence says why, in both languages."""

    def __init__(self, en: str, *, zh: str) -> None:
        super().__init__(en)
        self.en, self.zh = en, zh
