"""农村土地承包法 2018 (read in full): what may be done with a right to manage contracted land."""

from __future__ import annotations

from registry.domain.rules.base import Level, Rule, Severity
from registry.domain.text import Text

FAMILY_CONSENT = Rule(
    "R-24", "农村土地承包法第24条", Level.STATUTE, Severity.WARNING,
    Text("承包权证列明全部家庭成员；未见家庭成员同意的记载。",
         "The certificate lists every member of the household; no family consent is on record."),
)  # fmt: skip
TERM_WITHIN_RIGHT = Rule(
    "R-38", "农村土地承包法第38条", Level.STATUTE, Severity.REFUSE,
    Text("债务履行期限不得超过土地经营权的剩余期限。",
         "The secured claim falls due after the right given for it has ended."),
)  # fmt: skip
ENTRY_PAST_RIGHT = Rule(
    "R-38E", "农村土地承包法第38条", Level.STATUTE, Severity.WARNING,
    Text("登记期限超过土地经营权的剩余期限；权利到期后登记不再有标的。",
         "The entry outlives the right given; after the right has ended the entry has no object."),
)  # fmt: skip
SHORT_TRANSFER = Rule(
    "R-41", "农村土地承包法第41条", Level.STATUTE, Severity.WARNING,
    Text("流转期限不满五年的土地经营权不能向登记机构申请登记，不得对抗善意第三人。",
         "A transferred right of less than five years cannot be registered at the legal registry and is not opposable "
         "to third parties in good faith."),
)  # fmt: skip
FINANCIAL_CREDITOR = Rule(
    "R-47a", "农村土地承包法第47条第一款", Level.STATUTE, Severity.REFUSE,
    Text("承包地的土地经营权只能向金融机构融资担保；担保权人在本系统登记的类型不是金融机构。",
         "The right to manage contracted land may be given only to a financial institution; "
         "the secured creditor is not recorded as one."),
)  # fmt: skip
UNSEEN_CREDITOR = Rule(
    "R-47u", "农村土地承包法第47条第一款", Level.STATUTE, Severity.ACKNOWLEDGE,
    Text("承包地的土地经营权只能向金融机构融资担保；由他人代为申报的担保权人未在本系统登记，是否为金融机构无从核对。",
         "The right to manage contracted land may be given only to a financial institution; the creditor filed for is "
         "not enrolled here, so the register cannot tell whether it is one."),
)  # fmt: skip
COUNTER_SECURITY = Rule(
    "R-47g", "农村土地承包法第47条第一款", Level.STATUTE, Severity.WARNING,
    Text("担保权人为融资担保公司（反担保），是否属于法定金融机构由当事人自行判断。",
         "The creditor is a financing guarantee company (counter-security); whether the law counts it as a financial "
         "institution is for the parties to judge."),
)  # fmt: skip
CONTRACTOR_CONSENT = Rule(
    "R-47b", "农村土地承包法第47条第一款", Level.STATUTE, Severity.ACKNOWLEDGE,
    Text("受让方以土地经营权融资担保须经承包方书面同意；申请未载明该同意。",
         "A transferee needs the contractor's written consent; the filing names none."),
)  # fmt: skip
OWNER_FILING = Rule(
    "R-47c", "农村土地承包法第47条第一款", Level.STATUTE, Severity.WARNING,
    Text("须向发包方备案；未见备案记载（备案待补）。备案不是设立要件。",
         "A filing with the issuing party is required and none is on record; it does not condition the right."),
)  # fmt: skip
CONTRACT_CREATES = Rule(
    "R-47", "农村土地承包法第47条第二款", Level.STATUTE, Severity.INFO,
    Text("担保物权自融资担保合同生效时设立；未经登记机构登记，不得对抗善意第三人。",
         "The right is created when the financing-security contract takes effect; unless registered with the legal "
         "registry it is not opposable to third parties in good faith."),
)  # fmt: skip
OUTSIDER = Rule(
    "R-52", "农村土地承包法第52条", Level.STATUTE, Severity.ACKNOWLEDGE,
    Text("发包给本集体经济组织以外的单位或者个人承包的，须经本集体经济组织成员会议三分之二以上成员或者三分之二以上"
         "村民代表同意，并报乡镇人民政府批准；申请未载明该决议或者批准。",
         "Land is contracted to an outsider with two thirds of the members or their representatives and the township's "
         "approval; the filing does not name both."),
)  # fmt: skip

RULES = (
    FAMILY_CONSENT, TERM_WITHIN_RIGHT, ENTRY_PAST_RIGHT, SHORT_TRANSFER, FINANCIAL_CREDITOR, UNSEEN_CREDITOR,
    COUNTER_SECURITY, CONTRACTOR_CONSENT, OWNER_FILING, CONTRACT_CREATES, OUTSIDER,
)  # fmt: skip
