"""Insurance policies over rural property (涉农保险保单, 民法典第390条, 担保制度解释第42条)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from registry.domain.claim import ConsentKind
from registry.domain.collateral.base import (
    AssetKey,
    Case,
    Collateral,
    Interest,
    KeyRole,
    Mode,
    Statement,
    Terms,
    make_key,
    particular,
    unit_sites,
)
from registry.domain.collateral.receivable import Receivable
from registry.domain.errors import Fault
from registry.domain.identifiers import credit_code, parcel_code, policy_number_part, unit_code
from registry.domain.measures import Measure, Money, Taken
from registry.domain.rules import civil_code, insurance_law, interpretation, register_rules
from registry.domain.rules.base import Finding, Rule
from registry.domain.rules.effects import INSURANCE_POLICY, Effect, StatutoryRegistry
from registry.domain.text import Text

_INSURER_NUMBER_LINE = 3  # the parts of a policy's key


@dataclass(frozen=True, slots=True, kw_only=True)
class Insurer:
    name: str = particular("保险人名称", "the insurer's name", example="重庆示例农业保险有限公司")
    uscc: str = particular(
        "保险人统一社会信用代码", "the insurer's credit code", example="91500000MA6DEM065Q", normalise=credit_code
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InsuredObject:
    """What is insured, and where it stands or grows: that links the policy to security over the object itself."""

    description: str = particular("保险标的", "what is insured", example="柑橘120亩")
    parcel_code: str | None = particular(
        "所在地块代码", "code of its parcel (GB/T 35958-2018)", optional=True, normalise=parcel_code
    )
    unit_code: str | None = particular(
        "不动产单元代码", "its unit code (GB/T 37346-2019)", optional=True, normalise=unit_code
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    starts_on: date = particular("保险起始日", "insured from", example="2026-10-01", wire="from")
    ends_on: date = particular("保险届满日", "insured until", example="2027-09-30", wire="until")


@dataclass(frozen=True, slots=True, kw_only=True)
class InsurancePolicy(Collateral):
    kind: ClassVar[str] = "insurance_policy"
    name: ClassVar[Text] = Text("涉农保险保单", "insurance policy")
    mode: ClassVar[Mode] = Mode.RANKED
    interests: ClassVar[tuple[Interest, ...]] = (Interest.PLEDGE, Interest.ASSIGNMENT)
    registry: ClassVar[StatutoryRegistry] = StatutoryRegistry.MOVABLES
    attested: ClassVar[frozenset[Statement]] = frozenset({Statement.CONFIRMED, Statement.REFUSED, Statement.CANCELLED})
    basis: ClassVar[tuple[str, ...]] = (
        "民法典第390条",
        "民法典第440条",
        "民法典第445条",
        "担保制度解释第42条",
        "保险法第34条、第49条",
    )
    rules = (
        civil_code.PROCEEDS,
        civil_code.RECEIVABLE_REGISTRATION,
        interpretation.INSURER_NOTICE,
        interpretation.LOSS_PAYEE,
        *insurance_law.RULES,
        register_rules.POLICY_ENDED,
        register_rules.POLICY_ENDS,
        *register_rules.OF_QUANTITIES,
        *register_rules.OF_DOCUMENTS,
        register_rules.SAME_SITE,
        register_rules.PRIOR_ENTRY,
    )
    linked_rule = register_rules.SAME_SITE

    insurer: Insurer = particular("保险人", "insurer")
    policy_number: str = particular("保险单号", "policy number", example="PZ-2026-000117", normalise=policy_number_part)
    insured_object: InsuredObject = particular("保险标的", "what is insured")
    period: Period = particular("保险期间", "period of insurance")
    sum_insured: Money = particular("保险金额", "sum insured")
    line_number: str | None = particular(
        "分户清单序号", "line within a group policy", optional=True, normalise=policy_number_part
    )
    insurer_acknowledged_at: datetime | None = particular(
        "保险人确认收到通知的时间", "when the insurer acknowledged the notice", optional=True
    )
    loss_payee: str | None = particular(
        "保单载明的第一受益人（赔款收款人）的统一社会信用代码",
        "credit code of the loss payee named in the policy",
        optional=True,
        normalise=credit_code,
    )
    pays_on_death: bool | None = particular("以死亡为给付条件", "whether it pays on death", optional=True)

    def asset_keys(self) -> tuple[AssetKey, ...]:
        """Insurer, number and line name what is given; the key without the line finds the whole policy, which every
        line is part of (``same_as`` decides)."""
        named = make_key(self.kind, self.insurer.uscc, self.policy_number, self.line_number or "")
        part = named if self.line_number else None
        takes = Taken(steps=self.sum_insured.minor, measure=Measure.MONEY, part=part)
        keys = [
            AssetKey(named, KeyRole.IDENTITY),
            AssetKey(make_key("policy", self.insurer.uscc, self.policy_number), KeyRole.IDENTITY, takes=takes),
        ]
        if self.insured_object.parcel_code:
            keys.append(AssetKey(make_key("parcel", self.insured_object.parcel_code), KeyRole.SITE))
        return (*keys, *unit_sites(self.insured_object.unit_code))

    def same_as(self, other: Collateral) -> bool:
        """The whole policy meets each of its lines; two lines are two assets."""
        if not isinstance(other, InsurancePolicy) or self.line_number is None or other.line_number is None:
            return True
        return make_key("line", self.line_number) == make_key("line", other.line_number)

    @property
    def issuer(self) -> str:
        return self.insurer.uscc

    @classmethod
    def issuer_in(cls, key: str) -> str:
        """Every key that it is looked up under names who issued it first."""
        return key.split(":")[1]

    def rule_of_link(self, other: Collateral) -> Rule:
        """Security over the object insured reaches the insurance money (民法典第390条); a claim to money is none."""
        if isinstance(other, Receivable):
            return other.rule_towards(self)
        return self.linked_rule if other.kind == self.kind else civil_code.PROCEEDS

    @classmethod
    def search_keys(cls, text: str) -> tuple[str, ...]:
        """Asks as ``same_as`` decides: a line is given with its whole policy too, a policy with any line."""
        family, *parts = text.split(":")
        if family == "policy/v1" and len(parts) == _INSURER_NUMBER_LINE - 1:
            return (text,)
        if family != f"{cls.kind}/v1" or len(parts) != _INSURER_NUMBER_LINE:
            return ()
        insurer, number, line = parts
        return (text, f"{family}:{insurer}:{number}:") if line else (f"policy/v1:{insurer}:{number}",)

    def faults(self, pointer: str) -> Iterator[Fault]:
        if self.period.ends_on <= self.period.starts_on:
            yield Fault(
                f"{pointer}/period/until", "insurance_ends_before_it_begins",
                Text("保险届满日不晚于起始日。", "The insurance ends before it begins."),
            )  # fmt: skip

    def findings(self, case: Case) -> Iterator[Finding]:
        yield Finding(insurance_law.CARRIED_BY_OBJECT, f"{case.pointer}/insured_object")
        if self.pays_on_death and ConsentKind.INSURED not in case.consents:
            yield Finding(insurance_law.INSURED_CONSENT, case.pointer)
        if self.insurer_acknowledged_at is None and ConsentKind.INSURER not in case.consents:
            yield Finding(interpretation.INSURER_NOTICE, f"{case.pointer}/insurer_acknowledged_at")
        if self._promised_to_another(case):
            yield Finding(interpretation.LOSS_PAYEE, f"{case.pointer}/loss_payee")
        if case.terms.statutory_registration is None:
            yield Finding(civil_code.RECEIVABLE_REGISTRATION, f"{case.pointer}/statutory_registration")
        if self.period.ends_on < case.today:
            yield Finding(register_rules.POLICY_ENDED, f"{case.pointer}/period/until")
        elif self.period.ends_on < case.claim.due_on:
            yield Finding(register_rules.POLICY_ENDS, f"{case.pointer}/period/until")

    def _promised_to_another(self, case: Case) -> bool:
        """Whether this filing or an earlier entry names a loss payee who is not the creditor."""
        named = {each.loss_payee for each in (self, *case.same) if isinstance(each, InsurancePolicy)}
        return bool(named - {None, case.creditor_number})

    def publicised(self, terms: Terms) -> tuple[str, datetime] | None:
        """Registration, and behind it notice that reached the insurer (民法典第768条, 担保制度解释第66条)."""
        registered = Collateral.publicised(self, terms)
        if registered is None and self.insurer_acknowledged_at:
            return "debtor_notified", self.insurer_acknowledged_at
        return registered

    @property
    def unpublicised_rule(self) -> Rule:
        return civil_code.RECEIVABLE_REGISTRATION

    @property
    def statutory_effect(self) -> Effect:
        return Effect.CONSTITUTIVE

    @property
    def effect_text(self) -> Text:
        return INSURANCE_POLICY

    @property
    def region(self) -> str:
        return (self.insured_object.parcel_code or self.insured_object.unit_code or self.insurer.uscc[2:])[:6]
