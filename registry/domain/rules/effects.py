"""What an entry does, in the words that are printed (design/wording.md). Certificates carry codes; faces show these."""

from __future__ import annotations

from enum import StrEnum

from registry.domain.text import Text


class Effect(StrEnum):
    """The effect of registration. An entry here is ``notice`` without a dated designation; none ships."""

    NOTICE = "notice"
    THIRD_PARTY = "third_party"
    CONSTITUTIVE = "constitutive"
    NONE = "none"


class StatutoryRegistry(StrEnum):
    """Where the law has a right registered."""

    REAL_ESTATE = "real_estate_registry"
    MOVABLES = "movables_and_rights_registry"
    LAND_EXCHANGE = "rural_land_exchange"


REGISTRY_NAME = {
    StatutoryRegistry.REAL_ESTATE: Text("不动产登记机构", "the real estate registry"),
    StatutoryRegistry.MOVABLES: Text("动产融资统一登记公示系统", "the unified movables financing registry"),
    StatutoryRegistry.LAND_EXCHANGE: Text("重庆农村土地交易所", "the Chongqing rural land exchange"),
}
UNSEEN = Text("本系统未见记载", "not on record here")


def notice_line(registry: StatutoryRegistry, number: str | None) -> Text:
    """The effect line of an entry that is notice only."""
    name = REGISTRY_NAME[registry]
    return Text(
        "本登记为公示辅助登记，依当事人申报作出，不产生担保物权设立或者对抗第三人的效力；"
        f"该效力以{name.zh}登记（编号：{number or UNSEEN.zh}）为准。",
        "This entry is an auxiliary notice made on the parties' declaration; it neither creates a security right nor "
        f"makes it opposable. For that, registration with {name.en} (number: {number or UNSEEN.en}) governs.",
    )


