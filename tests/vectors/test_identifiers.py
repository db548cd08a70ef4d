"""Identifiers that must pass and identifiers that must not, from the standards and from rural Chongqing."""

from datetime import date

import pytest
from stdnum import lei as other_lei
from stdnum.cn import uscc as other_uscc

from registry.domain.identifiers import (
    FaultCode,
    IdentifierFault,
    Scheme,
    certificate_number,
    certificate_of_title,
    citizen_id_check_character,
    contract_code,
    contract_is_household,
    contractor_code,
    is_cooperative,
    is_rural_collective,
    is_sole_trader,
    issuing_party_code,
    mask_citizen_id,
    mod97_check_digits,
    mod97_valid,
    normalise,
    organisation_code_checks,
    parcel_code,
    parse_certificate_number,
    parse_registration_number,
    parse_unit_code,
    registration_number,
    same_issuing_party,
    uscc_check_character,
    warehouse_receipt_part,
)

TODAY = date(2026, 11, 22)

RURAL_COLLECTIVES = ["N1500233MF1ABCD28R", "N2500102MF0ABCD18D", "N3500242MF2ABCD38U"]
CREDIT_CODES = [
    "91110000600037341L",
    "91350100M000100Y43",
    "91500000202805720T",
    "91500112MA60ABCD5W",
    "93500231MA61C3D48A",
    "92500102MA5WXY120F",
    "115000000092700151",
    *RURAL_COLLECTIVES,
]
CITIZEN_NUMBERS = [
    "11010519491231002X",
    "34052419800101001X",
    "440524188001010014",
    "500233196804123019",
    "511025195509304025",
    "500157202603150014",
    "500101199912310054",
]
LEI = "5493001KJTIIGC8Y1R12"
NUMBER = "CQ202611220000012353"
PARCEL = "5001120010020300017"
HOUSEHOLD_CONTRACT = "500112001002030001J"
TENDERED_CONTRACT = "500112001002030001Q"


def fault_of(action, *arguments, **options):
    with pytest.raises(IdentifierFault) as fault:
        action(*arguments, **options)
    return fault.value.code


def normal(scheme, text):
    return normalise(scheme, text, today=TODAY)


class TestAUnifiedSocialCreditCode:
    @pytest.mark.parametrize("code", CREDIT_CODES)
    def test_of_every_known_vector_passes(self, code):
        assert normal(Scheme.USCC, code) == code

    @pytest.mark.parametrize("code", CREDIT_CODES)
    def test_ends_in_the_character_an_independent_library_computes(self, code):
        assert uscc_check_character(code[:17]) == other_uscc.calc_check_digit(code[:17]) == code[17]

    @pytest.mark.parametrize(
        "typed", [" 91350100m000100y43\n", "９１３５０１００Ｍ０００１００Ｙ４３", "\u300091350100M000100y43"]
    )
    def test_may_be_typed_small_wide_or_with_blanks_around(self, typed):
        assert normal(Scheme.USCC, typed) == "91350100M000100Y43"

    @pytest.mark.parametrize(("code", "right"), [("911100001000013428", "C"), ("91110000100001343X", "F")])
    def test_with_another_check_character_is_refused(self, code, right):
        assert fault_of(normal, Scheme.USCC, code) == FaultCode.BAD_CHECK_CHARACTER
        assert uscc_check_character(code[:17]) == right

    @pytest.mark.parametrize("letter", "OIZSV")
    @pytest.mark.parametrize("position", [0, 5, 12, 17])
    def test_never_contains_a_letter_that_reads_as_a_digit(self, letter, position):
        code = CREDIT_CODES[0][:position] + letter + CREDIT_CODES[0][position + 1 :]
        assert fault_of(normal, Scheme.USCC, code) == FaultCode.BAD_CHARACTERS

    @pytest.mark.parametrize("first17", ["0150000020280572A", "B150000020280572A", "9150000A202805720"])
    def test_begins_with_an_authority_and_a_region_even_if_the_check_character_fits(self, first17):
        code = first17 + uscc_check_character(first17)
        assert fault_of(normal, Scheme.USCC, code) == FaultCode.BAD_STRUCTURE

    @pytest.mark.parametrize("code", ["", " ", CREDIT_CODES[0][:17], CREDIT_CODES[0] + "0"])
    def test_has_eighteen_characters(self, code):
        assert fault_of(normal, Scheme.USCC, code) == FaultCode.BAD_LENGTH

    @pytest.mark.parametrize("first17", ["9135010", "91350100M000100YO", "91350100M000100Y43"])
    def test_has_no_check_character_unless_seventeen_allowed_characters_are_given(self, first17):
        assert fault_of(uscc_check_character, first17) in {FaultCode.BAD_LENGTH, FaultCode.BAD_CHARACTERS}

    def test_of_a_rural_collective_is_known_by_its_category(self):
        assert [code for code in CREDIT_CODES if is_rural_collective(code)] == RURAL_COLLECTIVES

    def test_of_another_agricultural_body_is_valid_and_not_a_rural_collective(self):
        first17 = "N9500233MF1ABCD28"
        code = normal(Scheme.USCC, first17 + uscc_check_character(first17))
        assert not is_rural_collective(code)

    def test_tells_sole_traders_and_cooperatives(self):
        assert [code for code in CREDIT_CODES if is_sole_trader(code)] == ["92500102MA5WXY120F"]
        assert [code for code in CREDIT_CODES if is_cooperative(code)] == ["93500231MA61C3D48A"]


