"""How each endpoint is asked by each role, about what is its own and about what is another's: the cells of the matrix
of ``test_matrix``. An endpoint that does not stand here fails it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from registry.api.docs import _DIGESTS
from registry.domain.access import Role
from registry.service.subject_report import copies
from registry.signing.client_keys import generate_client_key
from registry.signing.tokens import make_assertion
from registry.web import assets, program
from tests.acts import LIFTING, RELEASE, a_hold_body, a_seizure_body, a_transfer_body
from tests.drafts import client_draft
from tests.properties.senders import ONE_YUAN, REPORTED
from tests.register import ORIGIN, RegisterUnderTest, Teller, possession, today
from tests.samples import a_body, a_parcel_body, a_policy_body, a_receipt_body

TYPES = {Role.LENDER: "financial_institution"}  # of the other roles, the type is called as the role


@dataclass
class Party:
    """A role at the counter, and what it has there."""

    role: Role
    teller: Teller
    certificate: str = ""
    act: str = ""
    draft: str = ""


@dataclass
class Cast:
    """Two institutions of every role, each with something of its own; what a role cannot have is the lenders'."""

    register: RegisterUnderTest
    app: Any
    parties: dict[Role, tuple[Party, Party]] = field(init=False)

    def __post_init__(self) -> None:
        self.parcel, self.free = a_parcel_body(), a_parcel_body()
        self.parties = {role: self._pair(role) for role in Role if role not in (Role.REGISTER, Role.PUBLIC)}
        self.made = [self._lent(party) for party in self.parties[Role.LENDER]]
        given = {
            Role.COURT: self._seized, Role.EXCHANGE: self._held, Role.KEEPER: self._attested,
            Role.INSURER: self._attested, Role.AUDITOR: self._searched, Role.REGULATOR: self._searched,
        }  # fmt: skip
        for role, give in given.items():
            give(self.parties[role][0])
            give(self.parties[role][1])
        for party in (each for pair in self.parties.values() for each in pair):
            party.draft = client_draft(self.register, party.teller.enrolled)
        self.register.sequence()
        self.register.tell()
        self.register.settle()

    def party(self, role: Role, *, own: bool) -> Party:
        """Whose object is asked about: the role's own, or another's of the same role."""
        return self.parties.get(role, self.parties[Role.LENDER])[0 if own else 1]

    def asker(self, role: Role) -> Teller:
        return self.parties.get(role, self.parties[Role.LENDER])[0].teller

    def registration(self, *, own: bool) -> dict[str, Any]:
        return self.made[0 if own else 1]

    def asset(self, party: Party) -> dict[str, Any]:
        """A receipt that the keeper keeps, or a policy that the insurer wrote."""
        who = {"name": party.teller.enrolled.name, "uscc": party.teller.enrolled.uscc}
        return a_policy_body(insurer=who) if party.role is Role.INSURER else a_receipt_body(keeper=who)

    def _pair(self, role: Role) -> tuple[Party, Party]:
        names = (f"示例{role}", f"另一{role}")
        one, other = (self.register.teller(self.app, name, role=TYPES.get(role, str(role))) for name in names)
        return Party(role, one), Party(role, other)

    def _lent(self, party: Party) -> dict[str, Any]:
        made = entered(party.teller.register(a_body(self.parcel, a_parcel_body(), today=today())))
        party.certificate = made["certificate"]["number"]
        return made

    def _seized(self, party: Party) -> None:
        made = entered(party.teller.file("/v1/seizures", a_seizure_body(a_parcel_body())))
        party.certificate = party.act = made["id"]

    def _held(self, party: Party) -> None:
        made = entered(party.teller.file("/v1/holds", a_hold_body(a_parcel_body())))
        party.certificate = party.act = made["id"]

    def _attested(self, party: Party) -> None:
        body = {"statement": "confirmed", "asset": self.asset(party), "stated_on": today().isoformat()}
        party.certificate = entered(party.teller.file("/v1/attestations", body))["id"]

    def _searched(self, party: Party) -> None:
        made = entered(party.teller.post("/v1/searches", self.search(own=True)))
        party.certificate = made["certificate"]["number"]

    def search(self, *, own: bool) -> dict[str, Any]:
        number = self.registration(own=own)["number"]
        return {"by": {"registration_number": number}, "purpose": "own_portfolio"}

    @cached_property
    def codes(self) -> dict[str, str]:
        """The check codes of the lenders' certificates."""
        return {made["certificate"]["number"]: made["certificate"]["check_code"] for made in self.made}


