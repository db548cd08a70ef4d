"""民法典, book of property (read in full)."""

from __future__ import annotations

from registry.domain.rules.base import Level, Rule, Severity
from registry.domain.text import Text

LAND_OWNERSHIP = Rule(
    "R-399.1", "民法典第399条第一项", Level.STATUTE, Severity.REFUSE,
    Text("土地所有权不得抵押。", "Ownership of land cannot be given as security."),
)  # fmt: skip
HOMESTEAD = Rule(
    "R-399.2", "民法典第399条第二项", Level.STATUTE, Severity.REFUSE,
    Text("宅基地使用权除法律规定可以抵押的以外不得抵押；申请未载明在该区县、登记当日有效的试点授权。",
         "The right to a homestead cannot be given as security unless the law allows it; the filing names no pilot "
         "authorisation in force in that county on the day of entry."),
)  # fmt: skip
UNDER_A_PILOT = Rule(
    "R-399.2P", "民法典第399条第二项", Level.STATUTE, Severity.INFO,
    Text("宅基地使用权一般不得抵押；本项依申请所载文号的试点授权登记，是否属于法律另有规定由当事人自行判断。",
         "The right to a homestead cannot as a rule be given as security; this one is entered under the pilot "
         "authorisation named, and whether that is the law's exception is for the parties to judge."),
)  # fmt: skip
DISPUTED = Rule(
    "R-399.4", "民法典第399条第四项", Level.STATUTE, Severity.REFUSE,
    Text("所有权、使用权不明或者有争议的财产不得抵押；该不动产单元代码标明权属争议。",
         "Property whose title is unclear or disputed cannot be given as security; this unit code says that it is."),
)  # fmt: skip
SEIZED = Rule(
    "R-399.5", "民法典第399条第五项", Level.STATUTE, Severity.REFUSE,
    Text("依法被查封、扣押、监管的财产不得抵押；该财产上有未解除的查封。",
         "Property seized or under supervision cannot be given as security; a seizure stands on this asset."),
)  # fmt: skip
OTHER_CONTRACT_CERTIFICATE = Rule(
    "R-342", "民法典第342条", Level.STATUTE, Severity.REFUSE,
    Text("以招标、拍卖、公开协商等方式承包的，须经依法登记取得权属证书方可抵押；未填写权属证书号。",
         "Land contracted by tender, auction or negotiation may be given only under a registered certificate; "
         "none is named."),
)  # fmt: skip
RECEIPT_DELIVERY = Rule(
    "R-441", "民法典第441条", Level.STATUTE, Severity.WARNING,
    Text("纸质仓单质权自权利凭证交付质权人时设立；申请未载明交付时间。",
         "The pledge of a paper receipt is created by delivery of the document; the filing names no delivery."),
)  # fmt: skip
RECEIPT_REGISTRATION = Rule(
    "R-441E", "民法典第441条", Level.STATUTE, Severity.WARNING,
    Text("没有权利凭证的仓单，质权自办理出质登记时设立；未填写法定登记机构的登记编号。",
         "The pledge of a receipt without a document is created by registration at the legal registry; "
         "no registration there is named."),
)  # fmt: skip
BY_REGISTRATION = Rule(
    "R-414", "民法典第414条", Level.STATUTE, Severity.INFO,
    Text("按法定登记机构的登记时间先后确定清偿顺序。",
         "Paid in the order of registration at the legal registry."),
)  # fmt: skip
BY_DELIVERY = Rule(
    "R-415", "民法典第415条", Level.STATUTE, Severity.INFO,
    Text("按交付（占有）时间与登记时间的先后确定清偿顺序。",
         "Paid in the order of delivery and registration, whichever is earlier."),
)  # fmt: skip
PROCEEDS = Rule(
    "R-390", "民法典第390条；担保制度解释第42条", Level.STATUTE, Severity.WARNING,
    Text("保险标的已在本系统登记担保；该担保物权人可以就保险金按原顺位优先受偿。",
         "The object insured stands as security here; that security extends to the insurance money at its own rank."),
)  # fmt: skip
WITH_ITS_LAND = Rule(
    "R-397", "民法典第397条", Level.STATUTE, Severity.WARNING,
    Text("同一宗地上的建筑物与建设用地使用权一并抵押，未一并抵押的视为一并抵押；该宗地上另有担保在本系统登记。",
         "A building and the right to its land are given together, and the one not named is deemed given; other "
         "security over the same parcel stands here."),
)  # fmt: skip
LAND_WITHOUT_BUILDING = Rule(
    "R-398", "民法典第398条", Level.STATUTE, Severity.REFUSE,
    Text("乡镇、村企业的建设用地使用权不得单独抵押；未填写地上建筑物。",
         "A township or village enterprise's land may be given only with its buildings; none is named."),
)  # fmt: skip
REGISTRATION_CREATES = Rule(
    "R-402", "民法典第402条", Level.STATUTE, Severity.WARNING,
    Text("抵押权自法定登记机构办理登记时设立；未填写法定登记机构的登记编号。",
         "The mortgage is created by registration at the legal registry; no registration there is named."),
)  # fmt: skip
COMPONENTS = Rule(
    "R-417", "民法典第417条；担保制度解释第40条、第41条、第51条", Level.STATUTE, Severity.WARNING,
    Text("同一地块或者不动产单元的土地权利与地上附着物分别设立担保；担保设立后新增的部分可以一并处分，"
         "但该担保对其价款没有优先受偿权，变现价款须按部分区分。",
         "Land and what stands on it are given apart here. What was added after a security was created may be sold "
         "with the rest, but that security does not reach its part of the price: the proceeds must be told apart."),
)  # fmt: skip
RECEIVABLE_REGISTRATION = Rule(
    "R-445", "民法典第445条", Level.STATUTE, Severity.INFO,
    Text("以保险赔偿请求权作应收账款出质的，质权自办理出质登记时设立；未填写法定登记机构的登记编号。",
         "Taken as a receivable, a claim under a policy is pledged by registration at the legal registry; none is "
         "named."),
    confirmed=False,  # the article was read; that it governs policies is for a lawyer to confirm
)  # fmt: skip
PLEDGE_OF_RECEIVABLE = Rule(
    "R-445A", "民法典第445条", Level.STATUTE, Severity.WARNING,
    Text("应收账款质权自办理出质登记时设立；未填写法定登记机构的登记编号。",
         "The pledge of a receivable is created by registration at the legal registry; none is named."),
)  # fmt: skip
TRANSFER_OF_PLEDGED = Rule(
    "R-445T", "民法典第445条第二款", Level.STATUTE, Severity.ACKNOWLEDGE,
    Text("应收账款出质后不得转让，经出质人与质权人协商同意的除外；请确认质权人已经同意。",
         "A receivable that is pledged is transferred only if the pledgee agrees; say that he does."),
)  # fmt: skip
UNREGISTERED_ASSIGNMENT = Rule(
    "R-768A", "民法典第768条；担保制度解释第66条", Level.STATUTE, Severity.WARNING,
    Text("同一应收账款上，已登记的先于未登记的；未填写法定登记机构的登记编号。",
         "Over one receivable whoever registered comes before whoever did not; no registration at the legal registry "
         "is named."),
)  # fmt: skip
BY_NOTICE = Rule(
    "R-768", "民法典第768条；担保制度解释第66条", Level.STATUTE, Severity.INFO,
    Text("未登记的，按通知到达债务人（保险人）的时间先后，位于已登记的之后。",
         "Without registration paid in the order in which notice reached the debtor (the insurer), behind what is "
         "registered."),
)  # fmt: skip
PRIOR_LEASE = Rule(
    "R-405", "民法典第405条", Level.STATUTE, Severity.WARNING,
    Text("抵押权设立前已经出租并转移占有的，原租赁关系不受该抵押权的影响；申请载明有在先租赁。",
         "A lease in possession before the mortgage survives it; the filing names one."),
)  # fmt: skip
LIENS_FOLLOW = Rule(
    "R-406", "民法典第406条", Level.STATUTE, Severity.INFO,
    Text("财产转让的，担保权不受影响，随财产转移；转让人应当及时通知担保权人。",
         "A transfer does not affect the security, which moves with the asset; the transferor is to tell the creditor "
         "in time."),
)  # fmt: skip
NO_DETERMINATION_PERIOD = Rule(
    "R-423", "民法典第423条、第439条", Level.STATUTE, Severity.INFO,
    Text("最高额担保未填写债权确定期间；没有约定的，满二年后任何一方均可请求确定债权。",
         "A maximum amount without a period of determination: after two years either side may ask that the claims be "
         "determined."),
)  # fmt: skip
FOLLOWS_THE_ASSET = Rule(
    "R-406P", "民法典第406条", Level.STATUTE, Severity.INFO,
    Text("抵押财产转让的，抵押权不受影响：原所有人设立并在转让前已公示的担保，先于受让人设立的担保。",
         "A transfer leaves the mortgage as it is: what a former owner gave, made public before it, comes before what "
         "the new owner gave."),
)  # fmt: skip
CHANGE_OF_PRIORITY = Rule(
    "R-409", "民法典第409条", Level.STATUTE, Severity.INFO,
    Text("按变更顺位的协议互换清偿位置，以让出的位置所得为限；未同意的其他担保权人不受影响。",
         "Places exchanged by agreement, within what the place given up is paid; creditors who did not agree are not "
         "touched."),
)  # fmt: skip
CRYSTALLISED = Rule(
    "R-411C", "民法典第411条", Level.STATUTE, Severity.INFO,
    Text("浮动抵押财产已确定；确定之后取得的财产不在其内。",
         "The floating charge has crystallised; what was acquired afterwards is not covered."),
)  # fmt: skip
STILL_FLOATING = Rule(
    "R-411F", "民法典第396条、第411条", Level.STATUTE, Severity.INFO,
    Text("未见浮动抵押财产确定的记载；实现抵押权以确定为前提。",
         "The floating charge is not on record as crystallised, and enforcing it presupposes that."),
)  # fmt: skip
PRICE_FIRST = Rule(
    "R-416P", "民法典第416条；担保制度解释第57条", Level.STATUTE, Severity.INFO,
    Text("价款优先权：标的物交付后十日内办理登记，先于买受人、承租人设立的其他担保，留置权除外；数项并存的按登记先后。",
         "Purchase money registered within ten days of delivery comes before other security the buyer or lessee gave, "
         "possessory liens excepted; several of them go by registration."),
)  # fmt: skip
PRICE_LATE = Rule(
    "R-416L", "民法典第416条", Level.STATUTE, Severity.INFO,
    Text("价款担保未在标的物交付后十日内登记，不享有价款优先权，按登记时间排列。",
         "Purchase money not registered within ten days of delivery has no precedence and goes by registration."),
)  # fmt: skip
NEW_BUILDING = Rule(
    "R-417P", "民法典第417条", Level.STATUTE, Severity.INFO,
    Text("担保设立之后新增的建筑物等一并处分，但其价款不在该担保的优先受偿范围。",
         "What was added after the security was given is sold together with it, but its part of the price is not "
         "covered."),
)  # fmt: skip
MAXIMUM = Rule(
    "R-420", "民法典第420条、第439条", Level.STATUTE, Severity.INFO,
    Text("最高额担保，在登记的最高债权额内受偿。", "Paid within the registered maximum amount."),
)  # fmt: skip
DETERMINED = Rule(
    "R-423D", "民法典第423条、第439条", Level.STATUTE, Severity.INFO,
    Text("最高额担保的债权已确定，之后发生的债权不在其内。",
         "The claims under the maximum amount have been determined; later ones are not covered."),
)  # fmt: skip
POSSESSORY_LIEN = Rule(
    "R-456", "民法典第456条", Level.STATUTE, Severity.INFO,
    Text("同一动产上留置权人先于抵押权人、质权人受偿。",
         "On a movable the holder of a possessory lien comes before every mortgage and pledge."),
)  # fmt: skip
INSURED_ELSEWHERE = Rule(
    "R-390P", "民法典第390条；担保制度解释第42条", Level.STATUTE, Severity.WARNING,
    Text("承保该财产或者同一地块的保单另在本系统登记担保；担保物权及于保险金，请一并核对顺位。",
         "A policy over this asset or its parcel stands as security here; security over the asset extends to the "
         "insurance money, so look at both ranks."),
)  # fmt: skip
CROPS_ON_LAND = Rule(
    "R-395C", "民法典第395条", Level.STATUTE, Severity.WARNING,
    Text("在地作物属土地附着物还是动产，有待确认；请一并核对不动产登记与动产登记。",
         "Whether standing crops go with the land or are movables is not settled; look at both legal registries."),
    confirmed=False,
)  # fmt: skip
FLOATING_GRANTOR = Rule(
    "R-396", "民法典第396条", Level.STATUTE, Severity.REFUSE,
    Text("浮动抵押限于企业、个体工商户、农业生产经营者；该自然人担保人未载明为农户、家庭农场或者个体工商户。",
         "Only an enterprise, a sole trader or an agricultural producer may give a floating mortgage; this person is "
         "said to be none of them."),
)  # fmt: skip
FLOATING_GRANTOR_UNTOLD = Rule(
    "R-396U", "民法典第396条", Level.STATUTE, Severity.ACKNOWLEDGE,
    Text("浮动抵押限于企业、个体工商户、农业生产经营者；无法判断该组织是否属于其中之一。",
         "Only an enterprise, a sole trader or an agricultural producer may give a floating mortgage; it cannot be "
         "told whether this organisation is one."),
)  # fmt: skip
GENERAL_DESCRIPTION = Rule(
    "R-396L", "民法典第396条、第414条", Level.STATUTE, Severity.WARNING,
    Text("同一所有人以概括描述的动产（含浮动抵押）在本系统登记担保，可能及于同一财产；按公示先后。",
         "Movables of the same holder, described in general terms, stand as security here (a floating mortgage does), "
         "and may be the same; paid by order of publicity."),
)  # fmt: skip
MOVABLE_REGISTRATION = Rule(
    "R-403", "民法典第403条", Level.STATUTE, Severity.WARNING,
    Text("动产抵押权自抵押合同生效时设立；未经登记，不得对抗善意第三人；未填写法定登记机构的登记编号。",
         "A mortgage of movables is created by its contract and, unregistered, is not opposable to third parties in "
         "good faith; no registration at the legal registry is named."),
)  # fmt: skip
CRYSTALLISATION = Rule(
    "R-411", "民法典第411条", Level.STATUTE, Severity.INFO,
    Text("浮动抵押的财产自债务到期未履行、抵押人破产或者解散、约定情形或者严重影响债权实现的情形发生时确定。",
         "What a floating mortgage covers is fixed when the debt is due and unpaid, on bankruptcy or dissolution, on "
         "an agreed event, or on one that gravely harms recovery."),
)  # fmt: skip
UNPUBLICISED = Rule(
    "R-414U", "民法典第414条、第415条", Level.STATUTE, Severity.INFO,
    Text("未见登记或者交付时间的记载，位于已公示的担保之后，相互按债权比例清偿。",
         "No instant of registration or delivery is on record: paid behind what was publicised, and pro rata among "
         "themselves."),
)  # fmt: skip
PURCHASE_MONEY = Rule(
    "R-416", "民法典第416条；担保制度解释第57条", Level.STATUTE, Severity.WARNING,
    Text("主张价款优先权的，应在标的物交付后十日内办理登记（末日为法定休假日的顺延）；未见该期限内的登记。",
         "Purchase money comes first only if registered within ten days of delivery (a last day on a legal holiday is "
         "put off); no registration within them is on record."),
)  # fmt: skip
PLEDGE_DELIVERY = Rule(
    "R-429", "民法典第429条", Level.STATUTE, Severity.WARNING,
    Text("动产质权自交付质押财产时设立；申请未载明交付时间。",
         "A pledge of movables is created by delivery; the filing names no delivery."),
)  # fmt: skip


