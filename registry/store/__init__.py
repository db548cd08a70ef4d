"""Where the register is kept: the only SQL."""

from __future__ import annotations

from registry.store.connection import Store
from registry.store.faults import ConstraintFired
from registry.store.reading import Snapshot

__all__ = ["ConstraintFired", "Snapshot", "Store"]
