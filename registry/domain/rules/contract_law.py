"""民法典, book of contracts, on claims that may not change hands. Its text was not before us: nothing here refuses."""

from __future__ import annotations

from registry.domain.rules.base import Level, Rule, Severity
from registry.domain.text import Text

NOT_ASSIGNABLE = Rule(
    "R-545", "民法典第545条", Level.STATUTE, Severity.ACKNOWLEDGE,
    Text("申请载明该债权依法律规定或者根据其性质不得转让，可能不得设立担保。",
         "The filing says that the law or its nature bars this claim from assignment; it may not be open to security."),
    confirmed=False,
)  # fmt: skip
AGREED_NOT_ASSIGNABLE = Rule(
    "R-545A", "民法典第545条", Level.STATUTE, Severity.WARNING,
    Text("申请载明当事人约定该债权不得转让；该约定对担保的影响请自行判断。",
         "The filing says that the parties agreed to bar assignment; what that means for the security is for them to "
         "judge."),
    confirmed=False,
)  # fmt: skip

RULES = (NOT_ASSIGNABLE, AGREED_NOT_ASSIGNABLE)