def entered(answer: Any) -> Any:
    assert answer.status_code == 201, answer.json
    return answer.json


@dataclass(frozen=True)
class Asking:
    """One cell: who asks, about whose."""

    cast: Cast
    role: Role
    own: bool

    @property
    def party(self) -> Party:
        return self.cast.party(self.role, own=self.own)

    @property
    def registration(self) -> dict[str, Any]:
        return self.cast.registration(own=self.own)

    def act(self, role: Role) -> str:
        """A seizure of the court's or a hold of the exchange's: whoever else asks asks about theirs."""
        return self.cast.parties[role][0 if self.own else 1].act

    @property
    def item(self) -> dict[str, Any]:
        return {"collateral": [self.registration["collateral"][0]["id"]]}

    def get(self, path: str, **query: Any) -> Any:
        return self._asked("GET", path, query_string=query)

    def post(self, path: str, body: Any) -> Any:
        return self._asked("POST", path, json=body)

    def file(self, path: str, body: Any, *, version: str | None = None) -> Any:
        """Rehearsed, so that every cell meets the register as it was made."""
        teller = self.cast.asker(self.role)
        if self.role is Role.PUBLIC:
            return teller.anonymous("POST", path, json=body, headers={"Idempotency-Key": "x", "If-Match": '"1"'})
        return teller.file(path, body, if_match=version, query="dry_run=true")

    def follow(self, what: str, body: Any) -> Any:
        return self.file(f"/v1/registrations/{self.registration['number']}/{what}", body, version='"1"')

    def _asked(self, method: str, path: str, **options: Any) -> Any:
        teller = self.cast.asker(self.role)
        headers = {} if self.role is Role.PUBLIC else {"Authorization": f"Bearer {teller.token()}"}
        answer = teller.anonymous(method, path, headers=headers, **options)
        answer.close()  # a page that is sent from its file holds it open
        return answer


@dataclass(frozen=True)
class Endpoint:
    """How it is asked, and what is answered about another's object to whom the right does not reach so far."""

    ask: Callable[[Asking], Any]
    foreign: tuple[int, str] | None = (404, "unknown_registration")
    object: bool = True
    """Whether the request is about something that is somebody's. ``foreign`` None: the answer says nothing of it."""
    turned_away: int | None = None
    """What a page for people answers whoever is nobody there: no client has a session, or a form of its own."""


def _published(path: str) -> Endpoint:
    return Endpoint(lambda of: of.get(path), object=False)


def _read(suffix: str) -> Endpoint:
    return Endpoint(lambda of: of.get(f"/v1/registrations/{of.registration['number']}{suffix}"))


def _certificate(of: Asking) -> Any:
    number = of.party.certificate
    if of.role is Role.PUBLIC:
        return of.get(f"/v1/certificates/{number}", code=of.cast.codes[number] if of.own else "AAAA-AAAA-AAAA-AAAA")
    return of.get(f"/v1/certificates/{number}")


def _token(of: Asking) -> Any:
    """With the key that is shown, for the client whose it is or for another."""
    shown, named = of.cast.asker(of.role), of.party.teller
    made = make_assertion(
        shown.enrolled.key,
        client_id=named.enrolled.client,
        audience=f"{ORIGIN}/oauth/token",
        at=datetime.now(UTC),  # noqa: TID251
    )
    return shown.ask_token(made)


def _listing(of: Asking) -> Any:
    answer = of.get("/v1/registrations")
    unsaid = answer.status_code == 200 and of.registration["number"] not in answer.get_data(as_text=True)
    return None if unsaid else answer


def _registered(of: Asking) -> Any:
    body = a_body(today=today())
    return of.file("/v1/registrations", body | {"secured_creditor": of.party.teller.creditor()})


def _burdened(of: Asking) -> dict[str, Any]:
    return of.cast.free if of.own else of.cast.parcel


