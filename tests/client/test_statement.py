"""A signed lien status is judged against the trust file in hand, at an instant that is given: it is good for ten minutes
and under the key in force, and no other signed text passes for one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.client import Verdict, read_statement, verify
from registry.client.statement import is_statement
from registry.domain import canon, certificate
from registry.domain.certificate import Issuer
from registry.domain.log import Checkpoint
from registry.domain.statement import LARGEST, LASTS_SECONDS, TYPE, contents
from registry.signing.jws import sign_compact
from registry.signing.keys import KeyState, Use
from registry.signing.notes import sign_note
from tests.signing.builders import ISSUER, NOON, ORIGIN, single_character_changes

ANSWER = {
    "object": "lien_status",
    "livemode": False,
    "known": True,
    "trade": {"verdict": "liens_follow", "reasons": ["liens_on_record"]},
    "as_of": "2026-11-22T12:00:00.000000+08:00",
}
SEEN = Checkpoint(ORIGIN, 7, bytes(32))


@pytest.fixture(scope="module")
def note_of(log_key):
    def make(checkpoint=SEEN, *, name=None, key=log_key):
        return sign_note(checkpoint.text, name=name or checkpoint.origin, key=key)

    return make


@pytest.fixture(scope="module")
def a_token(ring, note_of):
    """A lien status made at noon; ``changes`` are to its members, ``...`` takes one away."""

    def make(*, use=Use.STATEMENT, typ=TYPE, **changes):
        made = contents(
            ANSWER, Issuer(ISSUER, ORIGIN, livemode=False), asked_by="示例银行", checkpoint=note_of(), nonce=bytes(16),
            issued_at=int(NOON.timestamp()),
        )  # fmt: skip
        said = {name: value for name, value in (canon.loads(made) | changes).items() if value is not ...}
        return sign_compact(ring, canon.dumps(said), use=use, typ=typ, largest=LARGEST)

    return make


@pytest.fixture(scope="module")
def token(a_token):
    return a_token()


@pytest.fixture
def read(trust):
    """The verdict and the codes of its reasons, ``after`` so many seconds."""

    def judge(text, *, after=0.0, trust=trust):
        found = read_statement(text, trust=trust, now=NOON + timedelta(seconds=after))
        seen = found.contents is not None
        assert seen is (found.checkpoint is not None) is (found.verdict not in (Verdict.INVALID, Verdict.UNREADABLE))
        return found.verdict, [reason.code for reason in found.reasons]

    return judge


@pytest.fixture
def in_state(trust):
    """The trust file with a key's state changed."""

    def make(kid, state):
        return replace(trust, keys={**trust.keys, kid: replace(trust.keys[kid], state=state)})

    return make


class TestAFreshOne:
    def test_is_valid_and_says_what_was_answered(self, trust, token):
        found = read_statement(token, trust=trust, now=NOON)
        assert (found.verdict, found.reasons, found.checkpoint) == (Verdict.VALID, (), SEEN)
        assert {name: found.contents[name] for name in ANSWER} == ANSWER
        assert found.good_until == NOON + timedelta(seconds=LASTS_SECONDS)

    def test_is_taken_as_it_was_saved(self, read, token):
        for saved in (token, f"{token}\n", f" {token}\r\n", token.encode()):
            assert read(saved) == (Verdict.VALID, [])
            assert is_statement(saved)

    def test_survives_no_change_of_a_single_character(self, read, token):
        found = {read(changed)[0] for changed in single_character_changes(token, "A_")}
        assert found == {Verdict.INVALID, Verdict.UNREADABLE}

    def test_may_be_larger_than_a_certificate(self, read, a_token):
        text = a_token(data=["x" * 100_000])
        assert len(text) > 100_000
        assert read(text) == (Verdict.VALID, [])


class TestAnOldOne:
    @pytest.mark.parametrize("after", [LASTS_SECONDS, LASTS_SECONDS + 1, 86_400, 86_400 * 365])
    def test_is_never_green(self, read, trust, token, after):
        assert read(token, after=after) == (Verdict.GENUINE, ["expired"])
        assert read_statement(token, trust=trust, now=NOON + timedelta(seconds=after)).good_until is None

    def test_of_tomorrow_is_not_green_either(self, read, token):
        assert read(token, after=-3_600) == (Verdict.UNPROVEN, ["not_yet_valid"])

    def test_of_an_earlier_instant_is_not_made_green_by_being_fresh(self, read, a_token):
        assert read(a_token(as_of="2026-11-21T12:00:00+08:00")) == (Verdict.GENUINE, ["earlier_instant"])

    def test_does_not_last_longer_by_saying_so(self, read, a_token):
        text = a_token(exp=int(NOON.timestamp()) + 86_400)
        assert read(text) == read(text, after=3_600) == (Verdict.INVALID, ["lasts_too_long"])

    @pytest.mark.parametrize("state", [KeyState.RETIRED, KeyState.REVOKED])
    @pytest.mark.parametrize("after", [0, 86_400])
    def test_under_a_former_key_is_nothing_fresh_or_not(self, read, in_state, ring, token, *, state, after):
        trust = in_state(ring.current(Use.STATEMENT).kid, state)
        assert read(token, after=after, trust=trust) == (Verdict.INVALID, ["former_key"])


