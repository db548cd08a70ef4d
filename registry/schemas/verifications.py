"""What is sent to be verified."""

from __future__ import annotations

from registry.schemas.fields import Schema, Words


class VerificationIn(Schema):
    jws = Words(required=True, longest=65536)
