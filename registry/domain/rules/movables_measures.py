"""动产和权利担保统一登记办法, as far as it leaves receivables out. The text of 2021 was not before us."""

from __future__ import annotations

from registry.domain.rules.base import Level, Rule, Severity
from registry.domain.text import Text

BILL = Rule(
    "R-DC-BILL", "动产和权利担保统一登记办法（待核实）", Level.MINISTRY, Severity.ACKNOWLEDGE,
    Text("申请载明该付款请求权因票据产生，一般不属于应收账款，应按票据质押办理。",
         "The filing says that the claim arises from a bill; as a rule that is no receivable, and the bill itself is "
         "pledged."),
    confirmed=False,
)  # fmt: skip

RULES = (BILL,)
