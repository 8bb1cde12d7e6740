"""Formats with one file a table: Parquet, CSV, JSON lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.database import text_of
from tasks.publish.dataset import ROW_GROUP, parquet_options
from tasks.publish.export.rows import exported, read_batches, row_groups, text_schema, with_text_times
from tasks.tables import PUBLISHED, Table, arrow_schema

ROW_GROUP_BYTES = 64 * 1024 * 1024
MEMORY = "300MB"  # of DuckDB, which writes the JSON


def write_parquet(release: Path, folder: Path) -> list[Path]:
    """Write Parquet: the schema of the release, with its descriptions, and the month."""
    return _write_each(release, folder, "parquet", _write_parquet)


def write_csv(release: Path, folder: Path) -> list[Path]:
    """Write CSV: UTF-8, a header, ISO 8601 times, text in quotation marks; nothing at all for null.

    pandas must be told that the country NA is a text: `read_csv(path, keep_default_na=False, na_values=[""])`.
    """
    return _write_each(release, folder, "csv", _write_csv)


def write_jsonl(release: Path, folder: Path) -> list[Path]:
    """Write JSON lines: UTF-8, an object a row with all its columns, ISO 8601 times."""
    return _write_each(release, folder, "jsonl", _write_jsonl)


def _write_each(release: Path, folder: Path, ending: str, write: Callable[[Path, Table, Path], None]) -> list[Path]:
    folder.mkdir()
    paths = [folder / f"{table.name}.{ending}" for table in PUBLISHED]
    for table, path in zip(PUBLISHED, paths, strict=True):
        write(release, table, path)
    return paths


def _write_parquet(release: Path, table: Table, path: Path) -> None:
    schema = arrow_schema(exported(table))
    with pq.ParquetWriter(path, schema, **parquet_options(exported(table))) as writer:
        for group in row_groups(read_batches(release, table), ROW_GROUP, ROW_GROUP_BYTES):
            writer.write_table(group)


def _write_csv(release: Path, table: Table, path: Path) -> None:
    from pyarrow.csv import CSVWriter

    with CSVWriter(path, text_schema(arrow_schema(exported(table)))) as writer:
        for batch in _text_batches(release, table):
            writer.write_batch(batch)


def _write_jsonl(release: Path, table: Table, path: Path) -> None:
    import duckdb

    schema = text_schema(arrow_schema(exported(table)))
    batches = pa.RecordBatchReader.from_batches(schema, _text_batches(release, table))
    try:
        with duckdb.connect(config={"memory_limit": MEMORY, "threads": 1}) as database:
            database.execute("set enable_progress_bar = false")  # it would write to stdout
            database.register("batches", batches).execute(f"copy batches to {text_of(path)} (format json)")
    except duckdb.Error as error:
        raise OSError(f"{path.name}: {error}") from error


def _text_batches(release: Path, table: Table) -> Iterator[pa.RecordBatch]:
    return map(with_text_times, read_batches(release, table))
