"""Whether two persons stood behind an entry, asked of what is kept: whoever was left out, put in or had gone is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.domain import canon
from registry.domain.disclosure import Disclosure
from registry.domain.drafts.approval import approved, read_approved, vouched
from registry.domain.drafts.draft import Draft, Paper
from registry.domain.entry import Entry
from registry.domain.errors import KeyRevoked
from registry.domain.evidence import Evidence, EvidenceKind
from registry.domain.filings import Submitted
from registry.domain.party import InstitutionType
from registry.domain.people.roles import PersonRole
from registry.schemas.drafted import filing_of
from registry.service import evidence
from registry.service.key_history import END, KeyHistory
from registry.service.known import Known
from registry.service.people.entering import disable
from registry.service.two_persons import faults
from registry.store.reads import journal, people
from tests.drafts import Counter, earlier
from tests.people import Somebody, Staff
from tests.register import LOG, RegisterUnderTest

NOBODY = "no two persons stood who could enter it, with the paper that it takes"
OTHERS = "not the two persons who entered it"


@pytest.fixture(scope="module")
def counter(register: RegisterUnderTest) -> Counter:
    return Counter(register, Staff(register, earlier()))


@pytest.fixture(scope="module")
def clerk(counter: Counter) -> Somebody:
    return counter.somebody(PersonRole.CLERK)


@pytest.fixture(scope="module")
def second(counter: Counter) -> Somebody:
    return counter.somebody(PersonRole.REGISTRAR)


@pytest.fixture(scope="module")
def draft(counter: Counter, clerk: Somebody, register: RegisterUnderTest) -> Draft:
    return counter.waiting(clerk, counter.wanted(register.enrol("示例银行")))


@pytest.fixture(scope="module")
def made(counter: Counter, draft: Draft, second: Somebody) -> Entry:
    return counter.enter(draft, second).entry


@pytest.fixture(scope="module")
def known(register: RegisterUnderTest, made: Entry) -> Known:
    with register.store.snapshot() as seen:
        return KeyHistory(journal.of_keys(seen), register=LOG, people=people.terms(seen)).before(END)


@pytest.fixture(scope="module")
def kept(draft: Draft, made: Entry, second: Somebody) -> Evidence:
    whom = {"register": LOG, "institution": made.by.institution, "checker": second.person.id, "at": made.at}
    return vouched(approved(draft, **whom), EvidenceKind.COUNTER)


def request(body: bytes) -> Disclosure:
    return Disclosure(canon.b64(canon.dumps(["salt", "request", canon.b64(body)])))


def said_of(kept: Evidence, made: Entry, *, known: Known, body: bytes | None = None, **changes) -> list[str]:
    """What is wrong with the evidence where its text says something else, in the same hand."""
    said = replace(read_approved(kept.base), **changes)
    return list(faults(made, vouched(said, kept.kind), known=known, request=request(body) if body else None))


class TestTheEvidenceOfTheCounter:
    def test_holds_with_the_request_and_without(self, kept, made, known, draft):
        assert said_of(kept, made, known=known, body=draft.wanted.body) == []
        assert said_of(kept, made, known=known) == []

    def test_is_what_was_kept(self, kept, made):
        assert kept.digest == made.evidence.digest

    def test_over_another_body_is_named(self, kept, made, known):
        assert said_of(kept, made, known=known, body=b"{}") == ["the body kept is not the body that was approved"]

    def test_by_the_maker_alone_is_named(self, kept, made, known, clerk):
        alone = replace(read_approved(kept.base), checker=clerk.person.id)
        assert list(faults(made, replace(kept, base=alone.base()), known=known, request=None)) == [
            "what was approved is no filing of a second person's"
        ]

    def test_by_somebody_without_the_role_is_named(self, kept, made, known, counter):
        for stranger in (counter.staff.system, counter.staff.security):
            assert said_of(kept, made, known=known, checker=stranger.person.id) == [NOBODY]
        assert said_of(kept, made, known=known, checker="per_nobody") == [NOBODY]

    def test_naming_others_than_its_text_is_named(self, kept, made, known):
        for approvals in ((), kept.approvals[:1], kept.approvals[::-1]):
            assert list(faults(made, replace(kept, approvals=approvals), known=known, request=None)) == [OTHERS]

    def test_of_another_instant_is_named(self, kept, made, known):
        assert said_of(kept, made, known=known, at=made.at - timedelta(seconds=1)) == [OTHERS]

    def test_of_another_register_institution_or_filing_is_named(self, kept, made, known):
        assert said_of(kept, made, known=known, register="log.another") == ["another register was approved"]
        assert said_of(kept, made, known=known, institution="inst_x") == ["another institution was approved"]
        assert said_of(kept, made, known=known, if_match=1) == ["another version was approved"]

    def test_without_its_paper_is_named(self, kept, made, known):
        assert said_of(kept, made, known=known, paper=None) == [NOBODY]

    def test_called_a_courts_document_is_named(self, kept, made, known):
        numbered = replace(read_approved(kept.base), paper=Paper(sha256="0" * 64, number="1"))
        court = vouched(numbered, EvidenceKind.COURT_DOCUMENT)
        assert list(faults(made, court, known=known, request=None)) == [NOBODY]

    def test_by_persons_who_had_gone_long_before_is_named(self, kept, made, known, second):
        (term,) = known.people[second.person.id]
        before = made.at - timedelta(hours=1)
        gone = {**known.people, second.person.id: [replace(term, since=before, until=before)]}
        assert said_of(kept, made, known=replace(known, people=gone)) == [NOBODY]

    def test_holds_after_they_have_gone(self, register, counter, clerk):
        leaving = counter.somebody(PersonRole.REGISTRAR)
        draft = counter.waiting(clerk, counter.wanted(register.enrol("另一银行")))
        counter.enter(draft, leaving)
        later = counter.at() + timedelta(hours=2)
        disable(register.store, login=leaving.login, by=counter.staff.security.person, at=later)
        assert register.audit() == []


class TestAPasskeysEvidence:
    def test_is_believed_of_none_that_is_not_enrolled(self, register, kept, made):
        """Two who could have entered it are not enough: the signature has to verify under a key of the second's."""
        row = {"kind": "passkey", "base": kept.base, "signature": b"", "key_id": "k", "rule": None, "approvals": None}
        with register.store.snapshot() as seen:
            whole = KeyHistory(journal.of_keys(seen), register=LOG, people=people.terms(seen)).before(END)
        assert "signed with a passkey that was not enrolled at the time" in list(
            evidence.faults(made, row, known=whole, revealed={})
        )


def test_nobody_files_at_the_counter_but_by_a_draft(register, kept, made, draft):
    """The text alone, however well it is written, opens no way past the two persons."""
    submitted = Submitted(by=made.by, evidence=kept, request=draft.wanted.body)
    with pytest.raises(KeyRevoked):
        register.desk.file(filing_of(draft.wanted), submitted)


def test_a_court_s_own_two_and_two_registrars_hold_alike(register, counter, second):
    court = register.enrol("示例法院", kind=InstitutionType.COURT)
    maker, checker = (counter.somebody(role, identifier=court.uscc) for role in (PersonRole.MAKER, PersonRole.CHECKER))
    counter.enter(counter.waiting(maker, counter.order(court, behalf=None)), checker)
    counter.enter(counter.waiting(second, counter.order(court)), counter.somebody(PersonRole.REGISTRAR))
    assert register.audit() == []
