"""What is signed of a lien status, and when a reader may rely on it: never on yesterday's."""

import pytest

from registry.domain import canon
from registry.domain.certificate import Issuer
from registry.domain.statement import (
    LARGEST,
    LARGEST_PAYLOAD,
    LASTS_SECONDS,
    LEEWAY_SECONDS,
    NotAStatement,
    contents,
    relied_on,
    require_format,
    second,
)
from registry.domain.verdict import Verdict
from tests.samples import NOON

ISSUER = Issuer("test-register", "log.register.test", livemode=False)
MADE = int(NOON.timestamp())
ANSWER = {
    "object": "lien_status", "livemode": False, "known": True, "liens": [], "as_of": "2026-11-22T12:00:00.000000+08:00",
}  # fmt: skip


def a_payload(answer=ANSWER, **changes):
    given = {
        "asked_by": "示例银行",
        "checkpoint": "a note\n",
        "nonce": bytes(16),
        "issued_at": MADE,
    } | changes
    return contents(answer, ISSUER, **given)


def said(**changes):
    found = canon.loads(a_payload()) | changes
    return {name: value for name, value in found.items() if value is not ...}


def judged(*, at=0, **changes):
    verdict, reasons = relied_on(said(**changes), now=MADE + at)
    return verdict, [reason.code for reason in reasons]


class TestWhatIsSigned:
    def test_is_the_answer_member_for_member_and_the_claims_beside_it(self):
        found = canon.loads(a_payload())
        assert {name: found[name] for name in ANSWER} == ANSWER
        assert {name: value for name, value in found.items() if name not in ANSWER} == {
            "v": 1, "iss": "test-register", "asked_by": "示例银行", "iat": MADE, "exp": MADE + 600,
            "nonce": "A" * 22, "checkpoint": "a note\n",
        }  # fmt: skip

    def test_of_several_assets_is_one_answer(self):
        several = {"data": [ANSWER, ANSWER], "as_of": ANSWER["as_of"]}
        found = canon.loads(a_payload(several))
        require_format(found)
        assert (found["data"], found["livemode"]) == ([ANSWER, ANSWER], False)

    def test_is_the_same_for_the_same_and_another_for_another_nonce(self):
        assert a_payload() == a_payload() != a_payload(nonce=bytes(15) + b"1")

    def test_is_never_spoken_for_by_the_answer(self):
        found = canon.loads(a_payload(ANSWER | {"exp": MADE + 86_400, "livemode": True, "asked_by": "另一银行"}))
        assert (found["exp"], found["livemode"], found["asked_by"]) == (MADE + 600, False, "示例银行")

    def test_takes_no_number_with_a_point(self):
        with pytest.raises(canon.NotCanonical):
            a_payload(ANSWER | {"percent": 1.5})

    def test_of_the_largest_there_is_fits_into_a_token(self):
        header, signature, dots = 256, 86, 2
        assert -(-LARGEST_PAYLOAD * 4 // 3) + header + signature + dots <= LARGEST


class TestARelianceOnIt:
    def test_is_green_from_when_it_was_made_until_it_runs_out(self):
        for at in (0, 0.5, 1, LASTS_SECONDS - 0.001):
            assert judged(at=at) == (Verdict.VALID, [])

    @pytest.mark.parametrize("at", [LASTS_SECONDS, LASTS_SECONDS + 0.001, 86_400, 10**9])
    def test_ends_to_the_second(self, at):
        assert judged(at=at) == (Verdict.GENUINE, ["expired"])

    def test_bears_a_reader_s_clock_that_is_a_minute_behind(self):
        assert judged(at=-LEEWAY_SECONDS) == (Verdict.VALID, [])
        for at in (-LEEWAY_SECONDS - 0.001, -86_400):
            assert judged(at=at) == (Verdict.UNPROVEN, ["not_yet_valid"])

    def test_is_of_what_stood_when_it_was_made(self):
        assert judged(as_of="2026-11-22T11:50:00.000000+08:00") == (Verdict.VALID, [])
        for earlier in ("2026-11-22T11:49:59.999999+08:00", "2026-11-21T12:00:00+08:00", "0001-01-01T00:00:00+08:00"):
            assert judged(as_of=earlier) == (Verdict.GENUINE, ["earlier_instant"])

    @pytest.mark.parametrize("until", [MADE + LASTS_SECONDS + 1, MADE + 86_400, MADE, MADE - 1])
    def test_lasts_ten_minutes_whatever_it_claims(self, until):
        for at in (0, 86_400 * 365):
            assert judged(at=at, exp=until) == (Verdict.INVALID, ["lasts_too_long"])

    def test_may_be_shorter(self):
        assert judged(at=59, exp=MADE + 60) == (Verdict.VALID, [])


class TestAFormat:
    def test_is_that_of_this_release(self):
        require_format(said())

    @pytest.mark.parametrize(
        "changes",
        [
            {"v": 2}, {"v": ...}, {"object": "registration"}, {"object": ...}, {"object": ..., "data": {}},
            {"asked_by": ...}, {"asked_by": 1}, {"nonce": None}, {"checkpoint": ...}, {"checkpoint": []},
            {"as_of": ...}, {"as_of": "yesterday"}, {"as_of": "2026-11-22T12:00:00"}, {"as_of": 1},
            {"as_of": "20261122T120000+0800"}, {"as_of": "2026-11-22 12:00:00+08:00"}, {"as_of": "2026-W47-7"},
            {"as_of": "2026-02-30T12:00:00+08:00"}, {"as_of": "2026-11-22T12:00:00+08:00\n"},
            {"iat": ...}, {"iat": str(MADE)}, {"iat": True}, {"exp": None}, {"exp": 2**53 - 1}, {"iat": -(2**53 - 1)},
        ],
        ids=str,
    )  # fmt: skip
    def test_is_not_guessed(self, changes):
        with pytest.raises(NotAStatement):
            require_format(said(**changes))

    def test_has_whole_seconds(self):
        assert second(MADE) == NOON