def _asked_about(of: Asking) -> dict[str, Any]:
    """A parcel, to whom nothing is his own; what it issued itself or another of its like did, to a keeper or insurer."""
    return of.cast.asset(of.party) if of.role in (Role.KEEPER, Role.INSURER) else _burdened(of)


def _key_of(asset: dict[str, Any]) -> dict[str, str]:
    """As somebody asks who has only the code, or the number and who gave it out."""
    if "parcel_code" in asset:
        return {"kind": asset["kind"], "key": asset["parcel_code"]}
    family, who = ("receipt", "keeper") if "keeper" in asset else ("policy", "insurer")
    return {"kind": asset["kind"], "key": f"{family}/v1:{asset[who]['uscc']}:{asset[f'{family}_number']}"}


def _subordinated(of: Asking) -> Any:
    other = of.cast.registration(own=not of.own)["number"]
    return of.follow("subordinations", {"behind": other, **of.item})


def _lent_again(of: Asking) -> Any:
    (item,) = of.item["collateral"]
    claim = a_body(today=today())["secured_claim"]
    return of.follow("further-claims", {"secured_claim": claim, "collateral": [{"id": item}]})


def _attestation(of: Asking) -> Any:
    body = {"statement": "confirmed", "asset": of.cast.asset(of.party), "stated_on": today().isoformat()}
    return of.file("/v1/attestations", body)


def _waterfall(of: Asking) -> Any:
    owed = [{"registration": each["number"], "amount": dict(ONE_YUAN)} for each in of.cast.made if not of.own]
    asset = {"asset": _burdened(of)}
    return of.post("/v1/waterfalls", {"asset": asset, "proceeds": dict(ONE_YUAN), "owed": owed})


def _verification(of: Asking) -> Any:
    return of.post("/v1/verifications", {"jws": of.registration["certificate"]["jws"]})


def _as_grantor(of: Asking) -> Any:
    """With the code of the first lender's registration, for it or for another."""
    register, number = of.cast.register, of.cast.registration(own=True)["number"]
    ((_, code),) = copies(register.store, register.authority, number=number)
    return of.post("/v1/subject-reports", {"registration": of.registration["number"], "access_code": code})


def _reported(of: Asking) -> Any:
    return of.follow("statutory-registrations", {**of.item, "statutory_registration": dict(REPORTED)})


def _another_key(of: Asking) -> Any:
    """With a proof that it is held for the client that asks, or for another."""
    new, named = generate_client_key(), of.party.teller.enrolled
    shown = possession(new, uscc=named.uscc, client=named.client)
    return of.file("/v1/client-keys", {"jwk": new.public_jwk, "possession": shown})


def _key_ended(of: Asking) -> Any:
    return of.file(f"/v1/client-keys/{of.party.teller.enrolled.key.key_id}/revoke", {"reason": "rotated"})


def _drafts(of: Asking) -> Any:
    answer = of.get("/v1/drafts")
    unsaid = answer.status_code == 200 and of.party.draft not in answer.get_data(as_text=True)
    return None if unsaid else answer


_ONE = "/v1/registrations/<number>"
_VERIFIER = next((name, program.digest(text)) for name, (_, text) in program.assets().items())
_PROGRAM = next(iter(_DIGESTS.items()))

