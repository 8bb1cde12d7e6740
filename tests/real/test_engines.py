"""What BI tools load with finds in a release what pyarrow finds: DuckDB, Polars, pandas, Tableau's Hyper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tasks.publish.dataset import table_files
from tasks.tables import PUBLISHED, Table, arrow_schema


@dataclass
class Found:
    """What an engine found: rows, values that are not null by column, the sum of value, the earliest published_at."""

    rows: int
    filled: dict[str, int]
    total: float | None
    earliest: datetime | None


def location(release: Path, table: Table) -> Path:
    """What a person names to load a table: its folder, or its file."""
    return release / (table.name if table.by_month else f"{table.name}.parquet")


def with_pyarrow(release: Path, table: Table) -> Found:
    schema = arrow_schema(table)
    files = [pq.ParquetFile(path).read() for path in table_files(release, table).values()]
    rows = pa.concat_tables(files).cast(schema)
    filled = {name: rows.num_rows - rows[name].null_count for name in schema.names}
    total = pc.sum(rows["value"]).as_py() if "value" in schema.names else None
    earliest = pc.min(rows["published_at"]).as_py() if "published_at" in schema.names else None
    return Found(rows.num_rows, filled, total, earliest)


def aggregates(table: Table) -> str:
    """What is asked of an engine that speaks SQL."""
    counts = ", ".join(f'COUNT("{name}")' for name in table.names)
    total = 'SUM("value")' if "value" in table.names else "NULL"
    earliest = 'MIN("published_at")' if "published_at" in table.names else "NULL"
    return f"COUNT(*), {counts}, {total}, {earliest}"


def from_sql(table: Table, row: tuple[Any, ...] | list[Any]) -> Found:
    rows, *counts, total, earliest = row
    return Found(rows, dict(zip(table.names, counts, strict=True)), total, earliest)


def with_duckdb(release: Path, table: Table) -> Found:
    import duckdb

    path = location(release, table)
    files = f"{path}/*/*.parquet" if table.by_month else str(path)
    with duckdb.connect() as database:
        database.execute("SET TimeZone = 'UTC'")
        row = database.execute(f"SELECT {aggregates(table)} FROM read_parquet('{files}')").fetchone()
    assert row is not None
    return from_sql(table, row)


def with_polars(release: Path, table: Table) -> Found:
    polars = pytest.importorskip("polars", reason="polars is not installed")
    rows = polars.read_parquet(location(release, table))
    filled = {name: rows.height - rows[name].null_count() for name in table.names}
    total = rows["value"].sum() if "value" in table.names else None
    return Found(rows.height, filled, total, rows["published_at"].min() if "published_at" in table.names else None)


def with_pandas(release: Path, table: Table) -> Found:
    import pandas as pd

    rows = pd.read_parquet(location(release, table))
    filled = {name: int(rows[name].notna().sum()) for name in table.names}
    total = rows["value"].sum() if "value" in table.names else None
    earliest = rows["published_at"].min().to_pydatetime() if "published_at" in table.names else None
    return Found(len(rows), filled, total, earliest)


def with_hyper(release: Path, table: Table) -> Found:
    hyper = pytest.importorskip("tableauhyperapi", reason="tableauhyperapi, Tableau's engine, is not installed")
    files = ", ".join(f"'{path}'" for path in table_files(release, table).values())
    no_log = {"log_config": ""}
    with (
        hyper.HyperProcess(hyper.Telemetry.DO_NOT_SEND_USAGE_DATA_TO_TABLEAU, parameters=no_log) as process,
        hyper.Connection(process.endpoint) as connection,
    ):
        query = f"SELECT {aggregates(table)} FROM external(ARRAY[{files}], FORMAT => 'parquet')"
        (row,) = connection.execute_list_query(query)
    found = from_sql(table, row)
    found.earliest = found.earliest and datetime.fromisoformat(f"{found.earliest}")
    return found


@pytest.mark.parametrize("table", PUBLISHED, ids=lambda table: table.name)
@pytest.mark.parametrize("engine", [with_duckdb, with_polars, with_pandas, with_hyper])
def test_an_engine_finds_what_pyarrow_finds(
    seeds_release: Path, table: Table, engine: Callable[[Path, Table], Found]
) -> None:
    found, expected = engine(seeds_release, table), with_pyarrow(seeds_release, table)
    assert (found.rows, found.filled, found.earliest) == (expected.rows, expected.filled, expected.earliest)
    assert found.total == pytest.approx(expected.total)
