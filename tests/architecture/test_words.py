"""One word per thing. A second word for it sends the reader looking for a difference that is not there."""

import ast

import pytest

from tests.architecture.tree import files, told, tree, where

# Each of these is another register's word for something that has a name here.
NOT_OURS = {
    "borrower": "say debtor (who owes) or grantor (who gives): they need not be one person",
    "mortgagor": "say grantor: a pledge has one too",
    "mortgagee": "say secured_creditor: a pledge has one too",
    "pledgor": "say grantor: a mortgage has one too",
    "pledgee": "say secured_creditor: a mortgage has one too",
    "secured_party": "say secured_creditor: a grantor is a party too",
    "lienholder": "say secured_creditor",
    "lien_holder": "say secured_creditor",
    "lienor": "say secured_creditor",
    "termination_statement": "say discharge: nothing of the right need terminate with the entry",
    "financing_statement": "say registration, or filing before it is one",
    "debitor": "say debtor",
}


def identifiers(path):
    """Every name the file gives or uses, in words joined by underscores: of modules, variables, fields, functions,
    classes, parameters and keyword arguments."""
    yield None, path.stem
    for node in ast.walk(tree(path)):
        for field in ("id", "attr", "name", "arg", "asname"):
            if isinstance(name := getattr(node, field, None), str):
                yield (node if hasattr(node, "lineno") else None), name


def in_words(name):
    """SecuredParty, secured_party and SECURED_PARTY are the same two words."""
    apart = "".join(f"_{each}" if each.isupper() and not name.isupper() else each for each in name)
    return f"_{apart.lower().strip('_')}_"


def synonyms(name):
    words = in_words(name)
    return [word for word in NOT_OURS if f"_{word}_" in words or f"_{word}s_" in words]


def test_things_are_called_by_their_one_name():
    offences = [
        f"{where(path, node)} {name}: {NOT_OURS[word]}"
        for path in files("registry")
        for node, name in identifiers(path)
        for word in synonyms(name)
    ]
    assert not offences, told(offences, "One word per thing, the same in code, contract and law.")


@pytest.mark.parametrize(
    "name", ["borrower", "Borrower", "the_borrowers", "BORROWER_ID", "SecuredParty", "_secured_party_name"]
)
def test_a_synonym_is_recognised_in_any_dress(name):
    assert len(synonyms(name)) == 1


@pytest.mark.parametrize("name", ["secured_creditor", "third_party", "Party", "borrowed", "grantor", "lien_status"])
def test_our_own_words_are_not_taken_for_one(name):
    assert synonyms(name) == []
