"""Technical rules of this register, said to be so: they protect its working, not a party's right."""

from __future__ import annotations

from registry.domain.rules.base import Level, Rule, Severity
from registry.domain.text import Text

TERM_TOO_SHORT = Rule(
    "REG-TERM-MIN", "本系统登记规则第1条（参照动产和权利担保统一登记办法的期限）",
    Level.REGISTER_RULE, Severity.REFUSE,
    Text("登记期限自登记之日起不得少于一个月。", "The entry must last at least one month from its registration."),
)  # fmt: skip
TERM_TOO_LONG = Rule(
    "REG-TERM-MAX", "本系统登记规则第1条（参照动产和权利担保统一登记办法的期限）",
    Level.REGISTER_RULE, Severity.REFUSE,
    Text("登记期限自登记之日起不得超过三十年。", "The entry may last at most thirty years from its registration."),
)  # fmt: skip
EXCLUSIVE = Rule(
    "REG-EXCLUSIVE", "本系统登记规则第2条", Level.REGISTER_RULE, Severity.REFUSE,
    Text("同一仓单同时只登记一项担保。", "A receipt carries one live registration at a time."),
)  # fmt: skip
ORDER_OF_ENTRY = Rule(
    "REG-RANK", "本系统登记规则第3条", Level.REGISTER_RULE, Severity.INFO,
    Text("本系统登记次序按登记先后排列；不等于清偿顺序。",
         "Rank is the order of entry in this register; it is not the order of payment."),
)  # fmt: skip
PRIOR_ENTRY = Rule(
    "REG-AHEAD", "本系统登记规则第3条", Level.REGISTER_RULE, Severity.WARNING,
    Text("同一担保财产上已有在先登记。", "An earlier entry stands on the same collateral."),
)  # fmt: skip
SIMILAR = Rule(
    "REG-SIMILAR", "本系统登记规则第4条", Level.REGISTER_RULE, Severity.ACKNOWLEDGE,
    Text("同一机构、同一合同号、同一担保财产已有有效登记，疑为重复登记。",
         "A live entry of the same institution, contract number and collateral exists; this looks like a duplicate."),
)  # fmt: skip
STORAGE_ENDS = Rule(
    "REG-STORAGE", "本系统登记规则第5条", Level.REGISTER_RULE, Severity.WARNING,
    Text("仓储期限早于债务到期日届满。", "Storage under the receipt ends before the secured claim falls due."),
)  # fmt: skip
ORGANISATION_CODE = Rule(
    "REG-ORGCODE", "GB 11714", Level.REGISTER_RULE, Severity.INFO,
    Text("统一社会信用代码内的组织机构代码校验位不符；部分历史代码如此。",
         "The organisation code inside the credit code fails its own check; some legacy codes do."),
)  # fmt: skip
ENROLMENT = Rule(
    "REG-ENROL", "本系统登记规则第6条", Level.REGISTER_RULE, Severity.INFO,
    Text("由登记机构管理员办理的机构与密钥登记。", "Institutions and keys enrolled by the register's administrators."),
)  # fmt: skip
SEARCH = Rule(
    "REG-SEARCH", "本系统登记规则第9条", Level.REGISTER_RULE, Severity.INFO,
    Text("查询须说明目的；查询人、目的与所查标识均予记录。",
         "A search states its purpose; who searched, why and under which keys is recorded."),
)  # fmt: skip

