"""The signatures that later runs look up: a store of sets, each with the Parquet files of `write_signatures`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tasks.database import list_of, open_database, text_of
from tasks.publish.sets import keep_sets
from tasks.tables import ANCHORS, NUMBERS, SIGNED

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

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


def keep_signatures(target: Path, previous: Path | None, new: list[Path], drop: set[str]) -> None:
    """Make the store `target` of the store before and the signatures of a run.

    Documents in `drop` are left out of what is written; in linked sets they stay until those are merged.
    """
    keep_sets(target, previous, new, partial(_write_set, drop=drop))


def _write_set(target: Path, sources: list[Path], drop: set[str]) -> None:
    """Write several sets as one."""
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
