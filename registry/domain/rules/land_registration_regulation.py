"""重庆市土地房屋权属登记条例 (read), as far as it speaks to farm houses."""

from __future__ import annotations

from registry.domain.rules.base import Level, Rule, Severity
from registry.domain.text import Text

COLLECTIVE_CONSENT = Rule(
    "R-CQ44", "重庆市土地房屋权属登记条例第44条", Level.LOCAL, Severity.ACKNOWLEDGE,
    Text("抵押农村房屋须有集体经济组织同意宅基地随房屋一并抵押和处置的书面意见；申请未载明该同意。",
         "A farm house is mortgaged with the collective's written consent that its land be mortgaged and disposed of "
         "with it; the filing names none."),
)  # fmt: skip

RULES = (COLLECTIVE_CONSENT,)
