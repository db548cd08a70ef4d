"""Who takes, who gives and who files. What a party is stands in its own record, never in the filing's flags."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from registry.domain.allowance import Allowance
from registry.domain.canon import personal
from registry.domain.identifiers import Scheme, is_sole_trader


class PartyType(StrEnum):
    NATURAL_PERSON = "natural_person"
    ORGANIZATION = "organization"


class GrantorRole(StrEnum):
    HOLDER = "holder"
    CO_OWNER = "co_owner"
    HOUSEHOLD_REPRESENTATIVE = "household_representative"
    HOUSEHOLD_MEMBER = "household_member"


class GrantorCategory(StrEnum):
    """Categories of rural borrowers as the statistics of inclusive finance count them."""

    FARM_HOUSEHOLD = "农户"
    FAMILY_FARM = "家庭农场"
    COOPERATIVE = "合作社"
    COLLECTIVE = "集体"
    ENTERPRISE = "企业"
    SMALL_ENTERPRISE = "小微"
    SOLE_TRADER = "个体"


class Capacity(StrEnum):
    """Whose the claim is that a creditor holds (担保制度解释第4条)."""

    OWN = "own"
    AGENT = "agent"
    TRUSTEE = "trustee"


class AgentFor(StrEnum):
    """On whose authority an institution files that is not the secured creditor."""

    SECURED_CREDITOR = "secured_creditor"
    ALL_CREDITORS = "all_creditors"


class InstitutionType(StrEnum):
    FINANCIAL_INSTITUTION = "financial_institution"
    GUARANTEE_COMPANY = "guarantee_company"
    ENTERPRISE = "enterprise"
    EXCHANGE = "exchange"
    COURT = "court"
    KEEPER = "keeper"
    INSURER = "insurer"
    AUDITOR = "auditor"
    REGULATOR = "regulator"


_OF_ORGANISATIONS = frozenset({Scheme.USCC, Scheme.LEI})


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that names a party, normalised by its scheme."""

    scheme: Scheme
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A person or an organisation. Personal values of persons never enter the journal in the clear."""

    type: PartyType
    name: str = personal()
    identifier: Identifier = personal()
    address: str | None = personal(default=None)

    @property
    def is_person(self) -> bool:
        """A sole trader's name and number are a person's (个人信息保护法第4条), and so is whoever is named by a number
        that only people have, whatever type the filing claims."""
        scheme = self.identifier.scheme
        return (
            self.type is PartyType.NATURAL_PERSON
            or scheme not in _OF_ORGANISATIONS
            or (scheme is Scheme.USCC and is_sole_trader(self.identifier.value))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SecuredCreditor(Party):
    """Who takes the security. The flag is the filer's word; the institution's record decides. Without a capacity he
    takes it for himself."""

    financial_institution: bool | None = None
    capacity: Capacity | None = None
    beneficiaries: tuple[Party, ...] = ()

    @property
    def holds_for_others(self) -> bool:
        return self.capacity in (Capacity.AGENT, Capacity.TRUSTEE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoCreditor:
    """Who shares an entry's one instant and position with the secured creditor, and what part of the claim is his."""

    party: Party
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledAs:
    """Said by an institution that files for another: for whom, and the paper that authorises it."""

    agent_for: AgentFor
    authority: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grantor(Party):
    """Who gives the asset; he may differ from the debtor."""

    role: GrantorRole = GrantorRole.HOLDER
    category: GrantorCategory | None = None
    share: str | None = None
    contact: str | None = personal(default=None, always=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """A grantor as the rules see him, when he gives and when he gives again. A person's number is in no entry, so that
    it is left out at once."""

    type: PartyType
    identifier: Identifier | None = None
    role: GrantorRole = GrantorRole.HOLDER
    category: GrantorCategory | None = None

    @classmethod
    def of(cls, grantor: Grantor) -> Giver:
        number = None if grantor.is_person else grantor.identifier
        return cls(type=grantor.type, identifier=number, role=grantor.role, category=grantor.category)


@dataclass(frozen=True, slots=True)
class Filer:
    """On whose behalf and by which system or person a filing is made."""

    institution: str
    client: str
    role: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What the register's own records say of the filer at the instant of filing."""

    institution: str
    name: str
    identifier: str
    type: InstitutionType
    key_live: bool
    client: str
    role: str
    allowance: Allowance | None = None  # None: enrolled before clients had one


def normal_name(name: str) -> str:
    """The form under which names are searched: NFKC, no spaces, upper case. 「张 三」 and 「张三」 are one."""
    return "".join(unicodedata.normalize("NFKC", name).split()).upper()
