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
RULES = (
    LAND_OWNERSHIP, DISPUTED, OTHER_CONTRACT_CERTIFICATE, RECEIPT_DELIVERY, RECEIPT_REGISTRATION,
    BY_REGISTRATION, BY_DELIVERY,
)  # fmt: skip