class TestTheOrganisationCodeInside:
    @pytest.mark.parametrize("code", CREDIT_CODES)
    def test_satisfies_its_own_standard_in_every_vector(self, code):
        assert organisation_code_checks(code)

    def test_may_break_its_own_standard_without_invalidating_the_outer_code(self):
        first17 = "91500000202805721"
        code = normal(Scheme.USCC, first17 + uscc_check_character(first17))
        assert not organisation_code_checks(code)

    @pytest.mark.parametrize("text", ["", "91500000", "91500000２０２８０５７２０T"])
    def test_of_something_that_is_no_code_does_not_check(self, text):
        assert not organisation_code_checks(text)

    @pytest.mark.parametrize(("inner", "remainder_writes"), [("00000001", "9"), ("00000006", "X"), ("00000000", "0")])
    def test_writes_ten_as_x_and_eleven_as_zero(self, inner, remainder_writes):
        assert organisation_code_checks(f"91500000{inner}{remainder_writes}0")


class TestACitizenNumber:
    @pytest.mark.parametrize("number", CITIZEN_NUMBERS)
    def test_of_every_known_vector_passes(self, number):
        assert normal(Scheme.CITIZEN_ID, number) == number
        assert citizen_id_check_character(number[:17]) == number[17]

    def test_may_end_in_a_small_x(self):
        assert normal(Scheme.CITIZEN_ID, "11010519491231002x") == "11010519491231002X"

    def test_with_another_check_character_is_refused(self):
        assert fault_of(normal, Scheme.CITIZEN_ID, "110105194912310021") == FaultCode.BAD_CHECK_CHARACTER
        assert citizen_id_check_character("11010519491231002") == "X"

    def test_is_not_refused_for_a_region_nobody_knows(self):
        first17 = "50999919680412301"
        number = first17 + citizen_id_check_character(first17)
        assert normal(Scheme.CITIZEN_ID, number) == number

    @pytest.mark.parametrize(
        "born", ["19680230", "19681301", "19680400", "00000000", "19000229", "18491231", "20261123"]
    )
    def test_carries_a_day_of_the_calendar_from_1850_to_today(self, born):
        first17 = f"500233{born}301"
        number = first17 + citizen_id_check_character(first17)
        assert fault_of(normal, Scheme.CITIZEN_ID, number) == FaultCode.BAD_DATE

    @pytest.mark.parametrize("born", ["18500101", "20000229", "20261122"])
    def test_may_carry_the_first_day_a_leap_day_and_today(self, born):
        first17 = f"500233{born}301"
        number = first17 + citizen_id_check_character(first17)
        assert normal(Scheme.CITIZEN_ID, number) == number

    def test_of_the_fifteen_digit_kind_is_refused(self):
        assert fault_of(normal, Scheme.CITIZEN_ID, "110105491231002") == FaultCode.BAD_LENGTH

    @pytest.mark.parametrize("number", ["1101051949123100X2", "11010519491231002A", "١10105194912310021"])
    def test_has_digits_and_an_x_only_at_the_end(self, number):
        assert fault_of(normal, Scheme.CITIZEN_ID, number) == FaultCode.BAD_CHARACTERS

    def test_is_shown_without_the_day_of_birth(self):
        assert mask_citizen_id("500233196804123019") == "500233********3019"

    @pytest.mark.parametrize("text", ["", "5002331968041230", "5002331968041230190", "19680412"])
    def test_is_not_shown_at_all_if_it_is_none(self, text):
        assert mask_citizen_id(text) == "*" * 18


