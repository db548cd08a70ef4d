"""Where the register is kept: the only SQL."""

from __future__ import annotations

from registry.store.connection import Snapshot, Store
from registry.store.faults import ConstraintFired

__all__ = ["ConstraintFired", "Snapshot", "Store"]
