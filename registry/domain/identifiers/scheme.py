"""The kinds of number a party may be identified by."""

from datetime import date
from enum import StrEnum

from .citizen import citizen_id
from .fault import FaultCode, Subject
from .folding import DIGITS, LETTERS, coded
from .mod97 import mod97_valid
from .uscc import uscc


class Scheme(StrEnum):
    USCC = "uscc"
    CITIZEN_ID = "citizen_id"
    MAINLAND_TRAVEL_PERMIT_HK_MACAO = "mainland_travel_permit_hk_macao"
    TAIWAN_COMPATRIOT_PERMIT = "taiwan_compatriot_permit"
    FOREIGN_PERMANENT_RESIDENT_ID = "foreign_permanent_resident_id"
    PASSPORT = "passport"
    LEI = "lei"


_LEI = Subject(zh="法人机构识别编码（ISO 17442）", en="A legal entity identifier (ISO 17442)")

# No public standard gives these a check digit, so the register asks for a form only (a rule of its own).
_DOCUMENTS = {
    Scheme.MAINLAND_TRAVEL_PERMIT_HK_MACAO: Subject(
        zh="港澳居民来往内地通行证号码（本系统格式规则）",
        en="A mainland travel permit number for Hong Kong and Macao residents (rule of this register)",
    ),
    Scheme.TAIWAN_COMPATRIOT_PERMIT: Subject(
        zh="台湾居民来往大陆通行证号码（本系统格式规则）",
        en="A mainland travel permit number for Taiwan residents (rule of this register)",
    ),
    Scheme.FOREIGN_PERMANENT_RESIDENT_ID: Subject(
        zh="外国人永久居留身份证号码（本系统格式规则）",
        en="A foreign permanent resident card number (rule of this register)",
    ),
    Scheme.PASSPORT: Subject(zh="护照号码（本系统格式规则）", en="A passport number (rule of this register)"),
}


def normalise(scheme: Scheme, text: str, *, today: date) -> str:
    """The canonical form under the scheme; `today` bounds the dates of birth that a number may carry."""
    match scheme:
        case Scheme.USCC:
            return uscc(text)
        case Scheme.CITIZEN_ID:
            return citizen_id(text, today=today)
        case Scheme.LEI:
            return _lei(text)
        case document:
            return coded(text, _DOCUMENTS[document], alphabet=DIGITS + LETTERS, shortest=5, longest=20)


def _lei(text: str) -> str:
    # ISO 17442: eighteen letters and digits, then two check digits by ISO 7064 MOD 97-10.
    code = coded(text, _LEI, alphabet=DIGITS + LETTERS, shortest=20)
    if not mod97_valid(code):
        raise _LEI.fault(
            FaultCode.BAD_CHECK_CHARACTER,
            zh="末2位校验码与前18位不符",
            en="ends with two check digits, and these do not fit the first 18 characters",
        )
    return code
