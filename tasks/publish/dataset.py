"""How a dataset lies on disk: reading a release, writing the next beside it, flipping `current`.

`<output>/current` is a link to `releases/<run_id>`, which never changes once it is there. `<output>/seen` holds, for
each release, what later runs may pass over. Tables partitioned by month lie in
`<table>/month=YYYY-MM/part-0.parquet`, the others in `<table>.parquet`.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from tasks.publish.signature_store import keep_signatures, kept_sets
from tasks.tables import DOCUMENTS, FIGURES, RUNS, UNKNOWN_MONTH, ContractError, Table, arrow_schema, identity

ROW_GROUP = 128 * 1024
PART = "part-0.parquet"
SIGNATURES = "signatures"


@contextmanager
def writing(output: Path) -> Iterator[None]:
    """Hold the output folder for one writer; a second one waits."""
    output.mkdir(parents=True, exist_ok=True)
    with (output / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def current_release(output: Path) -> Path | None:
    """Return the folder of the current release, or None before the first; raises ContractError when it is gone."""
    current = output / "current"
    if current.is_symlink() and not current.exists():
        raise ContractError(f"{current} points to nothing: point it to one of {output / 'releases'}, or remove it")
    return current.resolve() if current.is_symlink() else None


def kept_file(output: Path, table: Table) -> Path | None:
    """Return what the current release's runs keep for later runs in a table (`seen`, `fetched`), or None."""
    release = current_release(output)
    path = output / "seen" / release.name / f"{table.name}.parquet" if release else None
    return path if path and path.exists() else None


def kept_signatures(output: Path) -> list[Path]:
    """Return the folders of signatures that the current release's runs keep, the oldest first."""
    release = current_release(output)
    return kept_sets(output / "seen" / release.name / SIGNATURES) if release else []


def table_files(release: Path, table: Table) -> dict[str, Path]:
    """Return the files of a table in a release by month; a table in one file has the month ""."""
    if not table.by_month:
        path = release / f"{table.name}.parquet"
        return {"": path} if path.exists() else {}
    return {path.parent.name.removeprefix("month="): path for path in sorted((release / table.name).glob("month=*/*"))}


def schema_version(release: Path) -> str | None:
    """Return the version of the schema that a release was written with."""
    metadata = pq.read_schema(release / f"{RUNS.name}.parquet").metadata or {}
    return metadata.get(b"schema_version", b"").decode() or None


def count_where(release: Path, table: Table, column: str | None = None) -> int:
    """Count the rows of a table, or those in which a column is not null."""
    files = [str(path) for path in table_files(release, table).values()]
    rows = ds.dataset(files, schema=arrow_schema(table))
    return int(rows.count_rows(filter=ds.field(column).is_valid() if column else None))


