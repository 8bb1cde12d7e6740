"""The way through a web archive, page by page, past whatever is broken in it.

Cutting an archive and reading it go the same way, so that both count the same pages. Nothing that a record says of
its length is believed: where it is wrong, the way goes on at the next place that looks like a record.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from tasks.ingest.compressed import GZIP, ZSTD, is_compressed, open_input
from tasks.ingest.reading import ReadOptions, too_large
from tasks.tables import InputError

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

PAGE_TYPES = ("text/html", "application/xhtml+xml")
MOST_BREAKS = 1000  # each may cost a reading of the rest
_WINDOW = 1 << 20
_BEGINNING = 1024
_RECORD = re.compile(rb"(?<=\n)WARC/[01]\.")
_MEMBERS = {GZIP: re.compile(rb"\x1f\x8b\x08[\x00-\x1f]"), ZSTD: re.compile(rb"\x28\xb5\x2f\xfd")}


@dataclass(frozen=True, slots=True)
class Event:
    """A page, or what is wrong where one should be: the `index`-th event from the byte `anchor` on."""

    anchor: int
    index: int
    place: int
    size: int
    found: WarcRecord | InputError


def walk_pages(path: Path, start: int, options: ReadOptions) -> Iterator[Event]:
    """Yield the pages of an archive from a record on, and an InputError for each place where it is broken.

    Places are bytes of the file; of an archive that was compressed as a whole, bytes of its expanded content.
    Raises InputError when it gives up.
    """
    whole = is_compressed(path) and not _is_cut_by_record(path)
    with open_input(path, options, start) if whole else path.open("rb") as file:
        walk = _Walk(file, _RECORD if whole else _separator(path), options)
        yield from walk.events(start)


class _Walk:
    """One way through an archive: the record it stands at, and how many records and events came since it began."""

    def __init__(self, file: BinaryIO, separator: re.Pattern[bytes], options: ReadOptions) -> None:
        self.file, self.separator, self.options = file, separator, options
        self.anchor = self.index = self.records = self.expanded = 0

    def events(self, start: int) -> Iterator[Event]:
        """Yield the events from a place on; broken places in a row are one."""
        place: int | None = start
        for _ in range(MOST_BREAKS):
            if place is None:
                return
            self.file.seek(place)
            self.anchor, self.index, records = place, 0, self.records
            try:
                yield from self._pages()
                return
            except (OSError, InputError) as error:
                if self.expanded > self.options.max_input_bytes:
                    raise
                if self.records > records or place == start:
                    yield self._event(_broken(error))
            place = self._next_record(self.anchor)
        raise InputError("broken_file", f"over {MOST_BREAKS} broken places: what follows them is not read")

    def _pages(self) -> Iterator[Event]:
        """Yield the pages up to the first broken place, where OSError or InputError is raised."""
        from fastwarc.warc import ArchiveIterator

        for record in ArchiveIterator(self.file, parse_http=False):
            self._step(record)
            length = record.content_length
            if not (record.is_http and _is_response(record)):
                self._check_length(record.reader.consume(), length)
            elif length <= self.options.limit:
                record.freeze()
                self._check_length(record.content_length, length)
                record.parse_http(auto_decode="none")  # the walk would stumble over what cannot be decoded
                if _is_page(record):
                    yield self._event(record)
            else:
                record.parse_http(auto_decode="none")
                if _is_page(record):
                    yield self._event(too_large(length, self.options.limit))
                self._check_length(record.reader.consume(), record.content_length)
        if self.records and self.separator is not _RECORD and self._next_record(self.anchor) is not None:
            raise InputError("broken_file", "cut off within the head of the record behind this: fetch it again")

    def _step(self, record: WarcRecord) -> None:
        """Stand at the next record."""
        place = record.stream_pos
        if self.records and place < self.anchor:
            raise InputError("broken_file", "several records compressed as one: recompress it record by record")
        if place != self.anchor:
            self.anchor, self.index = place, 0
        self.records += 1
        if not (record.headers.get("Content-Length") or "").strip().isdecimal():
            raise InputError("broken_file", "the head of its record is cut off or holds no length: fetch it again")

    def _check_length(self, found: int, stated: int) -> None:
        """Raise InputError when a record ended too early, or when there were too many bytes in all."""
        self.expanded += found
        if self.expanded > self.options.max_input_bytes:
            raise InputError("too_large", f"over ingest.max_input_bytes = {self.options.max_input_bytes:,}: raise that")
        if found < stated:
            raise InputError("broken_file", f"ends after {found:,} of its {stated:,} bytes: fetch it again")

    def _event(self, found: WarcRecord | InputError) -> Event:
        size = 0 if isinstance(found, InputError) else found.content_length
        self.index += 1
        return Event(self.anchor, self.index - 1, self.anchor, size, found)

    def _next_record(self, after: int) -> int | None:
        """Return the next place behind `after` that looks like the beginning of a record."""
        self.file.seek(after)
        base, window = after, b""
        while piece := self.file.read(_WINDOW):
            window += piece
            for found in self.separator.finditer(window):
                if base + found.start() > after and _begins_record(window[found.start() :][:_BEGINNING]):
                    return base + found.start()
            base, window = base + len(window[:-_BEGINNING]), window[-_BEGINNING:]
        return None


def _is_response(record: WarcRecord) -> bool:
    from fastwarc.warc import WarcRecordType

    return bool(record.record_type == WarcRecordType.response)


def _is_page(record: WarcRecord) -> bool:
    """Say whether a response is a page that was found."""
    return record.http_headers.status_code == 200 and (record.http_content_type or "").lower() in PAGE_TYPES


def _broken(error: OSError | InputError) -> InputError:
    if isinstance(error, InputError):
        return error
    return InputError("broken_file", f"the record here or what follows it is broken ({error}): fetch it again")


def _begins_record(data: bytes) -> bool:
    """Say whether a record begins here: what is gzip is looked into, the rest is tried."""
    if not data.startswith(GZIP):
        return True
    try:
        begin = zlib.decompressobj(31).decompress(data, 5)
        return begin == b"WARC/" or (len(data) < _BEGINNING and b"WARC/".startswith(begin))  # cut off
    except zlib.error:
        return False


def _separator(path: Path) -> re.Pattern[bytes]:
    """Return what parts the records of an archive: the beginning of a compressed member, or of a plain record."""
    with path.open("rb") as file:
        begin = file.read(4)
    return next((pattern for magic, pattern in _MEMBERS.items() if begin.startswith(magic)), _RECORD)


def _is_cut_by_record(path: Path) -> bool:
    """Say whether each record of a compressed archive is a member of its own, so that one can begin at any record."""
    from fastwarc.warc import ArchiveIterator

    try:
        with path.open("rb") as file:
            first_two = [(r.stream_pos, str(r.headers)) for r in islice(ArchiveIterator(file, parse_http=False), 2)]
            if len(first_two) < 2:
                return True
            place, headers = first_two[1]
            file.seek(place)
            return any(str(r.headers) == headers for r in islice(ArchiveIterator(file, parse_http=False), 1))
    except OSError:
        return True
