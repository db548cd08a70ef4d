"""People of a register under test with devices of their own, who have passkeys made and enrolled as everybody does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from registry.domain import canon
from registry.domain.drafts.draft import Draft
from registry.domain.filings import RevokePasskey
from registry.domain.people.roles import PersonRole
from registry.schemas.drafted import filing_of
from registry.service import drafts
from registry.service import passkeys as signing
from registry.service.drafts import Second
from registry.service.enrolment import passkey
from registry.service.file import Filed
from registry.service.passkeys import Place, ask_to_sign
from registry.service.people import passkeys
from registry.service.people.sessions import signed_in
from registry.store.reads.people import SignedIn
from tests.authenticator import ORIGIN, Authenticator
from tests.drafts import Counter
from tests.people import Clock, Somebody, Staff
from tests.register import Enrolled, RegisterUnderTest


def place_of(register: RegisterUnderTest, public: str = ORIGIN) -> Place:
    return Place(store=register.store, authority=register.authority, public=public)


@dataclass
class Holder:
    """Somebody at his browser, signed in, with a device beside him."""

    staff: Staff
    who: Somebody
    device: Authenticator = field(default_factory=Authenticator)

    def __post_init__(self) -> None:
        self.register, self.clock = self.staff.register, self.staff.clock
        self.place = place_of(self.register)
        self.visitor = self.comes()

    def comes(self) -> SignedIn:
        """Another session of his."""
        found = signed_in(self.register.store, self.staff.signs_in(self.who), at=self.clock())
        assert found
        return found

    def elsewhere(self) -> Holder:
        """The same person with the same device at another browser."""
        return Holder(self.staff, self.who, self.device)

    def begins(self) -> bytes:
        """The challenge under which a passkey is to be made."""
        shown = self.who.shown(self.clock())
        asked = passkeys.begin(self.place, self.visitor, shown=shown, at=self.clock())
        self.clock.next_code()
        return canon.unb64(asked["challenge"])

    def makes(self, **changes: Any) -> str:
        """A passkey that counts for nothing yet."""
        answer = self.device.makes(self.begins(), **changes)
        return passkeys.make(self.place, self.visitor, answer=answer, label="办公室", at=self.clock())

    def shows(self, key_id: str, **changes: Any) -> None:
        """That he holds it: it waits for two administrators now."""
        asked = passkeys.begin_showing(self.place, self.visitor, key_id=key_id, at=self.clock())
        answer = self.device.answers(canon.unb64(asked["challenge"]), **changes)
        passkeys.show(self.place, self.visitor, key_id=key_id, answer=answer, at=self.clock())

    def waits(self) -> str:
        key_id = self.makes()
        self.shows(key_id)
        return key_id

    def enrolled(self) -> Filed:
        """With two administrators behind it."""
        return self.register.administer(passkey(self.register.store, self.waits()))

    def is_asked(self, base: bytes, *, about: str = "dft_1") -> bytes:
        """The challenge in place of this text."""
        asked = ask_to_sign(self.place, self.visitor, about=about, base=base, at=self.clock())
        return canon.unb64(asked["challenge"])


def a_holder(staff: Staff, login: str, *roles: PersonRole, identifier: str) -> Holder:
    return Holder(staff, staff.enters(login, *(roles or (PersonRole.CHECKER,)), identifier=identifier))


def passkeys_once(staff: Staff) -> None:
    """Leaves rows in every table of passkeys, ended ones among them, and something that nobody has answered."""
    register = staff.register
    bank = register.enrol("有通行密钥的银行")
    for number in range(2):
        gone = a_holder(staff, f"gone-{number}", identifier=bank.uscc).enrolled()
        register.administer(RevokePasskey(key_id=gone.entry.filing["key_id"], reason="lost"))
        stays = a_holder(staff, f"stays-{number}", identifier=bank.uscc)
        stays.enrolled()
        a_holder(staff, f"waits-{number}", identifier=bank.uscc).waits()
        stays.is_asked(b"a text")


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251


def long_ago() -> Clock:
    """So long that whoever is entered meanwhile has stood for a while when he signs."""
    clock = Clock()
    clock.passes(hours=-6)
    return clock


class Bank:
    """A lender whose maker prepares and whose checkers enter."""

    def __init__(self, register: RegisterUnderTest, staff: Staff, *, name: str) -> None:
        self.register, self.staff = register, staff
        self.counter = Counter(register, staff)
        self.enrolled: Enrolled = register.enrol(name)
        self.maker = self.counter.somebody(PersonRole.MAKER, identifier=self.enrolled.uscc)

    def checker(self) -> Holder:
        """Somebody with a passkey that counts."""
        found = self.newcomer()
        found.enrolled()
        return found

    def newcomer(self) -> Holder:
        return Holder(self.staff, self.counter.somebody(PersonRole.CHECKER, identifier=self.enrolled.uscc))

    def draft(self) -> Draft:
        return self.counter.waiting(self.maker, self.counter.wanted(self.enrolled, behalf=None, paper=None))

    def asked(self, checker: Holder, draft: Draft) -> bytes:
        """The challenge for this draft and this person."""
        base = drafts.to_be_signed(self.register.desk, draft, second=checker.who.person, at=now())
        return checker.is_asked(base, about=draft.id)

    def signed(self, checker: Holder, draft: Draft, *, answer: str) -> Any:
        at = self.staff.clock()
        return signing.signed(checker.place, checker.visitor, about=draft.id, answer=answer, at=at)

    def enters(self, checker: Holder, draft: Draft, **changes: Any) -> Filed:
        answer = checker.device.answers(self.asked(checker, draft), **changes)
        return self.enters_with(checker, draft, signed=self.signed(checker, draft, answer=answer))

    def enters_with(self, checker: Holder, draft: Draft, *, signed: Any) -> Filed:
        second = Second(person=checker.who.person, assertion=signed)
        return drafts.enter(
            self.register.desk, filing_of(draft.wanted), draft=draft, second=second, at=self.staff.clock()
        )
