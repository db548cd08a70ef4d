"""What a lien status says is read back before it leaves the house: a signer that errs is found out here, not by a
stranger."""

import pytest

from registry.domain import canon
from registry.domain.certificate import Issuer
from registry.domain.errors import TooManyFound
from registry.domain.statement import LARGEST_PAYLOAD, contents
from registry.service.authority import Authority
from registry.service.statement import stated
from registry.signing.keys import PrivateKey, Use
from registry.signing.ring import KeyRing
from tests.samples import NOON

ANSWER = {"object": "lien_status", "livemode": False, "as_of": "2026-11-22T12:00:00+08:00"}


class OneBitOff(PrivateKey):
    """A signer that errs, as a device may."""

    def __init__(self, key: PrivateKey) -> None:
        self.public = key.public
        self._right = key

    def sign(self, message: bytes) -> bytes:
        first, *others = self._right.sign(message)
        return bytes([first ^ 1, *others])


def a_payload(issuer: Issuer) -> bytes:
    return contents(ANSWER, issuer, asked_by="示例银行", checkpoint="a note\n", nonce=bytes(16), issued_at=0)


def test_a_signature_that_does_not_fit_never_leaves(register):
    ring, payload = register.authority.ring, a_payload(register.authority.issuer)
    assert register.authority.state(payload)
    signers = {Use.STATEMENT: OneBitOff(ring.signer(Use.STATEMENT))}
    erring = Authority(KeyRing(ring.listing(), signers=signers, secrets=ring._secrets))
    with pytest.raises(RuntimeError):
        erring.state(payload)


def test_a_payload_that_no_reader_would_take_is_not_handed_out(register):
    for payload in (b"{}", canon.dumps(ANSWER), b'{"v": 1}', b"\xff"):
        with pytest.raises(RuntimeError):
            register.authority.state(payload)


def test_what_is_larger_than_readers_accept_is_not_signed(register):
    asked_by = "示例银行"
    register.sequence()
    answer = ANSWER | {"linked": ["x" * LARGEST_PAYLOAD]}
    with pytest.raises(TooManyFound):
        stated(register.store, register.authority, answer=answer, asked_by=asked_by, now=NOON)
    largest = ANSWER | {"linked": ["x" * (LARGEST_PAYLOAD - 1024)]}
    assert stated(register.store, register.authority, answer=largest, asked_by=asked_by, now=NOON)