class TestAnotherKey:
    @pytest.mark.parametrize("use", [Use.CERTIFICATE, Use.ACCESS])
    def test_for_something_else_makes_none(self, read, a_token, use):
        assert read(a_token(use=use)) == (Verdict.INVALID, ["not_a_statement_key"])

    def test_that_nobody_listed_makes_none(self, read, trust, token):
        assert read(token, trust=replace(trust, keys={})) == (Verdict.INVALID, ["not_a_statement_key"])

    def test_of_ours_under_its_name_makes_none(self, read, ring, token):
        """A thief of the certificate key who writes the statement key's name into the header."""
        head, body, _ = token.split(".")
        signature = ring.signer(Use.CERTIFICATE).sign(f"{head}.{body}".encode())
        assert read(f"{head}.{body}.{canon.b64(signature)}") == (Verdict.INVALID, ["bad_signature"])

    def test_is_not_its_own_for_certificates(self, trust, a_token):
        """What holds the other way round: the statement key never verifies a registration."""
        found = verify(a_token(typ=certificate.TYPE, _sd_alg="sha-256"), trust=trust)
        assert (found.verdict, [each.code for each in found.reasons]) == (Verdict.INVALID, ["unknown_key"])


class TestAnotherText:
    @pytest.mark.parametrize("typ", [certificate.TYPE, "at+jwt", "statuslist+jwt", "JWT"])
    def test_of_another_type_is_no_lien_status(self, read, a_token, typ):
        text = a_token(typ=typ)
        assert read(text) == (Verdict.INVALID, ["not_a_lien_status"])
        assert not is_statement(text)

    def test_of_another_algorithm_is_none(self, read, ring, token):
        header = canon.dumps({"alg": "none", "kid": ring.current(Use.STATEMENT).kid, "typ": TYPE})
        _, body, tail = token.split(".")
        assert read(f"{canon.b64(header)}.{body}.{tail}") == (Verdict.INVALID, ["bad_signature"])

    def test_of_another_register_or_mode_is_never_believed(self, read, trust, a_token, token):
        assert read(a_token(iss="another")) == (Verdict.INVALID, ["wrong_issuer"])
        assert read(token, trust=replace(trust, issuer="another")) == (Verdict.INVALID, ["wrong_issuer"])
        assert read(token, trust=replace(trust, livemode=True)) == (Verdict.INVALID, ["wrong_mode"])
        for mode in (True, 0, None, ...):
            assert read(a_token(livemode=mode)) == (Verdict.INVALID, ["wrong_mode"])

    @pytest.mark.parametrize("changes", [{"v": 2}, {"object": "registration"}, {"iat": "1"}, {"checkpoint": ...}])
    def test_of_another_format_is_unreadable(self, read, a_token, changes):
        assert read(a_token(**changes)) == (Verdict.UNREADABLE, ["not_a_lien_status"])

    @pytest.mark.parametrize("text", ["", "x", "a.b.c", "é.b.c", "{}", b"\xff", "\ud800", "x" * (LARGEST + 1)])
    def test_that_is_no_token_is_unreadable(self, read, text):
        assert read(text) == (Verdict.UNREADABLE, ["not_a_lien_status"])
        assert not is_statement(text)


class TestTheCheckpointInside:
    def test_is_the_log_s_own(self, read, a_token, note_of, ring):
        for note in (
            "", "x", SEEN.text, note_of(key=ring.signer(Use.STATEMENT)), note_of(name="elsewhere.example/log"),
            note_of(Checkpoint("elsewhere.example/log", 7, bytes(32))),
            note_of(Checkpoint("elsewhere.example/log", 7, bytes(32)), name=ORIGIN),
            note_of().replace("\n7\n", "\n8\n"),
        ):  # fmt: skip
            assert read(a_token(checkpoint=note)) == (Verdict.INVALID, ["bad_checkpoint"])

    def test_is_of_a_log_with_something_in_it(self, read, a_token, note_of):
        assert read(a_token(checkpoint=note_of(Checkpoint(ORIGIN, 0, bytes(32))))) == (
            Verdict.INVALID, ["bad_checkpoint"],
        )  # fmt: skip

    def test_is_a_checkpoint_and_nothing_else_the_log_s_key_may_sign(self, read, a_token, log_key):
        note = sign_note("hello\n", name=ORIGIN, key=log_key)
        assert read(a_token(checkpoint=note)) == (Verdict.INVALID, ["bad_checkpoint"])

    def test_is_of_the_log_in_force(self, read, trust, a_token, note_of):
        begun_anew = replace(trust, origin="registry.example/log2", former=(ORIGIN,))
        later = note_of(Checkpoint("registry.example/log2", 1, bytes(32)))
        assert read(a_token(), trust=begun_anew) == (Verdict.INVALID, ["bad_checkpoint"])
        assert read(a_token(checkpoint=later), trust=begun_anew) == (Verdict.VALID, [])

    def test_is_not_signed_by_a_key_that_was_revoked(self, read, in_state, ring, token):
        kid = ring.current(Use.LOG).kid
        assert read(token, trust=in_state(kid, KeyState.REVOKED)) == (Verdict.INVALID, ["bad_checkpoint"])
