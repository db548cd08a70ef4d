"""The published vectors: what is said there is what our own verifier says, and anybody can make them again."""

import json
import random
import re
import sys
from datetime import datetime
from itertools import groupby
from pathlib import Path

import pytest

from registry.client import verify
from registry.domain import verdict
from registry.domain.verdict import Because, Verdict
from registry.signing.trust import open_trust_note
from tests.vectors import independent
from tests.vectors.independent.notes import open_trust
from tests.vectors.independent.verifier import verify as their_verify
from tests.vectors.make_published import FOLDER, digests, texts

CASES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
OURS = {each.code for each in vars(verdict).values() if isinstance(each, Because)}
OF_A_REGISTER_ASKED = {"register_silent", "register_says"}
REFUSED = {Verdict.INVALID, Verdict.UNREADABLE}
NOT_HERE = {"too_large"}  # a mebibyte of nothing teaches nobody anything: tests/client/test_verification.py has it


@pytest.fixture(scope="module")
def their_trust():
    return open_trust((FOLDER / "trust.note").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def trust():
    return open_trust_note((FOLDER / "trust.note").read_text(encoding="utf-8"), pinned=None)


def document_of(case):
    document = case["document"]
    return (FOLDER / document["file"]).read_bytes() if isinstance(document, dict) else document


@pytest.mark.parametrize("name", CASES)
def test_each_is_judged_as_it_says(name, trust):
    case = CASES[name]
    found = verify(document_of(case), trust=trust, now=datetime.fromisoformat(case["now"]), kept=case["kept"])
    assert (found.verdict, [each.code for each in found.reasons]) == (case["verdict"], case["reasons"])


@pytest.mark.parametrize("name", CASES)
def test_a_verifier_written_from_the_page_alone_says_the_same(name, their_trust):
    case = CASES[name]
    given = {"trust": their_trust, "now": datetime.fromisoformat(case["now"]), "kept": case["kept"]}
    found = their_verify(document_of(case), **given)
    if case["reasons"] != ["codes_differ"]:  # it draws no symbols, and its page says so
        assert found == (case["verdict"], case["reasons"])


@pytest.mark.parametrize(("name", "unsigned"), [("bundle", ""), ("codes", "https://registry.example/v")])
def test_both_refuse_every_changed_character_for_the_same_reason(name, unsigned, *, trust, their_trust):
    """All that may change of what is printed is the address, which is not signed, and the space between codes."""
    dice, document = random.Random(name), CASES[name]["document"]
    assert document.startswith(unsigned)
    now = datetime.fromisoformat(CASES[name]["now"])
    for place in range(len(document)):
        changed = document[:place] + dice.choice(["", *'A_0 9\n"\\{}é—,.']) + document[place + 1 :]
        found = verify(changed, trust=trust, now=now)
        theirs = their_verify(changed, trust=their_trust, now=now)
        assert theirs == (found.verdict, [each.code for each in found.reasons]), changed
        same = changed == document or (unsigned and changed.split() == document.split())
        assert same or place < len(unsigned) or found.verdict in REFUSED, changed


def test_that_verifier_knows_nothing_of_ours():
    text = "\n".join(path.read_text(encoding="utf-8") for path in Path(independent.__file__).parent.glob("*.py"))
    named = set(re.findall(r"^(?:from|import) ([\w.]+)", text, re.MULTILINE))
    outside = {name.removeprefix("tests.vectors.independent.").partition(".")[0] for name in named}
    own = {path.stem for path in Path(independent.__file__).parent.glob("*.py")}
    assert outside - sys.stdlib_module_names - own == {"cryptography"}
    assert "registry" not in outside


def test_every_text_is_made_again_byte_for_byte():
    """The status lists and the codes are compressed, and come out the same as long as zlib does."""
    made = dict(texts())
    there = {path.name for path in FOLDER.iterdir() if path.suffix in {".json", ".note", ".dictionary"}}
    assert there == made.keys()
    assert {name for name, text in made.items() if (FOLDER / name).read_text(encoding="utf-8") != text} == set()


def test_every_page_is_the_one_that_was_published():
    assert (FOLDER / "SHA256SUMS").read_text(encoding="ascii") == digests()
    handed = {case["document"]["file"] for case in CASES.values() if isinstance(case["document"], dict)}
    assert handed == {path.name for path in FOLDER.glob("*.pdf")}


def test_every_check_has_a_good_one_and_a_bad_one():
    by_check = sorted(CASES.values(), key=lambda case: case["check"])
    for check, cases in groupby(by_check, key=lambda case: case["check"]):
        refused = {case["verdict"] in {*REFUSED, Verdict.DIVERGED} for case in cases}
        assert refused == {True, False}, check


def test_every_verdict_and_every_reason_of_a_verifier_that_asks_nobody_is_there():
    assert {case["verdict"] for case in CASES.values()} == set(Verdict)
    said = {code for case in CASES.values() for code in case["reasons"]}
    assert said >= OURS - OF_A_REGISTER_ASKED - NOT_HERE
