"""A release as views of a DuckDB database, and the queries in `queries/`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib.resources import files
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from tasks.database import open_database, text_of
from tasks.tables import PUBLISHED

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = dict[str, Any]

AS_IS = ("VARCHAR", "STRING", "BOOLEAN", "bool", "INTEGER", "BIGINT")  # types of columns that need no `plain`


@contextmanager
def open_release(release: Path) -> Iterator[DuckDBPyConnection]:
    """Open a database with one view a table; it reads only what is asked of it, and spills to a folder of its own."""
    with TemporaryDirectory(prefix="report-") as spill, open_database(Path(spill)) as database:
        database.execute("set timezone = 'UTC'")
        for table in PUBLISHED:
            pattern = f"{table.name}/*/*.parquet" if table.by_month else f"{table.name}.parquet"
            files = text_of(release / pattern)
            database.execute(f"create view {table.name} as from read_parquet({files}, hive_partitioning = false)")
        yield database


def read_query(name: str, **words: str) -> str:
    """Return `queries/<name>.sql`; `words` stand in for {names} in it."""
    return (files(__package__) / "queries" / f"{name}.sql").read_text(encoding="utf-8").format(**words)


def query_rows(
    database: DuckDBPyConnection, name: str, parameters: dict[str, Any] | None = None, **words: str
) -> list[Row]:
    """Run a query with `parameters` for its $names and return its rows, values as JSON has them."""
    cursor = database.execute(read_query(name, **words), parameters or {})
    names, types = zip(*((column[0], str(column[1])) for column in cursor.description or ()), strict=True)
    columns = zip(*cursor.fetchall(), strict=True)
    made = [column if kind in AS_IS else map(plain, column) for kind, column in zip(types, columns, strict=False)]
    return [dict(zip(names, row, strict=True)) for row in zip(*made, strict=True)]


def plain(value: Any) -> Any:
    """Return a value as JSON has it: days as text, whole numbers without a fraction, no number that is none.

    >>> [plain(value) for value in (6.0, 0.5, float("inf"), date(2025, 2, 1), [1.0, "six"])]
    [6, 0.5, None, '2025-02-01', [1, 'six']]
    """
    if isinstance(value, float):
        if not isfinite(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
