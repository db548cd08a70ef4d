"""Numbers that others print on their documents and that have no national form: one spelling each, and nothing unseen."""

import pytest

from registry.domain.identifiers import (
    FaultCode,
    IdentifierFault,
    certificate_of_title,
    facility_number,
    forest_certificate,
    house_certificate,
    invoice_number,
    land_ticket_number,
    machine_number,
    policy_number_part,
    subcompartment,
    trade_number_part,
)


class TestTheNumbersOfDocuments:
    @pytest.mark.parametrize(
        "typed", ["渝忠林证字（2009）第 000123 号", "渝忠林证字〔2009〕第000123号", "渝忠林证字(2009)第０００１２３号"]
    )
    def test_of_a_forest_certificate_have_one_spelling(self, typed):
        assert forest_certificate(typed) == "渝忠林证字(2009)第000123号"

    def test_of_a_newer_certificate_pass_too(self):
        number = "渝(2018)忠县不动产权第000123456号"
        assert forest_certificate(number) == certificate_of_title(number)

    @pytest.mark.parametrize("typed", ["201房地证2010字第00001号", "２０１房地证２０１０字第 00001 号"])
    def test_of_an_old_house_certificate_have_one_spelling(self, typed):
        assert house_certificate(typed) == "201房地证2010字第00001号"

    @pytest.mark.parametrize("typed", ["渝地票〔2026〕第 117 号", "渝地票（2026）第１１７号"])
    def test_of_a_land_ticket_have_one_spelling(self, typed):
        assert land_ticket_number(typed) == "渝地票(2026)第117号"

    @pytest.mark.parametrize(
        "read", [subcompartment, policy_number_part, machine_number, facility_number, trade_number_part, invoice_number]
    )
    @pytest.mark.parametrize("typed", ["pz-2026 01", "ＰＺ－２０２６０１"])
    def test_are_read_without_width_case_and_blanks(self, read, typed):
        assert read(typed) == "PZ-202601"

    @pytest.mark.parametrize(
        "read",
        [
            forest_certificate, subcompartment, policy_number_part, house_certificate, facility_number,
            trade_number_part, invoice_number, land_ticket_number, machine_number,
        ],
    )  # fmt: skip
    @pytest.mark.parametrize(
        ("text", "code"),
        [("", FaultCode.BAD_LENGTH), ("A" * 65, FaultCode.BAD_LENGTH), ("P\u200b1", FaultCode.BAD_CHARACTERS)],
    )
    def test_are_short_and_can_be_seen(self, read, text, code):
        with pytest.raises(IdentifierFault) as fault:
            read(text)
        assert fault.value.code == code

    def test_say_whose_number_is_wrong(self):
        with pytest.raises(IdentifierFault) as fault:
            policy_number_part("")
        assert fault.value.zh.startswith("保险单号")
