"""Drafts for tests: who writes and enters them, and builders of what they say."""

from __future__ import annotations

import itertools
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from registry.domain.drafts.draft import STANDS_FOR, Draft, DraftState, Exceeded, Paper, Wanted, draft_id
from registry.domain.lifecycle import Verb
from registry.domain.party import InstitutionType
from registry.domain.people.roles import PersonRole
from registry.schemas.drafted import filing_of, target_of
from registry.service import drafts
from registry.service.drafts import Second, whose
from registry.service.file import Filed
from registry.store.drafts import changing
from tests.acts import a_seizure_body
from tests.people import Clock, Somebody, Staff
from tests.register import Enrolled, RegisterUnderTest, today
from tests.samples import a_body, a_parcel_body

PAPER = Paper(sha256=sha256(b"the scan of a signed application").hexdigest())
ORDER = Paper(sha256=sha256(b"the scan of an order").hexdigest(), number="（2026）渝0233执123号之一")
_logins = itertools.count(1)


def earlier() -> Clock:
    """A clock of an hour ago: entering somebody moves it on, and entries bear the database's own."""
    clock = Clock()
    clock.passes(hours=-1)
    return clock


@dataclass
class Counter:
    """The register's own counter: staff who write and enter drafts, and institutions in whose name they do."""

    register: RegisterUnderTest
    staff: Staff

    def somebody(self, *roles: PersonRole, **options: Any) -> Somebody:
        return self.staff.enters(f"somebody-{next(_logins)}", *roles, **options)

    def at(self):
        """The clock of the faces, which runs with the database's but for what tests moved it."""
        return self.staff.clock()

    def wanted(self, bank: Enrolled, *items: dict[str, Any], **changes: Any) -> Wanted:
        """A bank's registration, as it is written down at the counter."""
        body = a_body(*(items or (a_parcel_body(),)), today=today()) | {"secured_creditor": creditor(bank)}
        given = {
            "verb": Verb.REGISTER,
            "target": target_of(Verb.REGISTER, None),
            "body": spelled(body),
            "behalf": bank.uscc,
            "paper": PAPER,
        }
        return Wanted(**(given | changes))

    def order(self, court: Enrolled, *items: dict[str, Any], **changes: Any) -> Wanted:
        """A court's order on paper."""
        given = {
            "verb": Verb.SEIZE,
            "target": target_of(Verb.SEIZE, None),
            "body": spelled(a_seizure_body(*(items or (a_parcel_body(),)))),
            "behalf": court.uscc,
            "paper": ORDER,
        }
        return Wanted(**(given | changes))

    def written(self, by: Somebody, wanted: Wanted) -> Draft:
        register = self.register
        draft = drafts.write(register.store, register.authority, by=by.person, wanted=wanted, at=self.at())
        return self.seen(draft, by)

    def seen(self, draft: str, by: Somebody) -> Draft:
        return drafts.opened(self.register.store, self.register.authority, draft=draft, institution=whose(by.person))

    def waiting(self, by: Somebody, wanted: Wanted) -> Draft:
        """A draft that waits for a second person."""
        draft = self.written(by, wanted)
        drafts.submit(self.register.store, by=by.person, seen=draft.seen, at=self.at())
        return self.seen(draft.id, by)

    def enter(self, draft: Draft, second: Somebody, **options: Any) -> Filed:
        filing = options.pop("filing", None) or filing_of(draft.wanted)
        return drafts.enter(
            self.register.desk, filing, draft=draft, second=Second(person=second.person, **options), at=self.at()
        )

    def hand_back(self, draft: Draft, second: Somebody, *, reason: str = "面积与合同不符") -> Draft:
        register = self.register
        given = {"by": second.person, "seen": draft.seen, "reason": reason, "at": self.at()}
        drafts.hand_back(register.store, register.authority, **given)
        return self.seen(draft.id, second)

    def withdraw(self, draft: Draft, by: Somebody) -> None:
        drafts.withdraw(
            self.register.store, by=by.person.id, institution=whose(by.person), seen=draft.seen, at=self.at()
        )


def creditor(bank: Enrolled) -> dict[str, Any]:
    """A bank as secured creditor, in the wire form."""
    return {"type": "organization", "name": bank.name, "identifier": {"scheme": "uscc", "value": bank.uscc}}


def spelled(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def drafted_once(register: RegisterUnderTest, staff: Staff) -> None:
    """Leaves drafts that were entered, handed back and withdrawn, and one that waits."""
    counter, bank = Counter(register, staff), register.enrol("窗口银行")
    court = register.enrol("窗口法院", kind=InstitutionType.COURT)
    first, second = counter.somebody(PersonRole.CLERK, PersonRole.REGISTRAR), counter.somebody(PersonRole.REGISTRAR)
    counter.enter(counter.waiting(first, counter.wanted(bank)), second)
    counter.enter(counter.waiting(second, counter.order(court)), first)
    counter.waiting(first, counter.wanted(bank))
    counter.hand_back(counter.waiting(first, counter.wanted(bank)), second)
    counter.withdraw(counter.written(first, counter.wanted(bank)), first)


def client_draft(register: RegisterUnderTest, enrolled: Enrolled) -> str:
    """A draft of an institution's system that waits, whatever it says."""
    at = datetime.now(UTC)  # noqa: TID251
    wanted = Wanted(verb=Verb.REGISTER, target=target_of(Verb.REGISTER, None), body=b"{}")
    draft = Draft(
        id=draft_id(at, os.urandom), institution=enrolled.institution, maker=enrolled.client, wanted=wanted,
        state=DraftState.WAITING, version=1, written_at=at, expires_at=at + STANDS_FOR, exceeds=Exceeded.VERB,
    )  # fmt: skip
    with changing(register.store, institution=enrolled.institution) as own:
        own.write(draft, drafts.sealed(register.authority, drafts.Contents(body=wanted.body), draft=draft.id))
    return draft.id
