"""A bundle proves itself: that the public log holds the certificate, and how it stood when the list was signed."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from registry.client import Verdict, verify
from registry.domain import canon, certificate
from registry.domain.certificate import Issuer
from registry.domain.disclosure import digests_in
from registry.domain.entry import commitment
from registry.domain.status_list import Place, Standing
from registry.signing.errors import BadSignature
from registry.signing.jws import sign_compact
from registry.signing.keys import KeyState, Use
from tests.proofs import a_checkpoint, a_leaf, a_proof, a_status_list
from tests.samples import a_draft, a_ground, a_search
from tests.signing.builders import ISSUER, NOON, ORIGIN, single_character_changes

ANOTHER_LOG = "another.example/log"


@pytest.fixture(scope="module")
def draft():
    return a_draft()


def certified(draft, ring, *, listed=None):
    contents = certificate.contents(
        draft.entry,
        Issuer(ISSUER, ORIGIN, livemode=False),
        committed=commitment(draft.entry.payload()),
        nonce=bytes(16),
        listed=listed,
    )
    return contents, sign_compact(ring, contents, use=Use.CERTIFICATE, typ=certificate.TYPE)


@pytest.fixture(scope="module")
def made(draft, ring):
    return certified(draft, ring, listed=Place(3, 40_000).claim(ISSUER))


@pytest.fixture(scope="module")
def payload(made):
    return made[0]


@pytest.fixture(scope="module")
def contents(payload):
    return canon.loads(payload)


@pytest.fixture(scope="module")
def parts(made, draft, log_key, workers_ring):
    payload, jws = made
    printed = set(digests_in(canon.loads(payload)))
    return {
        "jws": jws,
        "disclosures": [each.text for each in draft.disclosures if each.digest in printed],
        "proof": a_proof(payload, key=log_key, origin=ORIGIN),
        "status": a_status_list(canon.loads(payload), ring=workers_ring, at=NOON),
    }


@pytest.fixture
def bundle(parts):
    def make(**changes):
        return canon.dumps(parts | changes).decode()

    return make


@pytest.fixture
def judged(trust, bundle):
    def judge(*, trust=trust, now=NOON, ask=None, kept=None, **changes):
        return verify(bundle(**changes), trust=trust, now=now, ask=ask, kept=kept)

    return judge


def said(found):
    return found.verdict, [reason.code for reason in found.reasons]


def in_state(trust, use, *, state):
    keys = {kid: replace(key, state=state) if key.use is use else key for kid, key in trust.keys.items()}
    return replace(trust, keys=keys)


class TestABundle:
    def test_with_a_proof_and_a_fresh_list_is_valid_without_asking_anybody(self, judged, payload):
        found = judged()
        assert said(found) == (Verdict.VALID, [])
        assert found.contents["grantors"][0]["name"] == "张三"
        assert found.check_code == certificate.check_code(payload)
        assert (found.checkpoint.origin, found.checkpoint.size) == (ORIGIN, 11)

    def test_that_grew_old_is_genuine_and_no_more(self, judged):
        assert said(judged(now=NOON + timedelta(minutes=10))) == (Verdict.GENUINE, ["status_stale"])
        assert said(judged(now=NOON - timedelta(hours=1))) == (Verdict.GENUINE, ["status_stale"])

    def test_without_a_list_is_genuine(self, judged):
        assert said(judged(status=None)) == (Verdict.GENUINE, ["no_status"])

    def test_without_a_proof_is_unproven_however_it_stands(self, judged):
        assert said(judged(proof=None)) == (Verdict.UNPROVEN, ["no_proof"])

    @pytest.mark.parametrize(
        ("standing", "code"),
        [(Standing.ENDED, "ended"), (Standing.OBJECTED, "objected"), (Standing.SUPERSEDED, "amended")],
    )
    def test_that_stands_otherwise_is_superseded_and_says_how(self, judged, contents, workers_ring, standing, code):
        token = a_status_list(contents, standing, ring=workers_ring, at=NOON)
        found = judged(status=token)
        assert said(found) == (Verdict.SUPERSEDED, [code])
        assert found.contents

    def test_survives_no_change_of_a_single_character(self, bundle, trust):
        """Nor of a space or a sign of its JSON: what passes is what the register handed out."""
        for changed in single_character_changes(bundle(), "A_ "):
            found = verify(changed, trust=trust, now=NOON).verdict
            assert found in (Verdict.INVALID, Verdict.UNREADABLE), changed

    def test_may_end_a_line_and_may_have_been_read_as_json(self, bundle, trust):
        for document in (f"{bundle()}\n", json.loads(bundle())):
            assert verify(document, trust=trust, now=NOON).verdict is Verdict.VALID

    @pytest.mark.parametrize("indent", [None, 1])
    def test_that_was_reformatted_is_told_so(self, bundle, trust, indent):
        document = json.dumps(json.loads(bundle()), indent=indent)
        assert said(verify(document, trust=trust, now=NOON)) == (Verdict.UNREADABLE, ["reformatted"])
        assert said(verify(f" {bundle()}", trust=trust, now=NOON)) == (Verdict.UNREADABLE, ["reformatted"])

    @pytest.mark.parametrize("part", ["jws", "proof", "status"])
    def test_has_no_part_in_which_a_character_may_change(self, judged, parts, part):
        for changed in single_character_changes(parts[part]):
            assert judged(**{part: changed}).verdict in (Verdict.INVALID, Verdict.UNREADABLE), changed

    def test_has_no_disclosure_in_which_a_character_may_change(self, judged, parts):
        first, *others = parts["disclosures"]
        for changed in single_character_changes(first):
            assert said(judged(disclosures=[changed, *others])) == (Verdict.INVALID, ["bad_disclosure"])

    @pytest.mark.parametrize("changes", [{"extra": 1}, {"status": {"status": "active"}}, {"proof": 7}, {"jws": None}])
    def test_has_four_members_and_no_other(self, judged, changes):
        assert said(judged(**changes)) == (Verdict.UNREADABLE, ["not_a_certificate"])

    @pytest.mark.parametrize("missing", ["jws", "disclosures", "proof", "status"])
    def test_lacks_none_of_its_members(self, parts, trust, missing):
        document = json.dumps({name: value for name, value in parts.items() if name != missing})
        assert verify(document, trust=trust, now=NOON).verdict is Verdict.UNREADABLE


class TestAProof:
    def test_of_another_certificate_is_none_of_this(self, judged, draft, ring, log_key):
        other, _ = certified(draft, ring)
        assert said(judged(proof=a_proof(other, key=log_key, origin=ORIGIN))) == (Verdict.INVALID, ["bad_proof"])

    def test_of_another_second_is_none(self, judged, payload, log_key):
        """Nobody says afterwards that it was recorded earlier than the log has it."""
        early = a_leaf(payload).replace(b'"t":', b'"t":1')
        assert said(judged(proof=a_proof(payload, key=log_key, origin=ORIGIN, leaf=early)))[0] is Verdict.INVALID

    def test_by_another_key_or_of_another_log_is_none(self, judged, payload, ring, log_key):
        by_another = a_proof(payload, key=ring.signer(Use.CERTIFICATE), origin=ORIGIN)
        of_another = a_proof(payload, key=log_key, origin=ANOTHER_LOG)
        for proof in (by_another, of_another):
            assert said(judged(proof=proof)) == (Verdict.INVALID, ["bad_proof"])

    def test_of_a_former_log_counts(self, judged, trust, payload, log_key):
        proof = a_proof(payload, key=log_key, origin=ANOTHER_LOG)
        assert judged(proof=proof, trust=replace(trust, former=(ANOTHER_LOG,))).verdict is Verdict.VALID

    def test_under_a_retired_log_key_counts_and_under_a_revoked_one_does_not(self, judged, trust):
        assert judged(trust=in_state(trust, Use.LOG, state=KeyState.RETIRED)).verdict is Verdict.VALID
        found = judged(trust=in_state(trust, Use.LOG, state=KeyState.REVOKED))
        assert said(found) == (Verdict.UNPROVEN, ["log_key_revoked"])

    @pytest.mark.parametrize("state", [KeyState.RETIRED, KeyState.REVOKED])
    def test_carries_a_certificate_whose_key_is_not_current(self, judged, trust, state):
        former = in_state(trust, Use.CERTIFICATE, state=state)
        assert judged(trust=former).verdict is Verdict.VALID
        assert said(judged(trust=former, proof=None)) == (Verdict.INVALID, ["key_not_current"])
        both = in_state(former, Use.LOG, state=KeyState.REVOKED)
        assert said(judged(trust=both)) == (Verdict.INVALID, ["key_not_current"])


class TestAList:
    @pytest.mark.parametrize("state", [KeyState.RETIRED, KeyState.REVOKED])
    def test_of_a_former_key_tells_nothing_of_now(self, judged, trust, state):
        assert said(judged(trust=in_state(trust, Use.STATUS, state=state))) == (Verdict.GENUINE, ["status_stale"])

    def test_of_another_address_is_not_the_one_it_names(self, judged, contents, workers_ring):
        token = a_status_list(contents, ring=workers_ring, at=NOON, uri=f"{ISSUER}/status/4")
        assert said(judged(status=token)) == (Verdict.INVALID, ["bad_status"])

    def test_beside_a_certificate_that_names_none_is_refused(self, judged, draft, ring, parts, log_key):
        payload, jws = certified(draft, ring)
        given = {"jws": jws, "proof": a_proof(payload, key=log_key, origin=ORIGIN)}
        assert said(judged(**given)) == (Verdict.INVALID, ["bad_status"])
        assert said(judged(**given, status=None)) == (Verdict.GENUINE, ["no_status"])


def test_what_is_of_its_instant_has_no_standing(judged, ring, log_key):
    payload, jws = certified(a_draft(a_search(), a_ground()), ring)
    given = {"jws": jws, "disclosures": [], "proof": a_proof(payload, key=log_key, origin=ORIGIN), "status": None}
    assert said(judged(**given)) == (Verdict.GENUINE, ["of_its_instant"])


class TestACheckpointThatWasKept:
    @pytest.fixture
    def other_leaves(self):
        return [b"%032d" % number for number in range(11)]

    def test_that_agrees_changes_nothing(self, judged, parts):
        note = parts["proof"].partition("\n\n")[2]
        assert said(judged(kept=note)) == (Verdict.VALID, [])

    def test_of_the_same_size_and_another_root_is_a_contradiction(self, judged, log_key, other_leaves):
        found = judged(kept=a_checkpoint(other_leaves, key=log_key, origin=ORIGIN))
        assert said(found) == (Verdict.DIVERGED, ["contradicts_kept"])

    def test_of_another_size_could_not_be_compared_and_that_is_said(self, judged, log_key, other_leaves):
        found = judged(kept=a_checkpoint(other_leaves[:-1], key=log_key, origin=ORIGIN))
        assert said(found) == (Verdict.VALID, ["kept_not_compared"])

    def test_of_no_log_of_the_trust_file_is_an_error_of_the_reader(self, judged, log_key, other_leaves):
        for note in (a_checkpoint(other_leaves, key=log_key, origin=ANOTHER_LOG), "nothing"):
            with pytest.raises(BadSignature):
                judged(kept=note)


class TestARegisterThatIsAsked:
    def test_gives_the_proof_and_the_list_that_are_checked_here(self, trust, parts):
        answer = {"verdict": "valid", "proof": parts["proof"], "status_list": parts["status"]}
        found = verify(parts["jws"], trust=trust, now=NOON, ask=lambda _: answer)
        assert said(found) == (Verdict.VALID, ["register_says"])
        forged = answer | {"proof": parts["proof"].replace("index 3", "index 4")}
        assert verify(parts["jws"], trust=trust, now=NOON, ask=lambda _: forged).verdict is Verdict.INVALID

    def test_that_denies_what_its_log_holds_has_another_history(self, judged):
        found = judged(ask=lambda _: {"verdict": "invalid", "reasons": ["not_in_journal"]})
        assert said(found) == (Verdict.DIVERGED, ["register_says", "not_in_journal"])

    def test_knows_later_than_the_list(self, judged):
        found = judged(ask=lambda _: {"verdict": "superseded", "reasons": ["discharged"]})
        assert said(found) == (Verdict.SUPERSEDED, ["register_says", "discharged"])

    def test_does_not_lift_what_the_list_says(self, judged, contents, workers_ring):
        token = a_status_list(contents, Standing.OBJECTED, ring=workers_ring, at=NOON)
        found = judged(status=token, ask=lambda _: {"verdict": "valid"})
        assert said(found) == (Verdict.SUPERSEDED, ["objected", "register_says"])

    def test_that_is_silent_leaves_what_was_proven(self, judged):
        def silent(_):
            raise OSError

        assert said(judged(ask=silent)) == (Verdict.VALID, ["register_silent"])