UNIT_OF_OTHER_KIND = Rule(
    "REG-UNIT", "GB/T 37346-2019；本系统登记规则第7条", Level.REGISTER_RULE, Severity.REFUSE,
    Text("不动产单元代码的特征码标明的是另一类不动产，与所填担保财产种类不符。",
         "The features of the unit code name real estate of another kind than the collateral offered."),
)  # fmt: skip
OTHER_LAYER = Rule(
    "REG-LAYER", "本系统登记规则第8条", Level.REGISTER_RULE, Severity.WARNING,
    Text("同一地块的另一层级（承包方或受让方）的土地经营权上已有登记。",
         "A right of the other layer (contractor or transferee) on the same parcel stands as security here."),
)  # fmt: skip
SAME_SITE = Rule(
    "REG-SITE", "本系统登记规则第9条", Level.REGISTER_RULE, Severity.WARNING,
    Text("同一地块、宗地或者不动产单元上另有其他担保财产在本系统登记，请一并核对。",
         "Other collateral of the same parcel or real estate unit stands as security here; look at both."),
)  # fmt: skip
RIGHT_ENDS = Rule(
    "REG-RIGHT", "本系统登记规则第10条", Level.REGISTER_RULE, Severity.WARNING,
    Text("债务到期日晚于所填权利的届满日。", "The secured claim falls due after the right given for it has ended."),
)  # fmt: skip
ENTRY_PAST_RIGHT = Rule(
    "REG-RIGHT-ENTRY", "本系统登记规则第10条", Level.REGISTER_RULE, Severity.WARNING,
    Text("登记期限超过所填权利的届满日；权利届满后登记不再有标的。",
         "The entry outlives the right given; after the right has ended the entry has no object."),
)  # fmt: skip
POLICY_ENDED = Rule(
    "REG-POLICY-ENDED", "本系统登记规则第11条", Level.REGISTER_RULE, Severity.ACKNOWLEDGE,
    Text("保险期间已届满；只可能剩有期间内事故的赔偿请求权。",
         "The period of insurance is over; at most a claim for what happened within it may be left."),
)  # fmt: skip
POLICY_ENDS = Rule(
    "REG-POLICY", "本系统登记规则第11条", Level.REGISTER_RULE, Severity.WARNING,
    Text("保险期间早于债务到期日届满。", "The period of insurance ends before the secured claim falls due."),
)  # fmt: skip
UNCONFIRMED = Rule(
    "REG-AGENT", "本系统登记规则第12条", Level.REGISTER_RULE, Severity.WARNING,
    Text("本登记由他人代担保权人申报，担保权人尚未确认。",
         "Another institution filed this for the secured creditor, who has not confirmed it yet."),
)  # fmt: skip
MAIN_CLAIM = Rule(
    "REG-MAIN-CLAIM", "本系统登记规则第13条", Level.REGISTER_RULE, Severity.WARNING,
    Text("担保追偿权的登记未填写被担保的主债权。",
         "The security covers a guarantor's recourse, and the claim that was guaranteed is not named."),
)  # fmt: skip
SERVED_EARLIER = Rule(
    "REG-SERVED", "本系统登记规则第14条", Level.REGISTER_RULE, Severity.WARNING,
    Text("查封送达之后、录入本系统之前，该财产上另有登记；其当事人登记时在本系统看不到该查封。",
         "Between the seizure's service and its entry here others were registered on the asset, whose parties could "
         "not see it here."),
)  # fmt: skip
HELD = Rule(
    "R-HOLD", "本系统登记规则第15条", Level.REGISTER_RULE, Severity.WARNING,
    Text("该财产正在交易所交易（交易预留）；预留不排他，本登记照常办理，交易所将得知。",
         "A trade of the asset is in progress at the exchange. The hold reserves nothing: this is entered as usual, "
         "and the exchange will see it."),
)  # fmt: skip
HOLD_TOO_LONG = Rule(
    "REG-HOLD-TERM", "本系统登记规则第15条", Level.REGISTER_RULE, Severity.REFUSE,
    Text("交易预留自录入次日起最多五个工作日。", "A hold lasts at most five working days after its entry."),
)  # fmt: skip
HELD_LATELY = Rule(
    "REG-HOLD-AGAIN", "本系统登记规则第15条", Level.REGISTER_RULE, Severity.REFUSE,
    Text("同一机构三十日内对同一财产只能预留一次。",
         "One institution may hold an asset once in thirty days."),
)  # fmt: skip
TRANSFER_OF_SEIZED = Rule(
    "REG-SEIZED", "本系统登记规则第16条（参照查封规定第24条）", Level.REGISTER_RULE, Severity.REFUSE,
    Text("该财产上有未解除的查封，本系统不办理其转让的登记。",
         "A seizure stands on the asset; its transfer is not entered here until that is lifted."),
)  # fmt: skip

RULES = (
    TERM_TOO_SHORT, TERM_TOO_LONG, EXCLUSIVE, ORDER_OF_ENTRY, PRIOR_ENTRY, SIMILAR, STORAGE_ENDS, ORGANISATION_CODE,
    ENROLMENT, SEARCH, UNIT_OF_OTHER_KIND, OTHER_LAYER, SAME_SITE, RIGHT_ENDS, ENTRY_PAST_RIGHT, POLICY_ENDED,
    POLICY_ENDS, UNCONFIRMED, MAIN_CLAIM, SERVED_EARLIER, HELD, HOLD_TOO_LONG, HELD_LATELY,
    TRANSFER_OF_SEIZED,
)  # fmt: skip
