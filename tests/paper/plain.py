"""A sheet made of nothing but itself, for a process that has no keys."""

from registry.domain.rules.effects import FOOT
from registry.domain.text import Text
from registry.paper.sheet import Row, Said, Section, Sheet

SHEET = Sheet(
    title=Text("担保登记证明", "Certificate of Registration"),
    number="CQ202611220000012353-1",
    issuer="示例登记处",
    livemode=False,
    sections=(
        Section(
            Text("登记事项", "Entry"),
            (Row(Text("登记编号", "registration"), "CQ202611220000012353"), Said(Text("甲。", "A."), mark="效力")),
        ),
    ),
    foot=FOOT,
    check_code="FHQ7-73IM-4QHK-EOM3",
)
