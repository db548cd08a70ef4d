"""No change of a single character of a bundle passes in the browser, wherever it is made."""

import json
import random
import string

from registry.domain import canon
from registry.web.program import FOLDER
from tests.web.browser_side import judged, run
from tests.web.bundles import MOMENT, a_case

OTHERS = 'A_9"\\ \n=—'


def a_change(document, place, *, dice):
    """A changed, lost or doubled character."""
    there = document[place]
    others = [each for each in (*OTHERS, chr(ord(there) ^ 1), chr(ord(there) ^ 32)) if each != there]
    return dice.choice(
        [[place, 1, dice.choice(others)], [place, 1, dice.choice(others)], [place, 1, ""], [place, 0, there]]
    )


def test_every_character_counts(makings, note):
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    dice, document = random.Random(seed), makings.bundle()
    edits = [a_change(document, place, dice=dice) for place in range(len(document))]
    given = {"program": str(FOLDER), "trust": note, "document": document, "now": MOMENT, "edits": edits}
    assert run("sweep.mjs", given) == []
    given["edits"] = [[0, 0, ""]]
    assert [passed[3] for passed in run("sweep.mjs", given)] == ["valid"]


def test_a_signature_has_one_spelling(makings, note):
    """The last character of 64 bytes holds four bits that nothing needs (RFC 4648 section 3.5)."""
    said = json.loads(makings.bundle())
    spellings = string.ascii_letters + string.digits + "-_"
    cases = [
        a_case(canon.encode(said | {part: said[part][:-1] + last}).decode())
        for part in ("jws", "status")
        for last in spellings
        if last != said[part][-1]
    ]
    assert {each["verdict"] for each in judged(cases, trust=note)} <= {"invalid", "unreadable"}
