"""Delta Lake: one Delta table a table, partitioned by month where it is in months."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.publish.dataset import table_files
from tasks.publish.export.rows import exported, read_month
from tasks.tables import PUBLISHED, Table, arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa


def write_delta(release: Path, folder: Path) -> list[Path]:
    """Write a Delta table a table; the names of its files are Delta's own, and differ each time."""
    from deltalake.exceptions import DeltaError

    paths = [folder / table.name for table in PUBLISHED]
    try:
        for table, path in zip(PUBLISHED, paths, strict=True):
            _write_table(release, table, path)
    except DeltaError as error:
        raise OSError(f"{folder.name}: {error}") from error
    return paths


def _write_table(release: Path, table: Table, path: Path) -> None:
    """Write a table month by month, each a version of its own: the writer holds all months that it is given at once."""
    from deltalake import write_deltalake

    months = ["month"] if table.by_month else None
    for batches in _months(release, table):
        write_deltalake(path, batches, partition_by=months, mode="append", description=table.description)


def _months(release: Path, table: Table) -> Iterator[pa.RecordBatchReader]:
    import pyarrow as pa

    schema = arrow_schema(exported(table))
    for month, path in table_files(release, table).items():
        yield pa.RecordBatchReader.from_batches(schema, read_month(path, table, month))
