"""The file `figures.duckdb` of a release: views over its Parquet files, described, and not a row of its own.

One view a table, with the partition's month, and those of `views/*.sql`. Those over figures count claims or show
ranges and add nothing up; those over series add up what may be. The comment at the head of such a file describes the
view, lines "column: …" in it the columns of its own; columns of `figures` and `series` keep their description.

Where the files lie is asked whenever a view is read (`views/release_folder.sql`), so the file works from any working
folder, read only, and with its release in another place. It is written in the format of DuckDB 1.0, which every later
version reads; the views need 1.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.database import text_of
from tasks.tables import FIGURES, PUBLISHED, SERIES, SERIES_POINTS, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DATABASE = "figures.duckdb"
VIEWS = (  # in the order in which they build on one another
    "claims",
    "claims_by_source",
    "claims_by_event_and_month",
    "money_by_currency",
    "disputed_figures",
    "casualty_claims",
    "people_series",
    "tolls_over_time",
    "people_killed_by_day",
    "money_granted_by_recipient",
    "double_counting",
)
MONTH = "Month of published_date, YYYY-MM; 'unknown' where that is null. The name of the partition."
FORMAT = "v1.0.0"
COLUMN_COMMENT = re.compile(r"([a-z_]+): (.+)")


@dataclass(frozen=True, slots=True)
class View:
    """A view: its query, what it shows, and what its columns mean."""

    name: str
    query: str
    description: str
    columns: dict[str, str]


def write_views(release: Path, lies_at: Path | str | None = None, target: Path | None = None) -> None:
    """Write `figures.duckdb` into the folder of a release, or to `target`.

    `lies_at` is where the release will lie when it is complete: a folder, or an address that DuckDB reads.
    """
    import duckdb

    target = target or release / DATABASE
    written = target.with_name(f".{DATABASE}")
    written.unlink(missing_ok=True)
    with duckdb.connect() as database:
        database.execute(f"ATTACH {text_of(written)} AS release (STORAGE_VERSION '{FORMAT}')")
        database.execute("USE release")
        database.begin()  # one write to disk, not one a comment
        folder = lies_at if isinstance(lies_at, str) else (lies_at or release).absolute()
        database.execute(_read("release_folder").format(folder=text_of(folder)))
        database.execute("SET VARIABLE release_folder = $folder", {"folder": str(release)})  # where it lies by now
        for view in views():
            _create(database, view)
        database.commit()
    written.replace(target)


@cache
def views() -> tuple[View, ...]:
    """Return all views, one a table first, in the order in which they can be made."""
    return (*(_table_view(table) for table in PUBLISHED), *(_view(name) for name in VIEWS))


def _table_view(table: Table) -> View:
    """Return the view that shows all rows of a table."""
    files, options, columns = f"{table.name}.parquet", "", {column.name: column.description for column in table.columns}
    if table.by_month:
        files, columns["month"] = f"{table.name}/*/*.parquet", MONTH
        options = ", hive_partitioning = true, hive_types = {'month': VARCHAR}"
    query = f"SELECT * FROM read_parquet(release_folder() || '{files}'{options})"
    return View(table.name, query, table.description, columns)


def _view(name: str) -> View:
    """Return the view of a SQL file, described by the comment at its head."""
    text = _read(name)
    lines = [line.removeprefix("-- ") for line in text.splitlines() if line.startswith("-- ")]
    own = {match[1]: match[2] for line in lines if (match := COLUMN_COMMENT.fullmatch(line))}
    description = " ".join(line for line in lines if not COLUMN_COMMENT.fullmatch(line))
    tables = (SERIES_POINTS, SERIES, FIGURES)  # what a column means in figures, the others say too
    known = {column.name: column.description for table in tables for column in table.columns}
    return View(name, text, description, {"month": MONTH, **known, **own})


def _create(database: DuckDBPyConnection, view: View) -> None:
    """Make a view and describe it and all its columns."""
    database.execute(f"CREATE VIEW {view.name} AS {view.query}")
    database.execute(f"COMMENT ON VIEW {view.name} IS {text_of(view.description)}")
    for name, *_ in database.execute(f"DESCRIBE {view.name}").fetchall():
        database.execute(f'COMMENT ON COLUMN {view.name}."{name}" IS {text_of(view.columns[name])}')


def _read(name: str) -> str:
    return (Path(__file__).parent / "views" / f"{name}.sql").read_text(encoding="utf-8")
