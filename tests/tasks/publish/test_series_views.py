"""The views over series: totals of what may be summed, and how they came about."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tasks.publish.views import DATABASE
from tests.tasks.publish.lines import FIRST, write_lines


@pytest.fixture
def lined_up(tmp_path: Path) -> Path:
    return write_lines(tmp_path)


def rows_of(release: Path, query: str, zone: str = "UTC") -> list[tuple[Any, ...]]:
    with duckdb.connect(str(release / DATABASE), read_only=True) as connection:
        connection.execute(f"SET timezone = '{zone}'")
        return connection.execute(query).fetchall()


def test_a_toll_goes_on_with_what_was_said_last(lined_up: Path) -> None:
    columns = "published_at::VARCHAR, value, value_low, value_high, source, running_best, disputed"
    assert rows_of(lined_up, f"SELECT {columns} FROM tolls_over_time WHERE series_id = 'quake'") == [
        ("2025-02-28 23:30:00+00", 34.0, None, None, "police", 34.0, False),
        ("2025-03-02 05:30:00+00", 61.0, None, None, "police", 61.0, False),
        ("2025-03-02 15:30:00+00", None, 24.0, 99.0, "a witness", 61.0, False),
        ("2025-03-03 01:30:00+00", 58.0, None, None, "police", 58.0, True),
        ("2025-03-03 01:30:00+00", 59.0, None, None, "police", 59.0, False),
        ("2025-03-03 11:30:00+00", 500.0, None, None, "police", 59.0, False),  # feared
    ]


def test_a_toll_that_is_only_feared_is_told_as_such(lined_up: Path) -> None:
    columns = "series_id, running_best, projected, modality"
    assert rows_of(lined_up, f"SELECT {columns} FROM tolls_over_time WHERE series_id <> 'quake'") == [
        ("hurt", 1000.0, True, "conditional")
    ]


def test_people_killed_are_summed_over_series_that_may_be(lined_up: Path) -> None:
    columns = (
        "day, place_country, low, best, high, series, contested, dated_by_article, of_longer_periods, vague, open_ended"
    )
    assert rows_of(lined_up, f"SELECT {columns} FROM people_killed_by_day") == [
        (FIRST, "MZ", 234.0, 61.0, 1077.0, 3, 1, 0, 1, 1, 1),  # one tells of a longer period
        (FIRST, None, 0.0, 7.0, 7.0, 1, 0, 0, 0, 0, 0),
        (date(2025, 2, 28), "MZ", 3.0, 3.0, 3.0, 1, 0, 1, 0, 0, 0),
    ]


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Anchorage"])
def test_days_are_those_of_utc_wherever_one_reads(lined_up: Path, zone: str) -> None:
    assert rows_of(lined_up, "SELECT max(day) FROM people_killed_by_day", zone) == [(date(2025, 2, 28),)]
    assert rows_of(lined_up, "SELECT DISTINCT month FROM double_counting", zone) == [("2025-02",)]


def test_money_granted_is_never_summed_over_currencies(lined_up: Path) -> None:
    columns = "recipient, recipient_from, currency, low, best, high, series, contested"
    assert rows_of(lined_up, f"SELECT {columns} FROM money_granted_by_recipient") == [
        ("PL", "place_country", "EUR", 9e6, 9e6, 9e6, 1, 0),
        ("UA", "affiliation", "EUR", 1e6, 1e6, 1e6, 1, 0),
        ("UA", "affiliation", "USD", 7e6, 7e6, 8e6, 2, 1),
    ]


def test_a_sum_over_figures_stands_beside_that_over_series(lined_up: Path) -> None:
    columns = "event, place_country, month, figures, naive_sum, series, series_sum, ratio"
    assert rows_of(lined_up, f"SELECT {columns} FROM double_counting") == [
        ("injured", "MZ", "2025-02", 1, 1000.0, 0, None, None),
        ("killed", "MZ", "2025-02", 6, 244.0, 1, 61.0, 4.0),
        ("killed", None, "2025-02", 1, 7.0, 1, 7.0, 1.0),
    ]
