"""Of several things found the strictest decides, and what has gone before it need not be said."""

import pytest

from registry.domain.trade_verdict import Reason, Verdict, verdict

FOUND = [
    ((), Verdict.NOTHING_FOUND),
    ((Reason.HELD,), Verdict.NOTHING_FOUND),
    ((Reason.LIENS_ON_RECORD,), Verdict.LIENS_FOLLOW),
    ((Reason.OVERLAPPING_LIENS,), Verdict.LIENS_FOLLOW),
    ((Reason.NEWER_ENTRIES,), Verdict.LIENS_FOLLOW),
    ((Reason.TRANSFER_CONSENT,), Verdict.CONSENT_NEEDED),
    ((Reason.TRANSFER_CONSENT, Reason.HELD, Reason.NEWER_ENTRIES), Verdict.CONSENT_NEEDED),
    ((Reason.TRANSFER_PROHIBITED,), Verdict.STOP),
    ((Reason.SEIZED,), Verdict.STOP),
    ((Reason.TITLE_CONFLICT,), Verdict.STOP),
    ((Reason.OVERPLEDGED, Reason.DISOWNED), Verdict.STOP),
    ((Reason.SEIZED, Reason.TRANSFER_PROHIBITED, Reason.TRANSFER_CONSENT, Reason.HELD), Verdict.STOP),
    ((Reason.LIENS_ON_RECORD, Reason.OVERLAPPING_LIENS, Reason.HELD, Reason.NEWER_ENTRIES), Verdict.LIENS_FOLLOW),
]
GRAVER = (Reason.SEIZED, Reason.TITLE_CONFLICT, Reason.TRANSFER_PROHIBITED, Reason.TRANSFER_CONSENT)
OF_LIENS = (Reason.LIENS_ON_RECORD, Reason.OVERLAPPING_LIENS)


def found(*reasons, known=True):
    return verdict(known=known, found={each: each in reasons for each in Reason if each is not Reason.UNKNOWN_ASSET})


@pytest.mark.parametrize(("reasons", "expected"), FOUND)
def test_the_strictest_decides_and_the_reasons_are_told_in_one_order(reasons, expected):
    assert found(*reasons) == (expected, reasons)
    assert found(*reversed(reasons)) == (expected, reasons)


@pytest.mark.parametrize("graver", GRAVER)
@pytest.mark.parametrize("liens", OF_LIENS)
def test_that_there_are_liens_is_not_said_beside_graver_reasons(graver, liens):
    assert found(graver, liens) == found(graver)


def test_an_unknown_asset_stops_and_only_liens_on_its_ground_are_told_beside_it():
    assert found(known=False) == (Verdict.STOP, (Reason.UNKNOWN_ASSET,))
    assert found(*OF_LIENS, Reason.HELD, known=False) == (Verdict.STOP, (Reason.UNKNOWN_ASSET, *OF_LIENS))


def test_the_words_are_those_of_the_contract():
    assert [str(each) for each in Verdict] == ["nothing_found", "liens_follow", "consent_needed", "stop"]
    assert [str(each) for each in Reason] == [
        "unknown_asset", "seized", "title_conflict", "overpledged", "disowned", "held", "newer_entries",
        "liens_on_record", "overlapping_liens", "transfer_consent", "transfer_prohibited",
    ]  # fmt: skip
