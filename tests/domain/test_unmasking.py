"""What is shown of a person to whoever says why."""

import pytest

from registry.domain.errors import InvalidParticulars
from registry.domain.masking import Datum
from registry.domain.unmasking import FIELDS, REASON_WORDS, Unmasking, UnmaskingReason, shown
from tests.samples import a_draft, a_filing, a_grantor, a_person, a_receipt, an_organization

PERSON = a_person(name="欧阳登科")


def told(*, fields=FIELDS, role="auditor", erased=()):
    """The grantor as he is shown, and the company beside him."""
    filing = a_filing(a_receipt(), grantors=(a_grantor(PERSON, contact="13900000000"), a_grantor(an_organization())))
    draft = a_draft(filing)
    kept = {each.digest: each for each in draft.disclosures if each.read()[0] not in erased}
    creditor, person, company = shown(draft.entry, reveal=kept.get, fields=fields, role=role)
    assert creditor["part"] == "secured_creditor"
    return person, company


class TestAPerson:
    def test_is_shown_as_far_as_was_asked(self):
        person, _ = told(fields=(Datum.ADDRESS,))
        assert person["address"] == PERSON.address
        assert (person["name"], person["contact"]) == ("欧阳*", None)
        number = PERSON.identifier.value
        assert person["identifier"] == {"scheme": "citizen_id", "value": f"{number[:3]}{'*' * 11}{number[-4:]}"}

    def test_is_shown_whole_where_all_was_asked(self):
        person, _ = told()
        assert (person["name"], person["identifier"]["value"]) == (PERSON.name, PERSON.identifier.value)
        assert (person["contact"], person["erased"]) == ("13900000000", 0)

    def test_of_a_role_that_sees_nothing_stays_closed(self):
        person, _ = told(fields=(), role="exchange")
        assert (person["name"], person["identifier"]["value"]) == (None, None)

    def test_that_was_erased_is_said_to_be(self):
        person, _ = told(erased=("name", "address"))
        assert (person["name"], person["address"], person["erased"]) == (None, None, 2)


def test_an_organisation_is_public():
    _, company = told(fields=(), role="exchange")
    assert company["name"]
    assert company["identifier"]["value"]


class TestTheReason:
    def test_has_words_in_both_languages(self):
        assert set(REASON_WORDS) == set(UnmaskingReason)

    def test_of_a_court_has_a_number(self):
        with pytest.raises(InvalidParticulars) as refused:
            Unmasking(registration="CQ1", reason=UnmaskingReason.COURT_ORDER).check()
        assert [each.pointer for each in refused.value.faults] == ["/case_number"]
        Unmasking(registration="CQ1", reason=UnmaskingReason.COURT_ORDER, case_number="1").check()
        Unmasking(registration="CQ1", reason=UnmaskingReason.AUDIT).check()
