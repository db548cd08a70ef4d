"""The register as a lender's or the exchange's system sees it: verbs, tokens and signatures.

    bank = Client("https://registry.example", "client_id", Path("key.pem"))
    bank.register(body, idempotency_key="LOAN-2026-000123")

Reading takes a bearer token, fetched and renewed by itself. Filing takes a signature by the client's own key over the
request as it is sent. A client is for one thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypedDict, Unpack
from urllib.parse import quote, urlencode
from uuid import uuid4

from registry.client.answers import Answer, Problem
from registry.client.public import checked_base, verified
from registry.client.transport import Clock, Prepared, Transport, prepare, system_clock, written
from registry.domain.statement import MEDIA_TYPE
from registry.signing.client_keys import ClientKey
from registry.signing.http_signature import SignedRequest, sign_request
from registry.signing.possession import Challenge, prove_possession
from registry.signing.tokens import make_assertion

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_RENEW_BEFORE = timedelta(seconds=30)
_REGISTRATIONS, _TOKEN = "/v1/registrations", "/oauth/token"
_SEIZURES, _HOLDS, _TRANSFERS = "/v1/seizures", "/v1/holds", "/v1/transfers"
_ATTESTATIONS, _KEYS = "/v1/attestations", "/v1/client-keys"
_FILING = (_REGISTRATIONS, _SEIZURES, _HOLDS, _TRANSFERS, _ATTESTATIONS, _KEYS)
_LIEN_STATUS = "/v1/lien-status"
_ASKING = frozenset({_LIEN_STATUS, "/v1/waterfalls"})  # POST, and still nothing but a question
_SIGNED_HEADERS = ("Content-Type", "Idempotency-Key", "If-Match")
Claim = tuple[str, int | None]
"""A registration, and the version that entered a further claim; None for the first."""


class Way(TypedDict, total=False):
    """How a request is made. ``sign`` is for filings under paths that this release does not know as such; ``accept``
    asks for another form than JSON."""

    params: Mapping[str, Any]
    if_match: str
    idempotency_key: str
    dry_run: bool
    sign: bool
    accept: str


class Following(TypedDict, total=False):
    """What else may be said with any follow-up of a registration."""

    client_reference: str
    documents: list[Mapping[str, Any]]
    idempotency_key: str
    dry_run: bool


class Agreed(Following, total=False):
    """What else may be said with a subordination."""

    agreed_on: date
    consents: list[Mapping[str, Any]]


class Ending(Following, total=False):
    """What else may be said with a discharge or a release."""

    ended_on: date


def files(method: str, path: str) -> bool:
    """Whether a request files something, so that it must be signed and carry an idempotency key."""
    folder = path.partition("?")[0].rstrip("/")
    return method == "POST" and any(folder == each or folder.startswith(f"{each}/") for each in _FILING)


@dataclass(eq=False)
class Client:
    """One enrolled client of the register. ``key`` is the key itself or the file it is kept in."""

    base_url: str
    client_id: str
    key: ClientKey | Path
    _: KW_ONLY
    timeout: float = 10
    clock: Clock = system_clock
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        self.base_url = checked_base(self.base_url)
        self._key = ClientKey.load(self.key) if isinstance(self.key, Path) else self.key
        self._transport = Transport(timeout=self.timeout, clock=self.clock, sleep=self.sleep)
        self._token: tuple[str, datetime] | None = None

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Answer:
        """Read. Parameters that are None are left out."""
        return self.request("GET", path, params=params or {})

    def request(self, method: str, path: str, *, body: Any = None, **way: Unpack[Way]) -> Answer:
        """Send a request; a filing is signed. ``path`` begins with a slash and is quoted already.

        Lost answers are asked for again where that is harmless: reads, and what carries an idempotency key.
        """
        method = method.upper()
        signs = way.get("sign", files(method, path))
        key = way.get("idempotency_key") or (str(uuid4()) if signs else None)
        if key is not None:
            way["idempotency_key"] = key  # of every attempt, or one filing would become several

        def attempt() -> Prepared:
            prepared = self.prepared(method, path, body=body, **way)
            prepared.headers.setdefault("Authorization", f"Bearer {self._bearer()}")
            return prepared

        try:
            return self._transport.send(attempt, repeatable=method == "GET" or path in _ASKING or key is not None)
        except Problem as problem:
            if problem.status == HTTPStatus.UNAUTHORIZED:
                self._token = None  # the register may have changed its key: the next request asks for a new token
            raise

    def prepared(self, method: str, path: str, *, body: Any = None, **way: Unpack[Way]) -> Prepared:
        """The request itself, for whoever sends it with a tool of his own: a filing signed, and good for five minutes;
        that for a token, good once; anything else under a bearer token."""
        if path == _TOKEN:
            return self._token_request()
        signs = way.get("sign", files(method.upper(), path))
        params = {**way.get("params", {}), **({"dry_run": "true"} if way.get("dry_run") else {})}
        data = written({} if body is None else body) if signs or body is not None else None
        key = way.get("idempotency_key") or (str(uuid4()) if signs else None)
        headers = _stated(data=data, idempotency_key=key, if_match=way.get("if_match"))
        headers |= {"Accept": way["accept"]} if "accept" in way else {}
        prepared = prepare(method.upper(), self._url(path), params=params, body=data, headers=headers)
        if signs:
            prepared.headers.update(self._signature(prepared, data or b""))
        else:
            prepared.headers["Authorization"] = f"Bearer {self._bearer()}"
        return prepared

    def register(self, body: Mapping[str, Any], *, idempotency_key: str | None = None, dry_run: bool = False) -> Answer:
        """File a registration. Give a key of your own, kept with the loan, to be safe across your own restarts."""
        return self.request("POST", _REGISTRATIONS, body=body, **_way(idempotency_key, dry_run=dry_run))

    def discharge(self, number: str, *, version: int, reason: str, **ending: Unpack[Ending]) -> Answer:
        """Take a registration off the register, as it stands in the version that you read."""
        return self.follow_up(number, "discharge", version=version, said={"reason": str(reason), **ending})

    def further_claim(
        self, number: str, body: Mapping[str, Any], *, version: int, **following: Unpack[Following]
    ) -> Answer:
        """Secure your next loan by what a registration of yours has. ``body`` says the claim and names the items."""
        return self.follow_up(number, "further-claims", version=version, said={**body, **following})

    def statutory_registration(
        self, number: str, said: Mapping[str, Any], *, version: int, collateral: Sequence[str]
    ) -> Answer:
        """Report ``registry``, ``number``, ``registered_at`` and ``document`` of the items' legal registration."""
        body = {"collateral": list(collateral), "statutory_registration": said}
        return self.follow_up(number, "statutory-registrations", version=version, said=body)

    def subordinate(
        self, number: str, *, behind: str, version: int, collateral: Sequence[str], **agreed: Unpack[Agreed]
    ) -> Answer:
        """Stand behind another registration on the items of these ids. Name the consents that you have."""
        said = {"behind": behind, "collateral": list(collateral), **agreed}
        return self.follow_up(number, "subordinations", version=version, said=said)

    def release(
        self, number: str, *, version: int, collateral: Sequence[str], reason: str, **ending: Unpack[Ending]
    ) -> Answer:
        """Let the items of these ids go free; the registration stays with the others."""
        said = {"collateral": list(collateral), "reason": str(reason), **ending}
        return self.follow_up(number, "releases", version=version, said=said)

    def follow_up(self, number: str, kind: str, *, version: int, said: Mapping[str, Any]) -> Answer:
        """File what follows on a registration, as it stands in the version that you read. ``said`` is the body, and
        beside it ``idempotency_key`` and ``dry_run``."""
        body: dict[str, Any] = {
            name: each.isoformat() if isinstance(each, date) else each for name, each in said.items()
        }
        way = _way(body.pop("idempotency_key", None), dry_run=body.pop("dry_run", False))
        way["if_match"] = f'"{version}"'
        return self.request("POST", f"{_REGISTRATIONS}/{_part(number)}/{kind}", body=body, **way)

    def seize(self, body: Mapping[str, Any], *, idempotency_key: str | None = None, dry_run: bool = False) -> Answer:
        """A court's seizure; the answer is its receipt, with the place in each asset's queue."""
        return self.request("POST", _SEIZURES, body=body, **_way(idempotency_key, dry_run=dry_run))

    def lift_seizure(self, seizure: str, *, document_number: str, idempotency_key: str | None = None) -> Answer:
        body = {"document_number": document_number}
        way = _way(idempotency_key, dry_run=False)
        return self.request("POST", f"{_SEIZURES}/{_part(seizure)}/lift", body=body, **way)

    def hold(self, body: Mapping[str, Any], *, idempotency_key: str | None = None, dry_run: bool = False) -> Answer:
        """An exchange's hold while a trade is in progress. It reserves nothing."""
        return self.request("POST", _HOLDS, body=body, **_way(idempotency_key, dry_run=dry_run))

    def release_hold(self, hold: str, *, reason: str, idempotency_key: str | None = None) -> Answer:
        way = _way(idempotency_key, dry_run=False)
        return self.request("POST", f"{_HOLDS}/{_part(hold)}/release", body={"reason": str(reason)}, **way)

    def transfer(self, body: Mapping[str, Any], *, idempotency_key: str | None = None, dry_run: bool = False) -> Answer:
        """Title has moved at the exchange; what burdens the assets moves with it."""
        return self.request("POST", _TRANSFERS, body=body, **_way(idempotency_key, dry_run=dry_run))

    def attest(self, body: Mapping[str, Any], *, idempotency_key: str | None = None, dry_run: bool = False) -> Answer:
        """What a keeper or an insurer says of its own receipt, goods or policy."""
        return self.request("POST", _ATTESTATIONS, body=body, **_way(idempotency_key, dry_run=dry_run))

    def client_keys(self) -> Answer:
        """This client's keys, every change of them, and what it may file."""
        return self.get(_KEYS)

    def enrol_key(self, new: ClientKey, *, idempotency_key: str | None = None) -> Answer:
        """Let another key sign for this client, too; the one in use signs for it."""
        known = self.client_keys().body
        challenge = Challenge(institution=known["institution"], client=known["client_id"], register=known["register"])
        body = {"jwk": new.public_jwk, "possession": prove_possession(new, challenge)}
        return self.request("POST", _KEYS, body=body, **_way(idempotency_key, dry_run=False))

    def revoke_key(self, thumbprint: str, *, reason: str, idempotency_key: str | None = None) -> Answer:
        """A key of this client counts no more, at once: the one in use, too."""
        way = _way(idempotency_key, dry_run=False)
        return self.request("POST", f"{_KEYS}/{_part(thumbprint)}/revoke", body={"reason": reason}, **way)

    def registration(self, number: str) -> Answer:
        return self.get(f"{_REGISTRATIONS}/{_part(number)}")

    def history(self, number: str) -> Answer:
        return self.get(f"{_REGISTRATIONS}/{_part(number)}/history")

    def registrations(self, **filters: Any) -> Iterator[dict[str, Any]]:
        """Every registration of one's own institution that the filters let through, page after page."""
        cursor = None
        while True:
            page = self.get(_REGISTRATIONS, {**filters, "cursor": cursor} if cursor else filters).body
            yield from page["data"]
            cursor = page.get("next_cursor") if page.get("has_more") else None
            if cursor is None:
                return

    def events(self, *, after: str | None = None) -> Iterator[dict[str, Any]]:
        """What others entered on what one's own institution has something on, oldest first. Keep the ``id`` of the last
        and give it as ``after`` the next time."""
        more = True
        while more:
            page = self.get("/v1/events", {"after": after, "limit": 100}).body
            yield from page["data"]
            after, more = page["next_cursor"], page["has_more"]

    def lien_status(self, kind: str, key: str, *, as_of: datetime | str | None = None, signed: bool = False) -> Answer:
        """What burdens an asset. ``signed`` asks for the answer under the register's key, good for ten minutes; its
        text is the body then, and ``read_statement`` judges it."""
        at = as_of.isoformat() if isinstance(as_of, datetime) else as_of
        way: Way = {"params": {"kind": kind, "key": key, "as_of": at}}
        if signed:
            way["accept"] = MEDIA_TYPE
        return self.request("GET", _LIEN_STATUS, **way)

    def lien_statuses(
        self, assets: Sequence[Mapping[str, Any]], *, as_of: datetime | str | None = None
    ) -> list[dict[str, Any]]:
        """What burdens each of up to 1,000 assets, in the order asked, all as of one instant. An asset is
        ``{"kind", "key"}``, ``{"asset": {...}}`` with the particulars of a filing, or ``{"code": "..."}``."""
        answers: list[dict[str, Any]] = self.request("POST", _LIEN_STATUS, body=_about(assets, as_of)).body["data"]
        return answers

    def signed_lien_statuses(self, assets: Sequence[Mapping[str, Any]], *, as_of: datetime | str | None = None) -> str:
        """The same of all the assets together, in one text under the register's key."""
        signed: str = self.request("POST", _LIEN_STATUS, body=_about(assets, as_of), accept=MEDIA_TYPE).body
        return signed

    def priority(self, number: str, *, as_of: datetime | str | None = None) -> Answer:
        """Everybody on record for each asset of a registration, in the reckoned order of payment, and why."""
        at = as_of.isoformat() if isinstance(as_of, datetime) else as_of
        return self.get(f"{_REGISTRATIONS}/{_part(number)}/priority", {"as_of": at})

    def waterfall(
        self, asset: Mapping[str, Any], *, proceeds: Mapping[str, Any], owed: Mapping[str | Claim, Any]
    ) -> Answer:
        """Who would get what of the proceeds of an asset; ``owed`` says of each registration on record what is owed
        under it, as ``{number: {"amount", "currency"}}``, and of a further claim under the number and its version."""
        listed = [_claim(each) | {"amount": amount} for each, amount in owed.items()]
        return self.request("POST", "/v1/waterfalls", body={"asset": asset, "proceeds": proceeds, "owed": listed})

    def search(
        self, by: Mapping[str, Any], *, purpose: str, reference: str | None = None, as_of: datetime | str | None = None
    ) -> Answer:
        """Search by one of ``asset``, ``grantor_identifier``, ``grantor_name`` and ``registration_number``. The
        purpose is recorded; the answer holds what was found and its certificate. A repeat is another search."""
        at = as_of.isoformat() if isinstance(as_of, datetime) else as_of
        said = {"by": by, "purpose": str(purpose), "reference": reference, "as_of": at}
        return self.request("POST", "/v1/searches", body={name: each for name, each in said.items() if each})

    def certificate(self, number: str, *, code: str | None = None) -> Answer:
        """The bundle of a certificate; with the check code, of one that is somebody else's."""
        return self.get(f"/v1/certificates/{_part(number)}", {"code": code})

    def paper(self, number: str, *, code: str | None = None) -> bytes:
        """A certificate as it is printed: a signed PDF. With the check code, of one that is somebody else's, and then
        without the personal values."""
        path = f"/v1/certificates/{_part(number)}"
        printed: bytes = self.request("GET", path, params={"code": code}, accept="application/pdf").body
        return printed

    def verify(self, jws_or_bundle: str | Mapping[str, Any]) -> Answer:
        """What the register says of a certificate. For a verdict of one's own see ``registry.client.verification``."""
        return verified(self._transport, self.base_url, document=jws_or_bundle)

    def _url(self, path: str) -> str:
        if not path.startswith("/") or "#" in path:
            raise ValueError("a path begins with a slash and has no fragment")
        return self.base_url + path

    def _signature(self, prepared: Prepared, data: bytes) -> dict[str, str]:
        covered = {name: str(prepared.headers[name]) for name in _SIGNED_HEADERS if name in prepared.headers}
        asked = SignedRequest(prepared.method or "", prepared.url or "", covered, data)
        return sign_request(asked, self._key, at=self.clock())

    def _bearer(self) -> str:
        now = self.clock()
        if self._token is None or now >= self._token[1] - _RENEW_BEFORE:
            said = self._transport.send(self._token_request, repeatable=True).body
            try:
                self._token = str(said["access_token"]), now + timedelta(seconds=int(said["expires_in"]))
            except (KeyError, TypeError, ValueError):
                raise Problem(HTTPStatus.OK, {"code": "bad_answer", "title": "The answer holds no token"}) from None
        return self._token[0]

    def _token_request(self) -> Prepared:
        """Made anew for each attempt: an assertion is good once."""
        url = f"{self.base_url}{_TOKEN}"
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": make_assertion(self._key, client_id=self.client_id, audience=url, at=self.clock()),
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return prepare("POST", url, body=urlencode(form).encode(), headers=headers)


def _stated(*, data: bytes | None, idempotency_key: str | None, if_match: str | None) -> dict[str, str]:
    given = {
        "Content-Type": None if data is None else "application/json",
        "Idempotency-Key": idempotency_key,
        "If-Match": if_match,
    }
    return {name: value for name, value in given.items() if value is not None}


def _way(idempotency_key: str | None, *, dry_run: bool) -> Way:
    return Way(dry_run=dry_run) if idempotency_key is None else Way(dry_run=dry_run, idempotency_key=idempotency_key)


def _about(assets: Sequence[Mapping[str, Any]], as_of: datetime | str | None) -> dict[str, Any]:
    at = as_of.isoformat() if isinstance(as_of, datetime) else as_of
    return {"assets": list(assets), **({"as_of": at} if at else {})}


def _part(number: str) -> str:
    return quote(number, safe="")


def _claim(named: str | Claim) -> dict[str, Any]:
    number, further = (named, None) if isinstance(named, str) else named
    return {"registration": number} | ({} if further is None else {"further_claim": further})
