"""Two persons behind every act that decides who may file: neither of them alone, and not for another act."""

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.domain import canon
from registry.domain.administration import ADMINISTRATION, Done, propose, read_proposal, require_approved, unapproved
from registry.domain.errors import InvalidParticulars, NotApproved
from registry.domain.evidence import Approval, Evidence, EvidenceKind
from tests.enrolments import ADMINISTRATORS, EACH, GENESIS, KEY, ONE, OTHER, OWN_KEY, PERSONS, REDACTION, REVOCATION
from tests.samples import NOON, a_ground, a_standing

REGISTER = "log.example"
WEEK, MOMENT = timedelta(days=7), timedelta(microseconds=1)
BY_ITS_OWN_WORD = Evidence(kind=EvidenceKind.JOB, rule="REG-ENROL")
SIGNED = Evidence(kind=EvidenceKind.HTTP_SIGNATURE, base=b"base", signature=b"signature", key_id="k0")


def evidence(filing=KEY, *by, at=NOON, register=REGISTER):
    base = propose(filing, register=register, at=at).base()
    approvals = tuple(Approval(each, b"signature") for each in by or (ONE.key_id, OTHER.key_id))
    return Evidence(kind=EvidenceKind.TWO_PERSON, base=base, approvals=approvals)


def done(act=KEY, **changes):
    return Done(**({"register": REGISTER, "verb": act.verb, "at": NOON, "filing": canon.plain(act)} | changes))


def why_not(kept, act=None, *, administrators=PERSONS):
    return unapproved(kept, act or done(), administrators=administrators)


class TestAnAct:
    def test_that_two_administrators_signed_is_approved(self):
        assert why_not(evidence()) is None
        assert why_not(evidence(KEY, *PERSONS)) is None

    @pytest.mark.parametrize("by", [("key of a",), ("key of a", "key of a"), ("key of a", "spare")])
    def test_that_one_person_signed_is_not(self, by):
        """However often, and with however many keys of his."""
        assert why_not(evidence(KEY, *by), administrators=PERSONS | {"spare": ONE.name})

    @pytest.mark.parametrize("by", [("key of a", "stranger"), ("key of a", "key of b", "stranger")])
    def test_that_a_stranger_signed_is_not(self, by):
        assert why_not(evidence(KEY, *by))

    def test_without_any_administrators_is_not(self):
        assert why_not(evidence(), administrators={})

    @pytest.mark.parametrize("kept", [BY_ITS_OWN_WORD, SIGNED, replace(evidence(), kind=EvidenceKind.COUNTER)])
    def test_proved_in_another_way_is_not(self, kept):
        assert why_not(kept)

    @pytest.mark.parametrize(
        "act",
        [
            done(register="log.another"),
            done(REVOCATION, filing=canon.plain(KEY)),
            done(replace(KEY, key_id="another")),
            done(replace(KEY, client="another")),
        ],
    )
    def test_is_approved_for_no_other_act_and_no_other_register(self, act):
        assert why_not(evidence(), act)

    @pytest.mark.parametrize("base", [b"", b"{}", b"not JSON", canon.dumps({"verb": "enrol_key"})])
    def test_is_not_approved_by_signing_something_else(self, base):
        assert why_not(replace(evidence(), base=base))

    def test_is_not_approved_by_a_signature_for_another_purpose(self):
        other = canon.dumps(canon.loads(evidence().base) | {"purpose": "registry-trust/v1"})
        assert why_not(replace(evidence(), base=other))

    def test_is_entered_within_a_week(self):
        assert why_not(evidence(at=NOON - WEEK)) is None
        assert why_not(evidence(at=NOON - WEEK - MOMENT))

    def test_is_not_proposed_after_it_was_entered_though_clocks_differ(self):
        assert why_not(evidence(at=NOON + timedelta(minutes=5))) is None
        assert why_not(evidence(at=NOON + timedelta(minutes=5) + MOMENT))


class TestTheDesk:
    def asked(self, filing, kept, **ground):
        given = {"standing": None, "administrators": PERSONS} | ground
        require_approved(filing, a_ground(**given), evidence=kept, register=REGISTER)

    @pytest.mark.parametrize("filing", [each for each, _ in EACH if each.verb in ADMINISTRATION])
    def test_takes_no_act_of_administration_on_the_register_s_own_word(self, filing):
        with pytest.raises(NotApproved):
            self.asked(filing, BY_ITS_OWN_WORD)
        self.asked(filing, evidence(filing))

    def test_takes_none_before_there_are_administrators_either(self):
        with pytest.raises(NotApproved):
            self.asked(KEY, BY_ITS_OWN_WORD, administrators={})

    def test_takes_the_first_administrators_and_only_the_first(self):
        self.asked(ADMINISTRATORS, BY_ITS_OWN_WORD, administrators={})
        with pytest.raises(NotApproved):
            self.asked(ADMINISTRATORS, BY_ITS_OWN_WORD)

    def test_asks_nobody_about_what_is_no_administration(self):
        for filing in (GENESIS, REDACTION):
            self.asked(filing, BY_ITS_OWN_WORD)

    def test_lets_a_client_sign_for_its_own_keys(self):
        self.asked(OWN_KEY, SIGNED, standing=a_standing())

    def test_takes_no_signature_of_a_key_that_nobody_has(self):
        with pytest.raises(NotApproved):
            self.asked(OWN_KEY, SIGNED)


class TestAProposal:
    def test_reads_back_as_the_act(self):
        for filing, _ in EACH:
            if filing.verb in ADMINISTRATION:
                assert read_proposal(propose(filing, register=REGISTER, at=NOON).base()).act() == filing

    def test_is_made_of_nothing_that_could_not_be_entered(self):
        with pytest.raises(InvalidParticulars):
            propose(replace(KEY, possession=None), register=REGISTER, at=NOON)

    def test_of_what_needs_no_administrators_is_none(self):
        with pytest.raises(canon.NotCanonical):
            read_proposal(propose(REDACTION, register=REGISTER, at=NOON).base())