class TestOtherPartyNumbers:
    def test_an_lei_passes_here_as_elsewhere(self):
        assert normal(Scheme.LEI, f" {LEI.lower()}") == other_lei.validate(LEI) == LEI

    def test_an_lei_with_other_check_digits_is_refused(self):
        assert fault_of(normal, Scheme.LEI, LEI[:-1] + "3") == FaultCode.BAD_CHECK_CHARACTER

    def test_an_lei_ends_in_digits(self):
        assert fault_of(normal, Scheme.LEI, LEI[:-2] + "1A") == FaultCode.BAD_CHECK_CHARACTER

    DOCUMENTS = sorted(set(Scheme) - {Scheme.USCC, Scheme.CITIZEN_ID, Scheme.LEI})

    @pytest.mark.parametrize("scheme", DOCUMENTS)
    def test_a_travel_document_is_taken_as_it_is_in_capitals(self, scheme):
        assert normal(scheme, " h１2345678 ") == "H12345678"

    @pytest.mark.parametrize("scheme", DOCUMENTS)
    @pytest.mark.parametrize("text", ["", "A123", "A" * 21])
    def test_a_travel_document_has_five_to_twenty_characters(self, scheme, text):
        assert fault_of(normal, scheme, text) == FaultCode.BAD_LENGTH

    @pytest.mark.parametrize("scheme", DOCUMENTS)
    @pytest.mark.parametrize("text", ["E1234 5678", "E12345678ß", "护照12345678"])
    def test_a_travel_document_has_letters_and_digits_only(self, scheme, text):
        assert fault_of(normal, scheme, text) == FaultCode.BAD_CHARACTERS

    def test_a_scheme_may_be_given_by_its_name(self):
        assert normal(Scheme("passport"), "E12345678") == "E12345678"


class TestARegistrationNumber:
    def test_is_made_of_the_day_the_serial_and_two_check_digits(self):
        assert registration_number(TODAY, 123) == NUMBER

    @pytest.mark.parametrize("serial", [1, 99_999_999, 100_000_000, 10**15])
    def test_never_runs_out(self, serial):
        number = registration_number(TODAY, serial)
        assert parse_registration_number(number) == number
        assert str(serial) in number

    def test_begins_with_serial_one(self):
        with pytest.raises(ValueError, match="begin at 1"):
            registration_number(TODAY, 0)

    @pytest.mark.parametrize("typed", [" cq202611220000012353 ", "ＣＱ２０２６１１２２０００００１２３５３"])
    def test_is_read_however_it_was_typed(self, typed):
        assert parse_registration_number(typed) == NUMBER

    def test_with_other_check_digits_is_refused(self):
        assert fault_of(parse_registration_number, NUMBER[:-1] + "4") == FaultCode.BAD_CHECK_CHARACTER

    @pytest.mark.parametrize(
        "body", ["CQ2026112200000000", "CQ20261122000000123", "XX2026112200000123", "CQ20261122A0000123"]
    )
    def test_has_one_spelling_even_where_the_check_digits_fit(self, body):
        assert fault_of(parse_registration_number, body + mod97_check_digits(body)) == FaultCode.BAD_STRUCTURE

    def test_names_a_day_of_the_calendar(self):
        body = "CQ2026113100000123"
        assert fault_of(parse_registration_number, body + mod97_check_digits(body)) == FaultCode.BAD_DATE

    @pytest.mark.parametrize("text", ["", "CQ", NUMBER[:-1]])
    def test_has_at_least_twenty_characters(self, text):
        assert fault_of(parse_registration_number, text) == FaultCode.BAD_LENGTH


class TestACertificateNumber:
    def test_is_the_registration_number_and_a_version(self):
        assert certificate_number(NUMBER, 3) == f"{NUMBER}-3"

    @pytest.mark.parametrize("typed", [f"{NUMBER}-12", f" {NUMBER.lower()}－１２ "])
    def test_is_read_back_into_both(self, typed):
        assert parse_certificate_number(typed) == (NUMBER, 12)

    @pytest.mark.parametrize("version", [0, -1, 10**9])
    def test_begins_with_version_one(self, version):
        with pytest.raises(ValueError, match="begin at 1"):
            certificate_number(NUMBER, version)

    def test_is_not_made_from_a_wrong_registration_number(self):
        assert fault_of(certificate_number, NUMBER[:-1] + "4", 1) == FaultCode.BAD_CHECK_CHARACTER

    @pytest.mark.parametrize("ending", ["-0", "-01", "-A", "--1", "-1-2", "-1234567890"])
    def test_has_one_spelling(self, ending):
        assert fault_of(parse_certificate_number, NUMBER + ending) == FaultCode.BAD_STRUCTURE

    def test_without_a_version_is_refused(self):
        assert fault_of(parse_certificate_number, NUMBER + "55") == FaultCode.BAD_STRUCTURE
        assert fault_of(parse_certificate_number, NUMBER) == FaultCode.BAD_LENGTH


