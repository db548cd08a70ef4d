"""The text by which a second person has a draft entered: it says what, whose and when, and is good for nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.domain import canon
from registry.domain.drafts.approval import (
    CLOCKS_DIFFER,
    STANDS_FOR,
    approved,
    content_digest,
    disagreements,
    is_signed_for,
    read_approved,
    vouched,
)
from registry.domain.evidence import Approval, EvidenceKind
from registry.domain.party import Filer
from registry.domain.passkeys import challenge_of
from registry.domain.people.history import CLOCKS_DIFFER as OF_PEOPLE
from registry.domain.people.history import Term, stood
from registry.domain.people.roles import PersonRole
from tests.domain.test_drafts import CLERK, MOMENT, ORDER, REGISTRAR, a_waiting_draft, a_wish
from tests.samples import (
    NOON,
    a_discharge,
    a_draft,
    a_filing,
    a_ground,
    a_parcel,
    a_registration_state,
    entered,
)

REGISTER, BANK = "log.example", "inst_bank"


def said(draft=None, **changes):
    given = {"register": REGISTER, "institution": BANK, "checker": REGISTRAR, "at": NOON}
    return approved(draft or a_waiting_draft(), **(given | changes))


class TestAnApproval:
    def test_names_the_filing_the_paper_and_both_persons_in_one_spelling(self):
        approval = said(a_waiting_draft(wanted=a_wish(paper=ORDER, based_on=3)))
        assert canon.loads(approval.base()) == {
            "purpose": "registry-filing/v1",
            "register": REGISTER,
            "draft": a_waiting_draft().id,
            "institution": BANK,
            "verb": "register",
            "target": "/v1/registrations",
            "if_match": 3,
            "content_digest": content_digest(b'{"as": "written"}'),
            "paper": {"sha256": ORDER.sha256, "number": ORDER.number},
            "maker": CLERK,
            "checker": REGISTRAR,
            "at": canon.instant(NOON),
        }

    def test_reads_back_as_itself(self):
        assert read_approved(said().base()) == said()

    @pytest.mark.parametrize(
        "base",
        [
            b"",
            b"not JSON",
            canon.dumps({"verb": "register"}),
            replace(said(), purpose="registry-administration/v1").base(),
            replace(said(), checker=CLERK).base(),
        ],
    )
    def test_is_read_of_nothing_else(self, base):
        with pytest.raises(canon.NotCanonical):
            read_approved(base)

    def test_covers_the_body_as_a_signed_request_does(self):
        """RFC 9530, appendix B."""
        assert content_digest(b'{"hello": "world"}\n') == "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"

    def test_is_signed_by_its_digest(self):
        assert challenge_of(b"abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    def test_of_two_without_a_key_names_both_and_no_signature(self):
        kept = vouched(said(), EvidenceKind.COUNTER)
        assert kept.base == said().base()
        assert kept.approvals == (Approval(CLERK, b""), Approval(REGISTRAR, b""))


class TestWhatAPasskeySigned:
    def is_for(self, base, **changes):
        given = {"register": REGISTER, "institution": BANK, "checker": REGISTRAR, "at": NOON}
        return is_signed_for(base, a_waiting_draft(), **(given | changes))

    def test_is_good_for_this_draft_and_person_for_ten_minutes(self):
        assert self.is_for(said().base())
        assert self.is_for(said(at=NOON - STANDS_FOR).base())
        assert self.is_for(said(at=NOON + CLOCKS_DIFFER).base())

    @pytest.mark.parametrize(
        "base",
        [
            b"{}",
            said(register="log.another").base(),
            said(institution="inst_another").base(),
            said(checker="per_another").base(),
            said(a_waiting_draft(id="dft_another")).base(),
            said(a_waiting_draft(wanted=a_wish(body=b"{}"))).base(),
            said(a_waiting_draft(wanted=a_wish(target="/v1/holds"))).base(),
            said(a_waiting_draft(wanted=a_wish(based_on=1))).base(),
            said(a_waiting_draft(wanted=a_wish(paper=None))).base(),
            said(at=NOON - STANDS_FOR - MOMENT).base(),
            said(at=NOON + CLOCKS_DIFFER + MOMENT).base(),
        ],
    )
    def test_is_good_for_nothing_else(self, base):
        assert not self.is_for(base)


class TestAnEntry:
    def made(self):
        return replace(a_draft().entry, by=Filer(BANK, CLERK, "lender"))

    def discharged(self):
        lien = entered(a_filing(a_parcel()))
        state = a_registration_state(lien.registration)
        return replace(
            a_draft(
                a_discharge(lien.registration), a_ground(lien, registration=state, at=NOON + timedelta(days=1))
            ).entry,
            by=Filer(BANK, CLERK, "lender"),
        )

    def about(self, made, **changes):
        return list(disagreements(replace(said(at=made.at), **changes), made, register=REGISTER))

    def test_agrees_with_what_was_approved(self):
        assert self.about(self.made()) == []

    @pytest.mark.parametrize(
        ("changes", "what"),
        [
            ({"register": "log.another"}, "another register was approved"),
            ({"institution": "inst_another"}, "another institution was approved"),
            ({"verb": "discharge"}, "another verb was approved"),
            ({"if_match": 1}, "another version was approved"),
            ({"maker": "per_another"}, "another maker was approved"),
            ({"at": NOON - STANDS_FOR - MOMENT}, "approved too long before it was entered, or after"),
            ({"at": NOON + CLOCKS_DIFFER + MOMENT}, "approved too long before it was entered, or after"),
        ],
    )
    def test_that_says_something_else_is_told(self, changes, what):
        assert self.about(self.made(), **changes) == [what]

    def test_on_another_registration_is_told(self):
        made = self.discharged()
        named = {"verb": made.verb, "if_match": made.filing["based_on"]}
        assert self.about(made, target=f"/v1/registrations/{made.registration}/discharge", **named) == []
        another = "/v1/registrations/CQ202611220000009931/discharge"
        assert self.about(made, target=another, **named) == ["another target was approved"]


class TestWhoStood:
    TERM = Term(institution=None, role=PersonRole.CLERK, since=NOON, until=NOON + timedelta(days=1))

    def stood(self, at, *, institution=None, role=PersonRole.CLERK, term=None):
        return stood([term or self.TERM], frozenset({role}), institution=institution, at=at)

    def test_stood_from_when_he_was_entered_until_he_was_disabled_as_far_as_clocks_agree(self):
        over = self.TERM.until + OF_PEOPLE
        assert self.stood(NOON - OF_PEOPLE)
        assert self.stood(over)
        assert not self.stood(NOON - OF_PEOPLE - MOMENT)
        assert not self.stood(over + MOMENT)

    def test_stands_still_where_nobody_disabled_him(self):
        assert self.stood(NOON + timedelta(days=4000), term=replace(self.TERM, until=None))

    def test_stood_in_no_other_role_and_nowhere_else(self):
        assert not self.stood(NOON, role=PersonRole.REGISTRAR)
        assert not self.stood(NOON, institution=BANK)
