"""Whether database, migration and keys belong together. Checked before the first request and by /readyz."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.domain.errors import Unavailable, Unsafe
from registry.service.authority import Authority
from registry.signing.errors import KeyRingError
from registry.store import Store
from registry.store.reads.readiness import readiness, unsafe


def require_ready(store: Store, authority: Authority, *, revision: str) -> Mapping[str, Any]:
    """What the database says of itself. Raises Unavailable until it is migrated and has begun its journal, and Unsafe
    if the keys are another register's: that does not pass by waiting."""
    found = readiness(store)
    if found["revision"] != revision:
        raise Unavailable("the database is not at the migration this code expects")
    if found["register"] is None:
        raise Unavailable("the journal has no first entry yet")
    try:
        authority.ring.require(**found["register"])
    except KeyRingError as wrong:
        raise Unsafe(wrong.en, zh=wrong.zh) from None
    return found


def require_safe(store: Store, *, livemode: bool) -> None:
    """Raise Unsafe if this database or role could lose or rewrite an entry."""
    if wrong := unsafe(store, livemode=livemode):
        listed = "; ".join(wrong)
        raise Unsafe(f"Refusing to start: {listed}.", zh=f"拒绝启动：数据库设置不安全（{listed}）。")
