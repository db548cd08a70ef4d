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
    Text("同一仓单、地票同时只登记一项担保；地票由他人在先提供担保的，确认权属冲突（REG-TITLE）后另行登记。",
         "A receipt, or a land ticket, carries one live registration at a time; a ticket that another gave before is "
         "entered once the conflict of titles (REG-TITLE) is acknowledged."),
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
PRO_RATA = Rule(
    "REG-PRORATA", "本系统登记规则第51条", Level.REGISTER_RULE, Severity.INFO,
    Text("公示时间相同、没有公示或者先后无法确定的，同一位次按债权比例分配；不足一分的部分按最大余数法，余数相同的按登记次序。",
         "Rights of one instant, without publicity, or whose order cannot be told share pro rata by claim; what is "
         "less than a minor unit goes by largest remainder, and between equals by rank."),
)  # fmt: skip
COUNTED_ONCE = Rule(
    "REG-ONCE", "本系统登记规则第52条", Level.REGISTER_RULE, Severity.INFO,
    Text("同一债权由多项登记或者多项财产担保的，只受偿一次；多项财产按所列次序计算。",
         "A claim secured by several registrations or assets is paid once; the assets are taken as listed."),
)  # fmt: skip
DEADLINE_UNKNOWN = Rule(
    "REG-CALENDAR", "本系统登记规则第53条", Level.REGISTER_RULE, Severity.INFO,
    Text("十日期间的末日超出已收录的节假日安排，能否享有价款优先权暂不能确定；此处按登记时间列示。",
         "The ten days end on a day whose holidays are not on record: whether purchase money takes precedence cannot "
         "be told yet, and it is listed by registration."),
)  # fmt: skip
CO_OWNERS = Rule(
    "REG-CO-OWNERS", "本系统登记规则第41条", Level.REGISTER_RULE, Severity.WARNING,
    Text("申请载明为共有财产；未见共有人同意的记载，也未列明其他共有人为担保人。",
         "The filing says that the asset is owned in common; no consent of the co-owners is on record, and none of "
         "them is named as a grantor."),
)  # fmt: skip
SAME_TRADE = Rule(
    "REG-TRADE", "本系统登记规则第44条", Level.REGISTER_RULE, Severity.WARNING,
    Text("由同一合同、订单、货物或者土地产生的其他担保财产在本系统登记，请一并核对。",
         "Other collateral that springs from the same contract, order, goods or land stands here; look at both."),
)  # fmt: skip
ABOVE_FACE = Rule(
    "REG-FACE", "本系统登记规则第45条", Level.REGISTER_RULE, Severity.WARNING,
    Text("分配到该财产的担保金额超过其金额。", "The asset is allocated more than its own amount."),
)  # fmt: skip
PAID_BEFORE = Rule(
    "REG-PAID-BEFORE", "本系统登记规则第45条", Level.REGISTER_RULE, Severity.INFO,
    Text("应收账款或者订单的付款日早于债务到期日，款项可能先行支付。",
         "What is owed is payable before the secured claim falls due, and may be paid by then."),
)  # fmt: skip
OWNERSHIP = Rule(
    "REG-OWNERSHIP", "本系统登记规则第42条", Level.REGISTER_RULE, Severity.WARNING,
    Text("未填写权属凭证（建造、购置合同或者发票等），所有权无从对照。",
         "No proof of ownership (a contract of building or sale, an invoice) is named to compare with."),
)  # fmt: skip
FACILITY_FILING = Rule(
    "REG-FACILITY", "本系统登记规则第42条", Level.REGISTER_RULE, Severity.WARNING,
    Text("申请载明用地为设施农业用地；未填写设施农业用地备案号。",
         "The filing says that it stands on land for farming facilities; the number under which that use was filed is "
         "not named."),
)  # fmt: skip
BASIC_FARMLAND = Rule(
    "REG-FARMLAND", "本系统登记规则第43条", Level.REGISTER_RULE, Severity.ACKNOWLEDGE,
    Text("申请载明位于永久基本农田而未填写批准文号；该设施可能须拆除，请核实后再确认。",
         "The filing says that it stands on permanent basic farmland and names no permit; it may have to be removed."),
)  # fmt: skip
HOLDER = Rule(
    "REG-HOLDER", "本系统登记规则第21条", Level.REGISTER_RULE, Severity.WARNING,
    Text("财产所有人代码未填写，或者与作为担保人的组织不符；同一所有人的其他登记可能未能关联。",
         "The holder's code is not given or is no grantor's; other entries over the same holder's movables may not "
         "have been found."),
)  # fmt: skip
PERISHABLE = Rule(
    "REG-PERISHABLE", "本系统登记规则第22条", Level.REGISTER_RULE, Severity.WARNING,
    Text("鲜活易腐存货未填写处置预案。", "The goods perish, and no plan for their disposal is named."),
)  # fmt: skip
HARVEST = Rule(
    "REG-HARVEST", "本系统登记规则第23条", Level.REGISTER_RULE, Severity.WARNING,
    Text("债务到期日晚于预计收获日；收获后在地作物成为产品，请另行登记。",
         "The claim falls due after the harvest, when the crop becomes produce; that is to be entered anew."),
)  # fmt: skip
UNINSURED = Rule(
    "REG-INSURANCE", "本系统登记规则第24条", Level.REGISTER_RULE, Severity.INFO,
    Text("未填写该财产的保单。", "No policy over the asset is named."),
)  # fmt: skip
QUARANTINE = Rule(
    "REG-QUARANTINE", "本系统登记规则第25条", Level.REGISTER_RULE, Severity.WARNING,
    Text("未填写检疫证明编号。", "No certificate of quarantine is named."),
)  # fmt: skip
EPIDEMIC = Rule(
    "REG-EPIDEMIC", "本系统登记规则第25条", Level.REGISTER_RULE, Severity.ACKNOWLEDGE,
    Text("申请载明该养殖物处于疫病管控之中，可能不得移动或者处分。",
         "The filing says that the animals are under epidemic control; they may not be open to movement or sale."),
)  # fmt: skip
PROTECTED = Rule(
    "REG-PROTECTED", "本系统登记规则第25条", Level.REGISTER_RULE, Severity.ACKNOWLEDGE,
    Text("申请载明属于受保护物种，可能不得担保；请核实许可。",
         "The filing says that the species is protected, and may not be open to security; check the licence."),
)  # fmt: skip
EAR_TAG = Rule(
    "REG-EARTAG", "畜禽标识编码规则；本系统登记规则第26条", Level.REGISTER_RULE, Severity.WARNING,
    Text("标识编码首位标明的畜种与所填不符。", "The first digit of an ear tag names another species than the filing."),
    confirmed=False,
)  # fmt: skip
SAME_SERIAL = Rule(
    "REG-SERIAL", "本系统登记规则第27条", Level.REGISTER_RULE, Severity.WARNING,
    Text("同一出厂编号的机具在本系统登记担保，生产企业的写法不同；请核对是否为同一机具。",
         "A machine of the same serial number stands as security here under another spelling of its maker; check "
         "whether it is the same."),
)  # fmt: skip
PLATED = Rule(
    "REG-PLATED", "本系统登记规则第28条", Level.REGISTER_RULE, Severity.WARNING,
    Text("有牌证的机动车、拖拉机、联合收割机不在动产融资统一登记范围内，请在其牌证登记机关办理。",
         "Vehicles, tractors and harvesters with a plate are outside the unified movables registry; register with the "
         "office that issued the plate."),
    confirmed=False,
)  # fmt: skip
OVERLAP = Rule(
    "REG-OVERLAP", "本系统登记规则第14条", Level.REGISTER_RULE, Severity.WARNING,
    Text("所绘范围与以其他标识登记的担保财产的范围重叠，超过其中较小者的百分之一或者五十平方米，请实地核对；"
         "同类同层级的权利，在重叠部分的本系统登记次序以在先登记为先。",
         "The outline overlaps that of collateral entered under another identity, by more than a hundredth of the "
         "smaller or 50 m2; check it on the ground. Between rights of one kind and layer the earlier entry ranks first "
         "on the ground they share."),
)  # fmt: skip
AREA_DIFFERS = Rule(
    "REG-AREA", "本系统登记规则第15条", Level.REGISTER_RULE, Severity.WARNING,
    Text("所填面积与所绘范围的面积相差超过 0.01 亩加千分之一；请核对证载地块是否确在该处。",
         "The area stated and that of the outline differ by more than 0.01 mu and a thousandth; check whether the land "
         "of the certificate is there."),
)  # fmt: skip
OVERLAP_WITHIN = Rule(
    "REG-OVERLAP-OWN", "本系统登记规则第14条", Level.REGISTER_RULE, Severity.WARNING,
    Text("所绘范围与本申请所列另一项担保财产的范围重叠，超过其中较小者的百分之一或者五十平方米；"
         "同一地块可能以两个标识重复计入，请核对。",
         "The outline overlaps that of another item of this filing, by more than a hundredth of the smaller or 50 m2; "
         "one piece of land may be counted twice under two codes."),
)  # fmt: skip
OUTLINE_DIFFERS = Rule(
    "REG-OUTLINE", "本系统登记规则第15条", Level.REGISTER_RULE, Severity.WARNING,
    Text("以同一标识登记在先的担保财产，其所绘范围与本次所绘不同，超出部分大于其中较小者的百分之一或者五十平方米；"
         "请核对标识与范围。",
         "Under the same identity an earlier entry has drawn another outline; what lies in one of them only exceeds a "
         "hundredth of the smaller or 50 m2. Check the code and the outline."),
)  # fmt: skip
TITLE_CONFLICT = Rule(
    "REG-TITLE", "本系统登记规则第16条（参照民法典第399条第四项）", Level.REGISTER_RULE, Severity.ACKNOWLEDGE,
    Text("同一不动产单元、地块、权属证书或者地票，在本系统记载的权利人（在先登记的担保人或者转让的受让人）另有其人，"
         "权属可能存在争议。经确认照常登记，各方均可看到；冲突消除前，权利负担查询的交易结论为停止。",
         "Another stands here as holder of the same unit, parcel, certificate or land ticket: who gave it before, or "
         "took it by a transfer. Title may be in dispute. Acknowledged, this is entered and every side is told; until "
         "it is resolved a trade is told to stop."),
)  # fmt: skip
SERVED_EARLIER = Rule(
    "REG-SERVED", "本系统登记规则第61条", Level.REGISTER_RULE, Severity.WARNING,
    Text("查封送达之后、录入本系统之前，该财产上另有登记；其当事人登记时在本系统看不到该查封。",
         "Between the seizure's service and its entry here others were registered on the asset, whose parties could "
         "not see it here."),
)  # fmt: skip
HELD = Rule(
    "R-HOLD", "本系统登记规则第62条", Level.REGISTER_RULE, Severity.WARNING,
    Text("该财产正在交易所交易（交易预留）；预留不排他，本登记照常办理，交易所将得知。",
         "A trade of the asset is in progress at the exchange. The hold reserves nothing: this is entered as usual, "
         "and the exchange will see it."),
)  # fmt: skip
HOLD_TOO_LONG = Rule(
    "REG-HOLD-TERM", "本系统登记规则第62条", Level.REGISTER_RULE, Severity.REFUSE,
    Text("交易预留自录入次日起最多五个工作日。", "A hold lasts at most five working days after its entry."),
)  # fmt: skip
HELD_LATELY = Rule(
    "REG-HOLD-AGAIN", "本系统登记规则第62条", Level.REGISTER_RULE, Severity.REFUSE,
    Text("同一机构三十日内对同一财产只能预留一次。",
         "One institution may hold an asset once in thirty days."),
)  # fmt: skip
TRANSFER_OF_SEIZED = Rule(
    "REG-SEIZED", "本系统登记规则第63条（参照查封规定第24条）", Level.REGISTER_RULE, Severity.REFUSE,
    Text("该财产上有未解除的查封，本系统不办理其转让的登记。",
         "A seizure stands on the asset; its transfer is not entered here until that is lifted."),
)  # fmt: skip

