"""The series to look at with their points, and what the articles say there: a few hundred, however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasks.publish.report.database import Row, query_rows
from tasks.publish.report.newest import packed, within
from tasks.tables import SERIES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_TOLD, MOST_NEWEST, MOST_CONTESTED = 200, 60, 60  # series: some are of two sorts
MOST_POINTS = 100  # of one series
MOST_CHARACTERS = 1_000  # of one sentence
SERIES_BYTES, POINT_BYTES = 300_000, 2_000_000  # as they stand in the page


def series_rows(database: DuckDBPyConnection) -> dict[str, Any]:
    """Return series and points, each as columns and rows, the most points of one series, and how many there are."""
    picked = {"widest": MOST_TOLD, "newest": MOST_NEWEST, "contested": MOST_CONTESTED}
    found = within(query_rows(database, "series", picked, columns=", ".join(SERIES.names)), SERIES_BYTES)
    points = _whole(_points(database, [row["series_id"] for row in found]))
    with_points = {row["series_id"] for row in points}
    return {
        "series": packed([row for row in found if row["series_id"] in with_points]),
        "points": packed(points),
        "most": MOST_POINTS,
        "whole": query_rows(database, "told")[0],
    }


def _points(database: DuckDBPyConnection, series: list[str]) -> list[Row]:
    """Return the newest points of each series with the words of their figures, in the order in which they were said."""
    points = query_rows(database, "points", {"series": series, "most": MOST_POINTS})
    times = [row["published_at"] for row in points if row["published_at"] is not None]
    wanted = {
        "figures": [row["figure_id"] for row in points],
        "first": min(times, default=None),
        "last": max(times, default=None),
        "most": MOST_CHARACTERS,
    }
    words = {row["figure_id"]: row for row in query_rows(database, "words", wanted)}
    rank = {name: place for place, name in enumerate(series)}
    told = [row | words[row["figure_id"]] for row in points if row["figure_id"] in words]
    return sorted(told, key=lambda row: (rank[row["series_id"]], *_order(row)))


def _order(row: Row) -> tuple[Any, ...]:
    """Return by what the points of a series are ordered: publication; what an article tells first is its newest."""
    return (
        row["published_at"] is None,
        row["published_at"] or "",
        row["article_id"],
        -row["start_char"],
        row["figure_id"],
    )


def _whole(points: list[Row]) -> list[Row]:
    """Return the points of as many of the first series as there is room for, all of them or none."""
    kept = within(points, POINT_BYTES)
    torn = points[len(kept)]["series_id"] if len(kept) < len(points) else None
    return [row for row in kept if row["series_id"] != torn]
