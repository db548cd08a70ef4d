"""What somebody asks about: a code, a certificate he holds, or what a scanner read of one; and that he asked."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from flask import g

from registry.domain import canon, paper_code
from registry.domain.asking import Asked, by_asset
from registry.domain.canary import of_certificate
from registry.domain.certificate import statement
from registry.domain.collateral import Collateral
from registry.domain.errors import Fault, InvalidParticulars, UnknownRegistration
from registry.domain.filings import Purpose
from registry.domain.identifiers import IdentifierFault, parse_certificate_number
from registry.domain.ids import uuid7
from registry.domain.text import Text
from registry.schemas.desk_questions import asset_of, is_scanned
from registry.schemas.standing import given
from registry.service.certificates import shown
from registry.signing.errors import BadSignature
from registry.signing.keys import Use
from registry.store import searches
from registry.store.reads import certificates, registrations
from registry.store.reads.certificates import Certified
from registry.web.reception import Reception

_CODE = Text(
    "按证明编号查询，请在编号之后空一格写上校验码；两者均印在证明上，有一项不符即查不到。",
    "By a certificate's number: write its check code behind it, after a space. Both stand on the certificate; "
    "both must fit.",
)
_SCANNED = Text(
    "扫到的不是本系统证明上的①核验码；证明印有多个①码的，请改用编号和校验码。",
    "That is not the first code of a certificate of this register. Of one with several, use its number and check code.",
)
_NO_REGISTRATION = Text(
    "该证明不属于任何担保登记，请改用财产的标识查询。",
    "That certificate is of no registration: ask by the asset's own code.",
)
_NOTHING_LEFT = Text(
    "该登记已没有担保财产，请改用财产的标识查询。",
    "That registration is on no asset any more: ask by the asset's own code.",
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about, as it was typed, and why."""

    text: str
    purpose: Purpose


def assets_meant(here: Reception, question: Question) -> list[Asked]:
    """The asset behind a code; of a certificate, every asset that its registration is on. Raises InvalidParticulars."""
    if is_scanned(question.text):
        return _of_certificate(here, _scanned(here, question.text))
    number, _, code = question.text.partition(" ")
    if _is_certificate_number(number):
        return _of_certificate(here, _held(here, number, code=code.strip()))
    return [asset_of(question.text)]


def note(here: Reception, assets: Sequence[Asked], *, person: str, purpose: Purpose) -> None:
    """Who asks what, and why, is written down before he is answered (个人信息保护法第6条)."""
    keys = list(dict.fromkeys(key for asset in assets for key in asset.keys))
    here.listen(key for asset in assets for key in asset.every_key)
    number = f"srch_{uuid7(here.clock(), os.urandom)}"
    searches.record(here.store, id=number, client=person, purpose=str(purpose), keys=keys)


def _is_certificate_number(text: str) -> bool:
    try:
        parse_certificate_number(text)
    except (IdentifierFault, ValueError):
        return False
    return True


def _held(here: Reception, number: str, *, code: str) -> Certified:
    """The certificate of somebody who shows that he holds it."""
    here.listen(of_certificate(number))
    try:
        return shown(here.store, number=number, code=code)
    except UnknownRegistration:
        g.code_refused = True  # who tries numbers is noted here as everywhere
        raise InvalidParticulars(Fault("/asked", "check_code_needed", _CODE)) from None


def _scanned(here: Reception, text: str) -> Certified:
    """The certificate whose printed code this is: signed by us, and in the journal."""
    kids = [key.kid for key in here.authority.ring.listing().keys if key.use is Use.CERTIFICATE]
    try:
        jws = paper_code.unpack([text], kids=kids).jws
        found = certificates.by_statement(here.store, statement(here.authority.opened(jws)))
    except (paper_code.NotACode, canon.NotCanonical, BadSignature):
        found = None
    if found is None:
        raise InvalidParticulars(Fault("/asked", "code_misread", _SCANNED))
    return found


def _of_certificate(here: Reception, found: Certified) -> list[Asked]:
    if found.of is None:
        raise InvalidParticulars(Fault("/asked", "no_registration", _NO_REGISTRATION))
    seen = registrations.one(here.store, found.of.registration, institution=found.institution, as_of=None)
    items = given(seen, at=seen.settled_until)
    if not items:
        raise InvalidParticulars(Fault("/asked", "nothing_left", _NOTHING_LEFT))
    return [by_asset(canon.build(Collateral, asset)) for asset in items.values()]
