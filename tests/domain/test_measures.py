"""Money and quantities: decimal strings outside, whole steps inside."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.domain.measures import Currency, MeasureFault, Money, Quantity, Unit


class TestADecimal:
    @pytest.mark.parametrize(
        ("typed", "unit", "shown"),
        [
            ("120.5", "t", "120.500"),
            ("120.500001", "t", "120.500001"),
            ("0.000001", "t", "0.000001"),
            ("12.5", "mu", "12.50"),
            ("12.3456", "mu", "12.3456"),
            ("3", "piece", "3"),
            ("3.0", "piece", "3"),
            ("12.5000000", "m2", "12.50"),
        ],
    )
    def test_is_shown_as_it_was_meant(self, typed, unit, shown):
        assert Quantity.parse(typed, unit).value == shown

    @given(st.integers(1, 10**15 - 1), st.sampled_from(Unit))
    @settings(max_examples=100, deadline=None)
    def test_is_read_back_as_it_was_shown(self, steps, unit):
        assert Quantity.parse(Quantity(steps, unit).value, unit) == Quantity(steps, unit)

    @pytest.mark.parametrize(
        "typed",
        ["", "0", "0.00", "-1", "+1", "1e3", "01", "1.", ".5", "1,000", " 1", "1\n", "１", "٣", "1.001", "NaN",
         "99999999999999.99", "1" * 400],
    )  # fmt: skip
    def test_is_refused_where_it_is_no_amount_of_money(self, typed):
        with pytest.raises(MeasureFault) as fault:
            Money.parse(typed, "CNY")
        assert fault.value.zh
        assert fault.value.en

    def test_of_money_has_two_digits(self):
        assert Money.parse("500000", "CNY") == Money(50_000_000, Currency.CNY)
        assert Money(50_000_001).amount == "500000.01"

    @pytest.mark.parametrize("unit", ["", "kg ", "ton"])
    def test_needs_a_unit_we_know(self, unit):
        with pytest.raises(ValueError, match="not a valid Unit"):
            Quantity.parse("1", unit)
