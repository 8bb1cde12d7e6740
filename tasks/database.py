"""DuckDB over Parquet: a database in memory that spills to disk, and a declared table's rows as SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.tables import Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "600MB"
TYPES = {
    "string": "varchar",
    "bool": "boolean",
    "int32": "integer",
    "int64": "bigint",
    "double": "double",
    "date32": "date",
    "timestamp": "timestamptz",
}


@contextmanager
def open_database(work: Path, threads: int = 2) -> Iterator[DuckDBPyConnection]:
    """Open a database in memory that spills to the folder.

    DuckDB 2.0 does not spill where a sort stands over a union with a join in it: write one scan over all files instead.
    """
    import duckdb

    work.mkdir(parents=True, exist_ok=True)
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": str(work),
        "threads": threads,
        "preserve_insertion_order": False,
    }
    database = duckdb.connect(config=settings)
    database.execute("set enable_progress_bar = false")  # it would write to stdout
    try:
        yield database
    except BaseException:
        with suppress(duckdb.Error):  # a thread is at work with it still
            database.close()
        raise
    database.close()


def load_table(database: DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    """Make a table of an Arrow table's rows."""
    database.register("registered", rows)
    database.execute(f"create table {name} as from registered")
    database.unregister("registered")


def text_of(value: object) -> str:
    """Return a value as a text in SQL.

    >>> text_of("it's")
    "'it''s'"
    """
    return "'" + str(value).replace("'", "''") + "'"


def list_of(values: Iterable[object]) -> str:
    """Return values as a list of texts in SQL."""
    return "[" + ", ".join(map(text_of, values)) + "]"


def name_of(column: str) -> str:
    """Return a column's name in SQL: some are words of the language (`group`)."""
    return f'"{column}"'


def names_of(columns: Iterable[str], of: str = "") -> str:
    """Return columns as a list in SQL.

    >>> names_of(["a", "group"], "t")
    't."a", t."group"'
    """
    return ", ".join(f"{of}.{name_of(column)}" if of else name_of(column) for column in columns)


def order_of(table: Table) -> str:
    """Return the order in which a table lies on disk: its sort, then its key, as SQL."""
    return ", ".join(f"{name_of(column)} nulls last" for column in order_columns(table))


def order_columns(table: Table) -> list[str]:
    """Return the columns by which a table lies in order on disk: its sort, then its key."""
    return list(dict.fromkeys((*table.sort, *table.key)))


def rows_of(table: Table, files: Iterable[Path], *also: str) -> str:
    """Return SQL that gives a table's rows out of files: the declared columns, and those named in `also`.

    `also` are any of filename, file_row_number and month (that of the file's folder). The files may be of a release
    and, after these, of a run: a column that they lack, as they come from an older release, is null. Raises OSError
    and ArrowException where the first or last cannot be read.
    """
    paths = list(files)
    if not paths:
        nulls = [f"null::{TYPES[column.type]} as {name_of(column.name)}" for column in table.columns]
        nulls += [f"null::{'bigint' if name == 'file_row_number' else 'varchar'} as {name}" for name in also]
        return f"(select {', '.join(nulls)} where false)"
    first, last = ({*table.names} & {*pq.read_schema(path).names} for path in (paths[0], paths[-1]))
    there = first | last
    columns = [
        name_of(column.name) if column.name in there else f"null::{TYPES[column.type]} as {name_of(column.name)}"
        for column in table.columns
    ]
    options = [f"{name} = true" for name in also if name != "month"]
    options += ["hive_partitioning = true", "hive_types = {'month': varchar}"] if "month" in also else []
    options += ["union_by_name = true"] if first != last else []
    return f"(select {', '.join([*columns, *also])} from read_parquet({', '.join([list_of(paths), *options])}))"
