"""What is kept of a password, and at what cost it is guessed."""

from __future__ import annotations

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type

from registry.signing import passwords
from registry.signing.passwords import Cost, hashed, is_cheap, matches

PASSWORD = "石榴树下有三只猫在晒太阳"


@pytest.fixture
def at_the_real_cost(monkeypatch):
    monkeypatch.setattr(passwords, "COST", Cost())


@pytest.mark.usefixtures("at_the_real_cost")
def test_a_guess_costs_what_owasp_asks_for():
    """argon2id, 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet)."""
    kept = hashed(PASSWORD)
    found = extract_parameters(kept)
    assert (found.type, found.memory_cost, found.time_cost, found.parallelism) == (Type.ID, 19 * 1024, 2, 1)
    assert (found.salt_len, found.hash_len) == (16, 32)
    assert matches(PASSWORD, kept=kept)
    assert not is_cheap(kept)


class TestAPassword:
    def test_is_found_again(self):
        assert matches(PASSWORD, kept=hashed(PASSWORD))
        assert not matches(PASSWORD + "。", kept=hashed(PASSWORD))

    def test_has_a_salt_of_its_own(self):
        assert hashed(PASSWORD) != hashed(PASSWORD)

    def test_is_the_same_whichever_keyboard_typed_it(self):
        assert matches("Ｐａｓｓ phrase 2", kept=hashed("Pass phrase ２"))

    def test_of_nobody_is_never_right(self):
        assert not matches(PASSWORD, kept=None)
        assert not matches("", kept=None)

    @pytest.mark.parametrize("kept", ["", "$argon2id$", "$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$AAAA", "password"])
    def test_is_not_compared_with_what_is_no_hash(self, kept):
        assert not matches("password", kept=kept)

    def test_kept_at_another_cost_is_still_right_and_said_to_be_cheap(self, monkeypatch):
        kept = hashed(PASSWORD)
        monkeypatch.setattr(passwords, "COST", Cost(memory_kib=16, passes=1))
        assert matches(PASSWORD, kept=kept)
        assert is_cheap(kept)

    def test_of_a_login_that_nobody_has_costs_as_much_as_any(self, monkeypatch):
        worked = []
        monkeypatch.setattr(
            passwords.PasswordHasher, "verify", lambda hasher, kept, _: worked.append(extract_parameters(kept))
        )
        for kept in (hashed(PASSWORD), None):
            matches(PASSWORD, kept=kept)
        assert worked[0] == worked[1]
