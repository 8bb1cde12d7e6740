"""Aggregates over the whole dataset, however large: counts of claims and spreads of values, never sums of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasks.publish.report.database import Row, query_rows
from tasks.publish.report.timeline import Days, over_time

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TALLIED = ("event", "outlet", "source", "place_country", "source_kind")
MOST_NAMES, MOST_PLACES, MOST_RANGES, MOST_EXAMPLES, MOST_RUNS = 300, 1500, 400, 50, 12  # rows of each in the page


def whole_dataset(database: DuckDBPyConnection, days: Days) -> dict[str, Any]:
    """Return every aggregate of the page by name, as rows."""
    return {
        "totals": query_rows(database, "totals")[0],
        "tallies": {column: tally(database, column) for column in TALLIED},
        "times": over_time(database, days),
        "places": query_rows(database, "places", {"most": MOST_PLACES}),
        "ranges": query_rows(database, "ranges", {"most": MOST_RANGES}),
        "confidence": query_rows(database, "confidence"),
        "documents": query_rows(database, "documents"),
        "refused": query_rows(database, "refused"),
        "rejects": query_rows(database, "rejects", {"most": MOST_EXAMPLES}),
        "runs": query_rows(database, "runs", {"most": MOST_RUNS}),
        "events": query_rows(database, "events"),
    }


def tally(database: DuckDBPyConnection, column: str) -> dict[str, Any]:
    """Count claims by the values of a column: `rows` of its commonest values, and how many `distinct` there are."""
    rows: list[Row] = query_rows(database, "tally", {"most": MOST_NAMES}, column=column)
    distinct = rows[0]["distinct_values"] if rows else 0
    return {"rows": [[row["name"], row["claims"], row["disputed"]] for row in rows], "distinct": distinct}
