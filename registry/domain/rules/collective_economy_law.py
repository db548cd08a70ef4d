"""农村集体经济组织法 and the Chongqing regulation on collective assets (both read)."""

from __future__ import annotations

from registry.domain.rules.base import Level, Rule, Severity
from registry.domain.text import Text

OFFICERS_DEBT = Rule(
    "R-JT58", "农村集体经济组织法第35条、第58条", Level.STATUTE, Severity.WARNING,
    Text("农村集体经济组织负责人不得以集体财产为本人或者他人债务提供担保，违反的担保无效；请核实债务人。",
         "Officers may not give collective property for their own or others' debts; such security is void."),
)  # fmt: skip
FOR_ANOTHER = Rule(
    "R-JT58D", "农村集体经济组织法第35条、第58条", Level.STATUTE, Severity.ACKNOWLEDGE,
    Text("申请载明以集体财产为集体经济组织以外的债务人提供担保；该债务人或者经办人为其负责人的，担保无效。"
         "请核实后确认。",
         "Collective property is given for the debt of somebody else than the collective. If its officers give it so, "
         "for themselves or for others, the security is void; check before acknowledging."),
)  # fmt: skip
MEMBERS_RESOLUTION = Rule(
    "R-CQ21", "重庆市农村集体资产管理条例第21条第六项", Level.LOCAL, Severity.ACKNOWLEDGE,
    Text("以集体资产提供担保须经成员（代表）会议决议；申请未载明该决议。",
         "Security over collective assets needs a resolution of the members or their representatives; none is named."),
)  # fmt: skip

RULES = (OFFICERS_DEBT, FOR_ANOTHER, MEMBERS_RESOLUTION)
