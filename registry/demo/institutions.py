"""The institutions enrolled in the demo register. Each is invented and says so by its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.domain.access import ROLES_OF, Role
from registry.domain.filings import Licence
from registry.domain.filings.enrolment import LICENSED
from registry.domain.identifiers import Scheme
from registry.domain.party import InstitutionType, PartyType


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution, and the name of its one client: what stands in ``.demo/credentials.json``."""

    client: str
    name: str
    uscc: str
    type: InstitutionType

    @property
    def licence(self) -> Licence | None:
        """An invented one, where the register asks for one."""
        if self.type not in LICENSED:
            return None
        return Licence(number=f"DEMO-{self.uscc[-6:]}", authority="演示许可机关（虚构）", valid_from=date(2025, 1, 1))

    @property
    def role(self) -> Role:
        """What its client is enrolled for."""
        (role,) = ROLES_OF[self.type]
        return role

    def as_party(self) -> dict[str, Any]:
        """The institution in a filing's JSON."""
        return {
            "type": str(PartyType.ORGANIZATION),
            "name": self.name,
            "identifier": {"scheme": str(Scheme.USCC), "value": self.uscc},
        }

    def as_creditor(self) -> dict[str, Any]:
        """The institution as whoever takes the security."""
        return self.as_party() | {"financial_institution": self.type is InstitutionType.FINANCIAL_INSTITUTION}


RURAL_BANK = Institution(
    "rural-bank", "重庆示例农村商业银行", "91500000202805720T", InstitutionType.FINANCIAL_INSTITUTION
)
VILLAGE_BANK = Institution(
    "village-bank", "重庆样本村镇银行", "91500000MA6DEM014G", InstitutionType.FINANCIAL_INSTITUTION
)
DEVELOPMENT_BANK = Institution(
    "development-bank", "重庆示范农业发展银行", "91500000MA6DEM022B", InstitutionType.FINANCIAL_INSTITUTION
)
GUARANTEE_COMPANY = Institution(
    "guarantee", "重庆示例农业融资担保有限公司", "91500000MA6DEM0306", InstitutionType.GUARANTEE_COMPANY
)
INSURER = Institution("insurer", "重庆示例农业保险有限公司", "91500000MA6DEM065Q", InstitutionType.INSURER)
KEEPER = Institution("keeper", "重庆示例仓储有限公司", "91500112MA60ABCD5W", InstitutionType.KEEPER)
EXCHANGE = Institution("exchange", "重庆农村土地交易所（演示）", "91500000MA6DEM0493", InstitutionType.EXCHANGE)
COURT = Institution("court", "重庆演示法院", "11500000MB6DEM050J", InstitutionType.COURT)

BANKS = (RURAL_BANK, VILLAGE_BANK, DEVELOPMENT_BANK)
REGULATOR = Institution("regulator", "重庆演示金融监管机构", "11500000MB6DEM0930", InstitutionType.REGULATOR)
INSTITUTIONS = (
    *BANKS,
    GUARANTEE_COMPANY,
    EXCHANGE,
    COURT,
    KEEPER,
    INSURER,
    Institution("auditor", "重庆示例会计师事务所", "91500000MA6DEM073K", InstitutionType.AUDITOR),
    REGULATOR,
)
BY_CLIENT: Mapping[str, Institution] = {each.client: each for each in INSTITUTIONS}
