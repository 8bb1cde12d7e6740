"""A release of series written by hand: what may be summed beside all that may not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tasks.publish.views import write_views
from tasks.tables import FIGURES, SERIES, SERIES_POINTS
from tests.tasks.publish.releases import Row, row, write_release

FIRST, SECOND = date(2025, 2, 3), date(2025, 2, 20)
LATE = datetime(2025, 2, 28, 23, 30, tzinfo=UTC)  # by a clock east of Greenwich it is March


def series(series_id: str, best: float | None, **columns: Any) -> Row:
    """A series of people killed in Mozambique, of which all say the same, but for the columns given."""
    about = {"series_id": series_id, "label": series_id, "event": "killed", "kind": "count", "place_country": "MZ"}
    counts = dict.fromkeys(("claims", "articles", "sources"), 1) | {"parties": 0, "best_basis": "median"}
    said = {"negated": False, "contested": False, "additive": True, "projected": False, "first_published": LATE}
    return about | counts | said | {"low": best, "best": best, "high": best} | columns


def point(series_id: str, figure_id: str, hours: int | None, value: float | None, **columns: Any) -> Row:
    """A point so many hours after the first article; without hours no article says when."""
    when = None if hours is None else LATE + timedelta(hours=hours)
    said = {"series_id": series_id, "figure_id": figure_id, "published_at": when, "source": "police"}
    return said | {"value": value, "copies": 1, "disputed": False, "party": False} | columns


QUAKE = {"event": "killed", "period_from": FIRST, "period_to": FIRST}
LINES = [
    series("quake", 61, **QUAKE, low=34, high=78, contested=True),
    series("storm", None, **QUAKE, low=200, high=999),
    series("at least", 20, **(QUAKE | {"period_to": SECOND}), high=None),
    series("up to", 7, **QUAKE, low=None, place_country=None),
    series("undated", 3),
    series("part", 1000, **QUAKE, additive=False, aggregation="part"),
    series("unknown", 1000, **QUAKE, additive=None),
    series("feared", 1000, **QUAKE, projected=True),
    series("none", 1000, **QUAKE, negated=True),
    series("more", 1000, **QUAKE, change="up"),
    series("cattle", 1000, **QUAKE, counted_class="animals"),
    series("hurt", 1000, event="injured", projected=True),
    series("aid", 5e6, event="granted", kind="money", unit="USD", affiliation="UA", place_country="PL"),
    series("loan", 2e6, event="granted", kind="money", unit="USD", affiliation="UA", high=3e6, contested=True),
    series("grant", 1e6, event="granted", kind="money", unit="EUR", affiliation="UA"),
    series("fund", 9e6, event="granted", kind="money", unit="EUR", place_country="PL"),
    series("fines", 7e6, event="fined", kind="money", unit="EUR"),
]
POINTS = [
    point("quake", "2", 30, 61.0, revision="up"),
    point("quake", "1", 0, 34.0),
    point("quake", "3", 40, None, value_low=24.0, value_high=99.0, source="a witness"),
    point("quake", "0", 50, 59.0),  # what the article tells first
    point("quake", "4", 50, 58.0, revision="down", disputed=True),
    point("quake", "feared", 60, 500.0),
    point("quake", "undated", None, 1000.0),
    point("hurt", "6", 10, 1000.0),
    point("aid", "7", 0, 5e6),
]
TOLD: dict[str, list[float]] = {
    "quake": [34, 61, 61, 78],
    "part": [5, 5],
    "up to": [7],
    "hurt": [1000],
    "aid": [5e6],
}  # values of their figures
MODALITIES = {"feared": "projected", "6": "conditional"}


def write_lines(release: Path) -> Path:
    """Write the series above, figures of some of them, those of the points, one more, and the views."""
    told = [(name, n, value) for name, values in TOLD.items() for n, value in enumerate(values)]
    figures = [figure(f"{name} {n}", value, series_id=name) for name, n, value in told]
    spoken = [
        figure(each["figure_id"], each["value"], start_char=place, modality=MODALITIES.get(each["figure_id"], "stated"))
        for place, each in enumerate(POINTS)
    ]
    months = {
        FIGURES.name: {"2025-02": [*figures, *spoken, figure("strayed", 1000)]},
        SERIES.name: {"": LINES},
        SERIES_POINTS.name: {"": POINTS},
    }
    write_release(release, "r1", months)
    write_views(release)
    return release


def figure(figure_id: str, value: float | None, **columns: Any) -> Row:
    """A figure of people killed."""
    return row(FIGURES, figure_id=figure_id, value=value, event="killed", published_date=SECOND, **columns)
