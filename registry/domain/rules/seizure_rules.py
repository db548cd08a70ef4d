"""Seizure by a court: 最高人民法院关于人民法院民事执行中查封、扣押、冻结财产的规定 (查封规定).

Its articles were not before us word for word, so that none of them refuses here.
"""

from __future__ import annotations

from registry.domain.rules.base import Level, Rule, Severity
from registry.domain.text import Text

BEHIND_SEIZURE = Rule(
    "ACCEPT_SUBJECT_TO_SEIZURE", "查封规定第24条；民法典第399条第五项；担保制度解释第37条", Level.INTERPRETATION,
    Severity.ACKNOWLEDGE,
    Text("该财产已被查封（扣押、冻结）：此后设定的担保不得对抗申请执行人，排在查封之后；解除查封后方可行使。",
         "The asset is seized: security given after the seizure cannot be held against the executing creditor, comes "
         "behind the seizure, and can be exercised only once it is lifted."),
    confirmed=False,
)  # fmt: skip
TRADE_OF_SEIZED = Rule(
    "R-CF24", "查封规定第24条", Level.INTERPRETATION, Severity.WARNING,
    Text("该财产已被查封（扣押、冻结）：查封后的移转不得对抗申请执行人。",
         "The asset is seized: what is done with it after the seizure cannot be held against the executing creditor."),
    confirmed=False,
)  # fmt: skip
WAITING = Rule(
    "R-CF26", "查封规定第26条", Level.INTERPRETATION, Severity.INFO,
    Text("该财产上已有在先送达的查封；本查封为轮候查封，在先查封解除或者失效后自动生效。",
         "A seizure served earlier stands on the asset; this one waits and takes effect by itself when that one is "
         "lifted or lapses."),
    confirmed=False,
)  # fmt: skip
DETERMINED_BY_SEIZURE = Rule(
    "R-CF25", "查封规定第25条；民法典第423条第四项", Level.INTERPRETATION, Severity.INFO,
    Text("该财产上有最高额担保：担保权人收到法院通知或者知道查封时起，其担保的债权额不再增加。",
         "Security up to a maximum amount stands on the asset: from the creditor's notice or knowledge of the seizure "
         "the amount it secures no longer grows."),
    confirmed=False,
)  # fmt: skip
BY_SERVICE = Rule(
    "R-CF24P", "查封规定第24条、第26条", Level.INTERPRETATION, Severity.INFO,
    Text("查封不是担保：查封前已公示的担保顺位不变，查封后公示的不得对抗申请执行人。",
         "A seizure is no security: what was made public before it keeps its place, what came after cannot be set "
         "against the executing creditor."),
    confirmed=False,
)  # fmt: skip
QUEUE_LAPSES = Rule(
    "R-CF26P", "查封规定第26条", Level.INTERPRETATION, Severity.INFO,
    Text("轮候查封按协助执行通知书送达先后排列，在先查封解除后自动生效；财产全部处分的，轮候失效，不参与本次分配。",
         "Waiting seizures queue by service on the registry and take effect as those before them are lifted; once the "
         "asset is disposed of whole the queue lapses, and nothing is shared to it here."),
    confirmed=False,
)  # fmt: skip

RULES = (BEHIND_SEIZURE, TRADE_OF_SEIZED, WAITING, DETERMINED_BY_SEIZURE, BY_SERVICE, QUEUE_LAPSES)
