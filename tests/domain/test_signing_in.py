"""By what somebody is believed, for how long, and how often he may be wrong."""

from base64 import b32decode
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from registry.domain.people import invitation, one_time_code
from registry.domain.people.lockout import COUNTED, FREE, PAUSES, closed_until
from registry.domain.people.one_time_code import code_of, step_of, step_shown
from registry.domain.people.password import LONGEST, SHORTEST, normalised, password_faults
from registry.domain.people.refusals import SignInRefused, Why
from registry.domain.people.session import ABSOLUTE, IDLE, NOTED_EVERY, Session, csrf_of, digest_of

NOW = datetime(2026, 11, 22, 4, 0, 10, tzinfo=UTC)
SECRET = b"12345678901234567890"  # of RFC 6238 appendix B


def codes(password, *own):
    return [fault.code for fault in password_faults(password, own=own)]


class TestAPassword:
    def test_is_long(self):
        assert codes("石榴树下有三只猫在晒太阳") == []
        assert len("石榴树下有三只猫在晒太阳") == SHORTEST
        assert codes("石榴树下有三只猫晒太阳") == ["too_short"]

    def test_may_be_a_sentence_and_no_book(self):
        sentence = "".join(chr(0x4E00 + number) for number in range(LONGEST))
        assert codes(sentence) == []
        assert codes(sentence + "一") == ["too_long"]

    @pytest.mark.parametrize("password", ["all small letters", "39472018465028", "!?;:,.-_#+*~", "ONLY CAPITALS"])
    def test_has_no_rule_about_what_it_is_made_of(self, password):
        assert codes(password) == []

    @pytest.mark.parametrize("password", ["password1234", "PASSWORD1234", "woaini1314520", "ｑｗｅｒｔｙｕｉｏｐ１２"])
    def test_is_none_of_those_that_are_guessed_first(self, password):
        assert codes(password) == ["too_common"]

    @pytest.mark.parametrize("password", ["aaaaaaaaaaaa", "abcabcabcabc", "88888888888888", "重庆重庆重庆重庆重庆重庆"])
    def test_is_not_one_piece_over_and_over(self, password):
        assert codes(password) == ["too_common"]
        assert codes(password + "，还有别的") == []

    @pytest.mark.parametrize("own", ["wang.fang", "Wang.Fang", "重庆示例银行", "ｗａｎｇ．ｆａｎｇ"])
    def test_does_not_hold_ones_own_name(self, own):
        assert codes(f"2026 {own} 2026!", own) == ["holds_own_name"]
        assert codes("2026 somebody 2026!", own) == []

    def test_may_hold_a_name_that_is_part_of_every_other_word(self):
        assert codes("三个和尚没水喝是谁说的呢", "三个") == []

    def test_is_the_same_whichever_keyboard_typed_it(self):
        assert normalised("Ａ１ﬀ") == "A1ff"


