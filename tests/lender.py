"""An institution's system at the desk itself, with real keys and signatures: what the API hands on, without the API."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from registry.domain.access import ROLES_OF
from registry.domain.allowance import Allowance
from registry.domain.claim import Claim
from registry.domain.collateral import Collateral
from registry.domain.collateral.warehouse_receipt import Keeper
from registry.domain.disclosure import digests_in
from registry.domain.evidence import Evidence, EvidenceKind
from registry.domain.filings import (
    Administrator,
    EnrolAdministrators,
    Filing,
    FollowUp,
    Purpose,
    Register,
    RevokeAdministrator,
    Submitted,
)
from registry.domain.identifiers import Scheme
from registry.domain.lifecycle import Verb
from registry.domain.measures import Money
from registry.domain.party import Capacity, Filer, Identifier, InstitutionType, PartyType, SecuredCreditor
from registry.domain.registration import SearchBy
from registry.domain.rules.personal_information_law import ERASURE
from registry.domain.rules.register_rules import SEARCH, TITLE_CONFLICT
from registry.domain.unmasking import Unmasking, UnmaskingReason
from registry.jobs import statistics
from registry.service.erase import erase
from registry.service.file import Desk, Filed
from registry.service.unmask import unmask
from registry.signing.client_keys import generate_client_key
from registry.signing.http_signature import CHANGE, FILING, SignedRequest, read_signature, sign_request
from registry.store import Store
from tests.acts import a_hold, a_lifting, a_seizure, a_transfer, served_now
from tests.acts import a_release as a_hold_s_release
from tests.attestations import a_split, an_attestation, stored, tonnes
from tests.drafts import drafted_once
from tests.follow_ups import a_further_claim, a_release, a_report, a_subordination
from tests.passkeys import passkeys_once
from tests.people import everybody_once
from tests.register import ORIGIN, RegisterUnderTest, today
from tests.samples import (
    a_claim,
    a_discharge,
    a_filing,
    a_grantor,
    a_parcel,
    a_person,
    a_receipt,
    a_search,
    a_sole_trader,
    an_organization,
)
from tests.whole import a_whole_filing, an_agents_word


class Lender:
    """An institution with an enrolled key, that signs what it files."""

    def __init__(
        self,
        register: RegisterUnderTest,
        name: str = "示例银行",
        *,
        desk: Desk | None = None,
        kind: InstitutionType = InstitutionType.FINANCIAL_INSTITUTION,
    ) -> None:
        self.enrolled = register.enrol(name, kind=kind)
        (role,) = ROLES_OF[kind]
        self.by = Filer(self.enrolled.institution, self.enrolled.client, role)
        self._desk = desk or register.desk
        self._keys = itertools.count(1)

    def submitted(
        self, body: bytes = b'{"as": "sent"}', *, key: str | None = None, version: int | None = None,
        path: str = "/v1/registrations",
    ):  # fmt: skip
        """Evidence and once-only token as the API takes them off a request."""
        key = key or f"{self.enrolled.client}-{next(self._keys)}"
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        request = SignedRequest("POST", f"{ORIGIN}{path}", headers, body)
        headers |= sign_request(request, self.enrolled.key, at=datetime.now(UTC))  # noqa: TID251
        signed = SignedRequest(request.method, request.target_uri, headers, body)
        read = read_signature(signed, required=FILING if version is None else CHANGE)
        evidence = Evidence(
            kind=EvidenceKind.HTTP_SIGNATURE, base=read.base, signature=read.signature, key_id=read.key_id
        )
        return Submitted(
            by=self.by, evidence=evidence, request=body, idempotency_key=key, fingerprint=sha256(body).digest()
        )

    def registration(self, *items, **changes) -> Register:
        """A registration of which this lender is the creditor, dated around the day of the register's clock."""
        creditor = SecuredCreditor(
            type=PartyType.ORGANIZATION,
            name=self.enrolled.name,
            identifier=Identifier(Scheme.USCC, self.enrolled.uscc),
        )
        given = {
            "secured_creditor": creditor,
            "secured_claim": self.claim(),
            "expires_on": today() + timedelta(days=400),
        }
        return a_filing(*items, **(given | changes))

    def file(self, filing: Filing) -> Filed:
        return self._desk.file(filing, self.submitted())

    def claim(self, **changes) -> Claim:
        day = today()
        return a_claim(**({"contract_effective_on": day, "due_on": day + timedelta(days=365)} | changes))

    def register(self, *items, **changes) -> Filed:
        return self._desk.file(self.registration(*items, **changes), self.submitted())

    def search(self, **changes) -> Filed:
        """As the API hands a search on: under the register's rule, in the name of the client whose token asked."""
        asked = Submitted(by=self.by, evidence=Evidence(kind=EvidenceKind.JOB, rule=SEARCH.code))
        return self._desk.file(a_search(**changes), asked)

    def follow_up(self, filing: FollowUp) -> Filed:
        return self._desk.file(filing, self.submitted(version=filing.based_on))

    def discharge(self, number: str, **changes) -> Filed:
        return self.follow_up(a_discharge(number, **changes))


