"""Sealed values open only here and only in their place; hashes find them without saying them."""

import pytest

from registry.signing.errors import KeyRingError, SealBroken
from registry.signing.ring import Use, open_ring, rotate
from registry.signing.vault import SealedValue, Vault
from tests.signing.builders import NOON, PASSPHRASE

VALUE = "张三".encode()


@pytest.fixture(scope="module")
def vault(ring):
    return Vault(ring)


def test_a_value_comes_back_in_its_own_place(vault):
    assert vault.open(vault.seal(VALUE, bound_to=b"row 1"), bound_to=b"row 1") == VALUE


def test_a_value_does_not_open_in_another_place(vault):
    sealed = vault.seal(VALUE, bound_to=b"row 1")
    with pytest.raises(SealBroken):
        vault.open(sealed, bound_to=b"row 2")


def test_equal_values_are_sealed_differently_and_not_readable(vault):
    one, two = (vault.seal(VALUE, bound_to=b"row 1") for _ in range(2))
    assert one.sealed != two.sealed
    assert VALUE not in one.sealed
    assert one.sealed.hex() not in repr(one)


def test_no_changed_byte_goes_unnoticed(vault):
    sealed = vault.seal(VALUE, bound_to=b"row 1")
    for place in range(len(sealed.sealed)):
        changed = bytearray(sealed.sealed)
        changed[place] ^= 1
        with pytest.raises(SealBroken):
            vault.open(SealedValue(sealed.key_id, bytes(changed)), bound_to=b"row 1")


@pytest.mark.parametrize("length", [0, 1, 12, 28])
def test_a_shortened_value_does_not_open(vault, length):
    sealed = vault.seal(b"", bound_to=b"row 1")
    with pytest.raises(SealBroken):
        vault.open(SealedValue(sealed.key_id, sealed.sealed[:length]), bound_to=b"row 1")


@pytest.mark.parametrize("use", [Use.SEARCH, Use.LOG])
def test_a_value_does_not_open_under_another_key_of_the_ring(vault, ring, use):
    sealed = vault.seal(VALUE, bound_to=b"row 1")
    with pytest.raises(SealBroken):
        vault.open(SealedValue(ring.current(use).kid, sealed.sealed), bound_to=b"row 1")


def test_a_value_opens_after_the_key_was_rotated(vault, own_folder):
    sealed = vault.seal(VALUE, bound_to=b"row 1")
    rotate(own_folder, Use.DISCLOSURE, passphrase=PASSPHRASE, at=NOON)
    uses = frozenset({Use.DISCLOSURE, Use.SEARCH})
    rotated = Vault(open_ring(own_folder, passphrase=PASSPHRASE, uses=uses))
    assert rotated.open(sealed, bound_to=b"row 1") == VALUE
    assert rotated.seal(VALUE, bound_to=b"row 1").key_id != sealed.key_id


def test_a_process_without_the_secrets_has_no_vault(ring_folder):
    with pytest.raises(KeyRingError):
        Vault(open_ring(ring_folder, passphrase=PASSPHRASE, uses=frozenset({Use.LOG})))


def test_a_hash_is_the_same_for_the_same_value_only(vault, ring):
    assert vault.keyed_hash("citizen_id", "500233") == vault.keyed_hash("citizen_id", "500233")
    assert len(vault.keyed_hash("citizen_id", "500233")) == 64
    assert vault.hash_key_id == ring.current(Use.SEARCH).kid
    distinct = {
        vault.keyed_hash("citizen_id", "500233"),
        vault.keyed_hash("citizen_id", "500234"),
        vault.keyed_hash("phone", "500233"),
        vault.keyed_hash("citizen_id5", "00233"),
        vault.keyed_hash("citizen_i", "d500233"),
    }
    assert len(distinct) == 5