OTHER_KEEPER = Rule(
    "REG-KEEPER", "本系统登记规则第29条（参照担保制度解释第59条）", Level.REGISTER_RULE, Severity.ACKNOWLEDGE,
    Text("另一保管人以同名的仓库、货位、批次保管的货物在本系统登记担保；请核实是否为同一批货物后再确认。",
         "Goods that another keeper keeps in a warehouse, slot and lot of the same names stand as security here; check "
         "whether they are the same goods."),
)  # fmt: skip
QUANTITY = Rule(
    "REG-QUANTITY", "本系统登记规则第30条", Level.REGISTER_RULE, Severity.REFUSE,
    Text("已登记担保的数量与本申请之和超过保管人（保险人）证明的数量，本系统不予登记。",
         "What stands as security and what is offered come to more than the keeper or insurer has attested; it is not "
         "entered."),
)  # fmt: skip
QUANTITY_UNKNOWN = Rule(
    "REG-CAPACITY", "本系统登记规则第30条", Level.REGISTER_RULE, Severity.WARNING,
    Text("同一批次（畜群、订单、保单）的其他部分已登记担保，而总量未经保管人（保险人）证明，本系统无从核对是否超出。",
         "Other parts of the same lot, herd, order or policy stand as security, and nobody has attested how much there "
         "is: whether it suffices is not known here."),
)  # fmt: skip
OTHER_MEASURE = Rule(
    "REG-MEASURE", "本系统登记规则第30条", Level.REGISTER_RULE, Severity.REFUSE,
    Text("保管人已以另一计量方式证明该批次的数量；请以该计量单位填写，以便核对。",
         "The keeper has attested the lot in another measure; state the quantity in that one, so that they compare."),
)  # fmt: skip
OVERPLEDGED = Rule(
    "REG-OVERPLEDGED", "本系统登记规则第31条", Level.REGISTER_RULE, Severity.WARNING,
    Text("经证明的数量少于已登记担保的数量。", "Less is attested to be there than stands as security here."),
)  # fmt: skip
DISOWNED = Rule(
    "REG-DISOWNED", "本系统登记规则第32条", Level.REGISTER_RULE, Severity.ACKNOWLEDGE,
    Text("保管人（保险人）称未出具或者不承认该单证；请核实后再确认。",
         "The keeper or insurer says that he has not issued it or does not stand by it; check before you acknowledge."),
)  # fmt: skip
DOCUMENT_ENDED = Rule(
    "REG-ENDED", "本系统登记规则第32条", Level.REGISTER_RULE, Severity.REFUSE,
    Text("保管人（保险人）已证明该单证注销、分割或者换发，本系统不再以其办理登记。",
         "The keeper or insurer has attested that it was cancelled, split or replaced; nothing more is entered on it."),
)  # fmt: skip
ATTESTED_PLEDGED = Rule(
    "REG-ATTESTED", "本系统登记规则第32条", Level.REGISTER_RULE, Severity.WARNING,
    Text("该单证在本系统登记担保；本证明照录，登记不因此变更。",
         "Security over it stands here; the statement is recorded, and changes no registration."),
)  # fmt: skip
SPLIT_OF_SEIZED = Rule(
    "REG-SPLIT-SEIZED", "本系统登记规则第33条（参照查封规定第24条）", Level.REGISTER_RULE, Severity.REFUSE,
    Text("该单证上有未解除的查封，不得分割、换发。",
         "A seizure stands on it; it is not split or replaced until that is lifted."),
)  # fmt: skip
OF_DOCUMENTS = (DISOWNED, DOCUMENT_ENDED)
"""What its issuer may have said of a receipt or a policy."""
OF_QUANTITIES = (QUANTITY, QUANTITY_UNKNOWN, OTHER_MEASURE, OVERPLEDGED)
"""What is said of any kind that takes of a quantity."""

