"""Records as rows of text: .csv, .tsv."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from tasks.ingest.compressed import open_input
from tasks.ingest.reading import Found, ReadOptions, Span, choose_columns, text_record, too_large
from tasks.tables import InputError

_BROKEN = "\x00broken"
_LARGEST_FIELD = 1 << 28  # what is held of a field before it is measured against the limit


def row_spans(path: Path, options: ReadOptions) -> Iterator[Span]:
    """Yield the span of every CSV record after the header; quoted line breaks stay inside a record."""
    delimiter = _delimiter(path, options)
    with open_input(path, options) as file:
        lines = _CountedLines(file, options.limit)
        start = 0
        for number, (line, row) in enumerate(_csv_rows(lines, delimiter)):
            if number and row:
                yield Span(start, lines.position, line, size=lines.position - start)
            start = lines.position


def read_rows(path: Path, span: Span, options: ReadOptions) -> Iterator[Found]:
    """Yield (line, record) of every CSV row within the span."""
    delimiter = _delimiter(path, options)
    names = _header(path, options, delimiter)
    try:
        chosen = choose_columns(names, options.columns)
    except InputError as error:
        yield None, error
        return
    with open_input(path, options, span.start) as file:
        lines = _CountedLines(file, options.limit, span.stop - span.start)
        for line, row in _csv_rows(lines, delimiter):
            if row:
                yield span.line + line - 1, _csv_record(names, chosen, row, options.limit)


def _csv_record(names: list[str], chosen: dict[str, str], row: list[str], limit: int) -> dict[str, Any] | InputError:
    if row[0] == _BROKEN:
        return InputError("broken_file", f"not CSV ({row[1]}), and {row[2]} lines after it with it: check its quotes")
    if len(row) > len(names):
        return InputError("broken_file", f"{len(row)} fields where the header has {len(names)}: check its quotes")
    joined = "\x1f".join(row)
    if len(joined) > limit:
        return too_large(len(joined), limit)
    if any("\udc80" <= char <= "\udcff" for char in joined):
        return InputError("encoding", "not UTF-8: save the file as UTF-8")
    fields = dict(zip(names, row, strict=False))
    return text_record({ours: fields.get(own) for ours, own in chosen.items()}, joined.encode("utf-8", "surrogatepass"))


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


def _header(path: Path, options: ReadOptions, delimiter: str) -> list[str]:
    with open_input(path, options) as file:
        return next(_csv_rows(_CountedLines(file, options.limit), delimiter), (1, []))[1]


def _delimiter(path: Path, options: ReadOptions) -> str:
    """Return the commonest of comma, semicolon and tab in the header line."""
    with open_input(path, options) as file:
        header = file.readline(65536).decode("utf-8", "replace")
    return max(",;\t", key=header.count)
