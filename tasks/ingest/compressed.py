"""Compressed files (gzip, zstd), read as if they were not: known by how they begin, expanded while they are read."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, cast

from tasks.ingest.reading import ReadOptions
from tasks.tables import InputError

ENDINGS = (".gz", ".zst")
GZIP, ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
_CHUNK = 1 << 16  # of a file that breaks off, so much may be lost before the break
_MOST_PARKED = 4

_Parked = tuple[tuple[str, int, int, int], BinaryIO]
_parked: list[_Parked] = []  # streams that stand where a batch ended, for the batch that begins there
_lock = Lock()


@contextmanager
def open_input(path: Path, options: ReadOptions, start: int = 0) -> Iterator[BinaryIO]:
    """Open a file at a place; of a compressed one all places are those of its expanded content.

    To get to its place a compressed file is expanded from the beginning, unless an earlier batch stopped before it:
    so the batches of one process, read one after the other, expand the file once.
    """
    if not is_compressed(path):
        with path.open("rb") as file:
            file.seek(start)
            yield file
        return
    stat = path.stat()
    key = (str(path), stat.st_size, stat.st_mtime_ns, options.max_input_bytes)
    stream = _take(key, start) or cast(BinaryIO, io.BufferedReader(Expanded(path, options.max_input_bytes), _CHUNK))
    try:
        stream.seek(start)
        yield stream
    except BaseException:
        stream.close()
        raise
    _park(key, stream)


def is_compressed(path: Path) -> bool:
    """Return whether a file begins as gzip or zstd does."""
    with path.open("rb") as file:
        return file.read(4).startswith((GZIP, ZSTD))


def _take(key: tuple[str, int, int, int], start: int) -> BinaryIO | None:
    """Return the parked stream of the file that stands nearest before `start`."""
    with _lock:
        fitting = [(stream.tell(), place) for place, (own, stream) in enumerate(_parked) if own == key]
        before = [found for found in fitting if found[0] <= start]
        return _parked.pop(max(before)[1])[1] if before else None


def _park(key: tuple[str, int, int, int], stream: BinaryIO) -> None:
    with _lock:
        _parked.append((key, stream))
        if len(_parked) > _MOST_PARKED:
            _parked.pop(0)[1].close()


class Expanded(io.RawIOBase):
    """The expanded content of a compressed file; raises InputError where it breaks off or grows past `most` bytes."""

    def __init__(self, path: Path, most: int) -> None:
        self.path, self.most = path, most
        self.position = 0
        self.source = _expand(path)

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be sought: forwards by reading on, backwards by beginning anew."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read the next bytes."""
        try:
            data = self.source.read1(min(len(buffer), _CHUNK))
        except (OSError, EOFError, zlib.error) as error:
            where = f"its compression breaks off after {self.position:,} expanded bytes"
            raise InputError("broken_file", f"{where} ({error}): make or fetch it again") from error
        self.position += len(data)
        if self.position > self.most:
            advice = f"over ingest.max_input_bytes = {self.most:,}: split it or raise that"
            raise InputError("too_large", f"more than {self.most:,} bytes when expanded, {advice}")
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, counted from the beginning or from where it stands."""
        if whence == io.SEEK_END:
            raise io.UnsupportedOperation("the end of a compressed file is not known")
        target = offset + (self.position if whence == io.SEEK_CUR else 0)
        if target < self.position:
            self.source.close()
            self.source, self.position = _expand(self.path), 0
        scratch = bytearray(_CHUNK)
        while self.position < target and self.readinto(memoryview(scratch)[: target - self.position]):
            pass
        return self.position

    def tell(self) -> int:
        """Return where it stands."""
        return self.position

    def close(self) -> None:
        """Close the file."""
        self.source.close()
        super().close()


def _expand(path: Path) -> Any:
    """Open a compressed file: gzip by the standard library, which takes padding after its end; zstd by Arrow."""
    with path.open("rb") as file:
        begin = file.read(len(GZIP))
    if begin == GZIP:
        import gzip

        return gzip.open(path)
    import pyarrow as pa

    return pa.CompressedInputStream(pa.OSFile(str(path)), "zstd")
