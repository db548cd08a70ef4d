"""What is sent to be verified."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from registry.schemas.fields import Many, Schema, Words, fault

_LONGEST = 65536  # of a token and of a proof (RFC 7515; c2sp.org/tlog-proof)


class Verbatim(ma.fields.String):
    """Signed text, to the letter: a proof has lines, and whoever mended a character would judge another text."""

    default_error_messages = Words.default_error_messages

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"minLength": 1, "maxLength": _LONGEST}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs) or ""
        if not text:
            raise fault("blank", zh="不能为空。", en="May not be blank.")
        if len(text) > _LONGEST:
            raise fault("too_long", zh=f"最多 {_LONGEST} 个字符。", en=f"At most {_LONGEST} characters.")
        return text


class VerificationIn(Schema):
    """A certificate, or its whole bundle. Nobody need send what was disclosed to him."""

    jws = Words(required=True, longest=_LONGEST)
    disclosures = Many(Verbatim(), most=100)
    proof = Verbatim(allow_none=True, load_default=None)
    status = Verbatim(allow_none=True, load_default=None)
