"""土地管理法 and its 实施条例: collective land planned for business (集体经营性建设用地), and homesteads."""

from __future__ import annotations

from registry.domain.rules.base import Level, Rule, Severity
from registry.domain.text import Text

GRANTED_ONLY = Rule(
    "R-63", "土地管理法第63条", Level.STATUTE, Severity.REFUSE,
    Text("以出让方式取得的集体经营性建设用地使用权方可抵押；申请填写的取得方式为出租。",
         "Only a right obtained by grant may be mortgaged; the filing says that this one was leased."),
)  # fmt: skip
NOTICE_TO_OWNER = Rule(
    "R-43", "土地管理法实施条例第43条", Level.REGULATION, Severity.WARNING,
    Text("抵押集体经营性建设用地使用权应当书面通知土地所有权人；未填写通知日期。",
         "The owner of the land is to be told of the mortgage in writing; no day of notice is named."),
)  # fmt: skip
ONE_HOMESTEAD = Rule(
    "R-62", "土地管理法第62条", Level.STATUTE, Severity.INFO,
    Text("一户只能拥有一处宅基地；出卖、出租、赠与住宅后再申请宅基地的，不予批准。",
         "A household has one homestead; having sold, let or given away its house it is not granted another."),
)  # fmt: skip

RULES = (GRANTED_ONLY, NOTICE_TO_OWNER, ONE_HOMESTEAD)
