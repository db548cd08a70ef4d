"""个人信息保护法: when what the register knows of a person must go."""

from __future__ import annotations

from registry.domain.rules.base import Level, Rule, Severity
from registry.domain.text import Text

ERASURE = Rule(
    "R-PIPL47", "个人信息保护法第47条", Level.STATUTE, Severity.INFO,
    Text("处理目的已实现、保存期限已届满或者个人撤回同意等情形下，登记机构删除个人信息，仅保留其摘要。",
         "When the purpose is met, the period has ended or consent is withdrawn, the register erases personal values "
         "and keeps only their digests."),
)  # fmt: skip

RULES = (ERASURE,)
