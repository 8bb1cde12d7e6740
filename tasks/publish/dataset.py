"""How a dataset lies on disk, and reading it.

`<output>/current` is a link to `releases/<run_id>`, which never changes once it is there. `<output>/seen` holds, for
each release, what later runs may pass over. Tables partitioned by month lie in
`<table>/month=YYYY-MM/part-0.parquet`, the others in `<table>.parquet`.
"""

from __future__ import annotations

import fcntl
import json
import logging
from collections.abc import Iterator, Set
from contextlib import contextmanager
from itertools import product
from operator import itemgetter
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from tasks.publish.sets import kept_sets
from tasks.tables import (
    ANCHORS,
    CLEANED,
    DOCUMENTS,
    FIGURES,
    KNOWN,
    NUMBERS,
    RUNS,
    SERIES,
    SIGNED,
    TEXT_POLICIES,
    ContractError,
    Table,
    arrow_schema,
    identity,
)

log = logging.getLogger(__name__)
ROW_GROUP = 128 * 1024
TEXT_ROW_GROUP = 8 * 1024  # of rows with a whole text: a row group is held in memory
WHOLE_GROUP = 1 << 30  # bytes: a column that fell back from its dictionary midway would be read as nulls by fastparquet
PART = "part-0.parquet"
SIGNATURES, STORIES = "signatures", "stories"


