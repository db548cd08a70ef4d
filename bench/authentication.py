"""What it costs to know who asks: each part alone, in CPU microseconds of this process, and its share of a request.

`python -m bench.authentication` measures it by itself in half a minute; `make bench` prints it too. Called without a
socket, one after another, by the thread's CPU clock; the median of several rounds. What the database spends is not in
it: of these only the first look at a key and a person's session ask it anything.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask, g

from bench.ground import POSTGRES, signed_filings
from bench.inside import call
from registry.api import auth
from registry.api.office import EXTENSION, Office
from registry.domain.access import require
from registry.domain.access_event import AccessEvent, AccessEventKind, Seen
from registry.domain.allowance import Allowance
from registry.domain.lifecycle import Verb
from registry.domain.measures import Money
from registry.domain.people.roles import PersonRole
from registry.service.people.sessions import signed_in
from registry.service.signers import Signers
from registry.signing.client_keys import generate_client_key
from registry.signing.http_signature import FILING, SignedRequest, check_signature, read_signature, sign_request
from registry.signing.tokens import AccessTokens, issue_access_token
from tests.people import Clock, Staff
from tests.races.callers import Caller, Signed
from tests.register import ORIGIN, RegisterUnderTest, an_app, started_cluster
from tests.samples import a_receipt_body

ROUNDS, TIMES = 7, 200


@dataclass(frozen=True)
class Part:
    """CPU microseconds of one part, and what it is a part of."""

    name: str
    spent: float
    of: str


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251


def timed(act: Callable[[], Any], *, times: int = TIMES) -> float:
    """In the middle of several rounds; the first is nobody's measure."""
    rounds = []
    for _ in range(ROUNDS + 1):
        began = time.thread_time()
        for _ in range(times):
            act()
        rounds.append((time.thread_time() - began) / times * 1e6)
    return median(rounds[1:])


def look(register: RegisterUnderTest, bank: Caller) -> tuple[dict[str, float], list[Part]]:
    """Whole requests by name, and the parts."""
    with an_app(register.settings(log_level="error")) as app:
        here: Office = app.extensions[EXTENSION]
        signed = bank.registration(a_receipt_body())
        token = issued(register, bank)
        parts = [
            *of_a_filing(app, here, signed=signed),
            *of_a_signature(here, signed=signed),
            *of_a_question(app, here, token=token),
            *of_people(register, here),
        ]
        return wholes(app, bank, token=token), parts


def wholes(app: Flask, bank: Caller, *, token: str) -> dict[str, float]:
    filings = iter(signed_filings(bank, (ROUNDS + 1) * 20))
    key = "warehouse_receipt/v1:91500112MA60ABCD5W::CD-2026-000001"
    asked = Signed(f"/v1/lien-status?kind=warehouse_receipt&key={key}", {"Authorization": f"Bearer {token}"}, b"")
    return {
        "filing": timed(lambda: call(app, [next(filings)]), times=20),
        "question": timed(lambda: call(app, [asked], method="GET"), times=50),
    }


def issued(register: RegisterUnderTest, bank: Caller) -> str:
    given = {"client_id": bank.enrolled.client, "institution": bank.enrolled.institution, "role": "lender"}
    given |= {"key_id": bank.enrolled.key.key_id}
    scopes = frozenset({"registration:read", "lien_status:read"})
    return issue_access_token(register.authority.ring, audience=ORIGIN, at=now(), scopes=scopes, **given)


@contextmanager
def asked(app: Flask, signed: Signed, *, method: str = "POST") -> Iterator[None]:
    with app.test_request_context(signed.path, method=method, headers=signed.headers, data=signed.data):
        yield


def of_a_filing(app: Flask, here: Office, *, signed: Signed) -> Iterator[Part]:
    guarded = auth.files(Verb.REGISTER)(lambda: None)

    def passed() -> None:
        guarded()
        g.left = []

    with asked(app, signed):
        yield Part("all of it: who signed, quotas, right", timed(passed), "filing")
        yield Part("  quotas: address, client, institution", timed(lambda: _counted(here, g.submitted.by)), "filing")
    yield Part("  right by the table", timed(lambda: require("lender", Verb.REGISTER)), "filing")
    allowance = Allowance(verbs=frozenset({Verb.REGISTER}), ceiling=Money(10**12))
    yield Part("allowance and ceiling", timed(lambda: allowance.require(Verb.REGISTER, [Money(5 * 10**7)])), "filing")