@contextmanager
def store_as(register: RegisterUnderTest, role: str) -> Iterator[Store]:
    store = register.store_as(role)
    try:
        yield store
    finally:
        store.close()


def erased(register: RegisterUnderTest, digests, *, reason="withdrawn") -> Filed:
    """What the officer for personal data does, with the one role that can."""
    with store_as(register, "registry_eraser") as store:
        return erase(store, register.authority, digests=digests, reason=reason, by_rule=ERASURE.code)


def digests_of(filed: Filed) -> list[str]:
    """Every digest that stands for a personal value in the entry, the raw request's aside."""
    return digests_in(filed.entry.filing)


@dataclass(frozen=True)
class Everything:
    """One filing of every verb."""

    lender: Lender
    receipt: Filed
    parcels: Filed
    discharged: Filed
    ended: Filed
    redaction: Filed


def everything_once(register: RegisterUnderTest) -> Everything:
    """Leaves rows in every table of the register, closed ones and erased ones among them."""
    lender, rival = Lender(register), Lender(register, "另一银行")
    _administered(register)
    parcel, other = a_parcel(), a_parcel()
    receipt = lender.register(
        a_receipt(),
        grantors=(a_grantor(), a_grantor(a_sole_trader()), a_grantor(an_organization(), contact="13900001111")),
        client_reference="LOAN-7",
    )
    parcels = lender.register(parcel, other)
    behind = str(rival.register(parcel, other).entry.registration)
    _filed_by_an_agent(rival, lender.registration().secured_creditor)
    followed_up(lender, parcels, behind=behind)
    rival.register(parcel, grantors=(a_grantor(a_person()),), acknowledged=frozenset({TITLE_CONFLICT.code}))
    discharged = lender.register(a_receipt())
    ended = lender.discharge(discharged.entry.registration)
    redaction = erased(register, digests_of(discharged))
    erased(register, [ended.entry.request])
    _traded(register, parcel)
    _seized(register, parcel)
    _attested(register, lender)
    staff = everybody_once(register)
    drafted_once(register, staff)  # before the staff's clock, which each code moves on, runs ahead of the database's
    passkeys_once(staff)
    register.sequence()
    register.tell()
    register.deliver()
    _looked_at(register, lender, number=str(receipt.entry.registration))
    register.settle()
    with register.superuser().begin() as connection:
        connection.exec_driver_sql("INSERT INTO assertion VALUES ('client', 'jti', now())")
        connection.exec_driver_sql(
            "INSERT INTO access_event (id, at, kind, reason, address, times)"
            " VALUES ('acc_1', now(), 'refused', 'missing', '0', 1)"
        )
        connection.exec_driver_sql("INSERT INTO search VALUES ('s', now(), 'client', 'trade', ARRAY['key'])")
        connection.exec_driver_sql("INSERT INTO refused_filing VALUES (current_date, 'R-47', '500233', 'crop', 'x', 1)")
    with store_as(register, "registry_sequencer") as store:
        statistics.run(store, datetime.now(UTC))  # noqa: TID251
    assert verbs_in(register) == set(Verb)
    return Everything(lender, receipt, parcels, discharged, ended, redaction)


def _looked_at(register: RegisterUnderTest, lender: Lender, *, number: str) -> None:
    """Searches in every way, for two people one of whom is erased afterwards; and somebody who is shown a person."""
    lender.search(by=SearchBy.REGISTRATION_NUMBER, keys=(), registration_number=number)
    lender.search()
    for name in ("司马查询", "令狐查询"):
        searched = lender.search(by=SearchBy.GRANTOR_NAME, keys=(), grantor_name=name, purpose=Purpose.TRADE)
    erased(register, digests_of(searched))
    auditor = Lender(register, "示例审计", kind=InstitutionType.AUDITOR)
    wanted = Unmasking(registration=number, reason=UnmaskingReason.AUDIT)
    at = datetime.now(UTC)  # noqa: TID251
    unmask(register.store, register.authority, wanted=wanted, by=auditor.by, at=at, address="192.0.2.1")


