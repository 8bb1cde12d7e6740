"""Writing a release beside the last one, and flipping `current` to it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Set
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.database import order_columns
from tasks.linking import link_file
from tasks.publish.dataset import (
    PART,
    ROW_GROUP,
    SIGNATURES,
    STORIES,
    current_release,
    parquet_options,
    row_group,
    table_files,
    to_table,
)
from tasks.publish.signature_store import keep_signatures
from tasks.publish.story_store import keep_stories
from tasks.tables import UNKNOWN_MONTH, Table, arrow_schema

FALSE_POSITIVES = 0.05  # of a Bloom filter: how often it says "perhaps" where "no" is right


class ReleaseWriter:
    """Writes the tables of one release into a folder of its own, beside the one it follows."""

    def __init__(self, output: Path, run_id: str, previous: Path | None) -> None:
        self.output, self.run_id, self.previous = output, run_id, previous
        self.release = output / "releases" / run_id  # where it lies once it is complete
        self.folder = self.release.with_name(f".{run_id}")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def write(self, table: Table, rows: pd.DataFrame) -> None:
        """Write a table that is one file, sorted: the same rows give the same bytes."""
        self._write_file(table, "", iter([_sorted(rows, table)]))

    def write_stream(self, table: Table, rows: pa.RecordBatchReader) -> None:
        """Write sorted rows with their month before them: a file a month, or the one file of a table not by month."""
        written = set()
        for month, batches in groupby(_by_month(rows), key=itemgetter(0)):
            written.add(month)
            self._write_file(table, month, (pa.Table.from_batches([batch]) for _, batch in batches))
        if not written and not table.by_month:
            self._write_file(table, "", iter([]))

    def _write_file(self, table: Table, month: str, tables: Iterator[pa.Table]) -> None:
        """Write one file, in full row groups."""
        path = self._path(table, month)
        path.parent.mkdir(parents=True, exist_ok=True)
        schema = arrow_schema(table)
        groups = _row_groups(tables, schema, row_group(table))
        first = next(groups, schema.empty_table())
        sizes: dict[str, int | float] = {"ndv": max(first.num_rows, 1), "fpp": FALSE_POSITIVES}
        with pq.ParquetWriter(
            path, schema, **parquet_options(table), bloom_filter_options=dict.fromkeys(table.looked_up, sizes)
        ) as file:
            for group in chain([first], groups):
                file.write_table(group, row_group(table))

    def link_others(self, table: Table, changed: Set[str]) -> None:
        """Take over the months that do not change; a table without rows gets its one empty file, with the schema."""
        released = table_files(self.previous, table) if self.previous else {}
        for month, path in released.items():
            if month not in changed and pq.read_metadata(path).num_rows:
                link = self._path(table, month)
                link.parent.mkdir(parents=True, exist_ok=True)
                link_file(path, link)
        if not table_files(self.folder, table):
            self._write_file(table, UNKNOWN_MONTH, iter([]))

    def keep(self, table: Table, rows: pd.DataFrame) -> None:
        """Write a table that later runs look into, named after this release."""
        folder = self.output / "seen" / self.run_id
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{table.name}.parquet"
        pq.write_table(_sorted(rows, table), path, compression="zstd", row_group_size=ROW_GROUP)

    def keep_signatures(self, new: list[Path], gone: set[str]) -> None:
        """Keep the signatures of a run beside those of the runs before, without documents that are gone."""
        previous = self.output / "seen" / self.previous.name / SIGNATURES if self.previous else None
        keep_signatures(self.output / "seen" / self.run_id / SIGNATURES, previous, new, gone)

    def keep_stories(self, new: Path, gone: set[str]) -> None:
        """Keep the stories of a run's articles beside those of the runs before, without articles that are gone."""
        previous = self.output / "seen" / self.previous.name / STORIES if self.previous else None
        keep_stories(self.output / "seen" / self.run_id / STORIES, previous, new, gone)

    def flip(self, keep: int) -> Path:
        """Make this the current release in one step, and drop all but the last few; return its folder."""
        self.folder.rename(self.release)
        os.utime(self.release)  # its time is that of its publication: by it the oldest is found
        link = self.output / f".current-{self.run_id}"
        link.unlink(missing_ok=True)
        link.symlink_to(Path("releases") / self.run_id, target_is_directory=True)
        link.replace(self.output / "current")
        self._prune(keep)
        return self.release

    def abandon(self) -> None:
        """Remove what has been written, unless it has become the current release."""
        if (self.output / "current").resolve() != self.release.resolve():
            for folder in (self.folder, self.release, self.output / "seen" / self.run_id):
                shutil.rmtree(folder, ignore_errors=True)  # what a full disk keeps from going, the next run removes

    def _path(self, table: Table, month: str) -> Path:
        name = f"{table.name}/month={month}/{PART}" if table.by_month else f"{table.name}.parquet"
        return self.folder / name

    def _prune(self, keep: int) -> None:
        """Delete what unfinished runs left, and all but the releases published last."""
        current = current_release(self.output)
        folders = sorted((self.output / "releases").iterdir(), key=lambda path: path.stat().st_mtime_ns)
        finished = [path for path in folders if not path.name.startswith(".") and path != current]
        kept = {current, *finished[len(finished) - keep + 1 :]}
        for path in folders:
            if path not in kept:
                gone = path if path.name.startswith(".") else path.rename(path.with_name(f".{path.name}"))
                shutil.rmtree(gone)  # by a name that is no release's: it may be broken off
        for path in (self.output / "seen").iterdir():
            if path.name not in {release.name for release in kept if release}:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for path in self.output.glob(".current-*"):
            path.unlink()


def _sorted(rows: pd.DataFrame, table: Table) -> pa.Table:
    """Return rows in their order on disk; Arrow sorts ten times faster than pandas."""
    arrow = to_table(rows, table)
    order = [(column, "ascending") for column in order_columns(table)]
    return arrow.sort_by(order) if order and len(rows) else arrow


def _by_month(rows: pa.RecordBatchReader) -> Iterator[tuple[str, pa.RecordBatch]]:
    """Yield the rows of each month of a stream, without the month."""
    for batch in rows:
        of_row = batch.column("month")
        for month in pc.unique(of_row):
            yield month.as_py(), batch.filter(pc.equal(of_row, month)).drop_columns("month")


def _row_groups(tables: Iterator[pa.Table], schema: pa.Schema, size: int) -> Iterator[pa.Table]:
    """Yield the rows of some tables in the declared types, a full row group of a size at a time."""
    waiting: list[pa.Table] = []
    for table in tables:
        waiting.append(table.rename_columns(schema.names).cast(schema))
        while sum(one.num_rows for one in waiting) >= size:
            joined = pa.concat_tables(waiting)
            yield joined.slice(0, size)
            waiting = [joined.slice(size)]
    if any(one.num_rows for one in waiting):
        yield pa.concat_tables(waiting)
