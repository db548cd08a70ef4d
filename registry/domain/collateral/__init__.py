"""The kinds of collateral. To add one, add a file and name it in CLASSES; nothing else changes."""

from __future__ import annotations

from collections.abc import Mapping

from registry.domain.collateral.base import (
    AssetKey,
    Case,
    Collateral,
    Interest,
    KeyRole,
    Mode,
    PriorLease,
    StatutoryRegistration,
    Terms,
    TransferRestriction,
    is_cell,
)
from registry.domain.collateral.collective_construction_land import CollectiveConstructionLand
from registry.domain.collateral.forest_right import ForestRight
from registry.domain.collateral.insurance_policy import InsurancePolicy
from registry.domain.collateral.land_management_right import LandManagementRight
from registry.domain.collateral.warehouse_receipt import WarehouseReceipt

CLASSES: Mapping[str, type[Collateral]] = {
    cls.kind: cls
    for cls in (
        LandManagementRight,
        CollectiveConstructionLand,
        ForestRight,
        WarehouseReceipt,
        InsurancePolicy,
    )
}
Collateral.kinds = CLASSES

__all__ = [
    "CLASSES",
    "AssetKey",
    "Case",
    "Collateral",
    "CollectiveConstructionLand",
    "ForestRight",
    "InsurancePolicy",
    "Interest",
    "KeyRole",
    "LandManagementRight",
    "Mode",
    "PriorLease",
    "StatutoryRegistration",
    "Terms",
    "TransferRestriction",
    "WarehouseReceipt",
    "is_cell",
]
