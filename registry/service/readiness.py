"""Whether database, migration and keys belong together. Checked before the first request and by /readyz."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.domain.errors import Unavailable
from registry.service.authority import Authority
from registry.signing.errors import KeyRingError
from registry.store import Store
from registry.store.reads.readiness import readiness, unsafe


class Unsafe(Exception):
    """The register must not run like this; one sentence says why, in both languages."""

    def __init__(self, en: str, *, zh: str) -> None:
        super().__init__(en)
        self.en, self.zh = en, zh


def require_ready(store: Store, authority: Authority, *, revision: str) -> Mapping[str, Any]:
    """What the database says of itself. Raises Unavailable until it is migrated and says what the keys say."""
    found = readiness(store)
    if found["revision"] != revision:
        raise Unavailable("the database is not at the migration this code expects")
    if found["register"] is None:
        raise Unavailable("the journal has no first entry yet")
    try:
        authority.ring.require(**found["register"])
    except KeyRingError as wrong:
        raise Unavailable(str(wrong)) from None
    return found


def require_safe(store: Store) -> None:
    """Raise Unsafe if this database or role could lose or rewrite an entry."""
    if wrong := unsafe(store):
        listed = "; ".join(wrong)
        raise Unsafe(f"Refusing to start: {listed}.", zh=f"拒绝启动：数据库设置不安全（{listed}）。")
