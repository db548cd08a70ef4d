"""Every form that is sent as JSON: a good one, and who sends it where. A new form is an error until it stands here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from registry.domain.identifiers import registration_number
from registry.schemas.acts import HoldIn, HoldReleaseIn, LiftIn, SeizeIn, TransferIn
from registry.schemas.asking import LienStatusIn
from registry.schemas.attestations import AttestationIn
from registry.schemas.client_keys import KeyRevocationIn, NewKeyIn
from registry.schemas.follow_ups import FurtherClaimIn, ReleaseIn, StatutoryReportIn, SubordinationIn
from registry.schemas.payment import WaterfallIn
from registry.schemas.privacy import SubjectReportIn, UnmaskingIn
from registry.schemas.registrations import DischargeIn, RegisterIn
from registry.schemas.searches import SearchIn
from registry.schemas.verifications import VerificationIn
from registry.signing.client_keys import generate_client_key
from tests.acts import LIFTING, RELEASE, a_hold_body, a_seizure_body, a_transfer_body
from tests.properties.strategies import GOOD
from tests.register import ORIGIN, Teller, today
from tests.samples import TODAY, a_body

REGISTRATIONS = "/v1/registrations"
OF_ONE = REGISTRATIONS + "/{number}"
ONE_YUAN = {"amount": "1.00", "currency": "CNY"}
OTHER = registration_number(TODAY, 1)
A_KEY = generate_client_key()  # nobody's
ITEM = "col_01a20169-2e00-7646-bbe1-8ceb2c083650"
REPORTED = {
    "registry": "real_estate",
    "number": "渝(2026)忠县不动产证明第0001234号",
    "registered_at": "2026-11-20T09:00:00Z",
}


@dataclass(frozen=True)
class Sent:
    """Who sends it, where, and a good one of it around an item of a kind."""

    path: str
    body: Callable[[str], dict[str, Any]]
    by: str = "bank"
    signed: bool = False
    version: str | None = None


def _filed(path, body, **more):
    return Sent(path, body, signed=True, **more)


def _followed(path, body):
    return Sent(path, body, signed=True, version='"1"')


def _asked(path, body, **more):
    return Sent(path, body, **more)


SENT = {
    RegisterIn: _filed(REGISTRATIONS, lambda kind: a_body(GOOD[kind](), today=today())),
    DischargeIn: _followed(f"{OF_ONE}/discharge", lambda _: {"reason": "waived"}),
    ReleaseIn: _followed(f"{OF_ONE}/releases", lambda _: {"collateral": [ITEM], "reason": "waived"}),
    FurtherClaimIn: _followed(
        f"{OF_ONE}/further-claims",
        lambda _: {"secured_claim": a_body(today=today())["secured_claim"], "collateral": [{"id": ITEM}]},
    ),
    StatutoryReportIn: _followed(
        f"{OF_ONE}/statutory-registrations", lambda _: {"collateral": [ITEM], "statutory_registration": dict(REPORTED)}
    ),
    SubordinationIn: _followed(f"{OF_ONE}/subordinations", lambda _: {"behind": OTHER, "collateral": [ITEM]}),
    SeizeIn: _filed("/v1/seizures", lambda kind: a_seizure_body(GOOD[kind]()), by="court"),
    LiftIn: _filed("/v1/seizures/{seizure}/lift", lambda _: dict(LIFTING), by="court"),
    HoldIn: _filed("/v1/holds", lambda kind: a_hold_body(GOOD[kind]()), by="exchange"),
    HoldReleaseIn: _filed("/v1/holds/{hold}/release", lambda _: dict(RELEASE), by="exchange"),
    TransferIn: _filed("/v1/transfers", lambda kind: a_transfer_body(GOOD[kind]()), by="exchange"),
    AttestationIn: _filed(
        "/v1/attestations",
        lambda kind: {
            "statement": "confirmed",
            "asset": GOOD[kind](),
            "stated_on": today().isoformat(),
            "into": [GOOD[kind]()],
        },
        by="keeper",
    ),
    LienStatusIn: _asked("/v1/lien-status", lambda kind: {"assets": [{"asset": GOOD[kind]()}]}),
    SearchIn: _asked("/v1/searches", lambda kind: {"by": {"asset": {"asset": GOOD[kind]()}}, "purpose": "lending"}),
    WaterfallIn: _asked(
        "/v1/waterfalls",
        lambda kind: {
            "asset": {"asset": GOOD[kind]()},
            "proceeds": dict(ONE_YUAN),
            "owed": [{"registration": OTHER, "amount": dict(ONE_YUAN)}],
        },
    ),
    NewKeyIn: _filed("/v1/client-keys", lambda _: {"jwk": dict(A_KEY.public_jwk), "possession": "x.y.z"}),
    KeyRevocationIn: _filed("/v1/client-keys/{key}/revoke", lambda _: {"reason": "lost"}),
    UnmaskingIn: _asked("/v1/unmaskings", lambda _: {"registration": OTHER, "reason": "audit"}, by="auditor"),
    SubjectReportIn: _asked(
        "/v1/subject-reports", lambda _: {"registration": OTHER, "access_code": "AAAA-BBBB-CCCC-DDDD"}, by="anybody"
    ),
    VerificationIn: _asked("/v1/verifications", lambda _: {"jws": "x"}, by="anybody"),
}


@dataclass(frozen=True)
class Sender:
    """Sends a form's bodies to where they belong, signed or with a token as the route asks."""

    sent: Sent
    teller: Teller
    path: str

    def __call__(self, data: bytes, *, kind: str = "application/json", **more: str):
        if self.sent.signed:
            return self.teller.file(
                self.path, data, content_type=kind, if_match=self.sent.version,
                tamper=lambda headers, body: (headers | more, body),
            )  # fmt: skip
        known = {} if self.sent.by == "anybody" else {"Authorization": f"Bearer {self.teller.token()}"}
        headers = {**known, **more, "Content-Type": kind}
        return self.teller.anonymous("POST", self.path, data=data, headers=headers, base_url=ORIGIN)


def senders(tellers: dict[str, Teller], **places: str) -> dict[type, Sender]:
    """By form. ``tellers`` by who they are; ``places`` what stands in the paths."""
    bank = tellers["bank"]
    places = {"key": A_KEY.key_id, **places}
    return {cls: Sender(sent, tellers.get(sent.by, bank), sent.path.format(**places)) for cls, sent in SENT.items()}
