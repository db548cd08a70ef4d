"""What is wrong with an identifier, as a stable code and a sentence in each language.

The sentence names the rule and the standard, never the text that broke it: identifiers are personal data, and a fault
travels into logs and answers.
"""

from dataclasses import dataclass
from enum import StrEnum


class FaultCode(StrEnum):
    BAD_LENGTH = "bad_length"
    BAD_CHARACTERS = "bad_characters"
    BAD_STRUCTURE = "bad_structure"
    BAD_DATE = "bad_date"
    BAD_CHECK_CHARACTER = "bad_check_character"


class IdentifierFault(ValueError):
    """The text is not an identifier of the kind it was offered as."""

    def __init__(self, code: FaultCode, *, zh: str, en: str) -> None:
        super().__init__(en)
        self.code = code
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True)
class Subject:
    """What a fault speaks of: an identifier and the standard that rules it."""

    zh: str
    en: str

    def fault(self, code: FaultCode, *, zh: str, en: str) -> IdentifierFault:
        """Complete the sentence that the subject begins."""
        return IdentifierFault(code, zh=f"{self.zh}{zh}。", en=f"{self.en} {en}.")