class TestModulo97:
    def test_accepts_what_it_made(self):
        assert mod97_valid("ABC" + mod97_check_digits("ABC"))

    @pytest.mark.parametrize("text", ["", "5", "53", "abc12", "CQ２０", "C Q53"])
    def test_finds_nothing_valid_in_what_cannot_be_protected(self, text):
        assert not mod97_valid(text)

    def test_protects_nothing_but_capitals_and_digits(self):
        assert fault_of(mod97_check_digits, "") == FaultCode.BAD_CHARACTERS
        assert fault_of(mod97_check_digits, "a1") == FaultCode.BAD_CHARACTERS

    @pytest.mark.parametrize(("digits", "alias"), [("97", "00"), ("98", "01"), ("02", "99")])
    def test_knows_one_spelling_of_check_digits_with_the_same_remainder(self, digits, alias):
        body = next(str(i) for i in range(1000) if mod97_check_digits(str(i)) == digits)
        assert mod97_valid(body + digits)
        assert not mod97_valid(body + alias)


class TestContractedLand:
    def test_codes_have_the_lengths_of_the_standard(self):
        assert issuing_party_code(" 50011200100203 ") == "50011200100203"
        assert contractor_code("500112001002030001") == "500112001002030001"
        assert parcel_code("５００１１２００１００２０３０００１７") == PARCEL
        assert contract_code("500112001002030001j") == HOUSEHOLD_CONTRACT

    @pytest.mark.parametrize("read", [issuing_party_code, contractor_code, parcel_code, contract_code])
    @pytest.mark.parametrize("text", ["", "5001120010020", "50011200100203000177"])
    def test_codes_of_another_length_are_refused(self, read, text):
        assert fault_of(read, text) == FaultCode.BAD_LENGTH

    @pytest.mark.parametrize(
        ("read", "text"),
        [
            (issuing_party_code, "5001120010020A"),
            (contractor_code, "50011200100203000J"),
            (parcel_code, HOUSEHOLD_CONTRACT),
            (contract_code, "500112001002030001A"),
        ],
    )
    def test_codes_with_a_letter_out_of_place_are_refused(self, read, text):
        assert fault_of(read, text) == FaultCode.BAD_CHARACTERS

    @pytest.mark.parametrize("text", [PARCEL, "J00112001002030001J"])
    def test_a_contract_code_ends_in_its_only_letter(self, text):
        assert fault_of(contract_code, text) == FaultCode.BAD_STRUCTURE

    def test_a_parcel_and_its_contract_share_the_issuing_party(self):
        assert same_issuing_party(PARCEL, HOUSEHOLD_CONTRACT)
        assert not same_issuing_party("5001120010020400017", HOUSEHOLD_CONTRACT)

    def test_a_contract_is_a_household_s_or_made_in_another_way(self):
        assert contract_is_household(HOUSEHOLD_CONTRACT)
        assert not contract_is_household(TENDERED_CONTRACT)


class TestARealEstateUnitCode:
    @pytest.mark.parametrize(
        "text", ["500112001002JD00001W00000000", "500242010001JE00007L00000001", "500101003005JC00123F00010001"]
    )
    def test_of_every_known_vector_is_read_and_written_alike(self, text):
        assert parse_unit_code(text.lower()).text == text

    def test_is_read_into_its_parts(self):
        unit = parse_unit_code("500101003005JC00123F00010001")
        assert (unit.county, unit.cadastral_district, unit.cadastral_subdistrict) == ("500101", "003", "005")
        assert (unit.ownership_feature, unit.land_feature, unit.parcel_serial) == ("J", "C", "00123")
        assert (unit.attachment_feature, unit.attachment_serial) == ("F", "00010001")
        assert unit.parcel == "500101003005JC00123"

    def test_without_attachment_ends_in_zeros(self):
        assert fault_of(parse_unit_code, "500112001002JD00001W00000001") == FaultCode.BAD_STRUCTURE

    @pytest.mark.parametrize("owner", "GZ")
    def test_of_a_homestead_is_the_collective_s(self, owner):
        assert fault_of(parse_unit_code, f"500101003005{owner}C00123F00010001") == FaultCode.BAD_STRUCTURE

    @pytest.mark.parametrize(("features", "disputed"), [("JD", False), ("ZD", True), ("JW", True), ("GB", False)])
    def test_tells_whether_the_land_is_in_dispute(self, features, disputed):
        assert parse_unit_code(f"500112001002{features}00001W00000000").disputed is disputed

    @pytest.mark.parametrize(
        "text", ["500112001002XD00001W00000000", "500112001002JK00001W00000000", "500112001002JD00001X00000000"]
    )
    def test_with_an_unknown_feature_is_refused(self, text):
        assert fault_of(parse_unit_code, text) == FaultCode.BAD_STRUCTURE

    def test_of_another_length_is_refused(self):
        assert fault_of(parse_unit_code, "500112001002JD00001") == FaultCode.BAD_LENGTH


