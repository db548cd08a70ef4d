"""A certificate on paper, for every face that hands one out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.domain import canon
from registry.domain.certificate import check_code
from registry.domain.disclosure import restored
from registry.schemas.sheets import sheet
from registry.service.press import Press
from registry.signing.jws import read_compact


def printed(press: Press, bundle: Mapping[str, Any]) -> bytes:
    """The signed PDF of a bundle, with what it discloses in place and nothing else of persons. Raises as ``Press``."""
    payload = read_compact(bundle["jws"]).payload
    contents = restored(canon.loads(payload), bundle["disclosures"])
    return press.printed(bundle, lambda: sheet(contents, check_code=check_code(payload)))
