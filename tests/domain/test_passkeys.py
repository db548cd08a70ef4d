"""A passkey counts from the entry that enrols it, under its own name, for one person of one institution; and what is
signed with one is a text that says everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from registry.domain import canon
from registry.domain.errors import AlreadyEnrolled, InvalidParticulars, UnknownRegistration
from registry.domain.passkeys import (
    Passkey,
    Possession,
    challenge_of,
    origin_for,
    registration_base,
    relying_party_of,
)
from registry.domain.registration import Ground
from tests.enrolments import DEVICE, PASSKEY, PASSKEY_ENDED

NOW = datetime(2026, 11, 29, tzinfo=UTC)
GROUND = Ground(at=NOW, settled_until=NOW, last_instant=None, serial=0, standing=None)


def nothing(_: int) -> bytes:
    return b""


class TestTheNameOfAPasskey:
    def test_is_a_digest_that_no_authenticator_chooses(self):
        """An authenticator may call its credential what it likes: the thumbprint of a bank's key, say."""
        assert len(canon.unb64(DEVICE.key_id)) == 32
        others = (replace(DEVICE, credential=b"d"), replace(DEVICE, jwk={"kty": "OKP", "x": "2"}))
        assert len({DEVICE.key_id, *(each.key_id for each in others)}) == 3

    def test_is_the_same_on_every_page(self):
        assert replace(DEVICE, origin="https://another.example").key_id == DEVICE.key_id


class TestEnrolment:
    def test_is_decided_for_a_new_one(self):
        PASSKEY.check()
        assert PASSKEY.decide(GROUND, nothing).decided == {}

    def test_is_under_its_own_name(self):
        with pytest.raises(InvalidParticulars) as refused:
            replace(PASSKEY, key_id="another").check()
        assert [each.pointer for each in refused.value.faults] == ["/key_id"]

    def test_needs_the_proof_that_it_is_held(self):
        with pytest.raises(InvalidParticulars) as refused:
            replace(PASSKEY, possession=None).check()
        assert [each.pointer for each in refused.value.faults] == ["/possession"]

    def test_is_made_once_and_ended_once(self):
        with pytest.raises(AlreadyEnrolled):
            PASSKEY.decide(replace(GROUND, enrolled=True), nothing)
        assert PASSKEY_ENDED.decide(replace(GROUND, enrolled=True), nothing).decided == {}
        with pytest.raises(UnknownRegistration):
            PASSKEY_ENDED.decide(GROUND, nothing)

    def test_and_its_end_wait_for_each_other(self):
        assert PASSKEY.locks() == PASSKEY_ENDED.locks()

    def test_names_its_person_by_his_id_alone(self):
        assert set(canon.plain(PASSKEY)) == {
            "person", "institution", "key_id", "credential", "jwk", "origin", "possession",
        }  # fmt: skip


class TestWhatIsSigned:
    def test_shows_possession_for_one_person_of_one_institution_of_one_register(self):
        shown = Possession(register="log.example", person="per_1", institution="i", key_id=DEVICE.key_id)
        changed = [replace(shown, **{name: "other"}) for name in ("register", "person", "institution", "key_id")]
        assert len({each.base() for each in (shown, *changed)}) == 5
        assert canon.loads(shown.base())["purpose"] == "registry-passkey-possession/v1"

    def test_is_never_the_same_twice_when_one_is_made(self):
        one, other = (registration_base(register="log.example", person="per_1", nonce=each) for each in (b"1", b"2"))
        assert challenge_of(one) != challenge_of(other)
        assert len(challenge_of(one)) == 32


class TestThePage:
    @pytest.mark.parametrize(
        ("public", "origin"),
        [
            ("https://register.example", "https://register.example"),
            ("https://register.example:8443", "https://register.example:8443"),
            ("http://127.0.0.1:8000", "http://localhost:8000"),
            ("http://[::1]:8000", "http://localhost:8000"),
            ("http://localhost:8000", "http://localhost:8000"),
            ("http://localhost", "http://localhost"),
            ("https://192.0.2.1", None),
            ("https://[2001:db8::1]", None),
            ("http://192.0.2.1:8000", None),
            ("http://register.example", None),
            ("", None),
        ],
    )
    def test_has_a_name_and_cover_but_on_one_s_own_machine(self, public, origin):
        assert origin_for(public) == origin

    def test_names_the_party_that_authenticators_keep_keys_for(self):
        assert relying_party_of("https://register.example:8443") == "register.example"
        assert relying_party_of("nothing") == ""
        assert Passkey(credential=b"", jwk={}, origin="http://localhost:8000").relying_party == "localhost"
