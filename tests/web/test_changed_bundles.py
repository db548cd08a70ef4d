"""No change of a single character of a bundle passes in the browser, wherever it is made."""

import random

from registry.web.program import FOLDER
from tests.web.browser_side import run
from tests.web.bundles import MOMENT

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
