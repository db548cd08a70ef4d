"""What pilots of security over farm houses have asked for. No text of one was before us: nothing here refuses."""

from __future__ import annotations

from registry.domain.rules.base import Level, Rule, Severity
from registry.domain.text import Text

OTHER_DWELLING = Rule(
    "R-NF-DWELLING", "农房抵押试点规定（待核实）", Level.MINISTRY, Severity.WARNING,
    Text("抵押农房一般须有其他稳定居所的证明；申请未载明。",
         "Pilots have asked for proof that the household has another dwelling; the filing names none."),
    confirmed=False,
)  # fmt: skip
BUYERS = Rule(
    "R-NF-BUYERS", "农房抵押试点规定（待核实）", Level.MINISTRY, Severity.INFO,
    Text("处置农房时，受让人可能限于本集体经济组织成员。",
         "When the house is sold, buyers may be limited to members of the collective."),
    confirmed=False,
)  # fmt: skip

RULES = (OTHER_DWELLING, BUYERS)
