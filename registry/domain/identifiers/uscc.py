"""Unified social credit codes (GB 32100-2015): one for every organisation, rural collectives included."""

from .fault import FaultCode, Subject
from .folding import DIGITS, LETTERS, coded

_USCC = Subject(zh="统一社会信用代码（GB 32100-2015）", en="A unified social credit code (GB 32100-2015)")

# GB 32100-2015: digits and capitals without I, O, S, V, Z, so that nothing reads as something else.
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# GB 32100-2015: the weight of position i is 3^(i-1) mod 31.
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
# GB 32100-2015, position 1, the registering authority. N (agriculture) registers the rural collectives.
_AUTHORITIES = "123456789ANY"

# GB 11714: weights of the organisation code's first eight characters, valued 0-9 and A=10 to Z=35.
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_LENGTH = 9
_ORGANISATION_ALPHABET = DIGITS + LETTERS
_ORGANISATION_CHECKS = "0123456789X0"  # GB 11714: 10 is written X, 11 is written 0


def uscc(text: str) -> str:
    """The canonical code, of any authority and category."""
    code = coded(text, _USCC, alphabet=_ALPHABET, shortest=18)
    if code[0] not in _AUTHORITIES:
        raise _USCC.fault(
            FaultCode.BAD_STRUCTURE,
            zh="第1位应为登记管理部门代码",
            en="begins with the code of a registering authority",
        )
    if not code[2:8].isdecimal():
        raise _USCC.fault(
            FaultCode.BAD_STRUCTURE,
            zh="第3至8位应为行政区划数字",
            en="carries the six digits of a region in positions 3 to 8",
        )
    if code[17] != _check_character(code[:17]):
        raise _USCC.fault(
            FaultCode.BAD_CHECK_CHARACTER,
            zh="第18位校验码与前17位不符",
            en="ends with a check character, and this one does not fit the first 17",
        )
    return code


def organisation_code(text: str) -> str:
    """The canonical code of an organisation. A sole trader's is refused: it is a person's (个人信息保护法第4条)."""
    code = uscc(text)
    if is_sole_trader(code):
        raise _USCC.fault(
            FaultCode.BAD_STRUCTURE,
            zh="为个体工商户的属于个人信息，此处不填",
            en="of a sole trader is a person's number and is left out here",
        )
    return code


def uscc_check_character(first17: str) -> str:
    """The 18th character for the first 17."""
    return _check_character(coded(first17, _USCC, alphabet=_ALPHABET, shortest=17))


def organisation_code_checks(uscc: str) -> bool:
    """Whether positions 9 to 17 of a canonical code satisfy GB 11714.

    Worth a warning, never a refusal: codes carried over from older registers break it.
    """
    inner = uscc[8:17]
    if len(inner) != _ORGANISATION_LENGTH or not set(inner) <= set(_ORGANISATION_ALPHABET):
        return False
    total = sum(
        _ORGANISATION_ALPHABET.index(character) * weight
        for character, weight in zip(inner[:8], _ORGANISATION_WEIGHTS, strict=True)
    )
    return inner[8] == _ORGANISATION_CHECKS[11 - total % 11]


def is_rural_collective(uscc: str) -> bool:
    """Whether a canonical code is a rural collective's, 农村集体经济组织 (N1 group, N2 village, N3 town)."""
    return uscc.startswith(("N1", "N2", "N3"))


def is_sole_trader(uscc: str) -> bool:
    """Whether a canonical code is an individual business's, 个体工商户 (GB 32100-2015: 92)."""
    return uscc.startswith("92")


def is_cooperative(uscc: str) -> bool:
    """Whether a canonical code is a farmers' specialised cooperative's, 农民专业合作社 (GB 32100-2015: 93)."""
    return uscc.startswith("93")


def _check_character(first17: str) -> str:
    total = sum(_ALPHABET.index(character) * weight for character, weight in zip(first17, _WEIGHTS, strict=True))
    return _ALPHABET[(31 - total) % 31]
