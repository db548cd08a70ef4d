"""The words of the journal are for ever: an entry written with one of them must read as it was meant. Those of an answer
are what programs read."""

from registry.domain.lien_status import Flag
from registry.domain.lifecycle import ActStatus, Status, Verb
from registry.domain.priority import Basis, Nature, Weight
from registry.domain.verdict import Check, Verdict


def test_verbs():
    assert [str(each) for each in Verb] == [
        "genesis", "enrol_administrators", "revoke_administrator", "enrol_institution", "enrol_key", "revoke_key",
        "limit_client", "enrol_passkey", "revoke_passkey", "register", "further_claim", "statutory_registration", "subordination", "release", "discharge", "redact", "search", "seize", "lift_seizure",
        "hold", "release_hold", "transfer", "attest",
    ]  # fmt: skip


def test_what_becomes_of_registrations_and_acts():
    assert [str(each) for each in Status] == ["active", "lapsed", "discharged", "revoked"]
    assert [str(each) for each in ActStatus] == ["active", "lifted", "released"]


def test_places_in_the_order_of_payment():
    assert [str(each) for each in Weight] == ["attested", "declared", "unknown"]
    assert [str(each) for each in Basis] == [
        "delivery", "statutory_registration", "debtor_notified", "order_served", "none",
    ]  # fmt: skip
    assert [str(each) for each in Nature] == ["security", "possessory_lien", "seizure"]


def test_flags_of_an_asset():
    assert [str(each) for each in Flag] == [
        "seized", "held", "objected", "title_conflict", "lapsed_undischarged", "discharge_demanded",
        "overpledged", "disowned",
    ]  # fmt: skip


def test_verdicts_and_what_a_verifier_looked_at():
    """Programs read the exit codes, people the words; the one that is green says nothing it did not see."""
    assert {str(each): each.exit_code for each in Verdict} == {
        "valid": 0, "genuine": 10, "unproven": 15, "superseded": 20, "diverged": 30, "invalid": 40, "unreadable": 50,
    }  # fmt: skip
    assert [str(each) for each in Check] == [
        "paper", "signature", "disclosures", "inclusion", "standing", "history",
    ]  # fmt: skip
    said = [each.label for each in (*Verdict, *Check)]
    assert all(label.zh and label.en for label in said)
    assert len({label.zh for label in said}) == len({label.en for label in said}) == len(said)