def find_figure(release: Path, figure_id: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return the document that a figure of a release stands in and the figure, or None where there is no such figure.

    Raises ContractError where the release is damaged.
    """
    try:
        figures = read_table(release, FIGURES, ("figure_id", {figure_id}))
        documents = read_table(release, DOCUMENTS, ("document_id", set(figures.get("document_id", ()))))
    except pa.ArrowException as error:
        raise ContractError(f"{release}: not readable ({error}): see newsfigures check") from error
    if figures.empty:
        return None
    if documents.empty:
        raise ContractError(f"{release}: figure {figure_id} has no document: see newsfigures check")
    return _first(documents), _first(figures)


def find_article(release: Path, name: str, address: str | None) -> str | None:
    """Return the article_id of an article called by its id or its address (`address`: in canonical form), or None."""
    files = [str(path) for path in table_files(release, DOCUMENTS).values()]
    named = ds.field("article_id").isin([name, identity("url", address)] if address else [name])
    rows = ds.dataset(files, schema=arrow_schema(DOCUMENTS))
    found = rows.head(1, columns=["article_id"], filter=named | (ds.field("url") == name)).to_pylist()
    return found[0]["article_id"] if found else None


def _first(frame: pd.DataFrame) -> dict[str, Any]:
    """Return the first row of a frame, with None for what is null."""
    row = frame.astype(object).where(frame.notna(), None).iloc[0]
    return {str(name): value for name, value in row.items()}


def unreadable(release: Path | None, error: pa.ArrowException) -> ContractError:
    """Return the error of a last release that is damaged."""
    return ContractError(f"{release} cannot be read ({error}): point `current` to an older release, or move it")


def read_table(
    release: Path | None, table: Table, where: tuple[str, Set[str]] | None = None, month: str | None = None
) -> pd.DataFrame:
    """Read a table of a release as a frame of Arrow types: all of it, a month, or the rows with certain values.

    `where` is a column and the values that it may hold. Columns that an older release lacks are null. Without a
    release the frame is empty.
    """
    files = table_files(release, table) if release else {}
    paths = [str(path) for name, path in files.items() if month in (None, name)]
    return _read(paths, table, ds.field(where[0]).isin(pa.array(sorted(where[1]), pa.string())) if where else None)


def _read(paths: list[str], table: Table, where: ds.Expression | None = None) -> pd.DataFrame:
    schema = arrow_schema(table)
    return to_frame(ds.dataset(paths, schema=schema).to_table(filter=where) if paths else schema.empty_table())


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Return an Arrow table as a frame that keeps its types, and so its nulls."""
    frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    return frame


def to_table(frame: pd.DataFrame, table: Table) -> pa.Table:
    """Return a frame as an Arrow table of the declared schema."""
    schema = arrow_schema(table)
    arrow = pa.Table.from_pandas(frame[table.names], schema=schema, preserve_index=False)
    return arrow.replace_schema_metadata(schema.metadata)


def read_stages(folders: list[Path], table: Table) -> pd.DataFrame:
    """Read one table that the stages wrote, over all batches, as one frame."""
    return _read([str(folder / f"{table.name}.parquet") for folder in folders], table)


def read_kept(output: Path, table: Table, strict: bool = False) -> pd.DataFrame:
    """Read what the current release's runs keep in a table; empty before the first, and when it cannot be read.

    That costs only time, as everything is then read again, but where it is `strict`: there it raises ArrowException.
    """
    path = kept_file(output, table)
    try:
        return _read([str(path)] if path else [], table)
    except pa.ArrowException:  # ingest has said so
        if strict:
            raise
        return _read([], table)


class ReleaseWriter:
    """Writes the tables of one release into a folder of its own, beside the one it follows."""

    def __init__(self, output: Path, run_id: str, previous: Path | None) -> None:
        self.output, self.run_id, self.previous = output, run_id, previous
        self.folder = output / "releases" / f".{run_id}"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def write(self, table: Table, rows: pd.DataFrame, month: str = "") -> None:
        """Write a table, or one month of it, sorted: the same rows give the same bytes."""
        path = self._path(table, month)
        path.parent.mkdir(parents=True, exist_ok=True)
        arranged = rows.sort_values([*table.sort, *table.key], na_position="last", kind="stable") if len(rows) else rows
        arrow = to_table(arranged, table)
        dictionary = [column.name for column in table.columns if column.few or column.values]
        pq.write_table(
            arrow, path, compression="zstd", compression_level=3, row_group_size=ROW_GROUP, use_dictionary=dictionary
        )

    def link(self, table: Table, month: str) -> None:
        """Take over a month as the last release holds it."""
        if self.previous is None:
            raise ValueError("nothing to link to: there is no last release")
        path = self._path(table, month)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(table_files(self.previous, table)[month], path)
        except OSError:  # a file system without hard links
            shutil.copy2(table_files(self.previous, table)[month], path)

    def write_empty(self, table: Table) -> None:
        """Give a table by month that has no rows its one empty file, so that every engine finds the schema."""
        if not table_files(self.folder, table):
            self.write(table, to_frame(arrow_schema(table).empty_table()), UNKNOWN_MONTH)

    def keep(self, table: Table, rows: pd.DataFrame) -> None:
        """Write a table that later runs look into, named after this release."""
        folder = self.output / "seen" / self.run_id
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{table.name}.parquet"
        pq.write_table(to_table(rows, table), path, compression="zstd", row_group_size=ROW_GROUP)

    def keep_signatures(self, new: list[Path], gone: set[str]) -> None:
        """Keep the signatures of a run beside those of the runs before, without documents that are gone."""
        previous = self.output / "seen" / self.previous.name / SIGNATURES if self.previous else None
        keep_signatures(self.output / "seen" / self.run_id / SIGNATURES, previous, new, gone)

    def flip(self, keep: int) -> Path:
        """Make this the current release in one step, and drop all but the last few; return its folder."""
        release = self.folder.with_name(self.run_id)
        self.folder.rename(release)
        os.utime(release)  # its time is that of its publication: by it the oldest is found
        link = self.output / f".current-{self.run_id}"
        link.unlink(missing_ok=True)
        link.symlink_to(Path("releases") / self.run_id, target_is_directory=True)
        link.replace(self.output / "current")
        self._prune(keep)
        return release

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
                shutil.rmtree(path)
        for path in (self.output / "seen").iterdir():
            if path.name not in {release.name for release in kept if release}:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for path in self.output.glob(".current-*"):
            path.unlink()
