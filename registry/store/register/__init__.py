"""The register as a filing sees it: a handful of verbs inside one transaction."""

from __future__ import annotations

from registry.store.register.verbs import Earlier, Found, Register, Submitted, Written

__all__ = ["Earlier", "Found", "Register", "Submitted", "Written"]
