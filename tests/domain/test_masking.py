"""What each role sees of a person and of an amount that is not its own."""

from datetime import date

import pytest

from registry.domain import masking
from registry.domain.access import Role
from registry.domain.masking import (
    BAND_WORDS,
    OF_ANOTHER,
    AmountBand,
    Bands,
    Datum,
    Seen,
    amount_band,
    masked,
    masked_identifier,
    masked_name,
    seen,
)
from registry.domain.measures import Money

TODAY = date(2026, 11, 22)


class TestTheTable:
    def test_says_of_every_role_what_it_sees_of_everything(self):
        assert set(OF_ANOTHER) == set(Role)
        assert all(set(row) == set(Datum) for row in OF_ANOTHER.values())

    def test_shows_nobody_where_another_s_person_lives_or_is_called(self):
        assert {row[datum] for row in OF_ANOTHER.values() for datum in (Datum.ADDRESS, Datum.CONTACT)} == {Seen.NOTHING}

    def test_shows_no_exact_amount_of_another_to_anybody(self):
        assert {row[Datum.AMOUNT] for row in OF_ANOTHER.values()} == {Seen.BAND, Seen.NOTHING}

    @pytest.mark.parametrize("role", [Role.EXCHANGE, Role.KEEPER, Role.INSURER, Role.PUBLIC])
    def test_shows_an_exchange_a_keeper_and_the_public_nothing_of_either(self, role):
        assert set(OF_ANOTHER[role].values()) == {Seen.NOTHING}

    def test_masks_a_person_for_those_who_supervise_and_hides_him_from_other_lenders(self):
        assert masked(Datum.NAME, "张三丰", role="auditor") == "张*"
        assert masked(Datum.IDENTIFIER, "500233196804123019", role="regulator") == "500***********3019"
        assert masked(Datum.NAME, "张三丰", role="lender") is None
        assert masked(Datum.ADDRESS, "忠县", role="auditor") is None
        assert seen("lender", Datum.AMOUNT) is Seen.BAND


class TestAName:
    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("张三", "张*"),
            ("欧阳登科", "欧阳*"),
            ("欧阳", "欧*"),  # whole, it would be shown whole
            ("张", "*"),
            ("", "*"),
            (" 王 小明", "王*"),
            ("Ann Smith", "A*"),
        ],
    )
    def test_is_a_surname_and_a_star(self, name, shown):
        assert masked_name(name) == shown


class TestANumber:
    @pytest.mark.parametrize(
        ("number", "shown"),
        [
            ("500233196804123019", "500***********3019"),
            ("92500233MA5U0TN000", "925***********N000"),
            ("123456789012345", "123********2345"),
            ("12345678901234", "*" * 14),
            ("E12345678", "*" * 9),
        ],
    )
    def test_is_its_ends_at_most(self, number, shown):
        assert masked_identifier(number) == shown


class TestAnAmount:
    @pytest.mark.parametrize(
        ("yuan", "band"),
        [
            ("0.01", AmountBand.BELOW_100K),
            ("99999.99", AmountBand.BELOW_100K),
            ("100000.00", AmountBand.FROM_100K),
            ("499999.99", AmountBand.FROM_100K),
            ("500000.00", AmountBand.FROM_500K),
            ("1000000.00", AmountBand.FROM_1M),
            ("4999999.99", AmountBand.FROM_1M),
            ("5000000.00", AmountBand.FROM_5M),
            ("9999999.99", AmountBand.FROM_5M),
            ("10000000.00", AmountBand.FROM_10M),
            ("900000000000.00", AmountBand.FROM_10M),
        ],
    )
    def test_lies_in_a_band_that_begins_with_its_own_first_yuan(self, yuan, band):
        assert amount_band(Money.parse(yuan, "CNY"), on=TODAY) is band

    def test_has_a_band_whose_words_there_are_in_both_languages(self):
        assert set(BAND_WORDS) == set(AmountBand)
        assert all(text.zh and text.en for text in BAND_WORDS.values())

    def test_is_told_in_the_bands_of_the_day_that_is_answered_for(self, monkeypatch):
        coarser = Bands(date(2027, 1, 1), ((0, AmountBand.BELOW_100K), (1_000_000, AmountBand.FROM_1M)))
        monkeypatch.setattr(masking, "CATALOGUE", (*masking.CATALOGUE, coarser))
        half = Money.parse("500000.00", "CNY")
        assert amount_band(half, on=date(2026, 12, 31)) is AmountBand.FROM_500K
        assert amount_band(half, on=date(2027, 1, 1)) is AmountBand.BELOW_100K
        assert amount_band(half, on=date(2020, 1, 1)) is AmountBand.FROM_500K
