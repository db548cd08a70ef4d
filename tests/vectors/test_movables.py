"""Numbers that movables and who holds them are known by."""

import pytest

from registry.domain.identifiers import FaultCode, ear_tag, is_sole_trader, organisation_code
from tests.vectors.test_identifiers import CREDIT_CODES, fault_of


class TestAnEarTag:
    @pytest.mark.parametrize("typed", ["150023300000117", " １５００２３３０００００１１７\n"])
    def test_has_one_spelling_however_it_was_typed(self, typed):
        assert ear_tag(typed) == "150023300000117"

    @pytest.mark.parametrize("text", ["", "15002330000011", "1500233000001170"])
    def test_has_fifteen_digits(self, text):
        assert fault_of(ear_tag, text) == FaultCode.BAD_LENGTH

    @pytest.mark.parametrize("text", ["15002330000011A", "1500233-0000117", "1500233 0000117"])
    def test_is_of_digits_only(self, text):
        assert fault_of(ear_tag, text) == FaultCode.BAD_CHARACTERS

    @pytest.mark.parametrize("text", ["000000000000000", "999999999999999"])
    def test_is_not_judged_by_what_its_digits_would_mean(self, text):
        assert ear_tag(text) == text


class TestAnOrganisationsCode:
    @pytest.mark.parametrize("code", [code for code in CREDIT_CODES if not is_sole_trader(code)])
    def test_is_every_credit_code_but_a_sole_traders(self, code):
        assert organisation_code(f" {code.lower()}") == code

    @pytest.mark.parametrize("code", [code for code in CREDIT_CODES if is_sole_trader(code)])
    def test_of_a_sole_trader_is_a_persons_and_refused(self, code):
        assert fault_of(organisation_code, code) == FaultCode.BAD_STRUCTURE
