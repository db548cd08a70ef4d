"""Institutions' systems on the network: they sign, they send, all at the same instant if need be."""

import itertools
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import requests

from registry.signing.http_signature import SignedRequest, sign_request
from registry.signing.tokens import make_assertion
from tests.acts import LIFTING, a_seizure_body
from tests.register import ASSERTION_TYPE, ORIGIN, today
from tests.samples import a_body, a_receipt_body

PATIENCE = 30  # seconds: more than lock, statement and idle timeouts together


def tonnes(weight):
    return {"value": f"{weight}.000", "unit": "t"}


@dataclass(frozen=True)
class Reply:
    status: int
    data: bytes
    worker: int

    @property
    def body(self):
        return json.loads(self.data)

    @property
    def code(self):
        return self.body.get("code")

    @property
    def number(self):
        return self.body.get("number") if self.status == 201 else None

    def __str__(self):
        return f"{self.status} {self.code}" if self.status != 201 else f"201 {self.number}"


@dataclass(frozen=True)
class Signed:
    """A filing ready to be sent, as often as one likes."""

    path: str
    headers: dict
    data: bytes


class Caller:
    """One institution's system. Requests are signed for the register's public address, whatever port answers."""

    def __init__(self, server, enrolled):
        self.server, self.enrolled = server, enrolled
        self._keys = itertools.count(1)
        self._token = None

    def registration(self, *collateral, key=None, body=None, dry_run=False):
        body = body or self.body(*collateral)
        return self.signed("/v1/registrations" + ("?dry_run=true" if dry_run else ""), body, key=key)

    def body(self, *collateral):
        creditor = {
            "type": "organization",
            "name": self.enrolled.name,
            "identifier": {"scheme": "uscc", "value": self.enrolled.uscc},
        }
        return a_body(*collateral, today=today(), secured_creditor=creditor)

    def discharge(self, number, *, version=1, key=None):
        return self.follow_up(number, "discharge", body={"reason": "claim_extinguished"}, version=version, key=key)

    def release(self, number, *collateral, version=1, key=None):
        body = {"collateral": list(collateral), "reason": "claim_extinguished"}
        return self.follow_up(number, "releases", body=body, version=version, key=key)

    def further_claim(self, number, *collateral, version=1, key=None):
        body = {"secured_claim": self.body()["secured_claim"], "collateral": [{"id": each} for each in collateral]}
        return self.follow_up(number, "further-claims", body=body, version=version, key=key)

    def report(self, number, *collateral, version=1, key=None):
        said = {"registry": "不动产登记中心", "number": "渝-2026-1", "registered_at": "2026-11-20T10:00:00+08:00"}
        body = {"statutory_registration": said, "collateral": list(collateral)}
        return self.follow_up(number, "statutory-registrations", body=body, version=version, key=key)

    def subordination(self, number, *collateral, behind, version=1, key=None):
        body = {"behind": behind, "collateral": list(collateral)}
        return self.follow_up(number, "subordinations", body=body, version=version, key=key)

    def follow_up(self, number, kind, *, body, version=1, key=None):
        return self.signed(f"/v1/registrations/{number}/{kind}", body, key=key, if_match=f'"{version}"')

    def seizure(self, *assets, key=None):
        return self.signed("/v1/seizures", a_seizure_body(*assets), key=key)

    def lifting(self, seizure, *, key=None):
        return self.signed(f"/v1/seizures/{seizure}/lift", LIFTING, key=key)

    def attestation(self, asset, statement="confirmed", *, key=None, **said):
        body = {"statement": statement, "asset": asset, "stated_on": today().isoformat(), **said}
        return self.signed("/v1/attestations", body, key=key)

    def receipt(self, lot, weight=10):
        """The wire form of a receipt of a keeper's own over a lot."""
        keeper = {"name": self.enrolled.name, "uscc": self.enrolled.uscc}
        place = {"warehouse": "一号库", "slot": "A-03", "lot": lot}
        return a_receipt_body(keeper=keeper, lot=place, quantity=tonnes(weight))

    def signed(self, path, body, *, key=None, if_match=None):
        data = json.dumps(body, ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key or f"{self.enrolled.client}-{next(self._keys)}",
        }
        if if_match:
            headers["If-Match"] = if_match
        asked = SignedRequest("POST", f"{ORIGIN}{path}", headers, data)
        headers |= sign_request(asked, self.enrolled.key, at=datetime.now(UTC))  # noqa: TID251
        return Signed(path, headers, data)

    def send(self, signed):
        with session() as own:
            return self._reply(own.post(f"{self.server.url}{signed.path}", data=signed.data, headers=signed.headers,
                                        timeout=PATIENCE))  # fmt: skip

    def get(self, path, **query):
        headers = {"Authorization": f"Bearer {self.token()}"}
        with session() as own:
            return self._reply(own.get(f"{self.server.url}{path}", params=query, headers=headers, timeout=PATIENCE))

    def token(self):
        if self._token is None:
            key, client, at = self.enrolled.key, self.enrolled.client, datetime.now(UTC)  # noqa: TID251
            made = make_assertion(key, client_id=client, audience=f"{ORIGIN}/oauth/token", at=at)
            form = {
                "grant_type": "client_credentials",
                "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": made,
            }
            with session() as own:
                reply = self._reply(own.post(f"{self.server.url}/oauth/token", data=form, timeout=PATIENCE))
            self._token = reply.body["access_token"]
        return self._token

    def _reply(self, answer):
        return Reply(answer.status_code, answer.content, self.server.answered_by(answer))


@contextmanager
def session():
    """Each request on a connection of its own, so that both workers get their share."""
    with requests.Session() as own:
        own.trust_env = False
        yield own


def all_at_once(actions):
    """What each action returns; none begins before all are ready."""
    actions = list(actions)
    ready = threading.Barrier(len(actions))

    def begin(action):
        ready.wait(PATIENCE)
        return action()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(begin, actions))
