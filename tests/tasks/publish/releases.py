"""Releases written by hand, row by row, where a test needs rows that no article gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tasks.publish.dataset import PART, table_files
from tasks.publish.export.rows import exported
from tasks.tables import PUBLISHED, RUNS, Table, to_arrow

Row = dict[str, Any]
NOON = datetime(2025, 2, 25, 12, tzinfo=UTC)
FILLED: dict[str, object] = {
    "string": "x",
    "bool": False,
    "int32": 0,
    "int64": 0,
    "double": 0.0,
    "date32": date(2025, 2, 25),
    "timestamp": NOON,
}


def row(table: Table, **given: object) -> Row:
    """A row with the columns that are given; those that must not be null are filled, all others are null."""
    filled = {
        column.name: column.values[0] if column.values else FILLED[column.type]
        for column in table.columns
        if column.required
    }
    return filled | ({"settings": "{}"} if table is RUNS else {}) | given


def write_table(release: Path, table: Table, rows: Sequence[Row], month: str = "unknown") -> Path:
    """Write a table in one file, or one month of it."""
    path = release / (f"{table.name}/month={month}/{PART}" if table.by_month else f"{table.name}.parquet")
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(to_arrow(table, rows), path)
    return path


def write_release(release: Path, run: str, months: Mapping[str, Mapping[str, Sequence[Row]]] | None = None) -> Path:
    """Write all tables: `months` says the rows of a table by month ("" where it is in one file), others are empty."""
    runs = [row(RUNS, run_id=run, ended_at=NOON, version="0.1.0")]
    given = {RUNS.name: {"": runs}, **(months or {})}
    for table in PUBLISHED:
        for month, rows in given.get(table.name, {"unknown": []}).items():
            write_table(release, table, rows, month)
    return release


def rows_of(release: Path, table: Table) -> list[Row]:
    """The rows of a table in order of its key, with their month."""
    rows: list[Row] = []
    for month, path in table_files(release, table).items():
        beside = {"month": month} if table.by_month else {}
        rows += [read | beside for read in pq.ParquetFile(path).read().to_pylist()]
    assert all(list(each) == exported(table).names for each in rows)
    return in_order(rows, table)


def in_order(rows: Sequence[Row], table: Table) -> list[Row]:
    """Rows in order of their key."""
    return sorted(rows, key=lambda each: [each[name] for name in table.key])
