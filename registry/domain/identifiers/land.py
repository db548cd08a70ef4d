"""Codes of land: contracted farmland (GB/T 35958-2018) and units of real estate (GB/T 37346-2019).

Neither has a check digit, so a mistyped code can look right; what can be compared is compared, code against code.
"""

import re
from dataclasses import dataclass

from .fault import FaultCode, Subject
from .folding import DIGITS, LETTERS, coded

# GB/T 35958-2018: county 6, township 3, village 3, group 2 (00 where there is none).
_ISSUING_PARTY_LENGTH = 14

_ISSUING_PARTY = Subject(zh="发包方编码（GB/T 35958-2018）", en="An issuing party code (GB/T 35958-2018)")
_CONTRACTOR = Subject(zh="承包方编码（GB/T 35958-2018）", en="A contractor code (GB/T 35958-2018)")
_PARCEL = Subject(zh="承包地块编码（GB/T 35958-2018）", en="A contracted parcel code (GB/T 35958-2018)")
_CONTRACT = Subject(zh="承包合同编码（GB/T 35958-2018）", en="A contract code (GB/T 35958-2018)")
_UNIT = Subject(zh="不动产单元代码（GB/T 37346-2019）", en="A real estate unit code (GB/T 37346-2019)")

# GB/T 37346-2019: county 6, cadastral district 3 and sub-district 3; parcel features 2 and serial 5 (so far the
# parcel's own code); attachment feature 1 and serial 8.
_UNIT_FORM = re.compile(
    r"(?P<county>[0-9]{6})(?P<cadastral_district>[0-9]{3})(?P<cadastral_subdistrict>[0-9]{3})"
    r"(?P<ownership_feature>[GJZ])(?P<land_feature>[ABSXCDEFHGWY])(?P<parcel_serial>[0-9]{5})"
    r"(?P<attachment_feature>[FLQW])(?P<attachment_serial>[0-9]{8})"
)
_NO_ATTACHMENT_SERIAL = "00000000"


def issuing_party_code(text: str) -> str:
    """FBFBM (GB/T 35958-2018): 14 digits."""
    return coded(text, _ISSUING_PARTY, alphabet=DIGITS, shortest=_ISSUING_PARTY_LENGTH)


def contractor_code(text: str) -> str:
    """CBFBM (GB/T 35958-2018): the issuing party and a serial of 4 digits."""
    return coded(text, _CONTRACTOR, alphabet=DIGITS, shortest=18)


def parcel_code(text: str) -> str:
    """DKBM (GB/T 35958-2018): the issuing party and a serial of 5 digits."""
    return coded(text, _PARCEL, alphabet=DIGITS, shortest=19)


def contract_code(text: str) -> str:
    """CBHTBM, and CBJYQZBM alike (GB/T 35958-2018): the contractor and J (household) or Q (other ways)."""
    code = coded(text, _CONTRACT, alphabet=DIGITS + "JQ", shortest=19)
    if not code[:18].isdecimal() or code[18] not in "JQ":
        raise _CONTRACT.fault(
            FaultCode.BAD_STRUCTURE,
            zh="由18位数字和承包方式代码J或Q组成",
            en="consists of 18 digits and J or Q for the way of contracting",
        )
    return code


def same_issuing_party(parcel: str, contract: str) -> bool:
    """Whether a parcel code and a contract code name one issuing party (GB/T 35958-2018: the first 14 digits)."""
    return parcel_code(parcel)[:_ISSUING_PARTY_LENGTH] == contract_code(contract)[:_ISSUING_PARTY_LENGTH]


def contract_is_household(contract: str) -> bool:
    """Whether the land was contracted by a household, 家庭承包 (GB/T 35958-2018: J), not in another way (Q)."""
    return contract_code(contract).endswith("J")


@dataclass(frozen=True, slots=True)
class UnitCode:
    """The parts of a real estate unit code (GB/T 37346-2019)."""

    county: str
    cadastral_district: str
    cadastral_subdistrict: str
    ownership_feature: str
    land_feature: str
    parcel_serial: str
    attachment_feature: str
    attachment_serial: str

    @property
    def parcel(self) -> str:
        """The parcel's own code, 宗地代码: the first 19 characters."""
        return (
            f"{self.county}{self.cadastral_district}{self.cadastral_subdistrict}"
            f"{self.ownership_feature}{self.land_feature}{self.parcel_serial}"
        )

    @property
    def text(self) -> str:
        """The canonical 28 characters."""
        return f"{self.parcel}{self.attachment_feature}{self.attachment_serial}"

    @property
    def disputed(self) -> bool:
        """Ownership in dispute (Z), or the right undetermined or in dispute (W): what Civil Code 399(4) speaks of."""
        return self.ownership_feature == "Z" or self.land_feature == "W"


def parse_unit_code(text: str) -> UnitCode:
    """The unit's parts, if they agree with each other."""
    form = _UNIT_FORM.fullmatch(coded(text, _UNIT, alphabet=DIGITS + LETTERS, shortest=28))
    if form is None:
        raise _UNIT.fault(
            FaultCode.BAD_STRUCTURE,
            zh="由12位区划与地籍数字、2位宗地特征码、5位顺序号、1位定着物特征码和8位单元号组成",
            en="consists of 12 digits, two parcel features, five digits, an attachment feature and eight digits",
        )
    unit = UnitCode(**form.groupdict())
    if unit.attachment_feature == "W" and unit.attachment_serial != _NO_ATTACHMENT_SERIAL:
        raise _UNIT.fault(
            FaultCode.BAD_STRUCTURE,
            zh="的定着物特征码为W（无）时，单元号应为00000000",
            en="without attachment (W) ends in 00000000",
        )
    # A homestead is always the collective's (GB/T 37346-2019; Land Administration Law 9).
    if unit.land_feature == "C" and unit.ownership_feature != "J":
        raise _UNIT.fault(
            FaultCode.BAD_STRUCTURE,
            zh="的宅基地（C）只能属集体所有（J）",
            en="puts a homestead (C) on collective land (J) only",
        )
    return unit


def unit_code(text: str) -> str:
    """The canonical 28 characters of a unit code, or IdentifierFault."""
    return parse_unit_code(text).text
