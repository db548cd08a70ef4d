"""森林法 2019 (articles 15 to 18, 22 and 47 to 62 as read) and 银监发〔2013〕32号 on loans against forest rights."""

from __future__ import annotations

from registry.domain.rules.base import Level, Rule, Severity
from registry.domain.text import Text

CUTTING_LICENCE = Rule(
    "R-SL56", "森林法第56条", Level.STATUTE, Severity.INFO,
    Text("采伐林地上的林木须申请采伐许可证（自然保护区外的竹林除外），担保物的变现以此为限。",
         "Cutting needs a licence (bamboo outside nature reserves does not), and what the trees fetch depends on it."),
)  # fmt: skip
WITHOUT_LAND = Rule(
    "R-SL-LAND", "关于林权抵押贷款的实施意见（银监发〔2013〕32号）", Level.MINISTRY, Severity.WARNING,
    Text("林木应当与相应的林地使用权一并抵押；申请未包括林地使用权。",
         "Trees are to be given together with the right to use their land; the filing does not include it."),
    confirmed=False,
)  # fmt: skip
PUBLIC_WELFARE = Rule(
    "R-SL-PUBLIC", "关于林权抵押贷款的实施意见（银监发〔2013〕32号）；森林法第47条", Level.MINISTRY, Severity.WARNING,
    Text("防护林、特种用途林一般属于公益林，可能不得抵押；请核实。",
         "Protection and special-purpose forests are as a rule public-welfare forests, which may not be open to "
         "security; check."),
    confirmed=False,
)  # fmt: skip
TERM_WITHIN_RIGHT = Rule(
    "R-SL-TERM", "关于林权抵押贷款的实施意见（银监发〔2013〕32号）", Level.MINISTRY, Severity.WARNING,
    Text("债务履行期限不应超过林地使用权的剩余期限。",
         "The secured claim should not fall due after the right to the forest land has ended."),
    confirmed=False,
)  # fmt: skip

RULES = (CUTTING_LICENCE, WITHOUT_LAND, PUBLIC_WELFARE, TERM_WITHIN_RIGHT)
