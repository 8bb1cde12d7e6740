"""Excel: one workbook, one sheet a table; text is never a formula or a link, times are those of Excel, in UTC.

What Excel cannot hold: times are to the millisecond, numbers to 16 digits, days before 1900 are text, and a text that
is too long is cut and ends in a mark that says so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from tasks.publish.export.rows import exported, read_batches
from tasks.tables import PUBLISHED, RUNS, Column, Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_575  # of a sheet, below its header
MOST_CHARACTERS = 32_767  # of a cell, in units of UTF-16
FIRST_YEAR = 1900  # Excel knows no earlier days

STYLES = {"date32": "yyyy-mm-dd", "timestamp": "yyyy-mm-dd hh:mm:ss"}

Put = Callable[[int, int, Any], object]


def write_xlsx(release: Path, path: Path) -> list[Path]:
    """Write a workbook, row after row: xlsxwriter keeps one row in memory."""
    from xlsxwriter import Workbook

    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    with Workbook(str(path), options) as workbook:
        workbook.use_zip64()
        workbook.set_properties({"created": _published(release)})
        for table in PUBLISHED:
            _write_sheet(workbook, release, table)
    return [path]


def cell_text(text: str) -> str:
    """Return a text as a cell of Excel can hold it.

    >>> cell_text("x" * 40_000)[-69:]
    'x […] (cut: 40,000 characters, more than the 32,767 of an Excel cell)'
    """
    if len(text) <= MOST_CHARACTERS // 2 or len(text.encode("utf-16-le")) <= 2 * MOST_CHARACTERS:
        return text
    mark = f" […] (cut: {len(text):,} characters, more than the {MOST_CHARACTERS:,} of an Excel cell)"
    kept = text.encode("utf-16-le")[: 2 * (MOST_CHARACTERS - len(mark))]
    return kept.decode("utf-16-le", "ignore") + mark


def cell_time(time: datetime) -> datetime:
    """Return a time to the millisecond: what is written finer, each reader rounds as it likes.

    >>> cell_time(datetime(2025, 2, 25, 23, 59, 59, 999_500)), cell_time(datetime(2025, 2, 25, 6, 30, 1, 644_500))
    (datetime.datetime(2025, 2, 26, 0, 0), datetime.datetime(2025, 2, 25, 6, 30, 1, 644000))
    """
    return time.replace(microsecond=0) + timedelta(milliseconds=round(time.microsecond / 1000))


def _published(release: Path) -> datetime:
    """Return when the release was published: the workbook's own time, so that equal tables give equal bytes."""
    times = pq.read_table(release / f"{RUNS.name}.parquet", columns=["ended_at"])["ended_at"].to_pylist()
    latest: datetime = max(times)
    return latest.astimezone(UTC).replace(tzinfo=None)


def _write_sheet(workbook: Workbook, release: Path, table: Table) -> None:
    sheet = workbook.add_worksheet(table.name)
    sheet.freeze_panes(1, 0)
    columns = exported(table).columns
    for position, column in enumerate(columns):
        sheet.write_string(0, position, column.name)
    put = [_writer_of(workbook, sheet, column) for column in columns]
    row = 1
    for batch in read_batches(release, table):
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            for position, value in enumerate(values):
                if value is not None:
                    put[position](row, position, value)
            row += 1


def _writer_of(workbook: Workbook, sheet: Worksheet, column: Column) -> Put:
    """Return what writes a value of a column into a cell."""
    if column.type == "string":
        return lambda row, position, value: sheet.write_string(row, position, cell_text(value))
    if column.type in STYLES:
        style = workbook.add_format({"num_format": STYLES[column.type]})
        return lambda row, position, value: _put_time(sheet, row, position, value, style)
    plain: Put = sheet.write_boolean if column.type == "bool" else sheet.write_number
    return plain


def _put_time(sheet: Worksheet, row: int, position: int, value: date, style: Format) -> None:
    if value.year < FIRST_YEAR:
        sheet.write_string(row, position, value.isoformat())
    else:
        told = cell_time(value) if isinstance(value, datetime) else value
        sheet.write_datetime(row, position, told, style)
