"""The file formats: how each is cut into records, and how a record is read.

To add a format, write its two functions and put it into FORMATS: `spans` yields where each record lies without
reading it, so that a file of any size can be cut into batches; `read` turns one span into a row of `records`, or
raises InputError.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from tasks.tables import identity, printable

FIELDS = ("id", "title", "text", "url", "published", "outlet", "author")


class InputError(Exception):
    """An input that cannot be read: a reason code of `rejects`, and what is wrong and what to do, in one line."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Span:
    """Where records lie in a file: bytes from start to stop (parquet: rows), the first being line (row) `line`."""

    start: int
    stop: int
    line: int
    records: int = 1
    size: int = 0


Found = tuple[int | None, dict[str, Any] | InputError]  # the line or row of a record, and what stands there
Spans = Callable[[Path, int], Iterator[Span]]
Read = Callable[[Path, Span, int], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, the endings that tell it, and its two functions."""

    name: str
    endings: tuple[str, ...]
    spans: Spans
    read: Read


def format_of(path: Path) -> str | None:
    """Return the format's name by the file's ending, or None.

    >>> format_of(Path("a/b.JSONL")), format_of(Path("a/b.png"))
    ('jsonl', None)
    """
    return next((kind.name for kind in FORMATS.values() if path.suffix.lower() in kind.endings), None)


# One record a file: .txt and .html


def whole_file(path: Path, limit: int) -> Iterator[Span]:
    """Yield the whole file as one span."""
    size = path.stat().st_size
    yield Span(0, size, 1, size=size)


def read_text(path: Path, span: Span, limit: int) -> Iterator[Found]:
    """Yield the file as one record with its text."""
    try:
        data = _bytes(path, span, limit)
        yield None, {"content": "brief", "text": decode(data), "digest": _digest(data)}
    except InputError as error:
        yield None, error


def read_page(path: Path, span: Span, limit: int) -> Iterator[Found]:
    """Yield the file as one record with its bytes: a page names its own encoding."""
    try:
        data = _bytes(path, span, limit)
        yield None, {"content": "page", "raw": data, "digest": _digest(data)}
    except InputError as error:
        yield None, error


def _bytes(path: Path, span: Span, limit: int) -> bytes:
    size = span.stop - span.start
    if size > limit:
        raise _too_large(size, limit)
    with path.open("rb") as file:
        file.seek(span.start)
        data = file.read(size)
    if not data.strip():
        raise InputError("empty", "nothing in it")
    return data


# Records as lines: .jsonl


def line_spans(path: Path, limit: int) -> Iterator[Span]:
    """Yield the span of every line that is not blank; a line over the limit is measured without being held."""
    with path.open("rb") as file:
        for start, stop, line, blank in _lines(file, limit):
            if not blank:
                yield Span(start, stop, line, size=stop - start)


def _lines(file: BinaryIO, limit: int, start: int = 0, line: int = 1) -> Iterator[tuple[int, int, int, bool]]:
    """Yield (start, stop, line, whether it is blank) of every line from `start` on, without holding a long one."""
    while piece := file.readline(limit):
        stop, blank = start + len(piece), not piece.strip()
        while not piece.endswith(b"\n") and (piece := file.readline(limit)):
            stop, blank = stop + len(piece), blank and not piece.strip()
        yield start, stop, line, blank
        start, line = stop, line + 1


def read_lines(path: Path, span: Span, limit: int) -> Iterator[Found]:
    """Yield (line, record) of every JSON line within the span."""
    with path.open("rb") as file:
        file.seek(span.start)
        for start, stop, line, blank in _lines(file, limit, span.start, span.line):
            if start >= span.stop:
                return
            if blank:
                continue
            if stop - start > limit:
                yield line, _too_large(stop - start, limit)
                continue
            file.seek(start)
            yield line, _json_record(file.read(stop - start))


def _json_record(line: bytes) -> dict[str, Any] | InputError:
    try:
        found = json.loads(decode(line))
    except InputError as error:
        return error
    except (ValueError, RecursionError) as error:
        return InputError("not_json", f"not JSON ({error})")
    if not isinstance(found, dict):
        return InputError("not_an_object", f"JSON, but no object with the fields {', '.join(FIELDS)}")
    return _fields(found, line)


# Records as rows: .csv and .parquet


def row_spans(path: Path, limit: int) -> Iterator[Span]:
    """Yield the span of every CSV record after the header; quoted line breaks stay inside a record."""
    with path.open("rb") as file:
        lines = _CountedLines(file, limit)
        start = 0
        for number, (line, row) in enumerate(_csv_rows(lines, _delimiter(path))):
            if number and row:
                yield Span(start, lines.position, line, size=lines.position - start)
            start = lines.position


def read_rows(path: Path, span: Span, limit: int) -> Iterator[Found]:
    """Yield (line, record) of every CSV row within the span."""
    delimiter = _delimiter(path)
    with path.open("rb") as file:
        _, header = next(_csv_rows(_CountedLines(file, limit), delimiter), (1, []))
        names = [name.strip().lower() for name in header]
        if "text" not in names:
            yield None, _no_text_column(header)
            return
        file.seek(span.start)
        lines = _CountedLines(file, limit, span.stop - span.start)
        for line, row in _csv_rows(lines, delimiter):
            if row:
                yield span.line + line - 1, _csv_record(names, row, limit)


def _csv_record(names: list[str], row: list[str], limit: int) -> dict[str, Any] | InputError:
    if row[0] == _BROKEN:
        return InputError("broken_file", f"not CSV ({row[1]}), and {row[2]} lines after it with it: check its quotes")
    if len(row) > len(names):
        return InputError("broken_file", f"{len(row)} fields where the header has {len(names)}: check its quotes")
    joined = "\x1f".join(row)
    if len(joined) > limit:
        return _too_large(len(joined), limit)
    if any("\udc80" <= char <= "\udcff" for char in joined):
        return InputError("encoding", "not UTF-8: save the file as UTF-8")
    return _fields(dict(zip(names, row, strict=False)), joined.encode("utf-8", "surrogatepass"))


_BROKEN = "\x00broken"
_LARGEST_FIELD = 1 << 28  # what is held of a field before it is measured against the limit


def _csv_rows(lines: Iterator[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, row), lines counted from 1; a row that is no CSV comes as [_BROKEN, why, how many lines more].

    Within a field that is too large to hold nobody knows where the next row begins: what follows it is not read.
    """
    csv.field_size_limit(_LARGEST_FIELD)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = rows.line_num + 1
        try:
            yield line, next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, [_BROKEN, str(error), str(rows.line_num - line)]
            if "limit" in str(error):
                for _ in lines:  # so that the span ends with the file
                    pass
                return


def _no_text_column(names: list[str]) -> InputError:
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in "".join(names)):
        return InputError("encoding", "not UTF-8: save the file as UTF-8")
    shown = ", ".join(names) or "none"
    return InputError("no_text_column", f"no column 'text' (it has {shown[:200]}): name the column of the text so")


