"""The kinds of collateral. To add one, add a file and name it in CLASSES; nothing else changes."""

from __future__ import annotations

from collections.abc import Mapping

from registry.domain.collateral.base import (
    DISOWNING,
    ENDING,
    AssetKey,
    Case,
    Collateral,
    Interest,
    KeyRole,
    Mode,
    PriorLease,
    Statement,
    StatutoryRegistration,
    Terms,
    TransferRestriction,
    is_cell,
)
from registry.domain.collateral.collective_construction_land import CollectiveConstructionLand
from registry.domain.collateral.crop import Crop
from registry.domain.collateral.farm_house import FarmHouse
from registry.domain.collateral.forest_right import ForestRight
from registry.domain.collateral.ground_attachment import GroundAttachment
from registry.domain.collateral.insurance_policy import InsurancePolicy
from registry.domain.collateral.inventory import Inventory
from registry.domain.collateral.land_management_right import LandManagementRight
from registry.domain.collateral.land_ticket import LandTicket
from registry.domain.collateral.livestock import Livestock
from registry.domain.collateral.machinery import Machinery
from registry.domain.collateral.order import Order
from registry.domain.collateral.receivable import Receivable
from registry.domain.collateral.warehouse_receipt import WarehouseReceipt

CLASSES: Mapping[str, type[Collateral]] = {
    cls.kind: cls
    for cls in (
        LandManagementRight,
        CollectiveConstructionLand,
        ForestRight,
        WarehouseReceipt,
        InsurancePolicy,
        FarmHouse,
        GroundAttachment,
        Receivable,
        Order,
        LandTicket,
        Inventory,
        Crop,
        Livestock,
        Machinery,
    )
}
Collateral.kinds = CLASSES

__all__ = [
    "CLASSES",
    "DISOWNING",
    "ENDING",
    "AssetKey",
    "Case",
    "Collateral",
    "CollectiveConstructionLand",
    "Crop",
    "FarmHouse",
    "ForestRight",
    "GroundAttachment",
    "InsurancePolicy",
    "Interest",
    "Inventory",
    "KeyRole",
    "LandManagementRight",
    "LandTicket",
    "Livestock",
    "Machinery",
    "Mode",
    "Order",
    "PriorLease",
    "Receivable",
    "Statement",
    "StatutoryRegistration",
    "Terms",
    "TransferRestriction",
    "WarehouseReceipt",
    "is_cell",
]
