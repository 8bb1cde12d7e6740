"""Records as rows of a Parquet file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tasks.ingest.reading import Found, ReadOptions, Span, choose_columns, decode, text_record, too_large
from tasks.tables import InputError


def parquet_spans(path: Path, options: ReadOptions) -> Iterator[Span]:
    """Yield every row of a Parquet file as a span, its size being its row group's mean."""
    file = _parquet(path)
    choose_columns(file.schema_arrow.names, options.columns)
    first = 0
    for number in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(number)
        size = group.total_byte_size // max(group.num_rows, 1)
        for row in range(first, first + group.num_rows):
            yield Span(row, row + 1, row + 1, size=size)
        first += group.num_rows


def read_parquet(path: Path, span: Span, options: ReadOptions) -> Iterator[Found]:
    """Yield (row, record) of the rows within the span, reading only the row groups that hold them."""
    file = _parquet(path)
    chosen = choose_columns(file.schema_arrow.names, options.columns)
    first = 0
    for number in range(file.metadata.num_row_groups):
        rows = file.metadata.row_group(number).num_rows
        start, stop = max(span.start, first), min(span.stop, first + rows)
        if start < stop:
            yield from _parquet_rows(file, number, chosen, range(start, stop), first, options.limit)
        first += rows


def _parquet_rows(
    file: Any, group: int, chosen: Mapping[str, str], rows: range, first: int, limit: int
) -> Iterator[Found]:
    """Yield (row, record) of some rows of a row group that begins with the row `first`."""
    import pyarrow as pa

    try:
        table = file.read_row_group(group, columns=[*chosen.values()]).slice(rows.start - first, len(rows))
        columns = {name: _texts(table[own]) for name, own in chosen.items()}
    except (pa.ArrowException, OSError, ValueError, OverflowError, KeyError) as error:
        for row in rows:
            yield row + 1, InputError("broken_file", f"its row group cannot be read ({error}): write the file again")
        return
    for offset, row in enumerate(rows):
        found = {name: values[offset] for name, values in columns.items()}
        yield row + 1, _parquet_record(found, limit)


def _texts(column: Any) -> list[Any]:
    """Return a column's values; moments as text, text as bytes: one that cannot be read costs only its row."""
    import pyarrow as pa

    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_timestamp(kind):
        column = column.cast(pa.timestamp(kind.unit))  # as UTC: a zone may be unknown here
        return [text and f"{text}{'Z' if kind.tz else ''}" for text in column.cast(pa.string()).to_pylist()]
    if pa.types.is_date(kind):
        return list(column.cast(pa.string()).to_pylist())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return list(column.cast(pa.large_binary()).to_pylist())
    return list(column.to_pylist())


def _parquet(path: Path) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path)
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError("broken_file", f"not readable as Parquet ({error}): write the file again") from error


def _parquet_record(found: Mapping[str, Any], limit: int) -> dict[str, Any] | InputError:
    try:
        found = {name: decode(value) if isinstance(value, bytes) else value for name, value in found.items()}
    except InputError as error:
        return error
    raw = repr(sorted(found.items())).encode("utf-8", "surrogatepass")
    return too_large(len(raw), limit) if len(raw) > limit else text_record(found, raw)