class _CountedLines:
    """The lines of a file as text for csv.reader, which takes no more than it needs: `position` is where it stands."""

    def __init__(self, file: BinaryIO, limit: int, size: int | None = None) -> None:
        self.file, self.limit, self.left, self.position = file, limit, size, file.tell()

    def __iter__(self) -> _CountedLines:
        return self

    def __next__(self) -> str:
        line = self.file.readline(self.limit) if self.left is None or self.left > 0 else b""
        if not line:
            raise StopIteration
        if self.left is not None:
            self.left -= len(line)
        encoding = "utf-8-sig" if self.position == 0 else "utf-8"
        self.position += len(line)
        return line.decode(encoding, "surrogateescape")


def _delimiter(path: Path) -> str:
    """Return the commonest of comma, semicolon and tab in the header line."""
    with path.open("rb") as file:
        header = file.readline(65536).decode("utf-8", "replace")
    return max(",;\t", key=header.count)


def parquet_spans(path: Path, limit: int) -> Iterator[Span]:
    """Yield every row of a Parquet file as a span, its size being its row group's mean."""
    file = _parquet(path)
    if "text" not in file.schema_arrow.names:
        raise _no_text_column(file.schema_arrow.names)
    first = 0
    for number in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(number)
        size = group.total_byte_size // max(group.num_rows, 1)
        for row in range(first, first + group.num_rows):
            yield Span(row, row + 1, row + 1, size=size)
        first += group.num_rows


def read_parquet(path: Path, span: Span, limit: int) -> Iterator[Found]:
    """Yield (row, record) of the rows within the span, reading only the row groups that hold them."""
    file = _parquet(path)
    first = 0
    for number in range(file.metadata.num_row_groups):
        rows = file.metadata.row_group(number).num_rows
        start, stop = max(span.start, first), min(span.stop, first + rows)
        if start < stop:
            yield from _parquet_rows(file, number, first, start, stop, limit)
        first += rows


def _parquet_rows(file: Any, group: int, first: int, start: int, stop: int, limit: int) -> Iterator[Found]:
    """Yield (row, record) of the rows start..stop of a row group that begins with the row `first`."""
    import pyarrow as pa

    names = [name for name in FIELDS if name in file.schema_arrow.names]
    try:
        table = file.read_row_group(group, columns=names).slice(start - first, stop - start)
        columns = {name: _texts(table[name]) for name in names}
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        for row in range(start, stop):
            yield row + 1, InputError("broken_file", f"its row group cannot be read ({error}): write the file again")
        return
    for offset in range(stop - start):
        found = {name: values[offset] for name, values in columns.items()}
        yield start + offset + 1, _parquet_record(found, limit)


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
    return _too_large(len(raw), limit) if len(raw) > limit else _fields(found, raw)


# What all share


def decode(data: bytes) -> str:
    """Return UTF-8 bytes as text, without a byte order mark; raises InputError (encoding)."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"byte 0x{data[error.start]:02x} at {error.start}"
        raise InputError("encoding", f"not UTF-8 ({where}): save it as UTF-8") from error


def _fields(found: Mapping[str, Any], raw: bytes) -> dict[str, Any] | InputError:
    """Return the fields we know, as text; numbers are written out, anything nested is an error."""
    record: dict[str, Any] = {"content": "text", "digest": _digest(raw)}
    for name in FIELDS:
        value = found.get(name)
        if isinstance(value, bool | list | dict | bytes):
            return InputError(
                "bad_field", f"field {name!r} is no text but {type(value).__name__}: give text or a number"
            )
        record[name] = None if value is None or value == "" else printable(str(value))
    if not (record["text"] or "").strip():
        return InputError("empty", "no text in it (field 'text')")
    return record


def _digest(data: bytes) -> str:
    return identity(data.decode("utf-8", "surrogateescape"))


def _too_large(size: int, limit: int) -> InputError:
    return InputError("too_large", f"{size:,} bytes, over ingest.max_record_bytes = {limit:,}: split it or raise that")


FORMATS = {
    kind.name: kind
    for kind in (
        Format("txt", (".txt",), whole_file, read_text),
        Format("html", (".html", ".htm", ".xhtml"), whole_file, read_page),
        Format("jsonl", (".jsonl", ".ndjson"), line_spans, read_lines),
        Format("csv", (".csv", ".tsv"), row_spans, read_rows),
        Format("parquet", (".parquet",), parquet_spans, read_parquet),
    )
}
ENDINGS = ", ".join(kind.endings[0] for kind in FORMATS.values())