class TestAOneTimeCode:
    @pytest.mark.parametrize(
        ("seconds", "code"),
        [
            (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"),
            (1234567890, "89005924"), (2000000000, "69279037"), (20000000000, "65353130"),
        ],
    )  # fmt: skip
    def test_is_that_of_the_rfc(self, seconds, code):
        """RFC 6238 appendix B prints eight digits; six are the last six of them."""
        step = step_of(datetime.fromtimestamp(seconds, tz=UTC))
        assert code_of(SECRET, step) == code[-6:]

    def test_is_what_others_compute(self):
        other = pyotp.TOTP(one_time_code.spelled(SECRET))
        for minutes in range(0, 4000, 7):
            at = NOW + timedelta(minutes=minutes)
            assert code_of(SECRET, step_of(at)) == other.at(at)

    @pytest.mark.parametrize("away", [-1, 0, 1])
    def test_is_believed_a_step_before_and_after(self, away):
        now = step_of(NOW)
        assert step_shown(SECRET, code_of(SECRET, now + away), at=NOW, used=0) == now + away

    @pytest.mark.parametrize("away", [-2, 2])
    def test_is_not_believed_further_away(self, away):
        assert step_shown(SECRET, code_of(SECRET, step_of(NOW) + away), at=NOW, used=0) is None

    def test_is_believed_once(self):
        now = step_of(NOW)
        assert step_shown(SECRET, code_of(SECRET, now), at=NOW, used=now) is None
        assert step_shown(SECRET, code_of(SECRET, now - 1), at=NOW, used=now) is None
        assert step_shown(SECRET, code_of(SECRET, now + 1), at=NOW, used=now) == now + 1

    def test_may_be_typed_in_two_halves(self):
        code = code_of(SECRET, step_of(NOW))
        assert step_shown(SECRET, f" {code[:3]} {code[3:]} ", at=NOW, used=0) == step_of(NOW)

    @pytest.mark.parametrize("given", ["", "12345", "１２３４５６", "a" * 6, "\x00"])
    def test_is_nothing_else(self, given):
        assert step_shown(SECRET, given, at=NOW, used=0) is None

    def test_of_another_secret_is_not_believed(self):
        assert step_shown(b"another" * 3, code_of(SECRET, step_of(NOW)), at=NOW, used=0) is None

    def test_is_set_up_by_an_address_that_telephones_read(self):
        address = one_time_code.address(SECRET, issuer="农村产权担保登记", login="wang.fang")
        read = pyotp.parse_uri(address)
        assert (read.issuer, read.name, read.secret) == ("农村产权担保登记", "wang.fang", one_time_code.spelled(SECRET))
        assert (read.digits, read.interval) == (6, 30)
        assert address.isascii()

    def test_has_a_secret_that_can_be_typed(self):
        assert b32decode(one_time_code.spelled(SECRET)) == SECRET
        assert one_time_code.spelled(b"1") == "GE"


class TestARefusal:
    def test_tells_the_auditor_who_and_why_and_whoever_guesses_nothing(self):
        refused = SignInRefused(Why.WRONG_CODE, person="per_1")
        assert (refused.why, refused.person) == (Why.WRONG_CODE, "per_1")
        others = [SignInRefused(), SignInRefused(Why.PAUSED, person="per_1"), SignInRefused(Why.UNKNOWN_LOGIN)]
        said = {(each.code, each.title, each.detail, each.faults, str(each.facts)) for each in (refused, *others)}
        assert len(said) == 1


class TestAPause:
    def test_does_not_follow_the_first_failures(self):
        for failures in range(FREE):
            assert closed_until(failures, last=NOW) == NOW

    def test_grows_with_each_further_failure_up_to_a_quarter_of_an_hour(self):
        pauses = [closed_until(FREE + number, last=NOW) - NOW for number in range(len(PAUSES) + 3)]
        assert pauses == [*PAUSES, PAUSES[-1], PAUSES[-1], PAUSES[-1]]
        assert list(PAUSES) == sorted(set(PAUSES))
        assert PAUSES[0] == timedelta(seconds=30)
        assert PAUSES[-1] == timedelta(minutes=15)

    def test_needs_no_more_failures_to_be_counted(self):
        assert closed_until(COUNTED, last=NOW) == closed_until(COUNTED + 1000, last=NOW)

    def test_leaves_a_guesser_a_hundred_tries_a_day(self):
        at, tries = NOW, 0
        while at < NOW + timedelta(days=1):
            tries += 1
            at = closed_until(tries, last=at)
        assert tries < 110


def a_session(**changes):
    return Session(**({"id": "ses_1", "person": "per_1", "began_at": NOW, "seen_at": NOW} | changes))


class TestASession:
    def test_ends_when_nobody_was_there_for_half_an_hour(self):
        assert timedelta(minutes=30) == IDLE
        assert a_session().stands(NOW + IDLE - timedelta(seconds=1))
        assert not a_session().stands(NOW + IDLE)

    def test_ends_after_twelve_hours_whoever_is_there(self):
        assert timedelta(hours=12) == ABSOLUTE
        busy = a_session(seen_at=NOW + ABSOLUTE - timedelta(seconds=2))
        assert busy.stands(NOW + ABSOLUTE - timedelta(seconds=1))
        assert not busy.stands(NOW + ABSOLUTE)

    def test_is_noted_once_a_minute(self):
        assert not a_session().is_due(NOW + NOTED_EVERY - timedelta(seconds=1))
        assert a_session().is_due(NOW + NOTED_EVERY)

    def test_is_kept_by_a_digest_that_opens_nothing(self):
        assert len(digest_of("token")) == 32
        assert len({digest_of("token").hex(), csrf_of("token"), "token"}) == 3

    def test_has_a_word_of_its_own_for_its_forms(self):
        assert csrf_of("token") != csrf_of("another")
        assert csrf_of("token") != digest_of("token").hex()


class TestAnInvitation:
    CODE = bytes(range(20))

    def test_is_read_however_it_was_typed(self):
        spelled = invitation.spelled(self.CODE)
        assert spelled == "AAAQ-EAYE-AUDA-OCAJ-BIFQ-YDIO-B4IB-CEQT"
        digest = invitation.digest_of(spelled)
        assert digest is not None
        for typed in (spelled.lower(), spelled.replace("-", " "), f"  {spelled} ", spelled.replace("-", "")):
            assert invitation.digest_of(typed) == digest

    @pytest.mark.parametrize("typed", ["", "AAAA", "1" * 32, "é" * 32, "A" * 40, "A" * 31])
    def test_is_nothing_else(self, typed):
        assert invitation.digest_of(typed) is None

    def test_is_kept_by_a_digest_of_its_own(self):
        spelled = invitation.spelled(self.CODE)
        assert invitation.digest_of(spelled) not in {self.CODE, digest_of(spelled)}
        assert invitation.digest_of(invitation.spelled(bytes(20))) != invitation.digest_of(spelled)