def _administered(register: RegisterUnderTest) -> None:
    """Banks that have left, what a client may file said twice, and an administrator who came and one who went."""
    for name in ("已退出的银行", "另一退出的银行"):
        register.revoke(register.enrol(name))
    limited = register.enrol("限额银行")
    for version, ceiling in ((2, Money(100)), (3, None), (4, Money(300))):
        register.limit(limited, Allowance(verbs=frozenset({Verb.REGISTER}), ceiling=ceiling), version=version)
    key = generate_client_key()
    another = Administrator(name="another", key_id=key.key_id, jwk=key.public.jwk)
    register.administer(EnrolAdministrators(administrators=(another,)))
    register.administer(RevokeAdministrator(key_id=key.key_id, reason="test"), by=("second", "third"))


def _seized(register: RegisterUnderTest, parcel: Collateral) -> None:
    """Two seizures of a parcel and one of another, which is lifted."""
    court = Lender(register, "示例法院", kind=InstitutionType.COURT)
    for amount in (Money(90_000_000), None):
        court.file(a_seizure(parcel, amount=amount, **served_now()))
    lifted = court.file(a_seizure(a_parcel(), **served_now()))
    court.file(a_lifting(lifted.entry.decided["number"]))


def _traded(register: RegisterUnderTest, parcel: Collateral) -> None:
    """A trade in progress, one whose hold was released, and one that was completed before the parcel was seized."""
    exchange = Lender(register, "示例交易所", kind=InstitutionType.EXCHANGE)
    exchange.file(a_hold(a_parcel(), until=today() + timedelta(days=1)))
    held = exchange.file(a_hold(a_parcel(), until=today() + timedelta(days=1)))
    exchange.file(a_hold_s_release(held.entry.decided["number"]))
    exchange.file(a_transfer(parcel, transferred_on=today() - timedelta(days=1)))


def _attested(register: RegisterUnderTest, lender: Lender) -> None:
    """A lot that is counted, and a pledge with a further claim of a receipt over it, which its keeper splits."""
    keeper = Lender(register, "示例仓储", kind=InstitutionType.KEEPER)
    mine = Keeper(name="示例仓储", uscc=keeper.enrolled.uscc)
    whole, *parts = (stored(weight, keeper=mine) for weight in (100, 60, 40))
    keeper.file(an_attestation(whole, quantity=tonnes(100_000), document_number="1", stated_on=today()))
    made = lender.register(whole)
    number, (item,) = str(made.entry.registration), made.entry.decided["collateral"]
    lender.follow_up(a_further_claim(number, item["id"], secured_claim=lender.claim()))
    keeper.file(a_split(whole, *parts, stated_on=today()))
    lender.register(stored(10, keeper=mine))


def followed_up(lender: Lender, made: Filed, *, behind: str) -> None:
    """Every follow-up that leaves a registration of two items standing, one after the other."""
    number, (first, second) = str(made.entry.registration), made.entry.decided["collateral"]
    lender.follow_up(a_further_claim(number, first["id"], second["id"], secured_claim=lender.claim()))
    again = lender.follow_up(a_further_claim(number, first["id"], based_on=2, secured_claim=lender.claim()))
    (burden,) = again.entry.decided["collateral"]
    for version in (3, 4):
        lender.follow_up(a_report(number, first["id"], second["id"], based_on=version))
    for based_on, items in ((5, [first]), (6, [burden["entered"], second])):
        lender.follow_up(a_subordination(number, *(each["id"] for each in items), behind=behind, based_on=based_on))
    lender.follow_up(a_release(number, second["id"], based_on=7))


def _filed_by_an_agent(agent: Lender, creditor: SecuredCreditor) -> Filed:
    """With everybody a filing can name, so that every part a party can have has its row."""
    whole, day = a_whole_filing(), today()
    claim = replace(whole.secured_claim, contract_effective_on=day, due_on=day + timedelta(days=365))
    return agent.register(
        *whole.collateral,
        secured_creditor=replace(creditor, capacity=Capacity.AGENT, beneficiaries=(a_person(),)),
        filed_as=an_agents_word(),
        debtors=whole.debtors,
        co_creditors=whole.co_creditors,
        secured_claim=claim,
    )


def verbs_in(register: RegisterUnderTest) -> set[Verb]:
    return {Verb(row["verb"]) for row in register.rows("SELECT DISTINCT verb FROM entry")}


def counts(register: RegisterUnderTest) -> dict[str, int]:
    """How many rows every table holds, whatever tables there are. What is noted of a refusal comes a moment after its
    answer, and has tests of its own."""
    query = (
        "SELECT tablename AS name FROM pg_tables"
        " WHERE schemaname = 'public' AND tablename NOT IN ('access_event', 'refused_filing')"
    )
    names = [row["name"] for row in register.rows(query)]
    union = " UNION ALL ".join(f"SELECT '{name}' AS name, count(*) AS n FROM \"{name}\"" for name in names)
    return {row["name"]: row["n"] for row in register.rows(union)}
