"""What holds for every identifier, typed well or badly or with malice."""

import unicodedata
from datetime import date

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from stdnum.cn import uscc as other_uscc

from registry.domain import identifiers
from registry.domain.identifiers import (
    IdentifierFault,
    Scheme,
    certificate_number,
    citizen_id_check_character,
    mod97_check_digits,
    mod97_valid,
    normalise,
    parse_certificate_number,
    parse_registration_number,
    registration_number,
    uscc_check_character,
    warehouse_receipt_part,
)

TODAY = date(2026, 11, 22)
DIGITS = "0123456789"
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CAPITALS_AND_DIGITS = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def read_as(scheme):
    def read(text):
        return normalise(scheme, text, today=TODAY)

    read.__name__ = scheme.value
    return read


READERS = {
    **{f"normalise {scheme}": read_as(scheme) for scheme in Scheme},
    "credit_code": identifiers.credit_code,
    "parse_registration_number": parse_registration_number,
    "issuing_party_code": identifiers.issuing_party_code,
    "contractor_code": identifiers.contractor_code,
    "parcel_code": identifiers.parcel_code,
    "contract_code": identifiers.contract_code,
    "unit_code": identifiers.unit_code,
    "certificate_of_title": identifiers.certificate_of_title,
    "forest_certificate": identifiers.forest_certificate,
    "subcompartment": identifiers.subcompartment,
    "policy_number_part": identifiers.policy_number_part,
    "machine_number": identifiers.machine_number,
    "ear_tag": identifiers.ear_tag,
    "organisation_code": identifiers.organisation_code,
    "land_ticket_number": identifiers.land_ticket_number,
    "house_certificate": identifiers.house_certificate,
    "trade_number_part": identifiers.trade_number_part,
    "facility_number": identifiers.facility_number,
    "invoice_number": identifiers.invoice_number,
    "warehouse_receipt_part": warehouse_receipt_part,
    "parse_certificate_number": lambda text: certificate_number(*parse_certificate_number(text)),
    "parse_unit_code": lambda text: identifiers.parse_unit_code(text).text,
}
OTHERS_THAT_TAKE_TEXT = {
    "uscc_check_character": uscc_check_character,
    "citizen_id_check_character": citizen_id_check_character,
    "mod97_check_digits": mod97_check_digits,
    "mod97_valid": mod97_valid,
    "contract_is_household": identifiers.contract_is_household,
    "same_issuing_party": lambda text: identifiers.same_issuing_party(text, text),
    "certificate_number": lambda text: certificate_number(text, 1),
    "mask_citizen_id": identifiers.mask_citizen_id,
    "organisation_code_checks": identifiers.organisation_code_checks,
    "is_cooperative": identifiers.is_cooperative,
    "is_rural_collective": identifiers.is_rural_collective,
    "is_sole_trader": identifiers.is_sole_trader,
}
TAKE_NO_TEXT = {"FaultCode", "IdentifierFault", "Scheme", "UnitCode", "registration_number"}

usccs = st.builds(
    lambda authority, category, region, inner: authority + category + region + inner,
    st.sampled_from("123456789ANY"),
    st.sampled_from(USCC_ALPHABET),
    st.text(DIGITS, min_size=6, max_size=6),
    st.text(USCC_ALPHABET, min_size=9, max_size=9),
).map(lambda first17: first17 + uscc_check_character(first17))
citizen_ids = st.builds(
    lambda region, born, order: f"{region}{born:%Y%m%d}{order}",
    st.text(DIGITS, min_size=6, max_size=6),
    st.dates(date(1850, 1, 1), TODAY),
    st.text(DIGITS, min_size=3, max_size=3),
).map(lambda first17: first17 + citizen_id_check_character(first17))
registration_numbers = st.builds(
    registration_number, st.dates(date(2020, 1, 1), date(2999, 12, 31)), st.integers(1, 10**12)
)

HOSTILE = [
    "\x00",
    "\ud800",
    "１",
    "Ｘ",
    "🐖",
    "ß",
    "ﷺ",
    "٣",
    "²",
    "\u200b",
    "\u202e",
    "x",
    "9",
    "渝",
    "(",
    "-",
    " ",
    "\n",
]
hostile_texts = st.one_of(
    st.text(),
    st.text(st.characters(codec=None), max_size=40),
    st.lists(st.sampled_from(HOSTILE), max_size=40).map("".join),
    st.builds(
        lambda piece, times: piece * times,
        st.sampled_from(HOSTILE),
        st.sampled_from([17, 18, 19, 20, 256, 257, 10_000]),
    ),
)
# Texts that are nearly right: one foreign piece in a good number.
GOOD = [
    "91500000202805720T",
    "500233196804123019",
    "CQ202611220000012353-1",
    "500112001002JD00001W00000000",
    "渝(2018)渝北区不动产权第000123456号",
]
nearly_right = st.builds(
    lambda good, at, piece, over: good[:at] + piece + good[at + over :],
    st.sampled_from(GOOD),
    st.integers(0, 28),
    st.sampled_from(HOSTILE),
    st.integers(0, 1),
)


