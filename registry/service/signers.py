"""Whose key signed: clients' keys as enrolled, believed once it is shown who enrolled them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

import structlog

from registry.domain.errors import KeyRevoked
from registry.domain.party import Filer
from registry.service.key_history import END, KeyHistory
from registry.signing.keys import PublicKey
from registry.store import Store
from registry.store.reads import clients
from registry.store.reads.clients import EnrolledKey

_MOST = 2048
_log = structlog.get_logger("registry.service")


@dataclass(frozen=True, slots=True)
class Signer:
    """A key and on whose behalf it files."""

    public: PublicKey
    by: Filer


class Signers:
    """Keys that were live when last asked for. What a key is never changes, so it is read once, and its enrolment
    verified once: a row that somebody put there is not enough, the journal must show two administrators behind it, or a
    key of the same client. Whether it still counts is judged behind the lock of every filing (``domain.admission``),
    never from here. A key found revoked there is forgotten, so that from then on it is refused before it may take a
    lock."""

    def __init__(self, store: Store, *, register: str) -> None:
        """``register`` is the journal's origin."""
        self.store = store
        self._register = register
        self._known: OrderedDict[str, Signer] = OrderedDict()
        self._guard = Lock()

    def signer(self, key_id: str) -> Signer | None:
        """None for a key that was never enrolled by who may; KeyRevoked for one that no longer counts."""
        return self._remembered(key_id) or self.asked(key_id)

    def asked(self, key_id: str) -> Signer | None:
        """The same, and the database is asked whether it still counts."""
        enrolled = clients.key(self.store, key_id)
        if enrolled is None:
            return None
        if not enrolled.live:
            raise KeyRevoked(key_id)
        if known := self._remembered(key_id):
            return known
        by = Filer(institution=enrolled.institution, client=enrolled.client, role=enrolled.role)
        if not self._shown(enrolled, by):
            _log.error("key_of_nobody", client=enrolled.client)
            return None
        signer = Signer(PublicKey.from_jwk(enrolled.jwk), by)
        with self._guard:
            self._known[key_id] = signer
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
        return signer

    def forget(self, key_id: str) -> None:
        with self._guard:
            self._known.pop(key_id, None)

    def _remembered(self, key_id: str) -> Signer | None:
        with self._guard:
            if known := self._known.get(key_id):
                self._known.move_to_end(key_id)
            return known

    def _shown(self, enrolled: EnrolledKey, by: Filer) -> bool:
        """Whether the journal has the very key, for the very client, enrolled by who may."""
        proofs = clients.proofs(self.store, institution=enrolled.institution, client=enrolled.client)
        shown = KeyHistory(proofs, register=self._register).before(END).key(enrolled.key_id)
        return shown is not None and shown.live and (shown.by, shown.jwk) == (by, enrolled.jwk)
