"""民法典, book of property (read in full)."""

from __future__ import annotations

from registry.domain.rules.base import Level, Rule, Severity
from registry.domain.text import Text

LAND_OWNERSHIP = Rule(
    "R-399.1", "民法典第399条第一项", Level.STATUTE, Severity.REFUSE,
    Text("土地所有权不得抵押。", "Ownership of land cannot be given as security."),
)  # fmt: skip
DISPUTED = Rule(
    "R-399.4", "民法典第399条第四项", Level.STATUTE, Severity.REFUSE,
    Text("所有权、使用权不明或者有争议的财产不得抵押；该不动产单元代码标明权属争议。",
         "Property whose title is unclear or disputed cannot be given as security; this unit code says that it is."),
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
RECEIVABLE_REGISTRATION = Rule(
    "R-445", "民法典第445条", Level.STATUTE, Severity.INFO,
    Text("以保险赔偿请求权作应收账款出质的，质权自办理出质登记时设立；未填写法定登记机构的登记编号。",
         "Taken as a receivable, a claim under a policy is pledged by registration at the legal registry; none is "
         "named."),
    confirmed=False,  # the article was read; that it governs policies is for a lawyer to confirm
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
NO_DETERMINATION_PERIOD = Rule(
    "R-423", "民法典第423条、第439条", Level.STATUTE, Severity.INFO,
    Text("最高额担保未填写债权确定期间；没有约定的，满二年后任何一方均可请求确定债权。",
         "A maximum amount without a period of determination: after two years either side may ask that the claims be "
         "determined."),
)  # fmt: skip
WITHOUT_CONSENT = Rule(
    "R-409C", "民法典第409条", Level.STATUTE, Severity.WARNING,
    Text("顺位变更未经其他担保权人书面同意的，不得对其产生不利影响；未见其同意的记载，互换以让出的位置所得为限。",
         "A change of priority may not hurt a creditor who has not consented in writing; no such consent is on record, "
         "and places are exchanged within what the place given up is paid."),
)  # fmt: skip
RULES = (
    LAND_OWNERSHIP, DISPUTED, OTHER_CONTRACT_CERTIFICATE, RECEIPT_DELIVERY, RECEIPT_REGISTRATION,
    BY_REGISTRATION, BY_DELIVERY, PROCEEDS, WITH_ITS_LAND, LAND_WITHOUT_BUILDING, REGISTRATION_CREATES,
    RECEIVABLE_REGISTRATION, BY_NOTICE, PRIOR_LEASE, NO_DETERMINATION_PERIOD, WITHOUT_CONSENT,
)  # fmt: skip