@contextmanager
def writing(output: Path) -> Iterator[None]:
    """Hold the output folder for one writer; a second one says so and waits."""
    output.mkdir(parents=True, exist_ok=True)
    with (output / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            log.info("%s: another run is publishing: waiting for it", output)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def current_release(output: Path) -> Path | None:
    """Return the folder of the current release, or None before the first; raises ContractError when it is gone."""
    current = output / "current"
    if current.is_symlink() and not current.exists():
        raise ContractError(f"{current} points to nothing: point it to one of {output / 'releases'}, or remove it")
    return current.resolve() if current.is_symlink() else None


def kept_file(output: Path, table: Table) -> Path | None:
    """Return where the current release's runs keep a table for later runs (`seen`, …); None before the first."""
    release = current_release(output)
    return output / "seen" / release.name / f"{table.name}.parquet" if release else None


def kept_signatures(output: Path) -> list[Path]:
    """Return the folders of signatures that the current release's runs keep, the oldest first.

    Raises ContractError where they are not whole: copies would go unseen.
    """
    release = current_release(output)
    if release is None:
        return []
    store = output / "seen" / release.name / SIGNATURES
    sets = kept_sets(store)
    for path in (store, *(each / f"{table.name}.parquet" for each in sets for table in (SIGNED, ANCHORS, NUMBERS))):
        if not path.exists():
            raise unreadable(release, f"{path} is missing")
    return sets


def kept_stories(output: Path) -> list[Path]:
    """Return the folders of stories that the current release's runs keep, the oldest first."""
    release = current_release(output)
    return kept_sets(output / "seen" / release.name / STORIES) if release else []


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


def text_policy(release: Path) -> str:
    """Return how much of the articles a release holds: what publish.text was in its newest run."""
    return str(_of_newest_run(release, "settings").get("publish", {}).get("text", TEXT_POLICIES[0]))


def newest_versions(release: Path) -> dict[str, Any]:
    """Return what read the inputs of a release's newest run."""
    return _of_newest_run(release, "versions")


def _of_newest_run(release: Path, column: str) -> dict[str, Any]:
    runs = pq.read_table(release / f"{RUNS.name}.parquet", columns=["ended_at", column]).to_pylist()
    told: dict[str, Any] = json.loads(max(runs, key=itemgetter("ended_at"))[column]) if runs else {}
    return told


def count_rows(release: Path, table: Table, *columns: str) -> tuple[int, dict[str, int]]:
    """Count a table's rows, and those in which some columns are not null, out of its files' footers."""
    places = [table.names.index(column) for column in columns]
    rows, nulls = 0, dict.fromkeys(columns, 0)
    for path in table_files(release, table).values():
        footer = pq.read_metadata(path)
        rows += footer.num_rows
        groups = range(footer.num_row_groups if footer.num_rows else 0)  # an empty one has no statistics
        for group, (column, place) in product(groups, zip(columns, places, strict=True)):
            nulls[column] += footer.row_group(group).column(place).statistics.null_count
    return rows, {column: rows - nulls[column] for column in columns}


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
    return to_rows(documents.head(1))[0], to_rows(figures.head(1))[0]


def find_series(release: Path, series_id: str | None) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
    """Return a series and all figures of the documents that hold one of it, in the order of publication, or None."""
    if series_id is None or (series := read_table(release, SERIES, ("series_id", {series_id}))).empty:
        return None
    held = read_table(release, FIGURES, ("series_id", {series_id}), ["document_id"])
    figures = read_table(release, FIGURES, ("document_id", set(held["document_id"])))
    order = ["published_at", "document_id", "start_char"]
    return to_rows(series)[0], to_rows(figures.sort_values(order))


def find_article(release: Path, name: str, address: str | None) -> str | None:
    """Return the article_id of an article called by its id or its address (`address`: in canonical form), or None."""
    files = [str(path) for path in table_files(release, DOCUMENTS).values()]
    named = ds.field("article_id").isin([name, identity("url", address)] if address else [name])
    rows = ds.dataset(files, schema=arrow_schema(DOCUMENTS))
    found = rows.head(1, columns=["article_id"], filter=named | (ds.field("url") == name)).to_pylist()
    return found[0]["article_id"] if found else None


def unreadable(release: Path | None, why: Exception | str) -> ContractError:
    """Return the error of a last release that is damaged, or of what is kept beside it."""
    said = " ".join(str(why).split())
    return ContractError(
        f"{release} cannot be read ({said}): put back what is damaged, or point `current` to an older release that"
        " newsfigures check finds clean"
    )


def read_table(
    release: Path | None, table: Table, where: tuple[str, Set[str]] | None = None, columns: list[str] | None = None
) -> pd.DataFrame:
    """Read a table of a release as a frame of Arrow types: all of it, or the rows with certain values.

    `where` is a column and the values that it may hold, `columns` are those that are wanted. Columns that an older
    release lacks are null. Without a release the frame is empty.
    """
    paths = [str(path) for path in table_files(release, table).values()] if release else []
    if where is None:
        return _read(paths, table, columns=columns)
    chosen = ds.field(where[0]).isin(pa.array(sorted(where[1]), pa.string()))
    if len(paths) > 1:  # most months hold none of the values: their other columns need not be read
        rows = ds.dataset(paths, schema=arrow_schema(table))
        holding = rows.to_table(["__filename"], filter=chosen)["__filename"].unique()
        paths = sorted(holding.to_pylist())
    return _read(paths, table, chosen, columns)


def _read(
    paths: list[str], table: Table, where: ds.Expression | None = None, columns: list[str] | None = None
) -> pd.DataFrame:
    rows = ds.dataset(paths, schema=arrow_schema(table)) if paths else ds.dataset(arrow_schema(table).empty_table())
    return to_frame(rows.to_table(columns, filter=where))


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Return an Arrow table as a frame that keeps its types, and so its nulls."""
    frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    return frame


def to_table(frame: pd.DataFrame, table: Table) -> pa.Table:
    """Return a frame as an Arrow table of the declared schema."""
    schema = arrow_schema(table)
    arrow = pa.Table.from_pandas(frame[table.names], schema=schema, preserve_index=False)
    return arrow.replace_schema_metadata(schema.metadata)


def to_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame's rows as plain values, None for what is null."""
    rows: list[dict[str, Any]] = pa.Table.from_pandas(frame, preserve_index=False).to_pylist()
    return rows


def row_group(table: Table) -> int:
    """Return how many rows of a table make a row group."""
    return TEXT_ROW_GROUP if table is DOCUMENTS else ROW_GROUP


def parquet_options(table: Table) -> dict[str, Any]:
    """Return how a table is written: what every BI tool reads, and reads fast."""
    return {
        "compression": "zstd",
        "compression_level": 3,
        "use_dictionary": [column.name for column in table.columns if column.few or column.values],
        "dictionary_pagesize_limit": WHOLE_GROUP,
        "max_rows_per_page": ROW_GROUP,
    }


def read_stages(folders: list[Path], table: Table, columns: list[str] | None = None) -> pd.DataFrame:
    """Read one table that the stages wrote, over all batches, as one frame."""
    return _read([str(folder / f"{table.name}.parquet") for folder in folders], table, columns=columns)


def read_documents(batches: list[Path]) -> pd.DataFrame:
    """Read the documents that clean wrote, without their texts: with `known`, and where each lies.

    `batch` is the batch's folder, `row` the place in its file, from 0.
    """
    paths = [str(folder / "clean" / f"{CLEANED.name}.parquet") for folder in batches]
    frame = _read(paths, CLEANED, columns=[name for name in (*DOCUMENTS.names, KNOWN.name) if name != "text"])
    rows = [pq.read_metadata(path).num_rows for path in paths]
    batch = [str(folder) for folder, count in zip(batches, rows, strict=True) for _ in range(count)]
    return frame.assign(batch=batch, row=[row for count in rows for row in range(count)])


def read_kept(output: Path, table: Table, strict: bool = False) -> pd.DataFrame:
    """Read what the current release's runs keep in a table; empty before the first, and when it cannot be read.

    That costs only time, as everything is then read again, but where it is `strict`: there it raises ContractError.
    """
    path = kept_file(output, table)
    try:
        return _read([str(path)] if path else [], table)
    except (OSError, pa.ArrowException) as error:  # ingest has said so
        if strict:
            raise unreadable(current_release(output), f"{path}: {error}") from error
        return _read([], table)
