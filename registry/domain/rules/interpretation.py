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
INSURER_NOTICE = Rule(
    "R-42", "担保制度解释第42条、民法典第390条", Level.INTERPRETATION, Severity.WARNING,
    Text("未见保险人收到通知或者确认的记载；保险人收到通知前向被保险人给付的，不再向担保权人承担责任。",
         "No acknowledgement by the insurer is on record; an insurer who pays the insured before notice owes the "
         "creditor nothing more."),
)  # fmt: skip

FORMER_HOLDER = Rule(
    "R-JS37", "担保制度解释第37条；民法典第311条", Level.INTERPRETATION, Severity.ACKNOWLEDGE,
    Text("交易所已登记该财产由担保人转让给他人：担保人可能已无处分权，担保权人能否取得担保依善意取得规定。",
         "The exchange has entered that a grantor transferred this asset: he may no longer dispose of it, and whether "
         "the creditor acquires security turns on good faith."),
)  # fmt: skip
TRANSFER_PROHIBITED = Rule(
    "R-JS43", "担保制度解释第43条", Level.INTERPRETATION, Severity.REFUSE,
    Text("该财产上的登记载明禁止转让：违反该约定的转让不发生物权效力。",
         "A registration on the asset forbids its transfer: a transfer in breach of it does not move title."),
)  # fmt: skip
TRANSFER_CONSENT = Rule(
    "R-JS43C", "担保制度解释第43条", Level.INTERPRETATION, Severity.ACKNOWLEDGE,
    Text("该财产上的登记载明转让须经担保权人同意；请确认已经取得同意。",
         "A registration on the asset asks for the secured creditor's consent to a transfer; say that it was given."),
)  # fmt: skip
UNNAMED_BENEFICIARIES = Rule(
    "R-4", "担保制度解释第4条", Level.INTERPRETATION, Severity.WARNING,
    Text("担保权人以代理人或者受托人身份取得担保，未填写为何人取得。",
         "The creditor takes the security as agent or trustee, and nobody is named for whom."),
)  # fmt: skip

RULES = (
    SAME_GOODS, STATE_ORGAN, INSURER_NOTICE, FORMER_HOLDER, TRANSFER_PROHIBITED, TRANSFER_CONSENT,
    UNNAMED_BENEFICIARIES,
)  # fmt: skip
