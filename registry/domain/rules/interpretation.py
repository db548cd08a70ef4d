"""担保制度解释 (法释〔2020〕28号, read in full)."""

from __future__ import annotations

from registry.domain.rules.base import Level, Rule, Severity
from registry.domain.text import Text

SAME_GOODS = Rule(
    "R-59", "担保制度解释第59条", Level.INTERPRETATION, Severity.WARNING,
    Text("同一货位、批次的货物上另有仓单在本系统登记担保；按公示先后，无法确定的按债权比例。",
         "Another receipt over goods of the same slot and lot stands as security here; paid by order of publicity, "
         "pro rata where that cannot be told."),
)  # fmt: skip
STATE_ORGAN = Rule(
    "R-5", "担保制度解释第5条", Level.INTERPRETATION, Severity.WARNING,
    Text("机关法人提供担保无效；按统一社会信用代码推断担保人可能为机关，请核实。",
         "Security given by a state organ is void; the credit code suggests that the grantor may be one."),
    confirmed=False,  # the rule was read; telling an organ by its credit code was not
)  # fmt: skip

RULES = (SAME_GOODS, STATE_ORGAN)
