"""重庆市地票管理办法 (市政府令第295号), from memory: its text was not before us, so nothing here refuses."""

from __future__ import annotations

from registry.domain.rules.base import Level, Rule, Severity
from registry.domain.text import Text

_MEASURES = "重庆市地票管理办法（市政府令第295号，待核实）"

TICKET_REGISTRATION = Rule(
    "R-DP-REG", f"{_MEASURES}；民法典第440条第七项", Level.LOCAL, Severity.WARNING,
    Text("地票质押须在重庆农村土地交易所登记；未填写该登记编号。",
         "A pledge of a land ticket is registered at the Chongqing rural land exchange; no registration there is "
         "named."),
    confirmed=False,
)  # fmt: skip
SPENT = Rule(
    "R-DP-SPENT", _MEASURES, Level.LOCAL, Severity.ACKNOWLEDGE,
    Text("申请载明该地票已使用或者已注销，可能不再存在。",
         "The filing says that this ticket was used or cancelled; it may no longer exist."),
    confirmed=False,
)  # fmt: skip
YOUNG = Rule(
    "R-DP-YEARS", _MEASURES, Level.LOCAL, Severity.INFO,
    Text("取得未满二年的地票，除实现质权外可能不得转让。",
         "A ticket held for less than two years may not be open to transfer but to enforce the pledge."),
    confirmed=False,
)  # fmt: skip
RECLAIMED = Rule(
    "R-DP-SOURCE", _MEASURES, Level.LOCAL, Severity.ACKNOWLEDGE,
    Text("地票与其复垦来源的房屋、宅基地或者建设用地不能并存；另一方已在本系统登记担保，请先核实是否已解除。",
         "A land ticket and the house or land it was reclaimed from exclude each other; the other stands as security "
         "here, and it is to be settled first whether that was released."),
    confirmed=False,
)  # fmt: skip
CONSUMED_BY_USE = Rule(
    "R-DP-USE", _MEASURES, Level.LOCAL, Severity.INFO,
    Text("地票使用（落地）后即消灭；使用前应当解除质押。",
         "A ticket is consumed by its use; the pledge is to be released before."),
    confirmed=False,
)  # fmt: skip

RULES = (TICKET_REGISTRATION, SPENT, YOUNG, RECLAIMED, CONSUMED_BY_USE)