class TestACertificateOfTitle:
    @pytest.mark.parametrize(
        "typed",
        [
            "渝(2018)渝北区不动产权第000123456号",
            "渝（２０１８）渝北区不动产权第０００１２３４５６号",
            "渝〔2018〕渝北区不动产权第000123456号",
            " 渝（2018） 渝北区 不动产权第 000123456 号 ",
        ],
    )
    def test_has_one_spelling_however_it_was_typed(self, typed):
        assert certificate_of_title(typed) == "渝(2018)渝北区不动产权第000123456号"

    def test_may_be_the_mortgagee_s(self):
        number = "渝(2018)渝北区不动产证明第0001234号"
        assert certificate_of_title(number) == number

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "201房地证2010字第00001号",
            "川(2018)渝北区不动产权第000123456号",
            "渝(2018)不动产权第000123456号",
            "渝(2018)渝北区不动产权第123456号",
            "渝(2018)渝北区不动产权第0001234567号",
            "渝(2018)渝北\n区不动产权第000123456号",
        ],
    )
    def test_of_another_form_is_refused(self, text):
        assert fault_of(certificate_of_title, text) == FaultCode.BAD_STRUCTURE


class TestAWarehouseReceiptNumber:
    @pytest.mark.parametrize(
        "typed", ["cd-2026 / 仓字〔0017〕", "ＣＤ－２０２６／仓字〔００１７〕", "\u3000CD-2026/仓字〔0017〕\n"]
    )
    def test_has_one_spelling_however_it_was_typed(self, typed):
        assert warehouse_receipt_part(typed) == "CD-2026/仓字〔0017〕"

    @pytest.mark.parametrize("text", ["", " \u3000 ", "A" * 65, "ﷺ" * 10])
    def test_has_one_to_sixty_four_characters(self, text):
        assert fault_of(warehouse_receipt_part, text) == FaultCode.BAD_LENGTH

    def test_may_have_sixty_four_characters(self):
        assert warehouse_receipt_part("a" * 64) == "A" * 64

    @pytest.mark.parametrize(
        "intruder",
        ["\x00", "\t", "\n", "\x1f", "\x7f", "\u200b", "\u2028", "\ufe0f", "\ud800", "\ue000", "\u3164", "\u2800"],
    )
    def test_has_no_character_that_nobody_sees(self, intruder):
        assert fault_of(warehouse_receipt_part, f"CD{intruder}17") == FaultCode.BAD_CHARACTERS

    def test_does_not_lose_a_control_character_at_its_end(self):
        assert fault_of(warehouse_receipt_part, "CD17\x1f") == FaultCode.BAD_CHARACTERS


class TestAFault:
    SECRET = "110105194912310021"

    def test_speaks_both_languages_and_names_the_standard(self):
        with pytest.raises(IdentifierFault) as fault:
            normal(Scheme.CITIZEN_ID, self.SECRET)
        assert fault.value.zh == "公民身份号码（GB 11643-1999）第18位校验码与前17位不符。"
        assert fault.value.en.startswith("A citizen identity number (GB 11643-1999) ends with a check character")
        assert str(fault.value) == fault.value.en

    def test_never_repeats_what_was_typed(self):
        with pytest.raises(IdentifierFault) as fault:
            normal(Scheme.CITIZEN_ID, self.SECRET)
        assert self.SECRET not in f"{fault.value!r}{fault.value.zh}{fault.value.en}"

    def test_is_a_value_error_with_a_plain_code(self):
        with pytest.raises(ValueError) as fault:
            normal(Scheme.LEI, "x")
        assert fault.value.code == "bad_length"
