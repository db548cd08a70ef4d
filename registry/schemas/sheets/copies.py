"""The grantor's copy of a certificate: the same page, with the code by which he is told what stands against him."""

from __future__ import annotations

from dataclasses import replace

from registry.domain.subject import Grantor
from registry.domain.text import Text
from registry.paper.sheet import Row, Said, Section, Sheet

_HEADING = Text("担保人留存联", "The grantor's copy")
_FOR = Text("留存人", "for")
_PLACE = Text("第几名担保人", "which of the grantors")
_CODE = Text("本人查询码", "access code")
_USE = Text(
    "凭登记编号和本码可查询登记在本人名下的担保及查询记录；请妥善保管，勿交他人。",
    "With the registration's number and this code you are told what is registered against you and who looked. Keep it "
    "to yourself.",
)


def of_grantor(sheet: Sheet, grantor: Grantor, *, code: str) -> Sheet:
    """The copy for one grantor; of a person whose name was erased his place says who he is."""
    who = Row(_FOR, grantor.name) if grantor.name else Row(_PLACE, str(grantor.place + 1))
    copy = Section(_HEADING, (who, Row(_CODE, code), Said(_USE)))
    return replace(sheet, sections=(*sheet.sections, copy))
