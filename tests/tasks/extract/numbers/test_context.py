"""Hedges, kinds and changes: what the words around a number make of it."""

from collections.abc import Callable

import pytest

from tasks.extract.numbers import Reading

HEDGES = [
    ("about 40 hens", "about", 40, 40, "about"),
    ("nearly 40 hens", "about", 40, 40, "nearly"),
    ("some 300 hens", "about", 300, 300, "some"),
    ("an estimated 40 hens", "about", 40, 40, "an estimated"),
    ("40 or so hens", "about", 40, 40, "or so"),
    ("a 300-odd flock", "about", 300, 300, "odd"),
    ("~40 hens", "about", 40, 40, "~"),
    ("at least 40 hens", "at_least", 40, None, "at least"),
    ("at least about 40 hens", "at_least", 40, None, "at least"),
    ("no fewer than 40 hens", "at_least", 40, None, "no fewer than"),
    ("40 or more hens", "at_least", 40, None, "or more"),
    ("40-plus hens", "at_least", 40, None, "plus"),
    ("40+ hens", "at_least", 40, None, "+"),
    ("more than 40 hens", "more_than", 40, None, "more than"),
    ("over 40 hens", "more_than", 40, None, "over"),
    ("losses exceeding 40 hens", "more_than", 40, None, "exceeding"),
    ("up to 40 hens", "at_most", None, 40, "up to"),
    ("up to another 40 hens", "at_most", None, 40, "up to"),
    ("as many as 40 hens", "at_most", None, 40, "as many as"),
    ("40 hens at most", "at_most", None, 40, "at most"),
    ("40 or fewer hens", "at_most", None, 40, "or fewer"),
    ("fewer than 40 hens", "less_than", None, 40, "fewer than"),
    ("under 40 hens", "less_than", None, 40, "under"),
    ("just 40 hens", "exact", 40, 40, None),
    ("they talked about two hens", "exact", 2, 2, None),
    ("40 km at most.", "at_most", None, 40, "at most"),
    ("1,000+ km of pipe", "at_least", 1000, None, "+"),
    ("it lasted over 10 years", "more_than", 10, None, "over"),
    ("they handed over 40 hostages", "exact", 40, 40, None),
    ("the rent goes up to 40 dollars", "exact", 40, 40, None),
    ("prices start at just $40", "at_least", 40, None, "start at just"),
    ("deaths passed 4,000 on Monday", "more_than", 4000, None, "passed"),
    ("the post sits under 40 metres of rock", "exact", 40, 40, None),
    ("40 people or more", "at_least", 40, None, "or more"),
    ("We're 40 nurses short, at the very least.", "at_least", 40, None, "at the very least"),
]


@pytest.mark.parametrize(("sentence", "bound", "low", "high", "hedge"), HEDGES)
def test_bound(
    read: Callable[[str], Reading], sentence: str, bound: str, low: float | None, high: float | None, hedge: str | None
) -> None:
    (figure,) = read(sentence).figures
    assert (figure.bound, figure.value_low, figure.value_high, figure.hedge) == (bound, low, high, hedge)


def test_conversion_in_brackets_shares_the_bound(read: Callable[[str], Reading]) -> None:
    assert [f.bound for f in read("It lies about 65 miles (105 km) south.").figures] == ["about", "about"]
    assert [f.bound for f in read("It lies 65 miles (105 km) south.").figures] == ["exact", "exact"]


KINDS = [
    ("a 12-year-old boy", "12-year", "age", "year"),
    ("Ann Lee, 34, was there", "34", "age", "year"),
    ("his brother, 22, was there", "22", "age", "year"),
    ("a man aged 34", "34", "age", "year"),
    ("he was 34 when it began", "34", "age", "year"),
    ("adults 20 or older", "20", "age", "year"),
    ("those under 19", "19", "age", "year"),
    ("the 18-24 age group", "18-24", "age", "year"),
    ("a 10-day-old truce", "10-day", "duration", "day"),
    ("a magnitude-7.3 quake", "7.3", "other", "magnitude"),
    ("a 4.5 magnitude quake", "4.5", "other", "magnitude"),
    ("a 12-point margin in the poll", "12-point", "percent", "pp"),
    ("the Dow lost 133 points", "133 points", "index", "point"),
    ("the guard scored 28 points", "28", "count", None),
    ("the Dow closed at 28,823.77", "28,823.77", "index", None),
    ("200,000 refugees per day", "200,000", "rate", "per day"),
    ("output doubled", "doubled", "multiple", None),
    ("a tenfold rise", "tenfold", "multiple", None),
    ("three times as many hens", "three times", "multiple", None),
    ("twice the price", "twice", "multiple", None),
    ("it broke 249 times", "249", "count", None),
    ("half of the hens", "half", "ratio", None),
]


@pytest.mark.parametrize(("sentence", "surface", "kind", "unit"), KINDS)
def test_kind(read: Callable[[str], Reading], sentence: str, surface: str, kind: str, unit: str | None) -> None:
    (figure,) = read(sentence).figures
    assert (sentence[figure.start : figure.end], figure.kind, figure.unit) == (surface, kind, unit)


@pytest.mark.parametrize(
    ("sentence", "changes"),
    [
        ("Shares rose 5%.", ["up"]),
        ("Shares were up 6.4 percent.", ["up"]),
        ("Staff fell by about 12.", ["down"]),
        ("a 5% drop in prices", ["down"]),
        ("an increase of 4%", ["up"]),
        ("Sales fell 3% to $4bn.", ["down", None]),
        ("Women made up 3.8% of staff.", [None]),
        ("up to 5% of staff", [None]),
        ("Sales fell to $4bn.", [None]),
    ],
)
def test_change(read: Callable[[str], Reading], sentence: str, changes: list[str | None]) -> None:
    assert [figure.change for figure in read(sentence).figures] == changes
