"""A release → `report.html`: what was read and found, to look at in a browser, in one file that asks for nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tasks.publish.describe.about import About
from tasks.publish.report.database import open_release
from tasks.publish.report.newest import newest_rows
from tasks.publish.report.page import render_page
from tasks.publish.report.series import series_rows
from tasks.publish.report.timeline import count_days
from tasks.publish.report.whole import whole_dataset
from tasks.tables import FIGURES

REPORT = "report.html"


def write_report(release: Path, target: Path | None = None, title: str | None = None) -> None:
    """Write the report of a release to `target`, or to `report.html` in the release; raises duckdb.Error.

    `title` is what the dataset is called.
    """
    path = target or release / REPORT
    path.write_text(render_page(report_data(release), title or About().title), encoding="utf-8", newline="\n")


def report_data(release: Path) -> dict[str, Any]:
    """Return what the page holds: aggregates of all there is, the newest rows, series, and what columns mean."""
    with open_release(release) as database:
        days = count_days(database)
        return {
            "whole": whole_dataset(database, days),
            "newest": newest_rows(database, days),
            "series": series_rows(database),
            "meanings": {column.name: column.description for column in FIGURES.columns},
        }
