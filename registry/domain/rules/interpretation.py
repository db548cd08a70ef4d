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

UNNAMED_BENEFICIARIES = Rule(
    "R-4", "担保制度解释第4条", Level.INTERPRETATION, Severity.WARNING,
    Text("担保权人以代理人或者受托人身份取得担保，未填写为何人取得。",
         "The creditor takes the security as agent or trustee, and nobody is named for whom."),
)  # fmt: skip
REGISTERED_MAXIMUM = Rule(
    "R-15", "担保制度解释第15条", Level.INTERPRETATION, Severity.INFO,
    Text("登记的最高债权额包括本金、利息、违约金和费用；与合同约定不一致的，以登记为准。",
         "The registered maximum covers principal, interest, penalties and costs, and governs where the contract says "
         "otherwise."),
)  # fmt: skip
RENEWED_LOAN = Rule(
    "R-16", "担保制度解释第16条第二款", Level.INTERPRETATION, Severity.INFO,
    Text("以新贷偿还旧贷，旧登记尚未注销且担保人同意继续担保的，在旧贷金额内保留原顺位。",
         "A new loan that repays the old keeps its place, up to the old amount, where the old entry still stood and "
         "the grantor agreed."),
)  # fmt: skip
JOINT_ESTATE = Rule(
    "R-51", "担保制度解释第51条；民法典第397条", Level.INTERPRETATION, Severity.INFO,
    Text("建筑物与建设用地使用权一并抵押：分别抵押给不同债权人的，在一并处分的财产上按登记先后。",
         "Building and land are given together: mortgaged to different creditors, they go by registration over the "
         "joint estate."),
)  # fmt: skip
BEHIND_A_SEIZURE = Rule(
    "R-54", "担保制度解释第54条", Level.INTERPRETATION, Severity.INFO,
    Text("未登记的担保，不得对抗人民法院已经裁定保全或者采取执行措施的债权人。",
         "Security that is not registered cannot be set against a creditor for whom the court has seized the asset."),
)  # fmt: skip

RULES = (
    SAME_GOODS, STATE_ORGAN, INSURER_NOTICE, UNNAMED_BENEFICIARIES, REGISTERED_MAXIMUM, RENEWED_LOAN, JOINT_ESTATE,
    BEHIND_A_SEIZURE,
)  # fmt: skip
