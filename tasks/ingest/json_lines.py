"""Records as lines of JSON: .jsonl, .ndjson."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from tasks.ingest.compressed import open_input
from tasks.ingest.reading import FIELDS, Found, ReadOptions, Span, decode, no_column, text_record, too_large
from tasks.tables import InputError


def line_spans(path: Path, options: ReadOptions) -> Iterator[Span]:
    """Yield the span of every line that is not blank; a line over the limit is measured without being held."""
    with open_input(path, options) as file:
        start = 0
        for line, (size, data) in enumerate(_lines(file, options.limit), 1):
            if data is None or data.strip():
                yield Span(start, start + size, line, size=size)
            start += size


def read_lines(path: Path, span: Span, options: ReadOptions) -> Iterator[Found]:
    """Yield (line, record) of every JSON line within the span."""
    with open_input(path, options, span.start) as file:
        for line, (size, data) in enumerate(_lines(file, options.limit, span.stop - span.start), span.line):
            if data is None:
                yield line, too_large(size, options.limit)
            elif data.strip():
                yield line, _json_record(data, options.columns)


def _lines(file: BinaryIO, limit: int, left: int | None = None) -> Iterator[tuple[int, bytes | None]]:
    """Yield (size, line) of the next `left` bytes; a line over the limit comes as None, unless it is blank."""
    while (left is None or left > 0) and (piece := file.readline(limit)):
        size, data, blank = len(piece), piece, not piece.strip()
        while not piece.endswith(b"\n") and (piece := file.readline(limit)):
            size, blank = size + len(piece), blank and not piece.strip()
        left = None if left is None else left - size
        yield size, data if size <= limit else b"" if blank else None


def _json_record(line: bytes, columns: Mapping[str, str]) -> dict[str, Any] | InputError:
    try:
        found = json.loads(decode(line))
    except InputError as error:
        return error
    except (ValueError, RecursionError) as error:
        return InputError("not_json", f"not JSON ({error})")
    if not isinstance(found, dict):
        return InputError("not_an_object", f"JSON, but no object with the fields {', '.join(FIELDS)}")
    fields = {name: find_field(found, columns.get(name, name)) for name in FIELDS}
    if fields["text"] is None and "text" in columns:
        return no_column("text", columns, list(found))
    return text_record(fields, line)


def find_field(record: Mapping[str, Any], name: str) -> Any:
    """Return a field, or what a path with dots leads to; None when it is not there.

    >>> find_field({"article": {"body": "Six died."}}, "article.body")
    'Six died.'
    """
    if name in record:
        return record[name]
    first, _, rest = name.partition(".")
    inner = record.get(first)
    return find_field(inner, rest) if rest and isinstance(inner, dict) else None