LAND_MANAGEMENT_RIGHT = Text(
    "担保物权自融资担保合同生效时设立；未经登记机构登记，不得对抗善意第三人（农村土地承包法第47条）。",
    "The right is created when the financing-security contract takes effect; unless registered with the legal registry "
    "it is not opposable to third parties in good faith (Rural Land Contracting Law, article 47).",
)
PAPER_RECEIPT = Text(
    "质权自仓单背书“质押”、保管人签章并交付质权人时设立，不因本登记设立（民法典第441条、担保制度解释第59条）。",
    "The pledge is created by endorsement, the keeper's signature and delivery, not by this entry (Civil Code article "
    "441, Interpretation on Security article 59).",
)
ELECTRONIC_RECEIPT = Text(
    "没有权利凭证的，质权自办理出质登记时设立（民法典第441条），不因本登记设立。",
    "Where there is no document the pledge is created by registration at the legal registry (Civil Code article 441), "
    "not by this entry.",
)
FOREST_RIGHT = Text(
    "林权抵押自不动产登记机构办理登记时设立（民法典第402条），不因本登记设立。",
    "A mortgage of a forest right is created by registration at the real estate registry (Civil Code article 402), not "
    "by this entry.",
)
CONSTRUCTION_LAND = Text(
    "建设用地使用权及其地上建筑物的抵押自不动产登记机构办理登记时设立（民法典第402条），不因本登记设立；"
    "建筑物与建设用地使用权一并抵押（民法典第397条）。",
    "A mortgage of construction land and its buildings is created by registration at the real estate registry (Civil "
    "Code article 402), not by this entry; buildings and land are given together (article 397).",
)
INSURANCE_POLICY = Text(
    "本登记不产生对保险人的效力：保险人收到通知前向被保险人给付的，不再向担保权人承担责任（担保制度解释第42条）；"
    "作为应收账款出质的，质权自办理出质登记时设立（民法典第445条）。",
    "This entry does not bind the insurer, who may pay the insured until told (Interpretation on Security article 42); "
    "taken as a receivable, the claim is pledged by registration at the legal registry (Civil Code article 445).",
)
FARM_HOUSE = Text(
    "农村房屋抵押自不动产登记机构办理登记时设立（民法典第402条），不因本登记设立；"
    "宅基地使用权除法律规定可以抵押的以外不得抵押（民法典第399条），本登记以所载试点授权为限。",
    "A mortgage of a farm house is created by registration at the real estate registry (Civil Code article 402), not "
    "by this entry; the right to its homestead can be given only where the law allows it (article 399), here under the "
    "pilot authorisation named.",
)
RECEIVABLE = Text(
    "应收账款质权自办理出质登记时设立（民法典第445条），不因本登记设立；保理、转让与质押并存的，"
    "按登记、通知到达债务人的先后确定顺序（民法典第768条、担保制度解释第66条）。",
    "The pledge of a receivable is created by registration at the legal registry (Civil Code article 445), not by this "
    "entry; factoring, assignment and pledge rank by registration, then by notice to the debtor (article 768, "
    "Interpretation on Security article 66).",
)
LAND_TICKET = Text(
    "地票质押在重庆农村土地交易所办理登记（重庆市地票管理办法，待核实），不因本登记设立；地票使用后即消灭。",
    "A land ticket is pledged by registration at the Chongqing rural land exchange (municipal measures, to be "
    "confirmed), not by this entry; a ticket is consumed by its use.",
)
CERTIFIED_WASTELAND = Text(
    "以招标、拍卖、公开协商等方式取得并持有权属证书的土地经营权，其抵押自不动产登记机构办理登记时设立"
    "（民法典第342条、第402条），不因本登记设立。",
    "A mortgage of land contracted by tender, auction or negotiation under a certificate is created by registration at "
    "the real estate registry (Civil Code articles 342 and 402), not by this entry.",
)
FIXED_ATTACHMENT = Text(
    "建筑物和其他土地附着物的抵押自不动产登记机构办理登记时设立（民法典第402条），不因本登记设立。",
    "A mortgage of buildings and other attachments to land is created by registration at the real estate registry "
    "(Civil Code article 402), not by this entry.",
)
MOVABLE_FACILITY = Text(
    "可移动的农业设施作为动产抵押的，抵押权自抵押合同生效时设立；未经登记，不得对抗善意第三人（民法典第403条）。",
    "A facility that can be moved is mortgaged as a movable: the mortgage is created by its contract and, "
    "unregistered, is not opposable to third parties in good faith (Civil Code article 403).",
)
MOVABLES = Text(
    "动产抵押权自抵押合同生效时设立，未经登记不得对抗善意第三人（民法典第403条）；"
    "不得对抗正常经营活动中已支付合理价款并取得财产的买受人（民法典第404条）。",
    "A mortgage of movables is created by its contract and, unregistered, is not opposable to third parties in good "
    "faith (Civil Code article 403), nor ever to a buyer in the ordinary course who has paid a reasonable price and "
    "taken the goods (article 404).",
)
INVENTORY = Text(
    f"{MOVABLES.zh}质权自交付质押财产时设立（民法典第429条），不因本登记设立。",
    f"{MOVABLES.en} A pledge is created by delivery, not by this entry (article 429).",
)
MACHINERY = Text(
    f"{MOVABLES.zh}所有权保留、融资租赁与抵押权按登记的先后确定顺位（民法典第414条），不因本登记确定。",
    f"{MOVABLES.en} Retention of title, finance leases and mortgages rank by registration at the legal registry, not "
    "by this entry (article 414).",
)
FOOT = Text(
    "登记机构不作实质审查，申报人对真实性、合法性负责。",
    "The register does not examine the merits; the filer answers for truth and lawfulness.",
)
LAPSED = Text("登记期限届满不等于担保权消灭。", "That the entry has lapsed does not mean that the right has ended.")


def nothing_found(as_of: str) -> Text:
    """What is said instead of "free"."""
    return Text(
        f"截至{as_of}，按上列标识在本系统未见有效担保记载；未登记担保、法定登记机构记载、留置权及交付后十日内可补登的"
        "价款优先权不在其内。",
        f"As of {as_of}, no live security is on record here under the keys searched; unregistered rights, records of "
        "the legal registries, possessory liens and purchase-money rights registrable within ten days of delivery "
        "are not covered.",
    )