ENDPOINTS = {
    "POST /v1/registrations": Endpoint(_registered, foreign=(422, "creditor_is_not_the_filer")),
    "GET /v1/registrations": Endpoint(_listing, foreign=None),
    f"GET {_ONE}": _read(""),
    f"GET {_ONE}/history": _read("/history"),
    f"GET {_ONE}/priority": _read("/priority"),
    f"POST {_ONE}/discharge": Endpoint(lambda of: of.follow("discharge", {"reason": "waived"})),
    f"POST {_ONE}/further-claims": Endpoint(_lent_again),
    f"POST {_ONE}/statutory-registrations": Endpoint(_reported),
    f"POST {_ONE}/subordinations": Endpoint(_subordinated),
    f"POST {_ONE}/releases": Endpoint(lambda of: of.follow("releases", {**of.item, "reason": "waived"})),
    "POST /v1/seizures": Endpoint(lambda of: of.file("/v1/seizures", a_seizure_body(_burdened(of)))),
    "POST /v1/seizures/<seizure>/lift": Endpoint(
        lambda of: of.file(f"/v1/seizures/{of.act(Role.COURT)}/lift", LIFTING)
    ),
    "POST /v1/holds": Endpoint(lambda of: of.file("/v1/holds", a_hold_body(_burdened(of)))),
    "POST /v1/holds/<hold>/release": Endpoint(
        lambda of: of.file(f"/v1/holds/{of.act(Role.EXCHANGE)}/release", RELEASE)
    ),
    "POST /v1/transfers": Endpoint(lambda of: of.file("/v1/transfers", a_transfer_body(_burdened(of)))),
    "POST /v1/attestations": Endpoint(_attestation, foreign=(422, "not_the_issuer")),
    "GET /v1/lien-status": Endpoint(
        lambda of: of.get("/v1/lien-status", **_key_of(_asked_about(of))), foreign=(403, "not_permitted")
    ),
    "POST /v1/lien-status": Endpoint(
        lambda of: of.post("/v1/lien-status", {"assets": [{"asset": _asked_about(of)}]}),
        foreign=(403, "not_permitted"),
    ),
    "POST /v1/waterfalls": Endpoint(_waterfall),
    "GET /v1/drafts": Endpoint(_drafts, foreign=None),
    "GET /v1/drafts/<draft>": Endpoint(
        lambda of: of.get(f"/v1/drafts/{of.party.draft}"), foreign=(404, "unknown_draft")
    ),
    "POST /v1/drafts/<draft>/withdrawal": Endpoint(
        lambda of: of.post(f"/v1/drafts/{of.party.draft}/withdrawal", {}), foreign=(404, "unknown_draft")
    ),
    "GET /v1/client-keys": Endpoint(lambda of: of.get("/v1/client-keys"), object=False),
    "POST /v1/client-keys": Endpoint(_another_key, foreign=(422, "key_not_held")),
    "POST /v1/client-keys/<key>/revoke": Endpoint(_key_ended),
    "GET /v1/events": Endpoint(lambda of: of.get("/v1/events"), object=False),
    "GET /v1/statistics": Endpoint(lambda of: of.get("/v1/statistics"), object=False),
    "GET /v1/statistics/<measure>": Endpoint(lambda of: of.get("/v1/statistics/registrations"), object=False),
    "POST /v1/unmaskings": Endpoint(
        lambda of: of.post("/v1/unmaskings", {"registration": of.registration["number"], "reason": "audit"})
    ),
    "POST /v1/subject-reports": Endpoint(_as_grantor),
    "GET /v1/access-events": Endpoint(lambda of: of.get("/v1/access-events"), object=False),
    "POST /v1/searches": Endpoint(lambda of: of.post("/v1/searches", of.cast.search(own=of.own))),
    "GET /v1/certificates/<number>": Endpoint(_certificate),
    "POST /v1/verifications": Endpoint(_verification),
    "POST /oauth/token": Endpoint(_token, foreign=(401, "unauthenticated")),
    "GET /v1/collateral-kinds": _published("/v1/collateral-kinds"),
    "GET /v1/enums": _published("/v1/enums"),
    "GET /log/checkpoint": _published("/log/checkpoint"),
    "GET /log/tile/<path:path>": _published("/log/tile/0/000.p/1"),
    "GET /status/<number>": _published("/status/0"),
    "GET /.well-known/jwks.json": _published("/.well-known/jwks.json"),
    "GET /healthz": _published("/healthz"),
    "GET /readyz": _published("/readyz"),
    "GET /metrics": _published("/metrics"),
    "GET /docs": _published("/docs"),
    "GET /docs/openapi.json": _published("/docs/openapi.json"),
    "GET /docs/assets/<digest>/<name>": _published("/docs/assets/{1}/{0}".format(*_PROGRAM)),
    "GET /verify": _published("/verify"),
    "GET /v": _published("/v"),
    "GET /verify/assets/<digest>/<name>": _published("/verify/assets/{1}/{0}".format(*_VERIFIER)),
    "GET /verify/verifier.html": _published("/verify/verifier.html"),
    "GET /verify/worker.js": _published("/verify/worker.js"),
    "GET /assets/<digest>/<name>": _published(assets.address(assets.STYLE)),
    "GET /sign-in": _published("/sign-in"),
    "GET /invitation": _published("/invitation"),
    "GET /statistics": Endpoint(lambda of: of.get("/statistics"), object=False),
    "GET /statistics/<measure>.csv": Endpoint(lambda of: of.get("/statistics/amount.csv"), object=False),
    "GET /regulator": Endpoint(lambda of: of.get("/regulator"), object=False, turned_away=303),
    "GET /regulator/<measure>.csv": Endpoint(lambda of: of.get("/regulator/amount.csv"), object=False, turned_away=303),
    "GET /": _published("/"),
    "GET /look-up": _published("/look-up"),
    "GET /certificates": _published("/certificates"),
    "GET /certificates/how-to-read": _published("/certificates/how-to-read"),
    "GET /certificates/<number>": _published("/certificates/CQ202611220000012353-1"),
    "GET /mine": _published("/mine"),
    "GET /exchange": Endpoint(lambda of: of.get("/exchange"), object=False, turned_away=303),
    "GET /exchange/codes": Endpoint(lambda of: of.get("/exchange/codes"), object=False, turned_away=303),
    "GET /account": Endpoint(lambda of: of.get("/account"), object=False, turned_away=303),
    "GET /drafts": Endpoint(lambda of: of.get("/drafts"), object=False, turned_away=303),
    "GET /drafts/<draft>": Endpoint(lambda of: of.get("/drafts/x"), object=False, turned_away=303),
    **{
        f"POST /drafts/<draft>/{act}": Endpoint(
            lambda of, act=act: of.post(f"/drafts/x/{act}", {}), object=False, turned_away=403
        )
        for act in ("submission", "entry", "signature", "signed", "handing-back", "withdrawal")
    },
    **{
        f"GET {path}": Endpoint(lambda of, path=path: of.get(path), object=False, turned_away=303)
        for path in (
            "/desk",
            "/desk/<draft>/<step>",
            "/desk/<draft>/check",
            "/desk/<draft>/application",
            "/desk/<draft>/application.txt",
            "/desk/<draft>/second",
            "/desk/<draft>/done",
            "/desk/<draft>/ended",
            "/desk/<draft>/certificate.pdf",
        )
    },
    **{
        f"POST {path}": Endpoint(lambda of, path=path: of.post(path, {}), object=False, turned_away=403)
        for path in (
            "/sign-in",
            "/sign-out",
            "/invitation",
            "/account/password",
            "/account/telephone",
            "/account/sessions",
            "/account/passkeys",
            "/account/passkeys/made",
            "/account/passkeys/show",
            "/account/passkeys/held",
            "/account/passkeys/drop",
            "/look-up",
            "/certificates",
            "/certificates/<number>",
            "/certificates/<number>/pdf",
            "/mine",
            "/exchange",
            "/exchange/codes",
            "/exchange/signed",
            "/exchange/holds",
            "/exchange/releases",
            "/desk/registrations",
            "/desk/seizures",
            "/desk/follow-ups",
            "/desk/<draft>/<step>",
            "/desk/<draft>/check",
            "/desk/<draft>/second",
            "/desk/<draft>/back",
        )
    },
    **{
        f"GET /administration{path}": Endpoint(
            lambda of, path=path: of.get(f"/administration{path}"), object=False, turned_away=303
        )
        for path in ("", "/people", "/people/<person>", "/clients", "/break-glass", "/trail", "/trail.csv")
    },
    **{
        f"POST /administration{path}": Endpoint(
            lambda of, path=path: of.post(f"/administration{path}", {}), object=False, turned_away=403
        )
        for path in (
            "/role-changes",
            "/people",
            "/people/search",
            "/break-glass",
            "/break-glass/open",
            "/break-glass/end",
            "/break-glass/review",
            *(
                f"/people/<person>/{act}"
                for act in (
                    "roles",
                    "disable",
                    "sessions",
                    "invite",
                    "recovery",
                    "pause",
                )
            ),
        )
    },
}
