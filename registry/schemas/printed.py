"""A certificate on paper, for every face that hands one out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.domain import canon
from registry.domain.certificate import check_code
from registry.domain.disclosure import restored
from registry.domain.subject import Grantor
from registry.paper.sheet import Sheet
from registry.schemas.sheets import sheet
from registry.schemas.sheets.copies import of_grantor
from registry.service.press import Press
from registry.signing.jws import read_compact

Copied = tuple[Grantor, str]  # whose copy it is, and his access code


def printed(press: Press, bundle: Mapping[str, Any], *, copy: Copied | None = None) -> bytes:
    """The signed PDF of a bundle, with what it discloses in place and nothing else of persons; for one of its grantors
    the ``copy`` with his code. Raises as ``Press``."""
    payload = read_compact(bundle["jws"]).payload
    contents = restored(canon.loads(payload), bundle["disclosures"])

    def page() -> Sheet:
        plain = sheet(contents, check_code=check_code(payload))
        return of_grantor(plain, copy[0], code=copy[1]) if copy else plain

    return press.printed(bundle, page, code=copy[1] if copy else "")
