"""SQLite: one file with all tables, their keys and, as comments in their definition, what their columns mean."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tasks.database import name_of, names_of
from tasks.publish.export.rows import exported, read_batches, with_text_times
from tasks.tables import PUBLISHED, Column, Table

TYPES = {"bool": "INTEGER", "int32": "INTEGER", "int64": "INTEGER", "double": "REAL"}  # all others are text


def write_sqlite(release: Path, path: Path) -> list[Path]:
    """Write a database of SQLite: true is 1, false is 0, times are ISO 8601 text."""
    try:
        with closing(sqlite3.connect(path)) as database:
            database.execute("pragma journal_mode = off")  # a file that is not complete is thrown away
            database.execute("pragma synchronous = off")
            for table in PUBLISHED:
                _write_table(database, release, table)
            database.commit()
    except sqlite3.Error as error:
        raise OSError(f"{path.name}: {error}") from error
    return [path]


def _write_table(database: sqlite3.Connection, release: Path, table: Table) -> None:
    database.execute(_definition(exported(table)))
    places = ", ".join("?" * len(exported(table).columns))
    for batch in read_batches(release, table):
        columns = [column.to_pylist() for column in with_text_times(batch).columns]
        database.executemany(f"insert into {name_of(table.name)} values ({places})", zip(*columns, strict=True))


def _definition(table: Table) -> str:
    """Return the SQL that makes a table; SQLite keeps it, comments and all (.schema)."""
    columns = [_column(column) for column in table.columns]
    keys = [f"  foreign key ({name_of(column)}) references {_target(other)}" for column, other in table.references]
    last = [*keys, f"  primary key ({names_of(table.key)})"]
    lines = [f"create table {name_of(table.name)} ( -- {table.description}", *columns, ",\n".join(last), ")"]
    return "\n".join(lines)


def _column(column: Column) -> str:
    required = " not null" if column.never_null else ""
    unit = f" Unit: {column.unit}." if column.unit else ""
    return f"  {name_of(column.name)} {TYPES.get(column.type, 'TEXT')}{required}, -- {column.description}{unit}"


def _target(name: str) -> str:
    target = next(table for table in PUBLISHED if table.name == name)
    return f"{name_of(name)} ({names_of(target.key)})"
