"""Every enumeration that stands on the wire, in both languages (design/wording.md)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from registry.domain.claim import ClaimKind, ClaimPart, ConsentKind
from registry.domain.collateral import CLASSES, Interest, KeyRole, Mode, Statement, TransferRestriction
from registry.domain.collateral.collective_construction_land import Acquisition
from registry.domain.collateral.forest_right import ForestCategory
from registry.domain.collateral.ground_attachment import FacilityType, LandBasis, Nature
from registry.domain.collateral.inventory import Appointer
from registry.domain.collateral.land_management_right import Layer
from registry.domain.collateral.land_ticket import TicketState
from registry.domain.collateral.livestock import Species
from registry.domain.collateral.movable import StockCategory
from registry.domain.collateral.receivable import Origin, Stage
from registry.domain.collateral.trade import Assignability
from registry.domain.collateral.warehouse_receipt import ReceiptForm
from registry.domain.evidence import EvidenceKind
from registry.domain.filings import DischargeReason, EnteredFrom, Purpose, ReleaseReason, SeizureKind
from registry.domain.identifiers import Scheme
from registry.domain.lien_status import Flag
from registry.domain.lifecycle import ActStatus, Status, Verb
from registry.domain.measures import Currency, Measure, Unit
from registry.domain.party import AgentFor, Capacity, GrantorCategory, GrantorRole, InstitutionType, PartyType
from registry.domain.registration import SearchBy
from registry.domain.rules.base import Level, Severity
from registry.domain.rules.effects import REGISTRY_NAME, Effect, StatutoryRegistry
from registry.domain.text import Text
from registry.domain.trade_verdict import Reason, Verdict
from registry.domain.verdict import Verdict as Verification
from registry.schemas import access_events, drafts, masked
from registry.schemas.key_outputs import ClientKeyState


def _words(enum: type[StrEnum], **texts: tuple[str, str]) -> dict[str, Text]:
    """The texts of an enumeration; a member without one is an error at start, not a gap on a page."""
    return {str(member): Text(*texts[member.name]) for member in enum}


ENUMERATIONS: Mapping[str, Mapping[str, Text]] = {
    "access_event": access_events.KINDS,
    **masked.WORDS,
    **drafts.WORDS,
    "collateral_kind": {kind: cls.name for kind, cls in CLASSES.items()},
    "party_type": _words(PartyType, NATURAL_PERSON=("自然人", "natural person"), ORGANIZATION=("组织", "organization")),
    "identifier_scheme": _words(
        Scheme,
        USCC=("统一社会信用代码", "unified social credit code"),
        CITIZEN_ID=("公民身份号码", "citizen identity number"),
        MAINLAND_TRAVEL_PERMIT_HK_MACAO=("港澳居民来往内地通行证", "mainland travel permit (Hong Kong, Macao)"),
        TAIWAN_COMPATRIOT_PERMIT=("台湾居民来往大陆通行证", "mainland travel permit (Taiwan)"),
        FOREIGN_PERMANENT_RESIDENT_ID=("外国人永久居留身份证", "foreign permanent resident card"),
        PASSPORT=("护照", "passport"),
        LEI=("法人机构识别编码", "legal entity identifier"),
    ),
    "grantor_role": _words(
        GrantorRole,
        HOLDER=("权利人", "holder"),
        CO_OWNER=("共有人", "co-owner"),
        HOUSEHOLD_REPRESENTATIVE=("承包方代表", "household representative"),
        HOUSEHOLD_MEMBER=("家庭成员", "household member"),
    ),
    "grantor_category": _words(
        GrantorCategory,
        FARM_HOUSEHOLD=("农户", "farm household"),
        FAMILY_FARM=("家庭农场", "family farm"),
        COOPERATIVE=("合作社", "cooperative"),
        COLLECTIVE=("集体", "collective"),
        ENTERPRISE=("企业", "enterprise"),
        SMALL_ENTERPRISE=("小微企业", "small or micro enterprise"),
        SOLE_TRADER=("个体工商户", "sole trader"),
    ),
    "capacity": _words(Capacity, OWN=("本人", "for itself"), AGENT=("代理人", "agent"), TRUSTEE=("受托人", "trustee")),
    "agent_for": _words(
        AgentFor,
        SECURED_CREDITOR=("受担保权人委托", "for the secured creditor"),
        ALL_CREDITORS=("受全体债权人委托", "for all the creditors"),
    ),
    "institution_type": _words(
        InstitutionType,
        FINANCIAL_INSTITUTION=("金融机构", "financial institution"),
        GUARANTEE_COMPANY=("融资担保公司", "financing guarantee company"),
        ENTERPRISE=("企业", "enterprise"),
        EXCHANGE=("农村土地交易所", "rural land exchange"),
        COURT=("人民法院", "court"),
        KEEPER=("保管人", "warehouse keeper"),
        INSURER=("保险人", "insurer"),
        AUDITOR=("审计", "auditor"),
        REGULATOR=("监管部门", "regulator"),
    ),
    "layer": _words(Layer, CONTRACTOR=("承包方", "contractor"), TRANSFEREE=("受让方", "transferee")),
    "receipt_form": _words(ReceiptForm, PAPER=("纸质", "paper"), ELECTRONIC=("电子", "electronic")),
    "acquisition": _words(Acquisition, GRANTED=("出让", "granted"), LEASED=("出租", "leased")),
    "forest_category": _words(
        ForestCategory,
        TIMBER=("用材林", "timber forest"),
        ECONOMIC=("经济林", "economic forest"),
        ENERGY=("能源林（薪炭林）", "energy forest"),
        PROTECTION=("防护林", "protection forest"),
        SPECIAL_PURPOSE=("特种用途林", "special-purpose forest"),
    ),
    "receivable_origin": _words(
        Origin,
        GOODS=("货款", "price of goods"),
        SERVICES=("服务费", "services"),
        LAND_TRANSFER_FEE=("土地流转费", "fee for the transfer of land"),
        RENT=("租金", "rent"),
        SUBSIDY=("补贴", "subsidy"),
        COMPENSATION=("补偿收益", "compensation"),
        INSURANCE_MONEY=("保险赔款", "insurance money"),
        OTHER=("其他", "other"),
    ),
    "receivable_stage": _words(Stage, EXISTING=("现有", "existing"), FUTURE=("将有", "to come")),
    "assignability": _words(
        Assignability,
        ASSIGNABLE=("可以转让", "may be assigned"),
        BARRED_BY_AGREEMENT=("约定不得转让", "assignment barred by agreement"),
        BARRED_BY_LAW=("依法或者依性质不得转让", "assignment barred by law or nature"),
    ),
    "ticket_state": _words(
        TicketState, HELD=("持有", "held"), USED=("已使用", "used"), CANCELLED=("已注销", "cancelled")
    ),
    "facility_type": _words(
        FacilityType,
        GREENHOUSE=("温室大棚", "greenhouse"),
        LIVESTOCK_HOUSE=("畜禽圈舍", "livestock house"),
        FISH_POND=("养殖池塘", "fish pond"),
        STORAGE=("仓储保鲜设施", "storage or cold store"),
        PROCESSING=("产地加工设施", "processing facility"),
        WATERWORKS=("灌溉水利设施", "waterworks"),
        OTHER=("其他", "other"),
    ),
    "attachment_nature": _words(Nature, FIXED=("不动产", "fixed to the land"), MOVABLE=("可移动", "can be moved")),
    "land_basis": _words(
        LandBasis,
        CONTRACTED=("承包地", "land contracted"),
        TRANSFERRED=("流转土地", "land transferred"),
        FACILITY_LAND=("设施农业用地", "land for farming facilities"),
        CONSTRUCTION_LAND=("集体建设用地", "collective construction land"),
        OTHER=("其他", "other"),
    ),
    "stock_category": _words(
        StockCategory,
        EQUIPMENT=("生产设备", "equipment"),
        RAW_MATERIAL=("原材料", "raw material"),
        SEMI_FINISHED=("半成品", "semi-finished goods"),
        PRODUCT=("产品", "products"),
    ),
    "appointer": _words(Appointer, CREDITOR=("债权人", "the creditor"), GRANTOR=("担保人", "the grantor")),
    "species": _words(
        Species,
        PIG=("猪", "pigs"),
        CATTLE=("牛", "cattle"),
        SHEEP=("羊", "sheep and goats"),
        POULTRY=("禽", "poultry"),
        OTHER=("其他", "other"),
    ),
    "claim_kind": _words(
        ClaimKind,
        LOAN=("贷款", "loan"),
        CREDIT_LINE=("授信额度", "credit line"),
        GUARANTEE_RECOURSE=("担保追偿权", "guarantor's recourse"),
        SUPPLY=("货款", "supply"),
        LEASE=("租赁", "lease"),
        OTHER=("其他", "other"),
    ),
    "claim_part": _words(
        ClaimPart,
        PRINCIPAL=("主债权", "principal"),
        INTEREST=("利息", "interest"),
        PENALTY=("违约金", "penalty"),
        DAMAGES=("损害赔偿金", "damages"),
        CUSTODY_COST=("保管担保财产的费用", "cost of custody"),
        ENFORCEMENT_COST=("实现担保物权的费用", "cost of enforcement"),
    ),
    "consent_kind": _words(
        ConsentKind,
        CONTRACTOR_CONSENT=("承包方同意", "contractor's consent"),
        OWNER_FILING=("向发包方备案", "filing with the issuing party"),
        FAMILY_CONSENT=("家庭成员同意", "family consent"),
        CO_OWNER_CONSENT=("共有人同意", "co-owners' consent"),
        COLLECTIVE_RESOLUTION=("集体决议", "collective resolution"),
        GRANTOR_AUTHORISATION=("担保人授权", "grantor's authorisation"),
        INSURER=("保险人同意", "insurer's consent"),
        INSURED=("被保险人同意", "consent of the insured"),
        KEEPER=("保管人确认", "keeper's confirmation"),
        COLLECTIVE_CONSENT=("集体经济组织书面同意", "collective's written consent"),
        ACCOUNT_DEBTOR=("应收账款债务人（买方）确认", "confirmation by the account debtor or buyer"),
        TOWNSHIP_APPROVAL=("乡镇人民政府批准", "approval by the township"),
    ),
    "interest": _words(
        Interest,
        MORTGAGE=("抵押", "mortgage"),
        PLEDGE=("质押", "pledge"),
        FLOATING_MORTGAGE=("浮动抵押", "floating mortgage"),
        RETENTION_OF_TITLE=("所有权保留", "retention of title"),
        FINANCE_LEASE=("融资租赁", "finance lease"),
        FACTORING=("保理", "factoring"),
        ASSIGNMENT=("债权转让", "assignment"),
    ),
    "transfer_restriction": _words(
        TransferRestriction,
        NONE=("无转让限制", "none"),
        CONSENT=("转让须经同意", "transfer needs consent"),
        PROHIBITED=("禁止转让", "transfer prohibited"),
    ),
    "mode": _words(Mode, EXCLUSIVE=("同时只登记一项", "one live registration"), RANKED=("可多项并排次序", "ranked")),
    "key_role": _words(KeyRole, IDENTITY=("标识", "identity"), SITE=("所在", "site")),
    "status": _words(
        Status,
        ACTIVE=("有效", "active"),
        LAPSED=("已届期未注销", "lapsed, not discharged"),
        DISCHARGED=("已注销", "discharged"),
        REVOKED=("已撤销", "revoked"),
    ),
    "flag": _words(
        Flag,
        SEIZED=("已查封", "seized"),
        HELD=("交易预留", "held for a trade"),
        OBJECTED=("有异议", "objected to"),
        TITLE_CONFLICT=("权属冲突", "title conflict"),
        LAPSED_UNDISCHARGED=("已届期未注销", "lapsed, not discharged"),
        DISCHARGE_DEMANDED=("已请求注销", "discharge demanded"),
        OVERPLEDGED=("担保数量超过经证明的数量", "more pledged than attested"),
        DISOWNED=("出具人不予承认或者已经注销", "disowned or ended by its issuer"),
    ),
    "discharge_reason": _words(
        DischargeReason,
        CLAIM_EXTINGUISHED=("主债权消灭", "claim extinguished"),
        REALISED=("担保物权实现", "security realised"),
        WAIVED=("债权人放弃", "waived"),
        OTHER=("其他", "other"),
    ),
    "event": _words(
        Verb,
        GENESIS=("建立登记簿", "register opened"),
        ENROL_ADMINISTRATORS=("管理员登记", "administrators enrolled"),
        REVOKE_ADMINISTRATOR=("管理员密钥注销", "administrator's key revoked"),
        ENROL_INSTITUTION=("机构登记", "institution enrolled"),
        ENROL_KEY=("密钥登记", "key enrolled"),
        REVOKE_KEY=("密钥注销", "key revoked"),
        LIMIT_CLIENT=("系统获准事项变更", "what a client may file"),
        REGISTER=("登记", "registration"),
        FURTHER_CLAIM=("追加债权", "further claim"),
        STATUTORY_REGISTRATION=("法定登记情况申报", "report of the statutory registration"),
        SUBORDINATION=("顺位变更", "subordination"),
        RELEASE=("部分解除", "release of part"),
        DISCHARGE=("注销登记", "discharge"),
        REDACT=("个人信息删除", "personal data erased"),
        SEARCH=("查询", "search"),
        SEIZE=("查封登记", "seizure"),
        LIFT_SEIZURE=("解除查封", "seizure lifted"),
        HOLD=("交易预留", "hold"),
        RELEASE_HOLD=("解除交易预留", "hold released"),
        TRANSFER=("财产转让", "transfer"),
        ATTEST=("保管人（保险人）证明", "attestation"),
    ),
    "act_status": _words(
        ActStatus,
        ACTIVE=("有效", "active"),
        LIFTED=("已解除", "lifted"),
        RELEASED=("已释放", "released"),
    ),
    "statement": _words(
        Statement,
        CONFIRMED=("确认", "confirmed"),
        REFUSED=("不予承认", "refused"),
        DELIVERED=("出库", "delivered out"),
        SPLIT=("分割", "split"),
        REISSUED=("换发", "reissued"),
        CANCELLED=("注销", "cancelled"),
    ),
    "measure": _words(
        Measure,
        WEIGHT=("重量", "weight"),
        VOLUME=("体积", "volume"),
        COUNT=("数目", "count"),
        MONEY=("金额", "money"),
    ),
    "release_reason": _words(ReleaseReason, COMPLETED=("交易完成", "completed"), CANCELLED=("交易取消", "cancelled")),
    "seizure_kind": _words(
        SeizureKind,
        SEAL=("查封", "sealed"),
        DETAIN=("扣押", "detained"),
        FREEZE=("冻结", "frozen"),
    ),
    "entered_from": _words(
        EnteredFrom,
        COURT_SYSTEM=("法院系统", "the court's system"),
        SERVED_PAPER=("送达的纸质文书", "the paper served"),
    ),
    "purpose": _words(
        Purpose,
        LENDING=("贷前调查与贷款审批", "lending"),
        TRADE=("产权交易", "trade"),
        ENFORCEMENT=("执行与司法协助", "enforcement"),
        OWN_PORTFOLIO=("贷后管理", "own portfolio"),
        SUPERVISION=("监督与审计", "supervision"),
        OTHER=("其他", "other"),
    ),
    "search_by": _words(
        SearchBy,
        ASSET=("按担保财产", "by asset"),
        GRANTOR_IDENTIFIER=("按担保人证件号码", "by the grantor's number"),
        GRANTOR_NAME=("按担保人名称（完全一致）", "by the grantor's exact name"),
        REGISTRATION_NUMBER=("按登记编号", "by registration number"),
    ),
    "client_key_state": _words(ClientKeyState, CURRENT=("有效", "current"), REVOKED=("已注销", "revoked")),
    "evidence": _words(
        EvidenceKind,
        HTTP_SIGNATURE=("机构签名", "institution's signature"),
        PASSKEY=("经办人通行密钥", "passkey"),
        COUNTER=("柜台办理", "at the counter"),
        COURT_DOCUMENT=("法院文书", "court document"),
        JOB=("系统规则", "rule of the register"),
        TWO_PERSON=("两名管理员共同批准", "approved by two administrators"),
    ),
    "trade_verdict": _words(
        Verdict,
        NOTHING_FOUND=("未见有效担保记载", "nothing found"),
        LIENS_FOLLOW=("担保随财产转移", "liens follow"),
        CONSENT_NEEDED=("须经担保权人同意", "consent needed"),
        STOP=("停止交易并核实", "stop and check"),
    ),
    "trade_reason": _words(
        Reason,
        UNKNOWN_ASSET=("该标识从未在本系统出现，请核对", "this identifier has never been seen here; check it"),
        SEIZED=("已被查封，停止交易", "seized by a court"),
        TITLE_CONFLICT=(
            "权属冲突：两方以权利人身份记载，停止交易并核实",
            "two stand here as its holder; title may be in dispute",
        ),
        OVERPLEDGED=("担保数量超过经证明的数量", "more stands as security than is attested to be there"),
        DISOWNED=("出具人不予承认，或者已经注销、分割、换发", "its issuer disowns it, or has ended or replaced it"),
        HELD=("正在交易（预留不排他）", "a trade is in progress; its hold reserves nothing"),
        NEWER_ENTRIES=("所述时点之后另有登记", "entries have been made since"),
        OVERLAPPING_LIENS=("重叠范围上另有登记", "liens on ground that it shares are on record"),
        LIENS_ON_RECORD=("有有效担保记载", "liens are on record"),
        TRANSFER_CONSENT=("登记载明转让须经同意", "a registered covenant asks for consent"),
        TRANSFER_PROHIBITED=("登记载明禁止转让", "a registered covenant forbids transfer"),
    ),
    "effect": _words(
        Effect,
        NOTICE=("公示辅助", "notice"),
        THIRD_PARTY=("登记对抗", "third-party effect"),
        CONSTITUTIVE=("登记生效", "constitutive"),
        NONE=("无登记效力", "none"),
    ),
    "statutory_registry": {str(code): REGISTRY_NAME[code] for code in StatutoryRegistry},
    "severity": _words(
        Severity,
        REFUSE=("不予登记", "refused"),
        ACKNOWLEDGE=("须先确认", "to be acknowledged"),
        WARNING=("提示", "warning"),
        INFO=("说明", "information"),
    ),
    "rule_level": _words(
        Level,
        STATUTE=("法律", "statute"),
        INTERPRETATION=("司法解释", "judicial interpretation"),
        REGULATION=("行政法规", "regulation"),
        MINISTRY=("部门规章", "ministry rule"),
        LOCAL=("地方性法规", "local rule"),
        REGISTER_RULE=("本系统登记规则", "rule of this register"),
    ),
    "priority_basis": {
        "delivery": Text("交付", "delivery"),
        "statutory_registration": Text("法定登记机构登记", "registration at the legal registry"),
        "debtor_notified": Text("通知到达债务人（保险人）", "notice to the debtor or the insurer"),
        "order_served": Text("协助执行通知书送达", "service of the court's order"),
        "none": Text("未见公示时间的记载", "no instant of publicity on record"),
    },
    "priority_evidence": {
        "attested": Text("已证实", "attested"),
        "declared": Text("申报人陈述", "declared by the filer"),
        "unknown": Text("不详", "unknown"),
    },
    "recorded": {
        "none": Text("本系统未见有效担保记载", "no live security on record here"),
        "liens": Text("有有效担保记载", "liens on record"),
    },
    "currency": _words(Currency, CNY=("人民币", "renminbi")),
    "unit": _words(
        Unit,
        TONNE=("吨", "tonne"),
        KILOGRAM=("千克", "kilogram"),
        MU=("亩", "mu"),
        SQUARE_METRE=("平方米", "square metre"),
        CUBIC_METRE=("立方米", "cubic metre"),
        PIECE=("件", "piece"),
    ),
    "verification": {str(verdict): verdict.label for verdict in Verification},
}
