"""The register's own keys at work: it certifies, seals personal values and hashes what is searched by."""

from __future__ import annotations

from collections.abc import Callable

from registry.domain import canon, certificate, statement
from registry.domain.certificate import Issuer
from registry.domain.disclosure import Disclosure
from registry.signing.errors import BadSignature
from registry.signing.jws import sign_compact, verify_compact
from registry.signing.keys import WORKER_USES, Use
from registry.signing.ring import KeyRing
from registry.signing.vault import SealedValue, Vault

SERVING = frozenset({Use.CERTIFICATE, Use.STATEMENT, Use.ACCESS, Use.DISCLOSURE, Use.SEARCH, Use.PAPER})
WORKING = WORKER_USES


class Authority:
    """A key ring opened for serving. Holds no connection and keeps no state."""

    def __init__(self, ring: KeyRing) -> None:
        self.ring = ring
        self.issuer = Issuer(ring.issuer, ring.origin, ring.livemode)
        self._vault = Vault(ring)

    def certify(self, payload: bytes) -> str:
        """Sign certificate contents that read back as what they say, and verify our own signature before anyone else
        can (lint before sign)."""
        canon.loads(payload)
        jws = sign_compact(self.ring, payload, use=Use.CERTIFICATE, typ=certificate.TYPE)
        if self.opened(jws) != payload:
            raise RuntimeError("the signed certificate does not say what was signed")
        return jws

    def state(self, payload: bytes) -> str:
        """Sign what a lien status says, read back as a stranger would before any stranger can."""
        typ, largest = statement.TYPE, statement.LARGEST
        jws = sign_compact(self.ring, payload, use=Use.STATEMENT, typ=typ, largest=largest)
        try:
            opened = verify_compact(jws, key_of=self.ring.key_of(Use.STATEMENT), typ=typ, largest=largest)
            statement.require_format(canon.loads(opened))
        except (BadSignature, ValueError) as fault:  # ours, and no fault of who asks
            raise RuntimeError("the signed lien status does not read back") from fault
        return jws

    def opened(self, jws: str) -> bytes:
        """The payload of a certificate under one of our keys; BadSignature for anything else.

        Whatever became of the key since: who asks has the journal, which knows what was signed with it in time, and
        does not know what a thief signed.
        """
        return verify_compact(jws, key_of=self.ring.key_of(Use.CERTIFICATE, revoked=True), typ=certificate.TYPE)

    def seal(self, disclosure: Disclosure) -> SealedValue:
        return self._vault.seal(disclosure.text.encode(), bound_to=disclosure.digest.encode())

    def unseal(self, digest: str, sealed: SealedValue) -> Disclosure:
        return Disclosure(self._vault.open(sealed, bound_to=digest.encode()).decode())

    def keep(self, secret: bytes, *, of: str) -> SealedValue:
        """A secret of a person's that must be read again, sealed so that in nobody else's row it opens."""
        return self._vault.seal(secret, bound_to=_bound(of))

    def kept(self, sealed: SealedValue, *, of: str) -> bytes:
        return self._vault.open(sealed, bound_to=_bound(of))

    def enclose(self, contents: bytes, *, draft: str) -> SealedValue:
        """What a draft says, sealed so that as another's it does not open."""
        return self._vault.seal(contents, bound_to=_bound_to(draft))

    def enclosed(self, sealed: SealedValue, *, draft: str) -> bytes:
        return self._vault.open(sealed, bound_to=_bound_to(draft))

    def mixed(self, text: str) -> int:
        """A keyed hash as a number, for the permutation of the places in a status list."""
        return int(self._vault.keyed_hash("status_list", text), 16)

    @property
    def hashed(self) -> Callable[[str, str], str]:
        return self._vault.keyed_hash


def _bound_to(draft: str) -> bytes:
    return b"draft/v1\x00" + draft.encode()


def _bound(person: str) -> bytes:
    return b"second-factor/v1\x00" + person.encode()
