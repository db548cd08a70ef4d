"""Whose key signed: clients' keys as enrolled, asked for once."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from registry.domain.errors import KeyRevoked
from registry.domain.party import Filer
from registry.signing.keys import PublicKey
from registry.store import Store
from registry.store.reads import clients

_MOST = 2048


@dataclass(frozen=True, slots=True)
class Signer:
    """A key and on whose behalf it files."""

    public: PublicKey
    by: Filer


class Signers:
    """Keys that were live when last asked for. What a key is never changes, so it is read once; whether it still
    counts is judged behind the lock of every filing (``domain.admission``), never from here. A key found revoked there
    is forgotten, so that from then on it is refused before it may take a lock."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: OrderedDict[str, Signer] = OrderedDict()
        self._guard = Lock()

    def signer(self, key_id: str) -> Signer | None:
        """None for a key that was never enrolled; KeyRevoked for one that no longer counts."""
        with self._guard:
            if known := self._known.get(key_id):
                self._known.move_to_end(key_id)
                return known
        enrolled = clients.key(self._store, key_id)
        if enrolled is None:
            return None
        if not enrolled.live:
            raise KeyRevoked(key_id)
        by = Filer(institution=enrolled.institution, client=enrolled.client, role=enrolled.role)
        signer = Signer(PublicKey.from_jwk(enrolled.jwk), by)
        with self._guard:
            self._known[key_id] = signer
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
        return signer

    def forget(self, key_id: str) -> None:
        with self._guard:
            self._known.pop(key_id, None)
