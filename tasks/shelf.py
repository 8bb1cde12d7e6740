"""Finished batches, kept until a release holds them: a run that is started again repeats none of them."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.linking import link_file
from tasks.tables import identity

if TYPE_CHECKING:
    import pyarrow as pa

log = logging.getLogger(__name__)
NEW = "new-"  # begins the name of what is not whole yet
LASTING = 7 * 24 * 3600.0  # seconds: what no run has asked for since then, none will


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of what stages wrote, by the content of what they read and `reader`, the digest of all that reads.

    Each entry is a folder KEY-DIGEST, KEY of what it was made of, DIGEST of what is in it. It comes under its name
    whole, and its files are links: an entry can go while a run uses it.
    """

    folder: Path
    reader: str

    def once(self, target: Path, made_of: Iterable[Path | str], make: Callable[[], Path]) -> Path:
        """Return the folder `target`, filled from the shelf, or else by `make`; `made_of` are files and words."""
        key = identity(
            self.reader, target.name, *(_digest([part]) if isinstance(part, Path) else part for part in made_of)
        )
        shutil.rmtree(target, ignore_errors=True)  # what is there is half of what was begun
        if not self._take(key, target):
            make()
            self._put(key, target)
        return target

    def _take(self, key: str, target: Path) -> bool:
        """Fill `target` from the shelf and say whether that was possible; what is damaged there goes."""
        for entry in self.folder.glob(f"{key}-*"):
            try:
                new = _linked(entry, target)
            except FileNotFoundError:  # another run, which has published it, takes it away
                continue
            if entry.name == f"{key}-{_digest(new.iterdir())}":
                new.rename(target)
                entry.touch()
                log.info("%s of %s: as a run before has left it", target.name, target.parent.name)
                return True
            shutil.rmtree(new)
            shutil.rmtree(entry, ignore_errors=True)  # another run may be at it, too
            log.warning("%s is damaged: removed, its batch is worked on again", entry)
        return False

    def _put(self, key: str, target: Path) -> None:
        entry = self.folder / f"{key}-{_digest(target.iterdir())}"
        self.folder.mkdir(parents=True, exist_ok=True)
        new = _linked(target, self.folder / f"{target.parent.parent.name}-{entry.name}")
        try:
            new.rename(entry)
        except OSError:  # another run has worked on the same
            shutil.rmtree(new)
            if not entry.exists():
                raise

    def clear(self, since: float) -> None:
        """Remove what was put or taken since a time (seconds since 1970), and what nobody wants any more."""
        for entry in self.folder.glob("*-*"):
            with suppress(FileNotFoundError):  # another run clears, too
                touched, is_whole = entry.stat().st_mtime, not entry.name.startswith(NEW)
                if (touched >= since and is_whole) or touched < time.time() - LASTING:
                    shutil.rmtree(entry)
        with suppress(OSError):  # it is not there, or holds what another run has left
            self.folder.rmdir()


def _linked(source: Path, target: Path) -> Path:
    """Return a folder beside `target` with the files of `source`, to be renamed once it is whole."""
    new = target.with_name(f"{NEW}{target.name}")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    for path in source.iterdir():
        link_file(path, new / path.name)
    return new


def content_of(table: pa.Table) -> str:
    """Return a digest of all that is in a table."""
    import pyarrow as pa
    from xxhash import xxh3_128

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return xxh3_128(sink.getvalue()).hexdigest()


def _digest(paths: Iterable[Path]) -> str:
    """Return a digest of files: their names and all that is in them."""
    from xxhash import xxh3_128

    digest = xxh3_128()
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\x00" + path.read_bytes())
    return digest.hexdigest()
