"""查封扣押冻结规定, on seizure in civil enforcement. The text was not before us: nothing here refuses."""

from __future__ import annotations

from registry.domain.rules.base import Level, Rule, Severity
from registry.domain.text import Text

BY_SERVICE = Rule(
    "R-CF24P", "查封扣押冻结规定第24条、第26条", Level.INTERPRETATION, Severity.INFO,
    Text("查封不是担保：查封前已公示的担保顺位不变，查封后公示的不得对抗申请执行人。",
         "A seizure is no security: what was made public before it keeps its place, what came after cannot be set "
         "against the executing creditor."),
    confirmed=False,
)  # fmt: skip
DETERMINED_BY_SEIZURE = Rule(
    "R-CF25P", "查封扣押冻结规定第25条；民法典第423条", Level.INTERPRETATION, Severity.INFO,
    Text("担保财产被查封的，最高额担保的债权额自收到法院通知或者知道查封时起不再增加。",
         "Once the creditor is told or knows of the seizure, the claims under a maximum amount grow no more."),
    confirmed=False,
)  # fmt: skip
QUEUE_LAPSES = Rule(
    "R-CF26P", "查封扣押冻结规定第26条", Level.INTERPRETATION, Severity.INFO,
    Text("轮候查封按协助执行通知书送达先后排列，在先查封解除后自动生效；财产全部处分的，轮候失效，不参与本次分配。",
         "Waiting seizures queue by service on the registry and take effect as those before them are lifted; once the "
         "asset is disposed of whole the queue lapses, and nothing is shared to it here."),
    confirmed=False,
)  # fmt: skip

RULES = (BY_SERVICE, DETERMINED_BY_SEIZURE, QUEUE_LAPSES)
