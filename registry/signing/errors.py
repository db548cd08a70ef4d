"""What this room can refuse, and why. A caller needs nothing else to answer in his own words."""

from __future__ import annotations

from enum import StrEnum


class SigningError(Exception):
    """Anything that went wrong with keys, signatures or ciphers. Carries no secret and no personal value."""


class KeyRingError(SigningError):
    """A key folder or key file cannot be used as it stands. One clear sentence, in both languages."""

    def __init__(self, en: str, *, zh: str) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh


class SealBroken(SigningError):
    """A sealed value does not open: another key, another place, or altered bytes."""


class Reason(StrEnum):
    """Why a signed thing was not believed."""

    MISSING = "missing"
    MALFORMED = "malformed"
    UNKNOWN_KEY = "unknown_key"
    WRONG_KEY_USE = "wrong_key_use"
    REVOKED_KEY = "revoked_key"
    WRONG_ALGORITHM = "wrong_algorithm"
    WRONG_TYPE = "wrong_type"
    SIGNATURE_MISMATCH = "signature_mismatch"
    MISSING_COMPONENT = "missing_component"
    UNEXPECTED_COMPONENT = "unexpected_component"
    DIGEST_MISMATCH = "digest_mismatch"
    STALE = "stale"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    WRONG_AUDIENCE = "wrong_audience"
    WRONG_ISSUER = "wrong_issuer"
    WRONG_MODE = "wrong_mode"
    BELOW_THRESHOLD = "below_threshold"
    DOWNGRADED = "downgraded"


class BadSignature(SigningError):
    """A signed thing is not to be believed. The detail is for logs and never repeats what was signed."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


def malformed(detail: str) -> BadSignature:
    return BadSignature(Reason.MALFORMED, detail)
