"""The signatures that later runs look up: a folder of sets, one a run, the older never rewritten.

A set is a folder with the Parquet files of `write_signatures`; its name counts up. A new store links the sets of the
one before and adds one of its own; when there would be more than sixteen, the newest become one. So a set is written
again a few times in its life, and what a document was signed with last is in the last set that has it.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tasks.database import list_of, open_database, text_of
from tasks.linking import link_file
from tasks.tables import ANCHORS, NUMBERS, SIGNED

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_SETS = 16
MERGED_SETS = 8  # of the sets before, how many become one with the new one when there are too many

LEFT = (
    "from read_parquet({paths}, filename = true) where document not in"
    " (select document from read_parquet({signed}) semi join dropped using (document_id))"
)
QUERIES = {
    SIGNED.name: f"select * {LEFT} qualify"
    " row_number() over (partition by document_id order by list_position({paths}, filename) desc, published_at) = 1"
    " order by document_id",
    ANCHORS.name: f"select distinct on (hash, document) * {LEFT} order by hash, document",
    NUMBERS.name: f"select distinct on (document, position) * {LEFT} order by document, position",
}


def kept_sets(store: Path | None) -> list[Path]:
    """Return the sets of a store, the oldest first: what `find_copies` takes as known."""
    return sorted(store.iterdir()) if store and store.exists() else []


def keep_signatures(target: Path, previous: Path | None, new: list[Path], drop: set[str]) -> None:
    """Make the store `target` of the store before and the signatures of a run.

    Documents in `drop` are left out of what is written; in linked sets they stay until those are merged.
    """
    target.mkdir(parents=True, exist_ok=True)
    before = kept_sets(previous)
    merged = before[-MERGED_SETS:] if new and len(before) >= MOST_SETS else []
    for each in before[: len(before) - len(merged)]:
        _link(each, target / each.name)
    if new:
        number = int(before[-1].name) + 1 if before else 1
        _write_set(target / f"{number:06}", merged + sorted(new), drop)


def _link(source: Path, target: Path) -> None:
    """Link a set's files."""
    target.mkdir()
    for path in source.iterdir():
        link_file(path, target / path.name)


def _write_set(target: Path, sources: list[Path], drop: set[str]) -> None:
    """Write several sets as one."""
    target.mkdir()
    with TemporaryDirectory(dir=target) as work, open_database(Path(work)) as database:
        database.execute("create table dropped as select unnest($ids::varchar[]) as document_id", {"ids": sorted(drop)})
        for table in QUERIES:
            _write_table(database, table, sources, target)


def _write_table(database: DuckDBPyConnection, table: str, sources: list[Path], target: Path) -> None:
    """Write one table of several sets as one file."""
    rows = QUERIES[table].format(paths=_files(sources, table), signed=_files(sources, SIGNED.name))
    compression = "uncompressed" if table == ANCHORS.name else "zstd"  # hashes do not shrink
    database.execute(
        f"copy (select * exclude filename from ({rows})) to {text_of(target / f'{table}.parquet')}"
        f" (format parquet, compression {compression})"
    )


def _files(folders: list[Path], table: str) -> str:
    """Return a table's files in several folders as a list in SQL."""
    return list_of(folder / f"{table}.parquet" for folder in folders)
