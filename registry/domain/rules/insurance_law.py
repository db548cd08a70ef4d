"""保险法, as far as it speaks to policies given as security. The text was not before us: nothing here refuses."""

from __future__ import annotations

from registry.domain.rules.base import Level, Rule, Severity
from registry.domain.text import Text

INSURED_CONSENT = Rule(
    "R-BX34", "保险法第34条", Level.STATUTE, Severity.ACKNOWLEDGE,
    Text("以死亡为给付条件的保单未经被保险人书面同意不得质押；申请未载明该同意。",
         "A policy that pays on death may not be pledged without the insured's written consent; none is named."),
    confirmed=False,
)  # fmt: skip
CARRIED_BY_OBJECT = Rule(
    "R-BX49", "保险法第49条", Level.STATUTE, Severity.INFO,
    Text("保险标的转让的，受让人承继被保险人的权利义务，并应及时通知保险人。",
         "Who acquires the object insured takes over the policy, and the insurer is to be told in time."),
    confirmed=False,
)  # fmt: skip

RULES = (INSURED_CONSENT, CARRIED_BY_OBJECT)
