"""A browser in which somebody was believed is told from strangers, and is nothing more than that."""

import hmac
from datetime import UTC, datetime, timedelta

import pytest

from registry.domain.people.device import KNOWN_FOR, NONCE_BYTES, given_to, known_as

NOW = datetime(2026, 11, 29, 4, 0, tzinfo=UTC)
NONCE = bytes(range(NONCE_BYTES))


def mark(text):
    return hmac.digest(b"secret", text.encode(), "sha256").hex()


TOKEN = given_to("wang.fang", nonce=NONCE, at=NOW, mark=mark)


def known(token=TOKEN, *, login="wang.fang", at=NOW, by=mark):
    return known_as(token, login=login, at=at, mark=by)


class TestABrowser:
    def test_is_known_for_ninety_days(self):
        assert known() == known(at=NOW + KNOWN_FOR - timedelta(seconds=1)) == NONCE.hex()
        assert known(at=NOW + KNOWN_FOR) is None
        assert known(at=NOW - timedelta(seconds=1)) is None

    def test_is_known_to_its_own_person_alone(self):
        assert known(login="li.si") is None

    def test_does_not_say_whose_it_is(self):
        assert "wang" not in TOKEN

    @pytest.mark.parametrize(
        "token", ["", ".", "..", TOKEN[:-1], TOKEN + "0", "0" + TOKEN, TOKEN.replace(".", ".0", 1), "é", "x" * 5000]
    )
    def test_is_not_known_by_what_was_made_up(self, token):
        assert known(token) is None

    def test_is_not_known_under_another_secret(self):
        assert known(by=lambda text: mark(text + "x")) is None
