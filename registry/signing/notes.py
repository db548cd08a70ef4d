"""Signed notes: text with signature lines, as c2sp.org/signed-note defines them. Signature type 0x01 (Ed25519) only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from registry.signing.encoding import from_base64, to_base64
from registry.signing.errors import BadSignature, Reason, malformed
from registry.signing.keys import Algorithm, PublicKey, Signer

_ED25519 = b"\x01"
_DASH = "\N{EM DASH} "
_LARGEST = 64 * 1024
_MOST_SIGNATURES = 64  # the specification demands at least 16
_ID_BYTES = 4


@dataclass(frozen=True, slots=True)
class Verifier:
    """A key under the name by which its signature lines are recognised."""

    name: str
    public: PublicKey

    @property
    def key_id(self) -> bytes:
        return sha256(f"{self.name}\n".encode() + _ED25519 + self.public.raw).digest()[:_ID_BYTES]

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{to_base64(_ED25519 + self.public.raw)}"


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {to_base64(self.key_id + self.signature)}\n"


def make_vkey(name: str, public: PublicKey) -> str:
    """A verifier key as text: `name+hex(key id)+base64(0x01 || key)`."""
    _check_name(name)
    return Verifier(name, public).vkey


def parse_vkey(vkey: str) -> Verifier:
    name, _, rest = vkey.partition("+")
    _, _, encoded = rest.partition("+")
    _check_name(name)
    key = from_base64(encoded)
    if key and key[:1] != _ED25519:
        raise BadSignature(Reason.WRONG_ALGORITHM, "a verifier key of another type than Ed25519")
    verifier = Verifier(name, PublicKey.from_raw(key[1:]))
    if verifier.vkey != vkey:
        raise malformed("a verifier key whose id is not its own")
    return verifier


def sign_note(text: str, *, name: str, key: Signer) -> str:
    """Sign a text that ends in a newline. The text is signed as it is."""
    return f"{_checked_text(text)}\n{_signature_line(text, name=name, key=key)}"


def add_signature(note: str, *, name: str, key: Signer) -> str:
    """The same note with one more signature line. Those that stand there are kept, not judged."""
    text, _ = _taken_apart(note)
    return note + str(_signature_line(text, name=name, key=key))


def unverified_text(note: str) -> str:
    """The text of a well-formed note, for the one reader whose text names the keys to judge it by."""
    text, _ = _taken_apart(note)
    return text


def open_note(note: str, verifiers: Iterable[Verifier]) -> tuple[str, tuple[str, ...]]:
    """The text of a note and the names of the known keys that signed it.

    Signatures of unknown keys are ignored. A known key whose signature is wrong spoils the note, and a note without
    any known signature is refused: its text must not be looked at.
    """
    text, signed_by = open_note_with(note, verifiers)
    return text, tuple(verifier.name for verifier in signed_by)


def open_note_with(note: str, verifiers: Iterable[Verifier]) -> tuple[str, tuple[Verifier, ...]]:
    """As `open_note`, giving the keys themselves, for callers who count them."""
    text, lines = _taken_apart(note)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    signed_by = []
    for line in lines:
        if (verifier := known.get((line.name, line.key_id))) is not None:
            verifier.public.verify(line.signature, text.encode(), alg=Algorithm.ED25519)
            signed_by.append(verifier)
    if not signed_by:
        raise BadSignature(Reason.UNKNOWN_KEY, "no known key signed this note")
    return text, tuple(signed_by)


def _signature_line(text: str, *, name: str, key: Signer) -> _Line:
    _check_name(name)
    return _Line(name, Verifier(name, key.public).key_id, key.sign(text.encode()))


def _taken_apart(note: str) -> tuple[str, list[_Line]]:
    """Text and signature lines; put together again they are the note, byte for byte."""
    if len(note) > _LARGEST:
        raise malformed("a note larger than any reader accepts")
    before, blank, after = note.rpartition("\n\n")
    if not blank:
        raise malformed("a note without signatures")
    text = _checked_text(before + "\n")
    lines = [_parsed_line(line) for line in after.removesuffix("\n").split("\n")]
    if f"{text}\n{''.join(map(str, lines))}" != note or len(lines) > _MOST_SIGNATURES:
        raise malformed("a note in other than its only spelling")
    if len({(line.name, line.key_id) for line in lines}) != len(lines):
        raise malformed("a key that signed twice")
    return text, lines


def _parsed_line(line: str) -> _Line:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    _check_name(name)
    signature = from_base64(encoded)
    return _Line(name, signature[:_ID_BYTES], signature[_ID_BYTES:])


def _check_name(name: str) -> None:
    if not name or "+" in name or not name.isprintable() or any(character.isspace() for character in name):
        raise malformed("a key name must be printable, without spaces and plus signs")


def _checked_text(text: str) -> str:
    if not text.endswith("\n") or any(character < " " and character != "\n" for character in text):
        raise malformed("a note's text ends in a newline and has no other control character")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise malformed("a note that is not Unicode") from None
    return text