@given(usccs)
def test_a_credit_code_ends_as_an_independent_library_says(code):
    assert code[17] == other_uscc.calc_check_digit(code[:17])
    assert read_as(Scheme.USCC)(code) == code


@given(usccs, st.integers(0, 17), st.sampled_from(CAPITALS_AND_DIGITS))
def test_one_wrong_character_in_a_credit_code_is_caught(code, position, character):
    assume(character != code[position])
    with pytest.raises(IdentifierFault):
        read_as(Scheme.USCC)(code[:position] + character + code[position + 1 :])


@given(usccs, st.integers(0, 16))
def test_two_neighbours_swapped_in_a_credit_code_are_caught(code, position):
    assume(code[position] != code[position + 1])
    swapped = code[:position] + code[position + 1] + code[position] + code[position + 2 :]
    with pytest.raises(IdentifierFault):
        read_as(Scheme.USCC)(swapped)


@given(citizen_ids, st.integers(0, 17), st.sampled_from(DIGITS + "X"))
def test_one_wrong_digit_in_a_citizen_number_is_caught(number, position, digit):
    assume(digit != number[position])
    with pytest.raises(IdentifierFault):
        read_as(Scheme.CITIZEN_ID)(number[:position] + digit + number[position + 1 :])


@given(registration_numbers, st.data())
def test_one_wrong_character_in_a_registration_number_is_caught(number, data):
    position = data.draw(st.integers(0, len(number) - 1))
    character = data.draw(st.sampled_from(CAPITALS_AND_DIGITS.replace(number[position], "")))
    with pytest.raises(IdentifierFault):
        parse_registration_number(number[:position] + character + number[position + 1 :])


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)), st.integers(1, 10**40), st.integers(1, 10**9 - 1))
def test_every_number_given_out_is_read_back(day, serial, version):
    number = registration_number(day, serial)
    assert parse_registration_number(number) == number
    assert parse_certificate_number(certificate_number(number, version)) == (number, version)


@given(st.text(CAPITALS_AND_DIGITS, min_size=1))
def test_check_digits_leave_the_remainder_the_standard_asks_for(text):
    protected = text + mod97_check_digits(text)
    assert int("".join(str(int(character, 36)) for character in protected)) % 97 == 1
    assert mod97_valid(protected)


def test_every_function_that_takes_text_is_tried():
    tried = {name.split(" ")[0] for name in READERS} | OTHERS_THAT_TAKE_TEXT.keys() | TAKE_NO_TEXT
    assert tried == set(identifiers.__all__)


@pytest.mark.parametrize("read", READERS.values(), ids=list(READERS))
@given(text=st.one_of(hostile_texts, nearly_right))
@example(text="9" * 10_000)
@example(text="\ud800" * 18)
@example(text="ﷺ" * 256)
def test_whatever_is_typed_gives_one_canonical_form_or_a_fault(read, text):
    outcome = _outcome(read, text)
    if isinstance(outcome, IdentifierFault):
        assert outcome.zh.endswith("。")
        assert outcome.en.endswith(".")
    else:
        assert read(outcome) == outcome
        assert unicodedata.is_normalized("NFKC", outcome)
        assert outcome.encode()


@pytest.mark.parametrize("take", OTHERS_THAT_TAKE_TEXT.values(), ids=list(OTHERS_THAT_TAKE_TEXT))
@given(text=st.one_of(hostile_texts, nearly_right))
@example(text="9" * 10_000)
def test_whatever_else_takes_text_raises_nothing_but_a_fault(take, text):
    assert _outcome(take, text) is not None


@given(hostile_texts)
def test_validity_by_modulo_97_is_an_answer_for_any_text(text):
    assert mod97_valid(text) in {True, False}


def test_a_receipt_number_is_stable_around_every_character_there_is():
    unstable = [hex(point) for point in range(0x110000) if not _is_stable_with(chr(point))]
    assert unstable == []


def _outcome(action, text):
    try:
        return action(text)
    except IdentifierFault as fault:
        return fault


def _is_stable_with(character):
    try:
        part = warehouse_receipt_part(f"A{character} B")
    except IdentifierFault:
        return True
    return warehouse_receipt_part(part) == part
