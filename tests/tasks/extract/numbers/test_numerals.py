"""How numbers are written."""

from collections.abc import Callable

import pytest

from tasks.extract.numbers import Reading

VALUES = [
    ("1,234,567 letters came", "1,234,567", 1_234_567),
    ("some 940 000 visitors came", "940 000", 940_000),
    ("a crowd of 1\u202f250\u202f000 cheered", "1\u202f250\u202f000", 1_250_000),
    ("exports of 1.234.567 crates", "1.234.567", 1_234_567),
    ("farms employ 1,20,000 labourers", "1,20,000", 120_000),
    ("the pump moved 3.25 crates", "3.25", 3.25),
    ("a loss of 2,5 % was booked", "2,5 %", 2.5),
    ("drivers waited 2½ hours", "2½ hours", 2.5),
    ("a 2-1/2 hour wait", "2-1/2 hour", 2.5),
    ("⅓ of the orchard burned", "⅓", 0.333333),
    ("3/4 of the orchard burned", "3/4", 0.75),
    ("twenty-six goats escaped", "twenty-six", 26),
    ("a hundred and five goats escaped", "a hundred and five", 105),
    ("one hundred twenty-three goats escaped", "one hundred twenty-three", 123),
    ("two million three hundred thousand coins", "two million three hundred thousand", 2_300_000),
    ("nineteen hundred pupils sat the test", "nineteen hundred", 1900),
    ("half a dozen goats escaped", "half a dozen", 6),
    ("two dozen goats escaped", "two dozen", 24),
    ("a dozen goats escaped", "a dozen", 12),
    ("a pair of bridges collapsed", "a pair", 2),
    ("three and a half million seedlings", "Three and a half million", 3_500_000),
    ("one million and a half seedlings", "one million and a half", 1_500_000),
    ("half a million seedlings", "half a million", 500_000),
    ("a quarter of a million seedlings", "a quarter of a million", 250_000),
    ("two-thirds of the harvest", "two-thirds", 0.666667),
    ("three quarters of the harvest", "three quarters", 0.75),
    ("a third of the harvest", "a third", 0.333333),
    ("the index gained two point five percent", "two point five percent", 2.5),
    ("the fund holds 25k shares", "25k", 25_000),
    ("3.5m tourists arrived", "3.5m", 3_500_000),
    ("4bn litres leaked", "4bn litres", 4_000_000_000),
    ("6 mln tourists arrived", "6 mln", 6_000_000),
    ("12 lakh voters queued", "12 lakh", 1_200_000),
    ("3 crore voters queued", "3 crore", 30_000_000),
    ("it was minus-5 degrees outside", "minus-5 degrees", -5),
    ("a balance of -40 points", "-40", -40),
    ("a balance of −40 points", "−40", -40),
]


@pytest.mark.parametrize(("sentence", "surface", "value"), VALUES)
def test_value_and_span(read: Callable[[str], Reading], sentence: str, surface: str, value: float) -> None:
    figures = read(sentence).figures
    assert [sentence[f.start : f.end].lower() for f in figures] == [surface.lower()]
    assert figures[0].value == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize(
    ("sentence", "low", "high"),
    [
        ("Dozens of barns burned", 24, 99),
        ("scores of barns burned", 40, 99),
        ("hundreds of barns burned", 200, 999),
        ("100s of barns burned", 200, 999),
        ("tens of thousands of hens were culled", 20_000, 99_999),
        ("several hundred hens were culled", 300, 900),
        ("several hundred thousand hens were culled", 300_000, 900_000),
        ("a handful of hens survived", 3, 5),
        ("a couple of hens survived", 2, 2),
        ("a crowd in the low thousands", 1000, 3000),
        ("the dam has stood for decades", 2, 9),
        ("tens of millions of dollars vanished", 20_000_000, 99_999_999),
    ],
)
def test_vague_numbers_have_bounds_and_no_value(
    read: Callable[[str], Reading], sentence: str, low: float, high: float
) -> None:
    (figure,) = read(sentence).figures
    assert (figure.value, figure.value_low, figure.value_high, figure.bound) == (None, low, high, "vague")
