"""What says who may file, as the domain sees it: keys are names, signatures are bytes, and nobody verifies them here."""

from __future__ import annotations

from datetime import date

from registry.domain.allowance import Allowance
from registry.domain.filings import (
    Administrator,
    EnrolAdministrators,
    EnrolInstitution,
    EnrolKey,
    EnrolPasskey,
    Genesis,
    Licence,
    LimitClient,
    Redact,
    RevokeAdministrator,
    RevokeKey,
    RevokePasskey,
)
from registry.domain.lifecycle import Verb
from registry.domain.measures import Money
from registry.domain.party import InstitutionType
from registry.domain.passkeys import Passkey
from registry.domain.registration import ClientOnRecord

LICENCE = Licence(number="B0001", authority="示例许可机关", valid_from=date(2020, 1, 1), valid_until=date(2030, 1, 1))
ALLOWANCE = Allowance(verbs=frozenset({Verb.REGISTER, Verb.SEARCH}), ceiling=Money(100_00))
ONE, OTHER, THIRD = (Administrator(name=name, key_id=f"key of {name}", jwk={"x": name}) for name in ("a", "b", "c"))
PERSONS = {each.key_id: each.name for each in (ONE, OTHER, THIRD)}

GENESIS = Genesis(issuer="示例", origin="log.example", livemode=False)
GENESIS_OF_TWO = Genesis(issuer="示例", origin="log.example", livemode=False, administrators=(ONE, OTHER))
ADMINISTRATORS = EnrolAdministrators(administrators=(ONE, OTHER))
DISMISSAL = RevokeAdministrator(key_id=ONE.key_id, reason="left")
INSTITUTION = EnrolInstitution(
    name="示例银行", identifier="91", type=InstitutionType.FINANCIAL_INSTITUTION, licence=LICENCE
)
KEY = EnrolKey(
    institution="i", client="c", role="lender", key_id="k", jwk={"x": "1", "kty": "OKP"}, possession="shown",
    letter="a" * 64, allowance=ALLOWANCE,
)  # fmt: skip
OWN_KEY = EnrolKey(institution="i", client="c", role="lender", key_id="k2", jwk={}, possession="shown", request=b"{}")
REVOCATION = RevokeKey(key_id="k", reason="lost")
LIMIT = LimitClient(client="c", version=2, allowance=ALLOWANCE, letter="a" * 64)
DEVICE = Passkey(credential=b"c", jwk={"kty": "OKP", "x": "1"}, origin="https://register.example")
PASSKEY = EnrolPasskey(
    person="per_1", institution="i", key_id=DEVICE.key_id, credential=DEVICE.credential, jwk=DEVICE.jwk,
    origin=DEVICE.origin, possession=b"{}",
)  # fmt: skip
PASSKEY_ENDED = RevokePasskey(key_id=DEVICE.key_id, reason="lost")
REDACTION = Redact(digests=("d1", "d2"), reason="asked")
ON_RECORD = ClientOnRecord(client="c", institution="i", role="lender", allowed=1)

EACH = (
    (GENESIS_OF_TWO, {}),
    (ADMINISTRATORS, {}),
    (DISMISSAL, {"administrators": PERSONS}),
    (INSTITUTION, {}),
    (KEY, {}),
    (REVOCATION, {"enrolled": True, "client": ON_RECORD}),
    (LIMIT, {"client": ON_RECORD}),
    (PASSKEY, {}),
    (PASSKEY_ENDED, {"enrolled": True}),
    (REDACTION, {}),
)
"""One of each verb that the register itself files, and what must stand for it."""
