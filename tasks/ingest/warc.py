"""Web archives: .warc, .warc.gz, .warc.zst. Their pages are articles; all other records are passed by."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from tasks.ingest.archive_walk import Event, walk_pages
from tasks.ingest.page_filter import why_passed_over
from tasks.ingest.reading import Found, ReadOptions, Span, digest
from tasks.tables import InputError

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

MARKUP = 4  # a page is to a batch what a text of a quarter of its bytes is: the rest is soon read over
# How bodies begin that are encoded as their headers say: many archives keep the header, but the body undone.
_BEGINNINGS = {
    "chunked": re.compile(rb"[0-9A-Fa-f]{1,8}[ \t]*(?:;[^\r\n]*)?\r?\n"),
    "gzip": re.compile(rb"\x1f\x8b"),
    "deflate": re.compile(rb"\x78[\x01\x5e\x9c\xda]"),
    "br": re.compile(rb"(?!\s*<)"),
    "zstd": re.compile(rb"\x28\xb5\x2f\xfd"),
}


def page_spans(path: Path, options: ReadOptions) -> Iterator[Span]:
    """Yield where each page of an archive lies, and each place where the archive is broken."""
    for event in walk_pages(path, 0, options):
        yield Span(event.anchor, event.place, event.index, size=event.size // MARKUP)


def read_pages(path: Path, span: Span, options: ReadOptions) -> Iterator[Found]:
    """Yield (byte, record) of the pages that a span holds; those in other languages or without digits as filtered."""
    events = walk_pages(path, span.start, options)
    for event in islice(events, span.line, span.line + span.records):
        try:
            yield event.place, _page(event, options)
        except InputError as error:
            yield event.place, error


def _page(event: Event, options: ReadOptions) -> dict[str, Any]:
    """Return the record of a page; raises InputError when it is broken, too large, or none of ours."""
    if isinstance(event.found, InputError):
        raise event.found
    record = event.found
    raw = _body(record, options.limit)
    if not raw.strip():
        raise InputError("empty", "a page without content")
    why = why_passed_over(raw, record.http_charset, options.languages)
    if why is not None:
        raise InputError("filtered", why)
    return {
        "content": "page",
        "raw": raw,
        "digest": digest(raw),
        "charset": record.http_charset,
        "url": (record.headers.get("WARC-Target-URI") or "").strip("<> ") or None,
        "retrieved_at": record.record_date,
    }


def _body(record: WarcRecord, limit: int) -> bytes:
    """Return the body as a browser shows it: transfer and content encoding undone, at most `limit` bytes."""
    body: bytes = record.reader.read()
    for coding in _codings(record):
        if coding in _BEGINNINGS and _BEGINNINGS[coding].match(body):
            body = _decoded(body, coding, limit)
    return body


def _codings(record: WarcRecord) -> list[str]:
    """Return what was done to the body, the last first."""
    headers = record.http_headers
    done = f"{headers.get('Content-Encoding') or ''},{headers.get('Transfer-Encoding') or ''}".lower().split(",")
    return [coding.strip().removeprefix("x-") for coding in reversed(done)]


def _decoded(body: bytes, coding: str, limit: int) -> bytes:
    """Undo one encoding; raises InputError when it cannot be undone or gives more than `limit` bytes."""
    from fastwarc import stream_io

    readers: dict[str, Callable[[BinaryIO], Any]] = {
        "chunked": stream_io.ChunkedReader,
        "gzip": stream_io.GzipReader,
        "deflate": lambda inner: stream_io.GzipReader(inner, zlib=True),
        "br": stream_io.BrotliReader,
        "zstd": stream_io.ZstdReader,
    }
    reader, decoded = readers[coding](io.BytesIO(body)), bytearray()
    try:
        while len(decoded) <= limit and (piece := reader.read(limit + 1 - len(decoded))):
            decoded += piece
    except OSError as error:
        raise InputError("broken_file", f"its body cannot be decoded ({error}): fetch it again") from error
    if len(decoded) > limit:
        raise InputError("too_large", f"over ingest.max_record_bytes = {limit:,} when decoded: raise that")
    return bytes(decoded)
