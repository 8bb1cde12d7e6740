"""CHANGES.md: how many rows each release added, changed and deleted, by table, newest first.

Only files that differ from those of the release before are read, and only where both sides have rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tasks.database import names_of, open_database, rows_of
from tasks.publish.dataset import schema_version
from tasks.publish.describe.dictionary import markdown_table
from tasks.publish.describe.facts import Facts, FileFacts, template, total_rows
from tasks.tables import FIGURES_DELETED, PUBLISHED, SCHEMA_VERSION, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CHANGES = "CHANGES.md"
MOST_ENTRIES = 50
ENTRY = re.compile(r"^(?=## )", re.MULTILINE)
HEAD = ("table", "rows before", "rows", "added", "changed", "deleted")


def render_changes(facts: Facts) -> str:
    """Return CHANGES.md: this release's entry, then those of the release before."""
    entries = [_entry(facts), *_earlier(facts.previous)]
    return "\n".join([template("changes.md").template, *entries[:MOST_ENTRIES]])


def _earlier(previous: Path | None) -> list[str]:
    """Return the entries of the release before; none where it says nothing, or nothing that can be read."""
    with suppress(FileNotFoundError, UnicodeDecodeError):
        if previous:
            return [entry.rstrip() + "\n" for entry in ENTRY.split((previous / CHANGES).read_text("utf-8"))[1:]]
    return []


def _entry(facts: Facts) -> str:
    about = f"Published {facts.ended_at:%Y-%m-%d %H:%M:%S} UTC, version {facts.version}, newsfigures {facts.program}"
    with TemporaryDirectory() as work, open_database(Path(work)) as database:
        counts = [[table.name, *(f"{n:,}" for n in _counts(database, facts, table))] for table in PUBLISHED]
        reasons = _reasons(database, facts)
    gone = f"\nFigures deleted: {reasons}.\n" if reasons else ""
    return f"## {facts.run_id}\n\n{about}, {_schema(facts.previous)}.\n\n{markdown_table(HEAD, counts)}\n{gone}"


def _schema(previous: Path | None) -> str:
    now, before = str(SCHEMA_VERSION), previous and schema_version(previous)
    if before in (None, now):
        return f"schema {now}" + ("" if previous else "; the first release")
    return f"schema {before} → {now}: columns may be new or mean something else"


def _counts(database: DuckDBPyConnection, facts: Facts, table: Table) -> tuple[int, int, int, int, int]:
    """Return a table's rows before and after, and how many were added, changed and deleted."""
    before, after = facts.before[table.name], facts.files[table.name]
    old, new = _differing(before, after), _differing(after, before)
    if facts.previous and old and new:
        changed = _compare(database, table, _paths(facts.previous, old), _paths(facts.folder, new))
    else:
        changed = total_rows(new), 0, total_rows(old)
    return total_rows(before), total_rows(after), *changed


def _differing(files: Sequence[FileFacts], others: Sequence[FileFacts]) -> list[FileFacts]:
    """Return the files with rows that the others do not hold in the same place with the same bytes."""
    held = set(others)
    return [file for file in files if file.rows and file not in held]


def _paths(release: Path, files: Sequence[FileFacts]) -> list[Path]:
    return [release / file.path for file in files]


def _compare(database: DuckDBPyConnection, table: Table, before: list[Path], after: list[Path]) -> tuple[int, int, int]:
    """Count the rows added, changed and deleted; a column that the release before lacks was null there."""
    query = template("changes.sql").substitute(
        key=names_of(table.key),
        content=names_of(table.content),
        before=rows_of(table, before),
        after=rows_of(table, after),
    )
    added, changed, deleted = database.execute(query).fetchall()[0]
    return added, changed, deleted


def _reasons(database: DuckDBPyConnection, facts: Facts) -> str:
    """Return why figures went since the release before ("3 revised, 1 now a copy"); nothing where none went."""
    before, after = facts.before[FIGURES_DELETED.name], facts.files[FIGURES_DELETED.name]
    if facts.previous is None or not _differing(after, before):
        return ""
    query = template("tombstones.sql").substitute(
        before=rows_of(FIGURES_DELETED, _paths(facts.previous, before)),
        after=rows_of(FIGURES_DELETED, _paths(facts.folder, after)),
    )
    return ", ".join(f"{count:,} {reason}" for reason, count in database.execute(query).fetchall())
