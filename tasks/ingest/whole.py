"""Files that are one record: .txt, .html, .eml, .pdf."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tasks.ingest.compressed import is_compressed, open_input
from tasks.ingest.reading import Found, Read, ReadOptions, Span, decode, digest, too_large
from tasks.tables import InputError


def whole_file(path: Path, options: ReadOptions) -> Iterator[Span]:
    """Yield the whole file as one span."""
    size = path.stat().st_size
    yield Span(0, size, 1, size=size)


def read_text(path: Path, span: Span, options: ReadOptions) -> Iterator[Found]:
    """Yield the file as one record with its text."""
    try:
        data = _bytes(path, span, options)
        yield None, {"content": "brief", "text": decode(data), "digest": digest(data)}
    except InputError as error:
        yield None, error


def raw_reader(content: str) -> Read:
    """Return what reads a file as one record with its bytes: a page, mail or PDF names its own encoding."""

    def read_raw(path: Path, span: Span, options: ReadOptions) -> Iterator[Found]:
        """Yield the file as one record with its bytes."""
        try:
            data = _bytes(path, span, options)
            yield None, {"content": content, "raw": data, "digest": digest(data)}
        except InputError as error:
            yield None, error

    return read_raw


def _bytes(path: Path, span: Span, options: ReadOptions) -> bytes:
    """Return the file's bytes, expanded; raises InputError when there are too many or none."""
    if span.stop > options.limit and not is_compressed(path):
        raise too_large(span.stop, options.limit)
    with open_input(path, options) as file:
        data = file.read(options.limit + 1)
    if len(data) > options.limit:
        raise InputError("too_large", f"over ingest.max_record_bytes = {options.limit:,}: split it or raise that")
    if not data.strip():
        raise InputError("empty", "nothing in it")
    return data
