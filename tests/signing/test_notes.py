"""Signed notes as c2sp.org/signed-note defines them, and nothing that merely resembles them."""

import pytest

from registry.signing.client_keys import generate_client_key
from registry.signing.errors import BadSignature, Reason
from registry.signing.notes import Verifier, add_signature, make_vkey, open_note, parse_vkey, sign_note
from tests.signing.builders import single_character_changes

TEXT = "registry.example/log\n17\n\n末行\n"
PUBLISHED_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
PUBLISHED_NOTE = (
    "This is an example message.\n\n\N{EM DASH} example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)


def a_signed_note(text=TEXT, name="registry.example/log"):
    key = generate_client_key()
    return sign_note(text, name=name, key=key), Verifier(name, key.public)


def refusal_of(note, *verifiers):
    with pytest.raises(BadSignature) as refusal:
        open_note(note, verifiers)
    return refusal.value.reason


def test_the_published_example_verifies():
    assert open_note(PUBLISHED_NOTE, [parse_vkey(PUBLISHED_KEY)]) == (
        "This is an example message.\n",
        ("example.com/foo",),
    )


def test_a_verifier_key_is_written_as_it_is_read():
    verifier = parse_vkey(PUBLISHED_KEY)
    assert make_vkey(verifier.name, verifier.public) == PUBLISHED_KEY


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name",
        PUBLISHED_KEY.replace("530d903a", "530d903b"),
        PUBLISHED_KEY.replace("530d903a", "530D903A"),
        PUBLISHED_KEY.replace("example.com/foo", "example.com/bar"),
        PUBLISHED_KEY.replace("Aeky", "Beky"),
        PUBLISHED_KEY + "\n",
        PUBLISHED_KEY[:-1] + "l",
        "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    ],
)
def test_another_verifier_key_is_refused(vkey):
    with pytest.raises(BadSignature):
        parse_vkey(vkey)


def test_a_note_gives_back_its_text_with_its_empty_lines():
    note, verifier = a_signed_note()
    assert open_note(note, [verifier]) == (TEXT, (verifier.name,))


def test_a_note_survives_no_change_of_a_single_character():
    note, verifier = a_signed_note("a\nb\n")
    for changed in single_character_changes(note, "A +\n\t\u2014"):
        with pytest.raises(BadSignature):
            open_note(changed, [verifier])


def test_unknown_signatures_are_ignored():
    note, verifier = a_signed_note()
    key = generate_client_key()
    both = add_signature(note, name="witness.example", key=key)
    assert open_note(both, [verifier])[1] == (verifier.name,)
    assert open_note(both, [verifier, Verifier("witness.example", key.public)])[1] == (verifier.name, "witness.example")


def test_a_known_key_with_a_wrong_signature_spoils_the_note():
    note, verifier = a_signed_note()
    other, second = a_signed_note("another text\n", name="witness.example")
    spoiled = note + other.rpartition("\n\n")[2]
    assert refusal_of(spoiled, verifier, second) is Reason.SIGNATURE_MISMATCH


def test_a_note_signed_by_strangers_only_is_refused():
    note, _ = a_signed_note()
    assert refusal_of(note, parse_vkey(PUBLISHED_KEY)) is Reason.UNKNOWN_KEY


def test_a_key_never_signs_twice():
    note, verifier = a_signed_note()
    assert refusal_of(note + note.rpartition("\n\n")[2], verifier) is Reason.MALFORMED


def test_only_ed25519_signs_notes():
    with pytest.raises(BadSignature):
        sign_note(TEXT, name="a", key=generate_client_key("ecdsa-p256-sha256"))


@pytest.mark.parametrize("text", ["no newline", "tab\there\n", "return\r\n", "\ud800\n", ""])
def test_a_text_that_is_no_note_is_not_signed(text):
    with pytest.raises(BadSignature):
        a_signed_note(text)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "ideographic\u3000space", "line\nbreak"])
def test_a_name_that_could_be_misread_is_not_used(name):
    with pytest.raises(BadSignature):
        a_signed_note(name=name)


def test_what_is_no_note_or_too_large_is_refused():
    note, verifier = a_signed_note()
    for text in ("", "\n\n", "text\n", note[:-1], note + "\n", note.replace("\n", "\r\n"), "x" * 70_000 + note):
        assert refusal_of(text, verifier) is Reason.MALFORMED
