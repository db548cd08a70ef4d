"""The ids of seizures and holds, as they stand in an address."""

from __future__ import annotations

import re

from registry.domain.errors import UnknownRegistration

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


def known(act: str, prefix: str) -> str:
    """The id. What could not be one is nobody's."""
    if not re.fullmatch(f"{prefix}_{_UUID}", act):
        raise UnknownRegistration
    return act
