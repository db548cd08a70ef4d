"""Anybody is told whether something stands on an asset, if he knows its code and the number of its holder's certificate
of title; and nothing more, and nobody else."""

import pytest

from registry.domain.public_lookup import is_on_record
from tests.domain.burdens import a_burden, a_seizure, told
from tests.samples import a_parcel, a_receipt

TITLE = "渝(2019)忠县不动产权第000123456号"
PARCEL = a_parcel(certificate_number=TITLE)


def test_a_lien_is_told_to_who_knows_the_title():
    assert is_on_record(told(a_burden(PARCEL)), TITLE)


@pytest.mark.parametrize(
    "typed", ["渝（2019）忠县不动产权第000123456号", " 渝(2019) 忠县不动产权 第000123456号 ", TITLE.lower()]
)
def test_width_case_and_blanks_of_the_number_mean_nothing(typed):
    assert is_on_record(told(a_burden(PARCEL)), typed)


@pytest.mark.parametrize("tried", ["", "渝(2019)忠县不动产权第000123457号", "第000123456号", "None"])
def test_it_is_told_to_nobody_who_only_tries(tried):
    assert not is_on_record(told(a_burden(PARCEL)), tried)


def test_a_seizure_is_told_too():
    assert is_on_record(told(a_seizure(PARCEL)), TITLE)


def test_what_has_ended_is_not():
    assert not is_on_record(told(a_burden(PARCEL, until=9)), TITLE)


def test_of_what_has_no_paper_of_title_nothing_is_told():
    receipt = a_receipt()
    assert receipt.title_number is None
    assert not is_on_record(told(a_burden(receipt)), "None")
    assert not is_on_record(told(a_burden(a_parcel())), "None")
