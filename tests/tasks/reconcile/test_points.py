"""The points of a series, and its low, best and high."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.reconcile.points import Point, points_of, policies, summarise, with_full_names

START = datetime(2025, 3, 3, tzinfo=UTC)


def row(document: str, value: float, source: str | None = None, day: int = 0, copies: int = 0) -> dict[str, Any]:
    """A figure of an exact value, as a row."""
    return {
        "figure_id": f"{document} {value:g}",
        "document_id": document,
        "outlet": f"outlet of {document}",
        "source": source,
        "published_at": START + timedelta(days=day),
        "value": value,
        "value_low": value,
        "value_high": value,
        "modality": "stated",
        "copies": copies,
        "disputed": False,
        "section": "body",
    }


def said(*each: tuple[str, float, float, int]) -> list[Point]:
    """Points as (source, low, high, day)."""
    return [
        Point(f"{who} {day}", who, START + timedelta(days=day), (low + high) / 2, low, high, 1, None, None)
        for who, low, high, day in each
    ]


def test_a_source_revises_what_it_said() -> None:
    points = points_of([row("a", 34, "ministry"), row("b", 61, "ministry", 1), row("c", 58, "ministry", 2)])
    assert [(point.value, point.previous, point.revision) for point in points] == [
        (34, None, None),
        (61, 34, "up"),
        (58, 61, "down"),
    ]


def test_a_last_name_is_who_bears_it_unless_two_do() -> None:
    told = [row("a", 34, "Vadym Filashkin"), row("b", 61, "Filashkin", 1)]
    assert [(point.source, point.previous) for point in points_of(with_full_names(told))] == [
        ("Vadym Filashkin", None),
        ("Vadym Filashkin", 34),
    ]
    ministries = [row("a", 34, "Health Ministry"), row("b", 40, "Interior Ministry"), row("c", 61, "Ministry", 1)]
    assert with_full_names(ministries) == ministries


def test_what_is_told_anew_is_no_point() -> None:
    rows = [row("a", 34, "ministry"), row("b", 61, "ministry", 1), row("b", 34, "ministry", 1), row("c", 61, day=1)]
    assert [(point.source, point.value, point.articles) for point in points_of(rows)] == [
        ("ministry", 34, 2),
        ("ministry", 61, 2),
    ]


def test_who_comes_back_to_a_value_says_it_anew() -> None:
    points = points_of([row("a", 70, "ministry"), row("b", 45, "ministry", 1), row("c", 70, "ministry", 2)])
    assert [(point.value, point.revision) for point in points] == [(70, None), (45, "down"), (70, "up")]


def test_what_an_article_tells_first_is_its_newest() -> None:
    rows = [row("a", 61, "ministry"), row("a", 34, "ministry"), row("a", 61, "ministry")]
    assert [(point.value, point.previous) for point in points_of(rows)] == [(34, None), (61, 34)]


def test_a_headline_tells_what_stands_below_it() -> None:
    headline = row("a", 70) | {"section": "title", "value_high": None}
    assert [(point.source, point.value) for point in points_of([headline, row("a", 78, "ministry")])] == [
        ("ministry", 78)
    ]
    assert [point.value for point in points_of([headline])] == [70]


def test_nobodys_value_restates_somebodys_of_the_article() -> None:
    at_least = row("a", 34) | {"value_high": None}
    assert [point.source for point in points_of([row("a", 34), row("a", 34, "ministry"), at_least])] == ["ministry"]


def test_what_may_happen_is_no_best_value() -> None:
    feared = row("b", 900, "mayor") | {"modality": "projected"}
    told = summarise(points_of([row("a", 34, "ministry"), feared]), "median")
    assert (told.best, told.high) == (34, 34)
    assert summarise(points_of([feared]), "median").best == 900


def test_copies_of_an_article_are_counted_and_no_points() -> None:
    (point,) = points_of([row("a", 34, "ministry", copies=3)])
    assert point.articles == 4


def test_what_nobody_is_named_for_is_the_outlets() -> None:
    assert [point.source for point in points_of([row("a", 34), row("b", 40)])] == ["outlet of a", "outlet of b"]


@pytest.mark.parametrize(
    ("policy", "low", "best", "high"), [("latest", 90, 95, 100), ("median", 61, 65, 100), ("conservative", 34, 34, 100)]
)
def test_policies(policy: str, low: float, best: float, high: float) -> None:
    points = said(("police", 34, 34, 0), ("ministry", 65, 65, 1), ("mayor", 61, 69, 3), ("charity", 90, 100, 4))
    points = [point for point in points if point.source != "ministry"]
    told = summarise(points, policy)
    assert (told.low, told.best, told.high) == (low, best, high)


def test_parties_are_left_out() -> None:
    points = said(("army", 340, 340, 0), ("rebels", 27, 27, 0), ("observers", 120, 140, 0))
    every, neutral = summarise(points, "median"), summarise(points, "median", frozenset(("army", "rebels")))
    assert (every.low, every.high, every.contested) == (27, 340, True)
    assert (neutral.low, neutral.high, neutral.contested) == (120, 140, False)


def test_a_toll_that_rose_is_not_contested_and_a_denied_one_is() -> None:
    points = said(("police", 34, 34, 0), ("charity", 97, 97, 6))
    assert not summarise(points, "median").contested
    assert summarise(points, "median", denied=True).contested


def test_what_has_one_bound_bounds_as_far_as_it_goes() -> None:
    at_least = Point("a", "police", START, 20, 20, None, 1, None, None)
    told = summarise([at_least, *said(("mayor", 15, 15, 0))], "median")
    assert (told.low, told.best, told.high) == (15, 15, None)
    assert summarise([at_least, *said(("mayor", 40, 40, 0))], "median").high == 40


def test_nothing_said_is_unknown() -> None:
    told = summarise([], "median")
    assert (told.low, told.best, told.high, told.contested) == (None, None, None, False)


POINTS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(1, 99), st.integers(0, 9), st.integers(0, 9)), min_size=1
)


@given(POINTS, st.sampled_from(sorted(policies())))
def test_low_is_at_most_best_at_most_high(each: list[tuple[str, int, int, int]], policy: str) -> None:
    points = said(*sorted(((who, low, low + more, day) for who, low, more, day in each), key=lambda one: one[3]))
    told = summarise(points, policy)
    assert told.low is not None
    assert told.best is not None
    assert told.high is not None
    assert told.low <= told.best <= told.high
    assert summarise(points, policy) == told
