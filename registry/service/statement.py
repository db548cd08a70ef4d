"""A lien status under the register's statement key: made when it is asked for, and kept nowhere."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from registry.domain import statement
from registry.domain.errors import TooManyFound, Unavailable
from registry.service.authority import Authority
from registry.store import Store
from registry.store.reads import log


def stated(store: Store, authority: Authority, *, answer: Mapping[str, Any], asked_by: str, now: datetime) -> str:
    """The compact JWS of an answer, for whoever goes by this name, with the checkpoint published last.

    Raises Unavailable before the log has published its first: none is issued with less than is promised. Raises
    TooManyFound for an answer larger than readers accept.
    """
    checkpoint = log.checkpoint(store)
    if checkpoint is None:
        raise Unavailable("the log has not published a checkpoint yet")
    payload = statement.contents(
        answer,
        authority.issuer,
        asked_by=asked_by,
        checkpoint=checkpoint,
        nonce=os.urandom(16),
        issued_at=int(now.timestamp()),
    )
    if len(payload) > statement.LARGEST_PAYLOAD:
        raise TooManyFound
    return authority.state(payload)
