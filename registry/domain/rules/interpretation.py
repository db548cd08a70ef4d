"""担保制度解释 (法释〔2020〕28号, read in full)."""

from __future__ import annotations

from registry.domain.rules.base import Level, Rule, Severity
from registry.domain.text import Text

SAME_GOODS = Rule(
    "R-59", "担保制度解释第59条", Level.INTERPRETATION, Severity.WARNING,
    Text("同一货位、批次的货物另有仓单或者存货在本系统登记担保；按公示先后，无法确定的按债权比例。",
         "Goods of the same slot and lot stand as security here, by another receipt or themselves; paid by order of "
         "publicity, pro rata where that cannot be told."),
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
LOSS_PAYEE = Rule(
    "R-42P", "担保制度解释第42条、民法典第390条", Level.INTERPRETATION, Severity.ACKNOWLEDGE,
    Text("本申请或者同一保单的在先登记载明他人为第一受益人（赔款收款人），赔款可能已约定向其支付；请核实后确认。",
         "This filing, or an earlier entry of the policy, says that the policy names another as loss payee, to whom "
         "the insurer may have to pay; check before acknowledging."),
)  # fmt: skip
DEBTOR_CONFIRMATION = Rule(
    "R-61", "担保制度解释第61条", Level.INTERPRETATION, Severity.WARNING,
    Text("未见应收账款债务人（买方）确认的记载，应收账款是否真实存在须由债权人证明。",
         "No confirmation by the account debtor (the buyer) is on record; that the claim exists is for the creditor to "
         "prove."),
)  # fmt: skip
SPECIAL_ACCOUNT = Rule(
    "R-61A", "担保制度解释第61条", Level.INTERPRETATION, Severity.WARNING,
    Text("以将有的应收账款出质，未载明已设立特定账户。",
         "A receivable to come is given, and no special account for it is named."),
)  # fmt: skip
ILLEGAL_BUILDING = Rule(
    "R-49", "担保制度解释第49条", Level.INTERPRETATION, Severity.REFUSE,
    Text("以违法建筑物抵押的，抵押合同无效，补办合法手续的除外；申请载明该建筑物未合法建造。",
         "A mortgage of an illegal building is void unless it is legalised; the filing says that this one was not "
         "lawfully built."),
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

DESCRIPTION = Rule(
    "R-53", "担保制度解释第53条、民法典第400条", Level.INTERPRETATION, Severity.WARNING,
    Text("未填写货物名称和数量；概括描述能够合理识别担保财产的，担保方可认定成立。",
         "Goods and quantity are not named; security by a general description stands only where it reasonably "
         "identifies the property."),
)  # fmt: skip
CONTROL = Rule(
    "R-55", "担保制度解释第55条", Level.INTERPRETATION, Severity.ACKNOWLEDGE,
    Text("质物的监管人由出质人委托；监管人须为债权人实际控制货物，质权方可设立。",
         "The grantor appointed the supervisor; a pledge stands only if he controls the goods for the creditor."),
)  # fmt: skip

RULES = (
    SAME_GOODS, STATE_ORGAN, INSURER_NOTICE, LOSS_PAYEE, UNNAMED_BENEFICIARIES, REGISTERED_MAXIMUM, RENEWED_LOAN,
    JOINT_ESTATE, BEHIND_A_SEIZURE, DEBTOR_CONFIRMATION, SPECIAL_ACCOUNT, ILLEGAL_BUILDING, DESCRIPTION, CONTROL,
    FORMER_HOLDER, TRANSFER_PROHIBITED, TRANSFER_CONSENT,
)  # fmt: skip