def _counted(here: Office, by: Any) -> None:
    here.limits.arrived(signs_in=False)
    here.limits.admit(client=by.client, institution=by.institution)
    g.left = []


def of_a_signature(here: Office, *, signed: Signed) -> Iterator[Part]:
    request = SignedRequest("POST", ORIGIN + signed.path, signed.headers, signed.data)
    read = read_signature(request, required=FILING)
    yield Part("  reading the signature, its base and the digest", _reading(request), "filing")
    known = here.signers.signer(read.key_id)
    assert known
    yield Part("  verifying it, Ed25519", timed(lambda: check_signature(read, known.public, at=now())), "filing")
    p256 = generate_client_key("ecdsa-p256-sha256")
    bare = {name: signed.headers[name] for name in ("Content-Type", "Idempotency-Key")}
    unsigned = SignedRequest("POST", request.target_uri, bare, signed.data)
    other = SignedRequest("POST", request.target_uri, bare | sign_request(unsigned, p256, at=now()), signed.data)
    curved = read_signature(other, required=FILING)
    yield Part(
        "  verifying it, ECDSA on P-256", timed(lambda: check_signature(curved, p256.public, at=now())), "filing"
    )
    yield Part("  whose key it is, known", timed(lambda: here.signers.signer(read.key_id)), "filing")
    first = timed(lambda: Signers(here.store, register=here.authority.ring.origin).signer(read.key_id), times=20)
    yield Part("  whose key it is, for the first time (with its proofs)", first, "key")


def _reading(request: SignedRequest) -> float:
    return timed(lambda: read_signature(request, required=FILING))


def of_a_question(app: Flask, here: Office, *, token: str) -> Iterator[Part]:
    ring = here.authority.ring
    yield Part("token, known", timed(lambda: here.tokens.read(token, at=now())), "question")
    first = timed(lambda: AccessTokens(ring, audience=ORIGIN).read(token, at=now()))
    yield Part("token, for the first time", first, "token")
    with app.test_request_context("/v1/lien-status"):
        by = here.tokens.read(token, at=now())

        def counted() -> None:
            here.limits.arrived(signs_in=False)
            here.limits.admit(client=by.client_id, institution=by.institution)
            g.left = []

        yield Part("quotas of a question", timed(counted), "question")
    yield Part("canaries, where there are none", timed(lambda: here.canaries.among(("key",))), "question")
    yield Part(
        "canaries, for each key, where there are some",
        timed(lambda: here.authority.hashed("canary", "key")),
        "question",
    )
    event = AccessEvent(kind=AccessEventKind.REFUSED, reason="missing", route="GET /v1/registrations", address="0")

    yield Part(
        "noting a refusal (its writing is a thread's of its own)",
        timed(lambda: here.trail.note(Seen(event, now()))),
        "refusal",
    )
    here.trail.flush()


def of_people(register: RegisterUnderTest, here: Office) -> Iterator[Part]:
    clock = Clock()
    staff = Staff(register, clock)
    token = staff.signs_in(staff.enters("bench-clerk", PersonRole.CLERK))
    session = timed(lambda: signed_in(here.store, token, at=clock()), times=50)
    yield Part("a person's session (one statement)", session, "page")


def tell(register: RegisterUnderTest, bank: Caller) -> None:
    """One line for each part: microseconds, and its share of the whole request it is a part of."""
    whole, parts = look(register, bank)
    print(
        "  authentication, CPU us of the application: " + ", ".join(f"{name} {cpu:.0f}" for name, cpu in whole.items())
    )
    for part in parts:
        share = (
            f"{part.spent / whole[part.of] * 100:5.1f} % of a {part.of}"
            if part.of in whole
            else f"  once for each {part.of}"
        )
        print(f"    {part.spent:8.1f} {share}  {part.name}")


def main() -> int:
    with (
        tempfile.TemporaryDirectory(prefix="registry-bench-") as name,
        started_cluster(Path(name), POSTGRES) as cluster,
    ):
        register = cluster.new_register("bench")
        tell(register, Caller(None, register.enrol("示例银行")))
        register.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