RULES = (
    TERM_TOO_SHORT, TERM_TOO_LONG, EXCLUSIVE, ORDER_OF_ENTRY, PRIOR_ENTRY, SIMILAR, STORAGE_ENDS, ORGANISATION_CODE,
    ENROLMENT, SEARCH, UNIT_OF_OTHER_KIND, OTHER_LAYER, SAME_SITE, RIGHT_ENDS, ENTRY_PAST_RIGHT, POLICY_ENDED,
    POLICY_ENDS, UNCONFIRMED, MAIN_CLAIM, PRO_RATA, COUNTED_ONCE, DEADLINE_UNKNOWN, CO_OWNERS, SAME_TRADE, ABOVE_FACE,
    PAID_BEFORE, OWNERSHIP, FACILITY_FILING, BASIC_FARMLAND, HOLDER, PERISHABLE, HARVEST, UNINSURED, QUARANTINE,
    EPIDEMIC, PROTECTED, EAR_TAG, SAME_SERIAL, PLATED, OVERLAP, AREA_DIFFERS, SERVED_EARLIER, HELD, HOLD_TOO_LONG,
    HELD_LATELY, TRANSFER_OF_SEIZED, OVERLAP_WITHIN, OUTLINE_DIFFERS, TITLE_CONFLICT, OTHER_KEEPER, *OF_QUANTITIES,
    *OF_DOCUMENTS, ATTESTED_PLEDGED, SPLIT_OF_SEIZED,
)  # fmt: skip