WITHOUT_CONSENT = Rule(
    "R-409C", "民法典第409条", Level.STATUTE, Severity.WARNING,
    Text("顺位变更未经其他担保权人书面同意的，不得对其产生不利影响；未见其同意的记载，互换以让出的位置所得为限。",
         "A change of priority may not hurt a creditor who has not consented in writing; no such consent is on record, "
         "and places are exchanged within what the place given up is paid."),
)  # fmt: skip

RULES = (
    LAND_OWNERSHIP, DISPUTED, OTHER_CONTRACT_CERTIFICATE, RECEIPT_DELIVERY, RECEIPT_REGISTRATION, BY_REGISTRATION,
    BY_DELIVERY, PROCEEDS, WITH_ITS_LAND, LAND_WITHOUT_BUILDING, REGISTRATION_CREATES, RECEIVABLE_REGISTRATION,
    BY_NOTICE, PRIOR_LEASE, NO_DETERMINATION_PERIOD, FOLLOWS_THE_ASSET, CHANGE_OF_PRIORITY, CRYSTALLISED,
    STILL_FLOATING, PRICE_FIRST, PRICE_LATE, NEW_BUILDING, MAXIMUM, DETERMINED, POSSESSORY_LIEN, HOMESTEAD,
    UNDER_A_PILOT, COMPONENTS, PLEDGE_OF_RECEIVABLE, UNREGISTERED_ASSIGNMENT, INSURED_ELSEWHERE, CROPS_ON_LAND,
    FLOATING_GRANTOR, FLOATING_GRANTOR_UNTOLD, GENERAL_DESCRIPTION, MOVABLE_REGISTRATION, CRYSTALLISATION,
    UNPUBLICISED, PURCHASE_MONEY, PLEDGE_DELIVERY, SEIZED, LIENS_FOLLOW, WITHOUT_CONSENT, TRANSFER_OF_PLEDGED,
)  # fmt: skip
