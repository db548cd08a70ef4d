"""Passkeys: keys that a person's own device keeps and lets sign when he has shown himself to it (W3C Web Authentication
Level 3, below WebAuthn).

Why the texts here are hashed into challenges: an authenticator signs a challenge and nothing else of what its owner is
shown. So the challenge is the SHA-256 of a text that says everything, and whoever has the text, the assertion and the
public key needs nobody to tell him what was signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from registry.domain import canon

ASKED_FOR = timedelta(minutes=5)  # how long a challenge waits for its answer
POSSESSION = "registry-passkey-possession/v1"  # no other text a passkey signs passes for it
REGISTRATION = "registry-passkey-registration/v1"
LONGEST_CREDENTIAL = 1023  # bytes (WebAuthn section 4, Credential ID)
LONGEST_LABEL = 40
_AT_HOME = "localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """What an authenticator gave out: the credential's id, its public key (RFC 7517) and the page it was made for."""

    credential: bytes
    jwk: Mapping[str, Any]
    origin: str

    @property
    def key_id(self) -> str:
        """Its name here. A digest, for an authenticator chooses the credential's id, and could choose the name of a
        key that is somebody else's."""
        named = canon.dumps({"credential": self.credential, "jwk": self.jwk})
        return canon.b64(sha256(b"passkey/v1\0" + named).digest())

    @property
    def relying_party(self) -> str:
        return relying_party_of(self.origin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Possession:
    """What a new passkey signs to show that it is held. Good for one person of one institution of one register."""

    register: str
    person: str
    institution: str
    key_id: str

    def base(self) -> bytes:
        """The text behind the challenge."""
        said = {"register": self.register, "person": self.person, "institution": self.institution, "key": self.key_id}
        return canon.dumps({"purpose": POSSESSION, **said})


def passkey_key(key_id: str) -> str:
    """Two acts on one passkey wait for each other, and what is entered with it for either."""
    return f"passkey/v1:{key_id}"


def relying_party_of(origin: str) -> str:
    """The host of a page: authenticators keep credentials apart by it (WebAuthn section 4, RP ID)."""
    return urlsplit(origin).hostname or ""


def registration_base(*, register: str, person: str, nonce: bytes) -> bytes:
    """The text behind the challenge under which a passkey is made."""
    return canon.dumps({"purpose": REGISTRATION, "register": register, "person": person, "nonce": nonce})


def challenge_of(base: bytes) -> bytes:
    """What an authenticator is given to sign in place of the text."""
    return sha256(base).digest()


def origin_for(public: str) -> str | None:
    """Where people of a register at this address make and use passkeys: there. Browsers make none for a number in place
    of a name, nor without cover (WebAuthn section 5.1.3), but for one's own machine under its name; None: nowhere."""
    parts = urlsplit(public)
    if parts.scheme == "https":
        return None if _is_number(parts.hostname) else public
    if not _is_own_machine(parts.hostname):
        return None
    return f"{parts.scheme}://{_AT_HOME}" + (f":{parts.port}" if parts.port else "")


def _is_own_machine(host: str | None) -> bool:
    return host == _AT_HOME or (_is_number(host) and ip_address(host or "").is_loopback)


def _is_number(host: str | None) -> bool:
    try:
        ip_address(host or "")
    except ValueError:
        return False
    return True
