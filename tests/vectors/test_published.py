"""The published vectors: what is said there is what our own verifier says, and anybody can make them again."""

import json
from datetime import datetime
from itertools import groupby

import pytest

from registry.client import verify
from registry.domain import verdict
from registry.domain.verdict import Because, Verdict
from registry.signing.trust import open_trust_note
from tests.vectors.make_published import FOLDER, digests, texts

CASES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
OURS = {each.code for each in vars(verdict).values() if isinstance(each, Because)}
OF_A_REGISTER_ASKED = {"register_silent", "register_says"}
NOT_HERE = {"too_large"}  # a mebibyte of nothing teaches nobody anything: tests/client/test_verification.py has it


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


def test_every_text_is_made_again_byte_for_byte():
    """The status lists and the codes are compressed, and come out the same as long as zlib does."""
    made = dict(texts())
    there = {path.name for path in FOLDER.iterdir() if path.suffix in {".json", ".note"}}
    assert there == made.keys()
    assert {name for name, text in made.items() if (FOLDER / name).read_text(encoding="utf-8") != text} == set()


def test_every_page_is_the_one_that_was_published():
    assert (FOLDER / "SHA256SUMS").read_text(encoding="ascii") == digests()
    handed = {case["document"]["file"] for case in CASES.values() if isinstance(case["document"], dict)}
    assert handed == {path.name for path in FOLDER.glob("*.pdf")}


def test_every_check_has_a_good_one_and_a_bad_one():
    by_check = sorted(CASES.values(), key=lambda case: case["check"])
    for check, cases in groupby(by_check, key=lambda case: case["check"]):
        refused = {case["verdict"] in {"invalid", "unreadable", "diverged"} for case in cases}
        assert refused == {True, False}, check


def test_every_verdict_and_every_reason_of_a_verifier_that_asks_nobody_is_there():
    assert {case["verdict"] for case in CASES.values()} == set(Verdict)
    said = {code for case in CASES.values() for code in case["reasons"]}
    assert said >= OURS - OF_A_REGISTER_ASKED - NOT_HERE
