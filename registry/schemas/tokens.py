"""A request for a token (RFC 6749 section 4.4, RFC 7523 section 2.2)."""

from __future__ import annotations

from enum import StrEnum

from marshmallow import EXCLUDE

from registry.schemas.fields import Choice, Schema, Words


class _Grant(StrEnum):
    CLIENT_CREDENTIALS = "client_credentials"


class _AssertionType(StrEnum):
    JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class TokenIn(Schema):
    class Meta:
        unknown = EXCLUDE  # RFC 6749 section 3.2: unrecognised parameters are ignored

    grant_type = Choice(_Grant, required=True)
    client_assertion_type = Choice(_AssertionType, required=True)
    client_assertion = Words(required=True, longest=8192)
    scope = Words(longest=512)
