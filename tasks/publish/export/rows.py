"""The rows of a release for writers of other formats: batches of one table over all its months, never all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.publish.dataset import table_files
from tasks.publish.describe.dictionary import MONTH
from tasks.tables import Table, arrow_schema

BATCH_ROWS = 4096  # with the texts of documents: tens of megabytes
INSTANT = "%Y-%m-%dT%H:%M:%SZ"  # Arrow's %S has six decimals: all times are equally long, and sort as text


def exported(table: Table) -> Table:
    """Return a table as it is exported: one in months has the month as its last column."""
    return replace(table, columns=(*table.columns, MONTH)) if table.by_month else table


def read_batches(release: Path, table: Table) -> Iterator[pa.RecordBatch]:
    """Read a table of a release in the order in which it lies on disk; a column that an older release lacks is null."""
    for month, path in table_files(release, table).items():
        yield from read_month(path, table, month)


def read_month(path: Path, table: Table, month: str) -> Iterator[pa.RecordBatch]:
    """Read one file of a table."""
    schema = arrow_schema(exported(table))
    with pq.ParquetFile(path, buffer_size=1 << 20, pre_buffer=False) as file:
        names = [name for name in file.schema_arrow.names if name in table.names]
        for batch in file.iter_batches(BATCH_ROWS, columns=names, use_threads=False):
            yield _complete(batch, schema, month)


def _complete(batch: pa.RecordBatch, schema: pa.Schema, month: str) -> pa.RecordBatch:
    held = {MONTH.name: pa.repeat(month, len(batch))} | dict(zip(batch.schema.names, batch.columns, strict=True))
    columns = [held[field.name] if field.name in held else pa.nulls(len(batch), field.type) for field in schema]
    return pa.record_batch(columns, schema=schema)


def row_groups(batches: Iterable[pa.RecordBatch], most_rows: int, most_bytes: int) -> Iterator[pa.Table]:
    """Put batches together until they have so many rows or bytes."""
    group: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        group.append(batch)
        rows, size = rows + len(batch), size + batch.nbytes
        if rows >= most_rows or size >= most_bytes:
            yield pa.Table.from_batches(group)
            group, rows, size = [], 0, 0
    if group:
        yield pa.Table.from_batches(group)


def with_text_times(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch with days and times as ISO 8601 text: 2025-02-25, 2025-02-25T06:30:00.000000Z."""
    return pa.record_batch([_as_text(column) for column in batch.columns], schema=text_schema(batch.schema))


def text_schema(schema: pa.Schema) -> pa.Schema:
    """Return the schema of what `with_text_times` returns."""
    return pa.schema([pa.field(field.name, pa.string() if _is_time(field.type) else field.type) for field in schema])


def _as_text(column: pa.Array) -> pa.Array:
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column, INSTANT)
    return column.cast(pa.string()) if _is_time(column.type) else column


def _is_time(kind: pa.DataType) -> bool:
    return bool(pa.types.is_temporal(kind))


def count_exported(release: Path, table: Table) -> int:
    """Count the rows of a table."""
    return sum(pq.read_metadata(path).num_rows for path in table_files(release, table).values())
