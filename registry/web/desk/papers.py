"""The papers that people bring to a counter."""

from __future__ import annotations

from registry.domain.text import Text
from registry.web.forms import Option

PAPERS: tuple[Option, ...] = (
    ("security_contract", Text("担保合同", "security contract")),
    ("loan_contract", Text("借款合同", "loan contract")),
    ("title_certificate", Text("权属证书", "certificate of title")),
    ("identity_document", Text("身份证件", "identity document")),
    ("household_register", Text("户口簿", "household register")),
)
