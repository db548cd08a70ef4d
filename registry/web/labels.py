"""What the fields of a form are called. A kind's own particulars bring their names along; these are the others'.

A name stands for every field so called; where a form means another thing by it, the form's own line comes first.
"""

from __future__ import annotations

from collections.abc import Mapping

from registry.domain.text import Text

LABELS: Mapping[str, Text] = {
    "acknowledged": Text("已确认的提示", "findings acknowledged"),
    "address": Text("住所", "address"),
    "agreed_on": Text("约定日期", "agreed on"),
    "allocated_amount": Text("分配到该财产的担保金额", "amount allocated to this asset"),
    "amount": Text("金额", "amount"),
    "assets": Text("财产", "assets"),
    "authority": Text("授权文件", "paper that authorises"),
    "behind": Text("在其后受偿的登记编号", "number of the registration it goes behind"),
    "capacity": Text("以何身份", "in what capacity"),
    "case_number": Text("案号", "case number"),
    "category": Text("主体类别", "category"),
    "claim_id": Text("债权标识", "identifier of the claim"),
    "client_reference": Text("申报人编号", "reference of the filer"),
    "collateral": Text("担保财产", "collateral"),
    "contact": Text("联系方式", "contact"),
    "contract_effective_at": Text("担保合同生效时间", "when the security contract took effect"),
    "contract_effective_on": Text("合同生效日", "contract in effect from"),
    "contract_number": Text("合同编号", "contract number"),
    "court": Text("人民法院", "court"),
    "creditor": Text("债权人", "creditor"),
    "delivered_at": Text("交付时间", "delivered at"),
    "determination": Text("债权确定期间", "period whose claims are covered"),
    "document": Text("文件", "document"),
    "document_number": Text("文号", "number of the document"),
    "due_on": Text("债务到期日", "due on"),
    "ended_on": Text("消灭日期", "ended on"),
    "ends_on": Text("止", "until"),
    "entered_from": Text("录入依据", "entered from"),
    "evidence": Text("依据", "evidence"),
    "expires_on": Text("登记期限届满日", "the registration lapses after"),
    "financial_institution": Text("金融机构", "a financial institution"),
    "given_by": Text("同意人", "given by"),
    "given_on": Text("同意日期", "given on"),
    "id": Text("担保财产", "item of collateral"),
    "identifier": Text("证件", "identity document"),
    "includes_prior_claims": Text("包括此前已有的债权", "includes earlier claims"),
    "interest": Text("担保方式", "kind of security"),
    "kind": Text("种类", "kind"),
    "lessee": Text("承租人", "lessee"),
    "main_claim": Text("被担保的主债权（反担保填写）", "the claim that was guaranteed (for counter-security)"),
    "maximum_amount": Text("最高债权额（最高额担保填写）", "maximum amount (of a maximum-amount security)"),
    "name": Text("姓名或者名称", "name"),
    "number": Text("编号", "number"),
    "principal": Text("主债权本金", "principal"),
    "prior_lease": Text("在先租赁", "lease before the security"),
    "reason": Text("原因", "reason"),
    "registered_at": Text("登记时间", "registered at"),
    "registration": Text("登记编号", "registration number"),
    "registry": Text("登记机构", "registry"),
    "role": Text("权利人身份", "as what he gives"),
    "scheme": Text("证件种类", "kind of document"),
    "scope": Text("担保范围（不选为法定范围）", "what is covered (none ticked: all that the law says)"),
    "secured_claim": Text("主债权", "secured claim"),
    "served_at": Text("送达时间", "served at"),
    "share": Text("份额（如 1/3）", "share, such as 1/3"),
    "since": Text("起", "since"),
    "starts_on": Text("起", "from"),
    "statutory_registration": Text("法定登记机构的登记", "registration at the legal registry"),
    "transfer_restriction": Text("转让限制约定", "covenant on transfer"),
    "type": Text("主体类型", "person or organisation"),
    "until": Text("届满日", "until"),
    "value": Text("证件号码", "number on the document"),
}

OF_A_FORM: Mapping[tuple[str, str], Text] = {
    ("ClaimIn", "kind"): Text("债权种类", "kind of claim"),
    ("SeizeIn", "kind"): Text("查封方式", "kind of seizure"),
    ("SeizeIn", "amount"): Text("查封金额", "amount it is for"),
    ("StatutoryRegistrationIn", "number"): Text("登记（他项权证）号", "number of the registration"),
    ("StatutoryRegistrationIn", "document"): Text("证明文件", "certificate of it"),
    ("DischargeIn", "reason"): Text("注销原因", "reason for the discharge"),
    ("ReleaseIn", "reason"): Text("解除原因", "reason for the release"),
}


def label(form: str, name: str) -> Text:
    """What the field of this form is called. A field without a name is an error at once, not a gap on a page."""
    return OF_A_FORM.get((form, name)) or LABELS[name]
