"""Whether an outline is one, and how much ground two of them share: the only room that loads shapely.

shapely brings numpy along, which costs a process some thirty megabytes and a fifth of a second, so it is loaded with
the first outline a process meets: before any lock is taken, for a filing is looked at before it is filed.
"""

from __future__ import annotations

from registry.geometry.parcels import ground_shared, load, overlaps, require_valid

__all__ = ["ground_shared", "load", "overlaps", "require_valid"]
