"""Whom a browser believes: what is no trust file, or signed by too few, or older than the one it keeps, is refused; as
`registry.signing.trust` refuses it."""

import json
import random
from hashlib import sha256

import pytest

from registry.domain import canon
from registry.signing.errors import SigningError
from registry.signing.keys import KeyState, Use
from registry.signing.notes import sign_note, unverified_text
from registry.signing.trust import cosign, open_trust_note
from registry.web.program import FOLDER
from tests.web.browser_side import run
from tests.web.test_changed_bundles import a_change


def opened(*notes):
    return run("trust.mjs", {"program": str(FOLDER), "notes": [[note, before] for note, before in notes]})


def opens_here(note, before=None):
    try:
        open_trust_note(note, pinned=open_trust_note(before, pinned=None) if before else None)
    except SigningError:
        return False
    return True


def test_no_character_may_differ(note):
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    edits = [a_change(note, place, dice=dice) for place in range(len(note))]
    changed = [note[:place] + text + note[place + length :] for place, length, text in edits]
    found = opened(*((each, None) for each in changed))
    assert [each for each, result in zip(changed, found, strict=True) if "fault" not in result] == []


def test_enough_officers_sign(note_of, officers):
    alone = note_of(signers=officers[:1])
    both = cosign(alone, officers[2])
    assert opened((alone, None), (both, None)) == [
        {"fault": "below_threshold"},
        {"issuer": "https://registry.example", "version": 1},
    ]


def test_it_never_goes_back(note_of):
    first, second = note_of(), note_of(version=2)
    revoked = note_of({Use.LOG: KeyState.REVOKED}, version=2)
    back = note_of(version=3)
    found = opened((second, first), (first, second), (first, first), (revoked, second), (back, revoked))
    assert [each.get("fault") for each in found] == [None, "downgraded", None, "downgraded", "downgraded"]


@pytest.mark.parametrize("changes", [{"issuer": "https://other.example"}, {"livemode": True}])
def test_it_is_never_another_register_s(note_of, changes):
    (found,) = opened((note_of(version=2, **changes), note_of()))
    assert found["fault"] in ("wrong_issuer", "wrong_mode")


def test_both_sides_agree(note, note_of, officers):
    notes = [
        (note, None), (note_of(version=2), note), (note, note_of(version=2)), (note_of(threshold=1), None), ("", None),
        (note.replace("status", "stat"), None), (note_of(signers=officers[2:], threshold=1, version=2), note),
        (note.replace("\n\n", "\n"), None), (note + "\n", None), (note_of(signers=officers), None),
    ]  # fmt: skip
    found = opened(*notes)
    assert ["fault" not in each for each in found] == [opens_here(*each) for each in notes]


def test_what_officers_signed_in_another_spelling_or_with_a_weak_key_opens_nothing(note, officers):
    text = unverified_text(note)
    key = next(each for each in json.loads(text.split("\n")[1])["keys"] if each["jwk"]["kty"] == "OKP")
    nothing = key["jwk"] | {"x": "A" * 43}  # a point of small order, under its own thumbprint
    weak = text.replace(key["jwk"]["x"], nothing["x"]).replace(
        key["kid"], canon.b64(sha256(canon.dumps(nothing)).digest())
    )
    for other in (text.replace(",", ", ", 1), text.replace('"version":1', '"version":1.0'), weak):
        signed = sign_note(other, name=officers[0].name, key=officers[0].key)
        signed = cosign(signed, officers[1])
        assert "fault" in opened((signed, None))[0]
        assert not opens_here(signed)
