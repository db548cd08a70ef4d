"""If-Match: which version a change is based on (RFC 9110 section 13.1.1)."""

from __future__ import annotations

import re

from flask import request

from registry.domain.errors import Fault, InvalidParticulars
from registry.domain.text import Text

_VERSION = re.compile(r'"([1-9]\d{0,8})"')


def based_on() -> int:
    """The version named; `*` and weak tags name none and are refused."""
    match = _VERSION.fullmatch(request.headers.get("If-Match", ""))
    if match is None:
        fault = Fault(
            "/headers/If-Match", "bad_version", Text('If-Match 应为 "版本号"。', 'If-Match must be one "version".')
        )
        raise InvalidParticulars(fault)
    return int(match[1])
