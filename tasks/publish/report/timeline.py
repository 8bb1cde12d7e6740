"""Claims by day: the time line of the page, and since when the newest figures can have been published."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from tasks.publish.report.database import query_rows, read_query

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Days = list[tuple[date, int]]

STRETCHES = (("day", 92), ("week", 2 * 366), ("month", 12 * 366))  # the unit of time up to so many days, else years
TAIL = 0.02  # the share of the claims at either end that the time line leaves out …
FLATTENED = 4  # … where without them it is so many times shorter
ZONES = timedelta(days=1)  # a printed day and the same day in UTC are never further apart


def count_days(database: DuckDBPyConnection) -> Days:
    """Count claims by day of publication, the first day first; leaves the table `by_day` for other queries."""
    database.execute(read_query("by_day"))
    return [(date.fromisoformat(row["day"]), row["claims"]) for row in query_rows(database, "days")]


def over_time(database: DuckDBPyConnection, days: Days) -> dict[str, Any]:
    """Count claims by event over stretches of time that suit the period: days, weeks, months or years."""
    if not days:
        return {"unit": "day", "first": None, "last": None, "shown": 0, "rows": []}
    first, last = period(days)
    unit = stretch(first, last)
    rows = query_rows(database, "times", {"first": first, "last": last}, unit=unit)
    return {
        "unit": unit,
        "first": days[0][0].isoformat(),
        "last": days[-1][0].isoformat(),
        "shown": sum(row["claims"] for row in rows),
        "rows": [[row["start"], row["event"], row["claims"], row["disputed"]] for row in rows],
    }


def period(days: Days) -> tuple[date, date]:
    """Return the first and last day of the time line: a few stray claims from long ago do not flatten all others.

    >>> period([(date(1970, 1, 1), 1), (date(2025, 2, 1), 500), (date(2025, 2, 9), 400)])
    (datetime.date(2025, 2, 1), datetime.date(2025, 2, 9))
    """
    spare = int(TAIL * sum(claims for _, claims in days))
    first, last = _reached(days, spare + 1), _reached(days[::-1], spare + 1)
    whole = (days[0][0], days[-1][0])
    return (first, last) if (last - first) * FLATTENED < whole[1] - whole[0] else whole


def newest_since(days: Days, most: int) -> datetime | None:
    """Return a time before which none of the newest `most` figures was published; None where there is none such.

    >>> newest_since([(date(2025, 2, 1), 50), (date(2025, 2, 9), 40)], 30)
    datetime.datetime(2025, 2, 8, 0, 0, tzinfo=datetime.timezone.utc)
    >>> newest_since([(date(2025, 2, 1), 50)], 51) is None
    True
    """
    if sum(claims for _, claims in days) < most:
        return None
    return datetime.combine(_reached(days[::-1], most), time(), UTC) - ZONES


def stretch(first: date, last: date) -> str:
    """Return the unit of time that cuts a period into about a hundred pieces at most.

    >>> stretch(date(2025, 2, 1), date(2025, 2, 9)), stretch(date(2015, 1, 1), date(2025, 1, 1))
    ('day', 'month')
    """
    span = (last - first).days
    return next((unit for unit, most in STRETCHES if span <= most), "year")


def _reached(days: Days, claims: int) -> date:
    """Return the day with which the days hold so many claims."""
    so_far = 0
    for day, number in days:
        so_far += number
        if so_far >= claims:
            return day
    return days[-1][0]
