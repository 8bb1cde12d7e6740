"""Ranges, alternatives, scores, ratios, and pairs that stay two."""

from collections.abc import Callable

import pytest

from tasks.extract.numbers import Reading

RANGES = [
    ("between 10,000 and 12,000 hens", "10,000 and 12,000", 10_000, 12_000, None),
    ("between five and six thousand hens", "five and six thousand", 5000, 6000, None),
    ("four to five thousand hens", "four to five thousand", 4000, 5000, None),
    ("10-12 thousand hens", "10-12 thousand", 10_000, 12_000, None),
    ("a bid of $3-5m", "$3-5m", 3_000_000, 5_000_000, "USD"),
    ("US $89 to $93 billion in sales", "US $89 to $93 billion", 89e9, 93e9, "USD"),
    ("500,000 to 1.2 million hens", "500,000 to 1.2 million", 500_000, 1_200_000, None),
    ("growth of 3.5-4.2%", "3.5-4.2%", 3.5, 4.2, "%"),
    ("20% to 25% of hens", "20% to 25%", 20, 25, "%"),
    ("5 to 10 per cent of hens", "5 to 10 per cent", 5, 10, "%"),
    ("four or five hens", "four or five", 4, 5, None),
    ("two or three hundred hens", "two or three hundred", 200, 300, None),
    ("ranging from 5.4 to 4.8 in magnitude", "5.4 to 4.8", 4.8, 5.4, "magnitude"),
    ("tolls range from dozens to 61", "dozens to 61", 24, 61, None),
    ("children aged 19 to 35 months", "19 to 35 months", 19, 35, "month"),
]


@pytest.mark.parametrize(("sentence", "surface", "low", "high", "unit"), RANGES)
def test_range(
    read: Callable[[str], Reading], sentence: str, surface: str, low: float, high: float, unit: str | None
) -> None:
    (figure,) = read(sentence).figures
    assert (sentence[figure.start : figure.end], figure.bound, figure.unit) == (surface, "range", unit)
    assert (figure.value_low, figure.value_high, figure.value) == (low, high, (low + high) / 2)


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("The toll rose from 41 to 47.", [41, 47]),
        ("The yield fell from 4.5 percent to 4.2 percent.", [4.5, 4.2]),
        ("Lee leads Park 52% to 40%.", [52, 40]),
        ("Nurses (58-35 percent) back the plan.", [58, 35]),
        ("Profit rose 5% to $12.3bn from $11.7bn.", [5, 12.3e9, 11.7e9]),
        ("It passed by 63 to 35.", [63, 35]),
        ("It sold 12 or 300 vans.", [12, 300]),
        ("The fine was doubled to $200.", [2, 200]),
    ],
)
def test_two_levels_stay_two_figures(read: Callable[[str], Reading], sentence: str, values: list[float]) -> None:
    assert [figure.value for figure in read(sentence).figures] == values


@pytest.mark.parametrize(
    ("sentence", "surfaces"),
    [
        ("Rovers won 2-1.", ["2-1"]),
        ("They drew 2-2 on aggregate.", ["2-2"]),
        ("She won 6-7 (6-8) 7-6 (7-1).", ["6-7", "6-8", "7-6", "7-1"]),
        ("a 5-4 ruling", ["5-4"]),
    ],
)
def test_score_has_no_value(read: Callable[[str], Reading], sentence: str, surfaces: list[str]) -> None:
    figures = read(sentence).figures
    assert [sentence[f.start : f.end] for f in figures] == surfaces
    assert all((f.kind, f.value, f.bound) == ("score", None, "exact") for f in figures)


@pytest.mark.parametrize(
    ("sentence", "surface", "value", "kind"),
    [
        ("one in five farms", "one in five", 0.2, "ratio"),
        ("7 in 10 farms", "7 in 10", 0.7, "ratio"),
        ("four out of ten farms", "four out of ten", 0.4, "ratio"),
        ("one share for every 10 held", "one share for every 10", 0.1, "ratio"),
        ("a 1.09-to-1 ratio", "1.09-to-1", 1.09, "ratio"),
        ("150 cases per 100,000 people", "150 cases per 100,000", 150, "rate"),
    ],
)
def test_ratio(read: Callable[[str], Reading], sentence: str, surface: str, value: float, kind: str) -> None:
    (figure,) = read(sentence).figures
    assert (sentence[figure.start : figure.end], figure.value, figure.kind) == (surface, value, kind)
