"""The register as a filing sees it: a handful of verbs inside one transaction."""

from __future__ import annotations

from registry.store.register.verbs import HASHED, Bearer, Earlier, Found, Known, Register, Written

__all__ = ["HASHED", "Bearer", "Earlier", "Found", "Known", "Register", "Written"]
